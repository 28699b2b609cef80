"""One more node of a canvas: its neighbours that are not there yet, and what ties them to those that are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph.rules.network.ranking import Ranked, ranked
from graph.rules.network.ties import ends_of
from hub.linkage.network import Network, Shown
from hub.read.fields import Inquiry

Place = tuple[float, str]  # of a new node: its worth, and its id


@dataclass(frozen=True, slots=True)
class Expansion:
    """A page of new `nodes`, `links` of them; `start` and `end`: places of the first and the last of the nodes, if
    there are any; `more`: others come after them.
    """

    nodes: list[str]
    links: list[Ranked]
    left_out: list[str]
    start: Place | None
    end: Place | None
    more: bool
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
    last = (-after[0], after[1]) if after is not None else None
    new = sorted((place, node) for node, place in places.items() if last is None or place > last)
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
    shown = [(-worth, node) for (worth, node), _ in new[:first]]
    return Expansion(
        nodes=page,
        links=links,
        left_out=[node for node in page if node not in network.read],
        start=shown[0] if shown else None,
        end=shown[-1] if shown else None,
        more=bool(rest),
        shown=Shown(links, beyond, network.bounds.cut),
    )
