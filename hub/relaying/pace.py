"""How often one agency is asked, at most: what it bears a minute, spread evenly."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic


@dataclass(slots=True)
class Pace:
    """Of this process alone: who starts several relays divides what the agency bears between them."""

    per_minute: int
    clock: Callable[[], float] = monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _next: float = field(default=0.0, init=False)

    async def slot(self) -> None:
        """Returns when the next request may go out."""
        now = self.clock()
        at = max(self._next, now)
        self._next = at + 60 / self.per_minute
        if at > now:
            await self.sleep(at - now)
