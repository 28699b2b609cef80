"""Finding subjects and nodes by key, listing companies."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLArgument, GraphQLField, GraphQLID, GraphQLList, GraphQLNonNull, GraphQLObjectType

from graph.model import MODEL
from graph.plan import Find, KeyScheme, Page
from hub.api.connections import DEFAULT_FIRST, PAGE_ARGUMENTS, PageInfo, connection_type
from hub.api.queries.inputs import TIME_ARGUMENTS, SubjectKey
from hub.api.types import OBJECTS, NodeInterface, SubjectInterface
from hub.errors import bad_input
from hub.read.cursor import BadCursor, read_cursor, write_cursor
from hub.read.keys import LONGEST_KEY, BadKey, Key, read_key
from hub.read.pages import plan_page
from hub.read.root import Answers, RootCall, RootField

SUBJECTS_MOST = 500
SUBJECT_KINDS = MODEL.subjects
ALL_KINDS = tuple(MODEL.nodes)


def _one(field: RootField, key: Key | None, kinds: tuple[str, ...]) -> RootCall:
    plan = field.planner.node(field.definition.type, field.planner.flattener.subsets(field.nodes))
    if key is None:
        return RootCall((), lambda _: None)
    find = Find(keys=(key,), kinds=kinds, time=field.planner.time, node=plan.select)
    return RootCall((find,), lambda answers: plan.write(answers[0][0][0]))


def _many(field: RootField, keys: list[Key | None], kinds: tuple[str, ...]) -> RootCall:
    plan = field.planner.node(field.definition.type, field.planner.flattener.subsets(field.nodes))
    find = Find(keys=tuple(keys), kinds=kinds, time=field.planner.time, node=plan.select)
    return RootCall((find,), lambda answers: [plan.write(row) for row in answers[0][0]])


def _subject(field: RootField) -> RootCall:
    try:
        key = read_key(field.arguments["by"], field.asking.ring, field.asking.today)
    except BadKey as bad:
        field.asking.fault(bad.problem, [field.key])
        key = None
    return _one(field, key, SUBJECT_KINDS)


def _subjects(field: RootField) -> RootCall:
    wanted = field.arguments["by"]
    if len(wanted) > SUBJECTS_MOST:
        raise bad_input(f"subjects takes up to {SUBJECTS_MOST} keys, not {len(wanted)}")
    keys: list[Key | None] = []
    for place, by in enumerate(wanted):
        try:
            keys.append(read_key(by, field.asking.ring, field.asking.today))
        except BadKey as bad:
            field.asking.fault(bad.problem, [field.key, place])
            keys.append(None)
    return _many(field, keys, SUBJECT_KINDS)


def _node(field: RootField) -> RootCall:
    return _one(field, (KeyScheme.ID, str(field.arguments["id"])[:LONGEST_KEY]), ALL_KINDS)


def _nodes(field: RootField) -> RootCall:
    ids = field.arguments["ids"]
    if len(ids) > SUBJECTS_MOST:
        raise bad_input(f"nodes takes up to {SUBJECTS_MOST} ids, not {len(ids)}")
    return _many(field, [(KeyScheme.ID, str(id_)[:LONGEST_KEY]) for id_ in ids], ALL_KINDS)


def _companies(field: RootField) -> RootCall:
    first = field.arguments.get("first")
    first = DEFAULT_FIRST if first is None else int(first)
    after = ""
    if field.arguments.get("after") is not None:
        try:
            (after,) = read_cursor(field.arguments["after"], (str,))
        except BadCursor as bad:
            raise bad_input(str(bad)) from None
    page = plan_page(field, lambda row: row[1], lambda row: write_cursor((row[0],)))
    root = Page(
        kind="COMPANY",
        first=first,
        after=after,
        time=field.planner.time,
        node=page.select,
        count=page.count,
    )

    def finish(answers: Answers) -> Any:
        return page.write(answers[0][0], first, after != "", answers[0][1])

    return RootCall((root,), finish)


def _edge(name: str, node: Any) -> GraphQLObjectType:
    from graphql import GraphQLString

    return GraphQLObjectType(
        f"{name}Edge",
        {"node": GraphQLField(node), "cursor": GraphQLField(GraphQLNonNull(GraphQLString))},
        description="One of a page.",
    )


CompanyConnection = connection_type(
    "CompanyConnection", _edge("Company", OBJECTS["COMPANY"]), "Companies in order of id."
)
SubjectConnection = connection_type(
    "SubjectConnection", _edge("Subject", SubjectInterface), "Subjects, best match first."
)
__all__ = ["FIELDS", "PageInfo", "SubjectConnection"]

FIELDS = {
    "node": GraphQLField(
        NodeInterface,
        args={"id": GraphQLArgument(GraphQLNonNull(GraphQLID))},
        description="Anything by its id (Relay).",
        extensions={"root": _node},
    ),
    "nodes": GraphQLField(
        GraphQLNonNull(GraphQLList(NodeInterface)),
        args={"ids": GraphQLArgument(GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLID))))},
        description="Several by their ids, in the order asked, up to 500.",
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
        description="Up to 500 subjects, in the order asked (批量查询).",
        extensions={"root": _subjects},
    ),
    "companies": GraphQLField(
        GraphQLNonNull(CompanyConnection),
        args=PAGE_ARGUMENTS,
        description="All companies that the caller may see, in order of id (企业列表).",
        extensions={"root": _companies},
    ),
}
