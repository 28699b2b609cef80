"""Opening a case and moving it: one pair of mutations a kind, made from the tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLArgument, GraphQLField, GraphQLID, GraphQLInt, GraphQLNonNull

from graph.lifecycle.tables import LIFECYCLES
from graph.model import MODEL
from graph.plan import Slice
from hub.api.cases import event_input, event_of, opening_input, somebodys
from hub.api.mutations.inputs import KEY_ARGUMENT
from hub.api.names import TYPES
from hub.api.types import OBJECTS
from hub.cases.counter import Fetch
from hub.cases.rights import MOVES, OPENS
from hub.errors import bad_input
from hub.read.asking import Asking
from hub.read.fields import Inquiry
from hub.read.keys import BadKey, Key, read_key
from hub.read.planner import NodePlan
from hub.read.root import Arguments, Bind, Reader, RootCall, RootField, told
from hub.read.walked import told_nodes


def _open(kind: str) -> Reader:
    def reader(field: RootField) -> Bind:
        plan = field.node()

        def bind(arguments: Arguments, asking: Asking) -> RootCall:
            given = dict(arguments["input"])
            target = _key(given.pop("subject"), asking)
            key, counter = arguments.get("idempotencyKey"), asking.cases()
            return told(lambda: counter.open(kind, target, given, key, _fetching(plan, asking)), _shown(plan))

        return bind

    return reader


def _advance(kind: str) -> Reader:
    def reader(field: RootField) -> Bind:
        plan = field.node()

        def bind(arguments: Arguments, asking: Asking) -> RootCall:
            id_, version = str(arguments["id"]), arguments["version"]
            event = event_of(somebodys(kind), arguments["event"])
            key, counter = arguments.get("idempotencyKey"), asking.cases()
            fetch = _fetching(plan, asking)
            return told(lambda: counter.advance(kind, id_, version, event, key, fetch), _shown(plan))

        return bind

    return reader


def _key(by: Mapping[str, Any], asking: Asking) -> Key:
    try:
        return read_key(by, asking.ring, asking.today)
    except BadKey as bad:
        raise bad_input(f"subject: {bad.problem}", field="subject") from None


def _fetching(plan: NodePlan, asking: Asking) -> Fetch:
    def fetch(id_: str, time: Slice) -> Inquiry[tuple[list[Any], Slice] | None]:
        return (yield from told_nodes([id_], plan.select, plan.grove, time, asking)).get(id_)

    return fetch


def _shown(plan: NodePlan) -> Any:
    return lambda found: plan.write(*found)


FIELDS = {
    name: field
    for kind in LIFECYCLES
    for name, field in {
        f"open{TYPES[kind]}": GraphQLField(
            OBJECTS[kind],
            args={"input": GraphQLArgument(GraphQLNonNull(opening_input(kind))), **KEY_ARGUMENT},
            description=f"Opens a {TYPES[kind]} ({MODEL.nodes[kind].zh}立项).",
            extensions={"root": _open(kind), **OPENS[kind].extension},
        ),
        f"advance{TYPES[kind]}": GraphQLField(
            OBJECTS[kind],
            args={
                "id": GraphQLArgument(GraphQLNonNull(GraphQLID)),
                "version": GraphQLArgument(
                    GraphQLNonNull(GraphQLInt), description="The version that was read; another is STALE (版本)."
                ),
                "event": GraphQLArgument(GraphQLNonNull(event_input(kind))),
                **KEY_ARGUMENT,
            },
            description=f"Moves a {TYPES[kind]}; `docs/LIFECYCLES.md` has the table ({MODEL.nodes[kind].zh}办理).",
            extensions={"root": _advance(kind), **MOVES[kind].extension},
        ),
    }.items()
}
