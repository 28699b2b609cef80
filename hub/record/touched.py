"""Which nodes came back for a request: what the record says it touched."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from graph.cypher.rows import NODE_ID, Layout
from graph.plan import Find, Plan, Search, Select, Tally

SHAPES_KEPT: Final = 1_000
_Answers = Sequence[tuple[list[Any], int | None]]
# Where a node's edges stand, how many of them are shown, and the same for the nodes at their far ends.
_Shape = list[tuple[int, int, "_Shape"]]


def node_ids(plan: Plan, answers: _Answers) -> set[str]:
    """Ids of all nodes in the answers to the plan's roots, at any depth.

    A row fetched only to know whether there is a next page is not one of them, nor is who was met on the way.
    """
    ids: set[str] = set()
    for root, (rows, _) in zip(plan.roots, answers, strict=True):
        if isinstance(root, Tally):
            continue  # a figure is nobody
        if isinstance(root, Find) and root.passing:
            continue
        shape = _shape(root.node)
        if isinstance(root, Find):
            nodes = [node for found in rows for node in found] if root.several else [row for row in rows if row]
        elif isinstance(root, Search):
            nodes = [node for _rank, _label, node in rows[: root.first]]
        else:
            nodes = [node for _place, node in rows[: root.first]]
        for node in nodes:
            _collect(node, shape, ids)
    return ids


@lru_cache(maxsize=SHAPES_KEPT)
def _shape(select: Select) -> _Shape:
    places = Layout.of(select).edges
    return [(place, expand.first, _shape(expand.node)) for expand, place in places.items()]


def _collect(node: list[Any], shape: _Shape, ids: set[str]) -> None:
    ids.add(node[NODE_ID])
    for place, first, far in shape:
        for edge in node[place][:first]:
            _collect(edge[0], far, ids)
