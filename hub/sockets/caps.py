"""How much of the hub one caller may hold by WebSocket, and all of them together.

A caller's WebSockets are counted over all hubs (`seats`), what runs on them in this process: an operation must
not pay a write to the engine, and what it may ask is bounded over all hubs by its budget.
"""

from __future__ import annotations

from collections import Counter
from contextlib import AbstractContextManager, ExitStack
from typing import Final

from hub.callers.caller import Caller
from hub.callers.pseudonyms import Pseudonyms
from hub.config import Settings
from hub.errors import HubError, rate_limited
from hub.sockets.seats import Seats

RETRY_AFTER_SECONDS: Final = 10

_Key = tuple[str, str | None, str]


class Caps:
    """Counts of what is open. Each method gives what to hold it with, or raises `HubError` RATE_LIMITED."""

    def __init__(self, settings: Settings, seats: Seats, names: Pseudonyms) -> None:
        self._settings = settings
        self._seats = seats
        self._names = names
        self._sockets: Counter[_Key] = Counter()
        self._operations: Counter[_Key] = Counter()
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
        """A connection that has told whose it is; the other hubs' count too."""
        what, most = "connections of one caller", self._settings.sockets_per_caller
        with _held(self._sockets, caller, what, most) as held:
            seat = await self._seats.take(self._names.of(caller), most)
            if seat is None:
                raise _too_many(what, most)
            held.callback(self._seats.leave, seat)
            return held.pop_all()

    def operation(self, caller: Caller) -> AbstractContextManager[object]:
        """An operation under way, or its answer on the way to a slow client."""
        most = self._settings.socket_operations_per_caller
        return _held(self._operations, caller, "operations of one caller under way", most)


def _held(counts: Counter[_Key], caller: Caller, what: str, most: int) -> ExitStack:
    key = (caller.role.value, caller.agency.value if caller.agency else None, caller.subject)
    if counts[key] >= most:
        raise _too_many(what, most)
    counts[key] += 1
    held = ExitStack()
    held.callback(_let_go, counts, key)
    return held


def _let_go(counts: Counter[_Key], key: _Key) -> None:
    counts[key] -= 1
    if not counts[key]:
        del counts[key]  # or the counter would grow with every caller ever seen


def _too_many(what: str, most: int) -> HubError:
    return rate_limited(f"too many {what}; at most {most} are allowed at once", most, RETRY_AFTER_SECONDS)
