"""Who is who: what merges, what never does, and that the order of the two sides does not matter."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.rules.identity import Identity, Kind, Outcome, Verdict, compare


def person(*names: str, ids: dict[str, str] | None = None, **attributes: Any) -> Identity:
    return Identity(kind=Kind.PERSON, names=names, identifiers=frozenset((ids or {}).items()), **attributes)


def organisation(*names: str, ids: dict[str, str] | None = None, **attributes: Any) -> Identity:
    return Identity(kind=Kind.ORGANISATION, names=names, identifiers=frozenset((ids or {}).items()), **attributes)


identities = st.builds(
    Identity,
    kind=st.sampled_from(Kind),
    names=st.lists(
        st.sampled_from(["张三", "張三", "张三丰", "Zhang San", "San Zhang", "John Smith", "·", ""]),
        max_size=3,
    ).map(tuple),
    identifiers=st.frozensets(
        st.tuples(st.sampled_from(["USCC", "CITIZEN_ID", "PASSPORT"]), st.sampled_from(["A", "B"])),
        max_size=4,
    ),
    birth_date=st.sampled_from([None, "1985-03-07", "1985-03", "1985", "1990-12-31"]),
    address=st.sampled_from([None, "东湖路1号", "東湖路１號", "武汉市", "西湖路2号"]),
    phone=st.sampled_from([None, "13912345678", "+86 139-1234-5678", "02712345678", "110"]),
    legal_representative=st.sampled_from([None, "李四", "Li Si", "王五"]),
    region=st.sampled_from([None, "420000", "420112", "420100", "430000"]),
)


@given(identities, identities)
def test_the_order_of_the_sides_does_not_matter(a: Identity, b: Identity) -> None:
    assert compare(a, b) == compare(b, a)


@given(identities, identities)
def test_never_the_same_if_identifiers_of_one_scheme_differ(a: Identity, b: Identity) -> None:
    if any(s == t and v != w and (s, v) not in b.identifiers for s, v in a.identifiers for t, w in b.identifiers):
        assert compare(a, b).outcome is not Outcome.SAME


@given(identities, identities)
def test_a_person_is_never_an_organisation(a: Identity, b: Identity) -> None:
    if a.kind is not b.kind:
        assert compare(a, b).outcome is not Outcome.SAME


@given(identities, identities)
def test_a_merge_without_a_shared_identifier_rests_on_name_and_attribute(a: Identity, b: Identity) -> None:
    verdict = compare(a, b)
    if verdict.outcome is Outcome.SAME and not a.identifiers & b.identifiers:
        assert verdict.reasons[0] == "same name" and verdict.reasons[1].startswith("equal ")


@given(identities, identities)
def test_every_verdict_has_a_reason(a: Identity, b: Identity) -> None:
    assert compare(a, b).reasons


@given(identities, identities)
def test_no_reason_holds_a_value(a: Identity, b: Identity) -> None:
    reasons = " ".join(compare(a, b).reasons)
    assert not any(value in reasons for value in ["张", "1985", "139", "路", "4201"])


def test_an_equal_identifier_is_the_same_subject_whatever_the_name() -> None:
    verdict = compare(person("张三", ids={"CITIZEN_ID": "m1:a"}), person("李四", ids={"CITIZEN_ID": "m1:a"}))
    assert verdict == Verdict(outcome=Outcome.SAME, reasons=("equal CITIZEN_ID",))


def test_different_identifiers_of_one_scheme_are_different_subjects_whatever_agrees() -> None:
    a = person("张三", ids={"CITIZEN_ID": "m1:a"}, birth_date="1985-03-07", phone="13912345678")
    b = person("张三", ids={"CITIZEN_ID": "m1:b"}, birth_date="1985-03-07", phone="13912345678")
    assert compare(a, b).outcome is Outcome.DIFFERENT


def test_identifiers_of_different_schemes_say_nothing() -> None:
    a = person("张三", ids={"CITIZEN_ID": "m1:a"}, birth_date="1985-03-07")
    b = person("张三", ids={"PASSPORT": "m1:b"}, birth_date="1985-03-07")
    assert compare(a, b).outcome is Outcome.SAME


def test_identifiers_in_conflict_go_to_review() -> None:
    a = person("张三", ids={"CITIZEN_ID": "m1:a", "PASSPORT": "m1:p"})
    b = person("张三", ids={"CITIZEN_ID": "m1:a", "PASSPORT": "m1:q"})
    assert compare(a, b).reasons == ("identifiers conflict", "equal CITIZEN_ID", "different PASSPORT")


def test_one_identifier_on_a_person_and_an_organisation_goes_to_review() -> None:
    assert (
        compare(person("张三", ids={"USCC": "A"}), organisation("张三", ids={"USCC": "A"})).outcome
        is Outcome.REVIEW
    )


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"birth_date": "1985-03-07"}, {"birth_date": "1985-03-07"}),
        ({"phone": "13912345678"}, {"phone": "+86 139 1234 5678"}),
        ({"address": "武汉市東湖路1號"}, {"address": "武汉市 东湖路１号"}),
        ({"birth_date": "1985-03-07", "region": "420000"}, {"birth_date": "1985-03-07", "region": "420112"}),
    ],
)
def test_a_persons_name_and_a_second_attribute_are_the_same(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert compare(person("張三", **ours), person("张三", **theirs)).outcome is Outcome.SAME


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({}, {}),
        ({"region": "420112"}, {"region": "420112"}),
        ({"birth_date": "1985"}, {"birth_date": "1985"}),
        ({"birth_date": "1985-03"}, {"birth_date": "1985-03-07"}),
        ({"address": "湖北省武汉市"}, {"address": "湖北省武汉市"}),
        ({"phone": "0000000000"}, {"phone": "0000000000"}),
        ({"phone": "110"}, {"phone": "110"}),
        ({"legal_representative": "李四"}, {"legal_representative": "李四"}),
        ({"birth_date": "1985-03-07"}, {"birth_date": "1990-12-31"}),
        (
            {"birth_date": "1985-03-07", "phone": "13912345678"},
            {"birth_date": "1990", "phone": "13912345678"},
        ),
        ({"phone": "13912345678", "region": "420112"}, {"phone": "13912345678", "region": "430102"}),
    ],
)
def test_a_persons_name_without_a_sound_second_attribute_goes_to_review(
    ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    assert compare(person("张三", **ours), person("张三", **theirs)).outcome is Outcome.REVIEW


@pytest.mark.parametrize(
    ("ours", "theirs"), [("王乾", "王干"), ("於强", "于强"), ("麴文", "曲文"), ("徵儿", "征儿")]
)
def test_names_that_only_traditional_writing_makes_one_go_to_review(ours: str, theirs: str) -> None:
    """In simplified characters both are names, of two families or of two persons."""
    detail = {"birth_date": "1985-03-07", "phone": "13912345678"}
    assert compare(person(ours, **detail), person(theirs, **detail)).outcome is Outcome.REVIEW
    assert compare(person(ours, **detail), person(ours, **detail)).outcome is Outcome.SAME


@pytest.mark.parametrize("attribute", ["legal_representative", "address", "phone"])
def test_an_organisations_name_and_a_second_attribute_are_the_same(attribute: str) -> None:
    values: dict[str, Any] = {
        attribute: "李四" if attribute == "legal_representative" else "东湖路 027 8888 1234 号"
    }
    a, b = organisation("东湖建设有限责任公司", **values), organisation("東湖建設有限公司", **values)
    assert compare(a, b).outcome is Outcome.SAME


def test_a_region_of_registration_is_no_second_attribute() -> None:
    a, b = organisation("东湖有限公司", region="420112"), organisation("东湖有限公司", region="420112")
    assert compare(a, b).outcome is Outcome.REVIEW


def test_a_legal_representative_in_pinyin_is_no_second_attribute() -> None:
    a = organisation("东湖有限公司", legal_representative="Li Si")
    assert compare(a, a).outcome is Outcome.REVIEW


def test_a_former_name_counts_as_a_name() -> None:
    a = organisation("东湖有限公司", "西湖有限公司", phone="02788881234")
    assert compare(a, organisation("西湖有限公司", phone="02788881234")).outcome is Outcome.SAME


@pytest.mark.parametrize("other", ["Zhang San", "Zhangsan", "San Zhang", "ZHĀNG SĀN", "张三"])
def test_pinyin_never_goes_above_review(other: str) -> None:
    a, b = person("Zhang San", birth_date="1985-03-07"), person(other, birth_date="1985-03-07")
    assert compare(a, b).outcome is Outcome.REVIEW


def test_a_chinese_and_a_pinyin_name_with_nothing_else_are_unrelated() -> None:
    assert compare(person("张三"), person("Zhang San")).outcome is Outcome.UNRELATED


def test_a_similar_name_goes_to_review() -> None:
    a, b = organisation("武汉东湖建设有限公司"), organisation("武汉东湖建筑有限公司")
    assert compare(a, b).outcome is Outcome.REVIEW


def test_a_similar_name_with_a_second_attribute_still_goes_to_review() -> None:
    a = organisation("武汉东湖建设有限公司", phone="02788881234")
    assert compare(a, organisation("武汉东湖建筑有限公司", phone="02788881234")).outcome is Outcome.REVIEW


def test_a_similar_name_with_a_contradiction_is_unrelated() -> None:
    a = organisation("武汉东湖建设有限公司", phone="02788881234")
    assert compare(a, organisation("武汉东湖建筑有限公司", phone="02799991234")).outcome is Outcome.UNRELATED


def test_different_names_are_unrelated_whatever_else_agrees() -> None:
    a, b = person("张三", phone="13912345678"), person("李四", phone="13912345678")
    assert compare(a, b).outcome is Outcome.UNRELATED


def test_records_without_a_name_are_unrelated() -> None:
    assert compare(person(birth_date="1985-03-07"), person(birth_date="1985-03-07")).outcome is Outcome.UNRELATED


def test_a_masked_number_is_no_identifier() -> None:
    with pytest.raises(ValueError, match="masked"):
        person("张三", ids={"CITIZEN_ID": "4201121985****1237"})
