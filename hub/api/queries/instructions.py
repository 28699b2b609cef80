"""Instructions: what an agency was told, for the agency; those of a file, for its court."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLArgument, GraphQLField, GraphQLID, GraphQLNonNull

from hub.api.connections import PAGE_ARGUMENTS
from hub.api.instructions import Instruction, InstructionConnection
from hub.cases.counter import Told
from hub.cases.rights import INSTRUCTION_READERS
from hub.read.asking import Asking
from hub.read.cursor import Cursors
from hub.read.pages import Wanted, page_info, wanted_page
from hub.read.root import Arguments, Bind, RootCall, RootField, told


def _one(field: RootField) -> Bind:
    write = field.plain()

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        counter = asking.cases().instructions()
        return told(lambda: counter.one(str(arguments["id"])), write)

    return bind


def _page(field: RootField) -> Bind:
    write, cursors = field.plain(), field.planner.cursors

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        page = wanted_page(arguments, (str,), cursors)
        after, of = page.after[0] if page.after else "", arguments.get("of")
        counter = asking.cases().instructions()
        return told(lambda: counter.page(page.first, after, of), lambda found: write(_shown(found, page, cursors)))

    return bind


def _shown(found: Told, page: Wanted, cursors: Cursors) -> dict[str, Any]:
    places = [cursors.write((place,)) for _, _, place in found.rows]
    edges = [
        {
            "node": node,
            "cursor": cursor,
            "message": message and message["message"],
            "sequence": message and message["number"],
            "at": message and message["at"],
            "urgent": message and message["urgent"],
        }
        for (node, message, _), cursor in zip(found.rows, places, strict=True)
    ]
    start, end = (places[0], places[-1]) if places else (None, None)
    info = page_info(further=found.further, after=page.after, start=start, end=end)
    return {"edges": edges, "pageInfo": info}


FIELDS = {
    "instruction": GraphQLField(
        Instruction,
        args={"id": GraphQLArgument(GraphQLNonNull(GraphQLID))},
        description="One instruction by its id, for its executor and its court (协助执行通知).",
        extensions={"root": _one, **INSTRUCTION_READERS.extension},
    ),
    "instructions": GraphQLField(
        GraphQLNonNull(InstructionConnection),
        args={
            **PAGE_ARGUMENTS,
            "of": GraphQLArgument(
                GraphQLID, description="Those of this case only, for whoever ordered them (所属案件)."
            ),
        },
        description="What the caller's agency was told, in that order: who goes on from the last cursor misses"
        " nothing. For a court: all of the file that the request names (协助执行通知列表).",
        extensions={"root": _page, **INSTRUCTION_READERS.extension},
    ),
}
