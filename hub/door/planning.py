"""What an engine did not answer in time is planned beside requests, so that whoever asks again is answered.

Neo4j plans a text before it runs it first, some for longer than a request may take, and keeps no plan of a run
that was ended. Without this such an operation would be UNAVAILABLE for as long as it is asked.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict

import structlog

from graph.engine import Engine, EngineError
from graph.statement import Statement

_log = structlog.get_logger(__name__)

QUEUE_MAX = 20  # statements that wait; one that comes while so many do waits for its next caller


class Planning:
    """Plans one statement at a time, each text once however many ask; for `seconds` each, 0 for none at all."""

    def __init__(self, engine: Engine, *, seconds: float) -> None:
        self._engine = engine
        self._seconds = seconds
        self._waiting: OrderedDict[str, Statement] = OrderedDict()
        self._work: asyncio.Task[None] | None = None

    def later(self, statement: Statement) -> None:
        """Returns at once."""
        if not self._seconds or statement.text in self._waiting or len(self._waiting) >= QUEUE_MAX:
            return
        self._waiting[statement.text] = statement
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._plan())

    async def _plan(self) -> None:
        while self._waiting:
            statement = next(iter(self._waiting.values()))
            try:
                await self._engine.explain(statement, measured=False, timeout_seconds=self._seconds)
            except EngineError as error:
                _log.warning("statement not planned", reason=str(error), seconds=self._seconds)
            finally:
                # Not before: whoever asks meanwhile waits for this one.
                del self._waiting[statement.text]

    async def close(self) -> None:
        """Ends what is under way."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)
