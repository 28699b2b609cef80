"""Callers' idempotency keys: what a key is kept as, and when it is forgotten.

Neither the caller nor the key stands in the graph: the key of the node is a digest of both. What the key was used
for is kept as a keyed digest, since an input may hold somebody's number, which could otherwise be tried.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import orjson

from graph.cypher.desk import expired_keys, forget_keys
from graph.engine import Transaction
from graph.rules.days import stored_instant
from graph.rules.sealing import KeyRing, match_hash
from hub.callers.caller import Caller
from hub.door import Door
from hub.errors import bad_input

KEY_LENGTH_MAX: Final = 128
PURGE_EVERY_SECONDS: Final = 3600.0
PURGE_ROUNDS_MAX: Final = 100  # batches removed by one purge


def key_of(caller: Caller, given: str) -> str:
    """The node's key. Raises HubError BAD_INPUT for a text that is no key."""
    if not 0 < len(given) <= KEY_LENGTH_MAX or not (given.isascii() and given.isprintable()):
        raise bad_input(f"idempotencyKey takes 1 to {KEY_LENGTH_MAX} printable characters of ASCII")
    agency = caller.agency.value if caller.agency else None
    return hashlib.sha256(orjson.dumps([caller.role.value, agency, caller.subject, given])).hexdigest()


def input_mark(name: str, given: Mapping[str, Any], ring: KeyRing) -> str:
    """Equal for equal inputs of one mutation."""
    text = orjson.dumps([name, given], option=orjson.OPT_SORT_KEYS).decode()
    return match_hash(text, "idempotency", ring)


@dataclass(slots=True)
class KeyKeeping:
    """Forgets keys whose time is over, a bounded batch a transaction, at most once an hour."""

    door: Door
    days: int
    batch: int
    clock: Callable[[], float] = time.monotonic
    _purged_at: float | None = field(default=None)

    def until(self, now: datetime) -> str:
        """The instant until which a key that is used now is kept."""
        return stored_instant(now + timedelta(days=self.days))

    def due(self) -> bool:
        """Whether a purge is due; whoever is told so is expected to `purge`."""
        now = self.clock()
        if self._purged_at is not None and now - self._purged_at < PURGE_EVERY_SECONDS:
            return False
        self._purged_at = now
        return True

    async def purge(self, now: datetime) -> int:
        """How many keys were removed. Raises EngineError."""
        instant, removed = stored_instant(now), 0
        for _ in range(PURGE_ROUNDS_MAX):
            [[keys]] = await self.door.own(expired_keys(instant, self.batch))
            if keys:
                await self.door.transact(partial(_forget, keys=keys, instant=instant))
            removed += len(keys)
            if len(keys) < self.batch:
                break
        return removed


async def _forget(tx: Transaction, keys: list[str], instant: str) -> None:
    await tx.run(forget_keys(keys, instant))
