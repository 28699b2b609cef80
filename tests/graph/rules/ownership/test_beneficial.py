"""Who is listed as an owner, who apart, and what is said to be unknown."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from graph.rules.ownership.beneficial import beneficial_owners
from graph.rules.ownership.holdings import HolderKind, Holding, OwnershipGraph
from graph.rules.ownership.limits import Limits
from graph.rules.ownership.shares import NONE, integrated
from tests.graph.rules.ownership.random_graphs import COMPANIES, PERSONS, graph_of, ranged


@settings(max_examples=80, deadline=None)
@given(ranged())
def test_owners_are_the_persons_who_may_reach_it(holdings: list[Holding]) -> None:
    graph = graph_of(holdings)
    for company in COMPANIES:
        found = beneficial_owners(graph, company)
        shares = {person: integrated(graph, person, company).share for person in PERSONS}
        may = {person: share for person, share in shares.items() if round(share.upper, 9) >= 0.25}
        assert {owner.person for owner in found.owners} == may.keys()
        for owner in found.owners:
            assert owner.share.lower == pytest.approx(shares[owner.person].lower, abs=1e-9)
            assert owner.share.upper == pytest.approx(shares[owner.person].upper, abs=1e-9)
            assert owner.certain == (round(owner.share.lower, 9) >= 0.25)
        assert found.unknown_share == pytest.approx(1 - sum(share.lower for share in shares.values()), abs=1e-9)


def test_ends_that_are_no_persons_stand_apart() -> None:
    kinds = {
        "p": HolderKind.NATURAL_PERSON,
        "state": HolderKind.STATE_BODY,
        "abroad": HolderKind.FOREIGN,
        "shell": HolderKind.COMPANY,
        "A": HolderKind.COMPANY,
        "ministry": HolderKind.STATE_BODY,
    }
    shares = {"p": 0.2, "state": 0.3, "abroad": 0.2, "shell": 0.15, "nameless": 0.1}
    holdings = [Holding(holder=holder, held="A", share=share) for holder, share in shares.items()]
    holdings.append(Holding(holder="ministry", held="state", share=1.0))  # a state body is an end itself
    found = beneficial_owners(OwnershipGraph.of(holdings, kinds), "A")
    assert found.owners == ()
    assert [(end.holder, end.kind, end.share.lower) for end in found.other_ends] == [
        ("state", HolderKind.STATE_BODY, pytest.approx(0.3)),
        ("abroad", HolderKind.FOREIGN, pytest.approx(0.2)),
        ("shell", HolderKind.COMPANY, pytest.approx(0.15)),
        ("nameless", HolderKind.UNKNOWN, pytest.approx(0.1)),
    ]
    assert found.unknown_share == pytest.approx(0.8, abs=1e-9)


def test_exactly_a_quarter_counts_and_persons_below_it_lessen_what_is_unknown() -> None:
    thirds = [
        Holding(holder="p", held="A", share=0.05)
    ] * 5  # five times 0.05 is above 0.25 only by rounding, or below
    found = beneficial_owners(graph_of([*thirds, Holding(holder="q", held="A", share=0.24)]), "A")
    assert [(owner.person, owner.certain) for owner in found.owners] == [("p", True)]
    assert found.unknown_share == pytest.approx(0.51, abs=1e-9)


def test_a_company_nobody_is_recorded_to_hold_has_no_owner() -> None:
    found = beneficial_owners(graph_of([]), "A")
    assert (found.owners, found.other_ends, found.unknown_share, found.truncated) == ((), (), 1.0, False)
    assert integrated(graph_of([]), "p", "A").share == NONE


def test_ends_beyond_the_limit_are_counted() -> None:
    holdings = [Holding(holder=f"x{number}", held="A", share=0.01) for number in range(20)]
    found = beneficial_owners(graph_of(holdings), "A", limits=Limits(ends=15))
    assert (len(found.other_ends), found.ends_left_out) == (15, 5)


@pytest.mark.parametrize("threshold", [0.0, -0.1, 1.1])
def test_an_impossible_threshold_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        beneficial_owners(graph_of([]), "A", threshold)
