"""The time limits of a court, as guards and deadlines ask for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from graph.catalogue.limits import limit_of
from graph.catalogue.working_days import published_calendar
from graph.rules.clocks import Due, Limit, due


def dues_of(court: str | None) -> Callable[[str | Limit, date], Due]:
    """From a limit, or its name, and the day on which it began to its end; by the court's own where it has one."""

    def ends(limit: str | Limit, start: date) -> Due:
        length = limit if isinstance(limit, Limit) else limit_of(limit, court or "").limit
        return due(length, start, published_calendar())

    return ends
