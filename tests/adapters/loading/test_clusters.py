from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.loading.clusters import MAX_CLUSTER, Edge, Record, join
from graph.model import MODEL
from graph.model.declare import Access
from graph.rules.identity import Identity, Kind
from graph.rules.told import family

NAME = "汉江建筑有限公司"


def record(rk: str, *, first: str = "1", sealed: bool = False, edge: Edge | None = None, **told: object) -> Record:
    numbers = frozenset(told.pop("numbers", {}).items())
    identity = Identity(kind=Kind.ORGANISATION, names=(NAME,), identifiers=numbers, **told)
    return Record(rk=rk, kind="COMPANY", first=first, identity=identity, sealed=sealed, edge=edge)


def member_of(head: str, *, undone: bool = False) -> Edge:
    return Edge(to=head, hash="h", reasons=("equal uscc",), recorded_at="0", undone=undone)


def joined(*records: Record, pairs: list[tuple[str, str]] | None = None) -> dict[str, str]:
    wanted = pairs or [(a.rk, b.rk) for a in records for b in records if a is not b]
    return {each.member.rk: each.to for each in join({r.rk: r for r in records}, wanted)}


def test_an_equal_number_joins() -> None:
    assert joined(record("a", numbers={"uscc": "1"}), record("b", numbers={"uscc": "1"})) == {"b": "a"}


def test_a_name_alone_does_not_join() -> None:
    assert joined(record("a"), record("b")) == {}


def test_a_name_and_a_second_attribute_join() -> None:
    assert joined(record("a", phone="02787654321"), record("b", phone="027-87654321")) == {"b": "a"}


def test_the_oldest_record_represents() -> None:
    one, two = record("a", first="2", numbers={"uscc": "1"}), record("b", first="1", numbers={"uscc": "1"})
    assert joined(one, two) == {"a": "b"}


def test_all_of_a_group_point_at_the_new_representative() -> None:
    old = record("z", first="0", numbers={"uscc": "1"})
    group = [record("a", numbers={"uscc": "1"}), record("b", edge=member_of("a"))]
    assert joined(old, *group) == {"a": "z", "b": "z"}


def test_a_member_keeps_the_reasons_for_which_it_joined() -> None:
    old = record("z", first="0", numbers={"uscc": "1"})
    group = [record("a", numbers={"uscc": "1"}), record("b", edge=replace(member_of("a"), reasons=("why",)))]
    edges = join({r.rk: r for r in [old, *group]}, [("z", "a")])
    assert {each.member.rk: each.reasons for each in edges}["b"] == ("why",)


def test_no_subject_gets_two_numbers_of_one_scheme() -> None:
    a = record("a", numbers={"uscc": "1"})
    b = record("b", edge=member_of("a"), phone="02787654321")
    other = record("c", numbers={"uscc": "2"}, phone="02787654321")
    assert joined(a, b, other) == {}


def test_a_contradicting_member_holds_a_merge_by_name_back() -> None:
    a = record("a", region="420100")
    b = record("b", edge=member_of("a"), phone="02787654321")
    other = record("c", region="110000", phone="02787654321")
    assert joined(a, b, other) == {}


def test_a_record_that_fits_two_subjects_by_its_name_joins_neither() -> None:
    a, c = (record(rk, numbers={"uscc": rk}, phone="02787654321") for rk in "ac")
    assert joined(a, record("b", phone="02787654321"), c) == {}


def test_what_a_human_took_out_stays_out() -> None:
    out = record("b", numbers={"uscc": "1"}, edge=member_of("a", undone=True))
    assert joined(record("a", numbers={"uscc": "1"}), out) == {}


def test_a_merge_with_a_sealed_record_is_sealed() -> None:
    records = [record("a", numbers={"uscc": "1"}, sealed=True), record("b", numbers={"uscc": "1"})]
    (edge,) = join({r.rk: r for r in records}, [("a", "b")])
    assert edge.access is Access.SEALED


def test_a_subject_has_an_end() -> None:
    head = record("a", numbers={"uscc": "1"})
    members = [record(f"m{number}", edge=member_of("a")) for number in range(MAX_CLUSTER - 1)]
    assert joined(head, *members, record("x", numbers={"uscc": "1"}), pairs=[("x", "a")]) == {}


@pytest.mark.parametrize(("kind", "of"), [("PERSON", Kind.PERSON), ("COURT", Kind.ORGANISATION)])
def test_families_of_the_model(kind: str, of: Kind) -> None:
    assert family(kind) is of


@pytest.mark.parametrize("kind", ["UNSPECIFIED", "ACCOUNT", "CASE"])
def test_kinds_that_are_never_merged(kind: str) -> None:
    assert family(kind) is None


RECORDS = [
    record("a", first="3", numbers={"uscc": "1"}),
    record("b", first="1", numbers={"uscc": "1"}, phone="02787654321"),
    record("c", first="2", phone="02787654321"),
    record("d", first="2", numbers={"registry": "9"}, phone="02787654321"),
    record("e", first="2", numbers={"registry": "9"}),
]


@given(st.sampled_from(list(permutations(RECORDS))))
def test_the_order_of_the_rows_decides_nothing(records: tuple[Record, ...]) -> None:
    assert joined(*records) == dict.fromkeys("acde", "b")


def test_a_merge_may_join_every_kind_that_has_a_family() -> None:
    merged = {name for name in MODEL.nodes if family(name) is not None}
    same_as = MODEL.relations["SAME_AS"]
    assert merged <= set(same_as.sources) & set(same_as.targets)
