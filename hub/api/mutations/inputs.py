"""Arguments that every mutation takes."""

from __future__ import annotations

from graphql import GraphQLArgument, GraphQLString

KEY_ARGUMENT = {
    "idempotencyKey": GraphQLArgument(
        GraphQLString,
        description="Any text of the caller's own, kept for 30 days: the same key with the same input gives the"
        " same answer and does nothing more, with another input it is BAD_INPUT (幂等键).",
    )
}
