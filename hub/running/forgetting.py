"""Takes away what hubs remember together in the graph, once its time is over."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

import structlog

from graph.cypher.expiring import EXPIRING, find_expired, forget_expired
from graph.engine import Engine
from graph.failures import EngineError
from graph.rules.days import stored_seconds

FORGET_BATCHES_MAX: Final = 100

_log = structlog.get_logger(__name__)


class Forgetting:
    """Every hub does it: whoever comes first takes away what is over, and the others find nothing."""

    def __init__(
        self, engine: Engine, *, batch: int, pause_seconds: float = 10, clock: Callable[[], float] = time.time
    ) -> None:
        self._engine = engine
        self._batch = batch
        self._pause_seconds = pause_seconds
        self._clock = clock

    async def forget(self, label: str) -> int:
        """Takes away what is over of one label, a bounded number at a time; how many were found."""
        forgotten, now = 0, stored_seconds(self._clock())
        for _ in range(FORGET_BATCHES_MAX):
            found = await self._engine.read(find_expired(label, now, self._batch))
            if found:
                await self._engine.write([forget_expired(label, [key for (key,) in found], now)])
            forgotten += len(found)
            if len(found) < self._batch:
                break
        return forgotten

    async def run(self) -> None:
        """Forgets now and then, without end."""
        while True:
            await asyncio.sleep(self._pause_seconds)
            for label in EXPIRING:
                try:
                    await self.forget(label)
                except EngineError as error:
                    _log.warning("not forgotten", label=label, reason=str(error))
                except Exception as error:  # or nothing would ever be forgotten again
                    _log.error("not forgotten", label=label, exc_info=error)
