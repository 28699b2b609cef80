"""One case whose clock woke somebody: what moves by itself is moved, what there is to say is said, once.

All of it is one transaction that holds the case's record first, as a move does, and reads then: whoever comes
second sees what was said. The unique key of an alert refuses what would be said twice even so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from graph.cypher import alarms, desk
from graph.engine import Transaction
from graph.lifecycle.machine import Machine
from graph.lifecycle.scene import Scene, Target
from graph.lifecycle.tables import LIFECYCLES
from graph.rules.alarms import Alarm, Call
from graph.rules.clocks import overdue
from graph.rules.days import stored_instant
from hub.cases.beside import cases_beside
from hub.cases.clocking import Clock, clocks_of, next_row, put_clocks
from hub.cases.refusals import refusing
from hub.cases.stepping import ITSELF, others_of, scene_of, stored_case, take
from hub.cases.stored import StoredCase
from hub.cases.world import ids_of, target_of
from hub.desk.instants import When
from hub.door.door import Door
from hub.door.noting import Noting, Trace
from hub.errors import ErrorCode, HubError, code_of
from hub.read.asking import present
from hub.record.entry import DECISION_OK, Entry, operation_hash
from hub.record.writer import Record

NAME: Final = "hub deadlines"
STEPS_MAX: Final = 10  # that one case takes by itself, one after another


@dataclass(kw_only=True, slots=True)
class Seen:
    """What came of a look: what was said, how often the case moved, when that is recorded, why it did not move
    though it should have.
    """

    said: list[Call] = field(default_factory=list)
    moved: int = 0
    refused: HubError | None = None
    at: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Met:
    """Whom a case meets, looked up before its record is held."""

    whom: Target
    ids: frozenset[str]


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
    noted: bool = field(default=False, init=False)  # a move is on record: once, however often it is tried
    trace: Trace = field(default_factory=lambda: Trace(uuid4().hex), init=False)

    async def take(self) -> Seen:
        """Raises EngineError, RecordUnavailable, HubError: nothing was said or moved then, or it is not known."""
        met, missing = None, None
        before = await stored_case(self.door.own, self.kind, self.case)
        if before is not None and any(map(self._fires, self._clocks(before))):
            try:
                met = await self._meet(before)
            except HubError as error:
                missing = error
        decision = ErrorCode.INTERNAL.value
        try:
            when = When(self.now, self.ahead)
            seen = await self.door.transact(lambda tx: self._look(tx, met, when))
            if seen.at is not None:
                await when.reached(seen.at)
            # A move that was noted and that another hub made first did not come about here.
            decision = DECISION_OK if seen.moved else ErrorCode.STALE.value
        except BaseException as error:  # whatever it was: the record tells how a move ended that it has begun
            decision = code_of(error).value
            raise
        finally:
            if self.noted:
                await self._end(decision)
        seen.refused = seen.refused or missing
        return seen

    async def _look(self, tx: Transaction, met: _Met | None, when: When) -> Seen:
        seen = Seen()
        await tx.run(desk.lock_record(self.kind, self.case))
        case = await stored_case(tx.run, self.kind, self.case)
        while case is not None and met is not None and seen.moved < STEPS_MAX:
            over = next(filter(self._fires, self._clocks(case)), None)
            if over is None:
                break
            try:
                machine, scene = await self._judged(tx, case, str(over.fires), met)
            except HubError as refused:  # nothing of it was written: what there is to say can still be said
                seen.refused = refused
                break
            moved = await take(tx, case, machine, str(over.fires), scene, by=ITSELF, when=when)
            seen.at = moved.at
            self.trace.operation = f"{NAME} {over.fires}"
            seen.moved += 1
            case = await stored_case(tx.run, self.kind, self.case)
        at = [(clock, clock.at(self.now)) for clock in (self._clocks(case) if case is not None else ())]
        seen.said = await self._say(tx, at)
        # What is over and did not move wakes again in the next pass.
        rows = [clock.row(clock.due_at) if self._fires(clock) else next_row(clock, now) for clock, now in at]
        await put_clocks(tx, self.kind, self.case, rows, self.woken)
        if seen.moved:
            await self._note()
        return seen

    async def _say(self, tx: Transaction, at: Sequence[tuple[Clock, Alarm]]) -> list[Call]:
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
        return [Call(alert["call"]) for alert in new.values()]

    def _alert(self, clock: Clock, now: Alarm, call: Call) -> dict[str, Any]:
        row = clock.row("")
        told = {name: row[name] for name in ("case", "kind", "name", "court", "law", "dueAt", "provisional")}
        return {**told, "call": call.value, "daysLeft": now.days_left, "at": stored_instant(self.now)}

    async def _judged(self, tx: Transaction, case: StoredCase, event: str, met: _Met) -> tuple[Machine, Scene]:
        """The table and what it looks at, if it lets the hub do it. Raises HubError."""
        machine = LIFECYCLES[self.kind].machine(case.piece)
        assert machine is not None  # it has clocks
        number = case.known.get("caseNumber")
        others = [each for each in await others_of(tx, self.kind, number, met.ids) if each["id"] != self.case]
        beside = await cases_beside(tx.run, self.door, machine, number, present(self.now))
        scene = scene_of(case.state, case.known, {}, met.whom, others, self.now, beside)
        refusing(lambda: machine.step(event, scene, None))
        return machine, scene

    async def _meet(self, case: StoredCase) -> _Met:
        number, role_on = case.known.get("caseNumber"), case.known.get("roleOn")
        day = date.fromisoformat(role_on) if role_on else None
        whom = await target_of(self.door, case.target, number, day, present(self.now))
        return _Met(whom=whom, ids=await ids_of(self.door, whom.id))

    def _clocks(self, case: StoredCase) -> list[Clock]:
        return clocks_of(case.kind, case.id, case.state, case.known, case.moves)

    def _fires(self, clock: Clock) -> bool:
        """Whether it is over and the case moves by itself then."""
        return clock.fires is not None and overdue(clock.running.due, self.now)

    async def _note(self) -> None:
        """Puts the move on record, before its commit."""
        if not self.noted:
            name = self.trace.operation or NAME
            await Noting(self.record, self.clock).mutation(self.trace, name, self.case, DECISION_OK)
            self.noted = True

    async def _end(self, decision: str) -> None:
        await self.record.append(
            Entry(
                request_id=self.trace.request_id,
                time=self.clock(),
                operation_name=NAME,
                operation_hash=operation_hash(NAME),
                touched=self.record.touched({self.case}),
                decision=decision,
            )
        )
