"""The desk of matching, one caller's place at it for one request, and how a move is made from there."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from graph.plan import Slice
from graph.rules.sealing import KeyRing
from hub.callers.caller import Caller
from hub.desk.moving import Move, Moved, Mover, Work
from hub.door.door import Door
from hub.matching.rights import desk_of
from hub.read.fields import Inquiry
from hub.settings.limits import MatchLimits


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchSeat:
    """Who sits at the desk for one request; `inquire` asks the graph with the caller's rights, `note` puts a move
    on record before its commit, `touch` is told each review that was shown. `until`: the instant of the
    monotonic clock after which nobody is looked at any more.
    """

    caller: Caller
    now: datetime
    present: Slice
    note: Callable[[str, str], Awaitable[None]]
    touch: Callable[[str], None]
    inquire: Callable[[Inquiry[Any]], Awaitable[Any]]
    until: float = math.inf


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchDesk:
    """What one hub's desk works with. Holds nothing of a caller between requests."""

    door: Door
    ring: KeyRing
    mover: Mover
    limits: MatchLimits

    def at(self, seat: MatchSeat) -> Place:
        return Place(door=self.door, ring=self.ring, mover=self.mover, limits=self.limits, seat=seat)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place(MatchDesk):
    """The desk, and who sits at it."""

    seat: MatchSeat

    @property
    def today(self) -> date:
        return date.fromisoformat(self.seat.present.as_of)

    @property
    def desk(self) -> str:
        """Whose reviews are filed, seen and decided here."""
        return desk_of(self.seat.caller)

    async def move(self, name: str, given: Mapping[str, Any], key: str | None, work: Work) -> Moved:
        seat = self.seat
        move = Move(name=name, given=given, key=key, caller=seat.caller, now=seat.now)
        return await self.mover.run(move, work, partial(seat.note, name))
