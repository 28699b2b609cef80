"""A relation seen from one of its ends, as a connection: the plan of its edges and the writer of their facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType, GraphQLOutputType, get_named_type

from graph.cypher.rows import FACT_HEAD, FACT_ORDER, FACT_SLOT, NODE_ID
from graph.model.declare import Type
from graph.plan import Expand
from hub.read.cursor import Cursors
from hub.read.fields import Edge, FactField, FactProperty
from hub.read.gather import Gather, WriteNode
from hub.read.pages import Page, Rows, WriteEdge, plan_page, wanted_page
from hub.read.selection import Flattener
from hub.read.view import NodeView
from hub.read.writing import constant, plain, through

Writers = Callable[[GraphQLOutputType, list[FieldNode], Gather], dict[str, WriteNode]]


def plan_relation(
    flattener: Flattener,
    cursors: Cursors,
    reads: Edge,
    definition: GraphQLField,
    nodes: list[FieldNode],
    arguments: dict[str, Any],
    near: Gather,
    writers: Writers,
) -> WriteNode:
    """Adds the edge to what is wanted of the near node; the writer takes the near node's view."""
    relation = reads.relation
    numeric = _sorts_by_number(reads)
    wanted = wanted_page(arguments, ((int, float) if numeric else str, str, str), cursors)
    after = wanted.after
    far = Gather()
    facts = _Facts(flattener)
    rows = Rows(node=_node, cursor=_cursor, field=facts.field)
    page = plan_page(
        flattener, cursors, definition.type, nodes, rows, far, lambda type_, found: writers(type_, found, far)
    )
    expand = Expand(
        relations=(relation.name,),
        direction=reads.direction,
        kinds=reads.kinds,
        first=wanted.first,
        after=(after[0], after[1], after[2]) if after else None,
        properties=tuple(facts.properties),
        order_by=relation.ordered_by,
        order_missing=-1.0 if numeric else "",
        separate=relation.separate,
        yields=relation.yields,
        others=facts.others,
        count=page.count,
        page=page.page,
        node=far.settle(),
    )
    place = near.edge(expand, far.grove)

    def write(view: NodeView) -> Any:
        total = view.row[place.at + 1] if page.count else None
        return page.write(Page(wanted, view.row[place.at], total, view.time))

    return write


class _Facts:
    """Fields of an edge that come from the relation's fact; collects the properties that they need."""

    def __init__(self, flattener: Flattener) -> None:
        self._flattener = flattener
        self.properties: dict[str, None] = {}
        self.others = False

    def field(self, name: str, nodes: list[FieldNode], edge: GraphQLObjectType) -> WriteEdge:
        """A writer over an edge's row [node, fact, others]."""
        if name == "otherStatements":
            self.others = True
            write_others = self._others(edge.fields[name], nodes)
            return lambda row, _time: write_others(row[2])
        write = self._fact(edge.fields[name], nodes)
        return lambda row, _time: write(row[1])

    def _fact(self, definition: GraphQLField, nodes: list[FieldNode]) -> Callable[[list[Any]], Any]:
        reads = definition.extensions["reads"]
        write = plain(self._flattener, definition.type, nodes)
        if isinstance(reads, FactProperty):
            self.properties.setdefault(reads.name)
            place = FACT_HEAD + list(self.properties).index(reads.name)
            read = reads.read
            return lambda fact: write(read(fact[place]))
        assert isinstance(reads, FactField)
        return through(reads.read, write)

    def _others(self, definition: GraphQLField, nodes: list[FieldNode]) -> Callable[[list[Any]], Any]:
        type_ = get_named_type(definition.type)
        assert isinstance(type_, GraphQLObjectType)
        writers: list[tuple[str, Callable[[list[Any]], Any]]] = []
        for key, found in self._flattener.fields(type_, self._flattener.subsets(nodes)).items():
            name = found[0].name.value
            if name == "__typename":
                writers.append((key, constant(type_.name)))
            else:
                writers.append((key, self._fact(type_.fields[name], found)))
        return lambda others: [{key: write(fact) for key, write in writers} for fact in others]


def _sorts_by_number(reads: Edge) -> bool:
    """Whether edges are ordered by a number (no order: the constant 0)."""
    ordered_by = reads.relation.ordered_by
    if ordered_by is None:
        return True
    by_name = {attribute.name: attribute.type for attribute in reads.relation.attributes}
    return by_name[ordered_by] in (Type.SHARE, Type.MONEY, Type.NUMBER)


def _node(row: list[Any]) -> list[Any]:
    node: list[Any] = row[0]
    return node


def _cursor(row: list[Any]) -> tuple[Any, ...]:
    return row[1][FACT_ORDER], row[0][NODE_ID], row[1][FACT_SLOT]
