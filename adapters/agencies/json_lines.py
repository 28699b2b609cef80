"""On which line of a JSON text a value stands, so that a fault of a sample can be found in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

_SPACE: Final = re.compile(r"[ \t\r\n,:]*")
_DECODER: Final = json.JSONDecoder()


def line_in(text: str, place: Sequence[str | int]) -> int:
    """The line, from 1, of the value at a place, or of the nearest one that holds it. `text` is valid JSON."""
    at = _skip(text, 0)
    for step in place:
        found = next((start for name, start in _members(text, at) if name == step), None)
        if found is None:
            break
        at = found
    return text.count("\n", 0, at) + 1


def item_lines(text: str, place: Sequence[str | int]) -> list[int]:
    """The lines of all items of the list at a place, in one pass; none if there is no list."""
    at = _skip(text, 0)
    for step in place:
        found = next((start for name, start in _members(text, at) if name == step), None)
        if found is None:
            return []
        at = found
    lines, line, counted = [], 1, 0
    for _, start in _members(text, at) if text[at] == "[" else ():
        line, counted = line + text.count("\n", counted, start), start
        lines.append(line)
    return lines


def _members(text: str, at: int) -> Iterator[tuple[str | int, int]]:
    """Names or places of what an object or a list holds, with where each value begins."""
    opening, at, number = text[at], _skip(text, at + 1), 0
    if opening not in "[{":
        return
    while text[at] not in "]}":
        name: str | int = number
        if opening == "{":
            name, at = _DECODER.raw_decode(text, at)
            at = _skip(text, at)
        yield name, at
        _, at = _DECODER.raw_decode(text, at)
        at, number = _skip(text, at), number + 1


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return at if found is None else found.end()
