"""How much of the hub one caller may hold by WebSocket, and all of them together.

Counted in this process: with several workers each counts its own.
"""

from __future__ import annotations

from collections import Counter
from contextlib import AbstractContextManager, ExitStack
from typing import Final

from hub.callers.caller import Caller
from hub.config import Settings
from hub.errors import HubError, rate_limited

RETRY_AFTER_SECONDS: Final = 10

_Key = tuple[str, str | None, str]


class Caps:
    """Counts of what is open. Each method gives what to hold it with, or raises `HubError` RATE_LIMITED."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
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

    def caller(self, caller: Caller) -> AbstractContextManager[object]:
        """A connection that has told whose it is."""
        return _held(self._sockets, caller, "connections of one caller", self._settings.sockets_per_caller)

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
