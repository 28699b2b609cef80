"""Who looked at a subject, for those who watch over it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLFloat,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from graph.model.roles import Purpose
from hub.api.connections import PAGE_ARGUMENTS, connection_type
from hub.api.making import enum_of
from hub.api.queries.inputs import SubjectKey
from hub.api.scalars import DateTime
from hub.errands.serving import Serves
from hub.errors import bad_input
from hub.read.asking import Asking, TrailQuestion
from hub.read.keys import BadKey, read_key
from hub.read.pages import connection, page_size
from hub.read.root import Arguments, Bind, RootCall, RootField, told
from hub.record.entry import EntryKind
from hub.record.shown import SHOWN, shown
from hub.record.trail import TrailPage

_KINDS: Mapping[EntryKind, str] = {
    EntryKind.REQUEST: "A request, or a command on the hub's own machine (请求).",
    EntryKind.MUTATION: "One mutation, before it was committed (办理).",
    EntryKind.EVENT: "An event of a subscription, as delivered (推送).",
    EntryKind.OPENING: "Sealed values were opened, as many as `rows` says (解密).",
}
AuditKind = enum_of("AuditKind", _KINDS, "What an entry of the record is about (记录种类).")
_FIELDS: Mapping[str, tuple[Any, str]] = {
    "log": (
        GraphQLNonNull(GraphQLString),
        "Log; with the number, what a proof is asked for (日志).",
    ),
    "number": (GraphQLNonNull(GraphQLInt), "Number of the entry in its log, from 0 (序号)."),
    "kind": (GraphQLNonNull(AuditKind), "What it is about (种类)."),
    "at": (GraphQLNonNull(DateTime), "When the answer left (时间)."),
    "requestId": (GraphQLNonNull(GraphQLString), "The answer's X-Request-Id (请求编号)."),
    "caller": (GraphQLString, "Whom the token named (查询人)."),
    "role": (GraphQLString, "Role (角色)."),
    "agency": (GraphQLString, "Agency (机构)."),
    "court": (GraphQLString, "Court code (法院代字)."),
    "purpose": (GraphQLString, "What for (目的)."),
    "caseNumber": (GraphQLString, "File that the request named (案号)."),
    "operationName": (GraphQLString, "Name of the operation, as the caller chose it (操作名)."),
    "operationHash": (GraphQLString, "SHA-256 of the operation's text (操作摘要)."),
    "fields": (GraphQLInt, "Root fields asked for (字段数)."),
    "rows": (GraphQLInt, "Rows that came back (行数)."),
    "opened": (GraphQLInt, "Sealed texts that the answer held in clear (解密数)."),
    "decision": (GraphQLNonNull(GraphQLString), "OK, CANCELLED or the code of the error (结果)."),
    "reason": (GraphQLString, "What was said for a change made by a command (理由)."),
    "durationMs": (GraphQLFloat, "Milliseconds until it was written (耗时)."),
}
AuditEntry = GraphQLObjectType(
    "AuditEntry",
    {name: GraphQLField(_FIELDS[name][0], description=_FIELDS[name][1]) for name in SHOWN},
    description="One entry of the record that touched the subject; never what was answered (查阅记录).",
)
AuditConnection = connection_type(
    "AuditEntry",
    GraphQLNonNull(AuditEntry),
    "Entries, newest first. A page may be short, even empty, and have a next one: its time was up.",
    counted=False,
)


def _trail(field: RootField) -> Bind:
    write = field.plain()

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        try:
            key = read_key(arguments["subject"], asking.ring, asking.today)
        except BadKey as bad:
            raise bad_input(bad.problem) from None
        after = arguments.get("after")
        question = TrailQuestion(
            key=key, time=asking.present, first=page_size(arguments.get("first")), after=after
        )
        return told(lambda: asking.trail(question), lambda page: write(_connection(page, after)))

    return bind


def _connection(page: TrailPage, after: str | None) -> dict[str, Any]:
    edges = [(shown(sighting), cursor) for sighting, cursor in zip(page.sightings, page.cursors, strict=True)]
    return connection(edges, further=page.cursor is not None, after=after, end=page.cursor)


FIELDS = {
    "auditTrail": GraphQLField(
        GraphQLNonNull(AuditConnection),
        args={"subject": GraphQLArgument(GraphQLNonNull(SubjectKey)), **PAGE_ARGUMENTS},
        description="Who looked at a subject, newest first, under all ids that it ever had; for the purpose AUDIT"
        " (查阅轨迹). To ask is a look, too.",
        extensions={"root": _trail, **Serves.purpose(Purpose.AUDIT).extension},
    ),
}
