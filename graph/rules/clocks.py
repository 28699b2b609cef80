"""Legal clocks: on which day a period is over that began on another, and whether that is certain yet.

The day on which a period begins is not counted; months and years end on the day of the same number, else on
the last of the month; what ends on a rest day ends on the first working day after it (民事诉讼法 85;
民法典 201-203). A clock starts on the day of the event, whenever it was heard of; all days are legal days.

Working days are those of the editions that the State Council publishes. In a year without edition they are
computed from weekends and the holidays whose date is fixed, and what they decide is provisional.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from graph.rules.days import end_of_legal_day, legal_date

FIRST_YEAR: Final = 1950
LAST_YEAR: Final = 2999
SPAN_MAX_DAYS: Final = 36_600
# The longest rest published so far had 10 days; whoever finds none in so many has no calendar.
REST_MAX_DAYS: Final = 60
_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


class Unit(StrEnum):
    """What a period is counted in (民事诉讼法 85(2)); working days where a rule says so."""

    HOURS = "HOURS"
    CALENDAR_DAYS = "CALENDAR_DAYS"
    WORKING_DAYS = "WORKING_DAYS"
    MONTHS = "MONTHS"
    YEARS = "YEARS"


MOST: Final[Mapping[Unit, int]] = MappingProxyType(
    {
        Unit.HOURS: 1_000,
        Unit.CALENDAR_DAYS: 4_000,
        Unit.WORKING_DAYS: 1_000,
        Unit.MONTHS: 1_000,
        Unit.YEARS: 100,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """A length of time. `rolls`: one that would end on a rest day ends on the first working day after it.

    Raises ValueError for a number that is not 1 to `MOST` of its unit.
    """

    number: int
    unit: Unit
    rolls: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.number <= MOST[self.unit]:
            raise ValueError(f"a limit of {self.number} {self.unit}; allowed: 1 to {MOST[self.unit]}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """When a period is over: in time is what is done before the instant `at` (UTC).

    `on` is its last day, over at 24:00; None for one of hours. `provisional`: a day that decided it lies in a
    year without published edition; compute it again once there is one.
    """

    on: date | None
    at: datetime
    provisional: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """The working days: days off, days at work (also those made up), and the years that have an edition."""

    holidays: frozenset[date]
    working: frozenset[date]
    years: frozenset[int]

    def is_working_day(self, day: date) -> bool:
        """By the edition of its year; without one: no weekend and no holiday of a fixed date."""
        if day in self.working:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays and day not in fixed_holidays(day.year)

    def is_published(self, first: date, last: date) -> bool:
        """Whether every year from `first` to `last` has an edition."""
        return all(year in self.years for year in range(first.year, last.year + 1))


def due(limit: Limit, start: date | datetime, calendar: Calendar) -> Due:
    """When a period is over that began on a day, or for hours at an instant.

    An aware instant may stand for its legal day. Raises ValueError for hours from a day, an instant without
    offset, and a start outside the years FIRST_YEAR to LAST_YEAR.
    """
    if limit.unit is Unit.HOURS:
        return Due(on=None, at=_instant(start) + timedelta(hours=limit.number), provisional=False)
    first = _legal_start(start)
    if limit.unit is Unit.WORKING_DAYS:
        last = nth_working_day_after(first, limit.number, calendar)
        return _on(last, provisional=not calendar.is_published(first + _DAY, last))
    named = _named_end(limit, first)
    if not limit.rolls:
        return _on(named, provisional=False)
    last = _first_working_day(named, calendar)
    return _on(last, provisional=not calendar.is_published(named, last))


def overdue(found: Due, now: datetime) -> bool:
    """Whether the period is over at an aware instant: of days, from 24:00 of its last."""
    return _aware(now) >= found.at


def nth_working_day_after(day: date, count: int, calendar: Calendar) -> date:
    """The working day that is number `count` (from 1) after `day`, which is not counted.

    Raises ValueError if more than REST_MAX_DAYS follow each other without one.
    """
    for _ in range(count):
        day = _first_working_day(day + _DAY, calendar)
    return day


def working_days_between(day: date, last: date, calendar: Calendar) -> int:
    """How many working days follow `day`, up to and with `last`.

    Raises ValueError for a span that runs backwards or over more than SPAN_MAX_DAYS.
    """
    span = (last - day).days
    if span < 0:
        raise ValueError(f"{last} is before {day}; allowed: that day or a later one")
    if span > SPAN_MAX_DAYS:
        raise ValueError(f"{span} days from {day} to {last}; allowed: at most {SPAN_MAX_DAYS}")
    return sum(calendar.is_working_day(day + timedelta(days=n)) for n in range(1, span + 1))


def fixed_holidays(year: int) -> tuple[date, ...]:
    """The holidays of a year that have a fixed date (全国年节及纪念日放假办法 2, 2 May since the edition of 2024).

    The others hang on the moon or the sun: New Year's Eve and Spring Festival, Qingming, Dragon Boat, Mid-Autumn.
    """
    may = (1, 2) if year >= 2025 else (1,)
    return (date(year, 1, 1), *(date(year, 5, day) for day in may), *(date(year, 10, day) for day in (1, 2, 3)))


def _named_end(limit: Limit, first: date) -> date:
    """The last day as the period names it, whatever day that is (民法典 202)."""
    if limit.unit is Unit.CALENDAR_DAYS:
        return first + timedelta(days=limit.number)
    months = first.month - 1 + limit.number * (12 if limit.unit is Unit.YEARS else 1)
    year, month = first.year + months // 12, months % 12 + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def _first_working_day(day: date, calendar: Calendar) -> date:
    for n in range(REST_MAX_DAYS):
        if calendar.is_working_day(found := day + timedelta(days=n)):
            return found
    raise ValueError(f"no working day within {REST_MAX_DAYS} days from {day}: not a calendar of working days")


def _on(day: date, *, provisional: bool) -> Due:
    return Due(on=day, at=end_of_legal_day(day), provisional=provisional)


def _legal_start(start: date | datetime) -> date:
    day = legal_date(_aware(start)) if isinstance(start, datetime) else start
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"a clock that starts on {day}; allowed: a day of the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _instant(start: date | datetime) -> datetime:
    if not isinstance(start, datetime):
        raise ValueError(f"hours run from an instant; {start} is a day")
    _legal_start(start)
    return _aware(start).astimezone(UTC)


def _aware(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError(f"{instant.isoformat()} has no offset; allowed: an instant with one")
    return instant
