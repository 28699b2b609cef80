"""A selection becomes a plan and, at once, the writer that turns the plan's rows into the response.

Both come from one walk over the same fields, so they cannot disagree. Nothing here knows caller or database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution.values import VariableValues, get_argument_values

from graph.cypher.rows import FACT_HEAD, FACT_ORDER, FACT_SLOT, NODE_ID, Layout
from graph.model.declare import Type
from graph.plan import Expand, Select, Slice
from hub.errors import bad_input
from hub.read.cursor import BadCursor, read_cursor, write_cursor
from hub.read.fields import Computed, Edge, FactField, FactProperty, Property
from hub.read.selection import Flattener
from hub.read.view import NodeView

DEFAULT_FIRST = 20
Write = Callable[[Any], Any]


@dataclass(slots=True)
class _Gather:
    """What all fields together want of a node."""

    properties: dict[str, None] = field(default_factory=dict)
    sources: bool = False
    edges: dict[Expand, None] = field(default_factory=dict)

    def select(self) -> Select:
        return Select(properties=tuple(self.properties), sources=self.sources, edges=tuple(self.edges))


@dataclass(frozen=True, slots=True)
class NodePlan:
    """What to fetch of a node, and how its row is written."""

    select: Select
    write: Callable[[list[Any] | None], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans the fields of one operation; `kind_of` gives the kind behind an object type's name."""

    flattener: Flattener
    variables: VariableValues
    kind_of: dict[str, str]
    time: Slice

    def arguments(self, definition: GraphQLField, node: FieldNode) -> dict[str, Any]:
        return get_argument_values(definition, node, self.variables, hide_suggestions=True)

    def node(self, type_: GraphQLOutputType, sets: list[SelectionSetNode]) -> NodePlan:
        """Plan a node type, abstract or not."""
        select, (write,) = self.together(type_, [sets])
        return NodePlan(select, write)

    def together(
        self, type_: GraphQLOutputType, several: list[list[SelectionSetNode]]
    ) -> tuple[Select, list[Callable[[list[Any] | None], dict[str, Any] | None]]]:
        """Several selections of one node (under aliases): fetched once, written each as asked."""
        gather = _Gather()
        kinds = [self._writers(get_named_type(type_), sets, gather) for sets in several]
        select = gather.select()
        layout = Layout.of(select)
        return select, [_row_writer(writers, layout) for writers in kinds]

    def _writers(
        self, type_: GraphQLNamedType, sets: list[SelectionSetNode], gather: _Gather
    ) -> dict[str, Callable[[NodeView], dict[str, Any]]]:
        schema = self.flattener.schema
        if is_abstract_type(type_):
            runtimes: Sequence[GraphQLObjectType] = schema.get_possible_types(type_)
        else:
            assert isinstance(type_, GraphQLObjectType)
            runtimes = [type_]
        # Types that are asked for the same fields, defined by the same objects, are written the same way.
        alike: dict[tuple[object, ...], Callable[[NodeView], dict[str, Any]]] = {}
        writers: dict[str, Callable[[NodeView], dict[str, Any]]] = {}
        for runtime in runtimes:
            fields = self.flattener.fields(runtime, sets)
            shape = tuple(
                (key, tuple(map(id, nodes)), id(runtime.fields.get(nodes[0].name.value, runtime)))
                for key, nodes in fields.items()
            )
            if shape not in alike:
                alike[shape] = self._object(runtime, fields, gather)
            writers[self.kind_of[runtime.name]] = alike[shape]
        return writers

    def _object(
        self, runtime: GraphQLObjectType, fields: dict[str, list[FieldNode]], gather: _Gather
    ) -> Callable[[NodeView], dict[str, Any]]:
        writers: list[tuple[str, Callable[[NodeView], Any]]] = []
        for key, nodes in fields.items():
            name = nodes[0].name.value
            if name == "__typename":
                writers.append((key, _constant(runtime.name)))
                continue
            definition = runtime.fields[name]
            reads = definition.extensions["reads"]
            if isinstance(reads, Property):
                gather.properties.update(dict.fromkeys(reads.needs))
                gather.sources = gather.sources or reads.sources
                plain = self.plain(definition.type, nodes)
                writers.append((key, _through(reads.read, plain)))
            elif isinstance(reads, Computed):
                writers.append((key, self._computed(reads, definition, nodes, gather)))
            elif isinstance(reads, Edge):
                writers.append((key, self._connection(reads, definition, nodes, gather)))
            else:
                raise TypeError(f"{runtime.name}.{name} does not say how it is read")
        return lambda view: {key: write(view) for key, write in writers}

    def _computed(
        self, reads: Computed, definition: GraphQLField, nodes: list[FieldNode], gather: _Gather
    ) -> Callable[[NodeView], Any]:
        gather.properties.update(dict.fromkeys(reads.needs))
        gather.edges.update(dict.fromkeys(reads.edges.values()))
        plain = self.plain(definition.type, nodes)
        time = self.time

        def write(view: NodeView) -> Any:
            edges = {name: view.edges(expand) for name, expand in reads.edges.items()}
            return plain(reads.compute(view, edges, time))

        return write

    # -- connections -----------------------------------------------------------------------------------

    def _connection(
        self, reads: Edge, definition: GraphQLField, nodes: list[FieldNode], gather: _Gather
    ) -> Callable[[NodeView], Any]:
        relation = reads.relation
        arguments = self.arguments(definition, nodes[0])
        first = arguments.get("first")
        first = DEFAULT_FIRST if first is None else int(first)
        numeric = _sorts_by_number(reads)
        after = self._after(arguments.get("after"), numeric)

        connection = get_named_type(definition.type)
        assert isinstance(connection, GraphQLObjectType)
        far = _Gather()
        facts: dict[str, None] = {}
        wanted = self.flattener.fields(connection, self.flattener.subsets(nodes))
        makers: list[tuple[str, Callable[[_Page], Any]]] = []
        others = False
        page = False
        count = False
        late: list[Callable[[Layout], None]] = []
        for key, field_nodes in wanted.items():
            name = field_nodes[0].name.value
            if name == "__typename":
                makers.append((key, _constant(connection.name)))
            elif name == "totalCount":
                count = True
                makers.append((key, lambda page: page.total))
            elif name == "pageInfo":
                page = True
                plain = self.plain(connection.fields[name].type, field_nodes)
                makers.append((key, _through(_page_info, plain)))
            else:
                page = True
                edge_writer = self._edge_writer(connection.fields[name], field_nodes, far, facts)
                others = others or edge_writer.others
                late.append(edge_writer.settle)
                makers.append((key, edge_writer.write))
        expand = Expand(
            relations=(relation.name,),
            direction=reads.direction,
            kinds=reads.kinds,
            first=first,
            after=after,
            properties=tuple(facts),
            order_by=relation.ordered_by,
            order_missing=-1.0 if numeric else "",
            separate=relation.separate,
            yields=relation.yields,
            others=others,
            count=count,
            page=page,
            node=far.select(),
        )
        gather.edges[expand] = None
        layout = Layout.of(expand.node)
        for settle in late:
            settle(layout)

        def write(view: NodeView) -> Any:
            page = _Page(
                rows=view.edges(expand),
                first=first,
                after=after is not None,
                total=view.edge_total(expand) if count else None,
            )
            return {key: make(page) for key, make in makers}

        return write

    def _after(self, text: str | None, numeric: bool) -> tuple[str | float, str, str] | None:
        if text is None:
            return None
        try:
            value, far, slot = read_cursor(text, ((int, float) if numeric else str, str, str))
        except BadCursor as fault:
            raise bad_input(str(fault)) from None
        return value, far, slot

    def _edge_writer(
        self, definition: GraphQLField, nodes: list[FieldNode], far: _Gather, facts: dict[str, None]
    ) -> _EdgeWriter:
        edge = get_named_type(definition.type)
        assert isinstance(edge, GraphQLObjectType)
        writer = _EdgeWriter(positions=facts)
        for key, field_nodes in self.flattener.fields(edge, self.flattener.subsets(nodes)).items():
            name = field_nodes[0].name.value
            if name == "__typename":
                writer.add(key, _constant(edge.name))
            elif name == "node":
                node_type = get_named_type(edge.fields[name].type)
                sets = self.flattener.subsets(field_nodes)
                writer.add_node(key, self._writers(node_type, sets, far))
            elif name == "cursor":
                writer.add(key, _cursor)
            elif name == "otherStatements":
                writer.others = True
                writer.add(key, self._others(edge.fields[name], field_nodes, facts))
            else:
                writer.add(key, self._fact(edge.fields[name], field_nodes, facts))
        return writer

    def _fact(
        self, definition: GraphQLField, nodes: list[FieldNode], facts: dict[str, None]
    ) -> Callable[[list[Any]], Any]:
        """A writer over an edge row [node, fact, others]."""
        of_fact = self._of_fact(definition, nodes, facts)
        return lambda edge: of_fact(edge[1])

    def _of_fact(
        self, definition: GraphQLField, nodes: list[FieldNode], facts: dict[str, None]
    ) -> Callable[[list[Any]], Any]:
        reads = definition.extensions["reads"]
        plain = self.plain(definition.type, nodes)
        if isinstance(reads, FactProperty):
            facts.setdefault(reads.name)
            place = FACT_HEAD + list(facts).index(reads.name)
            read = reads.read
            return lambda fact: plain(read(fact[place]))
        assert isinstance(reads, FactField)
        return _through(reads.read, plain)

    def _others(
        self, definition: GraphQLField, nodes: list[FieldNode], facts: dict[str, None]
    ) -> Callable[[list[Any]], Any]:
        type_ = get_named_type(definition.type)
        assert isinstance(type_, GraphQLObjectType)
        writers: list[tuple[str, Callable[[list[Any]], Any]]] = []
        for key, field_nodes in self.flattener.fields(type_, self.flattener.subsets(nodes)).items():
            name = field_nodes[0].name.value
            if name == "__typename":
                writers.append((key, _constant(type_.name)))
            else:
                writers.append((key, self._of_fact(type_.fields[name], field_nodes, facts)))
        return lambda edge: [{key: write(fact) for key, write in writers} for fact in edge[2]]

    # -- plain values ------------------------------------------------------------------------------------

    def plain(self, type_: GraphQLOutputType, nodes: list[FieldNode]) -> Write:
        """A writer for values that are given as the schema names them: dicts, lists, leaves."""
        if isinstance(type_, GraphQLNonNull):
            return self.plain(type_.of_type, nodes)
        if isinstance(type_, GraphQLList):
            inner = self.plain(type_.of_type, nodes)
            return lambda values: None if values is None else [inner(value) for value in values]
        if is_leaf_type(type_):
            return _same
        assert isinstance(type_, GraphQLObjectType)
        writers: list[tuple[str, str, Write]] = []
        for key, field_nodes in self.flattener.fields(type_, self.flattener.subsets(nodes)).items():
            name = field_nodes[0].name.value
            if name == "__typename":
                writers.append((key, "", _constant(type_.name)))
            else:
                writers.append((key, name, self.plain(type_.fields[name].type, field_nodes)))
        return lambda value: (
            None if value is None else {key: write(value.get(name)) for key, name, write in writers}
        )


@dataclass(slots=True)
class _Page:
    """A connection's rows as fetched: at most one more than `first`."""

    rows: list[Any]
    first: int
    after: bool
    total: int | None

    @property
    def shown(self) -> list[Any]:
        return self.rows[: self.first]


@dataclass(slots=True)
class _EdgeWriter:
    """Writes the edges of a page; the far node's layout is known only after all its fields were gathered."""

    positions: dict[str, None]
    others: bool = False
    _writers: list[tuple[str, Callable[[list[Any]], Any]]] = field(default_factory=list)
    _layout: Layout | None = None

    def add(self, key: str, write: Callable[[list[Any]], Any]) -> None:
        self._writers.append((key, write))

    def add_node(self, key: str, writers: dict[str, Callable[[NodeView], dict[str, Any]]]) -> None:
        def write(edge: list[Any]) -> dict[str, Any] | None:
            assert self._layout is not None
            return _row_writer(writers, self._layout)(edge[0])

        self._writers.append((key, write))

    def settle(self, layout: Layout) -> None:
        self._layout = layout

    def write(self, page: _Page) -> list[dict[str, Any]]:
        return [{key: write(edge) for key, write in self._writers} for edge in page.shown]


def _row_writer(
    writers: dict[str, Callable[[NodeView], dict[str, Any]]], layout: Layout
) -> Callable[[list[Any] | None], dict[str, Any] | None]:
    # Where the schema knows one type only, a subject merged from records of several kinds is shown as that one.
    only = next(iter(writers.values())) if len(writers) == 1 else None

    def write(row: list[Any] | None) -> dict[str, Any] | None:
        if row is None:
            return None
        view = NodeView(row, layout)
        writer = writers.get(view.kind, only)
        return None if writer is None else writer(view)

    return write


def _sorts_by_number(reads: Edge) -> bool:
    """Whether edges are ordered by a number (no order: the constant 0)."""
    ordered_by = reads.relation.ordered_by
    if ordered_by is None:
        return True
    by_name = {attribute.name: attribute.type for attribute in reads.relation.attributes}
    return by_name[ordered_by] in (Type.SHARE, Type.MONEY, Type.NUMBER)


def _cursor(edge: list[Any]) -> str:
    return write_cursor((edge[1][FACT_ORDER], edge[0][NODE_ID], edge[1][FACT_SLOT]))


def _page_info(page: _Page) -> dict[str, Any]:
    shown = page.shown
    return {
        "hasNextPage": len(page.rows) > page.first,
        "hasPreviousPage": page.after,
        "startCursor": _cursor(shown[0]) if shown else None,
        "endCursor": _cursor(shown[-1]) if shown else None,
    }


def _constant(value: Any) -> Callable[[Any], Any]:
    return lambda _: value


def _same(value: Any) -> Any:
    return value


def _through(read: Callable[[Any], Any], plain: Write) -> Callable[[Any], Any]:
    return read if plain is _same else lambda value: plain(read(value))
