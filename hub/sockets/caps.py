"""How much of the hub one caller may hold by WebSocket, and all of them together.

A caller's WebSockets, and what runs on them, are counted over all hubs on one engine (`seats`, `operations`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from typing import Final

from graph.rules.sealing import KeyRing
from hub.callers.caller import Caller
from hub.callers.pseudonyms import Pseudonyms
from hub.errors import HubError, rate_limited
from hub.settings.config import Settings
from hub.sockets.operations import Operations
from hub.sockets.seats import Seats

RETRY_AFTER_SECONDS: Final = 10


class Caps:
    """Counts of what is open. Each method gives what to hold it with, or raises `HubError` RATE_LIMITED."""

    def __init__(self, settings: Settings, seats: Seats, ring: KeyRing) -> None:
        self._settings = settings
        self._seats = seats
        self._operations = Operations(seats, settings.socket_operations_per_caller)
        # Other names for the same callers, or a socket would sit where an operation does.
        self._of_sockets = Pseudonyms(ring, b"hub sockets: seats")
        self._of_operations = Pseudonyms(ring, b"hub sockets: operations")
        self.open = 0

    def socket(self) -> AbstractContextManager[object]:
        """A connection of anybody, acknowledged or not."""
        if self.open >= self._settings.sockets_max:
            raise _too_many("connections", self._settings.sockets_max)
        self.open += 1
        held = ExitStack()
        held.callback(self._closed)
        return held

    def _closed(self) -> None:
        self.open -= 1

    async def caller(self, caller: Caller) -> AbstractContextManager[object]:
        """A connection that has told whose it is."""
        most = self._settings.sockets_per_caller
        seat = await self._seats.take(self._of_sockets.of(caller), most)
        if seat is None:
            raise _too_many("connections of one caller", most)
        holder = self._of_operations.of(caller)
        self._operations.enter(holder)
        held = ExitStack()
        held.callback(self._operations.leave, holder)
        held.callback(self._seats.leave, seat)
        return held

    @asynccontextmanager
    async def operation(self, caller: Caller) -> AsyncIterator[None]:
        """An operation under way, or its answer on the way to a slow client."""
        holder = self._of_operations.of(caller)
        if not await self._operations.begin(holder):
            raise _too_many("operations of one caller under way", self._settings.socket_operations_per_caller)
        try:
            yield
        finally:
            self._operations.end(holder)


def _too_many(what: str, most: int) -> HubError:
    return rate_limited(f"too many {what}; at most {most} are allowed at once", most, RETRY_AFTER_SECONDS)
