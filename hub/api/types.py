"""The object types of the schema, made from the model's kinds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLID,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedOutputType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from graph.model import MODEL
from graph.model.declare import Attribute, NodeKind, Type
from graph.plan import Direction
from hub.api.associations import AssociationTypes
from hub.api.attributes import description, shown_name, shown_property, shown_type, shown_value
from hub.api.cases import case_fields
from hub.api.connections import Connections, SourceRecord, connection_type
from hub.api.contracts import ContractTypes
from hub.api.control import ControlTypes
from hub.api.groups import GroupTypes
from hub.api.guarantees import GuaranteeTypes
from hub.api.linkage import Linkage
from hub.api.making import kinds_enum
from hub.api.masking import masked_of_node
from hub.api.names import TYPES
from hub.api.standing import STANDING, StandingType
from hub.read.fields import Property
from hub.read.view import NodeView

KIND_OF_TYPE = {type_name: kind for kind, type_name in TYPES.items()}
RELATIONS = [relation for relation in MODEL.relations.values() if relation.name != "SAME_AS"]

SubjectKind = kinds_enum(
    "SubjectKind", (kind for kind in MODEL.nodes.values() if kind.subject), "Kinds of subject (主体类型)."
)

NodeInterface = GraphQLInterfaceType(
    "Node",
    {"id": GraphQLField(GraphQLNonNull(GraphQLID), description="Opaque, derived from no identifier.")},
    description="Anything with an id (Relay).",
)


def _far_type(kinds: Sequence[str]) -> GraphQLNamedOutputType:
    if len(kinds) == 1:
        return OBJECTS[kinds[0]]
    return SubjectInterface if all(MODEL.nodes[kind].subject for kind in kinds) else NodeInterface


CONNECTIONS = Connections(_far_type)
LINKAGE = Linkage(lambda: SubjectInterface, lambda: OBJECTS)
CONTROL = ControlTypes(lambda: SubjectInterface, lambda: OBJECTS, lambda: CompanyConnection)
ASSOCIATIONS = AssociationTypes(lambda: SubjectInterface, lambda: NodeInterface)
CONTRACTS = ContractTypes(lambda: SubjectInterface, lambda: OBJECTS)
GUARANTEES = GuaranteeTypes(lambda: SubjectInterface)
GROUPS = GroupTypes(lambda: SubjectInterface, lambda: OBJECTS, CONTROL.step)


def _attribute_field(owner: str, attribute: Attribute) -> GraphQLField:
    name, show = shown_property(attribute), shown_value(attribute)
    if attribute.type is Type.SEALED_TEXT:
        reads = Property(needs=(name,), read=lambda view: view.sealed(name))
        doc = f"{attribute.doc} Sealed at rest; that it was opened is on the record."
        return GraphQLField(GraphQLString, description=description(doc, attribute.zh), extensions={"reads": reads})
    return GraphQLField(
        shown_type(owner, attribute),
        description=description(attribute.doc, attribute.zh),
        extensions={"reads": Property(needs=(name,), read=lambda view: show(view.pick(name)))},
    )


def _name_reads(properties: tuple[str, ...]) -> Property:
    def read(view: NodeView) -> Any:
        for name in properties:
            value = view.pick(name)
            if value is not None:
                return value
        return None

    return Property(needs=properties, read=read)


def _aliases(view: NodeView) -> list[str]:
    shown = view.pick("name")
    return [name for name in dict.fromkeys((*view.every("name"), *view.every("aliases"))) if name != shown]


@cache
def _subject_fields() -> dict[str, GraphQLField]:
    """The fields of every subject, the same objects in each type: the planner plans them once for all kinds."""
    return {
        "id": GraphQLField(GraphQLNonNull(GraphQLID), extensions={"reads": _ID}),
        "name": GraphQLField(
            GraphQLString,
            description="Name that counts most (名称).",
            extensions={"reads": _name_reads(("name",))},
        ),
        "kind": GraphQLField(
            GraphQLNonNull(SubjectKind),
            description="What it is (主体类型).",
            extensions={"reads": Property(needs=(), read=lambda view: view.kind)},
        ),
        "aliases": GraphQLField(
            GraphQLList(GraphQLNonNull(GraphQLString)),
            description="Other and former names (别名、曾用名).",
            extensions={"reads": Property(needs=("name", "aliases"), read=_aliases)},
        ),
        "sources": GraphQLField(
            GraphQLNonNull(GraphQLList(GraphQLNonNull(SourceRecord))),
            description="Records that speak of it (来源记录).",
            extensions={"reads": Property(needs=(), sources=True, read=NodeView.sources)},
        ),
        "masked": masked_of_node(),
        "investments": CONNECTIONS.field(MODEL.relations["SHAREHOLDER_OF"], Direction.OUT),
        "standing": GraphQLField(
            StandingType,
            description="What is in force against it now, or on the day asked (现状).",
            extensions={"reads": STANDING},
        ),
        **CONTROL.subject_fields(),
        **GROUPS.subject_fields(),
        **ASSOCIATIONS.subject_fields(),
        **GUARANTEES.subject_fields(),
    }


_ID = Property(needs=(), read=lambda view: view.id)

SubjectInterface: GraphQLInterfaceType = GraphQLInterfaceType(
    "Subject",
    _subject_fields,
    interfaces=[NodeInterface],
    description="Whoever can own, owe or be a party (主体).",
)


def _object_type(kind: NodeKind) -> GraphQLObjectType:
    owner = TYPES[kind.name]

    def fields() -> dict[str, GraphQLField]:
        made: dict[str, GraphQLField] = (
            dict(_subject_fields())
            if kind.subject
            else {"id": GraphQLField(GraphQLNonNull(GraphQLID), extensions={"reads": _ID})}
        )
        made |= case_fields(kind.name)
        for attribute in kind.attributes:
            if attribute.name not in made:
                made[shown_name(attribute)] = _attribute_field(owner, attribute)
        if not kind.subject:
            made["sources"] = _subject_fields()["sources"]
            made["masked"] = _subject_fields()["masked"]
        for name, field in CONNECTIONS.fields_of(kind.name, RELATIONS).items():
            made.setdefault(name, field)
        if kind.name == "COMPANY":
            made |= {**LINKAGE.company_fields(), **CONTROL.company_fields(), **GROUPS.company_fields()}
        if kind.name in ("COMPANY", "PROJECT"):
            made |= CONTRACTS.fields(kind.name)
        return made

    return GraphQLObjectType(
        owner,
        fields,
        interfaces=[SubjectInterface, NodeInterface] if kind.subject else [NodeInterface],
        description=description(kind.doc, kind.zh),
    )


OBJECTS: dict[str, GraphQLObjectType] = {name: _object_type(MODEL.nodes[name]) for name in MODEL.shown}
CompanyConnection: GraphQLObjectType = connection_type("Company", OBJECTS["COMPANY"], "Companies in order of id.")
