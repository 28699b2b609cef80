"""Whether a proof was used before, anywhere."""

from __future__ import annotations

import secrets
from typing import Protocol

from graph.cypher.proofs import use_proof
from graph.engine import Engine
from graph.rules.days import stored_seconds


class ReplayMemory(Protocol):
    async def first_use(self, key: str, until: float) -> bool:
        """Whether this key was never given before; remembered until then, in seconds since 1970."""
        ...


class GraphReplayMemory:
    """The memory that all hubs on one engine share. Raises `EngineError` where it cannot tell."""

    def __init__(self, engine: Engine, *, timeout_seconds: float) -> None:
        self._engine = engine
        self._timeout_seconds = timeout_seconds

    async def first_use(self, key: str, until: float) -> bool:
        by = secrets.token_hex(8)
        statement = use_proof(key, stored_seconds(until), by)
        [[[first]]] = await self._engine.write([statement], timeout_seconds=self._timeout_seconds)
        return bool(first == by)
