"""The WebSockets of one caller, counted over all hubs: each has a seat in the graph while it is open."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from graph.cypher.seats import leave_seats, renew_seats, take_seat
from graph.engine import Engine
from graph.failures import EngineError
from graph.rules.days import stored_seconds

RENEWALS: Final = 3  # in the time that a seat counts, so that two may fail
HOLDER_SECONDS: Final = 86_400  # longer than any two hubs could meet at one holder while it is forgotten
LEAVING_SECONDS: Final = 2
RENEW_BATCH: Final = 1_000

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Seat:
    key: str
    holder: str


class Seats:
    """The seats that this hub has taken. One that dies has its seats for `seconds` more, and no longer.

    `left` are those that were given back: they are taken out of the graph beside, and count no more already.
    """

    def __init__(
        self, engine: Engine, *, seconds: float, timeout_seconds: float, clock: Callable[[], float] = time.time
    ) -> None:
        self._engine = engine
        self._seconds = seconds
        self._timeout_seconds = timeout_seconds
        self._clock = clock
        self._taken: dict[str, Seat] = {}
        self._left: dict[str, Seat] = {}
        self._leaving: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()

    async def take(self, holder: str, most: int) -> Seat | None:
        """A seat, or None where the holder has as many as are allowed.

        While the engine does not answer, this hub counts its own alone, and tells the others as soon as it does.
        """
        seat, now = Seat(secrets.token_hex(16), holder), self._clock()
        statement = take_seat(
            seat.key,
            holder,
            most,
            now=stored_seconds(now),
            until=stored_seconds(now + self._seconds),
            holder_until=stored_seconds(now + HOLDER_SECONDS),
            left=[left.key for left in self._left.values() if left.holder == holder],
        )
        try:
            [rows] = await self._engine.write([statement], timeout_seconds=self._timeout_seconds)
        except EngineError as error:
            _log.warning("seat not told to the other hubs yet", reason=str(error))
            if sum(taken.holder == holder for taken in self._taken.values()) >= most:
                return None
        except BaseException:  # it may have been given, and nobody would hear of it
            self._taken[seat.key] = seat
            self.leave(seat)
            raise
        else:
            if not rows:
                return None
        self._taken[seat.key] = seat
        return seat

    def leave(self, seat: Seat) -> None:
        del self._taken[seat.key]
        self._left[seat.key] = seat
        if self._leaving is None or self._leaving.done():
            self._leaving = asyncio.get_running_loop().create_task(self._forget_left())

    async def renew(self) -> None:
        """Has all seats count for the full time again. Raises `EngineError`."""
        until = stored_seconds(self._clock() + self._seconds)
        for some in _batches(list(self._taken.values())):
            async with self._writing:
                held = [(seat.key, seat.holder) for seat in some if seat.key in self._taken]
                await self._engine.write([renew_seats(held, until)], timeout_seconds=self._timeout_seconds)

    async def run(self) -> None:
        """Renews without end."""
        while True:
            await asyncio.sleep(self._seconds / RENEWALS)
            try:
                await self.renew()
            except EngineError as error:
                _log.warning("seats not renewed", reason=str(error))
            except Exception as error:  # or no seat would ever be renewed again
                _log.error("seats not renewed", exc_info=error)

    async def close(self) -> None:
        """Waits a little until what was left is out of the graph."""
        if self._leaving is not None:
            await asyncio.wait((self._leaving,), timeout=LEAVING_SECONDS)

    async def _forget_left(self) -> None:
        while self._left:
            async with self._writing:  # or a seat that was left could be renewed
                some = list(self._left)[:RENEW_BATCH]
                try:
                    await self._engine.write([leave_seats(some)], timeout_seconds=self._timeout_seconds)
                except EngineError as error:
                    _log.warning("seats not given back; they end by themselves", reason=str(error))
            for key in some:
                del self._left[key]


def _batches(seats: Sequence[Seat]) -> list[Sequence[Seat]]:
    return [seats[start : start + RENEW_BATCH] for start in range(0, len(seats), RENEW_BATCH)]
