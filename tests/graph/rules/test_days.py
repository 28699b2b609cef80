"""Legal days and stored instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from graph.rules.days import day_of_stored, end_of_legal_day, legal_day, stored_instant

INSTANTS = st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9998, 1, 1)).map(
    lambda d: d.replace(tzinfo=UTC)
)


def test_a_legal_day_begins_at_sixteen_hours_utc() -> None:
    assert legal_day(datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC)) == "2026-03-01"
    assert legal_day(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == "2026-03-02"


def test_the_zone_in_which_an_instant_is_written_does_not_matter() -> None:
    west = timezone(timedelta(hours=-8))
    assert stored_instant(datetime(2026, 3, 1, 16, 0, tzinfo=west)) == "2026-03-02T00:00:00.000000Z"


@given(INSTANTS, INSTANTS)
def test_order_of_text_is_order_of_time(a: datetime, b: datetime) -> None:
    assert (stored_instant(a) < stored_instant(b)) == (a < b)


def test_the_legal_day_of_a_stored_instant_is_shanghais() -> None:
    assert day_of_stored("2026-11-28T15:59:59.999999Z") == "2026-11-28"
    assert day_of_stored("2026-11-28T16:00:00.000000Z") == "2026-11-29"
    assert day_of_stored("9999-12-31T23:59:59.000000Z") == "9999-12-31"


def test_a_legal_day_is_over_at_midnight_in_shanghai() -> None:
    assert end_of_legal_day(date(2026, 12, 31)) == datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
