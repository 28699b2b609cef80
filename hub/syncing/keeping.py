"""Which point of a pull is kept: none that the next run could not go on from without losing a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from adapters.agencies.mapping import Read
from hub.syncing.cursors import Cursors, Point


@dataclass(kw_only=True, slots=True)
class Keeping:
    """Of one kind of record in one run. `holds`: a kind before it was left before its end.

    Both raise EngineError.
    """

    cursors: Cursors
    read: Read
    numbered: bool
    holds: bool
    _held: bool = False

    async def page(self, point: Point, rejected: int, now: datetime) -> None:
        """Behind a page that was taken, `rejected` rows of which were not."""
        self._held = self._held or (self.holds and rejected > 0)
        if point.cursor is None or not self.numbered:
            await self._keep(point, now)

    async def more(self, point: Point, now: datetime) -> None:
        """Behind the last page that a run may ask for."""
        if self.numbered:
            await self._keep(point, now)

    async def _keep(self, point: Point, now: datetime) -> None:
        # What was rejected may have needed what the kind before it did not tell: it is asked for again.
        if not self._held:
            await self.cursors.keep(self.read.name, point, now)
