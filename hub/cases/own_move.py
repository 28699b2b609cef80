"""A move by the hub itself on the record: noted before its commit, and once more when it has ended."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from graph.engine import Transaction
from hub.desk.instants import When
from hub.door.door import Door
from hub.door.noting import Noting, Trace
from hub.errors import ErrorCode, code_of
from hub.record.entry import DECISION_OK, Entry, operation_hash
from hub.record.writer import Record


@dataclass(kw_only=True, slots=True)
class OwnMove:
    """One move by the hub itself; `name`: what it does by itself, `clock` tells the time to the record."""

    door: Door
    record: Record
    clock: Callable[[], datetime]
    ahead: timedelta
    name: str
    case: str
    noted: bool = field(default=False, init=False)  # once, however often the move is tried
    trace: Trace = field(default_factory=lambda: Trace(uuid4().hex), init=False)

    async def run(self, work: Callable[[Transaction, When], Awaitable[str | None]], now: datetime) -> bool:
        """Whether it came about. `work` gives the instant at which it is recorded, None where nothing is to be
        done or another was faster; it calls `begin` before it ends.

        Raises what `work` raises, EngineError, RecordUnavailable: nothing was written then, or it is not known.
        """
        decision, when = ErrorCode.INTERNAL.value, When(now, self.ahead)
        try:
            at = await self.door.transact(lambda tx: work(tx, when))
            if at is not None:
                await when.reached(at)
            # A move that was noted and that another made first did not come about here.
            decision = ErrorCode.STALE.value if at is None else DECISION_OK
        except BaseException as error:  # whatever it was: the record tells how a move ended that it has begun
            decision = code_of(error).value
            raise
        finally:
            await self._end(decision)
        return at is not None

    async def begin(self, operation: str) -> None:
        """Raises RecordUnavailable: nothing may be committed then."""
        if not self.noted:
            self.trace.operation = f"{self.name} {operation}"
            await Noting(self.record, self.clock).mutation(
                self.trace, self.trace.operation, self.case, DECISION_OK
            )
            self.noted = True

    async def _end(self, decision: str) -> None:
        """How what was begun has ended; nothing was, then nothing is said."""
        if not self.noted:
            return
        await self.record.append(
            Entry(
                request_id=self.trace.request_id,
                time=self.clock(),
                operation_name=self.name,
                operation_hash=operation_hash(self.name),
                touched=self.record.touched({self.case}),
                decision=decision,
            )
        )
