"""One mutation as one transaction: the caller's key, the move itself, its entry of the record, the commit.

    refused                       nothing was written, the key is as free as before; asked again, judged again
    the record cannot be written  the same, answered UNAVAILABLE
    no answer to the commit       done or not. With a key the transaction is run once more and finds out;
                                  without one the caller is told UNAVAILABLE and has to look
    committed, answer lost        the same key and input give the same answer for as long as keys are kept; that it
                                  was sent again is on record like the first time
    another made the record       the transaction is run once more and finds it

The entry is on disk before the commit: there is no change that is not on the record, at the price of entries whose
change did not come about. The entry of the request, which follows, says how it ended.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, Final, NamedTuple

from graph.cypher.desk import claim_key, keep_key
from graph.engine import OutcomeUnknown, Transaction, UniqueViolation
from graph.rules.days import stored_instant
from graph.rules.sealing import KeyRing
from hub.callers.caller import Caller
from hub.desk.instants import When
from hub.desk.keys import input_mark, key_of
from hub.door.door import Door
from hub.errors import ErrorCode, HubError, bad_input

RUNS_MAX: Final = 5  # of a mutation whose outcome is not known, or that another came before


class Moved(NamedTuple):
    """The record that was moved, and the instant at which that was recorded."""

    node: str
    at: str


def stale(what: str, version: int, given: int) -> HubError:
    """Another moved it since it was read."""
    return HubError(
        ErrorCode.STALE, f"{what} is at version {version}, not {given}; read it again", version=version
    )


# Looks up, decides and writes within the transaction; keeps nothing from a try that failed.
Work = Callable[[Transaction, When], Awaitable[Moved]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A mutation as asked: its name, what was given, the caller's key for it if there is one."""

    name: str
    given: Mapping[str, Any]
    key: str | None
    caller: Caller
    now: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Mover:
    """Runs moves, each in a transaction of its own and recorded `ahead` of its commit (`hub.desk.instants`);
    a caller's key is kept for so long after its move.
    """

    door: Door
    ring: KeyRing
    keys_kept: timedelta
    ahead: timedelta

    async def run(self, move: Move, work: Work, before_commit: Callable[[str], Awaitable[None]]) -> Moved:
        """What was moved, now or when the key was first used.

        `before_commit` is told the record's id when all is written and nothing committed, and told again only if
        a further run found another; what it raises undoes everything. Raises HubError (what `work` raises, and
        BAD_INPUT for a key that was used for another input), EngineError.
        """
        key = None if move.key is None else key_of(move.caller, move.key)
        mark = input_mark(move.name, move.given, self.ring)
        last: Moved | None = None
        when = When(move.now, self.ahead)

        async def once(tx: Transaction) -> Moved:
            nonlocal last
            moved = await self._used(tx, key, mark, move.now) if key is not None else None
            if moved is None:
                moved = await work(tx, when)
                if key is not None:
                    until = stored_instant(move.now + self.keys_kept)
                    await tx.run(keep_key(key, input_=mark, node=moved.node, at=moved.at, until=until))
            before, last = last, moved
            if before is None or before.node != moved.node:
                await before_commit(moved.node)
            return moved

        for runs_left in range(RUNS_MAX - 1, -1, -1):
            try:
                moved = await self.door.transact(once)
            except UniqueViolation:
                if not runs_left:
                    raise
            except OutcomeUnknown:
                if key is None or not runs_left:
                    if last is not None:
                        await when.reached(last.at)  # who looks, as told to, sees what came of it
                    raise
            else:
                await when.reached(moved.at)
                return moved
        raise AssertionError("the last run answers or raises")

    async def _used(self, tx: Transaction, key: str, mark: str, now: datetime) -> Moved | None:
        """Takes the key; what it was used for before, None where it was not or too long ago."""
        [[used_for, node, at, until]] = await tx.run(claim_key(key, token_hex(8)))
        if used_for is None or until < stored_instant(now):
            return None
        if used_for != mark:
            raise bad_input(
                "idempotencyKey was used for another input; the same key takes the same input only, anything else"
                " needs a new one"
            )
        return Moved(node, at)
