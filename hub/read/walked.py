"""Walks that a selection wants: found in the rows of a round, walked all together, and put back into the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from graph.cypher.rows import NODE_ID, NODE_KIND
from graph.plan import Root, Select, Slice
from hub.errors import too_costly
from hub.read.asking import Asking
from hub.read.by_id import nodes_by_id
from hub.read.fields import Inquiry, Walk
from hub.read.gather import Grove, Want
from hub.read.inquiry import call, together
from hub.read.root import RootCall

Rows = list[list[Any]]
Write = Callable[[list[Any], int | None], Any]


def read(
    root: Root, grove: Grove, asking: Asking, write: Write, node: Callable[[Any], Any] = lambda row: row
) -> RootCall:
    """A call that writes one root's rows and total, after the walks that are wanted of them; `node` in a row."""
    if not grove:
        return RootCall((root,), lambda answers: write(*answers[0]))

    def walking() -> Inquiry[Any]:
        [(rows, total)] = yield (root,)
        yield from fill(grove, map(node, rows), root.time, asking)
        return write(rows, total)

    return call(walking())


def fill(grove: Grove, rows: Iterable[list[Any] | None], time: Slice, asking: Asking) -> Inquiry[None]:
    """Has all that is wanted of the rows walked; what was told of a row stands behind its last place then."""
    found: dict[Want, dict[str, Rows]] = {}
    for row in rows:
        if row is not None:
            _collect(row, grove, found)
    if not found:
        return
    told = yield from together([_walk(want, by_id, time, asking) for want, by_id in found.items()])
    for (want, by_id), values in zip(found.items(), told, strict=True):
        for id_, same in by_id.items():
            for row in same:
                row[-1][want] = values.get(id_)


def _collect(row: list[Any], grove: Grove, found: dict[Want, dict[str, Rows]]) -> None:
    for want in grove.wants:
        if row[NODE_KIND] in want.reads.kinds:
            if len(row) == grove.width:
                row.append({})
            found.setdefault(want, {}).setdefault(row[NODE_ID], []).append(row)
    for place, first, far in grove.below:
        for edge in row[place][:first]:
            _collect(edge[0], far, found)


def _walk(want: Want, by_id: Mapping[str, Rows], time: Slice, asking: Asking) -> Inquiry[Mapping[str, Any]]:
    def nodes(ids: Iterable[str]) -> Inquiry[Mapping[str, Any]]:
        return told_nodes(ids, want.select, want.grove, time, asking)

    walk = Walk(
        ids=tuple(by_id),
        arguments=want.arguments,
        cursors=want.cursors,
        time=time,
        limits=asking.walks,
        nodes=nodes,
        exported=want.grove.exported,
    )
    return (yield from want.reads.walk(walk))


def told_nodes(
    wanted: Iterable[str], select: Select, grove: Grove, time: Slice, asking: Asking
) -> Inquiry[Mapping[str, Any]]:
    """By id, the pair (row, slice) that stands for a node in a plain value; none for one that is not seen."""
    ids = tuple(dict.fromkeys(wanted))
    if not ids:
        return {}
    objects = len(ids) * select.objects
    if objects > asking.walks.objects:
        raise too_costly("objects that a walk's subjects may hold", objects, asking.walks.objects)
    [(rows, _)] = yield (nodes_by_id(ids, select, time),)
    yield from fill(grove, rows, time, asking)
    return {id_: (row, time) for id_, row in zip(ids, rows, strict=True) if row is not None}
