"""The desk's list of grants. Who may read it, and what of it, is `hub.desk.rights`."""

from __future__ import annotations

from typing import Any, Final

from graphql import GraphQLArgument, GraphQLField, GraphQLID, GraphQLNonNull, GraphQLObjectType, GraphQLString
from graphql import get_named_type as named

from hub.api.connections import PAGE_ARGUMENTS
from hub.api.grants import Grant, GrantAgency, GrantConnection, GrantState
from hub.api.queries.inputs import TIME_ARGUMENTS
from hub.desk.counter import Found, Wanted
from hub.desk.rights import READERS
from hub.read.asking import Asking
from hub.read.cursor import Cursors
from hub.read.pages import Wanted as Page
from hub.read.pages import connection, wanted_page
from hub.read.root import Arguments, Bind, RootCall, RootField, told

_FILTERS: Final = ("edition", "agency", "role", "state", "source")


def _grant(field: RootField) -> Bind:
    write = field.plain()

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        counter, time = asking.counter(), asking.slice(arguments)
        return told(lambda: counter.grant(str(arguments["id"]), time), write)

    return bind


def _grants(field: RootField) -> Bind:
    write, flattener = field.plain(), field.planner.flattener
    cursors = field.planner.cursors
    page_type = named(field.definition.type)
    assert isinstance(page_type, GraphQLObjectType)
    selected = flattener.fields(page_type, field.sets).values()
    count = any(nodes[0].name.value == "totalCount" for nodes in selected)

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        page = wanted_page(arguments, (str,), cursors)
        wanted = Wanted(
            first=page.first,
            after=page.after[0] if page.after else "",
            time=asking.slice(arguments),
            fits={name: arguments.get(name) for name in _FILTERS},
            count=count,
        )
        counter = asking.counter()
        return told(lambda: counter.grants(wanted), lambda found: write(_connection(found, page, cursors)))

    return bind


def _connection(found: Found, page: Page, cursors: Cursors) -> dict[str, Any]:
    edges = [(grant, cursors.write((grant["id"],))) for grant in found.grants[: page.first]]
    further = len(found.grants) > len(edges)
    return connection(edges, further=further, after=page.after, total=found.total)


FIELDS = {
    "grant": GraphQLField(
        Grant,
        args={"id": GraphQLArgument(GraphQLNonNull(GraphQLID)), **TIME_ARGUMENTS},
        description="One grant, for the desk (授权).",
        extensions={"root": _grant, **READERS.extension},
    ),
    "grants": GraphQLField(
        GraphQLNonNull(GrantConnection),
        args={
            **PAGE_ARGUMENTS,
            "edition": GraphQLArgument(GraphQLString, description="Of this edition only (版次)."),
            "agency": GraphQLArgument(GrantAgency, description="For callers of this agency (机构)."),
            "role": GraphQLArgument(GraphQLString, description="For callers of this role (角色)."),
            "state": GraphQLArgument(GrantState, description="That stand so on the day asked (状态)."),
            "source": GraphQLArgument(GraphQLString, description="Of this source system only (来源系统)."),
            **TIME_ARGUMENTS,
        },
        description="All grants, in force or not, in order of id, for the desk (授权列表).",
        extensions={"root": _grants, **READERS.extension},
    ),
}
