"""Types of paths: the steps by which parties are tied, and the hubs that were not walked through."""

from __future__ import annotations

from graphql import GraphQLBoolean, GraphQLID, GraphQLInt, GraphQLObjectType

from hub.api.adding import LegalGroundType
from hub.api.export import EXPORT
from hub.api.linkage import Evidence
from hub.api.making import given, many, maybe
from hub.api.networks import AT_LEAST, NOT_FOUND, RelationKindType
from hub.api.types import NodeInterface

PathStep = GraphQLObjectType(
    "PathStep",
    {
        "relation": given(
            RelationKindType, "Kind of tie: of several, the best grade's, then the model's first (关系)."
        ),
        "from": maybe(NodeInterface, "Where the step starts, on the way (起点)."),
        "to": maybe(NodeInterface, "Where it leads (终点)."),
        "forward": given(
            GraphQLBoolean, "The relation runs from `from` to `to`, or both ways; else from `to` to `from` (顺向)."
        ),
        "facts": many(Evidence, "All ties of the two, one a kind and direction, `relation`'s first (依据)."),
        "grounds": many(
            LegalGroundType,
            "Grounds for adding one of the two to the other, its judgment debtor, as far as facts tell"
            " what it asks. Most ties are none: control is no ground, nor a shareholding alone (追加事由).",
        ),
    },
    description="A step of a path (路径环节).",
)
TiePath = GraphQLObjectType(
    "Path",
    {
        "length": given(GraphQLInt, "Number of steps (长度)."),
        "steps": many(PathStep, "In the order of the way (环节)."),
    },
    description="A way from one node to another that meets no node twice (路径).",
)
SkippedHub = GraphQLObjectType(
    "SkippedHub",
    {
        "node": maybe(NodeInterface, "Which (节点)."),
        "ties": maybe(
            GraphQLInt, "Its ties of the kinds asked for, one a neighbour, kind and direction (关系数)."
        ),
        "tiesAtLeast": AT_LEAST,
    },
    description="A node of so many ties that they say little of anybody (枢纽节点).",
)
PathResult = GraphQLObjectType(
    "PathResult",
    {
        "paths": many(TiePath, "The shortest first; of one length, in order of the ids on the way (路径)."),
        "truncated": given(GraphQLBoolean, "More may be there: `first` or another bound left them out (已截断)."),
        "hubsSkipped": many(GraphQLID, "Ids of hubs that were met and not walked through (略过的枢纽)."),
        "hubs": many(SkippedHub, "The same, with what they are (枢纽)."),
        "hubsLeftOut": given(GraphQLInt, "Hubs beyond those named (未列枢纽数)."),
        "notFound": NOT_FOUND,
        "export": EXPORT,
    },
    description="How parties are tied (关联路径).",
)
