"""How much a tie says: the table, its factors, and the sentence that tells them."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from graph.model import MODEL
from graph.rules.network.relevance import LEAST, TABLE, Size, rarity, relevance, size_of, why
from graph.rules.network.ties import NetworkTie

SHARES = st.none() | st.floats(0, 1)
TIES = st.builds(
    lambda relation, share, lower, upper, amount: NetworkTie(
        relation=relation,
        source="a",
        target="b",
        share=share,
        share_min=lower,
        share_max=upper,
        amount=amount,
    ),
    st.sampled_from(sorted(TABLE)),
    SHARES,
    SHARES,
    SHARES,
    st.none() | st.integers(0, 10**18),
)


def tie(relation: str = "SHAREHOLDER_OF", **values: Any) -> NetworkTie:
    return NetworkTie(relation=relation, source="a", target="b", **values)


def test_every_kind_of_relation_has_its_row() -> None:
    assert set(TABLE) == {name for name in MODEL.relations if name != "SAME_AS"}
    assert all(0 < row.weight <= 1 for row in TABLE.values())


def test_a_size_is_told_by_an_attribute_that_the_relation_has() -> None:
    for name, row in TABLE.items():
        attributes = {attribute.name for attribute in MODEL.relations[name].attributes}
        expected = {Size.SHARE: "share", Size.AMOUNT: "amount"}.get(row.size)
        assert expected is None or expected in attributes, name
        assert row.size is not Size.NONE or not attributes & {"share", "amount"}, name


@given(TIES, st.integers(1, 10**6))
def test_it_is_above_nothing_and_at_most_one(each: NetworkTie, ties: int) -> None:
    assert 0 < relevance(each, ties) <= 1
    assert relevance(each, ties) >= relevance(each, ties + 1)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 10**14), st.integers(0, 10**14))
def test_a_larger_share_or_amount_is_no_less(one: float, other: float, fen: int, more: int) -> None:
    small, large = sorted((one, other))
    assert size_of(tie(share=small)) <= size_of(tie(share=large))
    few, many = sorted((fen, more))
    assert size_of(tie("TRANSFERS", amount=few)) <= size_of(tie("TRANSFERS", amount=many))


def test_sizes() -> None:
    assert size_of(tie(share=0.6)) == 0.6
    assert size_of(tie(share=0.0)) == LEAST
    assert size_of(tie(share_min=0.2, share_max=0.4)) == 0.30000000000000004
    assert size_of(tie(share_min=0.5)) == 0.75
    assert size_of(tie()) == 0.5
    assert size_of(tie("TRANSFERS", amount=10**10)) == 1.0
    assert 0.49 < size_of(tie("TRANSFERS", amount=10**6)) < 0.51
    assert size_of(tie("EMPLOYS")) == 1.0


def test_rarity() -> None:
    assert (rarity(0), rarity(1), rarity(2), rarity(4)) == (1.0, 1.0, 0.5, 1 / 3)


def test_the_sentence_tells_each_factor() -> None:
    assert why(tie(share=0.6), 4, 1.0) == (
        "SHAREHOLDER_OF: weight 1 x share 0.6 x rarity 0.333 (4 ties at the far end)",
        "持股：权重1 × 比例0.6 × 稀有度0.333（对端共4条关系）",
    )
    assert why(tie("EMPLOYS"), None, 1.0) == (
        "EMPLOYS: weight 0.1 x rarity 1 (ties at the far end not counted)",
        "用工：权重0.1 × 稀有度1（对端关系未计数）",
    )
    english, chinese = why(tie("GUARANTOR_OF"), 1, 0.25)
    assert english == (
        "GUARANTOR_OF: weight 0.8 x amount 0.5 (not known) x rarity 1 (1 tie at the far end) x the way to it 0.25"
    )
    assert chinese == "担保：权重0.8 × 金额0.5（不明） × 稀有度1（对端共1条关系） × 前段路径0.25"
