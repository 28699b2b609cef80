"""The strongest paths are the strongest, against all simple paths."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.rules.ownership.beneficial import beneficial_owners
from graph.rules.ownership.holdings import Holding
from graph.rules.ownership.limits import Limits
from graph.rules.ownership.paths import PathSearch
from tests.graph.rules.ownership.naive import simple_paths
from tests.graph.rules.ownership.random_graphs import COMPANIES, EVERYBODY, exact, graph_of, ranged


@settings(max_examples=100, deadline=None)
@given(exact(), st.integers(1, 5))
def test_the_strongest_of_all_simple_paths(holdings: list[Holding], count: int) -> None:
    graph = graph_of(holdings)
    weights = {
        (stake.holder, held): stake.lower
        for held, register in graph.registers.items()
        for stake in register.stakes
    }
    for company in COMPANIES:
        search = PathSearch(graph, company, Limits(paths=count))
        for holder in EVERYBODY:
            if holder == company:
                continue
            paths, stopped = search.strongest(holder)
            expected = simple_paths(weights, holder, company)[:count]
            assert stopped is None
            assert [path.lower for path in paths] == pytest.approx([share for share, _ in expected], abs=1e-12)
            for path in paths:
                way = (holder, *(step.held for step in path.steps))
                assert len(set(way)) == len(way)
                assert path.lower == path.upper


@settings(max_examples=60, deadline=None)
@given(ranged())
def test_what_is_known_comes_before_what_may_be(holdings: list[Holding]) -> None:
    graph = graph_of(holdings)
    lower, upper = (
        {
            (stake.holder, held): getattr(stake, end)
            for held, register in graph.registers.items()
            for stake in register.stakes
        }
        for end in ("lower", "upper")
    )
    for holder in ("p", "A"):
        paths, _ = PathSearch(graph, "B", Limits(paths=4)).strongest(holder)
        known = [share for share, _ in simple_paths(lower, holder, "B")][:4]
        assert [path.lower for path in paths][: len(known)] == pytest.approx(known, abs=1e-12)
        assert len(paths) == min(4, len(simple_paths(upper, holder, "B")))
        may_be = [path.upper for path in paths[len(known) :]]
        assert may_be == sorted(may_be, reverse=True)


def test_a_path_names_the_rows_it_goes_by() -> None:
    graph = graph_of(
        [
            Holding(holder="p", held="B", share=0.3, fact="first"),
            Holding(holder="p", held="B", share=0.3, fact="second"),
            Holding(holder="B", held="A", share=0.5, fact="third"),
            Holding(holder="p", held="A", share=0.1, fact="fourth"),
        ]
    )
    [owner] = beneficial_owners(graph, "A").owners
    assert [[step.facts for step in path.steps] for path in owner.paths] == [
        [("first", "second"), ("third",)],
        [("fourth",)],
    ]
    assert [path.lower for path in owner.paths] == pytest.approx([0.3, 0.1])
    assert owner.share.lower == pytest.approx(0.4)
    assert owner.direct.lower == pytest.approx(0.1)


def test_a_mesh_of_more_paths_than_can_be_counted_is_searched_within_its_bound() -> None:
    """Ten layers of ten, each holding a tenth of all in the next: 10^9 paths of one strength."""
    layers = [[f"{layer}-{number}" for number in range(10)] for layer in range(10)]
    holdings = [
        Holding(holder=one, held=other, share=0.1)
        for above, below in pairwise(layers)
        for one in above
        for other in below
    ]
    holdings += [Holding(holder="p", held=one, share=1.0) for one in layers[0]]
    holdings += [Holding(holder=one, held="A", share=0.1) for one in layers[-1]]
    found = beneficial_owners(graph_of(holdings), "A")
    [owner] = found.owners
    assert owner.share.lower == pytest.approx(1.0, abs=1e-9)
    assert [path.lower for path in owner.paths] == pytest.approx([1e-10] * 3)
    assert not found.truncated
