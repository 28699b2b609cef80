"""Days as numbers, so that the order of events is arithmetic and their text a look-up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from adapters.sample.draw import Draw

_START: Final = date(1950, 1, 1)
_END: Final = date(2040, 12, 31)

ISO: Final[list[str]] = [
    (_START + timedelta(days=number)).isoformat() for number in range((_END - _START).days + 1)
]
YEAR: Final = 365  # days; where a year of age or term matters, `ADULT` leaves room for leap days


def day(year: int, month: int, of_month: int) -> int:
    """The number of a day from 1950 to 2040."""
    return (date(year, month, of_month) - _START).days


FIRST: Final = day(2005, 1, 1)  # nothing in the province is older, but for births
LAST: Final = day(2026, 10, 31)  # nothing is younger, but for ends of terms and due dates
ADULT: Final = 18 * YEAR + 6  # days from birth on which everyone is 18


def instant(on: int, draw: Draw) -> str:
    """A time of that day in office hours of Shanghai, in UTC: 01 to 09 o'clock is the same day in both."""
    second = 3600 + draw.below(8 * 3600)
    return f"{ISO[on]}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.{draw.below(1_000_000):06}Z"


def years_after(on: int, years: int) -> int:
    """The same day of the month that many years on; 28 February where there is no 29th."""
    text = ISO[on]
    of_month = 28 if text[5:] == "02-29" else int(text[8:])
    return day(int(text[:4]) + years, int(text[5:7]), of_month)
