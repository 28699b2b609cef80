"""What a move of a case has its executors told, written in the transaction of the move.

    INSTRUCT           an instruction for each measure at each executor, and a message about each
    CORRECT            a message about each that is not lifted: it has to be acknowledged anew
    LIFT, WITHDRAW     a message about each that is not lifted, before all that is only ordered
    REPAIR             a notice for each that there ever was (`repairing`)

What is told to one agency of one subject has numbers without a gap; they are given where the line is held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from secrets import token_hex
from typing import Any, Final, Self

from adapters.loading.batch import new_id
from graph.catalogue.executors import executor_types
from graph.cypher import instructions
from graph.engine import Transaction
from graph.lifecycle.instruction import IN_FORCE, INSTRUCTION, MESSAGES
from graph.lifecycle.machine import Effect, Machine, Stepped
from graph.lifecycle.scene import Scene, Target
from graph.rules.lines import work_of
from graph.rules.moves import Entry, written
from hub.cases.clocking import set_clocks_of_instructions
from hub.cases.limits import dues_of, lengths_of
from hub.cases.ordering import executions_of

_EVENTS: Final = {Effect.CORRECT: "CORRECT", Effect.LIFT: "LIFT", Effect.WITHDRAW: "LIFT"}
ENDS: Final = ("LIFT", "WITHDRAW")  # of an instruction that was told before
NOTICE: Final = MESSAGES[Effect.REPAIR]  # read in the feed and never pushed: see hub/relaying/README
URGENT: Final = (*ENDS, NOTICE)

Stored = Mapping[str, Any]  # an instruction's properties


@dataclass(frozen=True, kw_only=True, slots=True)
class Ordering:
    """The case that moves: its id and kind, whom it meets, when that is recorded and on which day."""

    case: str
    kind: str
    machine: Machine
    target: Target
    at: str
    today: date

    @classmethod
    def of(cls, case: str, machine: Machine, scene: Scene, at: str) -> Self:
        return cls(case=case, kind=machine.kind, machine=machine, target=scene.target, at=at, today=scene.today)

    async def tell(self, tx: Transaction, stepped: Stepped) -> None:
        """All that a step's effects ask for."""
        for effect in stepped.effects:
            if effect is Effect.INSTRUCT:
                await self._issue(tx, stepped.known)
            elif effect in _EVENTS:
                await self._follow(tx, effect, stepped.known)

    async def _issue(self, tx: Transaction, known: Mapping[str, Any]) -> None:
        """One for each measure and executor, but for those that were told it already and not to lift it."""
        held = await tx.run(instructions.hold_instructions(self.case, token_hex(8)))
        told = {(each["measure"], each["executor"]) for (each,) in held if each["state"] in IN_FORCE}
        made = [
            self._made(order, basis, known)
            for order, basis in executions_of(self.machine, self.target, known, self.today)
            if (order.code, order.executor) not in told
        ]
        await issue(tx, made, MESSAGES[Effect.INSTRUCT], self.at)

    async def _follow(self, tx: Transaction, effect: Effect, known: Mapping[str, Any]) -> None:
        held = await tx.run(instructions.hold_instructions(self.case, token_hex(8)))
        ended = known.get("endedOn") or known.get("faultFoundOn") or self.today.isoformat()
        rows = []
        for (each,) in held:
            if each["state"] in IN_FORCE:
                stepped = INSTRUCTION.step(_EVENTS[effect], scene_of(each, {}, self.today), None)
                says = moved(each, _EVENTS[effect], stepped.state, self.at)
                says |= {"toldOn": self.today.isoformat()} if effect is Effect.CORRECT else {"endedOn": ended}
                rows.append((each, says))
        if rows:
            await tx.run(instructions.change_instructions([(each["key"], says) for each, says in rows]))
            await send(tx, [each for each, _ in rows], MESSAGES[effect], self.at)
            await set_clocks_of_instructions(tx, [{**each, **says} for each, says in rows], self.at)

    def _made(self, order: Any, basis: str, known: Mapping[str, Any]) -> dict[str, Any]:
        opened = Entry(version=1, at=self.at, event="OPEN", state="ISSUED")
        says = {
            "key": new_id(),
            "case": self.case,
            "kind": self.kind,
            "subject": self.target.id,
            "targetType": order.target.value,
            "measure": order.code,
            "edition": order.edition,
            "mode": order.mode.value,
            "executor": order.executor,
            "agency": executor_types()[order.executor].agency,
            "legalBasis": basis,
            "caseNumber": known.get("caseNumber"),
            "courtName": known.get("courtName"),
            "issuedOn": self.today.isoformat(),
            "toldOn": self.today.isoformat(),
            "issuedAt": self.at,
            "state": "ISSUED",
            "version": 1,
            "moves": [written(opened)],
        }
        return {name: value for name, value in says.items() if value is not None}


async def issue(tx: Transaction, made: Sequence[Stored], message: str, at: str) -> None:
    """New ones, each with its message and its clocks."""
    if made:
        await tx.run(instructions.create_instructions(made))
        await send(tx, made, message, at)
        await set_clocks_of_instructions(tx, made, at)


async def send(tx: Transaction, told: Sequence[Stored], message: str, at: str) -> None:
    """A message about each, behind all that its agency was told of the subject before."""
    lines = Counter(line_of(each) for each in told)
    urgent = message in URGENT
    counted = [(line, count, work_of(line.partition("|")[0], urgent, at)) for line, count in sorted(lines.items())]
    rows = await tx.run(instructions.number_lines(counted, at))
    last: dict[str, int] = {str(line): int(number) for line, number, _ in rows}
    when: dict[str, str] = {str(line): str(told_at) for line, _, told_at in rows}
    place: Counter[str] = Counter()
    deliveries = []
    for each in told:
        line = line_of(each)
        place[line] += 1
        key, number = new_id(), last[line] - lines[line] + place[line]
        deliveries.append(
            {
                "key": key,
                "feed": f"{each['agency']}|{when[line]}|{number:010}|{key}",
                "agency": each["agency"],
                "line": line,
                **({} if message == NOTICE else {"pending": line}),
                "number": number,
                "instruction": each["key"],
                "message": message,
                "urgent": urgent,
                "at": at,
            }
        )
    await tx.run(instructions.create_deliveries(deliveries))


def message_of(told: Stored) -> str:
    """What it told when it was opened: a notice of repair is told again as one."""
    return MESSAGES[Effect.REPAIR if "repairs" in told else Effect.INSTRUCT]


def line_of(told: Stored) -> str:
    return f"{told['agency']}|{told['subject']}"


def moved(told: Stored, event: str, state: str, at: str, **by: str | None) -> dict[str, Any]:
    """What one says after a move: its state and version, and the move."""
    version = int(told["version"]) + 1
    entry = Entry(version=version, at=at, event=event, state=state, **by)
    return {"state": state, "version": version, "moves": [*told["moves"], written(entry)]}


def scene_of(told: Stored, facts: Mapping[str, Any], today: date) -> Scene:
    number = told.get("caseNumber")
    return Scene(
        state=str(told["state"]),
        known=told,
        facts=facts,
        today=today,
        target=Target(id=str(told["subject"]), kind=""),
        due=dues_of(number),
        length=lengths_of(number),
    )
