"""What a granted credit repair brings about, in its transaction: use of the decision stops, and whoever was ever
told of it is told that.

The repair's record is locked first, then the decision's, then its instructions; nothing locks them the other way.
"""

from __future__ import annotations

from datetime import date
from secrets import token_hex
from typing import Any, Final

from adapters.loading.batch import new_id
from graph.cypher import desk, instructions
from graph.engine import Transaction
from graph.lifecycle.instruction import MESSAGES
from graph.lifecycle.machine import Effect, Machine
from graph.lifecycle.repair import ABOUT
from graph.lifecycle.scene import Scene, Target
from graph.lifecycle.tables import LIFECYCLES
from graph.lifecycle.use import LAW, STOP_USE
from graph.rules.moves import Entry, written
from hub.cases.instructing import Stored, issue
from hub.cases.limits import dues_of, lengths_of
from hub.cases.refusals import refusing
from hub.cases.saying import Saying
from hub.cases.stored import StoredCase
from hub.errors import ErrorCode, HubError


def repairs(machine: Machine, state: str, event: str) -> bool:
    """Whether the event grants a repair."""
    return any(
        Effect.REPAIR in way.effects
        for (of, each), ways in machine.steps.items()
        if (of, each.name) == (state, event)
        for way in ways
    )


async def held_decision(tx: Transaction, about: str) -> StoredCase:
    """What a repair is about, which no other moves until this is over. Raises HubError UNAVAILABLE."""
    for kind in ABOUT:
        await tx.run(desk.lock_record(kind, about))
        [[rows]] = await tx.run(desk.open_of(kind, about))
        if rows and (found := StoredCase.of(kind, rows[0])) is not None:
            return found
    raise HubError(ErrorCode.UNAVAILABLE, "what the repair is about is not in the graph any more")


async def stop_use(tx: Transaction, decision: StoredCase, at: str, today: date) -> None:
    """The decision moved by the hub itself. Raises HubError ILLEGAL_STEP for one that is not over."""
    machine = LIFECYCLES[decision.kind].machine(decision.piece)
    assert machine is not None  # a desk opened it by one
    number = decision.known.get("caseNumber")
    scene = Scene(
        state=decision.state,
        known=decision.known,
        facts={},
        today=today,
        target=Target(id=decision.target, kind=""),
        due=dues_of(number),
        length=lengths_of(number),
    )
    stepped, version = refusing(lambda: machine.step(STOP_USE.name, scene, None)), decision.version + 1
    entry = Entry(version=version, at=at, event=STOP_USE.name, state=stepped.state)
    saying = Saying(kind=decision.kind, key=decision.key, id=decision.id, rk=decision.rk, at=at)
    await saying.change(tx, decision, stepped, version=version, moves=[*decision.moves, written(entry)])


async def tell_repair(tx: Transaction, repair: StoredCase, decision: StoredCase, at: str, today: date) -> None:
    """A notice for each instruction that the decision ever led to, whatever became of it."""
    held = await tx.run(instructions.hold_instructions(decision.id, token_hex(8)))
    made = [_notice(told, repair, at, today) for (told,) in held]
    await tx.run(
        instructions.change_instructions([(told["key"], {REPAIRED: today.isoformat()}) for (told,) in held])
    )
    await issue(tx, made, MESSAGES[Effect.REPAIR], at)


REPAIRED: Final = "repairedOn"  # of an instruction: from then on its executor reads no more whom it met
_KEPT: Final = (
    "subject",
    "targetType",
    "measure",
    "edition",
    "mode",
    "executor",
    "agency",
    "caseNumber",
    "courtName",
)


def _notice(told: Stored, repair: StoredCase, at: str, today: date) -> dict[str, Any]:
    opened = Entry(version=1, at=at, event="OPEN", state="ISSUED")
    return {
        **{name: told[name] for name in _KEPT if name in told},
        "key": new_id(),
        "case": repair.id,
        "kind": repair.kind,
        "repairs": told["key"],
        "legalBasis": LAW,
        "issuedOn": today.isoformat(),
        "toldOn": today.isoformat(),
        "issuedAt": at,
        "state": "ISSUED",
        "version": 1,
        "moves": [written(opened)],
    }
