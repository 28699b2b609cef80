"""By what a name is looked up in which one place is wrong."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.rules.identity import Identity, Kind
from graph.rules.matching.blocking import name_patterns
from graph.rules.names import fold_name, name_keys

LETTERS = "汉江宏达建筑工程鑫凯源房地产开发安通餐饮管理服务"
FORMS = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "厂", "")


def patterns(name: str) -> list[list[str]]:
    record = Identity(kind=Kind.ORGANISATION, names=(name,))
    return [pattern.replace("+", "").split() for pattern in name_patterns(record)]


def finds(name: str, other: str) -> bool:
    held = set(name_keys(fold_name(other)).split())
    return any(held.issuperset(keys) for keys in patterns(name))


@given(
    core=st.lists(st.sampled_from(LETTERS), min_size=7, max_size=16, unique=True),
    form=st.sampled_from(FORMS),
    place=st.integers(0, 15),
    letter=st.sampled_from(["", "零", "双"]),
)
def test_a_name_with_one_place_wrong_missing_or_doubled_is_found(
    core: list[str], form: str, place: int, letter: str
) -> None:
    at = place % len(core)
    wrong = [*core[:at], core[at] * 2 if letter == "双" else letter, *core[at + 1 :]]
    assert finds("".join(wrong) + form, "".join(core) + form)


@given(core=st.lists(st.sampled_from(LETTERS), min_size=2, max_size=16), form=st.sampled_from(FORMS))
def test_no_pattern_is_of_what_half_of_all_names_have_or_finds_only_what_another_does(
    core: list[str], form: str
) -> None:
    found = list(map(set, patterns("".join(core) + form)))
    common = {"有限", "限公", "公司", "股份", "集团"}
    assert all(keys and not keys & common for keys in found)
    assert not any(one <= other for one in found for other in found if one is not other)


def test_a_person_is_looked_up_by_no_pattern() -> None:
    assert name_patterns(Identity(kind=Kind.PERSON, names=("欧阳娜娜张伟强",))) == []
