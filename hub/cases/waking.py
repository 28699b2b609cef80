"""The job of deadlines: one pass over the clocks that are due. Every hub does it, and `hub deadlines`.

killed before a commit       nothing was said of that case; its clock still wakes, and the next pass says it
killed after it              it was said, and the clock waits for what comes next
a case that cannot be read   is told in the log and left to the next pass; the others go on
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from graph.cypher import alarms
from graph.engine import EngineError, EngineUnavailable, OutcomeUnknown, StatementTimeout
from graph.rules.alarms import Call
from graph.rules.days import stored_instant
from hub.cases.looking import Look, Seen
from hub.cases.resetting import set_all_clocks
from hub.door.door import Door
from hub.errors import HubError
from hub.record.errors import RecordUnavailable
from hub.record.writer import Record
from hub.rights.policy import courts_under

BATCH: Final = 200  # clocks found at a time
BATCHES_MAX: Final = 5_000  # of one pass

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Counts:
    """What one pass did: alerts said, cases moved, looks that failed; `waiting` clocks have more to say, later.

    Of cases, and apart from them of what executors were told.
    """

    warned: int = 0
    breached: int = 0
    over: int = 0
    moved: int = 0
    failed: int = 0
    waiting: int = 0
    executors_warned: int = 0
    executors_breached: int = 0
    executors_waiting: int = 0

    def line(self) -> str:
        told = f"deadlines: {self.warned} warned, {self.breached} breached, {self.moved} moved"
        told = f"{told}, {self.waiting} waiting"
        told += f", {self.over} over" if self.over else ""
        told += f", {self.failed} failed" if self.failed else ""
        executors = (self.executors_warned, self.executors_breached, self.executors_waiting)
        if not any(executors):
            return told
        return told + "; executors: {} warned, {} breached, {} waiting".format(*executors)

    @property
    def told(self) -> bool:
        """Whether anything happened."""
        of_cases = self.warned or self.breached or self.over or self.moved or self.failed
        return bool(of_cases or self.executors_warned or self.executors_breached)

    def add(self, seen: Seen) -> None:
        self.warned += seen.said.count(Call.WARNING)
        self.breached += seen.said.count(Call.BREACH)
        self.over += seen.said.count(Call.OVER)
        self.executors_warned += seen.of_executors.count(Call.WARNING)
        self.executors_breached += seen.of_executors.count(Call.BREACH)
        self.moved += seen.moved
        self.failed += seen.refused is not None


@dataclass(kw_only=True, slots=True)
class Waking:
    """One hub's job. `clock` tells the time; moves are recorded `ahead` of their commit."""

    door: Door
    record: Record
    clock: Callable[[], datetime]
    ahead: timedelta
    _all_set: bool = field(default=False, init=False)

    async def run(self, court: str | None = None) -> Counts:
        """One pass, over the cases of a court and all below it if one is named.

        Raises EngineUnavailable where the engine went away; a case that fails is counted and told in the log.
        """
        if not self._all_set:
            await set_all_clocks(self.door, self.clock)
            self._all_set = True
        counts, courts = Counts(), courts_under([court]) if court is not None else None
        now, after = stored_instant(self.clock()), ("", "")
        for _ in range(BATCHES_MAX):
            found = await self.door.own(alarms.find_waking(now, after, BATCH, courts))
            woken: dict[tuple[str, str], list[str]] = {}
            for _, key, kind, case in found:
                woken.setdefault((str(kind), str(case)), []).append(str(key))
            # Not in their order: else all hubs would meet at every case.
            for (kind, case), keys in random.sample(list(woken.items()), len(woken)):
                await self._look(kind, case, keys, counts)
            if len(found) < BATCH:
                break
            after = (str(found[-1][0]), str(found[-1][1]))
        [[counts.waiting, counts.executors_waiting]] = await self.door.own(alarms.count_waiting(now, courts))
        return counts

    async def _look(self, kind: str, case: str, woken: Sequence[str], counts: Counts) -> None:
        look = Look(
            door=self.door,
            record=self.record,
            clock=self.clock,
            ahead=self.ahead,
            kind=kind,
            case=case,
            woken=woken,
            now=self.clock(),
        )
        try:
            seen = await look.take()
        except (EngineError, HubError, RecordUnavailable) as error:
            if isinstance(error, EngineUnavailable) and not isinstance(error, StatementTimeout | OutcomeUnknown):
                raise
            counts.failed += 1
            _log.error("deadlines not looked at", kind=kind, case=case, reason=str(error))
            return
        if seen.refused is not None:
            _log.error("not moved by the hub itself", kind=kind, case=case, reason=str(seen.refused))
        counts.add(seen)
