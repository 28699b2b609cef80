"""Messages that no further try is made of: seen, and put back by a human who has looked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any, Final

from graph.cypher import relaying
from graph.engine import Transaction
from graph.rules.days import stored_instant
from graph.rules.lines import work_of
from hub.door.door import Door
from hub.relaying.lines import turn_on

DEAD_MAX: Final = 1_000  # listed at a time
KEY_LENGTH_MAX: Final = 64


class NoSuchMessage(Exception):
    """A key that no dead message has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadMessages:
    """Those of all agencies, whether they have an endpoint here or not."""

    door: Door
    clock: Callable[[], datetime]

    async def listed(self) -> list[str]:
        """A line each, by agency and time; no name and no number."""
        rows = await self.door.own_range(relaying.dead_after("", DEAD_MAX))
        return list(_lines(rows))

    async def put_back(self, key: str) -> None:
        """Tries it anew, if it is dead. Raises NoSuchMessage, EngineError."""
        found = await self.door.own(relaying.one_delivery(key[:KEY_LENGTH_MAX]))
        if not found or found[0][0].get("dead") is None:
            raise NoSuchMessage("no dead message has this key; allowed: a key that `hub relay --dead` lists")
        [[delivery]] = found
        line, now = delivery["line"], stored_instant(self.clock())

        async def work(tx: Transaction) -> bool:
            [[_, lease]] = await tx.run(relaying.hold_line(line, token_hex(8)))
            if not await tx.run(relaying.put_back(delivery["key"], now)):
                return False
            # A relay that holds the line looks at all that waits when it gives it back.
            if lease is None or lease <= now:
                turn = await turn_on(tx, line, now)
                await tx.run(relaying.leave_line(line, work_of(delivery["agency"], turn.urgent, now)))
            return True

        if not await self.door.transact(work):
            raise NoSuchMessage("it is not dead any more")


def _lines(rows: list[list[Mapping[str, Any]]]) -> Iterator[str]:
    for delivery, told in rows:
        yield "  ".join(
            (
                delivery["key"],
                delivery["agency"],
                delivery["message"],
                told["measure"],
                told.get("caseNumber") or "no case",
                f"{delivery['tries']} tries",
                delivery["reason"],
            )
        )
