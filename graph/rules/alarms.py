"""What a clock has to say at an instant, and when it has to be looked at again, whoever looks and how often.

A warning counts from the beginning of its legal day, a breach from the end of the last one. Whoever looks late
hears the newest only: of several warnings the last, of a clock that is over nothing but that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from graph.rules.clocks import Due, overdue
from graph.rules.days import end_of_legal_day, legal_date


class Call(StrEnum):
    """What is said of a clock."""

    WARNING = "WARNING"  # so many days before its end
    BREACH = "BREACH"  # somebody had to act in time, and did not
    OVER = "OVER"  # a time that nobody had to act in is over: what waited for it may go on


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm:
    """`call` is None while nothing is to be said; `at` is the instant from which it is true, and `warn_day` the
    warning it is. `days_left` are legal days to the last one. `next`: when there is more to say; None: never.
    """

    call: Call | None
    at: datetime | None
    warn_day: int | None
    days_left: int
    next: datetime | None

    @property
    def wakes(self) -> datetime | None:
        """When somebody has to look who has said nothing of this clock yet."""
        return self.at or self.next


def alarm(due: Due, warn_days: Sequence[int], now: datetime, *, duty: bool) -> Alarm:
    """`warn_days` are days before the end, in any order; `duty`: somebody has to act before it."""
    left = (_last_day(due) - legal_date(now)).days
    if overdue(due, now):
        call = Call.BREACH if duty else Call.OVER
        return Alarm(call=call, at=due.at, warn_day=None, days_left=left, next=None)
    warnings = [(_warned_at(due, days), days) for days in sorted(set(warn_days), reverse=True)]
    passed = [each for each in warnings if each[0] <= now]
    to_come = [at for at, _ in warnings if at > now]
    following = min([*to_come, due.at])
    if not passed:
        return Alarm(call=None, at=None, warn_day=None, days_left=left, next=following)
    at, days = passed[-1]
    return Alarm(call=Call.WARNING, at=at, warn_day=days, days_left=left, next=following)


def days_late(due_at: datetime, now: datetime) -> int:
    """Legal days since a clock was over, the one on which it was among them; 0 before."""
    return max(0, (legal_date(now) - legal_date(due_at)).days + 1) if now >= due_at else 0


def _last_day(due: Due) -> date:
    return legal_date(due.at) if due.on is None else due.on


def _warned_at(due: Due, days: int) -> datetime:
    """The beginning of the day so many days before the last; of a clock of hours so many times 24 hours before."""
    if due.on is None:
        return due.at - timedelta(days=days)
    return end_of_legal_day(due.on - timedelta(days=days + 1))
