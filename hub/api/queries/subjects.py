"""Finding subjects and nodes by key, listing companies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLID,
    GraphQLList,
    GraphQLNonNull,
)

from graph.model import MODEL
from graph.plan import Find, KeyScheme, Page
from hub.api.connections import PAGE_ARGUMENTS, PageInfo, connection_type
from hub.api.queries.inputs import TIME_ARGUMENTS, SourceKey, SubjectKey
from hub.api.types import CompanyConnection, NodeInterface, SubjectInterface
from hub.read.asking import Asking
from hub.read.keys import LONGEST_KEY, BadKey, Key, read_key
from hub.read.pages import Page as FoundPage
from hub.read.pages import Rows, wanted_page
from hub.read.root import Arguments, Bind, RootCall, RootField, nothing
from hub.read.walked import read

SUBJECT_KINDS = MODEL.subjects
ALL_KINDS = MODEL.shown


def _one(field: RootField, kinds: tuple[str, ...], key_of: Callable[[Arguments, Asking], Key | None]) -> Bind:
    """One node by the key that the arguments name; None for a key that cannot be anybody's."""
    plan = field.node()

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        key = key_of(arguments, asking)
        if key is None:
            return nothing(None)
        time = asking.slice(arguments)
        find = Find(keys=(key,), kinds=kinds, time=time, node=plan.select)
        return read(find, plan.grove, asking, lambda rows, _total: plan.write(rows[0], time))

    return bind


def _many(
    field: RootField, kinds: tuple[str, ...], keys_of: Callable[[Arguments, Asking], Iterable[Key | None]]
) -> Bind:
    plan = field.node()

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        time = asking.slice(arguments)
        find = Find(keys=tuple(keys_of(arguments, asking)), kinds=kinds, time=time, node=plan.select)
        return read(find, plan.grove, asking, lambda rows, _total: [plan.write(row, time) for row in rows])

    return bind


def _key(by: Mapping[str, Any], asking: Asking, path: list[str | int]) -> Key | None:
    """The key, or None with a fault of that row."""
    try:
        return read_key(by, asking.ring, asking.today)
    except BadKey as bad:
        asking.fault(bad.problem, path)
        return None


def _id(given: Any) -> Key:
    return KeyScheme.ID, str(given)[:LONGEST_KEY]


def _subject(field: RootField) -> Bind:
    return _one(field, SUBJECT_KINDS, lambda given, asking: _key(given["by"], asking, [field.key]))


def _subjects(field: RootField) -> Bind:
    return _many(
        field,
        SUBJECT_KINDS,
        lambda given, asking: [_key(by, asking, [field.key, place]) for place, by in enumerate(given["by"])],
    )


def _node(field: RootField) -> Bind:
    return _one(field, ALL_KINDS, lambda given, _: _id(given["id"]))


def _node_by_source(field: RootField) -> Bind:
    return _one(field, ALL_KINDS, lambda given, asking: _key({"source": given["source"]}, asking, [field.key]))


def _nodes(field: RootField) -> Bind:
    return _many(field, ALL_KINDS, lambda given, _: map(_id, given["ids"]))


def _companies(field: RootField) -> Bind:
    rows = Rows(node=lambda row: row[1], cursor=lambda row: (row[0],))
    select, page, grove = field.planner.page(field.definition.type, field.nodes, rows)

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        wanted, time = wanted_page(arguments, (str,), field.planner.cursors), asking.slice(arguments)
        root = Page(
            kind="COMPANY",
            first=wanted.first,
            after=wanted.after[0] if wanted.after else "",
            time=time,
            node=select,
            count=page.count,
        )
        return read(
            root, grove, asking, lambda found, total: page.write(FoundPage(wanted, found, total, time)), rows.node
        )

    return bind


SubjectConnection = connection_type("Subject", SubjectInterface, "Subjects, best match first.")
__all__ = ["FIELDS", "PageInfo", "SubjectConnection"]

FIELDS = {
    "node": GraphQLField(
        NodeInterface,
        args={"id": GraphQLArgument(GraphQLNonNull(GraphQLID))},
        description="Anything by its id (Relay).",
        extensions={"root": _node},
    ),
    "nodeBySource": GraphQLField(
        NodeInterface,
        args={"source": GraphQLArgument(GraphQLNonNull(SourceKey)), **TIME_ARGUMENTS},
        description="Anything by the key that a source knows it by: a project or an account by its number there"
        " (按来源键查询).",
        extensions={"root": _node_by_source},
    ),
    "nodes": GraphQLField(
        GraphQLNonNull(GraphQLList(NodeInterface)),
        args={"ids": GraphQLArgument(GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLID))))},
        description="Several by their ids, in the order asked, at most `HUB_SUBJECTS_MAX`.",
        extensions={"root": _nodes},
    ),
    "subject": GraphQLField(
        SubjectInterface,
        args={"by": GraphQLArgument(GraphQLNonNull(SubjectKey)), **TIME_ARGUMENTS},
        description="One subject by key (按标识查询主体).",
        extensions={"root": _subject},
    ),
    "subjects": GraphQLField(
        GraphQLNonNull(GraphQLList(SubjectInterface)),
        args={
            "by": GraphQLArgument(GraphQLNonNull(GraphQLList(GraphQLNonNull(SubjectKey)))),
            **TIME_ARGUMENTS,
        },
        description="Several subjects, in the order asked, at most `HUB_SUBJECTS_MAX` (批量查询).",
        extensions={"root": _subjects},
    ),
    "companies": GraphQLField(
        GraphQLNonNull(CompanyConnection),
        args=PAGE_ARGUMENTS,
        description="All companies that the caller may see, in order of id (企业列表).",
        extensions={"root": _companies},
    ),
}
