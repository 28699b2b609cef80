from __future__ import annotations

import os
from pathlib import Path

import pytest

from graph.cypher.dialects import dialect_of
from graph.cypher.schema import ddl, indexed_properties
from graph.engine import Engine
from graph.founding import create_schema
from graph.model import MODEL
from graph.model.declare import FACT_COLUMNS
from graph.statement import Statement

GOLDEN = Path(__file__).parents[2] / "golden"


@pytest.mark.parametrize("flavour", ["neo4j", "arcadedb"])
def test_schema_is_the_golden_one(flavour: str) -> None:
    dialect = dialect_of(flavour)
    cypher = [f"{statement.text};" for statement in ddl(dialect)]
    sql = [f"-- sql: {command};" for command in dialect.name_index_sql]
    text, golden = "\n".join([*cypher, *sql, ""]), GOLDEN / f"schema-{flavour}.cypher"
    if os.environ.get("HUB_WRITE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_an_unknown_engine_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="neo4j, arcadedb"):
        dialect_of("other")


def test_personal_numbers_are_indexed_by_their_keyed_hash_alone() -> None:
    personal = {name for name in indexed_properties() if name.startswith(("citizen", "document"))}
    assert personal == {"citizenMatch", "documentMatch"}


def test_no_attribute_has_the_name_of_a_fact_column() -> None:
    kinds = [*MODEL.nodes.values(), *MODEL.relations.values()]
    stored = {name for kind in kinds for attribute in kind.attributes for name in attribute.properties}
    assert not stored & {*FACT_COLUMNS, "foldedName", "compactNames", "nameKeys"}


async def test_making_the_schema_again_is_no_error(engine: Engine) -> None:
    await create_schema(engine)
    await create_schema(engine)


async def test_the_name_index_finds_a_single_character(engine: Engine) -> None:
    await engine.write([Statement(text="CREATE (:Statement {nameKeys: '江 汉 江汉', open: 'x'})")])
    ask = Statement(
        text="CALL db.index.fulltext.queryNodes($index, '+汉') YIELD node RETURN node.open",
        parameters={"index": dialect_of(engine.flavour).name_index},
    )
    assert await engine.read(ask) == [["x"]]
