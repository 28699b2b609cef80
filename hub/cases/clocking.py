"""The clocks of a case, set in the transaction that moves it: at which instant somebody has to look at it.

They follow from the case alone (its state, what is known of it, its moves), so they are set as often as one likes
and are no facts. What was said of a clock is kept apart, under a key that names the clock, the stay in its states
and its end: a clock that is set again as it was says nothing twice, and one with another end begins anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any, Final

from graph.catalogue.limits import built_in_limits
from graph.catalogue.working_days import published_calendar
from graph.cypher import alarms
from graph.engine import Transaction
from graph.lifecycle.machine import Running
from graph.lifecycle.tables import LIFECYCLES
from graph.model.declare import OPEN_INSTANT
from graph.rules.alarms import Alarm, alarm
from graph.rules.courts import court_of
from graph.rules.days import stored_instant
from graph.rules.moves import stay_began
from hub.cases.limits import dues_of, law_of, warn_days_of

NEVER: Final = OPEN_INSTANT  # nothing more is to be said of it


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """A deadline of one case that runs. `court` is the code of its file's court, else the agency whose file it is;
    `began` the version of the move from which on it has run without a break.
    """

    case: str
    kind: str
    running: Running
    court: str
    law: str
    warn_days: tuple[int, ...]
    began: int

    @property
    def name(self) -> str:
        return self.running.deadline.name

    @property
    def key(self) -> str:
        return key_of(self.case, self.name)

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
        }
        return {**row, "breachAt": self.due_at} if self.duty else row


def key_of(case: str, name: str) -> str:
    return f"{case}|{name}"


def clocks_of(kind: str, case: str, state: str, known: Mapping[str, Any], moves: Sequence[str]) -> list[Clock]:
    """Those that run; none for a case that no table moves."""
    machine, number = LIFECYCLES[kind].machine(known), known.get("caseNumber")
    if machine is None:
        return []
    court = (court_of(number) if number is not None else None) or known.get("courtName") or ""
    return [
        Clock(
            case=case,
            kind=kind,
            running=running,
            court=court,
            law=law_of(limit, number) if (limit := running.deadline.limit) else running.deadline.law,
            warn_days=warn_days_of(warned, number) if (warned := limit or running.deadline.warns) else (),
            began=stay_began(moves, running.deadline.states),
        )
        for running in machine.running(state, known, dues_of(number))
    ]


async def set_clocks(
    tx: Transaction, kind: str, case: str, state: str, known: Mapping[str, Any], moves: Sequence[str], at: str
) -> None:
    """Has the case's clocks be those that run in this state; whoever moved it holds its record."""
    clocks = clocks_of(kind, case, state, known, moves)
    now = datetime.fromisoformat(at)
    await put_clocks(tx, kind, case, [clock.row(_stored(clock.at(now).wakes)) for clock in clocks])


async def put_clocks(
    tx: Transaction, kind: str, case: str, rows: Sequence[Mapping[str, Any]], besides: Iterable[str] = ()
) -> None:
    """Stores these and takes away all others that the kind's tables name, and those of the keys `besides`."""
    stay = {row["key"] for row in rows}
    named = {key_of(case, deadline.name) for each in LIFECYCLES[kind].tables for deadline in each.deadlines}
    for statement in alarms.set_clocks(rows, sorted({*named, *besides} - stay)):
        await tx.run(statement)


def next_row(clock: Clock, now: Alarm) -> dict[str, Any]:
    """The clock as it is stored once all is said that there is to say now."""
    return clock.row(_stored(now.next))


@cache
def own_edition() -> str:
    """Tells whether clocks were set by the tables, time limits and working days that this hub has."""
    calendar = published_calendar()
    says = (
        [(each.table, repr(each.deadlines)) for kind in LIFECYCLES.values() for each in kind.tables],
        [repr(row) for row in built_in_limits().rows],
        [sorted(map(str, days)) for days in (calendar.holidays, calendar.working, calendar.years)],
    )
    return sha256(repr(says).encode()).hexdigest()


def _stored(wakes: datetime | None) -> str:
    return NEVER if wakes is None else stored_instant(wakes)
