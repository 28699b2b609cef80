"""One more node of a canvas: its neighbours that are not there yet, and what ties them to those that are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph.rules.network.ranking import Ranked, ranked
from graph.rules.network.ties import ends_of
from hub.linkage.network import Network, Shown
from hub.read.fields import Inquiry

Place = tuple[float, str]  # of a new node: its worth, and its id


def _order(place: Place) -> Place:
    """The greatest worth first, then by id."""
    worth, node = place
    return -worth, node


@dataclass(frozen=True, slots=True)
class Expansion:
    """A page of new nodes, `links` of them; `more`: other nodes come after them."""

    page: list[Place]
    links: list[Ranked]
    left_out: list[str]
    more: bool
    shown: Shown

    @property
    def nodes(self) -> list[str]:
        return [node for _, node in self.page]


def expand(network: Network, beside: set[str], first: int, after: list[Any] | None) -> Inquiry[Expansion]:
    """New neighbours by relevance, then by id; of those with too many ties not all links are read (`left_out`)."""
    limits = network.bounds.limits
    yield from network.read_all([network.centre], limits.end_ties)
    centre = network.centre
    there = beside | {centre}
    yield from network.count(ends_of(network.ties))
    near = network.order(1)
    places: dict[str, Place] = {}
    for each in near:
        if each.far not in there:
            places.setdefault(each.far, (each.worth, each.far))
    new = sorted(places.values(), key=_order)
    if after is not None:
        new = [place for place in new if _order(place) > _order((after[0], after[1]))]
    page, rest = new[:first], {node for _, node in new[first:]}
    added = dict.fromkeys(node for _, node in page)
    small = [node for node in added if network.degrees.get(node, 0) <= limits.hub_ties]
    yield from network.read_all(small, limits.hub_ties)
    all_ = there.union(added)
    inside = {
        key: tie
        for key, tie in network.ties.items()
        if all_.issuperset(key[1:]) and (after is None or not added.keys().isdisjoint(key[1:]))
    }
    yield from network.count(ends_of(inside))
    links = ranked(centre, inside, network.read, network.degrees, 2)
    beyond: dict[str, int] = {}
    for each in near:
        if each.far in rest:
            beyond[each.tie.relation] = beyond.get(each.tie.relation, 0) + 1
    return Expansion(
        page=page,
        links=links,
        left_out=[node for node in added if node not in network.read],
        more=bool(rest),
        shown=Shown(links, beyond, network.bounds.cut),
    )
