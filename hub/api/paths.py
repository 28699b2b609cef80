"""Types of paths: the steps by which parties are tied, and the hubs that were not walked through."""

from __future__ import annotations

from graphql import (
    GraphQLBoolean,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLObjectType,
)

from hub.api.adding import LegalGroundType
from hub.api.export import EXPORT
from hub.api.linkage import Evidence, listed
from hub.api.networks import NOT_FOUND, RelationKindType
from hub.api.types import NodeInterface

PathStep = GraphQLObjectType(
    "PathStep",
    {
        "relation": GraphQLField(
            GraphQLNonNull(RelationKindType),
            description="Kind of tie: of several, the best grade's, then the model's first (关系).",
        ),
        "from": GraphQLField(NodeInterface, description="Where the step starts, on the way (起点)."),
        "to": GraphQLField(NodeInterface, description="Where it leads (终点)."),
        "forward": GraphQLField(
            GraphQLNonNull(GraphQLBoolean),
            description="The relation runs from `from` to `to`, or both ways; else from `to` to `from` (顺向).",
        ),
        "facts": GraphQLField(
            listed(Evidence),
            description="All ties of the two, one a kind and direction, `relation`'s first (依据).",
        ),
        "grounds": GraphQLField(
            listed(LegalGroundType),
            description="Grounds for adding one of the two to the other, its judgment debtor, as far as facts tell"
            " what it asks. Most ties are none: control is no ground, nor a shareholding alone (追加事由).",
        ),
    },
    description="A step of a path (路径环节).",
)
TiePath = GraphQLObjectType(
    "Path",
    {
        "length": GraphQLField(GraphQLNonNull(GraphQLInt), description="Number of steps (长度)."),
        "steps": GraphQLField(listed(PathStep), description="In the order of the way (环节)."),
    },
    description="A way from one node to another that meets no node twice (路径).",
)
SkippedHub = GraphQLObjectType(
    "SkippedHub",
    {
        "node": GraphQLField(NodeInterface, description="Which (节点)."),
        "ties": GraphQLField(
            GraphQLInt,
            description="Its ties of the kinds asked for, one a neighbour, kind and direction (关系数).",
        ),
    },
    description="A node of so many ties that they say little of anybody (枢纽节点).",
)
PathResult = GraphQLObjectType(
    "PathResult",
    {
        "paths": GraphQLField(
            listed(TiePath),
            description="The shortest first; of one length, in order of the ids on the way (路径).",
        ),
        "truncated": GraphQLField(
            GraphQLNonNull(GraphQLBoolean),
            description="More may be there: `first` or another bound left them out (已截断).",
        ),
        "hubsSkipped": GraphQLField(
            listed(GraphQLID), description="Ids of hubs that were met and not walked through (略过的枢纽)."
        ),
        "hubs": GraphQLField(listed(SkippedHub), description="The same, with what they are (枢纽)."),
        "hubsLeftOut": GraphQLField(
            GraphQLNonNull(GraphQLInt), description="Hubs beyond those named (未列枢纽数)."
        ),
        "notFound": NOT_FOUND,
        "export": EXPORT,
    },
    description="How parties are tied (关联路径).",
)
