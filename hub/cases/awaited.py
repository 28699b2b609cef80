"""Clocks that wait for a case of another kind in their file are looked at when one moves.

Only the clock is woken: whoever looks holds the record that it is of, and finds for himself whether what it waits
for is there. To move that record here would lock two cases, in the other order than performance ends them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.cypher import alarms, desk
from graph.engine import Transaction
from graph.lifecycle.tables import LIFECYCLES
from hub.cases.clocking import key_of
from hub.cases.stored import StoredCase

CASES_MAX: Final = 1_000  # that wait in one file; others are found when their clock wakes


async def wake_who_waits(tx: Transaction, kind: str, number: str | None, at: str) -> None:
    """After a move of a case of the kind, in its transaction."""
    if number is None:
        return
    for waiting, name in WAITING.get(kind, ()):
        [[rows]] = await tx.run(desk.open_by(waiting, "caseNumber", number, CASES_MAX))
        found = [StoredCase.of(waiting, row) for row in rows]
        keys = [key_of(case.id, name) for case in found if case is not None]
        if keys:
            await tx.run(alarms.wake(keys, at))


def _waiting() -> Iterator[tuple[str, tuple[str, str]]]:
    for kind, lifecycle in LIFECYCLES.items():
        for machine in lifecycle.tables:
            for deadline in machine.deadlines:
                if deadline.answered is not None:
                    yield deadline.answered[0], (kind, deadline.name)


def _by_kind() -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for kind, waits in _waiting():
        found[kind] = (*found.get(kind, ()), waits)
    return found


WAITING: Final = _by_kind()
