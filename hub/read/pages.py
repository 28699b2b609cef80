"""Relay connections: what a page selects, and how its rows are written. Root fields and relations page alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLObjectType, GraphQLOutputType, get_named_type

from graph.plan import Slice
from hub.errors import bad_input
from hub.read.cursor import BadCursor, Cursors, Shape
from hub.read.gather import Gather, NodeWriter, WriteNode
from hub.read.selection import Flattener
from hub.read.writing import constant, plain, through

DEFAULT_FIRST = 20
WriteEdge = Callable[[Any, Slice], Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page is asked for: its size, the parts of the cursor that it comes after (None: the first page)."""

    first: int
    after: list[Any] | None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as fetched, at most one more than wanted, and the total where that was asked for."""

    wanted: Wanted
    rows: list[Any]
    total: int | None
    time: Slice

    @property
    def shown(self) -> list[Any]:
        return self.rows[: self.wanted.first]


@dataclass(frozen=True, slots=True)
class Rows:
    """How a connection's rows are read: the node in a row, the parts of its cursor, any other field of an edge."""

    node: Callable[[Any], list[Any]]
    cursor: Callable[[Any], tuple[Any, ...]]
    field: Callable[[str, list[FieldNode], GraphQLObjectType], WriteEdge] | None = None


@dataclass(frozen=True, slots=True)
class PagePlan:
    """Whether edges and the total are wanted at all, and what writes a page."""

    page: bool
    count: bool
    write: Callable[[Page], dict[str, Any]]


def plan_page(
    flattener: Flattener,
    cursors: Cursors,
    type_: GraphQLOutputType,
    nodes: list[FieldNode],
    rows: Rows,
    far: Gather,
    writers: Callable[[GraphQLOutputType, list[FieldNode]], dict[str, WriteNode]],
) -> PagePlan:
    """Plans a selected connection; what is wanted of its nodes goes into `far`, `writers` plans them by kind."""
    connection = get_named_type(type_)
    assert isinstance(connection, GraphQLObjectType)
    makers: list[tuple[str, Callable[[Page], Any]]] = []

    def cursor(row: Any) -> str:
        return cursors.write(rows.cursor(row))

    page = count = False
    for key, found in flattener.fields(connection, flattener.subsets(nodes)).items():
        name = found[0].name.value
        if name == "__typename":
            makers.append((key, constant(connection.name)))
        elif name == "totalCount":
            count = True
            makers.append((key, lambda page: page.total))
        elif name == "pageInfo":
            page = True
            info = plain(flattener, connection.fields[name].type, found)
            makers.append((key, through(_read_info(cursor), info)))
        else:
            page = True
            edge = get_named_type(connection.fields[name].type)
            assert isinstance(edge, GraphQLObjectType)
            makers.append((key, _edges(flattener, edge, found, rows, cursor, far, writers)))
    return PagePlan(page=page, count=count, write=lambda page: {key: make(page) for key, make in makers})


def page_size(first: Any) -> int:
    """`first` as given, or the default for an explicit null; its bounds are `hub.documents.cost`'."""
    return DEFAULT_FIRST if first is None else int(first)


def connection(
    edges: Sequence[tuple[Any, str]],
    *,
    further: bool,
    after: Any,
    end: str | None = None,
    total: int | None = None,
) -> dict[str, Any]:
    """A page that is told and not fetched, as the schema names it: nodes with their cursors, whether there are
    `further` ones, what the page comes `after`, the cursor to go on from where it is not the last edge's.
    """
    return {
        "edges": [{"node": node, "cursor": cursor} for node, cursor in edges],
        "pageInfo": page_info(
            further=further,
            after=after,
            start=edges[0][1] if edges else None,
            end=end or (edges[-1][1] if edges else None),
        ),
        "totalCount": total,
    }


def page_info(*, further: bool, after: Any, start: str | None, end: str | None) -> dict[str, Any]:
    """A `PageInfo` as the schema names it: cursors of the first and the last, if there are any."""
    return {
        "hasNextPage": further,
        "hasPreviousPage": after is not None,
        "startCursor": start,
        "endCursor": end,
    }


def wanted_page(arguments: Mapping[str, Any], shape: Shape, cursors: Cursors) -> Wanted:
    """The page that `first` and `after` ask for, its cursor's parts of these types.

    Raises BAD_INPUT for a cursor that another connection gave.
    """
    first, after = page_size(arguments.get("first")), arguments.get("after")
    if after is None:
        return Wanted(first, None)
    try:
        return Wanted(first, cursors.read(after, shape))
    except BadCursor as fault:
        raise bad_input(str(fault)) from None


def _edges(
    flattener: Flattener,
    edge: GraphQLObjectType,
    nodes: list[FieldNode],
    rows: Rows,
    cursor: Callable[[Any], str],
    far: Gather,
    writers: Callable[[GraphQLOutputType, list[FieldNode]], dict[str, WriteNode]],
) -> Callable[[Page], Any]:
    fields: list[tuple[str, WriteEdge]] = []
    for key, found in flattener.fields(edge, flattener.subsets(nodes)).items():
        name = found[0].name.value
        if name == "__typename":
            fields.append((key, lambda _row, _time: edge.name))
        elif name == "node":
            fields.append((key, _node(rows.node, far.writer(writers(edge.fields[name].type, found)))))
        elif name == "cursor":
            fields.append((key, lambda row, _time: cursor(row)))
        else:
            assert rows.field is not None
            fields.append((key, rows.field(name, found, edge)))

    def write(page: Page) -> list[dict[str, Any]]:
        time = page.time
        return [{key: field(row, time) for key, field in fields} for row in page.shown]

    return write


def _node(node: Callable[[Any], list[Any]], writer: NodeWriter) -> WriteEdge:
    return lambda row, time: writer(node(row), time)


def _read_info(cursor: Callable[[Any], str]) -> Callable[[Page], dict[str, Any]]:
    def read(page: Page) -> dict[str, Any]:
        shown = page.shown
        return page_info(
            further=len(page.rows) > len(shown),
            after=page.wanted.after,
            start=cursor(shown[0]) if shown else None,
            end=cursor(shown[-1]) if shown else None,
        )

    return read
