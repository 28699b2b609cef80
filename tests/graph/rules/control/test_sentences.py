"""Every reason has its sentence in both languages, and no gap is left in one."""

from __future__ import annotations

import pytest

from graph.rules.control.sentences import SENTENCES, Tier, Values, Why, told
from graph.rules.control.thresholds import Thresholds
from graph.rules.control.ties import Medium, Share

FULL = Values(
    company="[C]",
    who=("[P]", "[Q]", "[R]"),
    through="[T]",
    votes=Share(lower=0.25, upper=0.5),
    next=0.1,
    board=0.5,
    document="[D]",
    until="[U]",
    medium=Medium.PHONE,
    sharers=3,
)


@pytest.mark.parametrize("why", list(Why))
def test_each_reason_has_one_sentence_in_each_language(why: Why) -> None:
    en, zh = told(why, FULL, Thresholds())
    for text, stop in ((en, "."), (zh, "。")):
        assert text.endswith(stop)
        assert text.count(stop) == 1
        assert "{" not in text
        assert "[C]" in text
    assert "[P], [Q] and [R]" in en
    assert "[P]、[Q]、[R]" in zh


def test_reasons_are_listed_by_tier() -> None:
    order = [list(Tier).index(SENTENCES[why].tier) for why in Why]
    assert order == sorted(order)
    assert list(SENTENCES) == list(Why)


def test_shares_are_told_as_exactly_as_they_are_compared() -> None:
    values = Values(company="C", who=("P",), votes=Share.exactly(0.500000001))
    assert "50.0000001 % of the votes" in told(Why.MAJORITY_DIRECT, values, Thresholds())[0]
    assert "25 to 50 %" in told(Why.MAJORITY_DIRECT, FULL, Thresholds())[0]
    assert "25至50%" in told(Why.MAJORITY_DIRECT, FULL, Thresholds())[1]


def test_a_name_with_braces_stays_as_it_is() -> None:
    assert "{who}" in told(Why.CLUE_GUARANTOR, Values(company="{who}", who=("P",)), Thresholds())[0]
