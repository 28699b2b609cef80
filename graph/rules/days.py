"""Legal days and stored instants: the two ways time is written in the graph.

A legal day is an Asia/Shanghai calendar day whatever the machine's zone; an instant is UTC text of fixed
width, so that the order of texts is the order of time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

LEGAL_ZONE: Final = ZoneInfo("Asia/Shanghai")
_LAST: Final = "9999-12-31T15:59:59.999999Z"


def legal_date(instant: datetime) -> date:
    """The legal day of an aware instant."""
    return instant.astimezone(LEGAL_ZONE).date()


def legal_day(instant: datetime) -> str:
    """The legal day of an aware instant, YYYY-MM-DD."""
    return legal_date(instant).isoformat()


def end_of_legal_day(day: date) -> datetime:
    """The instant at which a legal day is over, 24:00, in UTC; 民法典 203(2)."""
    return datetime.combine(day + timedelta(days=1), time.min, LEGAL_ZONE).astimezone(UTC)


def day_of_stored(instant: str) -> str:
    """The legal day of a stored instant; of one past the last day that there is, that day."""
    return legal_day(datetime.fromisoformat(min(instant, _LAST)))


def stored_instant(instant: datetime) -> str:
    """An aware instant as stored: YYYY-MM-DDTHH:MM:SS.ffffffZ."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def stored_seconds(seconds: float) -> str:
    """An instant in seconds since 1970 (UTC), as stored."""
    return stored_instant(datetime.fromtimestamp(seconds, UTC))
