"""The schema narrowed to what a role may ask, in the schema definition language.

A root field that serves some only says so (`hub.errands.serving`); what sees facts of the graph is for roles that
see any (`hub.rights.reach`). Types that nothing leads to any more are left out. What the schema says is no secret:
what is hidden is which facts there are, and that the rights in each plan see to.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type, is_interface_type, print_schema

from graph.model.roles import Role
from hub.api.queries import viewer
from hub.api.schema import schema
from hub.errands.serving import serves_of
from hub.rights.reach import SCHEMA_READERS, SIGHTS


def offered(role: Role, fields: Mapping[str, GraphQLField]) -> dict[str, GraphQLField]:
    """The root fields that the role may ask."""
    sees = any(of == role for of, _ in SIGHTS)
    return {name: field for name, field in fields.items() if _serves(role, name, field, sees)}


@cache
def narrowed_text(role: Role) -> str:
    """All of it for those who may read the schema itself; at most one text for each role."""
    whole = schema()
    if role in SCHEMA_READERS:
        return print_schema(whole)
    return print_schema(
        GraphQLSchema(
            query=_narrowed(role, whole.query_type),
            mutation=_narrowed(role, whole.mutation_type),
            subscription=_narrowed(role, whole.subscription_type),
            types=_implementations(role, whole),
        )
    )


def _serves(role: Role, name: str, field: GraphQLField, sees: bool) -> bool:
    serves = serves_of(field)
    return serves.offers(role) if serves is not None else sees or name in viewer.FIELDS


def _narrowed(role: Role, type_: GraphQLObjectType | None) -> GraphQLObjectType | None:
    fields = offered(role, type_.fields) if type_ is not None else {}
    if type_ is None or not fields:
        return None
    return GraphQLObjectType(type_.name, fields, description=type_.description)


def _implementations(role: Role, whole: GraphQLSchema) -> list[GraphQLObjectType]:
    """Kinds that stand behind interfaces, if the role can come to any."""
    assert whole.query_type is not None
    if not any(
        is_interface_type(get_named_type(field.type)) for field in offered(role, whole.query_type.fields).values()
    ):
        return []
    return [
        type_ for type_ in whole.type_map.values() if isinstance(type_, GraphQLObjectType) and type_.interfaces
    ]
