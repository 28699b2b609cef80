"""The schema is the contract: committed, complete, and every field says how it is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from graph.model import MODEL
from hub.api.names import ENDS, TYPES
from hub.api.schema import schema, schema_text
from hub.api.types import OBJECTS
from hub.read.fields import Reads

ROOT = Path(__file__).parents[3]


def test_the_committed_schema_is_the_codes() -> None:
    assert (ROOT / "schema.graphql").read_text(encoding="utf-8") == schema_text()


def test_every_kind_and_relation_of_the_model_is_named() -> None:
    assert set(TYPES) == set(MODEL.shown)
    assert set(ENDS) | {"SAME_AS"} == set(MODEL.relations)


@pytest.mark.parametrize("type_", OBJECTS.values(), ids=lambda type_: type_.name)
def test_every_field_of_a_node_says_how_it_is_read(type_: GraphQLObjectType) -> None:
    for name, field in type_.fields.items():
        assert isinstance(field.extensions.get("reads"), Reads), f"{type_.name}.{name}"


def test_every_root_field_becomes_roots_of_a_plan() -> None:
    query = schema().query_type
    assert query is not None
    assert all("root" in field.extensions for field in query.fields.values())


def test_everything_is_described_in_both_languages() -> None:
    for name, type_ in OBJECTS.items():
        assert MODEL.nodes[name].zh in (type_.description or "")
        for attribute in MODEL.nodes[name].attributes:
            assert attribute.zh and attribute.doc


def test_no_attribute_is_non_null_since_it_may_be_masked() -> None:
    for type_ in OBJECTS.values():
        for name, field in type_.fields.items():
            if is_leaf_type(get_named_type(field.type)) and name not in ("id", "kind", "masked"):
                assert not str(field.type).endswith("!"), f"{type_.name}.{name}"
