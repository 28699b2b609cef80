"""Relations of the model as Relay connections, built once per relation and type of far end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLInt,
    GraphQLList,
    GraphQLNamedOutputType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLString,
)

from graph.cypher import rows
from graph.model.declare import RelationKind
from graph.plan import Direction
from hub.api.attributes import description, open_as_null, shown_name, shown_property, shown_type, shown_value
from hub.api.masking import masked_of_fact
from hub.api.names import ENDS
from hub.api.scalars import Date, DateTime
from hub.read.fields import Edge, FactField, FactProperty
from hub.read.pages import DEFAULT_FIRST
from hub.read.view import fact_source

PageInfo = GraphQLObjectType(
    "PageInfo",
    {
        "hasNextPage": GraphQLField(GraphQLNonNull(GraphQLBoolean)),
        "hasPreviousPage": GraphQLField(GraphQLNonNull(GraphQLBoolean)),
        "startCursor": GraphQLField(GraphQLString),
        "endCursor": GraphQLField(GraphQLString),
    },
    description="Where a page stands (Relay cursor connections).",
)

SourceRecord = GraphQLObjectType(
    "SourceRecord",
    {
        "system": GraphQLField(GraphQLString, description="System that said it (来源系统)."),
        "key": GraphQLField(
            GraphQLString,
            description="Its own key there (来源键). Of a relation to which the source gives none, the keys of its"
            " two ends and its item, if it has one: `from|to|item`.",
        ),
        "recordedAt": GraphQLField(DateTime, description="When the hub recorded it (入库时间)."),
        "document": GraphQLField(GraphQLString, description="Document or file it came in (来源文件)."),
        "hash": GraphQLField(GraphQLString, description="Digest of what it says (内容摘要)."),
        "grade": GraphQLField(GraphQLString, description="Evidence grade A to D (证据等级)."),
    },
    description="Where a fact comes from (来源).",
)

PAGE_ARGUMENTS = {
    "first": GraphQLArgument(GraphQLInt, default_value=DEFAULT_FIRST, description="Size of the page."),
    "after": GraphQLArgument(GraphQLString, description="Cursor of the last edge of the page before."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class EdgeOf:
    """What an edge type has beside its node and cursor."""

    fields: Mapping[str, GraphQLField] = field(default_factory=dict)
    doc: str = "One of a page."


def connection_type(
    stem: str, node: GraphQLOutputType, doc: str, *, edge: EdgeOf | None = None, counted: bool = True
) -> GraphQLObjectType:
    """The Relay connection `{stem}Connection` over `{stem}Edge`; `totalCount` is counted only when asked for."""
    edge = edge or EdgeOf()
    edges = GraphQLObjectType(
        f"{stem}Edge",
        {
            "node": GraphQLField(node),
            "cursor": GraphQLField(GraphQLNonNull(GraphQLString)),
            **edge.fields,
        },
        description=edge.doc,
    )
    total = GraphQLField(GraphQLInt, description="Of all pages, as far as the caller may see.")
    return GraphQLObjectType(
        f"{stem}Connection",
        {
            "edges": GraphQLField(GraphQLNonNull(GraphQLList(GraphQLNonNull(edges)))),
            "pageInfo": GraphQLField(GraphQLNonNull(PageInfo)),
            **({"totalCount": total} if counted else {}),
        },
        description=doc,
    )


class Connections:
    """Makes connection fields; `far_type` gives the type that stands for a set of kinds."""

    def __init__(self, far_type: Callable[[Sequence[str]], GraphQLNamedOutputType]) -> None:
        self._far_type = far_type
        self._types: dict[str, GraphQLObjectType] = {}
        self._statements: dict[str, GraphQLObjectType] = {}

    def fields_of(self, kind: str, relations: Sequence[RelationKind]) -> dict[str, GraphQLField]:
        """All connection fields of one kind, by the ends that it may take."""
        fields: dict[str, GraphQLField] = {}
        for relation in relations:
            ends = ENDS.get(relation.name)
            if ends is None:
                continue
            if relation.mutual:
                if kind in relation.sources and ends.out:
                    fields[ends.out] = self.field(relation, Direction.BOTH)
                continue
            if kind in relation.sources and ends.out:
                fields[ends.out] = self.field(relation, Direction.OUT)
            if kind in relation.targets and ends.into:
                fields[ends.into] = self.field(relation, Direction.IN)
        return fields

    def field(self, relation: RelationKind, direction: Direction) -> GraphQLField:
        kinds = relation.targets if direction is Direction.OUT else relation.sources
        return GraphQLField(
            GraphQLNonNull(self._connection(relation, direction, kinds)),
            args=PAGE_ARGUMENTS,
            description=description(relation.doc, relation.zh),
            extensions={"reads": Edge(relation=relation, direction=direction, kinds=kinds)},
        )

    def _connection(self, relation: RelationKind, direction: Direction, kinds: Sequence[str]) -> GraphQLObjectType:
        stem = ENDS[relation.name].edge
        far = self._far_type(kinds)
        near = self._far_type(relation.sources if direction is Direction.OUT else relation.targets)
        if far.name != near.name and direction is Direction.OUT:
            stem += "Of"
        if stem not in self._types:
            doc = description(relation.doc, relation.zh)
            others = GraphQLField(
                GraphQLNonNull(GraphQLList(GraphQLNonNull(self._other_statement(relation)))),
                description="What else is stated of the same tie; never added to it (其他记载).",
            )
            fields = {**fact_fields(ENDS[relation.name].edge, relation), "otherStatements": others}
            self._types[stem] = connection_type(stem, far, doc, edge=EdgeOf(fields=fields, doc=doc))
        return self._types[stem]

    def _other_statement(self, relation: RelationKind) -> GraphQLObjectType:
        stem = ENDS[relation.name].edge
        if stem not in self._statements:
            self._statements[stem] = GraphQLObjectType(
                f"{stem}Statement",
                fact_fields(stem, relation),
                description=description(f"Another statement of it. {relation.doc}", relation.zh),
            )
        return self._statements[stem]


def fact_fields(owner: str, relation: RelationKind) -> dict[str, GraphQLField]:
    """The fields of a relation's fact: its attributes, then what every fact has."""
    fields = {
        shown_name(attribute): GraphQLField(
            shown_type(owner, attribute),
            description=description(attribute.doc, attribute.zh),
            extensions={"reads": FactProperty(name=shown_property(attribute), read=shown_value(attribute))},
        )
        for attribute in relation.attributes
    }
    fields["masked"] = masked_of_fact(relation)
    fields["validFrom"] = _fact(Date, "First day of validity (生效日).", _at(rows.FACT_VALID_FROM))
    fields["validTo"] = _fact(Date, "First day on which it no longer holds (失效日).", _at(rows.FACT_VALID_TO))
    fields["recordedAt"] = _fact(DateTime, "When the hub recorded it (入库时间).", _at(rows.FACT_RECORDED_AT))
    fields["grade"] = _fact(GraphQLString, "Evidence grade A to D (证据等级).", _at(rows.FACT_GRADE))
    fields["source"] = _fact(SourceRecord, "Where it comes from (来源).", fact_source)
    return fields


def _fact(type_: Any, doc: str, read: Callable[[list[Any]], Any]) -> GraphQLField:
    return GraphQLField(type_, description=doc, extensions={"reads": FactField(read=read)})


def _at(place: int) -> Callable[[list[Any]], Any]:
    return lambda fact: open_as_null(fact[place])
