"""A case's moves as its statement keeps them: one text each, in order, never rewritten."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
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


def stay_began(moves: Sequence[str], states: Collection[str]) -> int:
    """The version of the move by which a case came into these states and did not leave them since; 0 if it is in
    none of them.
    """
    began = 0
    for move in reversed(read(moves)):
        if move["state"] not in states:
            break
        began = move["version"]
    return began
