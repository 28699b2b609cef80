"""Operations of one caller under way, counted over all hubs in blocks: a hub takes a block of them at a time.

So one operation in a block pays a write to the engine, and hardly that: a block is kept while the caller has a
socket here. Never more run than are allowed; fewer where they are spread over more hubs than there are blocks.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from hub.sockets.seats import Seat, Seats

BLOCKS: Final = 10  # into how many what is allowed is cut, at most


@dataclass(slots=True)
class _Held:
    """What one caller has on this hub."""

    sockets: int = 0
    running: int = 0
    asking: int = 0
    blocks: list[Seat] = field(default_factory=list)
    taking: asyncio.Lock = field(default_factory=asyncio.Lock)


class Operations:
    """Each `begin` that was granted is ended once, each `enter` left once."""

    def __init__(self, seats: Seats, most: int) -> None:
        self._seats = seats
        self._size = max(1, most // BLOCKS)
        self._blocks = most // self._size
        self._held: dict[str, _Held] = {}

    def enter(self, holder: str) -> None:
        """A socket of the holder's was opened here."""
        self._held.setdefault(holder, _Held()).sockets += 1

    def leave(self, holder: str) -> None:
        self._held[holder].sockets -= 1
        self._give_back(holder)

    async def begin(self, holder: str) -> bool:
        """Whether one more may run."""
        held = self._held.setdefault(holder, _Held())
        held.asking += 1
        try:
            async with held.taking:
                if held.running >= len(held.blocks) * self._size:
                    block = await self._seats.take(holder, self._blocks)
                    if block is None:
                        return False
                    held.blocks.append(block)
                held.running += 1
                return True
        finally:
            held.asking -= 1
            self._give_back(holder)

    def end(self, holder: str) -> None:
        self._held[holder].running -= 1
        self._give_back(holder)

    def _give_back(self, holder: str) -> None:
        """Blocks that nothing needs; one more than needed is kept, so that the next operation need not wait."""
        held = self._held[holder]
        if held.asking:
            return  # whoever asks looks again
        here = held.sockets or held.running
        needed = -(-held.running // self._size) + 1 if here else 0
        while len(held.blocks) > needed:
            self._seats.leave(held.blocks.pop())
        if not here:
            del self._held[holder]
