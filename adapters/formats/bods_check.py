"""A statement against the JSON Schema of BODS 0.4 (`bods_schema/`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource

from adapters.formats.shown import shown

SCHEMAS = Path(__file__).with_name("bods_schema")
RECORD_SCHEMAS = {"entity": "urn:entity", "person": "urn:person", "relationship": "urn:relationship"}
MAX_LISTED = 12  # allowed values named in a reason

_FILES = ("statement", "components", "entity-record", "person-record", "relationship-record")


def fault(statement: Mapping[str, object]) -> tuple[str, str, str] | None:
    """The first fault as (field path, value, reason); None for a statement that follows the schema.

    Members that the schema does not know are allowed, as it allows them itself.
    """
    kind = statement.get("recordType")
    validator = _validator(kind if isinstance(kind, str) and kind in RECORD_SCHEMAS else "")
    error = best_match(validator.iter_errors(statement))
    if error is None:
        return None
    path = [str(step) for step in error.absolute_path]
    if error.validator == "required":
        missing = next(name for name in error.validator_value if name not in error.instance)
        return "/".join([*path, missing]), "", "missing; BODS 0.4 requires it"
    # An identifier may be a person's: its value is never repeated.
    value = "" if "identifiers" in path else shown(error.instance)
    return "/".join(path) or "row", value, _reason(error)


def statement_time(text: str) -> datetime | None:
    """A date or date-time of RFC 3339; a bare date is the start of that day. None if it is neither."""
    try:
        if len(text) == len("YYYY-MM-DD"):
            return datetime.combine(date.fromisoformat(text), datetime.min.time())
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


@cache
def _validator(record_type: str) -> Draft202012Validator:
    """One validator per record type: the schema's three if-then branches, decided beforehand."""
    documents = [json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8")) for name in _FILES]
    registry: Registry[Any] = Registry().with_resources(
        [(document["$id"], Resource.from_contents(document)) for document in documents]
    )
    whole = documents[0]
    statement = dict(whole["$defs"]["Statement"])
    if record_type:
        del statement["allOf"]
        details = {"$ref": RECORD_SCHEMAS[record_type]}
        statement["properties"] = {**statement["properties"], "recordDetails": details}
    schema = {
        "$id": f"urn:statement:{record_type}",
        "$schema": whole["$schema"],
        "$defs": whole["$defs"],
        **statement,
    }
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, registry=registry, format_checker=_formats())


def _formats() -> FormatChecker:
    """Dates and times are checked; addresses on the web are not ours to judge."""
    checker = FormatChecker(formats=("date",))

    checker.checks("date-time")(_is_time)
    return checker


def _is_time(value: object) -> bool:
    if not isinstance(value, str):
        return True  # its type is another rule's business
    return len(value) > len("YYYY-MM-DD") and statement_time(value) is not None


def _reason(error: ValidationError) -> str:
    rule = error.validator
    value: Any = error.validator_value
    if rule == "type":
        return f"wrong type; allowed: {value}"
    if rule == "enum":
        more = "" if len(value) <= MAX_LISTED else f" and {len(value) - MAX_LISTED} more of the codelist"
        return f"not in the codelist; allowed: {', '.join(map(str, value[:MAX_LISTED]))}{more}"
    if rule == "format":
        return f"not a {value}; allowed: {'YYYY-MM-DD' if value == 'date' else 'a date or time of RFC 3339'}"
    if rule in ("anyOf", "oneOf"):
        return "fits none of the forms that BODS 0.4 allows here"
    return f"breaks the rule of BODS 0.4: {rule} {shown(value)}"
