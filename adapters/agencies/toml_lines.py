"""On which line of a TOML text a key stands: `tomllib` tells values, not places.

One pass over the lines of a text that `tomllib` has already taken, so it may trust the grammar. Keys inside inline
tables and arrays have the line of the key that holds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

Place = tuple[str | int, ...]  # `reads`, 0, `fields`, `AH`

_HEADER: Final = re.compile(r"\s*(\[\[?)(.+?)\]\]?\s*(?:#.*)?$")
_NAME: Final = r"[A-Za-z0-9_-]+|\"(?:[^\"\\]|\\.)*\"|'[^']*'"
_KEY: Final = re.compile(rf"\s*((?:{_NAME})(?:\s*\.\s*(?:{_NAME}))*)\s*=(.*)$")
_PART: Final = re.compile(_NAME)
_STRING: Final = re.compile(r"\"\"\"|'''|\"(?:[^\"\\]|\\.)*\"|'[^']*'|#|[\[\]{}]")


def key_lines(text: str) -> Mapping[Place, int]:
    """The line, from 1, of every table header and of every key that begins a line."""
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    for number, line in _beginnings(text):
        if (header := _HEADER.match(line)) is not None:
            table = _within(_names(header[2]), counts)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            for end in range(1, len(table) + 1):
                lines.setdefault(table[:end], number)
        elif (key := _KEY.match(line)) is not None:
            for end in range(1, len(names := _names(key[1])) + 1):
                lines.setdefault((*table, *names[:end]), number)
    return lines


def line_of(lines: Mapping[Place, int], place: Place) -> int:
    """The line of a place, or of the nearest one that holds it; 1 for the file."""
    for end in range(len(place), 0, -1):
        if place[:end] in lines:
            return lines[place[:end]]
    return 1


def _beginnings(text: str) -> Iterator[tuple[int, str]]:
    """Lines on which something begins: not those inside a text or an array that goes on."""
    depth, closing = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        rest = line
        if closing:
            _, found, rest = line.partition(closing)
            if not found:
                continue
            closing = ""
        elif depth == 0:
            yield number, line
            key = _KEY.match(line)
            if key is None:
                continue
            rest = key[2]
        depth, closing = _after(rest, depth)


def _after(rest: str, depth: int) -> tuple[int, str]:
    """How many brackets are open at the end of a line, and which long text goes on, if one does."""
    place = 0
    while (found := _STRING.search(rest, place)) is not None:
        mark, place = found.group(), found.end()
        if mark == "#":
            break
        if mark in ('"""', "'''"):
            end = rest.find(mark, place)
            if end < 0:
                return depth, mark
            place = end + len(mark)
        depth += (mark in "[{") - (mark in "]}") if len(mark) == 1 else 0
    return depth, ""


def _names(dotted: str) -> Place:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _within(names: Place, counts: Mapping[Place, int]) -> Place:
    """A header's place: behind the name of an array of tables stands which of them it is in."""
    place: Place = ()
    for name in names[:-1]:
        place = (*place, name)
        if place in counts:
            place = (*place, counts[place])
    return (*place, names[-1])
