"""What performance ends of its file: every measure whose table has END by it, and no measure of another file.

All of it in the transaction that records the performance, or none; each measure by its own table, as if its
officer had said so. What is only proposed ends as well where its table says so, and what has ended stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from graph.cypher import desk
from graph.engine import Transaction
from graph.lifecycle.machine import Event, Machine
from graph.lifecycle.scene import Target
from graph.lifecycle.tables import LIFECYCLES
from hub.cases.stepping import OTHERS_MAX, By, scene_of, stored_case, take
from hub.cases.stored import StoredCase
from hub.desk.instants import When
from hub.errors import ErrorCode, HubError

PERFORMED: Final = "PERFORMED"
ENDED_MAX: Final = 200  # measures of one file that end in one transaction


async def end_measures(
    tx: Transaction, number: str, performed_on: str, *, by: By, when: When, now: datetime
) -> str | None:
    """The last instant at which one is recorded; None where there is none to end.

    Raises HubError: of the first that cannot end, naming it; UNAVAILABLE for more than can end at once.
    """
    last: str | None = None
    for kind, id_ in await _standing(tx, number):
        await tx.run(desk.lock_record(kind, id_))
        case = await stored_case(tx.run, kind, id_)
        if case is None or (found := _ending(case)) is None:
            continue
        machine, event = found
        facts = {**_cause(event), "endedOn": performed_on}
        # What leads a case out looks at nobody.
        scene = scene_of(case.state, case.known, facts, Target(id=case.target, kind=""), [], now)
        try:
            moved = await take(tx, case, machine, event.name, scene, by=by, when=when)
        except HubError as refused:
            raise HubError(refused.code, f"{kind} {id_}: {refused}", **refused.extensions) from None
        last = moved.at if last is None else max(last, moved.at)
    return last


async def _standing(tx: Transaction, number: str) -> list[tuple[str, str]]:
    """Kind and id of each that may end, in the one order in which everybody locks them."""
    found: list[tuple[str, str]] = []
    for kind in sorted(ENDED):
        [[rows]] = await tx.run(desk.open_by(kind, "caseNumber", number, OTHERS_MAX + 1))
        cases = [StoredCase.of(kind, row) for row in rows]
        found += sorted((kind, case.id) for case in cases if case is not None and _ending(case) is not None)
        if len(rows) > OTHERS_MAX or len(found) > ENDED_MAX:
            raise HubError(
                ErrorCode.UNAVAILABLE, f"more than {ENDED_MAX} measures of the file would have to end at once"
            )
    return found


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
