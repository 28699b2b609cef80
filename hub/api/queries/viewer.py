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
        name: GraphQLField(GraphQLInt, description=description)
        for name, description in (
            ("subjectsPerRequest", "Keys in one request (单次上限)."),
            ("pageSize", "Largest page at a root (单页上限)."),
            ("costPerRequest", "Objects that one answer may hold (单次成本上限)."),
            (
                "requestsPerMinute",
                "Requests of the agency, or of the caller without one, a minute (每分钟请求上限).",
            ),
            (
                "requestsLeft",
                "About how many are left in this minute: what another hub of the same service has taken since this"
                " one last looked is not known here (本分钟约余请求数).",
            ),
            ("costPerMinute", "Objects that their answers may hold, a minute (每分钟成本上限)."),
            ("costLeft", "About how many are left, as with `requestsLeft` (本分钟约余成本)."),
            ("secondsLeft", "Seconds until the next minute (距下一分钟秒数)."),
        )
    },
    description="What may be asked in one request and in a minute (配额).",
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
        "quota": GraphQLField(Quota, description="What may be asked (配额)."),
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
