"""Attributes of the model as output fields: their GraphQL type, and how a stored value is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLFloat,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLString,
)

from graph.model.declare import OPEN_FROM, OPEN_INSTANT, OPEN_TO, Attribute, Type
from graph.rules.yuan import yuan
from hub.api.scalars import Date, DateTime, Decimal

_OPEN = frozenset((OPEN_FROM, OPEN_TO, OPEN_INSTANT))


def shown_name(attribute: Attribute) -> str:
    """Personal numbers are shown by their published mask only, and are called so."""
    return f"{attribute.name}Masked" if _is_personal(attribute) else attribute.name


def shown_property(attribute: Attribute) -> str:
    """The stored property behind the field: the mask, for personal numbers."""
    return attribute.stored[1] if _is_personal(attribute) else attribute.name


def shown_type(owner: str, attribute: Attribute) -> GraphQLOutputType:
    """The output type; closed sets become an enum named after owner and attribute."""
    match attribute.type:
        case Type.DATE:
            return Date
        case Type.INSTANT:
            return DateTime
        case Type.MONEY:
            return Decimal
        case Type.SHARE:
            return GraphQLFloat
        case Type.FLAG:
            return GraphQLBoolean
        case Type.NUMBER:
            return GraphQLInt
        case Type.CHOICE:
            return _enum(owner, attribute)
        case Type.CHOICES:
            return GraphQLList(GraphQLNonNull(_enum(owner, attribute)))
        case Type.TEXTS:
            return GraphQLList(GraphQLNonNull(GraphQLString))
        case _:
            return GraphQLString


def shown_value(attribute: Attribute) -> Callable[[Any], Any]:
    """How a stored value is written in the answer."""
    if attribute.type is Type.MONEY:
        return yuan
    if attribute.type in (Type.DATE, Type.INSTANT):
        return open_as_null
    return _as_is


def open_as_null(value: str | None) -> str | None:
    """A stored date or instant; the sentinel of an open end is null."""
    return None if value in _OPEN else value


def description(doc: str, zh: str) -> str:
    """English with the Chinese term beside it."""
    return f"{doc} ({zh})" if zh else doc


@cache
def _enum(owner: str, attribute: Attribute) -> GraphQLEnumType:
    return GraphQLEnumType(
        owner + attribute.name[0].upper() + attribute.name[1:],
        {choice: GraphQLEnumValue(choice) for choice in attribute.choices},
        description=description(attribute.doc, attribute.zh),
    )


def _is_personal(attribute: Attribute) -> bool:
    return attribute.type in (Type.CITIZEN_ID, Type.DOCUMENT_NUMBER)


def _as_is(value: Any) -> Any:
    return value
