"""How fields of plain types are made: a type and a description, and whether it may be null or is a list."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from graphql import GraphQLBoolean, GraphQLEnumType, GraphQLEnumValue, GraphQLField, GraphQLList, GraphQLNonNull


def listed(type_: Any) -> GraphQLNonNull[Any]:
    """A list without nulls that is never null."""
    return GraphQLNonNull(GraphQLList(GraphQLNonNull(type_)))


def given(type_: Any, doc: str) -> GraphQLField:
    """A field that is never null."""
    return GraphQLField(GraphQLNonNull(type_), description=doc)


def maybe(type_: Any, doc: str) -> GraphQLField:
    """A field that is null where nothing is known, or nothing may be."""
    return GraphQLField(type_, description=doc)


def many(type_: Any, doc: str) -> GraphQLField:
    return GraphQLField(listed(type_), description=doc)


def enum_of(name: str, values: type[StrEnum], docs: Mapping[Any, str], doc: str) -> GraphQLEnumType:
    return GraphQLEnumType(
        name,
        {each.value: GraphQLEnumValue(each.value, description=docs.get(each)) for each in values},
        description=doc,
    )


TRUNCATED = given(GraphQLBoolean, "A bound was met (已截断).")
