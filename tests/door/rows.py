"""A row of the tables of hostile requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson


@dataclass(frozen=True, kw_only=True)
class Row:
    """One request and its right answer. A header of None is left out."""

    name: str
    status: int
    code: str | None
    body: bytes | None = None
    method: str = "POST"
    path: str = "/graphql"
    params: Mapping[str, str] | None = None
    headers: Mapping[str, str | None] = field(default_factory=dict)
    answer: Any = None


@dataclass(frozen=True, kw_only=True)
class Raw:
    """Bytes on a connection; `status` is what the first line of the answer says, None for a mere close."""

    name: str
    sent: bytes
    status: int | None


def ask(name: str, query: str, status: int, code: str | None, **more: Any) -> Row:
    body = {
        "query": query,
        **{key: more.pop(key) for key in ("variables", "operationName", "extensions") if key in more},
    }
    return Row(name=name, status=status, code=code, body=orjson.dumps(body), **more)


def costly(name: str, query: str, **more: Any) -> Row:
    return ask(name, query, 400, "TOO_COSTLY", **more)


def bad(name: str, query: str, **more: Any) -> Row:
    return ask(name, query, 400, "BAD_INPUT", **more)


def json_body(name: str, body: bytes, status: int = 400, **more: Any) -> Row:
    return Row(name=name, body=body, status=status, code="BAD_INPUT", **more)
