"""Search by name or exact code: subjects, and what is asked about beside them (projects, court cases)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
)

from graph.cypher.rows import NODE_ID
from graph.model import MODEL
from graph.plan import KeyScheme, Search
from graph.rules.identifiers import CITIZEN_ID, InvalidIdentifier, case_number, citizen_id, unified_code
from graph.rules.names import compact, fold_name, query_keys
from graph.rules.sealing import match_hash, match_hashes
from hub.api.connections import PAGE_ARGUMENTS, connection_type
from hub.api.making import kinds_enum
from hub.api.queries.subjects import SubjectConnection
from hub.api.types import NodeInterface, SubjectKind
from hub.errors import bad_input
from hub.read.asking import Asking
from hub.read.pages import Page as FoundPage
from hub.read.pages import Rows, wanted_page
from hub.read.root import Arguments, Bind, RootCall, RootField
from hub.read.walked import read

LONGEST_TEXT = 100
NAMED = ("PROJECT", "CASE")  # no subjects, and asked about by name or number
MARK_LENGTH = 12  # of a search in its cursors, hex


Code = tuple[KeyScheme, str]
NodeConnection = connection_type("Node", NodeInterface, "Nodes, best match first.")
NamedKind = kinds_enum(
    "NamedKind",
    (MODEL.nodes[name] for name in NAMED),
    "Kinds of node that are found by name or number, and are no subjects (可检索类型).",
)


def _numbers(text: str, _asking: Asking) -> list[Code]:
    """The case number that the text may be."""
    try:
        return [(KeyScheme.CASE_NUMBER, case_number(text).text)]
    except InvalidIdentifier:
        return []


def _codes(text: str, asking: Asking) -> list[Code]:
    """The exact codes of subjects that the text may be."""
    found: list[Code] = []
    with suppress(InvalidIdentifier):
        found.append((KeyScheme.UNIFIED_CODE, unified_code(text)))
    with suppress(InvalidIdentifier):
        number = citizen_id(text, asking.today)
        found += [(KeyScheme.CITIZEN, each) for each in match_hashes(number, CITIZEN_ID, asking.ring)]
    return found


def _mark(searched: str, codes: Iterable[Code], kinds: Iterable[str], asking: Asking) -> str:
    """Tells one search from another in its cursors. Keyed: the text may be somebody's number."""
    told = "|".join((*sorted(set(kinds)), *(code for _, code in codes), searched))
    return match_hash(told, "search", asking.ring).rpartition(":")[2][:MARK_LENGTH]


def _search(field: RootField, every: tuple[str, ...], codes_of: Callable[[str, Asking], list[Code]]) -> Bind:
    """`every`: the kinds that are searched unless some of them are asked for."""
    rows = Rows(node=lambda row: row[2], cursor=lambda row: (row[0], row[1], row[2][NODE_ID], row[3]))
    select, page, grove = field.planner.page(field.definition.type, field.nodes, rows)

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        text: str = arguments["text"]
        if len(text) > LONGEST_TEXT:
            raise bad_input(f"text takes up to {LONGEST_TEXT} characters, not {len(text)}")
        folded = fold_name(text)
        searched, codes = compact(folded), codes_of(text, asking)
        kinds = tuple(every if arguments.get("kinds") is None else arguments["kinds"])
        mark = _mark(searched, codes, kinds, asking)
        wanted, time = wanted_page(arguments, (int, str, str, str), field.planner.cursors), asking.slice(arguments)
        after = wanted.after
        if after and after[3] != mark:
            # Its place in another order would pass over hits of this one in silence.
            raise bad_input("after takes a cursor of the same search: the same text and the same kinds")
        root = Search(
            compact=searched,
            keys=tuple(query_keys(folded)),
            codes=tuple(codes),
            kinds=kinds,
            first=wanted.first,
            after=(after[0], after[1], after[2]) if after else None,
            time=time,
            node=select,
            count=page.count,
        )

        def write(found: list[Any], total: int | None) -> Any:
            marked = [[*row, mark] for row in found]
            return page.write(FoundPage(wanted, marked, total, time))

        return read(root, grove, asking, write, rows.node)

    return bind


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
        extensions={"root": partial(_search, every=MODEL.subjects, codes_of=_codes)},
    ),
    "searchNodes": GraphQLField(
        GraphQLNonNull(NodeConnection),
        args={
            "text": GraphQLArgument(
                GraphQLNonNull(GraphQLString),
                description="The name of a project, part of one, or a case number (项目名称或案号).",
            ),
            "kinds": GraphQLArgument(GraphQLList(GraphQLNonNull(NamedKind))),
            **PAGE_ARGUMENTS,
        },
        description="Construction projects and court cases, in the order of `searchSubjects`; by a number of their"
        " source they are found by `nodeBySource` (检索工程项目、案件).",
        extensions={"root": partial(_search, every=NAMED, codes_of=_numbers)},
    ),
}
