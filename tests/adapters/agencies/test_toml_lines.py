"""A key of a mapping is found on its line, whatever stands around it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from adapters.agencies import shipped
from adapters.agencies.toml_lines import Place, key_lines, line_of

TEXT = '''# a comment with [brackets] and = signs
title = "a # b"  # [not a table]

[agency]
code = "MARKET"
"quoted key" = 1
dotted.name = 2
long = """
[agency.false]
code = 3
"""
list = [
  "a = [",
  # inner = 4
  "]",
]
after = { x = 1 }

[[reads]]
name = "first"

[reads.fields]
"案号" = { form = "text" }

[[reads.nodes]]
as = "one"

[[reads]]
name = "second"

[[reads.nodes]]
as = "two"

[[reads.nodes]]
as = "three"
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("title",), 2),
        (("agency",), 4),
        (("agency", "code"), 5),
        (("agency", "quoted key"), 6),
        (("agency", "dotted", "name"), 7),
        (("agency", "list"), 12),
        (("agency", "after"), 17),
        (("reads", 0), 19),
        (("reads", 0, "name"), 20),
        (("reads", 0, "fields", "案号"), 23),
        (("reads", 0, "nodes", 0, "as"), 26),
        (("reads", 1, "name"), 29),
        (("reads", 1, "nodes", 0, "as"), 32),
        (("reads", 1, "nodes", 1, "as"), 35),
    ],
)
def test_every_key_has_its_line(place: Place, line: int) -> None:
    tomllib.loads(TEXT)
    assert line_of(key_lines(TEXT), place) == line


def test_what_stands_inside_a_text_is_no_key() -> None:
    assert ("agency", "false") not in key_lines(TEXT)


def test_what_has_no_line_of_its_own_has_that_of_what_holds_it() -> None:
    lines = key_lines(TEXT)
    assert line_of(lines, ("agency", "after", "x")) == 17
    assert line_of(lines, ("reads", 0, "fields", "missing", "form")) == 22
    assert line_of(lines, ("nowhere",)) == 1


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
def test_every_table_of_a_shipped_mapping_is_found(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = key_lines(text)
    rows = text.splitlines()
    missing = [place for place in _places(tomllib.loads(text), ()) if place not in lines]
    assert missing == []
    for place, line in lines.items():
        if isinstance(place[-1], str):
            assert place[-1] in rows[line - 1]


def _places(value: object, place: Place) -> list[Place]:
    """Places down to the keys of tables that have a header: inline tables have no lines of their own."""
    if not isinstance(value, dict):
        return []
    found: list[Place] = []
    for name, inner in value.items():
        found.append((*place, name))
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            for number, item in enumerate(inner):
                found += _places(item, (*place, name, number))
        elif isinstance(inner, dict) and name in (
            "agency",
            "protocol",
            "reads",
            "writes",
            "limits",
            "codes",
            "map",
        ):
            found += _places(inner, (*place, name))
    return found
