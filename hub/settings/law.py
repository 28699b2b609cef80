"""What a hub was given of the law at its start.

Courts' own time limits, working days of further years, further editions of the catalogue of measures.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from graph.catalogue.in_force import adopt
from graph.catalogue.own_editions import load_catalogue
from graph.catalogue.own_limits import load_limits
from graph.catalogue.working_days import load_calendar
from graph.rules.clocks import Calendar
from hub.settings.config import BadSetting, Settings

_Read = TypeVar("_Read")


def adopt_law(settings: Settings) -> None:
    """Has this process go by it. Raises BadSetting naming the variable, and line and column of the file."""
    adopt(
        limits=read_law("HUB_LIMITS_FILE", settings.limits_file, load_limits),
        calendar=further_calendar(settings),
        catalogue=read_law("HUB_EDITIONS_DIR", settings.editions_dir, load_catalogue),
    )


def further_calendar(settings: Settings) -> Calendar:
    """The working days that this hub goes by. Raises as `adopt_law`."""
    return read_law("HUB_CALENDAR_FILE", settings.calendar_file, load_calendar)


def read_law(variable: str, file: Path | None, read: Callable[[Path | None], _Read]) -> _Read:
    """What a file says, or without one what is built in. Raises as `adopt_law`."""
    try:
        return read(file)
    except OSError:
        raise BadSetting(f"{variable}: {file} cannot be read") from None
    except ValueError as error:
        raise BadSetting(f"{variable}: {error}") from None
