"""Leases on lines, and what became of a message: each write of the relay stands under its fence.

A lease is given to one message at a time. A relay that dies loses it with time; one that was overtaken finds
another fence and writes nothing. What it sent meanwhile carries the smaller fence, and is sent again under the
same id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_hex
from typing import Any, Final

from adapters.protocols.envelope import fence_floor
from graph.cypher import desk, instructions, relaying
from graph.engine import Transaction
from graph.lifecycle.actors import EXECUTOR
from graph.lifecycle.instruction import INSTRUCTION, takes_report
from graph.lifecycle.machine import StepRefused
from graph.model.roles import Role
from graph.rules.days import legal_day, stored_instant
from graph.rules.lines import Turn, Waiting, turn_of, work_of
from hub.cases.clocking import set_clocks_of_instructions
from hub.cases.following import last_of
from hub.cases.instructing import moved, scene_of
from hub.cases.instructions import VERSIONS_MAX
from hub.cases.stepping import follow, stored_case
from hub.desk.instants import When
from hub.door.door import Door
from hub.relaying.hearing import Again, Arrived, Dead, Heard, Report

OVERTAKEN: Final = "OVERTAKEN"  # its instruction's end is told instead
WAITING_MAX: Final = 500  # messages of one line that are looked at


class LostLease(Exception):
    """Another relay holds the line now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """One message under a lease, as it is stored with its instruction; `tries` of it failed before."""

    line: str
    agency: str
    fence: int
    key: str
    tries: int
    delivery: Mapping[str, Any]
    instruction: Mapping[str, Any]

    @property
    def message(self) -> str:
        return str(self.delivery["message"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Lines:
    """One relay's hands on the lines; `ahead` as of every move (`hub.desk.instants`)."""

    door: Door
    lease: timedelta
    ahead: timedelta

    async def due(self, agency: str, urgent: bool, now: datetime, most: int) -> list[tuple[str, str]]:
        """(line, its work) …, the oldest first."""
        rows = await self.door.own_range(relaying.due_lines(agency, urgent, stored_instant(now), most))
        return [(str(line), str(work)) for line, work in rows]

    async def claim(self, line: str, seen: str, now: datetime) -> Claimed | None:
        """The message that goes next, under a lease; None if another was faster, or nothing is to be sent."""
        agency, lane, _ = seen.split("|")
        until = stored_instant(now + self.lease)

        async def work(tx: Transaction) -> Claimed | None:
            held = f"{agency}|{lane}|{until}"
            rows = await tx.run(relaying.claim_line(line, token_hex(8), seen, held, until, fence_floor(now)))
            if not rows:
                return None
            at = stored_instant(now)
            turn = await turn_on(tx, line, at)
            if turn.overtaken:
                await tx.run(relaying.end_deliveries([each.key for each in turn.overtaken], OVERTAKEN, at))
            if turn.message is None:
                await tx.run(relaying.leave_line(line, _work(agency, turn)))
                return None
            [[delivery]] = await tx.run(relaying.one_delivery(turn.message.key))
            [[told]] = await tx.run(instructions.one_instruction(turn.message.instruction))
            return Claimed(
                line=line,
                agency=agency,
                fence=int(rows[0][0]),
                key=turn.message.key,
                tries=turn.message.tries,
                delivery=delivery,
                instruction=told,
            )

        return await self.door.transact(work)

    async def settle(self, claimed: Claimed, heard: Heard, now: datetime, wait_seconds: float | None) -> Heard:
        """Writes what was heard and gives the line back; what it came to: a report that the rules refuse is none.

        `wait_seconds` until another try, None if there is no further one. Raises LostLease, EngineError.
        """
        when = When(now, self.ahead)

        async def work(tx: Transaction) -> Heard:
            came = heard
            if isinstance(heard, Arrived) and heard.report is not None:
                came = await self._report(tx, claimed, heard, heard.report, when)
            else:
                await _hold(tx, claimed)
            at = stored_instant(now)
            tries = claimed.tries + 1
            if isinstance(came, Again) and wait_seconds is None:
                came = Dead(reason=came.reason)
            if isinstance(came, Arrived):
                await tx.run(relaying.end_deliveries([claimed.key], came.how, at))
            elif isinstance(came, Again):
                again = stored_instant(now + timedelta(seconds=wait_seconds or 0))
                await tx.run(relaying.try_again(claimed.key, tries, again, came.reason))
            else:
                dead = f"{claimed.agency}|{at}|{claimed.key}"
                await tx.run(relaying.bury(claimed.key, tries, dead, came.reason))
            await _leave(tx, claimed, at)
            return came

        return await self.door.transact(work)

    async def give_back(self, claimed: Claimed, now: datetime, wait_seconds: float) -> None:
        """Nothing was sent, and no try is lost; it is due again in so many seconds. Raises as `settle`."""

        async def work(tx: Transaction) -> None:
            await _hold(tx, claimed)
            turn = await turn_on(tx, claimed.line, stored_instant(now))
            again = stored_instant(now + timedelta(seconds=wait_seconds))
            work = (
                None if turn.wakes_at is None else work_of(claimed.agency, turn.urgent, max(again, turn.wakes_at))
            )
            await tx.run(relaying.leave_line(claimed.line, work))

        await self.door.transact(work)

    async def _report(
        self, tx: Transaction, claimed: Claimed, arrived: Arrived, report: Report, when: When
    ) -> Heard:
        """Moves the instruction, and the case with it: case, instruction, line are locked in this order always."""
        before = claimed.instruction
        await tx.run(desk.lock_record(before["kind"], before["case"]))
        [[told]] = await tx.run(instructions.hold_instruction(before["key"], token_hex(8)))
        await _hold(tx, claimed)
        if not takes_report(told["state"], report.event) or told["version"] >= VERSIONS_MAX:
            return arrived  # of what is known already
        case = await stored_case(tx.run, told["kind"], told["case"])
        at = when.after(last_of(told, case))
        today = date.fromisoformat(legal_day(datetime.fromisoformat(at)))
        try:
            stepped = INSTRUCTION.step(report.event, scene_of(told, report.facts, today), EXECUTOR)
        except StepRefused as refused:
            return Again(reason=f"its answer: {refused}")
        # Its executor says so, nobody of ours: a role and no name.
        by = {"role": Role.PARTNER.value, "remark": report.remark}
        says = {**report.facts, **moved(told, report.event, stepped.state, at, **by)}
        await tx.run(instructions.change_instructions([(told["key"], says)]))
        await set_clocks_of_instructions(tx, [{**told, **says}], at)
        if case is not None:
            await follow(tx, case, at, datetime.fromisoformat(at))
        return arrived


async def _hold(tx: Transaction, claimed: Claimed) -> None:
    rows = await tx.run(relaying.hold_line(claimed.line, token_hex(8)))
    if not rows or rows[0][0] != claimed.fence:
        raise LostLease


async def turn_on(tx: Transaction, line: str, at: str) -> Turn:
    rows = await tx.run(relaying.waiting_of(line, WAITING_MAX))
    return turn_of([_waiting(row) for row in rows], at)


async def _leave(tx: Transaction, claimed: Claimed, at: str) -> None:
    turn = await turn_on(tx, claimed.line, at)
    await tx.run(relaying.leave_line(claimed.line, _work(claimed.agency, turn)))


def _waiting(row: list[Any]) -> Waiting:
    key, number, instruction, urgent, due_at, tries, dead = row
    return Waiting(
        key=key, number=number, instruction=instruction, urgent=urgent, due_at=due_at, tries=tries, dead=dead
    )


def _work(agency: str, turn: Turn) -> str | None:
    return None if turn.wakes_at is None else work_of(agency, turn.urgent, turn.wakes_at)
