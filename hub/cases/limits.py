"""The time limits of a court, as guards and deadlines ask for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from graph.catalogue.in_force import calendar_in_force, limit_in_force
from graph.rules.clocks import Due, Limit, due
from graph.rules.courts import court_of


def lengths_of(case_number: str | None) -> Callable[[str], Limit]:
    """A limit by its name, as it holds in the court of a file; for a file of no court, as it holds everywhere."""
    court = _court(case_number)
    return lambda name: limit_in_force(name, court).limit


def dues_of(case_number: str | None) -> Callable[[str | Limit, date], Due]:
    """From a limit, or its name, and the day on which it began to its end."""
    lengths = lengths_of(case_number)

    def ends(limit: str | Limit, start: date) -> Due:
        return due(limit if isinstance(limit, Limit) else lengths(limit), start, calendar_in_force())

    return ends


def law_of(name: str, case_number: str | None) -> str:
    """By which law a limit is so long."""
    return str(limit_in_force(name, _court(case_number)).law)


def warn_days_of(name: str, case_number: str | None) -> tuple[int, ...]:
    """On which days before its end a limit is warned of."""
    return limit_in_force(name, _court(case_number)).warn_days


def _court(case_number: str | None) -> str:
    return (court_of(case_number) or "") if case_number is not None else ""
