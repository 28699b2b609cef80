"""One run for one agency: its list first, then ours, so that whatever stands in it is in the graph by then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.agencies.endpoint import Endpoint
from graph.rules.days import stored_instant
from graph.rules.reconciling import reconcile
from hub.door.door import Door
from hub.reconciling import theirs
from hub.reconciling.ours import Ours
from hub.reconciling.report import Outcome, write_differences


@dataclass(frozen=True, kw_only=True, slots=True)
class Reconcile:
    """`data` is the hub's folder; what arrived within `grace` may not be in their list yet."""

    door: Door
    data: Path
    endpoint: Endpoint
    grace: timedelta
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    pages_max: int = theirs.PAGES_MAX

    async def run(self) -> Outcome:
        """Changes nothing but the file of differences. Raises EngineError, OSError, TooManyMessages."""
        mapping, began = self.endpoint.mapping, self.clock()
        asking = theirs.Asking(endpoint=self.endpoint, clock=self.clock, pages_max=self.pages_max)
        read = await asking.all()
        if read.faults and not read.listed.entries:
            return Outcome(agency=mapping.label, found=None, faults=read.faults, broken=read.broken)
        told = await Ours(door=self.door, agency=self.endpoint.agency).told()
        found = reconcile(told, read.listed, stored_instant(began - self.grace))
        file = None
        if found.differences:
            name = f"{mapping.system}-differences-{began.astimezone(UTC):%Y%m%dT%H%M%S%f}.csv"
            file = self.data / "rejects" / name
            write_differences(file, found.differences)
        return Outcome(agency=mapping.label, found=found, file=file, faults=read.faults, broken=read.broken)
