"""What is wrong in the data is told, and makes no number wrong."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.rules.ownership.beneficial import BeneficialOwnership, beneficial_owners
from graph.rules.ownership.faults import FaultKind
from graph.rules.ownership.holdings import Holding
from graph.rules.ownership.limits import Limits
from graph.rules.ownership.shares import NONE, Share, integrated, ultimate_shares
from tests.graph.rules.ownership.naive import first_passage
from tests.graph.rules.ownership.random_graphs import COMPANIES, EVERYBODY, PERSONS, exact, graph_of

FULL = FaultKind.OVER_FULL_REGISTER
CLOSED = FaultKind.CLOSED_RING
NEARLY = FaultKind.NEARLY_CLOSED_RING


def rows(*told: tuple[str, str, float]) -> list[Holding]:
    return [Holding(holder=one, held=other, share=share, fact=one + other) for one, other, share in told]


def faults(found: BeneficialOwnership) -> list[tuple[FaultKind, tuple[str, ...]]]:
    return [(fault.kind, fault.companies) for fault in found.faults]


def test_an_over_full_register_names_its_rows_and_makes_nobody_certain() -> None:
    found = beneficial_owners(graph_of(rows(("p", "A", 0.6), ("q", "A", 0.6), ("r", "A", 0.1))), "A")
    assert faults(found) == [(FULL, ("A",))]
    assert set(found.faults[0].facts) == {"pA", "qA", "rA"}
    assert {owner.person: (owner.share, owner.certain) for owner in found.owners} == {
        "p": (Share(lower=0.0, upper=0.6), False),
        "q": (Share(lower=0.0, upper=0.6), False),
    }
    assert found.unknown_share == 1.0


@pytest.mark.parametrize("excess", [0.0, 9e-10])
def test_rounding_makes_no_register_over_full(excess: float) -> None:
    found = beneficial_owners(graph_of(rows(("p", "A", 0.7), ("q", "A", 0.3 + excess))), "A")
    assert found.faults == ()
    assert [owner.certain for owner in found.owners] == [True, True]
    assert found.unknown_share == pytest.approx(0.0, abs=1e-9)


def test_a_hair_more_makes_it_over_full() -> None:
    assert faults(beneficial_owners(graph_of(rows(("p", "A", 0.7), ("q", "A", 0.3 + 2e-9))), "A")) == [
        (FULL, ("A",))
    ]


@settings(max_examples=80, deadline=None)
@given(exact(), st.sampled_from(COMPANIES), st.data())
def test_whatever_rows_of_an_over_full_register_are_wrong_the_truth_is_within(
    holdings: list[Holding], company: str, data: st.DataObject
) -> None:
    """The truth is drawn first; then rows of one register are overstated until it is over-full."""
    told = [row for row in holdings if row.held != company]
    true = [row for row in holdings if row.held == company]
    told += [
        Holding(holder=row.holder, held=company, share=data.draw(st.floats(row.lower, 1.0)), fact=row.fact)
        for row in true
    ]
    told.append(Holding(holder="p", held=company, share=1.0))  # sold long ago
    assume(sum(row.lower for row in told if row.held == company) > 1.0 + 1e-8)
    weights: dict[tuple[str, str], float] = {}
    for row in holdings:
        weights[row.holder, row.held] = weights.get((row.holder, row.held), 0.0) + row.lower
    for person in PERSONS:
        expected = first_passage(EVERYBODY, weights, person)
        for held in COMPANIES:
            found = integrated(graph_of(told), person, held).share
            assert found.lower - 1e-9 <= expected[held] <= found.upper + 1e-9, (person, held)


def test_a_closed_ring_is_a_fault_and_the_rest_stands() -> None:
    holdings = rows(("A", "B", 1.0), ("B", "A", 1.0), ("A", "C", 0.4), ("p", "C", 0.35), ("q", "C", 0.25))
    found = beneficial_owners(graph_of(holdings), "C")
    assert faults(found) == [(CLOSED, ("A", "B"))]
    assert set(found.faults[0].facts) == {"AB", "BA"}
    assert [(owner.person, owner.share.lower, owner.certain) for owner in found.owners] == [
        ("p", pytest.approx(0.35, abs=1e-9), True),
        ("q", pytest.approx(0.25, abs=1e-9), True),
    ]
    assert found.other_ends == ()
    assert found.unknown_share == pytest.approx(0.4, abs=1e-9)
    assert not found.truncated


@pytest.mark.parametrize("company", ["A", "B", "D"])
def test_nobody_owns_a_closed_ring_or_what_it_holds_alone(company: str) -> None:
    holdings = rows(("A", "B", 1.0), ("B", "A", 0.7), ("A", "A", 0.1), ("A", "A", 0.2), ("B", "D", 1.0))
    found = beneficial_owners(graph_of(holdings), company)
    assert faults(found) == [(CLOSED, ("A", "B"))]
    assert (found.owners, found.other_ends, found.unknown_share) == ((), (), 1.0)
    assert ultimate_shares(graph_of(holdings), company).shares == {}


@pytest.mark.parametrize(("missing", "closed"), [(0.0, True), (5e-10, True), (1e-3, False)])
def test_a_ring_is_closed_if_its_registers_are_full_after_rounding(missing: float, closed: bool) -> None:
    holdings = [*rows(("A", "B", 1.0 - missing), ("B", "A", 0.1), ("B", "A", 0.2), ("B", "A", 0.7))]
    holdings += rows(("B", "C", 0.5), ("p", "C", 0.5))
    assert faults(beneficial_owners(graph_of(holdings), "C")) == ([(CLOSED, ("A", "B"))] if closed else [])


def test_a_company_that_holds_all_of_itself_is_a_ring_of_one() -> None:
    assert faults(beneficial_owners(graph_of(rows(("A", "A", 1.0))), "A")) == [(CLOSED, ("A",))]


def test_within_a_closed_ring_one_still_holds_the_other() -> None:
    graph = graph_of(rows(("A", "B", 1.0), ("B", "A", 1.0)))
    assert integrated(graph, "A", "B").share == Share(lower=1.0, upper=1.0)


def test_a_fault_that_is_not_above_a_company_is_not_told_with_it() -> None:
    holdings = rows(("p", "C", 1.0), ("C", "D", 1.0), ("p", "D", 0.5), ("A", "B", 1.0), ("B", "A", 1.0))
    graph = graph_of(holdings)
    assert beneficial_owners(graph, "C").faults == ()
    assert faults(beneficial_owners(graph, "D")) == [(FULL, ("D",))]


@pytest.mark.parametrize("outside", [1e-10, 1e-8])
def test_a_ring_of_which_hardly_anything_is_held_from_outside_is_in_doubt(outside: float) -> None:
    """p has all of it in the end if the rows are right to the last digit; rounded they might say anything."""
    holdings = [
        *rows(("B", "A", 1.0 - outside), ("A", "B", 1.0), ("A", "C", 0.5), ("q", "C", 0.5)),
        *rows(("p", "A", outside)),
    ]
    found = beneficial_owners(graph_of(holdings), "C")
    assert faults(found) == [(NEARLY, ("A", "B"))]
    assert {owner.person: owner.certain for owner in found.owners} == {"p": False, "q": True}
    assert found.owners[0].share == Share(lower=0.5, upper=pytest.approx(1.0, abs=1e-9))
    assert found.owners[1].share == Share(lower=0.0, upper=pytest.approx(0.5, abs=1e-9))


def test_a_ring_that_is_left_after_a_hundred_thousand_rounds_is_still_exact() -> None:
    holdings = rows(("B", "A", 1.0 - 2e-5), ("p", "A", 1.5e-5), ("q", "A", 0.5e-5), ("A", "B", 1.0))
    found = integrated(graph_of(holdings), "p", "B")
    assert found.faults == ()
    assert found.share.lower == pytest.approx(0.75, abs=1e-9)


def test_a_cut_register_may_be_anybodys() -> None:
    holdings = rows(("p", "A", 0.3), ("B", "A", 0.4), ("q", "A", 0.2))
    found = beneficial_owners(graph_of(holdings, cut=("B",)), "A")
    assert found.reached == {"cut"}
    assert found.truncated
    assert [(owner.person, owner.certain) for owner in found.owners] == [("p", True), ("q", False)]
    assert found.owners[0].share == Share(lower=0.3, upper=pytest.approx(0.7, abs=1e-9))
    assert found.owners[1].share == Share(lower=0.2, upper=pytest.approx(0.6, abs=1e-9))
    assert found.unknown_share == pytest.approx(0.5, abs=1e-9)


def test_of_a_register_read_in_part_the_rows_that_were_read_count() -> None:
    holdings = rows(("p", "B", 0.6), ("B", "A", 1.0))
    found = integrated(graph_of(holdings, cut=("B",)), "p", "A")
    assert found.share == Share(lower=0.6, upper=pytest.approx(1.0, abs=1e-9))
    assert found.reached == {"cut"}
    full = integrated(graph_of([*holdings, *rows(("q", "B", 0.4))], cut=("B",)), "p", "A")
    assert full.share == Share(lower=0.6, upper=0.6)
    assert full.reached == frozenset()


@pytest.mark.parametrize("holder", ["r", "D", "nobody we know"])
def test_what_was_not_read_may_be_somebodys_who_is_not_recorded_above(holder: str) -> None:
    holdings = rows(("p", "A", 0.3), ("B", "A", 0.4), ("r", "D", 1.0))
    found = integrated(graph_of(holdings, cut=("B",)), holder, "A")
    assert found.share == Share(lower=0.0, upper=pytest.approx(0.4, abs=1e-9))


def test_a_cut_elsewhere_does_not_matter() -> None:
    found = beneficial_owners(graph_of(rows(("p", "A", 1.0), ("C", "B", 1.0)), cut=("C",)), "A")
    assert not found.truncated


@settings(max_examples=60, deadline=None)
@given(exact(), st.integers(1, 4), st.integers(0, 12))
def test_past_a_limit_the_truth_is_within_the_bounds(holdings: list[Holding], companies: int, count: int) -> None:
    for company in COMPANIES:
        whole = ultimate_shares(graph_of(holdings), company)
        part = ultimate_shares(graph_of(holdings), company, Limits(companies=companies, holdings=count))
        for person, share in part.shares.items():
            true = whole.shares.get(person, NONE)
            assert share.lower - 1e-9 <= true.lower <= share.upper + 1e-9
        if not part.truncated:
            assert {end: share.lower for end, share in part.shares.items()} == pytest.approx(
                {end: share.lower for end, share in whole.shares.items()}, abs=1e-9
            )


def test_each_limit_says_its_name() -> None:
    chain = rows(("B", "A", 1.0), ("C", "B", 1.0), ("p", "C", 1.0))
    assert beneficial_owners(graph_of(chain), "A", limits=Limits(companies=2)).reached == {"companies"}
    assert beneficial_owners(graph_of(chain), "A", limits=Limits(holdings=2)).reached == {"holdings"}
    assert beneficial_owners(graph_of(chain), "A", limits=Limits(expired=lambda: True)).reached >= {"expired"}
    assert beneficial_owners(graph_of(chain), "A", limits=Limits(path_steps=2)).reached == {"path_steps"}
    unknown = [Holding(holder="p", held="A"), Holding(holder="q", held="A", upper=0.5)]
    found = beneficial_owners(graph_of(unknown), "A", limits=Limits(work=1))
    assert found.reached == {"work"}
    assert {owner.person: owner.share.upper for owner in found.owners} == {"p": 1.0, "q": 1.0}
    far = [  # what is nearer to p gives less of it
        Holding(holder="B", held="A"),
        Holding(holder="p", held="B", share=0.1),
        Holding(holder="C", held="A"),
        Holding(holder="D", held="C", share=1.0),
        Holding(holder="p", held="D", share=0.9),
    ]
    found = beneficial_owners(graph_of(far), "A", limits=Limits(policy_iterations=1))
    assert found.reached == {"policy_iterations"}
    assert [owner.share for owner in found.owners] == [Share(lower=0.0, upper=1.0)]
    found = beneficial_owners(graph_of(far), "A", limits=Limits(policy_iterations=2))
    assert not found.truncated
    assert [owner.share for owner in found.owners] == [Share(lower=0.0, upper=pytest.approx(0.9, abs=1e-9))]
    found = beneficial_owners(graph_of(unknown), "A", limits=Limits(explained=1))
    assert (found.reached, [len(owner.paths) for owner in found.owners]) == ({"explained"}, [1, 0])


def test_without_time_everybody_above_may_own_it() -> None:
    found = beneficial_owners(
        graph_of(rows(("p", "B", 0.1), ("B", "A", 0.1), ("q", "C", 1.0))), "A", limits=Limits(expired=lambda: True)
    )
    assert [(owner.person, owner.share, owner.certain) for owner in found.owners] == [
        ("p", Share(lower=0.0, upper=1.0), False)
    ]
    assert found.unknown_share == 1.0
