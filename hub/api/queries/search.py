"""Search by name or exact code."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from graphql import GraphQLArgument, GraphQLField, GraphQLList, GraphQLNonNull, GraphQLString

from graph.model import MODEL
from graph.plan import KeyScheme, Search
from graph.rules.identifiers import CITIZEN_ID, InvalidIdentifier, citizen_id, unified_code
from graph.rules.names import compact, fold_name, query_keys
from graph.rules.sealing import match_hash
from hub.api.connections import DEFAULT_FIRST, PAGE_ARGUMENTS
from hub.api.queries.subjects import SubjectConnection
from hub.api.types import SubjectKind
from hub.errors import bad_input
from hub.read.cursor import BadCursor, read_cursor, write_cursor
from hub.read.pages import plan_page
from hub.read.root import Answers, RootCall, RootField

LONGEST_TEXT = 100


def _codes(field: RootField, text: str) -> list[tuple[KeyScheme, str]]:
    """The exact codes that the text may be."""
    found: list[tuple[KeyScheme, str]] = []
    with suppress(InvalidIdentifier):
        found.append((KeyScheme.UNIFIED_CODE, unified_code(text)))
    with suppress(InvalidIdentifier):
        number = citizen_id(text, field.asking.today)
        found.append((KeyScheme.CITIZEN, match_hash(number, CITIZEN_ID, field.asking.ring)))
    return found


def _search(field: RootField) -> RootCall:
    text: str = field.arguments["text"]
    if len(text) > LONGEST_TEXT:
        raise bad_input(f"text takes up to {LONGEST_TEXT} characters, not {len(text)}")
    folded = fold_name(text)
    kinds = field.arguments.get("kinds")
    first = field.arguments.get("first")
    first = DEFAULT_FIRST if first is None else int(first)
    after = None
    if field.arguments.get("after") is not None:
        try:
            rank, label, node = read_cursor(field.arguments["after"], (int, str, str))
        except BadCursor as bad:
            raise bad_input(str(bad)) from None
        after = (rank, label, node)
    page = plan_page(field, lambda row: row[2], lambda row: write_cursor((row[0], row[1], row[2][0])))
    root = Search(
        compact=compact(folded),
        keys=tuple(query_keys(folded)),
        codes=tuple(_codes(field, text)),
        kinds=tuple(MODEL.subjects if kinds is None else kinds),
        first=first,
        after=after,
        time=field.planner.time,
        node=page.select,
        count=page.count,
    )

    def finish(answers: Answers) -> Any:
        return page.write(answers[0][0], first, after is not None, answers[0][1])

    return RootCall((root,), finish)


FIELDS = {
    "searchSubjects": GraphQLField(
        GraphQLNonNull(SubjectConnection),
        args={
            "text": GraphQLArgument(
                GraphQLNonNull(GraphQLString),
                description="A name, part of one, or an exact code (名称或代码).",
            ),
            "kinds": GraphQLArgument(GraphQLList(GraphQLNonNull(SubjectKind))),
            **PAGE_ARGUMENTS,
        },
        description="Subjects by exact code, exact name, prefix, fragment, in that order (检索主体).",
        extensions={"root": _search},
    ),
}
