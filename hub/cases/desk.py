"""Cases opened and moved: load, step, write, in one transaction with all that a step brings about.

The record is written first and read then, so that of two officers one waits and finds the version moved (`STALE`);
whom a new case meets is held in the same way, so that two do not open the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from graph.cypher import desk
from graph.engine import Transaction
from graph.lifecycle.machine import IllegalStep, Machine
from graph.lifecycle.repair import ITS_OWN
from graph.lifecycle.scene import Actor, Target
from graph.lifecycle.tables import AFTER_CLOSING, LEADS_OUT, LIFECYCLES, OPENS_AFTER_CLOSING, Lifecycle
from graph.model.roles import Purpose, Role
from graph.plan import KeyScheme, Slice
from graph.rules.courts import court_of
from graph.rules.days import legal_day
from graph.rules.sealing import KeyRing
from hub.cases import late
from hub.cases.accounts import met_by
from hub.cases.around import Around
from hub.cases.beside import cases_beside
from hub.cases.counter import Fetch, FetchAll, LatePage, WantedLate
from hub.cases.facts import read_facts, read_remark
from hub.cases.instructions import AtInstructions
from hub.cases.opening import Opening, first_known
from hub.cases.ordering import measures_of
from hub.cases.refusals import illegal, refusing
from hub.cases.rights import actor_of
from hub.cases.seat import CaseSeat, finding
from hub.cases.stepping import By, others_of, scene_of, scene_of_nobody, stored_case, take
from hub.cases.world import court_name, delivered, ids_of, target_of
from hub.desk.instants import When
from hub.desk.moving import Move, Moved, Mover, Work, stale
from hub.door.door import Door
from hub.errors import ErrorCode, HubError, bad_input
from hub.read.by_id import ID_LENGTH_MAX
from hub.read.keys import Key

VERSIONS_MAX: Final = 200  # moves of one case: each keeps its entry in every later statement
_NOBODY: Final = "subject: no such subject"
_NOTHING_OF_YOURS: Final = "subject, about: no such subject, or nothing of yours against it"
_ANYBODY: Final = Target(id="", kind="PERSON", born=(date(1970, 1, 1),))
_ANY_UNIT: Final = Target(id="", kind="COMPANY")


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseDesk:
    """One hub's desk. Holds nothing of a caller between requests."""

    door: Door
    ring: KeyRing
    mover: Mover
    settles: timedelta

    def at(self, seat: CaseSeat) -> AtCaseDesk:
        return AtCaseDesk(desk=self, seat=seat)


@dataclass(frozen=True, kw_only=True, slots=True)
class AtCaseDesk:
    """`hub.cases.counter.CaseCounter` over the graph."""

    desk: CaseDesk
    seat: CaseSeat

    async def open(
        self, kind: str, target: Key | None, given: Mapping[str, Any], key: str | None, fetch: Fetch
    ) -> tuple[list[Any], Slice]:
        seat, lifecycle = self.seat, LIFECYCLES[kind]
        machine, facts = self._opened(lifecycle, given)
        # For a credit check nobody names a court's file, and outside the courts nobody is named but by a number.
        of_agency = seat.errand.purpose is Purpose.CREDIT_CHECK
        blind = of_agency or seat.caller.role is Role.CREDIT_OFFICER
        # An agency's own file number is no case of a court.
        number = None if of_agency else self._own_file()
        known = await self._first(machine, number)
        nobody = bad_input(_NOTHING_OF_YOURS if blind and "about" in facts else _NOBODY, field="subject")
        if blind:
            # What is wrong whomever it meets is told before: else a refusal would tell who is known here.
            anybody = _ANY_UNIT if target is not None and target[0] is KeyScheme.UNIFIED_CODE else _ANYBODY
            before = scene_of("", known, facts, anybody, [], seat.now)
            try:
                refusing(lambda: machine.open(before, self._actor(machine)))
            except HubError as refused:
                # In a court's own file a rule may look at whom it meets; who may open is said all the same.
                if of_agency or refused.code is not ErrorCode.GUARD_FAILED:
                    raise
            measures_of(machine, anybody, facts, seat.today)
        found = finding(target, seat.present, blind=blind)
        met = await seat.inquire(found, closed=kind in OPENS_AFTER_CLOSING)
        if met is None:
            raise nobody
        role_on = date.fromisoformat(facts["roleOn"]) if "roleOn" in facts else None
        try:
            whom = await target_of(self.desk.door, met, number, role_on, seat.present)
        except HubError:
            if blind:
                raise nobody from None
            raise
        remark = read_remark(given, seat.today)
        opening = Opening(machine=machine, target=met, by=self._by(machine), now=seat.now, remark=remark)
        ids = await ids_of(self.desk.door, whom.id)
        brought = await delivered(self.desk.door, kind, whom.id, number, seat.present)
        account = await met_by(self.desk.door, facts, number, seat.present)

        async def work(tx: Transaction, when: When) -> Moved:
            await tx.run(desk.lock_node(met))
            others = [*await others_of(tx, kind, number, ids), *brought]
            known_now = {**known, **measures_of(machine, whom, facts, seat.today)}
            door, at, about = self.desk.door, seat.present, facts.get("about")
            beside = await cases_beside(tx.run, door, machine, number, at, about)
            scene = scene_of("", known_now, facts, whom, others, seat.now, beside, account)
            try:
                stepped = refusing(lambda: machine.open(scene, self._actor(machine)))
            except HubError as refused:
                if blind and refused.extensions.get("rule") == ITS_OWN.rule:
                    raise nobody from None
                raise
            return await opening.write(tx, stepped, scene, when)

        asked = {"input": dict(given), "subject": target, "file": number}
        return await self._move(f"open{_camel(kind)}", asked, key, work, fetch)

    async def advance(
        self,
        kind: str,
        id_: str,
        version: int,
        event: tuple[str, Mapping[str, Any]],
        key: str | None,
        fetch: Fetch,
    ) -> tuple[list[Any], Slice]:
        id_, seat, lifecycle = id_[:ID_LENGTH_MAX], self.seat, LIFECYCLES[kind]
        name, given = event
        missing = bad_input(f"id: no such {_camel(kind)}", field="id")
        if await seat.inquire(fetch(id_, seat.present), closed=name in AFTER_CLOSING) is None:
            raise missing
        before = await stored_case(self.desk.door.own, kind, id_)
        if before is None:
            raise HubError(
                ErrorCode.ILLEGAL_STEP, "a delivery brought it; its source alone changes it", allowed=[]
            )
        machine = lifecycle.machine(before.piece)
        assert machine is not None  # a desk opened it by one
        number = before.known.get("caseNumber")
        if number is not None and number != self._own_file():
            raise missing
        step_of = next((each for each in machine.events if each.name == name), None)
        if step_of is None:
            # Of another table of this kind: no state of this one takes it.
            raise illegal(IllegalStep(name, before.state, machine.allowed(before.state)))
        facts = read_facts(step_of, given, self.desk.ring, seat.today)
        remark = read_remark(given, seat.today)
        door, at = self.desk.door, seat.present
        out = name in LEADS_OUT
        around = None if out else await Around.of(door, before, at)

        async def work(tx: Transaction, when: When) -> Moved:
            await tx.run(desk.lock_record(kind, id_))
            case = await stored_case(tx.run, kind, id_)
            if case is None:
                raise missing
            if version != case.version:
                raise stale("it", case.version, version)
            if case.version >= VERSIONS_MAX and not out:
                raise bad_input(f"it was moved {VERSIONS_MAX} times; allowed: {', '.join(sorted(LEADS_OUT))}")
            if around is None:
                scene = scene_of_nobody(case, facts, seat.now)
            else:
                scene = await around.scene(tx, machine, case, facts, seat.now)
            return await take(tx, case, machine, name, scene, by=self._by(machine), when=when, remark=remark)

        asked = {"id": id_, "version": version, "event": {name: dict(given)}}
        return await self._move(f"advance{_camel(kind)}.{name}", asked, key, work, fetch)

    def instructions(self) -> AtInstructions:
        desk = self.desk
        return AtInstructions(
            door=desk.door, ring=desk.ring, mover=desk.mover, seat=self.seat, settles=desk.settles
        )

    async def overdue(self, wanted: WantedLate, fetch: FetchAll) -> LatePage:
        return await late.overdue(self.desk.door, self.seat, wanted, fetch)

    async def alerts(self, wanted: WantedLate, fetch: FetchAll) -> LatePage:
        return await late.alerts(self.desk.door, self.seat, wanted, fetch)

    def _opened(self, lifecycle: Lifecycle, given: Mapping[str, Any]) -> tuple[Machine, dict[str, Any]]:
        """The table that is opened, and what its opening was given."""
        only = len(lifecycle.tables) == 1
        machine = lifecycle.tables[0] if only else lifecycle.machine(given)
        assert machine is not None  # the input takes names of tables only
        facts = {name: value for name, value in given.items() if name != lifecycle.told_by}
        return machine, read_facts(machine.opening[0], facts, self.desk.ring, self.seat.today)

    async def _first(self, machine: Machine, number: str | None) -> dict[str, Any]:
        """What is known of a case before anything is said of it."""
        seat = self.seat
        code = court_of(number) if number is not None else seat.caller.court
        agency = seat.caller.agency.value if seat.caller.agency else None
        return first_known(machine, number, await court_name(self.desk.door, code) or code or agency)

    def _own_file(self) -> str:
        """The file that the request names, whose own court alone moves its cases. Raises HubError FORBIDDEN."""
        number, caller = self.seat.errand.case_number, self.seat.caller
        assert number is not None  # whoever acts for a court's purpose names one
        # The credit office hands on to the court what it received, in a file that it may name (`hub.rights.case`).
        if court_of(number) != caller.court and caller.role is not Role.CREDIT_OFFICER:
            raise HubError(ErrorCode.FORBIDDEN, "the cases of a file are moved by its own court")
        return number

    def _actor(self, machine: Machine) -> Actor:
        return actor_of(self.seat.caller, self.seat.errand, machine.actors)

    def _by(self, machine: Machine) -> By:
        caller = self.seat.caller
        return By(actor=self._actor(machine), subject=caller.subject, role=caller.role.value)

    async def _move(
        self,
        name: str,
        given: Mapping[str, Any],
        key: str | None,
        work: Work,
        fetch: Fetch,
    ) -> tuple[list[Any], Slice]:
        """Runs it, and shows the case as it was then: the same whenever the same key asks again."""
        seat = self.seat
        move = Move(name=name, given=given, key=key, caller=seat.caller, now=seat.now)
        done = await self.desk.mover.run(move, work, partial(seat.note, name))
        day = legal_day(datetime.fromisoformat(done.at))
        shown: tuple[list[Any], Slice] | None = await seat.inquire(
            fetch(done.node, Slice(as_of=day, known_at=done.at)), closed=True
        )
        if shown is None:
            raise HubError(ErrorCode.UNAVAILABLE, "the case that this key stands for is not to be seen any more")
        seat.touch(done.node)
        return shown


def _camel(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.split("_"))
