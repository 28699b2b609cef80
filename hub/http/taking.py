"""A client that does not take what is sent to it is cut off: its answer would stay in memory for ever."""

from __future__ import annotations

import asyncio
from typing import Final

# A client behind a bad line takes its time, but it takes; less than this is no line but a hold.
PROGRESS_BYTES: Final = 16 << 10


class TakesInTime:
    """For a protocol on a `transport` that says when its buffer is full and when it is not.

    While it is full, at least `PROGRESS_BYTES` must leave it in each term of `seconds`.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None

    def full(self, transport: asyncio.Transport) -> None:
        if self._timer is None:
            self._wait(transport)

    def emptied(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self, transport: asyncio.Transport) -> None:
        size = transport.get_write_buffer_size()
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._look, transport, size)

    def _look(self, transport: asyncio.Transport, size_before: int) -> None:
        self._timer = None
        if size_before - transport.get_write_buffer_size() < PROGRESS_BYTES:
            transport.abort()
        else:
            self._wait(transport)
