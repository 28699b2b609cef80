"""The six worked examples, whole: shares, owners and links as told there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph.rules.ownership.beneficial import beneficial_owners
from graph.rules.ownership.close_links import close_links
from graph.rules.ownership.holdings import HolderKind, Holding, OwnershipGraph
from graph.rules.ownership.shares import integrated, ultimate_shares
from tests.graph.rules.ownership.naive import by_definition, simple_paths

DATA = Path(__file__).parents[3] / "data" / "ownership"
WORKED: dict[str, dict[str, Any]] = json.loads((DATA / "worked.json").read_text(encoding="utf-8"))


@pytest.fixture(params=sorted(WORKED))
def example(request: pytest.FixtureRequest) -> dict[str, Any]:
    return WORKED[request.param]


def graph_of(example: dict[str, Any]) -> OwnershipGraph:
    holdings = [Holding(holder=one, held=other, share=share) for one, other, share in example["edges"]]
    held = {holding.held for holding in holdings}
    ends = {holding.holder for holding in holdings} - held
    kinds = dict.fromkeys(held, HolderKind.COMPANY) | dict.fromkeys(ends, HolderKind.NATURAL_PERSON)
    return OwnershipGraph.of(holdings, kinds)


def test_there_are_six() -> None:
    assert len(WORKED) == 6


def test_integrated_share_is_as_worked_out(example: dict[str, Any]) -> None:
    holder, held = example["integrated_share"]["of"]
    found = integrated(graph_of(example), holder, held).share
    assert found.lower == found.upper == pytest.approx(example["integrated_share"]["value"], abs=5e-7)


def test_every_integrated_share_is_the_dense_one(example: dict[str, Any]) -> None:
    graph = graph_of(example)
    weights = {(one, other): share for one, other, share in example["edges"]}
    everybody = sorted({name for pair in weights for name in pair})
    dense = by_definition(everybody, weights)
    for row, holder in enumerate(everybody):
        for column, held in enumerate(everybody):
            found = integrated(graph, holder, held).share
            assert found.lower == pytest.approx(dense[row, column], abs=1e-9), (holder, held)
            assert found.upper == pytest.approx(dense[row, column], abs=1e-9), (holder, held)


def test_the_sum_over_simple_paths_is_told_apart(example: dict[str, Any]) -> None:
    """The control: enumeration gives another number in exactly the three examples with a circle."""
    holder, held = example["integrated_share"]["of"]
    weights = {(one, other): share for one, other, share in example["edges"]}
    paths = sum(share for share, _ in simple_paths(weights, holder, held))
    assert paths == pytest.approx(example["simple_path_sum"], abs=5e-7)
    differs = abs(integrated(graph_of(example), holder, held).share.lower - paths) > 1e-4
    assert differs == ("RING" in str(example["about"]).upper() or "CYCLE" in str(example["about"]).upper())


def test_ultimate_shares_are_as_worked_out(example: dict[str, Any]) -> None:
    graph = graph_of(example)
    for company, shares in example["ultimate_shares"].items():
        found = ultimate_shares(graph, company)
        assert {end: share.lower for end, share in found.shares.items()} == pytest.approx(shares, abs=1e-6)
        assert {end: share.upper for end, share in found.shares.items()} == pytest.approx(shares, abs=1e-6)
        assert not found.truncated


def test_owners_from_a_quarter_are_as_worked_out(example: dict[str, Any]) -> None:
    graph = graph_of(example)
    for company, persons in example["beneficial_owners_from_quarter"].items():
        found = beneficial_owners(graph, company)
        assert sorted(owner.person for owner in found.owners) == persons
        assert all(owner.certain for owner in found.owners)
        told = sum(example["ultimate_shares"][company].values())
        assert found.unknown_share == pytest.approx(1 - told, abs=5e-6)


def test_close_links_are_as_worked_out(example: dict[str, Any]) -> None:
    found = close_links(graph_of(example))
    assert [list(link.ends) for link in found.links] == example["close_links_from_fifth"]
    assert all(link.certain for link in found.links)


def test_close_links_of_one_end_are_those_that_name_it(example: dict[str, Any]) -> None:
    graph = graph_of(example)
    for end in sorted({name for one, other, _ in example["edges"] for name in (one, other)}):
        found = close_links(graph, of=end)
        expected = [link for link in example["close_links_from_fifth"] if end in link]
        assert [list(link.ends) for link in found.links] == expected
