"""What no table can change, for any record and any subject."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.rules.identity import Identity, Kind
from graph.rules.matching.judge import Band, Judgement, judge
from graph.rules.matching.table import TABLE, Agreement

ORDER = {Band.DIFFERENT: 0, Band.REVIEW: 1, Band.SAME: 2}
PERSON_NAMES = st.sampled_from(
    ["张伟", "張偉", "张伟强", "张卫强", "李娜", "Zhang Wei", "Wei Zhang", "O'Brien Smith"]
)
COMPANY_NAMES = st.sampled_from(
    [
        "武汉汉江建筑有限公司",
        "武汉市汉江建筑有限责任公司",
        "武汉汉江建设有限公司",
        "汉江（武汉）建筑公司",
        "Hanjiang Ltd",
        "宜昌食品厂",
    ]
)
DAYS = st.sampled_from(["1985-03-07", "1985-07-03", "1985-03-08", "1990-12-12", "1985", "1985-03"])
PHONES = st.sampled_from(["13812345678", "027-87654321", "110", "+86 138 1234 5678"])
ADDRESSES = st.sampled_from(["武汉市汉口路1号", "武汉市汉口路2号", "武汉市"])
REGIONS = st.sampled_from(["420112", "420000", "4201", "420583"])
NUMBERS = {
    Kind.PERSON: st.tuples(st.sampled_from(["citizenMatch", "PASSPORT"]), st.sampled_from(["x:1", "x:2"])),
    Kind.ORGANISATION: st.tuples(st.just("uscc"), st.sampled_from(["A", "B", "C"])),
}
ATTRIBUTES = {
    Kind.PERSON: ("birth_date", "phone", "address", "region"),
    Kind.ORGANISATION: ("legal_representative", "address", "phone", "region"),
}


@st.composite
def identities(draw: st.DrawFn, of: Kind | None = None, numbers: bool = True) -> Identity:
    kind = of or draw(st.sampled_from(list(Kind)))
    person = kind is Kind.PERSON
    names = draw(st.lists(PERSON_NAMES if person else COMPANY_NAMES, max_size=2, unique=True))
    return Identity(
        kind=kind,
        names=tuple(names),
        identifiers=frozenset(draw(st.lists(NUMBERS[kind], max_size=2)) if numbers else ()),
        birth_date=draw(st.none() | DAYS) if person else None,
        address=draw(st.none() | ADDRESSES),
        phone=draw(st.none() | PHONES),
        legal_representative=None if person else draw(st.none() | PERSON_NAMES),
        region=draw(st.none() | REGIONS),
    )


@given(identities(), identities())
def test_it_is_symmetric(a: Identity, b: Identity) -> None:
    one, other = judge(a, b), judge(b, a)
    assert (one.band, one.score, one.veto) == (other.band, other.score, other.veto)
    assert sorted(one.evidence, key=repr) == sorted(other.evidence, key=repr)


@given(identities(), identities())
def test_different_numbers_of_one_scheme_are_a_veto(a: Identity, b: Identity) -> None:
    found = judge(a, b)
    schemes = {scheme for scheme, _ in a.identifiers} & {scheme for scheme, _ in b.identifiers}
    equal = {scheme for scheme, value in a.identifiers if (scheme, value) in b.identifiers}
    if schemes - equal and not equal:
        assert (found.band, found.score) == (Band.DIFFERENT, 0)
    elif schemes - equal:
        assert found.band is Band.REVIEW
    # An equal number of another scheme takes no veto away: a decision must not outlive it.
    assert set(found.veto) == schemes - equal


@given(identities(), identities())
def test_nobody_is_the_same_by_name_alone(a: Identity, b: Identity) -> None:
    bare_a = Identity(kind=a.kind, names=a.names, region=a.region)
    bare_b = Identity(kind=b.kind, names=b.names, region=b.region)
    assert judge(bare_a, bare_b).band is not Band.SAME


@given(identities(), identities())
def test_pinyin_and_similar_names_are_never_above_review(a: Identity, b: Identity) -> None:
    found = judge(a, b)
    names = [each.agreement for each in found.evidence if each.attribute == "name"]
    numbers = [each for each in found.evidence if each.attribute in ("uscc", "citizenMatch", "PASSPORT")]
    if found.band is Band.SAME and not numbers:
        assert names == [Agreement.EQUAL]
        assert len([each for each in found.evidence if each.agreement is Agreement.EQUAL]) >= 3


@given(identities(), identities())
def test_an_equal_number_is_the_same_unless_something_contradicts(a: Identity, b: Identity) -> None:
    if a.kind is not b.kind or not a.identifiers & b.identifiers:
        return
    found = judge(a, b)
    contradicted = any(
        (each.attribute == "birth_date" and each.agreement is not Agreement.EQUAL)
        or (each.attribute == "name" and each.agreement is Agreement.DIFFERENT)
        or (each.weight == -100)
        for each in found.evidence
    )
    assert found.band is (Band.REVIEW if contradicted else Band.SAME)


@given(identities(), identities(), st.data())
def test_one_more_attribute_that_agrees_never_lowers_the_band(
    a: Identity, b: Identity, data: st.DataObject
) -> None:
    if a.kind is not b.kind:
        return
    before = judge(a, b)
    additions = [name for name in ATTRIBUTES[a.kind] if getattr(a, name) is None and getattr(b, name) is not None]
    changed = [replace(a, **{name: getattr(b, name)}) for name in additions]
    if b.identifiers:
        changed.append(replace(a, identifiers=a.identifiers | b.identifiers))
    if b.names and not a.names:
        changed.append(replace(a, names=b.names))
    if not changed:
        return
    after = judge(data.draw(st.sampled_from(changed)), b)
    assert ORDER[after.band] >= ORDER[before.band], (before, after)


def person(**more: Any) -> Identity:
    return Identity(kind=Kind.PERSON, names=("张伟",), **more)


@pytest.mark.parametrize(
    ("a", "b", "band"),
    [
        (person(), person(), Band.REVIEW),
        (person(birth_date="1985-03-07"), person(birth_date="1985-03-07"), Band.REVIEW),
        (
            person(birth_date="1985-03-07", phone="13812345678"),
            person(birth_date="1985-03-07", phone="138-1234-5678"),
            Band.SAME,
        ),
        (person(birth_date="1985-03-07"), person(birth_date="1985-07-03"), Band.REVIEW),
        (person(birth_date="1985-03-07"), person(birth_date="1990-01-01"), Band.DIFFERENT),
        (person(phone="13812345678"), replace(person(phone="13812345678"), names=("李娜",)), Band.DIFFERENT),
        (
            person(identifiers=frozenset({("citizenMatch", "x:1")}), birth_date="1985-03-07"),
            person(identifiers=frozenset({("citizenMatch", "x:1")}), birth_date="1990-01-01"),
            Band.REVIEW,
        ),
    ],
)
def test_worked_pairs(a: Identity, b: Identity, band: Band) -> None:
    assert judge(a, b).band is band


def test_sister_companies_that_share_all_but_the_name_are_different() -> None:
    shared: dict[str, Any] = {
        "kind": Kind.ORGANISATION,
        "address": "武汉市汉口路1号",
        "phone": "02787654321",
        "region": "420112",
        "legal_representative": "张伟",
    }
    one = Identity(names=("武汉汉江建筑有限公司",), **shared)
    other = Identity(names=("宜昌长阳食品厂",), **shared)
    found: Judgement = judge(one, other)
    assert found.band is Band.DIFFERENT and found.score < TABLE.review
