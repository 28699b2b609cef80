"""The schema, put together from its topics; `hub schema` writes it to `schema.graphql`."""

from __future__ import annotations

from functools import cache
from types import ModuleType

from graphql import GraphQLObjectType, GraphQLSchema, print_schema

from hub.api.mutations import cases as case_moves
from hub.api.mutations import grants as grant_moves
from hub.api.mutations import instructions as instruction_moves
from hub.api.mutations import matching as match_moves
from hub.api.queries import (
    audit,
    cases,
    grants,
    identity,
    instructions,
    matching,
    money,
    network,
    paths,
    screening,
    search,
    statistics,
    subjects,
    viewer,
)
from hub.api.subscriptions import head, standing
from hub.api.types import KIND_OF_TYPE, OBJECTS

TOPICS = (
    viewer,
    subjects,
    search,
    identity,
    matching,
    network,
    paths,
    money,
    screening,
    statistics,
    cases,
    instructions,
    grants,
    audit,
)
MOVES = (case_moves, instruction_moves, grant_moves, match_moves)
WATCHED: tuple[ModuleType, ...] = (head, standing)


@cache
def schema() -> GraphQLSchema:
    """Built once a process."""
    query = GraphQLObjectType(
        "Query",
        {name: field for topic in TOPICS for name, field in topic.FIELDS.items()},
        description="What the hub answers.",
    )
    moves = {name: field for topic in MOVES for name, field in topic.FIELDS.items()}
    watched = {name: field for topic in WATCHED for name, field in topic.FIELDS.items()}
    return GraphQLSchema(
        query=query,
        mutation=GraphQLObjectType("Mutation", moves, description="What can be changed; one after another."),
        subscription=GraphQLObjectType("Subscription", watched, description="What the hub tells of as it happens.")
        if watched
        else None,
        types=list(OBJECTS.values()),
    )


def schema_text() -> str:
    """The schema in the definition language, as committed."""
    return print_schema(schema()) + "\n"


__all__ = ["KIND_OF_TYPE", "schema", "schema_text"]
