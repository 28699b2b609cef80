"""The neighbourhood of a subject. One hop for now; deeper walks are another plan."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from graph.cypher import rows
from graph.cypher.rows import Layout
from graph.model import MODEL
from graph.plan import Direction, Expand, Find, Select, Slice
from hub.api.attributes import description, open_as_null
from hub.api.queries.inputs import TIME_ARGUMENTS, SubjectKey
from hub.api.queries.subjects import SUBJECT_KINDS
from hub.api.scalars import Date
from hub.api.types import RELATIONS
from hub.errors import bad_input
from hub.read.asking import Asking
from hub.read.keys import BadKey, read_key
from hub.read.root import Arguments, Bind, RootCall, RootField
from hub.read.view import NodeView

DEEPEST = 1

NodeKindType = GraphQLEnumType(
    "NodeKind",
    {
        name: GraphQLEnumValue(name, description=description(kind.doc, kind.zh))
        for name, kind in MODEL.nodes.items()
        if kind.shown
    },
    description="Kinds of node (节点类型).",
)
RelationKindType = GraphQLEnumType(
    "RelationKind",
    {kind.name: GraphQLEnumValue(kind.name, description=description(kind.doc, kind.zh)) for kind in RELATIONS},
    description="Kinds of relation (关系类型).",
)
NetworkNode = GraphQLObjectType(
    "NetworkNode",
    {
        "id": GraphQLField(GraphQLNonNull(GraphQLID)),
        "name": GraphQLField(GraphQLString, description="Name, number or type (名称)."),
        "kind": GraphQLField(GraphQLNonNull(NodeKindType), description="What it is (节点类型)."),
    },
    description="A node of a network (节点).",
)
NetworkLink = GraphQLObjectType(
    "NetworkLink",
    {
        "relation": GraphQLField(GraphQLNonNull(RelationKindType), description="Kind of relation (关系)."),
        "from": GraphQLField(GraphQLNonNull(GraphQLID), description="Id of its source (起点)."),
        "to": GraphQLField(GraphQLNonNull(GraphQLID), description="Id of its target (终点)."),
        "share": GraphQLField(GraphQLFloat, description="Fraction held, for shareholdings (比例)."),
        "validFrom": GraphQLField(Date, description="First day of validity (生效日)."),
        "validTo": GraphQLField(Date, description="First day on which it no longer holds (失效日)."),
    },
    description="A link of a network, one per pair and kind (关系).",
)
Network = GraphQLObjectType(
    "Network",
    {
        "nodes": GraphQLField(GraphQLNonNull(GraphQLList(GraphQLNonNull(NetworkNode)))),
        "links": GraphQLField(GraphQLNonNull(GraphQLList(GraphQLNonNull(NetworkLink)))),
        "truncated": GraphQLField(GraphQLNonNull(GraphQLBoolean), description="More was there (已截断)."),
    },
    description="A subject and what it is tied to (关系网络).",
)

_NAMES = tuple(dict.fromkeys(kind.named_by for kind in MODEL.nodes.values() if kind.shown))
_NAMED = Select(properties=_NAMES)
_NAMED_LAYOUT = Layout.of(_NAMED)


def _network(field: RootField) -> Bind:
    plain = field.plain()

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        hops, first = arguments["hops"], arguments["first"]
        if hops != DEEPEST:
            raise bad_input(f"hops: {hops}; {DEEPEST} is allowed")
        try:
            key = read_key(arguments["of"], asking.ring, asking.today)
        except BadKey as bad:
            raise bad_input(bad.problem) from None
        expand = Expand(
            relations=tuple(kind.name for kind in RELATIONS),
            direction=Direction.BOTH,
            kinds=MODEL.shown,
            first=first,
            properties=("share",),
            yields=MODEL.relations["SHAREHOLDER_OF"].yields,
            node=_NAMED,
        )
        select, time = Select(properties=_NAMES, edges=(expand,)), asking.slice(arguments)
        find = Find(keys=(key,), kinds=SUBJECT_KINDS, time=time, node=select)
        return RootCall((find,), lambda answers: plain(_found(answers[0][0][0], select, first, time)))

    return bind


def _found(row: list[Any] | None, select: Select, first: int, time: Slice) -> dict[str, Any]:
    """The network of a row, as the schema names it."""
    if row is None:
        return {"nodes": [], "links": [], "truncated": False}
    view = NodeView(row, Layout.of(select), time)
    nodes = {view.id: _node(view)}
    links = []
    edges = view.edges(select.edges[0])
    for far_row, fact, _others in edges[:first]:
        far = NodeView(far_row, _NAMED_LAYOUT, time)
        nodes.setdefault(far.id, _node(far))
        ends = (view.id, far.id) if fact[rows.FACT_OUTWARD] else (far.id, view.id)
        links.append(
            {
                "relation": fact[rows.FACT_TYPE],
                "from": ends[0],
                "to": ends[1],
                "share": fact[rows.FACT_HEAD],
                "validFrom": open_as_null(fact[rows.FACT_VALID_FROM]),
                "validTo": open_as_null(fact[rows.FACT_VALID_TO]),
            }
        )
    return {"nodes": list(nodes.values()), "links": links, "truncated": len(edges) > first}


def _node(view: NodeView) -> dict[str, Any]:
    return {"id": view.id, "name": view.pick(MODEL.nodes[view.kind].named_by), "kind": view.kind}


FIELDS = {
    "network": GraphQLField(
        GraphQLNonNull(Network),
        args={
            "of": GraphQLArgument(GraphQLNonNull(SubjectKey)),
            "hops": GraphQLArgument(GraphQLNonNull(GraphQLInt), default_value=1, description="1 for now."),
            "first": GraphQLArgument(GraphQLNonNull(GraphQLInt), default_value=200, description="Links, at most."),
            **TIME_ARGUMENTS,
        },
        description="A subject and its direct ties (关系网络).",
        extensions={"root": _network},
    ),
}
