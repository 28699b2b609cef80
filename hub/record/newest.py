"""One value that changes, many follow it: each gets the newest, and what one is slow to take waits nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Generic, TypeVar

T = TypeVar("T")


class Newest(Generic[T]):
    """For one event loop."""

    def __init__(self) -> None:
        self._value: T | None = None
        self._version = 0
        self._changed = asyncio.Event()

    def put(self, value: T) -> None:
        self._value = value
        self._version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def follow(self) -> AsyncGenerator[T]:
        """The value, if there is one, and from then on each that is the newest when the one before was taken."""
        seen = 0
        while True:
            changed = self._changed
            if self._version > seen and self._value is not None:
                seen = self._version
                yield self._value
            else:
                await changed.wait()
