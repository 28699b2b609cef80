"""One call to an engine, tried again while that can help, and ended when its time is over."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from neo4j.exceptions import ConnectionAcquisitionTimeoutError, ConstraintError, Neo4jError

from graph.engine.address import EngineAddress, EngineLimits
from graph.engine.flavours import Flavour
from graph.engine.translation import CONNECTION_LOST, DRIVER_ERRORS, GONE, OUT_OF_MEMORY, translated
from graph.failures import EngineError, OutcomeUnknown, StatementTimeout
from graph.statement import Statement

Answer = TypeVar("Answer")


@dataclass(kw_only=True, slots=True)
class Progress:
    """How far one call has come, for its errors and its retries; `working`: the caller's own code runs."""

    statement: Statement | None = None
    working: bool = False
    committing: bool = False
    complaint: str = ""
    duplicates: int = 0

    @property
    def name(self) -> str:
        return (self.statement and self.statement.name) or "statement"


@dataclass(frozen=True, kw_only=True, slots=True)
class Retries:
    """Which failures of one engine are worth another try, and how long to wait before it."""

    address: EngineAddress
    limits: EngineLimits
    flavour: Flavour

    async def run(
        self, once: Callable[[Progress], Awaitable[Answer]], *, seconds: float, retry_max: int
    ) -> Answer:
        """Runs `once` until it answers, cannot answer, or `seconds` (all tries together) are over.

        Raises EngineError; what the caller's own code in `once` raises comes out as it is.
        """
        progress = Progress()
        try:
            async with asyncio.timeout(seconds) as limit:
                return await self._tries(once, progress, seconds=seconds, retry_max=retry_max)
        except TimeoutError:
            if not limit.expired():
                raise
        if progress.committing:
            raise OutcomeUnknown(f"{progress.name}: no answer to the commit within {seconds:g} s")
        raise StatementTimeout(f"{progress.name}: not done within {seconds:g} s")

    async def _tries(
        self,
        once: Callable[[Progress], Awaitable[Answer]],
        progress: Progress,
        *,
        seconds: float,
        retry_max: int,
    ) -> Answer:
        clock = asyncio.get_running_loop().time
        last_start = clock() + min(seconds, self.limits.retry_total_seconds)
        wait_seconds = self.limits.retry_first_seconds
        for tries_left in range(retry_max, -1, -1):
            progress.committing = progress.working = False
            try:
                return await once(progress)
            except DRIVER_ERRORS as error:
                if progress.working:
                    raise
                # Half to all of the wait, so that those who met once do not meet again.
                pause_seconds = wait_seconds * random.uniform(0.5, 1)
                in_time = tries_left > 0 and clock() + pause_seconds < last_start
                if not (in_time and self._may_help(error, progress)):
                    raise self._told(error, progress) from None
            await asyncio.sleep(pause_seconds)
            wait_seconds = min(wait_seconds * 2, self.limits.retry_last_seconds)
        raise AssertionError("the last try answers or raises")

    def _may_help(self, error: Exception, progress: Progress) -> bool:
        """Whether to try again: lost races and connections, but never a commit that may have happened."""
        if isinstance(error, ConstraintError) and self.flavour == "arcadedb":
            complaint = str(error.message)
            progress.duplicates = progress.duplicates + 1 if complaint == progress.complaint else 1
            progress.complaint = complaint
            return progress.duplicates < self.limits.duplicate_max
        if isinstance(error, ConnectionAcquisitionTimeoutError):
            return False
        if isinstance(error, CONNECTION_LOST):
            return not progress.committing
        if isinstance(error, Neo4jError):
            return error.code == GONE or (error.is_retryable() and error.code not in OUT_OF_MEMORY)
        return False

    def _told(self, error: Exception, progress: Progress) -> EngineError:
        return translated(error, self.address, name=progress.name, committing=progress.committing)
