"""The working days by published edition: those of the library, under the rows of `working_days.csv`.

An edition is the State Council's arrangement of a year's holidays: which days are off, which weekends are worked.
The rows are for editions that the library does not have yet, and for days that an edition changes later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from graph.catalogue.rows import Row, built_in, rows_of, text_of
from graph.rules.clocks import Calendar, fixed_holidays

COLUMNS: Final = ("day", "kind", "edition", "source")
_FILE: Final = "working_days.csv"
_HOLIDAY, _WORKING = "holiday", "working"


@dataclass(frozen=True, kw_only=True, slots=True)
class ArrangedDay:
    """A day off, or one at work, by the edition of a year."""

    day: date
    working: bool
    edition: int
    source: str


@cache
def published_calendar() -> Calendar:
    """All published editions. The library loads on the first call.

    Raises ValueError naming the row of `working_days.csv` that is wrong.
    """
    from chinese_calendar import constants

    years = frozenset(day.year for day in constants.holidays)
    calendar = Calendar(holidays=frozenset(constants.holidays), working=frozenset(constants.workdays), years=years)
    return overlaid(calendar, read_days(built_in(_FILE), file=_FILE))


def load_calendar(further: Path | None) -> Calendar:
    """The published editions, under the rows of a file if there is one.

    Raises ValueError naming the row that is wrong or the day that an edition lacks, OSError.
    """
    if further is None:
        return published_calendar()
    days = read_days(text_of(further), file=further.name)
    try:
        return overlaid(published_calendar(), days)
    except ValueError as lacking:
        raise ValueError(f"{further.name}: {lacking}") from None


def read_days(text: str, *, file: str) -> tuple[ArrangedDay, ...]:
    """The rows of a table of arranged days. Raises ValueError naming the row that is wrong."""
    found: dict[date, ArrangedDay] = {}
    for row in rows_of(text, file=file, columns=COLUMNS):
        arranged = _arranged(row)
        if arranged.day in found:
            raise row.fault("stands twice")
        found[arranged.day] = arranged
    return tuple(found.values())


def overlaid(calendar: Calendar, days: Sequence[ArrangedDay]) -> Calendar:
    """A calendar with these days as they are arranged, and their editions among those published.

    Raises ValueError for an edition of a year without one that lacks a holiday whose date the law fixes: a part
    of an edition would make what is provisional look certain.
    """
    named = {arranged.day for arranged in days}
    off = {arranged.day for arranged in days if not arranged.working}
    editions = {arranged.edition for arranged in days}
    for edition in sorted(editions - calendar.years):
        if lacking := [day for day in fixed_holidays(edition) if day not in off]:
            raise ValueError(f"edition {edition} lacks {lacking[0]}, a holiday by law; an edition is loaded whole")
    return Calendar(
        holidays=(calendar.holidays - named) | off,
        working=(calendar.working - named) | (named - off),
        years=calendar.years | editions,
    )


def _arranged(row: Row) -> ArrangedDay:
    day = _day(row)
    # An edition may move days of the December before: 2018-12-29 was worked for the New Year of 2019.
    editions = [day.year] if day.month < 12 else [day.year, day.year + 1]
    return ArrangedDay(
        day=day,
        working=row.one_of("kind", (_HOLIDAY, _WORKING)) == _WORKING,
        edition=int(row.one_of("edition", [str(year) for year in editions])),
        source=row.text("source"),
    )


def _day(row: Row) -> date:
    text = row.values["day"]
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise row.refused("day", "YYYY-MM-DD") from None
    if day.isoformat() != text:  # 20270301 and 2027-W09-1 are read too
        raise row.refused("day", "YYYY-MM-DD")
    return day
