"""What becomes of an instruction, told by its executor, or by its court for one that has no interface."""

from __future__ import annotations

from graphql import GraphQLArgument, GraphQLField, GraphQLID, GraphQLInt, GraphQLNonNull

from hub.api.cases import event_of
from hub.api.instructions import EVENTS, Instruction, InstructionEvent
from hub.api.mutations.inputs import KEY_ARGUMENT
from hub.cases.rights import INSTRUCTION_MOVERS
from hub.read.asking import Asking
from hub.read.root import Arguments, Bind, RootCall, RootField, told


def _advance(field: RootField) -> Bind:
    write = field.plain()

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        id_, version = str(arguments["id"]), arguments["version"]
        event, key = event_of(EVENTS, arguments["event"]), arguments.get("idempotencyKey")
        counter = asking.cases().instructions()
        return told(lambda: counter.advance(id_, version, event, key), write)

    return bind


FIELDS = {
    "advanceInstruction": GraphQLField(
        Instruction,
        args={
            "id": GraphQLArgument(GraphQLNonNull(GraphQLID)),
            "version": GraphQLArgument(
                GraphQLNonNull(GraphQLInt), description="The version that was read; another is STALE (版本)."
            ),
            "event": GraphQLArgument(GraphQLNonNull(InstructionEvent)),
            **KEY_ARGUMENT,
        },
        description="Says what became of an instruction; `docs/LIFECYCLES.md` has the table (协助执行通知办理).",
        extensions={"root": _advance, **INSTRUCTION_MOVERS.extension},
    ),
}
