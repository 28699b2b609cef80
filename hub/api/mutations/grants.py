"""Giving, changing and ending grants."""

from __future__ import annotations

from graphql import GraphQLArgument, GraphQLField, GraphQLID, GraphQLInt, GraphQLNonNull

from hub.api.grants import Grant, GrantEvent, GrantInput
from hub.api.mutations.inputs import KEY_ARGUMENT
from hub.desk.rights import WRITERS
from hub.read.asking import Asking
from hub.read.root import Arguments, Bind, RootCall, RootField, told


def _open(field: RootField) -> Bind:
    write = field.plain()

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        given, key = arguments["input"], arguments.get("idempotencyKey")
        counter = asking.counter()
        return told(lambda: counter.open_grant(given, key), write)

    return bind


def _advance(field: RootField) -> Bind:
    write = field.plain()

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        id_, version, event = str(arguments["id"]), arguments["version"], arguments["event"]
        key, counter = arguments.get("idempotencyKey"), asking.counter()
        return told(lambda: counter.advance_grant(id_, version, event, key), write)

    return bind


FIELDS = {
    "openGrant": GraphQLField(
        Grant,
        args={"input": GraphQLArgument(GraphQLNonNull(GrantInput)), **KEY_ARGUMENT},
        description="Gives a grant; it is in force everywhere within HUB_RIGHTS_SECONDS (授予).",
        extensions={"root": _open, **WRITERS.extension},
    ),
    "advanceGrant": GraphQLField(
        Grant,
        args={
            "id": GraphQLArgument(GraphQLNonNull(GraphQLID)),
            "version": GraphQLArgument(
                GraphQLNonNull(GraphQLInt), description="The version that was read; another is STALE (版本)."
            ),
            "event": GraphQLArgument(GraphQLNonNull(GrantEvent)),
            **KEY_ARGUMENT,
        },
        description="Changes or ends a grant of the desk (办理).",
        extensions={"root": _advance, **WRITERS.extension},
    ),
}
