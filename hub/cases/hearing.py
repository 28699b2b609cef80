"""What a court's own systems say of a file: that all of it was performed, taken as its clerk's word (履行完毕).

said again, by whatever page or run   the receipt is known, nothing happens
said while one stands                 the same: one performance of a file stands at a time
killed before the commit              nothing ended; it is said again, and ends then
what must end cannot                  nothing ended, and why is told; staff look at it
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self

from graph.cypher import desk
from graph.engine import Engine, Transaction
from graph.lifecycle.actors import CLERK
from graph.lifecycle.machine import Event, Machine
from graph.lifecycle.performance import FULL_PERFORMANCE, OPEN
from graph.lifecycle.performed import STANDS
from graph.lifecycle.scene import Scene
from graph.lifecycle.tables import LIFECYCLES
from graph.model import cases, measures, performances
from graph.rules.courts import court_of
from graph.rules.days import legal_date
from graph.rules.sealing import KeyRing
from hub.cases.around import Around
from hub.cases.beside import Run
from hub.cases.facts import read_facts
from hub.cases.on_record import OnRecord
from hub.cases.opening import Opening, first_known
from hub.cases.refusals import refusing
from hub.cases.stepping import OTHERS_MAX, By, scene_of, stored_case, take
from hub.cases.stored import StoredCase
from hub.cases.world import court_name, debtors_of, target_of
from hub.desk.instants import When
from hub.desk.moving import Moved
from hub.door.door import Door
from hub.door.own import own_door
from hub.errors import ErrorCode, HubError, code_of
from hub.read.asking import present
from hub.record.entry import DECISION_OK
from hub.record.writer import Record
from hub.settings.config import Settings

NAME: Final = "hub sync"


def _present() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class WholePerformed:
    """That nothing of a file is owed any more since a day, by which of their papers, in which system."""

    number: str
    on: str
    receipt: str | None
    system: str

    def known_by(self, told: Sequence[Mapping[str, Any]]) -> bool:
        """Whether one stands, or this one was told before and was taken back since."""
        return any(
            each["state"] == STANDS
            or (each.get(performances.RECEIPT.name), each[performances.PERFORMED_ON.name])
            == (self.receipt, self.on)
            for each in told
        )

    def check(self, told: Sequence[Mapping[str, Any]]) -> None:
        """That it is news to the judge who took one back: the same payment has another number in another system.

        Raises HubError GUARD_FAILED.
        """
        back = max((str(each.get(cases.WITHDRAWN_ON.name) or "") for each in told), default="")
        if self.on <= back:
            why = f"{self.number}: one was taken back on {back}; allowed: of a later day, or by an officer"
            raise HubError(ErrorCode.GUARD_FAILED, why)


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperServed:
    """That a decision of a file was served on a day: of which kind, by its number, in which system."""

    number: str
    on: str
    kind: str
    document: str
    system: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """Whether a case moved by what was said; `refused`: why it should have and did not."""

    moved: bool
    refused: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Hearing:
    """`clock` tells the time; moves are recorded `ahead` of their commit."""

    door: Door
    record: Record
    ring: KeyRing
    clock: Callable[[], datetime]
    ahead: timedelta

    @classmethod
    @asynccontextmanager
    async def over(
        cls, engine: Engine, ring: KeyRing, settings: Settings, *, clock: Callable[[], datetime] = _present
    ) -> AsyncIterator[Self]:
        """At the end nothing of it reads any more, and what it put on record is signed."""
        record = Record(settings, ring)
        try:
            async with own_door(engine, settings) as door:
                yield cls(door=door, record=record, ring=ring, clock=clock, ahead=settings.move_ahead)
        finally:
            await record.close()

    async def performed(self, said: WholePerformed) -> Heard:
        """What must end of the file has ended, now or before, if it is not refused.

        Raises EngineError, RecordUnavailable: nothing was taken, or it is not known; it may be said again.
        """
        try:
            if said.known_by(await self._of_file(self.door.own, said.number)):
                return Heard(moved=False)
            if not await self._take(said, self.clock()):
                return Heard(moved=False)
            told = await self._of_file(self.door.own, said.number)
        except HubError as refused:
            return Heard(moved=False, refused=str(refused))
        standing = [each for each in told if each["state"] == STANDS]
        left = [id_ for each in standing for id_ in each.get(performances.NOT_ENDED.name, ())]
        if not left:
            return Heard(moved=True)
        why = f"ordered after {said.on}, so not ended by it: {', '.join(left)}; to be withdrawn by an officer"
        return Heard(moved=True, refused=why)

    async def performed_in_part(self, said: WholePerformed) -> Heard:
        """Nothing ends by a part; refused if the same paper was told as the whole before. Raises EngineError."""
        try:
            told = await self._of_file(self.door.own, said.number)
        except HubError as refused:
            return Heard(moved=False, refused=str(refused))
        if any(each["state"] == STANDS and each.get(performances.RECEIPT.name) == said.receipt for each in told):
            why = f"{said.number}: told as performed in full before; an officer has to look at it"
            return Heard(moved=False, refused=why)
        return Heard(moved=False)

    async def _take(self, said: WholePerformed, now: datetime) -> bool:
        opening, scene = await self._opening(said, now)

        async def work(tx: Transaction, when: When) -> Moved | None:
            await tx.run(desk.lock_node(opening.target))
            told = await self._of_file(tx.run, said.number)
            if said.known_by(told):
                return None
            said.check(told)
            stepped = refusing(lambda: FULL_PERFORMANCE.open(scene, CLERK))
            return await opening.write(tx, stepped, scene, when)

        return await self._move("openPerformance", opening.id, work, now)

    async def served(self, said: PaperServed) -> Heard:
        """The decision of the desk of this kind and number is served, now or before, if it is not refused.

        Raises EngineError, RecordUnavailable: nothing was taken, or it is not known; it may be said again.
        """
        kind = said.kind
        try:
            found = await _in_file(self.door.own, kind, said.number)
        except HubError as refused:
            return Heard(moved=False, refused=str(refused))
        numbered = [each for each in found if each.known.get("decisionNumber") == said.document]
        if not numbered:  # of a decision that this desk does not have, or not yet
            return Heard(moved=False)
        if len(numbered) > 1:
            why = f"{len(numbered)} of kind {kind} in this file have the number; allowed: one, else by an officer"
            return Heard(moved=False, refused=why)
        [case] = numbered
        if _serve(case) is None:
            return Heard(moved=False)
        try:
            return Heard(moved=await self._serve(case, said, self.clock()))
        except HubError as refused:
            return Heard(moved=False, refused=f"{kind} {case.id}: {refused}")

    async def _serve(self, before: StoredCase, said: PaperServed, now: datetime) -> bool:
        around = await Around.of(self.door, before, present(now))
        served_on = measures.SERVED_ON.name

        async def work(tx: Transaction, when: When) -> Moved | None:
            await tx.run(desk.lock_record(before.kind, before.id))
            case = await stored_case(tx.run, before.kind, before.id)
            if case is None or (found := _serve(case)) is None:
                return None
            machine, event = found
            facts = read_facts(event, {served_on: said.on}, self.ring, legal_date(now))
            scene = await around.scene(tx, machine, case, facts, now)
            by = By(actor=CLERK, subject=said.system)
            return await take(tx, case, machine, event.name, scene, by=by, when=when)

        return await self._move(f"advance {before.kind} SERVE", before.id, work, now)

    async def _move(
        self, name: str, case: str, work: Callable[[Transaction, When], Awaitable[Moved | None]], now: datetime
    ) -> bool:
        """A move in a transaction of its own, on the record before its commit; not if another was faster."""
        on_record, when = OnRecord(record=self.record, clock=self.clock, name=NAME), When(now, self.ahead)

        async def once(tx: Transaction) -> Moved | None:
            moved = await work(tx, when)
            if moved is not None:
                await on_record.begin(f"{NAME} {name}", case)
            return moved

        decision = ErrorCode.INTERNAL.value
        try:
            moved = await self.door.transact(once)
            if moved is not None:
                await when.reached(moved.at)
            decision = ErrorCode.STALE.value if moved is None else DECISION_OK
        except BaseException as error:  # the record tells how a move ended that it has begun
            decision = code_of(error).value
            raise
        finally:
            await on_record.end(case, decision)
        return moved is not None

    async def _opening(self, said: WholePerformed, now: datetime) -> tuple[Opening, Scene]:
        at, today = present(now), legal_date(now)
        debtors = sorted(await debtors_of(self.door, said.number, at))
        if not debtors:
            raise HubError(ErrorCode.GUARD_FAILED, f"{said.number}: nobody is recorded as its debtor")
        whom = await target_of(self.door, debtors[0], said.number, None, at)
        facts = read_facts(
            OPEN,
            {performances.PERFORMED_ON.name: said.on, performances.RECEIPT.name: said.receipt},
            self.ring,
            today,
        )
        code = court_of(said.number)
        known = first_known(FULL_PERFORMANCE, said.number, await court_name(self.door, code) or code)
        scene = scene_of("", known, facts, whom, [], now)
        by = By(actor=CLERK, subject=said.system)
        return Opening(machine=FULL_PERFORMANCE, target=whom.id, by=by, now=now), scene

    async def _of_file(self, run: Run, number: str) -> list[Mapping[str, Any]]:
        """What desks and systems said before of the file's performance, as it stands now. Raises as `_in_file`."""
        found = await _in_file(run, FULL_PERFORMANCE.kind, number)
        return [{**case.known, "state": case.state} for case in found]


async def _in_file(run: Run, kind: str, number: str) -> list[StoredCase]:
    """Raises HubError UNAVAILABLE for more than may be looked at: what is not seen is not nothing."""
    [[rows]] = await run(desk.open_by(kind, "caseNumber", number, OTHERS_MAX + 1))
    if len(rows) > OTHERS_MAX:
        raise HubError(ErrorCode.UNAVAILABLE, f"more than {OTHERS_MAX} of one file would have to be looked at")
    return [case for row in rows if (case := StoredCase.of(kind, row)) is not None]


def _serve(case: StoredCase) -> tuple[Machine, Event] | None:
    """Its table and the event by which it is served where it stands, if the day is all that has to be said."""
    machine = LIFECYCLES[case.kind].machine(case.piece)
    if machine is None:
        return None
    cells = (event for state, event in machine.steps if state == case.state and _is_service(event))
    return next(((machine, event) for event in cells), None)


def _is_service(event: Event) -> bool:
    needed = {fact.attribute.name for fact in event.facts if fact.required}
    return event.name == "SERVE" and needed == {measures.SERVED_ON.name}


# Not a freeze: it is in force from service on the bank, and whom a paper was served on is not told.
SERVED: Final = frozenset(
    kind for kind, lifecycle in LIFECYCLES.items() if kind != "FREEZE" and any(map(_is_service, lifecycle.events))
)
