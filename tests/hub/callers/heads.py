"""Heads of requests, for tests that ask the verifier itself."""

from __future__ import annotations

from hub.callers.head import Head


def head(authorization: str | None) -> Head:
    return Head(fields={} if authorization is None else {"authorization": authorization})
