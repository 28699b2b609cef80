"""One more node of a canvas: its neighbours that are not there yet, and what ties them to those that are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph.rules.network.ranking import Ranked, ranked
from graph.rules.network.ties import ends_of
from hub.linkage.network import Network, Shown
from hub.read.fields import Inquiry


@dataclass(frozen=True, slots=True)
class Expansion:
    """A page of new `nodes`, `links` of them; `end`: the place after which the next page begins, if any."""

    nodes: list[str]
    links: list[Ranked]
    left_out: list[str]
    end: tuple[float, str] | None
    shown: Shown


def expand(network: Network, beside: set[str], first: int, after: list[Any] | None) -> Inquiry[Expansion]:
    """New neighbours by relevance, then by id; of those with too many ties not all links are read (`left_out`)."""
    limits = network.bounds.limits
    yield from network.read_all([network.centre], limits.end_ties)
    centre = network.centre
    there = beside | {centre}
    yield from network.count(ends_of(network.ties))
    near = network.order(1)
    places: dict[str, tuple[float, str]] = {}
    for each in near:
        if each.far not in there:
            places.setdefault(each.far, (-each.worth, each.far))
    start = (-after[0], after[1]) if after is not None else None
    new = sorted((place, node) for node, place in places.items() if start is None or place > start)
    page = [node for _, node in new[:first]]
    small = [node for node in page if network.degrees.get(node, 0) <= limits.hub_ties]
    yield from network.read_all(small, limits.hub_ties)
    added = set(page)
    all_ = there | added
    inside = {
        key: tie
        for key, tie in network.ties.items()
        if all_.issuperset(key[1:]) and (after is None or not added.isdisjoint(key[1:]))
    }
    yield from network.count(ends_of(inside))
    links = ranked(centre, inside, network.read, network.degrees, 2)
    rest = {node for _, node in new[first:]}
    beyond: dict[str, int] = {}
    for each in near:
        if each.far in rest:
            beyond[each.tie.relation] = beyond.get(each.tie.relation, 0) + 1
    worth, last = new[first - 1][0] if rest else (0.0, "")
    return Expansion(
        nodes=page,
        links=links,
        left_out=[node for node in page if node not in network.read],
        end=(-worth, last) if rest else None,
        shown=Shown(links, beyond, network.bounds.cut),
    )
