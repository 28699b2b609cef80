"""Close links: who has a fifth of whom, either way, or a holder of a fifth in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph.plan import Direction
from graph.rules.ownership.close_links import FIFTH, CloseLink, CloseLinks, close_links
from hub.linkage.facts import share_shown
from hub.linkage.owners import limits_of_owners, ownership_graph, threshold_of
from hub.linkage.registers import Bounds, Registers, asked, read_above
from hub.read.fields import Inquiry, Walk


def walk_links(walk: Walk) -> Inquiry[Mapping[str, Any]]:
    """`closeLinks` of all parents. Raises HubError BAD_INPUT for a threshold that is none."""
    threshold = threshold_of(walk, FIFTH)
    registers, bounds = Registers(), Bounds(walk.limits)
    yield from read_above(registers, walk.ids, walk.time, bounds)
    yield from _read_around(registers, walk, bounds)
    limits = limits_of_owners(walk.limits, bounds)
    graph = ownership_graph(registers)
    found = bounds.judged(walk.ids, lambda id_: close_links(graph, threshold, of=id_, limits=limits))
    nodes = yield from walk.nodes(_named(found.values()))
    cut = frozenset(("cut",)) if registers.cut_below else frozenset()
    return {id_: _shown(id_, answer, answer.reached | cut, nodes) for id_, answer in found.items()}


def _read_around(registers: Registers, walk: Walk, bounds: Bounds) -> Inquiry[None]:
    """What all who stand above have elsewhere, down to the end, and the registers of all that."""
    below: set[str] = set()
    frontier = list(registers.kinds)
    while frontier:
        if not bounds.round(registers) or len(registers.kinds) > bounds.limits.companies:
            registers.cut.update(frontier)
            return
        below.update(frontier)
        far = yield from asked(registers, frontier, Direction.OUT, walk.time, bounds)
        yield from read_above(registers, far, walk.time, bounds)
        frontier = [id_ for id_ in registers.kinds if id_ not in below]


def _named(found: Iterable[CloseLinks]) -> Iterable[str]:
    for answer in found:
        for link in answer.links:
            yield from link.ends
            yield from (reason.holder for reason in link.reasons)


def _shown(id_: str, found: CloseLinks, reached: frozenset[str], nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "links": [_link(id_, link, nodes) for link in found.links],
        "truncated": bool(reached),
        "bounds": sorted(reached),
    }


def _link(id_: str, link: CloseLink, nodes: Mapping[str, Any]) -> dict[str, Any]:
    one, other = link.ends
    return {
        "subject": nodes.get(other if one == id_ else one),
        "certain": link.certain,
        "reasons": [
            {
                "kind": reason.kind.value,
                "holder": nodes.get(reason.holder),
                "shares": [share_shown(share) for share in reason.shares],
                "certain": reason.certain,
            }
            for reason in link.reasons
        ],
    }
