"""Parties of a list followed, each change told to one address, in order for each party and none passed over.

What changes again while a party waits is told as it is then: an address that was away hears of each party once,
as it stands. What was taken is told again only when it changes, though the connection to the hub breaks; a new
run begins with all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from hub.screening.parties import Party
from hub.webhook.following import Follower
from hub.webhook.posting import NotTaken, Posted, Poster, Screening

REFUSED_MAX: Final = 20  # messages one after another: then it is the address, or the key, and not the message


@dataclass(kw_only=True, slots=True)
class Webhook:
    """`parties` have keys all; `on_told` hears of each message what came of it."""

    parties: Sequence[Party]
    follower: Follower
    poster: Poster
    on_told: Callable[[Party, Posted], None] = lambda party, told: None
    _newest: dict[int, Screening] = field(default_factory=dict, init=False)  # by place: heard, not taken yet
    _known: dict[int, Screening] = field(default_factory=dict, init=False)  # what they were told last
    _told: set[int] = field(default_factory=set, init=False)  # places that were told of at all
    _refused: int = field(default=0, init=False)  # messages, one after another
    _telling: int | None = field(default=None, init=False)  # the place that is under way
    _stirred: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    async def run(self, *, once: bool = False) -> None:
        """Without end; `once`: until each party was told of.

        Raises NotAnswered for the hub, NotTaken for the address.
        """
        tasks = [asyncio.create_task(each) for each in (self._hear(), self._tell(once))]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                each.result()
        finally:
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _hear(self) -> None:
        keys = [party.key for party in self.parties if party.key is not None]
        async with aclosing(self.follower.changes(keys)) as lists:
            async for changes in lists:
                for place, row in changes:
                    self._newest[place] = row
                    self._settle(place)
                self._stirred.set()

    async def _tell(self, once: bool) -> None:
        while not (once and len(self._told) == len(self.parties)):
            await self._stirred.wait()
            self._stirred.clear()
            while self._newest:
                place = self._telling = next(iter(self._newest))
                party = self.parties[place]
                told = await self.poster.post(party, partial(self._newest.__getitem__, place))
                self._telling = None
                self._told.add(place)
                if told.refused and self._newest[place] == told.screening:
                    # They do not know it; it is sent again when the hub tells of the party again.
                    del self._newest[place]
                elif not told.refused:
                    self._known[place] = told.screening
                    self._settle(place)
                self._refused = self._refused + 1 if told.refused else 0
                self.on_told(party, told)
                if self._refused >= REFUSED_MAX:
                    raise NotTaken(
                        f"the address refused {self._refused} messages one after another: {told.refused}"
                    )

    def _settle(self, place: int) -> None:
        """Nothing is left to tell of what they know, unless a try is under way that may tell otherwise."""
        known = self._known.get(place)
        if known is not None and place != self._telling and _said(self._newest[place]) == _said(known):
            del self._newest[place]


def _said(row: Screening) -> Screening:
    """All that is told but when it was."""
    return {name: value for name, value in row.items() if name != "asAt"}
