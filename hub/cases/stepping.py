"""One step of a case in a transaction that holds its record: by an officer, or by the hub itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from graph.cypher import desk, instructions
from graph.engine import Transaction
from graph.lifecycle.instruction import ACKNOWLEDGED
from graph.lifecycle.machine import Machine, Stepped
from graph.lifecycle.repair import ONE_REPAIR
from graph.lifecycle.scene import Actor, Scene, Target
from graph.lifecycle.tables import LIFECYCLES
from graph.rules.days import legal_date
from graph.rules.moves import Entry, written
from hub.cases.accounts import Met
from hub.cases.awaited import wake_who_waits
from hub.cases.beside import Beside
from hub.cases.in_file import as_known, cases_in
from hub.cases.instructing import Ordering
from hub.cases.limits import dues_of, lengths_of
from hub.cases.refusals import refusing
from hub.cases.repairing import held_decision, repairs, stop_use, tell_repair
from hub.cases.saying import Saying
from hub.cases.stored import StoredCase
from hub.desk.instants import When
from hub.desk.moving import Moved
from hub.errors import ErrorCode, HubError


@dataclass(frozen=True, kw_only=True, slots=True)
class By:
    """Who takes a step: as an actor of the table, and as whom the token named."""

    actor: Actor | None
    subject: str | None = None
    role: str | None = None


ITSELF: Final = By(actor=None)  # the hub: a clock is over


async def stored_case(run: Callable[..., Awaitable[list[list[Any]]]], kind: str, id_: str) -> StoredCase | None:
    """What a desk says of the case now; None for one that no desk made."""
    [[rows]] = await run(desk.open_of(kind, id_))
    return StoredCase.of(kind, rows[0]) if rows else None


async def others_of(
    tx: Transaction, kind: str, number: str | None, ids: frozenset[str]
) -> list[Mapping[str, Any]]:
    """Cases of this kind against the same target, in the same case; of no case there are no others."""
    if number is None:
        return []
    return [as_known(case) for case in await cases_in(tx.run, kind, number) if case.target in ids]


def scene_of(
    state: str,
    known: Mapping[str, Any],
    facts: Mapping[str, Any],
    target: Target,
    others: list[Mapping[str, Any]],
    now: datetime,
    beside: Beside | None = None,
    met: Met | None = None,
) -> Scene:
    met = met or Met()
    return Scene(
        state=state,
        known=known,
        facts=facts,
        today=legal_date(now),
        target=target,
        due=dues_of(known.get("caseNumber")),
        length=lengths_of(known.get("caseNumber")),
        others=tuple(others),
        beside=beside or {},
        now=now,
        account=met.account,
        claim=met.claim,
    )


def scene_of_nobody(
    case: StoredCase, facts: Mapping[str, Any], now: datetime, beside: Beside | None = None
) -> Scene:
    """Of a step that looks at nobody: no size of a file and no gap in the graph keeps a measure alive."""
    return scene_of(case.state, case.known, facts, Target(id=case.target, kind=""), [], now, beside)


def entry_of(event: str, stepped: Stepped, version: int, at: str, by: By, remark: str | None) -> Entry:
    return Entry(
        version=version, at=at, event=event, state=stepped.state, by=by.subject, role=by.role, remark=remark
    )


async def take(
    tx: Transaction,
    case: StoredCase,
    machine: Machine,
    event: str,
    scene: Scene,
    *,
    by: By,
    when: When,
    remark: str | None = None,
) -> Moved:
    """The case moved, with all that the step brings about. Raises HubError as `refusing`."""
    last, decision = str(case.piece["recordedAt"]), None
    if repairs(machine, case.state, event):
        decision = await held_decision(tx, str(case.known["about"]))
        if (once := decision.known.get("repairedOn")) is not None:
            # Another was granted since the tables looked, which was before this lock.
            why = f"about: repaired on {once}; allowed: once"
            raise HubError(ErrorCode.GUARD_FAILED, why, rule=ONE_REPAIR.rule, law=ONE_REPAIR.law)
        last = max(last, str(decision.piece["recordedAt"]))
    at = when.after(last)
    await _write(tx, case, machine, event, scene, by=by, at=at, remark=remark)
    if decision is not None:
        await stop_use(tx, decision, at, scene.today)
        await tell_repair(tx, case, decision, at, scene.today)
    now = await stored_case(tx.run, case.kind, case.id)
    if now is not None and scene.now is not None:
        await follow(tx, now, at, scene.now)
    return Moved(case.id, at)


async def follow(tx: Transaction, case: StoredCase, at: str, now: datetime) -> None:
    """The hub's own step of the case, if nothing is left that it waits for: reports of those who were told.

    Asked after each report, and after each move: executors may be done before the court is.
    """
    machine = LIFECYCLES[case.kind].machine(case.piece)
    if machine is None or not (open_to := _HUB[machine.table] & {(case.state, event) for event in _WAITS}):
        return
    [[states]] = await tx.run(instructions.states_of(case.id))
    for event, holds in _WAITS.items():
        if (case.state, event) in open_to and holds(states):
            # All that the rules of these steps wait for is said here.
            scene = scene_of_nobody(case, {}, now)
            await _write(tx, case, machine, event, scene, by=ITSELF, at=at, remark=None)
            return


async def _write(
    tx: Transaction,
    case: StoredCase,
    machine: Machine,
    event: str,
    scene: Scene,
    *,
    by: By,
    at: str,
    remark: str | None,
) -> None:
    stepped, version = refusing(lambda: machine.step(event, scene, by.actor)), case.version + 1
    saying = Saying(kind=case.kind, key=case.key, id=case.id, rk=case.rk, at=at)
    entry = entry_of(event, stepped, version, at, by, remark)
    await saying.change(tx, case, stepped, version=version, moves=[*case.moves, written(entry)])
    await wake_who_waits(tx, case.kind, case.known.get("caseNumber"), at)
    await Ordering.of(case.id, machine, scene, at).tell(tx, stepped)


# What the hub waits for with the steps that no clock brings about.
_WAITS: Final[Mapping[str, Callable[[Sequence[str]], bool]]] = {
    "CONFIRM_LIFTED": lambda states: all(state == "LIFTED" for state in states),
    "DISTRIBUTE": lambda states: "ISSUED" not in states,
    "COMPLETE": lambda states: all(state in ACKNOWLEDGED for state in states),
}
_HUB: Final = {
    machine.table: {
        (state, event.name) for (state, event), ways in machine.steps.items() if any(way.hub for way in ways)
    }
    for lifecycle in LIFECYCLES.values()
    for machine in lifecycle.tables
}
