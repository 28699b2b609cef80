"""What is written about the exchange format follows the model."""

from __future__ import annotations

import json
import re

from jsonschema import Draft202012Validator

from adapters.formats import rows_schema
from adapters.formats.rows_schema import SCHEMA_FILE, TEXT_FILE, TYPES, schema, schema_text, with_tables
from adapters.loading import check, readers
from graph.model.declare import Type


def test_the_committed_schema_is_up_to_date() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text()


def test_the_committed_tables_are_up_to_date() -> None:
    page = TEXT_FILE.read_text(encoding="utf-8")
    assert page == with_tables(page)


def test_the_limits_are_those_of_the_checker() -> None:
    assert rows_schema.MAX_KEY == check.MAX_KEY
    assert rows_schema.MAX_TEXT == readers.MAX_TEXT
    assert rows_schema.MAX_SEALED == readers.MAX_SEALED
    assert rows_schema.MAX_NAME == readers.MAX_NAME
    assert rows_schema.MAX_REGISTRY_ID == readers.MAX_REGISTRY_ID
    assert rows_schema.MAX_ITEMS == readers.MAX_TEXTS


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())


def test_every_type_has_a_form() -> None:
    assert set(TYPES) == set(Type)


def test_the_example_of_the_page_follows_the_schema() -> None:
    example = re.search(r"^\{\"key\".*\}$", TEXT_FILE.read_text(encoding="utf-8"), re.MULTILINE)
    assert example is not None
    company = {"$ref": "#/$defs/company", **schema()}
    assert not list(Draft202012Validator(company).iter_errors(json.loads(example[0])))


def test_an_unknown_member_breaks_the_schema() -> None:
    company = {"$ref": "#/$defs/company", **schema()}
    assert list(Draft202012Validator(company).iter_errors({"key": "1", "nmae": "a"}))
