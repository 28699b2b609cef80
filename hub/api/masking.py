"""Which fields of what is shown are closed to the caller: a grant may open some attributes of a fact only.

It is told by kind and grant alone, whether a closed field holds anything or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from graphql import GraphQLField, GraphQLList, GraphQLNonNull, GraphQLString

from graph.cypher.node import OPENED
from graph.cypher.rows import SLOT
from graph.model import MODEL
from graph.model.declare import Attribute, RelationKind
from graph.slots import kind_of
from hub.api.attributes import shown_name, shown_property
from hub.read.fields import FactProperty, Property
from hub.read.view import NodeView

_TYPE: Final = GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLString)))
_DOC: Final = "Fields that a grant keeps closed to you, whether they hold anything or not (未授权数据项)."


def masked_of_node() -> GraphQLField:
    """The field `masked` of a node: what is closed in at least one of the statements that are seen."""

    def read(view: NodeView) -> list[str]:
        names: dict[str, None] = {}
        for statement in view.statements:
            kind = kind_of(statement[SLOT])
            opened = statement[view.place(OPENED)]
            names.update(dict.fromkeys(_closed(kind, MODEL.nodes[kind].attributes, opened)))
        return list(names)

    return GraphQLField(_TYPE, description=_DOC, extensions={"reads": Property(needs=(OPENED,), read=read)})


def masked_of_fact(relation: RelationKind) -> GraphQLField:
    """The field `masked` of an edge."""

    def read(opened: list[str] | None) -> list[str]:
        return list(_closed(relation.name, relation.attributes, opened))

    return GraphQLField(_TYPE, description=_DOC, extensions={"reads": FactProperty(name=OPENED, read=read)})


def _closed(kind: str, attributes: Iterable[Attribute], opened: list[str] | None) -> Iterable[str]:
    if opened is None:
        return
    for attribute in attributes:
        if f"{kind}.{shown_property(attribute)}" not in opened:
            yield shown_name(attribute)
