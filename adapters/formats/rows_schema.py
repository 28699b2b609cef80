"""The exchange format's JSON Schema and the tables of ROWS.md, built from the model.

`python -m adapters.formats.rows_schema` writes both; tests hold the committed files against these functions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from adapters.formats.rows_names import FROM, ITEM, KEY, NOT_EXCHANGED, SYSTEMS, TO, RowKind, row_kinds
from graph.model.declare import Access, Attribute, Grade, Type
from graph.rules.identifiers import MAX_FILE_NUMBER

SCHEMA_FILE = Path(__file__).with_name("rows.schema.json")
TEXT_FILE = Path(__file__).with_name("ROWS.md")
# What the checker allows (`adapters.loading`); a test holds the two together.
MAX_KEY = 200
MAX_TEXT = 500
MAX_SEALED = 20_000
MAX_NAME = 200
MAX_REGISTRY_ID = 100
MAX_ITEMS = 100
BEGIN, END = "<!-- kinds: begin -->", "<!-- kinds: end -->"

Schema = dict[str, object]

_KEY: Schema = {"type": "string", "minLength": 1, "maxLength": MAX_KEY}
_SYSTEM: Schema = {"type": "string", "pattern": "^[a-z0-9][a-z0-9_.-]{0,39}$"}
_TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}
_DATE: Schema = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}

# The forms every reader of the type takes; some readers take more (brackets, spaces, half-width letters).
TYPES: Mapping[Type, Schema] = {
    Type.TEXT: _TEXT,
    Type.TEXTS: {"type": "array", "items": _TEXT, "maxItems": MAX_ITEMS},
    Type.NAME: {"type": "string", "minLength": 1, "maxLength": MAX_NAME},
    Type.DATE: _DATE,
    Type.INSTANT: {"type": "string", "format": "date-time"},
    Type.MONEY: {
        "description": "Yuan with at most two decimals; text keeps large amounts exact.",
        "anyOf": [{"type": "string", "pattern": r"^\d{1,13}(\.\d{1,2})?$"}, {"type": "number", "minimum": 0}],
    },
    Type.SHARE: {
        "description": "A fraction of 1.",
        "anyOf": [
            {"type": "string", "pattern": r"^(0(\.\d+)?|1(\.0+)?)$"},
            {"type": "number", "minimum": 0, "maximum": 1},
        ],
    },
    Type.FLAG: {"enum": [True, False, "true", "false"]},
    Type.NUMBER: {"anyOf": [{"type": "string", "pattern": r"^-?\d{1,15}(\.\d{1,12})?$"}, {"type": "number"}]},
    Type.CHOICE: {"type": "string"},
    Type.CHOICES: {"type": "array", "items": {"type": "string"}},
    Type.UNIFIED_CODE: {"type": "string", "pattern": "^[0-9A-HJ-NPQRTUWXY]{18}$"},
    Type.CITIZEN_ID: {"type": "string", "pattern": r"^(\d{15}|\d{17}[0-9X])$"},
    Type.DOCUMENT_NUMBER: _TEXT,
    Type.CASE_NUMBER: _TEXT,
    Type.FILE_NUMBER: _TEXT,
    Type.COURT_CODE: _TEXT,
    Type.REGION: {"type": "string", "pattern": r"^\d{2,6}$"},
    Type.SEALED_TEXT: {"type": "string", "minLength": 1, "maxLength": MAX_SEALED},
    Type.REGISTRY_ID: {"type": "string", "pattern": "^[A-Z0-9_.-]{1,40}:.+$", "maxLength": MAX_REGISTRY_ID},
}
SHOWN_TYPES: Mapping[Type, str] = {
    Type.TEXTS: "list of text",
    Type.CHOICES: "list of choices",
    Type.DATE: "date `YYYY-MM-DD`",
    Type.INSTANT: "time with zone",
    Type.MONEY: "yuan",
    Type.SHARE: "fraction of 1",
    Type.FLAG: "`true` or `false`",
}


def schema() -> Schema:
    """JSON Schema (draft 2020-12) with one definition per kind of row, by its file name."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:hub:rows",
        "title": "Rows of the hub's exchange format",
        "description": "One definition per kind: #/$defs/<kind> is one line of <kind>.jsonl.",
        "$defs": {name: _kind_schema(row) for name, row in row_kinds().items()},
    }


def schema_text() -> str:
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def tables() -> str:
    """The tables of ROWS.md: one per kind, one line per attribute."""
    parts = []
    for name, row in row_kinds().items():
        kind = row.kind
        parts.append(f"### `{name}` {kind.zh}\n\n{kind.doc}")
        if not row.is_node:
            parts.append(f"`from`: {_ends(row, FROM)}; `to`: {_ends(row, TO)}.")
        if kind.delivered:
            head = "| attribute | type | 中文 | meaning |\n|---|---|---|---|"
            parts.append("\n".join([head, *map(_line, kind.delivered)]))
    return "\n\n".join(parts)


def with_tables(page: str) -> str:
    """ROWS.md with its generated part renewed; ValueError if the markers are gone."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{TEXT_FILE.name} has lost its markers {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{tables()}\n\n{END}{after}"


def _kind_schema(row: RowKind) -> Schema:
    members: Schema = {}
    if row.is_node:
        members[KEY] = {**_KEY, "description": "The source's own key of the thing."}
    else:
        for name in (FROM, TO):
            members[name] = {**_KEY, "description": f"Key of a record of kind {_ends(row, name)}."}
        for name in SYSTEMS:
            members[name] = {**_SYSTEM, "description": "Source system of that key, if not the sender's own."}
    apart = "Tells facts with the same keys apart."
    members[ITEM] = {"type": "string", "maxLength": MAX_KEY, "description": apart}
    members["validFrom"] = {**_DATE, "description": "First day on which the fact holds."}
    members["validTo"] = {**_DATE, "description": "First day on which it no longer holds."}
    members["grade"] = {"enum": [grade.value for grade in Grade]}
    members["access"] = {"enum": [access.value for access in Access]}
    members["caseFile"] = {
        "type": "string",
        "maxLength": MAX_FILE_NUMBER,
        "description": "Number of the case or mediation whose file the fact belongs to: who may see it follows.",
    }
    for attribute in row.kind.delivered:
        members[attribute.name] = _attribute_schema(attribute)
    required = [*row.keys, *(attribute.name for attribute in row.kind.delivered if attribute.required)]
    return {
        "title": row.kind.zh,
        "description": row.kind.doc,
        "type": "object",
        "properties": members,
        "required": required,
        "additionalProperties": False,
    }


def _attribute_schema(attribute: Attribute) -> Schema:
    form = TYPES[attribute.type]
    if attribute.type is Type.CHOICE:
        form = {"enum": list(attribute.choices)}
    if attribute.type is Type.CHOICES:
        form = {"type": "array", "items": {"enum": list(attribute.choices)}, "maxItems": MAX_ITEMS}
    unit = f" {form['description']}" if "description" in form else ""
    return {"title": attribute.zh, **form, "description": attribute.doc + unit}


def _ends(row: RowKind, name: str) -> str:
    kinds: tuple[str, ...] = getattr(row.kind, "sources" if name == FROM else "targets")
    return ", ".join(kind.lower() for kind in kinds if kind not in NOT_EXCHANGED)


def _line(attribute: Attribute) -> str:
    shown = SHOWN_TYPES.get(attribute.type, attribute.type.value.replace("_", " "))
    choices = f" ({', '.join(f'`{choice}`' for choice in attribute.choices)})" if attribute.choices else ""
    needed = ", required" if attribute.required else ""
    return f"| `{attribute.name}` | {shown}{needed} | {attribute.zh} | {attribute.doc}{choices} |"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
    TEXT_FILE.write_text(with_tables(TEXT_FILE.read_text(encoding="utf-8")), encoding="utf-8")
