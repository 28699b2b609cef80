"""All clocks set anew from the cases and what their executors were told: where nobody set them, or by other
tables, time limits or working days.

Nobody did in a graph of an older hub or out of a backup, which has no clocks. A new edition of the working days
comes with a new release or in a file that the hub is given, as courts' own limits do: what was provisional is
computed again then. Each process looks once, at its first pass, so that two of different releases do not do it by
turns.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from adapters.loading.systems import DESK
from graph.cypher import alarms, desk
from graph.engine import Transaction
from graph.lifecycle.tables import LIFECYCLES
from graph.rules.days import stored_instant
from hub.cases.clocking import instructions_of, own_edition, set_clocks, set_clocks_of_instructions
from hub.cases.stepping import stored_case
from hub.door.door import Door
from hub.errors import ErrorCode, HubError

BATCH: Final = 500
BATCHES_MAX: Final = 20_000


async def set_all_clocks(door: Door, clock: Callable[[], datetime]) -> int:
    """How many cases were looked at; none where all clocks are this hub's. Killed, it begins again: no harm."""
    [[editions]] = await door.own(alarms.clocks_edition())
    if editions == [own_edition()]:
        return 0
    looked_at = 0
    for kind in LIFECYCLES:
        looked_at += await _set_all_of(door, kind, clock)

    async def end(tx: Transaction) -> None:
        await tx.run(alarms.set_edition(own_edition()))

    await door.transact(end)
    return looked_at


async def _set_all_of(door: Door, kind: str, clock: Callable[[], datetime]) -> int:
    after, looked_at = "", 0
    for _ in range(BATCHES_MAX):
        [[ids]] = await door.own(alarms.list_made(kind, DESK, after, BATCH, door.dialect))
        for id_ in ids:
            await _set(door, kind, id_, stored_instant(clock()))
        looked_at += len(ids)
        if len(ids) < BATCH:
            return looked_at
        after = str(ids[-1])
    raise HubError(ErrorCode.UNAVAILABLE, f"more than {BATCH * BATCHES_MAX} cases of a kind have clocks")


async def _set(door: Door, kind: str, id_: str, at: str) -> None:
    async def work(tx: Transaction) -> None:
        await tx.run(desk.lock_record(kind, id_))
        case = await stored_case(tx.run, kind, id_)
        if case is None:
            return
        await set_clocks(tx, kind, id_, case.state, case.known, case.moves, at)
        await set_clocks_of_instructions(tx, await instructions_of(tx, id_), at)

    await door.transact(work)
