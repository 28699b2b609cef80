"""How fields of plain types and enums are made: a type and a description, whether it may be null or is a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from graphql import GraphQLBoolean, GraphQLEnumType, GraphQLEnumValue, GraphQLField, GraphQLList, GraphQLNonNull

from graph.model.declare import NodeKind, RelationKind
from hub.api.attributes import description


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


def enum_of(name: str, docs: Mapping[Any, str | None], doc: str) -> GraphQLEnumType:
    """Its values are the keys, each with its description: texts, or all members of an enumeration."""
    assert all(docs.keys() == set(type(each)) for each in docs if isinstance(each, StrEnum)), name
    values = {str(each): GraphQLEnumValue(str(each), description=told) for each, told in docs.items()}
    return GraphQLEnumType(name, values, description=doc)


def kinds_enum(name: str, kinds: Iterable[NodeKind | RelationKind], doc: str) -> GraphQLEnumType:
    """Kinds of the model by their names."""
    return enum_of(name, {kind.name: description(kind.doc, kind.zh) for kind in kinds}, doc)


TRUNCATED = given(GraphQLBoolean, "A bound was met (已截断).")
