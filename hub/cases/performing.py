"""What performance ends of its file: every measure whose table has END by it, and no measure of another file.

All of it in the transaction that records the performance; each measure by its own table, as if its officer had
said so. What is only decided ends as well where its table says so, and what has ended stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from graph.cypher import desk
from graph.engine import Transaction
from graph.lifecycle.machine import Event, Machine
from graph.lifecycle.tables import LIFECYCLES
from hub.cases.in_file import cases_in
from hub.cases.stepping import By, scene_of_nobody, stored_case, take
from hub.cases.stored import StoredCase
from hub.desk.instants import When
from hub.errors import ErrorCode, HubError

PERFORMED: Final = "PERFORMED"
ENDED_MAX: Final = 200  # measures of one file that end in one transaction


async def end_measures(
    tx: Transaction, number: str, performed_on: str, *, by: By, when: When, now: datetime
) -> tuple[str | None, list[str]]:
    """The last instant at which one is recorded, None where there is none to end; the ids of those that the rules
    do not let end: they were ordered after that day, and are to be withdrawn.

    Raises HubError UNAVAILABLE for more than can end at once.
    """
    last: str | None = None
    left: list[str] = []
    for kind, id_ in await _standing(tx, number):
        await tx.run(desk.lock_record(kind, id_))
        case = await stored_case(tx.run, kind, id_)
        if case is None or (found := _ending(case)) is None:
            continue
        machine, event = found
        facts = {**_cause(event), "endedOn": performed_on}
        scene = scene_of_nobody(case, facts, now)
        try:
            moved = await take(tx, case, machine, event.name, scene, by=by, when=when)
        except HubError as refused:  # nothing of it was written; it keeps none of the others alive
            if refused.code is not ErrorCode.GUARD_FAILED:
                raise
            left.append(id_)
        else:
            last = moved.at if last is None else max(last, moved.at)
    return last, left


async def _standing(tx: Transaction, number: str) -> list[tuple[str, str]]:
    """Kind and id of each that may end, or be ordered at this moment, in the one order in which all are locked.

    Whoever orders one holds it and looks then whether the file is performed: one of the two sees the other.
    """
    found: list[tuple[str, str]] = []
    for kind in sorted(ENDED):
        found += sorted((kind, case.id) for case in await cases_in(tx.run, kind, number) if _in_reach(case))
        if len(found) > ENDED_MAX:
            raise HubError(
                ErrorCode.UNAVAILABLE, f"more than {ENDED_MAX} measures of the file would have to end at once"
            )
    return found


def _in_reach(case: StoredCase) -> bool:
    """Whether it ends by performance where it stands, or one step further."""
    machine = LIFECYCLES[case.kind].machine(case.piece)
    if machine is None:
        return False
    ends = {state for state, event in machine.steps if _cause(event)}
    return case.state in ends or any(
        way.to in ends for (state, _), ways in machine.steps.items() if state == case.state for way in ways
    )


def _ending(case: StoredCase) -> tuple[Machine, Event] | None:
    """Its table and the event by which performance ends it where it stands."""
    machine = LIFECYCLES[case.kind].machine(case.piece)
    if machine is None:
        return None
    return next(
        ((machine, event) for state, event in machine.steps if state == case.state and _cause(event)), None
    )


def _cause(event: Event) -> Mapping[str, Any]:
    """The fact by which an event says that it is performance; empty of another event."""
    if event.name != "END":
        return {}
    return {fact.attribute.name: PERFORMED for fact in event.facts if PERFORMED in (fact.attribute.choices or ())}


def _kinds() -> Iterator[str]:
    for kind, lifecycle in LIFECYCLES.items():
        if any(_cause(event) for event in lifecycle.events):
            yield kind


ENDED: Final = frozenset(_kinds())
