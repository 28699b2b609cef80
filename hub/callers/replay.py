"""Whether a proof was used before, anywhere."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, Protocol

import structlog

from graph.cypher.proofs import find_expired_proofs, forget_proofs, use_proof
from graph.engine import Engine
from graph.failures import EngineError
from graph.rules.days import stored_instant

FORGET_SECONDS: Final = 10
FORGET_BATCH: Final = 1_000
FORGET_BATCHES_MAX: Final = 100

_log = structlog.get_logger(__name__)


class ReplayMemory(Protocol):
    async def first_use(self, key: str, until: float) -> bool:
        """Whether this key was never given before; remembered until then, in seconds since 1970."""
        ...


class GraphReplayMemory:
    """The memory that all hubs on one engine share. Raises `EngineError` where it cannot tell."""

    def __init__(self, engine: Engine, *, timeout_seconds: float, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._timeout_seconds = timeout_seconds
        self._clock = clock

    async def first_use(self, key: str, until: float) -> bool:
        by = secrets.token_hex(8)
        statement = use_proof(key, _instant(until), by)
        [[[first]]] = await self._engine.write([statement], timeout_seconds=self._timeout_seconds)
        return bool(first == by)

    async def forget(self) -> int:
        """Takes away proofs whose time is over, a bounded number at a time; how many they were."""
        forgotten = 0
        for _ in range(FORGET_BATCHES_MAX):
            found = await self._engine.read(find_expired_proofs(_instant(self._clock()), FORGET_BATCH))
            if found:
                await self._engine.write([forget_proofs([key for (key,) in found])])
            forgotten += len(found)
            if len(found) < FORGET_BATCH:
                break
        return forgotten

    async def run(self) -> None:
        """Forgets now and then, without end."""
        while True:
            await asyncio.sleep(FORGET_SECONDS)
            try:
                await self.forget()
            except EngineError as error:
                _log.warning("used proofs not forgotten", reason=str(error))
            except Exception as error:  # or nothing would ever be forgotten again
                _log.error("used proofs not forgotten", exc_info=error)


def _instant(seconds: float) -> str:
    return stored_instant(datetime.fromtimestamp(seconds, UTC))
