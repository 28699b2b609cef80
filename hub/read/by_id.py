"""Nodes by id: one root however many, so that one plan of the engine serves them; and batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from graph.cypher.rows import Layout
from graph.model import MODEL
from graph.plan import Find, KeyScheme, Select, Slice
from hub.read.fields import Inquiry

EDGES: Final = Layout.of(Select()).width  # where the first edge stands in a row without statements
Row = list[Any]

ID_LENGTH_MAX: Final = 64  # of whatever a caller gives for an id; ours are shorter


def nodes_by_id(
    ids: Sequence[str],
    select: Select,
    time: Slice,
    *,
    kinds: tuple[str, ...] = MODEL.shown,
    passing: bool = False,
    window: tuple[str, str] | None = None,
    among: tuple[str, ...] = (),
) -> Find:
    """As `Find` takes them."""
    keys = tuple((KeyScheme.ID, id_) for id_ in ids)
    return Find(keys=keys, kinds=kinds, time=time, node=select, passing=passing, window=window, among=among)


def read_rows(
    ids: Sequence[str],
    find: Callable[[Sequence[str]], Find],
    take: Callable[[str, Row | None], None],
    *,
    size: int,
    room: Callable[[], int],
) -> Inquiry[bool]:
    """Has each of these asked about, `size` in one statement at most, and its row taken (None: nobody's).

    `room` is asked before each statement: how many more may be read, 0 past any bound. False if it left some out.
    """
    left = ids
    while left:
        batch = left[: min(size, room())]
        if not batch:
            return False
        [(rows, _)] = yield (find(batch),)
        for id_, row in zip(batch, rows, strict=True):
            take(id_, row)
        left = left[len(batch) :]
    return True
