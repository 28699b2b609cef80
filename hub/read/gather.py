"""What all selected fields together want of one node, and where each of them will find it in the node's row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.cypher.rows import Layout
from graph.plan import Expand, Select, Slice
from hub.read.cursor import Cursors
from hub.read.fields import Walked
from hub.read.view import NodeView

WriteNode = Callable[[NodeView], Any]


@dataclass(slots=True)
class Place:
    """Where an edge's rows stand in a row, and its total after them; known when all fields are gathered."""

    at: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Want:
    """One selected field that is told of a walk: its arguments, and what is wanted of nodes in it."""

    reads: Walked
    arguments: Mapping[str, Any]
    cursors: Cursors
    select: Select
    grove: Grove


@dataclass(slots=True)
class Grove:
    """Where in a node's row, and in the rows at the far ends of its edges, walks are wanted.

    `below`: place of an edge, how many of its rows are shown, and the same for the nodes there. `exported`: the
    value that holds the nodes is wanted as a file, too.
    """

    wants: list[Want] = field(default_factory=list)
    below: list[tuple[int, int, Grove]] = field(default_factory=list)
    width: int = 0
    exported: bool = False

    def __bool__(self) -> bool:
        return bool(self.wants or self.below)


@dataclass(slots=True)
class Gather:
    """Collects wants field by field; `settle` then tells everybody their places."""

    properties: dict[str, None] = field(default_factory=dict)
    sources: bool = False
    edges: dict[Expand, Place] = field(default_factory=dict)
    writers: list[NodeWriter] = field(default_factory=list)
    grove: Grove = field(default_factory=Grove)
    _far: list[tuple[Expand, Grove]] = field(default_factory=list)

    def want(self, properties: Iterable[str], *, sources: bool = False) -> None:
        self.properties.update(dict.fromkeys(properties))
        self.sources = self.sources or sources

    def edge(self, expand: Expand, far: Grove | None = None) -> Place:
        """The place of an edge; equal edges, under two aliases, are fetched once. `far`: what is wanted there."""
        if far:
            self._far.append((expand, far))
        return self.edges.setdefault(expand, Place())

    def writer(self, by_kind: dict[str, WriteNode]) -> NodeWriter:
        writer = NodeWriter(by_kind)
        self.writers.append(writer)
        return writer

    def settle(self) -> Select:
        select = Select(properties=tuple(self.properties), sources=self.sources, edges=tuple(self.edges))
        layout = Layout.of(select)
        for expand, place in self.edges.items():
            place.at = layout.edges[expand]
        for writer in self.writers:
            writer.layout = layout
        self.grove.width = layout.width
        self.grove.below = [(layout.edges[expand], expand.first, far) for expand, far in self._far]
        return select


class NodeWriter:
    """Writes a node's row by the kind of the node; null for none, or for a kind that was not asked for."""

    __slots__ = ("_by_kind", "_only", "layout")

    def __init__(self, by_kind: dict[str, WriteNode]) -> None:
        self._by_kind = by_kind
        # Where the schema knows one type only, a subject merged from records of several kinds is shown as it.
        self._only = next(iter(by_kind.values())) if len(by_kind) == 1 else None
        self.layout: Layout | None = None

    def view(self, row: list[Any], time: Slice) -> NodeView:
        """The node of a row as it was fetched here."""
        assert self.layout is not None
        return NodeView(row, self.layout, time)

    def __call__(self, row: list[Any] | None, time: Slice) -> Any:
        if row is None:
            return None
        view = self.view(row, time)
        write = self._by_kind.get(view.kind, self._only)
        return None if write is None else write(view)
