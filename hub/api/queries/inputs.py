"""How a subject is named in a question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLString,
)

from graph.model.people import DOCUMENT_TYPES
from hub.api.scalars import Date, DateTime
from hub.errors import bad_input
from hub.linkage.neighbours import TIES
from hub.read.asking import Asking
from hub.read.keys import BadKey, Key, read_key

DocumentType = GraphQLEnumType(
    "DocumentType",
    {name: GraphQLEnumValue(name) for name in DOCUMENT_TYPES},
    description="Identity documents other than the citizen ID (证件种类).",
)
DocumentKey = GraphQLInputObjectType(
    "DocumentKey",
    {
        "type": GraphQLInputField(GraphQLNonNull(DocumentType)),
        "number": GraphQLInputField(GraphQLNonNull(GraphQLString)),
    },
    description="A document and its number (证件号码).",
)
SourceKey = GraphQLInputObjectType(
    "SourceKey",
    {
        "system": GraphQLInputField(GraphQLNonNull(GraphQLString)),
        "key": GraphQLInputField(GraphQLNonNull(GraphQLString)),
    },
    description="A source system's own key (来源键).",
)
SubjectKey = GraphQLInputObjectType(
    "SubjectKey",
    {
        "id": GraphQLInputField(GraphQLID, description="The hub's id."),
        "uscc": GraphQLInputField(GraphQLString, description="Unified social credit code (统一社会信用代码)."),
        "citizenId": GraphQLInputField(GraphQLString, description="Citizen ID, 18 or 15 digits (公民身份号码)."),
        "document": GraphQLInputField(DocumentKey, description="Another identity document (其他证件)."),
        "source": GraphQLInputField(SourceKey, description="A source system's key (来源键)."),
    },
    description="Exactly one way to name a subject; never a name (主体标识).",
    is_one_of=True,
)

TIME_ARGUMENTS = {
    "asOf": GraphQLArgument(Date, description="What was true on this legal day; today unless given (时点)."),
    "knownAt": GraphQLArgument(DateTime, description="What the hub had recorded by then; now unless given."),
}


def subject_key(given: Mapping[str, Any], asking: Asking) -> Key:
    """A SubjectKey as the graph looks it up. Raises HubError BAD_INPUT for one that can be nobody's."""
    try:
        return read_key(given, asking.ring, asking.today)
    except BadKey as bad:
        raise bad_input(bad.problem) from None


def chosen_relations(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """The kinds of `relations`, all unless given, in the model's order, so that one choice is one statement."""
    chosen = arguments.get("relations")
    if chosen is None:
        return TIES
    if not chosen:
        raise bad_input("relations: an empty list; name at least one kind, or leave it out for all")
    return tuple(name for name in TIES if name in chosen)
