"""Keyset cursors: opaque text that holds where a page ended, never an offset."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

import orjson

LONGEST_CURSOR = 8_000  # a slot of four keys and an item of 200 characters, each four bytes, in base64


class BadCursor(Exception):
    """The text is no cursor of this connection."""


def write_cursor(parts: Sequence[Any]) -> str:
    """Parts are JSON values; the text is URL-safe."""
    return base64.urlsafe_b64encode(orjson.dumps(list(parts))).rstrip(b"=").decode("ascii")


def read_cursor(text: str, shape: Sequence[type | tuple[type, ...]]) -> list[Any]:
    """The parts of a cursor whose parts must have the types of `shape`; raises BadCursor."""
    if len(text) <= LONGEST_CURSOR:
        try:
            parts = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, binascii.Error):
            parts = None
        if (
            isinstance(parts, list)
            and len(parts) == len(shape)
            and all(
                isinstance(part, kind) and not isinstance(part, bool) and _storable(part)
                for part, kind in zip(parts, shape, strict=True)
            )
        ):
            return parts
    raise BadCursor("after takes a cursor that this connection gave")


def _storable(part: Any) -> bool:
    """Whole numbers beyond 64 bits cannot travel to the engine."""
    return not isinstance(part, int) or abs(part) < 2**63
