"""Who is asking, as the hub sees it."""

from __future__ import annotations

from graphql import (
    GraphQLField,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from hub.api.scalars import DateTime
from hub.read.root import Bind, RootField, nothing

Quota = GraphQLObjectType(
    "Quota",
    {
        "subjectsPerRequest": GraphQLField(GraphQLInt, description="Keys in one request (单次上限)."),
        "pageSize": GraphQLField(GraphQLInt, description="Largest page at a root (单页上限)."),
    },
    description="What one request may ask (配额).",
)
Viewer = GraphQLObjectType(
    "Viewer",
    {
        "role": GraphQLField(GraphQLString, description="Role (角色)."),
        "agency": GraphQLField(GraphQLString, description="Agency (机构)."),
        "court": GraphQLField(GraphQLString, description="Court code (法院代字)."),
        "subject": GraphQLField(GraphQLString, description="Whom the token names (持有人)."),
        "purposes": GraphQLField(
            GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLString))),
            description="Purposes this role may act for (可用目的).",
        ),
        "schema": GraphQLField(
            GraphQLNonNull(GraphQLString),
            description="The schema, narrowed to what this role may ask, in the definition language (可用模式).",
        ),
        "expiresAt": GraphQLField(DateTime, description="When the token ends (令牌到期)."),
        "quota": GraphQLField(Quota, description="What one request may ask (配额)."),
    },
    description="The caller (当前用户).",
)


def _viewer(field: RootField) -> Bind:
    plain = field.plain()
    return lambda _arguments, asking: nothing(plain(asking.viewer()))


FIELDS = {
    "viewer": GraphQLField(
        GraphQLNonNull(Viewer), description="Who is asking (当前用户).", extensions={"root": _viewer}
    )
}
