"""A selection of nodes becomes what to fetch of them and, at once, the writer of their rows.

Both come from one walk over the same fields, so they cannot disagree. Nothing here knows caller, database, clock
or the arguments of root fields: what is planned for one request serves all of the same shape.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
)
from graphql.execution.values import VariableValues, get_argument_values

from graph.plan import Select
from hub.read.cursor import Cursors
from hub.read.fields import Computed, Edge, OfNodes, Property, Walked
from hub.read.gather import Gather, Grove, NodeWriter, Want, WriteNode
from hub.read.pages import PagePlan, Rows, plan_page
from hub.read.relations import plan_relation
from hub.read.selection import Flattener
from hub.read.view import NodeView
from hub.read.writing import Write, constant, plain, through


@dataclass(frozen=True, slots=True)
class NodePlan:
    """What to fetch of a node, and how its row is written for a slice of time."""

    select: Select
    write: NodeWriter
    grove: Grove


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans the fields of one operation; `kind_of` gives the kind behind an object type's name."""

    flattener: Flattener
    variables: VariableValues
    kind_of: Mapping[str, str]
    cursors: Cursors

    def arguments(self, definition: GraphQLField, node: FieldNode) -> dict[str, Any]:
        return get_argument_values(definition, node, self.variables, hide_suggestions=True)

    def plain(self, type_: GraphQLOutputType, nodes: list[FieldNode]) -> Write:
        """A writer for values that are given as the schema names them: dicts, lists, leaves."""
        return plain(self.flattener, type_, nodes)

    def node(self, type_: GraphQLOutputType, sets: list[SelectionSetNode]) -> NodePlan:
        """Plan a node type, abstract or not."""
        gather = Gather()
        writer = gather.writer(self._writers(type_, sets, gather))
        return NodePlan(gather.settle(), writer, gather.grove)

    def values(
        self, type_: GraphQLOutputType, nodes: list[FieldNode], needs: tuple[str, ...] = ()
    ) -> tuple[Select, Write, Grove]:
        """Plan plain values that hold nodes: where the schema has a node, the value is a pair (row, time).

        All nodes in them are fetched by one selection, with `needs` besides.
        """
        gather = Gather()
        gather.want(needs)

        def of_node(type_: GraphQLOutputType, nodes: list[FieldNode]) -> Write | None:
            named = get_named_type(type_)
            if isinstance(reads := named.extensions.get("reads"), OfNodes):
                gather.want(reads.needs)
                gather.grove.exported = True
                return _of_nodes(reads, gather.writer({}), self.plain(type_, nodes))
            if not is_abstract_type(named) and named.name not in self.kind_of:
                return None
            writer = gather.writer(self._far(type_, nodes, gather))
            return lambda found: None if found is None else writer(*found)

        write = plain(self.flattener, type_, nodes, of_node)
        return gather.settle(), write, gather.grove

    def page(self, type_: GraphQLOutputType, nodes: list[FieldNode], rows: Rows) -> tuple[Select, PagePlan, Grove]:
        """Plan a connection of nodes at the root."""
        far = Gather()
        page = plan_page(
            self.flattener, self.cursors, type_, nodes, rows, far, lambda t, found: self._far(t, found, far)
        )
        return far.settle(), page, far.grove

    def _far(self, type_: GraphQLOutputType, nodes: list[FieldNode], far: Gather) -> dict[str, WriteNode]:
        return self._writers(type_, self.flattener.subsets(nodes), far)

    def _writers(
        self, type_: GraphQLOutputType, sets: list[SelectionSetNode], gather: Gather
    ) -> dict[str, WriteNode]:
        named = get_named_type(type_)
        if is_abstract_type(named):
            runtimes: Sequence[GraphQLObjectType] = self.flattener.schema.get_possible_types(named)
        else:
            assert isinstance(named, GraphQLObjectType)
            runtimes = [named]
        # Types that are asked for the same fields, defined by the same objects, are written the same way.
        alike: dict[tuple[object, ...], WriteNode] = {}
        writers: dict[str, WriteNode] = {}
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

    def _object(self, runtime: GraphQLObjectType, fields: dict[str, list[FieldNode]], gather: Gather) -> WriteNode:
        writers: list[tuple[str, WriteNode]] = []
        for key, nodes in fields.items():
            name = nodes[0].name.value
            if name == "__typename":
                writers.append((key, constant(runtime.name)))
                continue
            definition = runtime.fields[name]
            reads = definition.extensions["reads"]
            if isinstance(reads, Property):
                gather.want(reads.needs, sources=reads.sources)
                writers.append((key, through(reads.read, self.plain(definition.type, nodes))))
            elif isinstance(reads, Computed):
                writers.append((key, self._computed(reads, definition, nodes, gather)))
            elif isinstance(reads, Walked):
                writers.append((key, self._walked(reads, definition, nodes, gather)))
            elif isinstance(reads, Edge):
                arguments = self.arguments(definition, nodes[0])
                write = plan_relation(
                    self.flattener, self.cursors, reads, definition, nodes, arguments, gather, self._far
                )
                writers.append((key, write))
            else:
                raise TypeError(f"{runtime.name}.{name} does not say how it is read")
        return lambda view: {key: write(view) for key, write in writers}

    def _walked(
        self, reads: Walked, definition: GraphQLField, nodes: list[FieldNode], gather: Gather
    ) -> WriteNode:
        select, write, grove = self.values(definition.type, nodes)
        want = Want(reads, self.arguments(definition, nodes[0]), self.cursors, select, grove)
        gather.grove.wants.append(want)
        return lambda view: write(view.walked(want))

    def _computed(
        self, reads: Computed, definition: GraphQLField, nodes: list[FieldNode], gather: Gather
    ) -> WriteNode:
        gather.want(reads.needs)
        places = {name: gather.edge(expand) for name, expand in reads.edges.items()}
        write = self.plain(definition.type, nodes)

        def computed(view: NodeView) -> Any:
            edges = {name: view.row[place.at] for name, place in places.items()}
            return write(reads.compute(view, edges, view.time))

        return computed


def _of_nodes(reads: OfNodes, nodes: NodeWriter, write: Write) -> Write:
    return lambda found: None if found is None else write(reads.read(found, lambda pair: nodes.view(*pair)))
