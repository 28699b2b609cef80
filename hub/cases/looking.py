"""One case whose clock woke somebody: what moves by itself is moved, what there is to say of it and of what its
executors were told is said, once.

All of it is one transaction that holds the case's record first, as a move does, and reads then: whoever comes
second sees what was said. The unique key of an alert refuses what would be said twice even so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from graph.cypher import alarms, desk
from graph.engine import Transaction
from graph.lifecycle.machine import Machine
from graph.lifecycle.scene import Scene
from graph.lifecycle.tables import LIFECYCLES
from graph.rules.alarms import Alarm, Call
from graph.rules.clocks import overdue
from graph.rules.days import stored_instant
from hub.cases.beside import Beside, cases_beside, with_delivered
from hub.cases.clocking import Clock, clocks_of, clocks_of_instruction, instructions_of, next_row, put_clocks
from hub.cases.own_move import OwnMove
from hub.cases.refusals import refusing
from hub.cases.stepping import ITSELF, scene_of_nobody, stored_case, take
from hub.cases.stored import StoredCase
from hub.desk.instants import When
from hub.door.door import Door
from hub.errors import HubError
from hub.read.asking import present
from hub.record.writer import Record

NAME: Final = "hub deadlines"
STEPS_MAX: Final = 10  # that one case takes by itself, one after another
_SAID: Final = ("case", "kind", "name", "court", "law", "dueAt", "provisional")


@dataclass(kw_only=True, slots=True)
class Seen:
    """What came of a look: what was said of the case and of its executors, how often the case moved, when that is
    recorded, why it did not move though it should have.
    """

    said: list[Call] = field(default_factory=list)
    of_executors: list[Call] = field(default_factory=list)
    moved: int = 0
    refused: HubError | None = None
    at: str | None = None


@dataclass(kw_only=True, slots=True)
class Look:
    """One look at one case. `woken` are the keys of the clocks that woke; `clock` tells the time to the record."""

    door: Door
    record: Record
    clock: Callable[[], datetime]
    ahead: timedelta
    kind: str
    case: str
    woken: Sequence[str]
    now: datetime

    async def take(self) -> Seen:
        """Raises EngineError, RecordUnavailable, HubError: nothing was said or moved then, or it is not known."""
        seen = Seen()
        own = OwnMove(
            door=self.door, record=self.record, clock=self.clock, ahead=self.ahead, name=NAME, case=self.case
        )

        async def work(tx: Transaction, when: When) -> str | None:
            nonlocal seen
            seen = await self._look(tx, when, own)
            return seen.at

        await own.run(work, self.now)
        return seen

    async def _look(self, tx: Transaction, when: When, own: OwnMove) -> Seen:
        seen, last = Seen(), ""
        await tx.run(desk.lock_record(self.kind, self.case))
        case = await stored_case(tx.run, self.kind, self.case)
        while case is not None and seen.moved < STEPS_MAX:
            if (found := await self._own(tx, case, seen)) is None:
                break
            last, machine, scene = found
            moved = await take(tx, case, machine, last, scene, by=ITSELF, when=when)
            seen.at = moved.at
            seen.moved += 1
            case = await stored_case(tx.run, self.kind, self.case)
        running = self._clocks(case) if case is not None else []
        for told in await instructions_of(tx, self.case) if case is not None else ():
            running += clocks_of_instruction(told)
        at = [(clock, clock.at(self.now)) for clock in running]
        for alert in await self._say(tx, at):
            (seen.of_executors if "instruction" in alert else seen.said).append(Call(alert["call"]))
        # What is over and did not move wakes again in the next pass.
        rows = [clock.row(clock.due_at) if self._fires(clock) else next_row(clock, now) for clock, now in at]
        await put_clocks(tx, self.kind, self.case, rows, self.woken)
        if seen.moved:
            await own.begin(last)
        return seen

    async def _say(self, tx: Transaction, at: Sequence[tuple[Clock, Alarm]]) -> list[dict[str, Any]]:
        due = {
            clock.alert_key(now): self._alert(clock, now, now.call)
            for clock, now in at
            if now.call is not None and not self._fires(clock)
        }
        if not due:
            return []
        [[said]] = await tx.run(alarms.find_said(list(due)))
        new = {key: alert for key, alert in due.items() if key not in set(said)}
        if new:
            await tx.run(alarms.say([{"key": key, **alert} for key, alert in new.items()]))
        return list(new.values())

    def _alert(self, clock: Clock, now: Alarm, call: Call) -> dict[str, Any]:
        row = clock.row("")
        told = {name: row[name] for name in (*_SAID, *clock.told)}
        return {**told, "call": call.value, "daysLeft": now.days_left, "at": stored_instant(self.now)}

    async def _own(self, tx: Transaction, case: StoredCase, seen: Seen) -> tuple[str, Machine, Scene] | None:
        """What the hub does by itself now: what a clock that is over brings about, or waits for and has found.

        These steps look at nobody who may be gone meanwhile.
        """
        machine = LIFECYCLES[self.kind].machine(case.piece)
        for clock in self._clocks(case):
            assert machine is not None  # it has clocks
            beside: Beside = {}
            if self._fires(clock):
                event = str(clock.fires)
            elif (answered := clock.running.deadline.answered) is not None:
                event = answered[1]
                number = case.known.get("caseNumber")
                at = present(self.now)
                beside = await cases_beside(tx.run, self.door, machine, number, at)
                beside = await with_delivered(beside, self.door, machine, case.target, number, at)
            else:
                continue
            scene = scene_of_nobody(case, {}, self.now, beside)
            try:
                refusing(partial(machine.step, event, scene, None))
            except HubError as refused:  # nothing of it was written: what there is to say can still be said
                if self._fires(clock):
                    seen.refused = refused
                    return None
            else:
                return event, machine, scene
        return None

    def _clocks(self, case: StoredCase) -> list[Clock]:
        return clocks_of(case.kind, case.id, case.state, case.known, case.moves)

    def _fires(self, clock: Clock) -> bool:
        """Whether it is over and the case moves by itself then."""
        return clock.fires is not None and overdue(clock.running.due, self.now)
