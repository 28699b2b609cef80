"""What a report on an instruction brings about besides the case's own step, whoever brings it: an agency that
asks, one that the relay tells, a court's staff.

The case is locked first, as by its own moves; then the instruction, then the line of what its agency is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_hex
from typing import Any, Final

from graph.cypher import relaying
from graph.engine import Transaction
from graph.rules.moves import read
from hub.cases.instructing import Stored, line_of
from hub.cases.stored import StoredCase

REPORTED: Final = "REPORTED"  # how it is known that a message arrived: its executor speaks of it


def last_of(told: Stored, case: StoredCase | None) -> str:
    """When the later of the two was moved last, as stored."""
    moved = str(read(told["moves"])[-1]["at"])
    return moved if case is None else max(moved, str(case.piece["recordedAt"]))


async def heard(tx: Transaction, told: Mapping[str, Any], at: str) -> None:
    """Nothing that was told of an instruction waits to be pushed any more."""
    line = line_of(told)
    await tx.run(relaying.hold_line(line, token_hex(8)))
    await tx.run(relaying.end_deliveries_of(str(told["key"]), REPORTED, at))
    if not await tx.run(relaying.waiting_of(line, 1)):
        await tx.run(relaying.leave_line(line, None))
