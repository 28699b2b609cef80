"""Cases: one by its id, read like any other node; deadlines that passed, and what was said of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLID,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from graph.lifecycle.tables import LIFECYCLES
from graph.model import MODEL
from graph.plan import Find, KeyScheme
from graph.rules.courts import CODE_FORM, is_code
from hub.api.connections import PAGE_ARGUMENTS
from hub.api.late import DeadlineAlertConnection, OverdueDeadlineConnection
from hub.api.matching import fetching
from hub.api.names import TYPES
from hub.api.queries.inputs import TIME_ARGUMENTS
from hub.api.types import OBJECTS
from hub.cases.counter import CaseCounter, FetchAll, LatePage, WantedLate
from hub.cases.rights import LATE
from hub.errors import bad_input
from hub.read.asking import Asking
from hub.read.keys import LONGEST_KEY
from hub.read.pages import connection, wanted_page
from hub.read.root import Arguments, Bind, Reader, RootCall, RootField, told
from hub.read.walked import read

Ask = Callable[[CaseCounter], Callable[[WantedLate, FetchAll], Awaitable[LatePage]]]


def root_name(kind: str) -> str:
    """The type's name with a small letter: `listing`."""
    name = TYPES[kind]
    return name[0].lower() + name[1:]


def _one(kind: str) -> Reader:
    def reader(field: RootField) -> Bind:
        plan = field.node()

        def bind(arguments: Arguments, asking: Asking) -> RootCall:
            time = asking.slice(arguments)
            key = (KeyScheme.ID, str(arguments["id"])[:LONGEST_KEY])
            find = Find(keys=(key,), kinds=(kind,), time=time, node=plan.select)
            return read(find, plan.grove, asking, lambda rows, _total: plan.write(rows[0], time))

        return bind

    return reader


def _page(ask: Ask) -> Reader:
    def reader(field: RootField) -> Bind:
        select, write, grove = field.planner.values(field.definition.type, field.nodes)
        cursors = field.planner.cursors

        def bind(arguments: Arguments, asking: Asking) -> RootCall:
            counter, page, court = asking.cases(), wanted_page(arguments, (str, str), cursors), arguments["court"]
            if court is not None and not is_code(court):
                raise bad_input(f"court: not a court's code; allowed: {CODE_FORM}", field="court")
            after = (page.after[0], page.after[1]) if page.after else None
            wanted = WantedLate(first=page.first, after=after, court=court)

            def shown(found: LatePage) -> Any:
                edges = [(row, cursors.write(place)) for place, row in found.rows]
                end = cursors.write(found.end) if found.end is not None else None
                return write(connection(edges, further=found.further, after=page.after, end=end))

            return told(lambda: ask(counter)(wanted, fetching(select, grove, asking)), shown)

        return bind

    return reader


def _late(type_: GraphQLObjectType, ask: Ask, doc: str) -> GraphQLField:
    return GraphQLField(
        GraphQLNonNull(type_),
        args={
            "court": GraphQLArgument(
                GraphQLString,
                default_value=None,
                description="Code of a court: it and all below it; your own without (法院代字).",
            ),
            **PAGE_ARGUMENTS,
        },
        description=doc,
        extensions={"root": _page(ask), **LATE.extension},
    )


FIELDS = {
    "overdue": _late(
        OverdueDeadlineConnection,
        lambda counter: counter.overdue,
        "Deadlines of the law that somebody let pass and that still run, the oldest first (逾期未办).",
    ),
    "deadlineAlerts": _late(
        DeadlineAlertConnection,
        lambda counter: counter.alerts,
        "What the hub warned of and what it found overdue, each once, the newest first (期限预警).",
    ),
    **{
        root_name(kind): GraphQLField(
            OBJECTS[kind],
            args={"id": GraphQLArgument(GraphQLNonNull(GraphQLID)), **TIME_ARGUMENTS},
            description=f"One {TYPES[kind]} by its id ({MODEL.nodes[kind].zh}).",
            extensions={"root": _one(kind)},
        )
        for kind in LIFECYCLES
    },
}
