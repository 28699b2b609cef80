"""Legal clocks, by dates written out by hand from the State Council's arrangement for 2026 and the articles."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.catalogue.working_days import published_calendar
from graph.rules.clocks import (
    Calendar,
    Due,
    Limit,
    Unit,
    due,
    fixed_holidays,
    nth_working_day_after,
    overdue,
    working_days_between,
)
from graph.rules.days import LEGAL_ZONE

CALENDAR = published_calendar()
LAST_PUBLISHED = 2026
THREE_WORKING_DAYS = Limit(number=3, unit=Unit.WORKING_DAYS)
THIRTY_DAYS = Limit(number=30, unit=Unit.CALENDAR_DAYS)


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LEGAL_ZONE)


def last_day(start: str, number: int, unit: Unit, *, rolls: bool = True) -> date | None:
    return due(Limit(number=number, unit=unit, rolls=rolls), date.fromisoformat(start), CALENDAR).on


# --- the scenarios --------------------------------------------------------------------------------


def test_payment_on_a_friday_must_be_followed_by_deletion_until_wednesday() -> None:
    found = due(THREE_WORKING_DAYS, date(2026, 3, 6), CALENDAR)
    assert found == Due(on=date(2026, 3, 11), at=shanghai("2026-03-12T00:00"), provisional=False)
    assert not overdue(found, shanghai("2026-03-11T23:59:59"))
    assert overdue(found, shanghai("2026-03-12T00:00"))


@pytest.mark.parametrize(
    ("paid", "last"),
    [
        # off: Fri 25 - Sun 27 September, Thu 1 - Wed 7 October; at work: Sun 20 September, Sat 10 October
        ("2026-09-18", "2026-09-22"),  # Fri; Sun 20, Mon 21, Tue 22
        ("2026-09-25", "2026-09-30"),  # Fri, off; Mon 28, Tue 29, Wed 30
        ("2026-09-29", "2026-10-09"),  # Tue; Wed 30, Thu 8, Fri 9
        ("2026-10-02", "2026-10-10"),  # Fri, off; Thu 8, Fri 9, Sat 10
    ],
)
def test_over_national_day_the_date_moves_and_days_made_up_count(paid: str, last: str) -> None:
    assert last_day(paid, 3, Unit.WORKING_DAYS) == date.fromisoformat(last)


def test_a_mediation_accepted_on_the_first_of_march_expires_on_the_last() -> None:
    found = due(THIRTY_DAYS, date(2027, 3, 1), CALENDAR)
    assert (found.on, found.provisional) == (date(2027, 3, 31), True)


def test_the_thirtieth_day_is_a_sunday_and_rolls_to_monday() -> None:
    found = due(THIRTY_DAYS, date(2027, 3, 19), CALENDAR)
    assert (found.on, found.provisional) == (date(2027, 4, 19), True)
    assert not overdue(found, shanghai("2027-04-19T23:59:59"))
    assert overdue(found, shanghai("2027-04-20T00:00"))


# --- days, months and years (民事诉讼法 85; 民法典 201-203) ------------------------------------------


@pytest.mark.parametrize(
    ("start", "number", "unit", "last"),
    [
        (
            "2026-02-02",
            15,
            Unit.CALENDAR_DAYS,
            "2026-02-24",
        ),  # day 15 is Tue 17, the first of the year; off to Mon 23
        ("2026-02-04", 10, Unit.CALENDAR_DAYS, "2026-02-14"),  # a Saturday that is made up
        ("2026-01-29", 30, Unit.CALENDAR_DAYS, "2026-02-28"),  # another
        ("2026-03-06", 1, Unit.CALENDAR_DAYS, "2026-03-09"),  # Sat 7
        ("2026-03-05", 1, Unit.CALENDAR_DAYS, "2026-03-06"),
        ("2026-01-23", 1, Unit.MONTHS, "2026-02-24"),  # Mon 23 February is off
        ("2025-01-31", 1, Unit.MONTHS, "2025-02-28"),
        ("2024-01-31", 1, Unit.MONTHS, "2024-02-29"),
        ("2025-02-28", 1, Unit.MONTHS, "2025-03-28"),
        ("2025-11-30", 3, Unit.MONTHS, "2026-02-28"),
        ("2026-08-31", 6, Unit.MONTHS, "2027-03-01"),  # Sun 28 February
        ("2025-12-15", 12, Unit.MONTHS, "2026-12-15"),
        ("2024-02-29", 1, Unit.YEARS, "2025-02-28"),
        ("2024-02-29", 4, Unit.YEARS, "2028-02-29"),
        ("2024-03-11", 2, Unit.YEARS, "2026-03-11"),
    ],
)
def test_the_last_day_of_a_period(start: str, number: int, unit: Unit, last: str) -> None:
    assert last_day(start, number, unit) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("start", "number", "unit", "last"),
    [
        ("2026-02-02", 15, Unit.CALENDAR_DAYS, "2026-02-17"),
        ("2026-08-31", 6, Unit.MONTHS, "2027-02-28"),
        ("2026-10-03", 1, Unit.YEARS, "2027-10-03"),
    ],
)
def test_what_does_not_roll_ends_on_its_day_whatever_day_that_is(
    start: str, number: int, unit: Unit, last: str
) -> None:
    found = due(Limit(number=number, unit=unit, rolls=False), date.fromisoformat(start), CALENDAR)
    assert (found.on, found.provisional) == (date.fromisoformat(last), False)


def test_the_legal_day_of_an_instant_starts_a_period_of_days() -> None:
    late = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)  # midnight in Shanghai: Friday 6 March
    assert due(THREE_WORKING_DAYS, late, CALENDAR).on == date(2026, 3, 11)


# --- hours ----------------------------------------------------------------------------------------


def test_hours_run_from_the_instant_over_rest_days() -> None:
    found = due(Limit(number=48, unit=Unit.HOURS), shanghai("2026-03-06T10:20"), CALENDAR)
    assert found == Due(on=None, at=shanghai("2026-03-08T10:20"), provisional=False)
    assert not overdue(found, shanghai("2026-03-08T10:19:59"))
    assert overdue(found, shanghai("2026-03-08T10:20"))


def test_hours_do_not_run_from_a_day() -> None:
    with pytest.raises(ValueError, match="hours run from an instant"):
        due(Limit(number=48, unit=Unit.HOURS), date(2026, 3, 6), CALENDAR)


def test_the_zone_in_which_now_is_written_does_not_matter() -> None:
    found = due(THREE_WORKING_DAYS, date(2026, 3, 6), CALENDAR)
    west = timezone(timedelta(hours=-8))
    assert not overdue(found, datetime(2026, 3, 11, 7, 59, tzinfo=west))
    assert overdue(found, datetime(2026, 3, 11, 8, 0, tzinfo=west))


@pytest.mark.parametrize("unit", [Unit.HOURS, Unit.CALENDAR_DAYS])
def test_an_instant_without_a_zone_starts_nothing(unit: Unit) -> None:
    with pytest.raises(ValueError, match="offset"):
        due(Limit(number=1, unit=unit), datetime(2026, 3, 6, 10), CALENDAR)


def test_an_instant_without_a_zone_is_no_now() -> None:
    with pytest.raises(ValueError, match="offset"):
        overdue(due(THREE_WORKING_DAYS, date(2026, 3, 6), CALENDAR), datetime(2026, 3, 12))


# --- what is provisional --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "number", "unit", "provisional"),
    [
        ("2026-12-28", 3, Unit.CALENDAR_DAYS, False),  # Thu 31 December
        ("2026-12-29", 3, Unit.CALENDAR_DAYS, True),  # Fri 1 January
        ("2026-12-28", 3, Unit.WORKING_DAYS, False),
        ("2026-12-29", 3, Unit.WORKING_DAYS, True),
        ("2003-12-31", 1, Unit.WORKING_DAYS, False),  # the start day decides nothing
        ("2003-12-30", 1, Unit.WORKING_DAYS, True),  # no edition before 2004
        ("2026-01-15", 11, Unit.MONTHS, False),
        ("2026-01-15", 12, Unit.MONTHS, True),
    ],
)
def test_a_day_of_a_year_without_edition_makes_provisional(
    start: str, number: int, unit: Unit, provisional: bool
) -> None:
    found = due(Limit(number=number, unit=unit), date.fromisoformat(start), CALENDAR)
    assert found.provisional is provisional


# --- the calendar ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2028-05-01", False),  # Mon
        ("2028-05-02", False),  # Tue
        ("2028-05-03", True),
        ("2028-10-02", False),  # Mon
        ("2028-10-03", False),  # Tue
        ("2028-10-04", True),
        ("2027-01-01", False),  # Fri
        ("2027-01-02", False),  # Sat
        ("2027-01-04", True),
        ("2024-05-02", False),  # by the edition of 2024
    ],
)
def test_past_the_last_edition_weekends_and_the_fixed_holidays_rest(day: str, working: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is working


def test_the_second_of_may_is_a_holiday_since_2025() -> None:
    assert date(2024, 5, 2) not in fixed_holidays(2024)
    assert fixed_holidays(2025) == (
        date(2025, 1, 1),
        date(2025, 5, 1),
        date(2025, 5, 2),
        date(2025, 10, 1),
        date(2025, 10, 2),
        date(2025, 10, 3),
    )


def test_working_days_between_two_days_leave_out_the_first() -> None:
    assert working_days_between(date(2026, 9, 30), date(2026, 10, 10), CALENDAR) == 3
    assert working_days_between(date(2026, 3, 6), date(2026, 3, 6), CALENDAR) == 0


def test_a_span_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="2026-03-05 is before 2026-03-06"):
        working_days_between(date(2026, 3, 6), date(2026, 3, 5), CALENDAR)


def test_a_span_has_an_end() -> None:
    with pytest.raises(ValueError, match="at most"):
        working_days_between(date(1990, 1, 1), date(2600, 1, 1), CALENDAR)


def test_a_calendar_without_a_working_day_is_not_searched_for_ever() -> None:
    off = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(365))
    never = Calendar(holidays=off, working=frozenset(), years=frozenset({2026}))
    with pytest.raises(ValueError, match="no working day"):
        nth_working_day_after(date(2026, 1, 1), 3, never)
    with pytest.raises(ValueError, match="no working day"):
        due(THIRTY_DAYS, date(2026, 1, 1), never)


def test_the_published_editions_load_on_first_use() -> None:
    program = (
        "import sys; import graph.catalogue.limits, graph.catalogue.working_days as w; "
        "before = 'chinese_calendar' in sys.modules; w.published_calendar(); "
        "print(before, 'chinese_calendar' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["False", "True"]


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "unit"),
    [(0, Unit.CALENDAR_DAYS), (-1, Unit.MONTHS), (1_001, Unit.WORKING_DAYS), (101, Unit.YEARS)],
)
def test_a_limit_has_bounds(number: int, unit: Unit) -> None:
    with pytest.raises(ValueError, match="1 to"):
        Limit(number=number, unit=unit)


@pytest.mark.parametrize("start", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_clock_starts_in_a_year_that_a_calendar_can_know(start: date) -> None:
    with pytest.raises(ValueError, match="1950 to 2999"):
        due(THIRTY_DAYS, start, CALENDAR)


# --- what holds always ----------------------------------------------------------------------------

STARTS = st.dates(min_value=date(2003, 12, 31), max_value=date(2031, 12, 31))
DAY_UNITS = st.sampled_from([Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.YEARS])
NUMBERS = st.integers(min_value=1, max_value=60)
COUNTED = st.builds(lambda number, unit: Limit(number=number, unit=unit), NUMBERS, DAY_UNITS)


def ends(limit: Limit, start: date) -> date:
    found = due(limit, start, CALENDAR).on
    assert found is not None
    return found


@given(COUNTED, STARTS)
def test_the_start_day_is_not_counted(limit: Limit, start: date) -> None:
    assert ends(limit, start) > start
    if limit.unit in (Unit.CALENDAR_DAYS, Unit.WORKING_DAYS):
        assert (ends(limit, start) - start).days >= limit.number


@given(COUNTED, STARTS)
def test_no_period_ends_on_a_rest_day(limit: Limit, start: date) -> None:
    assert CALENDAR.is_working_day(ends(limit, start))


@given(COUNTED, STARTS)
def test_a_period_rolls_over_rest_days_only(limit: Limit, start: date) -> None:
    unrolled = due(Limit(number=limit.number, unit=limit.unit, rolls=False), start, CALENDAR).on
    assert unrolled is not None
    passed = [unrolled + timedelta(days=n) for n in range((ends(limit, start) - unrolled).days)]
    assert not any(CALENDAR.is_working_day(day) for day in passed)


@given(NUMBERS, STARTS)
def test_n_working_days_hold_exactly_n_working_days(number: int, start: date) -> None:
    last = ends(Limit(number=number, unit=Unit.WORKING_DAYS), start)
    counted = [start + timedelta(days=n) for n in range(1, (last - start).days + 1)]
    assert sum(CALENDAR.is_working_day(day) for day in counted) == number
    assert working_days_between(start, last, CALENDAR) == number


@given(NUMBERS, NUMBERS, STARTS)
def test_working_days_can_be_split(first: int, then: int, start: date) -> None:
    between = nth_working_day_after(start, first, CALENDAR)
    assert nth_working_day_after(between, then, CALENDAR) == nth_working_day_after(start, first + then, CALENDAR)


@given(COUNTED, STARTS, st.integers(min_value=0, max_value=400))
def test_a_later_start_never_ends_earlier(limit: Limit, start: date, later: int) -> None:
    assert ends(limit, start) <= ends(limit, start + timedelta(days=later))


@given(NUMBERS, NUMBERS, DAY_UNITS, STARTS)
def test_a_longer_limit_never_ends_earlier(one: int, other: int, unit: Unit, start: date) -> None:
    short, long = sorted((one, other))
    assert ends(Limit(number=short, unit=unit), start) <= ends(Limit(number=long, unit=unit), start)


@given(COUNTED, STARTS)
def test_provisional_if_and_only_if_a_year_past_the_last_edition_decides(limit: Limit, start: date) -> None:
    found = due(limit, start, CALENDAR)
    assert found.provisional == (ends(limit, start).year > LAST_PUBLISHED)


@given(COUNTED, STARTS)
def test_a_period_of_days_is_over_at_the_end_of_its_last_day(limit: Limit, start: date) -> None:
    found = due(limit, start, CALENDAR)
    midnight = shanghai(f"{ends(limit, start) + timedelta(days=1)}T00:00")
    assert not overdue(found, midnight - timedelta(microseconds=1))
    assert overdue(found, midnight)
