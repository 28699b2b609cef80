"""Close links against the shares of all pairs."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings

from graph.rules.ownership.close_links import LinkKind, close_links
from graph.rules.ownership.holdings import Holding
from graph.rules.ownership.limits import Limits
from graph.rules.ownership.shares import integrated
from tests.graph.rules.ownership.random_graphs import COMPANIES, EVERYBODY, graph_of, ranged, with_rings


def naive(holdings: list[Holding]) -> dict[tuple[str, str], bool]:
    """Pairs that may be linked, and whether they certainly are."""
    graph = graph_of(holdings)
    shares = {
        (one, other): integrated(graph, one, other).share
        for one in EVERYBODY
        for other in COMPANIES
        if one != other
    }
    may = {pair: round(share.upper, 9) >= 0.2 for pair, share in shares.items()}
    does = {pair: round(share.lower, 9) >= 0.2 for pair, share in shares.items()}
    found = {}
    for one, other in combinations(EVERYBODY, 2):
        possible, certain = (
            any(
                [
                    reaches.get((one, other), False),
                    reaches.get((other, one), False),
                    *(reaches.get((x, one), False) and reaches.get((x, other), False) for x in EVERYBODY),
                ]
            )
            for reaches in (may, does)
        )
        if possible:
            found[one, other] = certain
    return found


@settings(max_examples=60, deadline=None)
@given(ranged())
def test_links_are_those_of_the_shares_of_all_pairs(holdings: list[Holding]) -> None:
    expected = naive(holdings)
    links = close_links(graph_of(holdings)).links
    assert {link.ends: link.certain for link in links} == expected
    for end in EVERYBODY:
        of_one = close_links(graph_of(holdings), of=end).links
        assert {link.ends: link.certain for link in of_one} == {
            pair: certain for pair, certain in expected.items() if end in pair
        }


@settings(max_examples=60, deadline=None)
@given(with_rings())
def test_closed_rings_are_links_too(holdings: list[Holding]) -> None:
    expected = naive(holdings)
    assert {link.ends: link.certain for link in close_links(graph_of(holdings)).links} == expected
    for end in COMPANIES:
        of_one = close_links(graph_of(holdings), of=end).links
        assert {link.ends for link in of_one} == {pair for pair in expected if end in pair}


def test_a_link_says_why() -> None:
    graph = graph_of([Holding(holder="p", held="A", share=0.3), Holding(holder="p", held="B", share=0.2)])
    by_ends = {link.ends: link for link in close_links(graph).links}
    assert by_ends.keys() == {("A", "p"), ("B", "p"), ("A", "B")}
    [reason] = by_ends["A", "B"].reasons
    assert (reason.kind, reason.holder, reason.certain) == (LinkKind.COMMON_HOLDER, "p", True)
    assert [share.lower for share in reason.shares] == pytest.approx([0.3, 0.2])


def test_a_common_holder_is_certain_only_with_both_shares() -> None:
    graph = graph_of([Holding(holder="p", held="A", share=0.3), Holding(holder="p", held="B")])
    links = close_links(graph).links
    assert {link.ends: link.certain for link in links} == {("A", "p"): True, ("B", "p"): False, ("A", "B"): False}


def test_past_a_bound_fewer_links_are_told_and_this_is_said() -> None:
    graph = graph_of([Holding(holder="p", held=company, share=0.5) for company in COMPANIES])
    found = close_links(graph, limits=Limits(links=3))
    assert (len(found.links), found.reached) == (3, {"links"})
    assert close_links(graph, limits=Limits(companies=3)).reached == {"companies"}
    assert close_links(graph, limits=Limits(expired=lambda: True)).reached == {"expired"}
