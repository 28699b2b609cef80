"""A move by the hub itself on the record: noted before its commit, and once more when it has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from hub.door.noting import Noting, Trace
from hub.record.entry import DECISION_OK, Entry, operation_hash
from hub.record.writer import Record


@dataclass(kw_only=True, slots=True)
class OnRecord:
    """`name`: what the hub does by itself; `clock` tells the time to the record."""

    record: Record
    clock: Callable[[], datetime]
    name: str
    noted: bool = field(default=False, init=False)  # once, however often the move is tried
    trace: Trace = field(default_factory=lambda: Trace(uuid4().hex), init=False)

    async def begin(self, operation: str, case: str) -> None:
        """Raises RecordUnavailable: nothing may be committed then."""
        if not self.noted:
            self.trace.operation = operation
            await Noting(self.record, self.clock).mutation(self.trace, operation, case, DECISION_OK)
            self.noted = True

    async def end(self, case: str, decision: str) -> None:
        """How what was begun has ended; nothing was, then nothing is said. Raises RecordUnavailable."""
        if not self.noted:
            return
        await self.record.append(
            Entry(
                request_id=self.trace.request_id,
                time=self.clock(),
                operation_name=self.name,
                operation_hash=operation_hash(self.name),
                touched=self.record.touched({case}),
                decision=decision,
            )
        )
