"""Instructions as their executors and courts see and move them.

An agency sees what it was told itself, in the order in which it was told, and reports on it; a court's staff see
those of the file that their request names, and report for an executor that has no interface. With the last
acknowledgement a list is distributed, with the last lift a case is lifted everywhere: the hub moves it then, in
the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from typing import Any, Final

from graph.cypher import desk, instructions
from graph.engine import Transaction
from graph.lifecycle.actors import EXECUTOR, HRSS
from graph.lifecycle.instruction import INSTRUCTION, REISSUE
from graph.lifecycle.machine import Effect, IllegalStep
from graph.lifecycle.scene import Actor
from graph.lifecycle.tables import LIFECYCLES
from graph.model.roles import Role
from graph.rules.courts import court_of
from graph.rules.days import stored_instant
from graph.rules.sealing import KeyRing
from hub.cases.clocking import set_clocks_of_instructions
from hub.cases.counter import Told
from hub.cases.facts import read_facts, read_remark
from hub.cases.following import heard, last_of
from hub.cases.instructing import message_of, moved, scene_of, send
from hub.cases.numbered import Numbered, numbered
from hub.cases.refusals import illegal, refusing
from hub.cases.rights import actor_of
from hub.cases.seat import CaseSeat
from hub.cases.shown_instruction import shown
from hub.cases.stepping import follow, stored_case
from hub.desk.instants import When
from hub.desk.moving import Move, Moved, Mover, stale
from hub.door.door import Door
from hub.errors import ErrorCode, HubError, bad_input

NO_INTERFACE: Final = "OTHER"  # agency of executors that have none
KEY_LENGTH_MAX: Final = 64
CASES_MAX: Final = 1_000  # of one file
VERSIONS_MAX: Final = 200  # moves of one instruction
_CASE_KINDS: Final = tuple(
    kind for kind, lifecycle in LIFECYCLES.items() if any(each.instructs for each in lifecycle.tables)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class AtInstructions:
    """One caller's place for one request. `settles`: how long after its instant a message may still be written."""

    door: Door
    ring: KeyRing
    mover: Mover
    seat: CaseSeat
    settles: timedelta

    async def one(self, key: str) -> dict[str, Any] | None:
        await self._look_up_file()
        rows = await self.door.own(instructions.one_instruction(key[:KEY_LENGTH_MAX]))
        told = [each for (each,) in rows if self._mine(each)]
        found = await self._shown(told)
        return found[0] if found else None

    async def page(self, first: int, after: str, of: str | None) -> Told:
        """At most `first` behind what stands at `after`: what an agency was told in that order, or those of a case
        (`of`) or of all cases of the file that whoever ordered them asks for, by their ids.
        """
        await self._look_up_file()
        agency = self._agency
        if agency is not None and of is None:
            until = stored_instant(self.seat.now - self.settles)
            rows = await self.door.own_range(instructions.feed_of(agency, after, until, first + 1))
            messages = [message for message, _ in rows[:first]]
            found = await self._shown([told for _, told in rows[:first]])
            places = [str(message["feed"]) for message in messages]
            return Told(rows=list(zip(found, messages, places, strict=True)), further=len(rows) > first)
        cases = [of[:KEY_LENGTH_MAX]] if of is not None else await self._cases_of_file()
        rows = await self.door.own(instructions.instructions_of(cases, after, first + 1))
        told = [each for (each,) in rows if self._ordered(each)]
        found = await self._shown(told[:first])
        return Told(
            rows=[(each, None, key["key"]) for each, key in zip(found, told, strict=False)],
            further=len(told) > first,
        )

    async def advance(
        self, key: str, version: int, event: tuple[str, Mapping[str, Any]], once: str | None
    ) -> dict[str, Any]:
        seat, (name, given) = self.seat, event
        key = key[:KEY_LENGTH_MAX]
        rows = await self.door.own(instructions.one_instruction(key))
        before = next((each for (each,) in rows if self._mine(each)), None)
        # What is over is reported though the file is closed; a measure is not told again then, a repair is.
        repair = before is not None and "repairs" in before
        await self.seat.file(closed=repair or name != REISSUE.name)
        if before is None:
            raise bad_input("id: no such Instruction", field="id")
        step_of = next((each for each in INSTRUCTION.events if each.name == name), None)
        if step_of is None:
            raise illegal(IllegalStep(name, before["state"], INSTRUCTION.allowed(before["state"])))
        facts, remark = read_facts(step_of, given, self.ring, seat.today), read_remark(given, seat.today)

        async def work(tx: Transaction, when: When) -> Moved:
            # The case first, as its own moves do: of two that need both one waits for the other at its beginning.
            await tx.run(desk.lock_record(before["kind"], before["case"]))
            [[told]] = await tx.run(instructions.hold_instruction(key, token_hex(8)))
            if version != told["version"]:
                raise stale("it", told["version"], version)
            if told["version"] >= VERSIONS_MAX:
                raise bad_input(f"it was moved {VERSIONS_MAX} times; allowed: no more")
            scene = scene_of(told, facts, seat.today)
            actor = self._actor(told, name)
            stepped = refusing(lambda: INSTRUCTION.step(name, scene, actor))
            case = await stored_case(tx.run, before["kind"], before["case"])
            at = when.after(last_of(told, case))
            by = {"by": seat.caller.subject, "role": seat.caller.role.value, "remark": remark}
            says = {**facts, **moved(told, name, stepped.state, at, **by)}
            if Effect.SEND in stepped.effects:
                says["toldOn"] = seat.today.isoformat()
            await tx.run(instructions.change_instructions([(key, says)]))
            await set_clocks_of_instructions(tx, [{**told, **says}], at)
            if Effect.SEND in stepped.effects:
                await send(tx, [told], message_of(told), at)
            else:
                # Whoever reports has read how it stands, and so all that was told of it.
                await heard(tx, told, at)
            if case is not None:
                await follow(tx, case, at, seat.now)
            return Moved(key, at)

        move = Move(
            name=f"advanceInstruction.{name}",
            given={"id": key, "version": version, "event": {name: dict(given)}},
            key=once,
            caller=seat.caller,
            now=seat.now,
        )

        async def note(node: str) -> None:
            await seat.note(move.name, node)

        done = await self.mover.run(move, work, note)
        [[after]] = await self.door.own(instructions.one_instruction(done.node))
        [found] = await self._shown([after], until=done.at)
        return found

    async def _shown(self, told: Sequence[Mapping[str, Any]], until: str | None = None) -> list[dict[str, Any]]:
        seat = self.seat
        subjects = await numbered(self.door, [each["subject"] for each in told], seat.present)
        found = []
        for each in told:
            seat.touch(each["subject"])
            whom = subjects.get(each["subject"]) or Numbered(kind="UNSPECIFIED", name=None)
            found.append(shown(each, whom, seat.now, executes=self._executes(each), until=until))
        return found

    async def _cases_of_file(self) -> list[str]:
        cases: list[str] = []
        if self._file is None:
            return cases
        for kind in _CASE_KINDS:
            [[rows]] = await self.door.own(desk.open_by(kind, "caseNumber", self._file, CASES_MAX + 1))
            cases += [str(row[0]) for row in rows]
        if len(cases) > CASES_MAX:
            raise HubError(ErrorCode.UNAVAILABLE, f"more than {CASES_MAX} cases of one file")
        return cases

    async def _look_up_file(self) -> None:
        """Looks the file up that the purpose names; a closed one will do, since measures are lifted there, too."""
        await self.seat.file(closed=True)

    def _actor(self, told: Mapping[str, Any], event: str) -> Actor:
        """The executor, or whoever ordered it: a court, the labour authority for its own list. The latter reports
        for bodies without an interface only. Raises HubError FORBIDDEN.
        """
        if self._agency is None:
            return actor_of(self.seat.caller, self.seat.errand, INSTRUCTION.actors)
        again = event == REISSUE.name and self._ordered(told)
        if self._executes(told) and not again:
            return EXECUTOR
        if not again and told["agency"] != NO_INTERFACE:
            raise HubError(ErrorCode.FORBIDDEN, f"{event} is done by its executor, which has an interface")
        return HRSS

    def _mine(self, told: Mapping[str, Any]) -> bool:
        return self._executes(told) or self._ordered(told)

    def _executes(self, told: Mapping[str, Any]) -> bool:
        return self._agency is not None and bool(told["agency"] == self._agency)

    def _ordered(self, told: Mapping[str, Any]) -> bool:
        """The court of the file, or the labour authority for its own list, which has no file of a court."""
        if self._agency is not None:
            return self._agency == HRSS.agency and "caseNumber" not in told
        return self._file is not None and told.get("caseNumber") == self._file

    @property
    def _agency(self) -> str | None:
        caller = self.seat.caller
        return caller.agency.value if caller.role is Role.PARTNER and caller.agency else None

    @property
    def _file(self) -> str | None:
        """The file that the request names, if it is of the caller's own court."""
        number = self.seat.errand.case_number
        return number if number is not None and court_of(number) == self.seat.caller.court else None
