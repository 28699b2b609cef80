"""What a report on an instruction brings about besides, whoever brings it: an agency that asks, one that the relay
tells, a court's staff.

The case is locked first, as by its own moves; then the instruction, then the line of what its agency is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from secrets import token_hex
from typing import Any, Final

from graph.cypher import desk, instructions, relaying
from graph.engine import Transaction
from graph.lifecycle.tables import LIFECYCLES
from graph.rules.moves import Entry, read, written
from hub.cases.instructing import Stored, line_of, scene_of
from hub.cases.refusals import refusing
from hub.cases.saying import Saying
from hub.cases.stored import StoredCase

REPORTED: Final = "REPORTED"  # how it is known that a message arrived: its executor speaks of it


async def case_of(tx: Transaction, told: Stored) -> StoredCase | None:
    """The case that an instruction is of, which the caller has locked."""
    [[rows]] = await tx.run(desk.open_of(told["kind"], told["case"]))
    return StoredCase.of(told["kind"], rows[0]) if rows else None


def last_of(told: Stored, case: StoredCase | None) -> str:
    """When the later of the two was moved last, as stored."""
    moved = str(read(told["moves"])[-1]["at"])
    return moved if case is None else max(moved, str(case.piece["recordedAt"]))


async def follow(tx: Transaction, case: StoredCase, at: str, today: date) -> None:
    """The hub's own step of the case, if this was the last report that it waited for."""
    machine = LIFECYCLES[case.kind].machine(case.piece)
    [[states]] = await tx.run(instructions.states_of(case.id))
    event = _event(states)
    if event is None or machine is None or (case.state, event) not in _HUB[machine.table]:
        return
    # Rules of the hub's own steps look at no target: nothing is decided by them.
    scene = scene_of({**case.known, "state": case.state, "subject": case.target}, {}, today)
    stepped = refusing(lambda: machine.step(event, scene, None))
    entry = Entry(version=case.version + 1, at=at, event=event, state=stepped.state)
    saying = Saying(kind=case.kind, key=case.key, id=case.id, rk=case.rk, at=at)
    await saying.change(tx, case, stepped, version=case.version + 1, moves=[*case.moves, written(entry)])


async def heard(tx: Transaction, told: Mapping[str, Any], at: str) -> None:
    """Nothing that was told of an instruction waits to be pushed any more."""
    line = line_of(told)
    await tx.run(relaying.hold_line(line, token_hex(8)))
    await tx.run(relaying.end_deliveries_of(str(told["key"]), REPORTED, at))
    if not await tx.run(relaying.waiting_of(line, 1)):
        await tx.run(relaying.leave_line(line, None))


def _event(states: Iterable[str]) -> str | None:
    if all(state == "LIFTED" for state in states):
        return "CONFIRM_LIFTED"
    return "DISTRIBUTE" if "ISSUED" not in states else None


_HUB: Final = {
    machine.table: {
        (state, event.name) for (state, event), ways in machine.steps.items() if any(way.hub for way in ways)
    }
    for lifecycle in LIFECYCLES.values()
    for machine in lifecycle.tables
}
