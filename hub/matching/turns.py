"""Whose turn it is to decide one version of a review: one caller's at a time, over all hubs of a graph.

A decision is on record before its commit. Of two at once an engine may refuse the second at its commit only, when
its entry stands already: the record would then name a decision that never took effect. So the turn is taken first,
in a transaction of its own; whoever does not get it waits until the version is another, and is told STALE then.

A turn ends by itself, since a hub may die while it has one, but not before its move has ended. It is kept as a
caller's key is (`hub.desk.keys`): written first, looked at then.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Final

from graph.cypher.desk import claim_key, keep_key
from graph.engine import EngineError, OutcomeUnknown, Transaction, UniqueViolation
from graph.rules.days import stored_instant
from hub.door.door import Door
from hub.errors import ErrorCode, HubError

PAUSE_SECONDS: Final = 0.03
SPARE_SECONDS: Final = 1.0  # between the turn that is taken and the begin of its move


class Taken(Exception):
    """Another's turn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """A turn at one version of a review, to be taken or taken."""

    key: str
    node: str
    token: str
    seconds: float

    @classmethod
    def at(cls, review: str, version: int, seconds: float) -> Turn:
        key = hashlib.sha256(f"turn|{review}|{version}".encode()).hexdigest()
        return cls(key=key, node=review, token=token_hex(16), seconds=seconds)

    async def hold(self, tx: Transaction) -> None:
        """Holds it until the transaction ends. Raises Taken where it has ended and another has it."""
        if await self._holder(tx) != (self.token, True):
            raise Taken

    async def _take(self, tx: Transaction) -> None:
        holder, lasts = await self._holder(tx)
        if lasts and holder != self.token:
            raise Taken
        await self._keep(tx, self.seconds)

    async def _holder(self, tx: Transaction) -> tuple[str | None, bool]:
        """Who has had it last, and whether it lasts: to its holder until another takes it."""
        [[holder, _, _, until]] = await tx.run(claim_key(self.key, token_hex(8)))
        return holder, holder is not None and (holder == self.token or until >= stored_instant(datetime.now(UTC)))

    async def _keep(self, tx: Transaction, seconds: float) -> None:
        now = datetime.now(UTC)
        until = stored_instant(now + timedelta(seconds=seconds))
        await tx.run(keep_key(self.key, input_=self.token, node=self.node, at=stored_instant(now), until=until))

    async def _end(self, tx: Transaction) -> None:
        await self.hold(tx)
        await self._keep(tx, -1)


@asynccontextmanager
async def turn_at(
    door: Door, review: str, version: int, seconds: float, is_current: Callable[[], Awaitable[bool]]
) -> AsyncIterator[Turn | None]:
    """The turn, once it is ours; None where the review is at another version by then. `seconds`: the longest that
    its move may take. Another's turn is waited for until it has ended by itself.

    Raises HubError UNAVAILABLE where others had it all the time, EngineError.
    """
    turn = Turn.at(review, version, seconds + SPARE_SECONDS)
    ours = await _taken(door, turn, is_current)
    try:
        yield turn if ours else None
    except OutcomeUnknown:
        raise  # perhaps it took effect; the turn ends by itself
    except BaseException:  # cancelled, too: a turn that is kept would hold up all others until it ends
        if ours:
            with suppress(EngineError, Taken):
                await door.transact(turn._end)
        raise


async def _taken(door: Door, turn: Turn, is_current: Callable[[], Awaitable[bool]]) -> bool:
    clock = asyncio.get_running_loop().time
    last = clock() + turn.seconds + SPARE_SECONDS
    while await is_current():
        with suppress(Taken, UniqueViolation, OutcomeUnknown):
            await door.transact(turn._take)
            return True
        if clock() > last:
            raise HubError(ErrorCode.UNAVAILABLE, "others are deciding this review; read it again, then try again")
        await asyncio.sleep(PAUSE_SECONDS)
    return False
