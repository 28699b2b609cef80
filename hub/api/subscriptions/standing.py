"""What `screen` answers, told again whenever it changes, so that a partner need not poll."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from graphql import GraphQLField, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLResolveInfo

from hub.api.queries.screening import PARTIES
from hub.api.standing import ScreeningType
from hub.api.subscriptions.watch import Watch

StandingChanged = GraphQLObjectType(
    "StandingChanged",
    {
        "place": GraphQLField(
            GraphQLNonNull(GraphQLInt), description="Place of the party's key in `subjects`, from 0 (序位)."
        ),
        "screening": GraphQLField(
            GraphQLNonNull(ScreeningType), description="What `screen` answers of it now (核查结果)."
        ),
    },
    description="One party whose standing has changed (现状变化).",
)


async def _changes(
    _parent: None, info: GraphQLResolveInfo[Watch], **arguments: Any
) -> AsyncGenerator[list[dict[str, Any]]]:
    return await info.context.follow(arguments)


FIELDS = {
    "standingChanged": GraphQLField(
        GraphQLNonNull(GraphQLList(GraphQLNonNull(StandingChanged))),
        args=PARTIES,
        description="First all parties as `screen` answers of them now, then each time those of whom it answers"
        " otherwise than was told last, as they are then, `HUB_STANDING_SECONDS` later at most; whoever comes back"
        " begins with all again, so nothing is lost. At most `HUB_SUBJECTS_MAX` (现状变化推送).",
        subscribe=_changes,
        resolve=lambda rows, _info, **_arguments: rows,
    ),
}
