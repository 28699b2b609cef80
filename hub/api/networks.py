"""Types of networks: nodes and ties with why they are shown, what is beyond, what changed between two days."""

from __future__ import annotations

from graphql import (
    GraphQLBoolean,
    GraphQLField,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from graph.model import MODEL
from hub.api.connections import PageInfo
from hub.api.export import CHANGE_EXPORT, EXPORT
from hub.api.linkage import Evidence
from hub.api.making import given, kinds_enum, many, maybe
from hub.api.scalars import Date, Decimal
from hub.api.types import RELATIONS, NodeInterface

NodeKindType = kinds_enum(
    "NodeKind", (kind for kind in MODEL.nodes.values() if kind.shown), "Kinds of node (节点类型)."
)
RelationKindType = kinds_enum("RelationKind", RELATIONS, "Kinds of relation (关系类型).")
AT_LEAST = given(GraphQLBoolean, "It has that many ties or more: no more were counted (至少).")
NetworkNode = GraphQLObjectType(
    "NetworkNode",
    {
        "id": GraphQLField(GraphQLNonNull(GraphQLID)),
        "name": maybe(
            GraphQLString,
            "Name or number; of an account its bank and type, of a medium without a value its type (名称).",
        ),
        "kind": given(NodeKindType, "What it is (节点类型)."),
        "ties": maybe(
            GraphQLInt, "Its ties in all, one a neighbour, kind and direction; null: not counted (关系数)."
        ),
        "tiesAtLeast": AT_LEAST,
        "hub": given(
            GraphQLBoolean, "It has too many ties to be looked behind: it is shown, and nothing beyond it (枢纽)."
        ),
        "node": maybe(NodeInterface, "The same, with whatever is asked of it (节点)."),
    },
    description="A node of a network (节点).",
)
NetworkLink = GraphQLObjectType(
    "NetworkLink",
    {
        "relation": given(RelationKindType, "Kind of relation (关系)."),
        "from": given(GraphQLID, "Id of its source (起点)."),
        "to": given(GraphQLID, "Id of its target (终点)."),
        "share": maybe(GraphQLFloat, "Fraction held, where it is known exactly (比例)."),
        "shareMin": maybe(GraphQLFloat, "At least, else (比例下限)."),
        "shareMax": maybe(GraphQLFloat, "At most, else (比例上限)."),
        "amount": maybe(
            Decimal,
            "Yuan guaranteed, contracted or transferred; of several between the two the last recorded (金额).",
        ),
        "validFrom": maybe(Date, "First day of validity (生效日)."),
        "validTo": maybe(Date, "First day on which it no longer holds (失效日)."),
        "relevance": given(
            GraphQLFloat,
            "0 to 1, with 6 decimals: what it says of the centre; orders what is shown and decides"
            " nothing (相关度).",
        ),
        "why": given(GraphQLString, "The factors of that in a sentence."),
        "whyZh": given(GraphQLString, "The same in Chinese (说明)."),
        "fact": given(Evidence, "What says so (依据)."),
    },
    description="A link of a network, one per pair, kind and direction (关系).",
)
LinksBeyond = GraphQLObjectType(
    "LinksBeyond",
    {
        "relation": given(RelationKindType, "Kind of relation (关系)."),
        "count": given(GraphQLInt, "How many links (数量)."),
    },
    description="Links that are there and not shown (未显示关系).",
)
NOT_FOUND = many(
    GraphQLString,
    "Arguments whose subject is not there, or may not be seen, as `of`, `to`, `subjects[3]`: where"
    " there is any, an empty answer says nothing of it (未找到的主体).",
)
BEYOND = {
    "truncated": given(GraphQLBoolean, "More is there (已截断)."),
    "beyond": many(LinksBeyond, "Links not shown, by kind, as far as they were met (未显示关系数)."),
    "beyondAtLeast": given(GraphQLBoolean, "Others are there that were not counted (尚有未计)."),
}
Network = GraphQLObjectType(
    "Network",
    {
        "nodes": many(NetworkNode, "The subject, then whatever the links lead to, in their order (节点)."),
        "links": many(
            NetworkLink,
            "The most relevant first; they hang together, and a smaller `first` gives their beginning (关系).",
        ),
        **BEYOND,
        "notFound": NOT_FOUND,
        "export": EXPORT,
    },
    description="A subject and what it is tied to (关系网络).",
)
NetworkExpansion = GraphQLObjectType(
    "NetworkExpansion",
    {
        "nodes": many(NetworkNode, "Neighbours that are not there yet, the most relevant first (新节点)."),
        "links": many(
            NetworkLink,
            "All links of the new ones to it, to one another and to those there; on the first page"
            " also its own to those there (关系).",
        ),
        "linksLeftOut": many(
            GraphQLID,
            "New ones with so many ties that only those to the node that is expanded were read"
            " (未读全关系的节点).",
        ),
        "pageInfo": given(PageInfo, "Where the page of new nodes stands (分页)."),
        **BEYOND,
    },
    description="What one more node brings to a canvas (展开).",
)
NodeChange = GraphQLObjectType(
    "NetworkNodeChange",
    {
        "before": given(NetworkNode, "On the first day (变更前)."),
        "after": given(NetworkNode, "On the second (变更后)."),
    },
    description="A node of both days with another name or kind (节点变更).",
)
LinkChange = GraphQLObjectType(
    "NetworkLinkChange",
    {
        "before": given(NetworkLink, "On the first day (变更前)."),
        "after": given(NetworkLink, "On the second (变更后)."),
    },
    description="A link of both days with another share or amount (关系变更).",
)
ChangeCounts = GraphQLObjectType(
    "NetworkChangeCounts",
    {
        "linksAdded": given(GraphQLInt, "Links of the second day only (新增关系)."),
        "linksRemoved": given(GraphQLInt, "Of the first day only (消失关系)."),
        "linksChanged": given(GraphQLInt, "With another share or amount (变更关系)."),
        "linksUnchanged": given(GraphQLInt, "The same on both days (未变关系)."),
        "nodesAdded": given(GraphQLInt, "Nodes of the second day only (新增节点)."),
        "nodesRemoved": given(GraphQLInt, "Of the first day only (消失节点)."),
        "nodesChanged": given(GraphQLInt, "With another name or kind (变更节点)."),
    },
    description="All there are, told or not (变更数量).",
)
NetworkChange = GraphQLObjectType(
    "NetworkChange",
    {
        "linksAdded": many(NetworkLink, "The most relevant first (新增关系)."),
        "linksRemoved": many(NetworkLink, "The most relevant first (消失关系)."),
        "linksChanged": many(LinkChange, "The most relevant first (变更关系)."),
        "nodesAdded": many(NetworkNode, "In the order reached (新增节点)."),
        "nodesRemoved": many(NetworkNode, "In the order reached (消失节点)."),
        "nodesChanged": many(NodeChange, "In the order reached (变更节点)."),
        "ends": many(NetworkNode, "Other nodes at an end of a link that is told (关系端点)."),
        "counts": given(ChangeCounts, "How many there are (数量)."),
        "truncated": given(
            GraphQLBoolean,
            "`first` left some untold, or a bound some unread; neither tells what is not so (已截断).",
        ),
        "notCompared": many(
            GraphQLID,
            "Nodes that were looked behind on neither day: too many ties on one of them only, or a"
            " bound. With any, only links that certainly were not there are told as new or gone, and no node is"
            " (未比较的节点).",
        ),
        "export": CHANGE_EXPORT,
    },
    description="What is another between a network of two days (网络变化).",
)
