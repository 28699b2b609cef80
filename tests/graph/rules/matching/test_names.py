"""How names agree, and by which patterns one with a letter wrong is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.rules.identity import Identity, Kind
from graph.rules.matching.blocking import name_patterns
from graph.rules.matching.names import core, name_agreement
from graph.rules.matching.table import Agreement
from graph.rules.names import compact, fold_name, name_keys

PAIRS = [
    (Kind.ORGANISATION, "武汉汉江建筑有限公司", "武漢漢江建築有限責任公司", Agreement.EQUAL),
    (Kind.ORGANISATION, "汉江（武汉）建筑有限公司", "汉江武汉建筑有限公司", Agreement.EQUAL),
    (Kind.ORGANISATION, "武汉市汉江建筑有限公司", "武汉汉江建筑股份有限公司", Agreement.VARIANT),
    (Kind.ORGANISATION, "武汉市汉江宏达建筑有限公司", "武汉市汉江宏大建筑有限公司", Agreement.SIMILAR),
    (Kind.ORGANISATION, "武汉汉江建筑有限公司", "宜昌长阳食品厂", Agreement.DIFFERENT),
    (Kind.PERSON, "张伟", "张 伟", Agreement.EQUAL),
    (Kind.PERSON, "张伟", "张卫", Agreement.DIFFERENT),
    (Kind.PERSON, "欧阳明华", "欧阳明化", Agreement.SIMILAR),
    (Kind.PERSON, "张明华", "李明华", Agreement.DIFFERENT),
    (Kind.PERSON, "Zhang Wei", "wei zhang", Agreement.PINYIN),
    (Kind.PERSON, "张伟", "Zhang Wei", Agreement.OTHER_SCRIPT),
    (Kind.PERSON, "John Smith", "JOHN SMITH", Agreement.EQUAL),
    (Kind.PERSON, "王乾", "王干", Agreement.SIMILAR),
    (Kind.PERSON, "於强", "于强", Agreement.SIMILAR),
    (Kind.PERSON, "張強", "张强", Agreement.EQUAL),
    (Kind.ORGANISATION, "武汉乾元建筑有限公司", "武汉干元建筑有限公司", Agreement.VARIANT),
]


@pytest.mark.parametrize(("of", "ours", "theirs", "agreement"), PAIRS)
def test_names(of: Kind, ours: str, theirs: str, agreement: Agreement) -> None:
    assert name_agreement(of, [ours], [theirs], 85.0) is agreement
    assert name_agreement(of, [theirs], [ours], 85.0) is agreement


def test_a_side_without_a_name_says_nothing() -> None:
    assert name_agreement(Kind.PERSON, [], ["张伟"], 85.0) is None
    assert name_agreement(Kind.PERSON, ["！"], ["张伟"], 85.0) is None


@given(st.text(max_size=60))
def test_a_core_is_never_empty(text: str) -> None:
    folded = fold_name(text)
    assert core(folded) or not folded


@given(st.lists(st.sampled_from("武汉江宏达建筑食品科技贸华兴业新"), min_size=8, max_size=20), st.data())
def test_a_name_with_one_letter_wrong_missing_or_doubled_is_found_by_a_pattern(
    letters: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(letters) - 1))
    wrong, missing = [*letters[:at], "囧", *letters[at + 1 :]], [*letters[:at], *letters[at + 1 :]]
    doubled = [*letters[:at], letters[at], *letters[at:]]
    held = set(name_keys("".join(letters)).split())
    for written in (wrong, missing, doubled, letters):
        record = Identity(kind=Kind.ORGANISATION, names=("".join(written),))
        patterns = [pattern.replace("+", "").split() for pattern in name_patterns(record)]
        assert any(held.issuperset(pattern) for pattern in patterns), (written, patterns)


@given(st.text(max_size=300))
def test_patterns_hold_no_operator_and_are_few(text: str) -> None:
    patterns = name_patterns(Identity(kind=Kind.ORGANISATION, names=(text,)))
    assert len(patterns) <= 21
    for pattern in patterns:
        assert all(key.startswith("+") and compact(key) == key[1:] and len(key) > 1 for key in pattern.split())
