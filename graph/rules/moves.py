"""A case's moves as its statement keeps them: one text each, in order, never rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """`at` is a stored instant; `by` whom the token named, None with the role where the hub itself did it."""

    version: int
    at: str
    event: str
    state: str
    by: str | None = None
    role: str | None = None
    remark: str | None = None


def written(entry: Entry) -> str:
    return orjson.dumps({name: value for name, value in asdict(entry).items() if value is not None}).decode()


def read(texts: Iterable[str]) -> list[Mapping[str, Any]]:
    """The moves as plain values, the first one first."""
    return [orjson.loads(text) for text in texts]
