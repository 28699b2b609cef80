"""Integrated shares against slow and plain means on random graphs, and what must hold always."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.rules.ownership.holdings import Holding
from graph.rules.ownership.limits import at_least
from graph.rules.ownership.shares import NONE, Share, direct, integrated, ultimate_shares
from tests.graph.rules.ownership.naive import by_definition, fillings, first_passage, simple_paths
from tests.graph.rules.ownership.random_graphs import (
    COMPANIES,
    EVERYBODY,
    PERSONS,
    exact,
    graph_of,
    ranged,
    with_rings,
)


def weights_of(holdings: list[Holding]) -> dict[tuple[str, str], float]:
    weights: dict[tuple[str, str], float] = {}
    for row in holdings:
        weights[row.holder, row.held] = weights.get((row.holder, row.held), 0.0) + row.lower
    return weights


@settings(max_examples=150, deadline=None)
@given(exact())
def test_known_shares_give_the_dense_solution(holdings: list[Holding]) -> None:
    graph = graph_of(holdings)
    dense = by_definition(EVERYBODY, weights_of(holdings))
    for held in COMPANIES:
        ends = ultimate_shares(graph, held).shares
        for holder in EVERYBODY:
            expected = dense[EVERYBODY.index(holder), EVERYBODY.index(held)]
            if holder != held:
                found = integrated(graph, holder, held).share
                assert found.lower == pytest.approx(expected, abs=1e-9), (holder, held)
                assert found.upper == pytest.approx(expected, abs=1e-9), (holder, held)
            if holder in PERSONS:
                assert ends.get(holder, NONE).lower == pytest.approx(expected, abs=1e-9)
                assert ends.get(holder, NONE).upper == pytest.approx(expected, abs=1e-9)


@settings(max_examples=150, deadline=None)
@given(with_rings())
def test_rings_that_nobody_holds_leave_the_rest_right(holdings: list[Holding]) -> None:
    graph = graph_of(holdings)
    for person in PERSONS:
        expected = first_passage(EVERYBODY, weights_of(holdings), person)
        for held in COMPANIES:
            found = integrated(graph, person, held)
            assert found.share.lower == pytest.approx(expected[held], abs=1e-9), (person, held)
            assert found.share.upper == pytest.approx(expected[held], abs=1e-9), (person, held)
            ends = ultimate_shares(graph, held)
            assert ends.shares.get(person, NONE).lower == pytest.approx(expected[held], abs=1e-9)
            assert ends.faults == found.faults


@settings(max_examples=120, deadline=None)
@given(ranged(), st.sampled_from(COMPANIES))
def test_ranges_are_the_extremes_over_all_fillings(holdings: list[Holding], held: str) -> None:
    graph = graph_of(holdings)
    corners = list(fillings(holdings))
    assume(len(corners) <= 600)
    ends = ultimate_shares(graph, held).shares
    for holder in EVERYBODY:
        if holder == held:
            continue
        values = [first_passage(EVERYBODY, weights, holder)[held] for weights in corners]
        found = integrated(graph, holder, held).share
        assert found.lower == pytest.approx(min(values), abs=1e-9), holder
        assert found.upper == pytest.approx(max(values), abs=1e-9), holder
        if holder in PERSONS:
            end = ends.get(holder, NONE)
            assert (end.lower, end.upper) == pytest.approx((min(values), max(values)), abs=1e-9), holder


@settings(max_examples=120, deadline=None)
@given(ranged(), st.data())
def test_knowing_more_never_widens_a_range(holdings: list[Holding], data: st.DataObject) -> None:
    open_rows = [number for number, row in enumerate(holdings) if row.lower < row.upper]
    assume(open_rows)
    number = data.draw(st.sampled_from(open_rows))
    row = holdings[number]
    register = sum(other.lower for other in holdings if other.held == row.held) - row.lower
    most = min(row.upper, 1.0 - register)
    lower = row.lower + (most - row.lower) * data.draw(st.sampled_from([0.0, 0.25, 0.5, 1.0]))
    upper = lower + (row.upper - lower) * data.draw(st.sampled_from([0.0, 0.25, 0.5, 1.0]))
    narrower = list(holdings)
    narrower[number] = Holding(holder=row.holder, held=row.held, lower=lower, upper=max(lower, upper))
    for held in COMPANIES:
        for holder in EVERYBODY:
            before = integrated(graph_of(holdings), holder, held)
            after = integrated(graph_of(narrower), holder, held)
            if after.faults:  # a register that is now full may close a ring
                continue
            assert before.share.lower - 1e-9 <= after.share.lower, (holder, held)
            assert after.share.upper <= before.share.upper + 1e-9, (holder, held)


@settings(max_examples=80, deadline=None)
@given(ranged())
def test_a_share_is_a_range_within_the_whole(holdings: list[Holding]) -> None:
    graph = graph_of(holdings)
    for held in COMPANIES:
        found = ultimate_shares(graph, held)
        assert all(0.0 <= share.lower <= share.upper <= 1.0 for share in found.shares.values())
        assert sum(share.lower for share in found.shares.values()) <= 1.0 + 1e-9


def test_a_circle_is_more_than_its_simple_paths() -> None:
    """The control: enumeration, which the exact answer must not equal."""
    holdings = [
        Holding(holder="p", held="A", share=0.2),
        Holding(holder="B", held="A", share=0.8),
        Holding(holder="q", held="B", share=0.2),
        Holding(holder="A", held="B", share=0.8),
    ]
    found = integrated(graph_of(holdings), "p", "A").share.lower
    assert found == pytest.approx(0.2 / 0.36, abs=1e-9)
    assert sum(share for share, _ in simple_paths(weights_of(holdings), "p", "A")) == pytest.approx(0.2)


def test_what_a_company_holds_of_itself_goes_to_the_others_by_their_parts() -> None:
    graph = graph_of(
        [
            Holding(holder="A", held="A", share=0.5),
            Holding(holder="p", held="A", share=0.3),
            Holding(holder="q", held="A", share=0.2),
        ]
    )
    assert integrated(graph, "p", "A").share.lower == pytest.approx(0.6, abs=1e-9)
    assert direct(graph, "p", "A") == Share(lower=0.3, upper=0.3)


def test_parallel_rows_and_chains_add_up() -> None:
    graph = graph_of(
        [
            Holding(holder="p", held="A", share=0.1),
            Holding(holder="p", held="A", share=0.2),
            Holding(holder="p", held="B", share=0.5),
            Holding(holder="B", held="A", share=0.4),
        ]
    )
    assert integrated(graph, "p", "A").share.lower == pytest.approx(0.5, abs=1e-9)
    assert direct(graph, "p", "A").lower == pytest.approx(0.3, abs=1e-9)


def test_an_unknown_share_is_what_the_register_leaves() -> None:
    graph = graph_of([Holding(holder="p", held="A"), Holding(holder="q", held="A", share=0.7)])
    assert integrated(graph, "p", "A").share == Share(lower=0.0, upper=pytest.approx(0.3, abs=1e-9))
    assert integrated(graph, "q", "A").share == Share(lower=0.7, upper=0.7)
    assert direct(graph, "p", "A") == Share(lower=0.0, upper=pytest.approx(0.3, abs=1e-9))


def test_an_unknown_cross_holding_may_give_a_ring_to_whoever_holds_a_little() -> None:
    """p has a tenth of A; B, wholly A's own, may have all of the rest: then all is p's in the end."""
    graph = graph_of(
        [
            Holding(holder="p", held="A", share=0.1),
            Holding(holder="B", held="A"),
            Holding(holder="A", held="B", share=1.0),
        ]
    )
    assert integrated(graph, "p", "A").share == Share(lower=0.1, upper=pytest.approx(1.0, abs=1e-9))


def test_a_filling_that_would_hardly_leave_a_ring_does_not_stop_the_search() -> None:
    """Nearest to p is a ring with B that p has next to nothing of; the greatest share comes by C."""
    graph = graph_of(
        [
            Holding(holder="q", held="A", share=1e-7),
            Holding(holder="B", held="A"),
            Holding(holder="C", held="A"),
            Holding(holder="p", held="B", share=1e-8),
            Holding(holder="A", held="B", share=1 - 1e-8),
            Holding(holder="D", held="C", share=0.5),
            Holding(holder="p", held="D", share=1.0),
        ]
    )
    found = integrated(graph, "p", "A")
    assert (found.faults, found.reached) == ((), frozenset())
    assert found.share == Share(lower=0.0, upper=pytest.approx(0.5 * (1 - 1e-7), abs=1e-9))


@pytest.mark.parametrize(
    "ends", [{"share": 1.1}, {"share": -0.1}, {"lower": 0.5, "upper": 0.4}, {"share": float("nan")}]
)
def test_an_impossible_share_is_refused(ends: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="fraction of 1"):
        Holding(holder="p", held="A", **ends)


@pytest.mark.parametrize(
    ("share", "reaches"),
    [(0.25, True), (0.1 + 0.15, True), (0.25 - 4e-10, True), (0.25 - 6e-10, False), (0.2, False)],
)
def test_the_threshold_itself_counts_after_rounding(share: float, reaches: bool) -> None:
    assert at_least(share, 0.25) is reaches
