"""The law that a process goes by: the built-in time limits, working days and editions of measures, or what it was
given at its start.

Every clock of a process counts by the same law, whoever asks for it and under whatever caller; so it is told once,
before the first clock, and not handed from hand to hand. `adopt` is for whoever opens a hub, nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.catalogue import Catalogue, adopt_catalogue
from graph.catalogue.limits import LegalLimit, Limits, built_in_limits
from graph.catalogue.working_days import published_calendar
from graph.rules.clocks import Calendar


@dataclass(slots=True)
class _Adopted:
    limits: Limits | None = None
    calendar: Calendar | None = None


_adopted = _Adopted()


def adopt(
    *, limits: Limits | None = None, calendar: Calendar | None = None, catalogue: Catalogue | None = None
) -> None:
    """From now on these hold; None: the built-in ones."""
    _adopted.limits, _adopted.calendar = limits, calendar
    adopt_catalogue(catalogue)


def limits_in_force() -> Limits:
    return _adopted.limits or built_in_limits()


def calendar_in_force() -> Calendar:
    return _adopted.calendar or published_calendar()


def limit_in_force(name: str, court: str = "") -> LegalLimit:
    """A limit as it holds in a court; `Limits.of`."""
    return limits_in_force().of(name, court)
