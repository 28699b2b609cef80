"""Who may be the same as a subject without being merged with it: for a human to decide, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from graph.cypher.rows import NODE_ID, Layout
from graph.plan import Find, KeyScheme, Select
from graph.rules.identity import Identity, Outcome, compare
from graph.rules.names import fold_name
from graph.rules.told import JUDGED_BY, family, identity_told
from hub.api.connections import PAGE_ARGUMENTS
from hub.api.making import enum_of, given, many
from hub.api.queries.inputs import TIME_ARGUMENTS, SubjectKey
from hub.api.queries.subjects import SUBJECT_KINDS
from hub.api.types import SubjectInterface
from hub.errors import bad_input
from hub.read.asking import Asking
from hub.read.fields import Inquiry
from hub.read.inquiry import call
from hub.read.keys import BadKey, Key, read_key
from hub.read.pages import page_size
from hub.read.root import Arguments, Bind, RootCall, RootField
from hub.read.view import NodeView
from hub.read.walked import fill

# Bearers of one name or number that are looked at; a name of more is no ground to review anybody.
MOST_ALIKE = 200
_NEEDS = tuple(name for name in JUDGED_BY if name != "validFrom")
_JUDGED = Select(properties=_NEEDS)
_LAYOUT = Layout.of(_JUDGED)
_SCHEMES = {
    "uscc": KeyScheme.UNIFIED_CODE,
    "citizenMatch": KeyScheme.CITIZEN,
    "documentMatch": KeyScheme.DOCUMENT,
    "registryId": KeyScheme.REGISTRY,
}
# What was told apart by a human, or could not be joined without a contradiction, looks the same and is not merged.
_SHOWN = {Outcome.SAME: 0, Outcome.REVIEW: 1}

IdentityOutcome = enum_of(
    "IdentityOutcome",
    {
        "SAME": "The rules say same; a human, or a contradiction, holds it.",
        "REVIEW": "Only a human can tell.",
    },
    "What the rules of identity make of two subjects (比对结论).",
)
IdentityCandidate = GraphQLObjectType(
    "IdentityCandidate",
    {
        "subject": given(SubjectInterface, "Who may be the same (疑似主体)."),
        "outcome": given(IdentityOutcome, "SAME before REVIEW (结论)."),
        "reasons": many(GraphQLString, "Attributes that agree or contradict; never their values (理由)."),
    },
    description="A subject that may be the same as another; never a finding (疑似同一主体).",
)


def _candidates(field: RootField) -> Bind:
    select, write, grove = field.planner.values(field.definition.type, field.nodes, _NEEDS)
    layout = Layout.of(select)

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        try:
            key = read_key(arguments["of"], asking.ring, asking.today)
        except BadKey as bad:
            raise bad_input(bad.problem) from None
        first, time = page_size(arguments.get("first")), asking.slice(arguments)
        find = Find(keys=(key,), kinds=SUBJECT_KINDS, time=time, node=_JUDGED)

        def judging() -> Inquiry[Any]:
            [([row], _)] = yield (find,)
            if row is None:
                return None
            view = NodeView(row, _LAYOUT, time)
            ours = _identity(view)
            if ours is None:
                return []
            alike = Find(keys=_keys(ours, view), kinds=SUBJECT_KINDS, time=time, node=select, most=MOST_ALIKE)
            [(found, _)] = yield (alike,)
            rows = {row[NODE_ID]: row for rows in found for row in rows}
            rows.pop(view.id, None)
            views = [NodeView(row, layout, time) for row in rows.values()]
            judged = list(islice(_judged(ours, views), first))
            yield from fill(grove, [each["subject"][0] for each in judged], time, asking)
            return write(judged)

        return call(judging())

    return bind


def _judged(ours: Identity, others: list[NodeView]) -> Iterator[dict[str, Any]]:
    """What may be the same, as the schema names it: SAME first, then in order of id."""
    judged = []
    for view in others:
        theirs = _identity(view)
        verdict = compare(ours, theirs) if theirs is not None else None
        if verdict is not None and verdict.outcome in _SHOWN:
            judged.append((_SHOWN[verdict.outcome], view.id, verdict, view))
    for _, _, verdict, view in sorted(judged, key=lambda each: each[:2]):
        yield {
            "subject": (view.row, view.time),
            "outcome": verdict.outcome.value,
            "reasons": list(verdict.reasons),
        }


def _identity(view: NodeView) -> Identity | None:
    of = family(view.kind)
    return identity_told(of, view.told(JUDGED_BY)) if of is not None else None


def _keys(identity: Identity, view: NodeView) -> tuple[Key, ...]:
    """By what others may be found: every name, every number."""
    names = dict.fromkeys(folded for name in identity.names if (folded := fold_name(name)))
    found: list[Key] = [(KeyScheme.NAME, name) for name in names]
    for property_, scheme in _SCHEMES.items():
        found += [(scheme, value) for value in view.every(property_)]
    return tuple(found)


FIELDS = {
    "identityCandidates": GraphQLField(
        GraphQLList(GraphQLNonNull(IdentityCandidate)),
        args={
            "of": GraphQLArgument(GraphQLNonNull(SubjectKey)),
            "first": PAGE_ARGUMENTS["first"],
            **TIME_ARGUMENTS,
        },
        description="Subjects that share a name or a number with one and were not merged with it; null where the"
        " key names nobody whom you may see (疑似同一主体).",
        extensions={"root": _candidates},
    ),
}
