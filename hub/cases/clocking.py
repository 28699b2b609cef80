"""The clocks of a case and of what executors were told by it, set in the transaction that moves either: at which
instant somebody has to look at the case.

They follow from the case and its instructions alone (state, what is known, moves), so they are set as often as one
likes and are no facts. What was said of a clock is kept apart, under a key that names the clock, the stay in its
states and its end: a clock that is set again as it was says nothing twice, and one with another end begins anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from graph.catalogue.in_force import calendar_in_force, limits_in_force
from graph.cypher import alarms, instructions
from graph.engine import Transaction
from graph.lifecycle.instruction import INSTRUCTION
from graph.lifecycle.machine import Machine, Running
from graph.lifecycle.tables import LIFECYCLES
from graph.model.declare import OPEN_INSTANT
from graph.rules.alarms import Alarm, alarm
from graph.rules.courts import court_of
from graph.rules.days import stored_instant
from graph.rules.moves import stay_began
from hub.cases.limits import dues_of, law_of, warn_days_of
from hub.errors import ErrorCode, HubError

NEVER: Final = OPEN_INSTANT  # nothing more is to be said of it
INSTRUCTIONS_MAX: Final = 1_000  # of one case; an edition leads to some 60
_NAMED: Final = ("measure", "executor", "agency")  # of an instruction, beside its clock


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """A deadline that runs of one case, or of an instruction that it led to (`told`: its `instruction`, and whom
    it tells to do what). `court` is the code of the file's court, else the agency whose file it is; `began` the
    version of the move from which on it has run without a break.
    """

    case: str
    kind: str
    running: Running
    court: str
    law: str
    warn_days: tuple[int, ...]
    began: int
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.running.deadline.name

    @property
    def key(self) -> str:
        return key_of(self.told.get("instruction", self.case), self.name)

    @property
    def duty(self) -> bool:
        """Whether somebody has to act in time; else something only ends, on a day that was named."""
        return self.running.deadline.limit is not None

    @property
    def fires(self) -> str | None:
        """The event that the hub itself brings about when it is over."""
        return self.running.deadline.fires

    @property
    def due_at(self) -> str:
        return stored_instant(self.running.due.at)

    def at(self, now: datetime) -> Alarm:
        return alarm(self.running.due, self.warn_days, now, duty=self.duty)

    def alert_key(self, now: Alarm) -> str:
        """The same for what was said before, whoever says it and whenever; hex."""
        said = (self.key, self.began, self.due_at, now.call, now.warn_day)
        return sha256("|".join(map(str, said)).encode()).hexdigest()

    def row(self, wakes_at: str) -> dict[str, Any]:
        """As it is stored."""
        row = {
            "key": self.key,
            "case": self.case,
            "kind": self.kind,
            "name": self.name,
            "court": self.court,
            "law": self.law,
            "dueAt": self.due_at,
            "provisional": self.running.due.provisional,
            "wakesAt": wakes_at,
            **self.told,
        }
        return {**row, "breachAt": self.due_at} if self.duty else row


def key_of(owner: str, name: str) -> str:
    """`owner`: the case, or the instruction."""
    return f"{owner}|{name}"


def clocks_of(kind: str, case: str, state: str, known: Mapping[str, Any], moves: Sequence[str]) -> list[Clock]:
    """Those that run; none for a case that no table moves."""
    machine = LIFECYCLES[kind].machine(known)
    return [] if machine is None else _running(machine, kind, case, state, known, moves, {})


def clocks_of_instruction(told: Mapping[str, Any]) -> list[Clock]:
    """Those that run of an instruction, by its properties."""
    names = {"instruction": told["key"], **{name: told[name] for name in _NAMED}}
    return _running(INSTRUCTION, told["kind"], told["case"], told["state"], told, told["moves"], names)


async def set_clocks(
    tx: Transaction, kind: str, case: str, state: str, known: Mapping[str, Any], moves: Sequence[str], at: str
) -> None:
    """Has the case's clocks be those that run in this state; whoever moved it holds its record."""
    clocks = clocks_of(kind, case, state, known, moves)
    now = datetime.fromisoformat(at)
    await put_clocks(tx, kind, case, [clock.row(_stored(clock.at(now).wakes)) for clock in clocks])


async def set_clocks_of_instructions(tx: Transaction, told: Iterable[Mapping[str, Any]], at: str) -> None:
    """As `set_clocks`, of instructions as they stand after a move; who moved them holds their case's record."""
    now, of = datetime.fromisoformat(at), list(told)
    rows = [clock.row(_stored(clock.at(now).wakes)) for each in of for clock in clocks_of_instruction(each)]
    await _put(tx, rows, keys_of_instructions(each["key"] for each in of))


async def put_clocks(
    tx: Transaction, kind: str, case: str, rows: Sequence[Mapping[str, Any]], besides: Iterable[str] = ()
) -> None:
    """Stores these and takes away all others that the kind's tables name, and those of the keys `besides`."""
    named = {key_of(case, deadline.name) for each in LIFECYCLES[kind].tables for deadline in each.deadlines}
    await _put(tx, rows, {*named, *besides})


async def instructions_of(tx: Transaction, case: str) -> list[Mapping[str, Any]]:
    """What a case had executors told, by properties; who moves one of them locks the case's record first.

    Raises HubError UNAVAILABLE for more than INSTRUCTIONS_MAX.
    """
    rows = await tx.run(instructions.instructions_of([case], "", INSTRUCTIONS_MAX + 1))
    if len(rows) > INSTRUCTIONS_MAX:
        raise HubError(ErrorCode.UNAVAILABLE, f"more than {INSTRUCTIONS_MAX} instructions of a case have clocks")
    return [told for (told,) in rows]


def keys_of_instructions(keys: Iterable[str]) -> set[str]:
    """Of all clocks that instructions may have."""
    return {key_of(key, deadline.name) for key in keys for deadline in INSTRUCTION.deadlines}


def next_row(clock: Clock, now: Alarm) -> dict[str, Any]:
    """The clock as it is stored once all is said that there is to say now."""
    return clock.row(_stored(now.next))


def own_edition() -> str:
    """Tells whether clocks were set by the tables, time limits and working days that this hub has."""
    calendar = calendar_in_force()
    says = (
        [(each.table, repr(each.deadlines)) for each in _tables()],
        [repr(row) for row in limits_in_force().rows],
        [sorted(map(str, days)) for days in (calendar.holidays, calendar.working, calendar.years)],
    )
    return sha256(repr(says).encode()).hexdigest()


def _tables() -> Iterator[Machine]:
    for kind in LIFECYCLES.values():
        yield from kind.tables
    yield INSTRUCTION


def _running(
    machine: Machine,
    kind: str,
    case: str,
    state: str,
    known: Mapping[str, Any],
    moves: Sequence[str],
    told: Mapping[str, str],
) -> list[Clock]:
    number = known.get("caseNumber")
    return [
        Clock(
            case=case,
            kind=kind,
            running=running,
            court=(court_of(number) if number is not None else None) or known.get("courtName") or "",
            law=law_of(limit, number) if (limit := running.deadline.limit) else running.deadline.law,
            warn_days=warn_days_of(warned, number) if (warned := limit or running.deadline.warns) else (),
            began=stay_began(moves, running.deadline.states),
            told=told,
        )
        for running in machine.running(state, known, dues_of(number))
    ]


async def _put(tx: Transaction, rows: Sequence[Mapping[str, Any]], gone: Collection[str]) -> None:
    for statement in alarms.set_clocks(rows, sorted(set(gone) - {row["key"] for row in rows})):
        await tx.run(statement)


def _stored(wakes: datetime | None) -> str:
    return NEVER if wakes is None else stored_instant(wakes)
