"""The working days of published editions: of the library, and of rows that stand over it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from graph.catalogue.working_days import overlaid, published_calendar, read_days
from graph.rules.clocks import Limit, Unit, due

HEADER = "day,kind,edition,source\n"
EDITION_2027 = HEADER + "".join(
    f"{day},holiday,2027,made up for this test\n"
    for day in (
        "2027-01-01", "2027-05-01", "2027-05-02", "2027-05-03", "2027-10-01", "2027-10-02", "2027-10-03",
        "2027-04-19",
    )
)  # fmt: skip
# 国务院办公厅关于2026年部分节假日安排的通知, 2025-11-04
OFF_2026 = [
    ("2026-01-01", "2026-01-03"),
    ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"),
    ("2026-06-19", "2026-06-21"),
    ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
]
MADE_UP_2026 = {"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"}


def days(first: str, last: str) -> Iterator[date]:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        yield day
        day += timedelta(days=1)


def test_every_day_of_2026_is_as_announced() -> None:
    off = {day for first, last in OFF_2026 for day in days(first, last)}
    for day in days("2026-01-01", "2026-12-31"):
        announced = day.isoformat() in MADE_UP_2026 or (day.weekday() < 5 and day not in off)
        assert published_calendar().is_working_day(day) is announced, day


def test_the_editions_of_2004_to_2026_are_published() -> None:
    assert set(range(2004, 2027)) <= published_calendar().years


def test_an_edition_that_is_loaded_settles_its_year() -> None:
    known = overlaid(published_calendar(), read_days(EDITION_2027, file="own.csv"))
    found = due(Limit(number=30, unit=Unit.CALENDAR_DAYS), date(2027, 3, 19), known)
    assert (found.on, found.provisional) == (date(2027, 4, 20), False)


def test_a_row_stands_over_what_the_library_says_of_its_day() -> None:
    rows = "2026-10-08,holiday,2026,x\n2026-10-10,holiday,2026,x\n2026-10-07,working,2026,x\n"
    known = overlaid(published_calendar(), read_days(HEADER + rows, file="own.csv"))
    assert [known.is_working_day(date(2026, 10, n)) for n in (6, 7, 8, 9, 10)] == [False, True, False, True, False]


def test_an_edition_may_hold_days_of_the_december_before() -> None:
    rows = EDITION_2027 + "2026-12-31,holiday,2027,x\n2026-12-26,working,2027,x\n"
    known = overlaid(published_calendar(), read_days(rows, file="own.csv"))
    assert not known.is_working_day(date(2026, 12, 31))
    assert known.is_working_day(date(2026, 12, 26))


def test_a_part_of_an_edition_does_not_settle_a_year() -> None:
    rows = HEADER + "2027-01-01,holiday,2027,x\n"
    with pytest.raises(ValueError, match="edition 2027 lacks 2027-05-01, a holiday by law"):
        overlaid(published_calendar(), read_days(rows, file="own.csv"))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("2027-02-30,holiday,2027,x\n", "own.csv, line 2 .*day is '2027-02-30'"),
        ("20270301,holiday,2027,x\n", "day is '20270301'; allowed: YYYY-MM-DD"),
        ("2027-03-01,rest,2027,x\n", "kind is 'rest'; allowed: holiday, working"),
        ("2027-03-01,holiday,27,x\n", "edition is '27'"),
        ("2027-03-01,holiday,2028,x\n", "own.csv, line 2 .*edition is '2028'; allowed: 2027"),
        ("2026-12-31,holiday,2028,x\n", "edition is '2028'; allowed: 2026, 2027"),
        ("2027-03-01,holiday,2027,\n", "source is empty"),
        ("2027-03-01,holiday,2027\n", "own.csv, line 2 .*columns"),
        ("2027-03-01,holiday,2027,x\n2027-03-01,working,2027,x\n", "own.csv, line 3 .*stands twice"),
    ],
)
def test_a_row_that_is_wrong_is_named(rows: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_days(HEADER + rows, file="own.csv")


def test_a_table_with_other_columns_is_refused() -> None:
    with pytest.raises(ValueError, match=r"own\.csv: the columns are day,kind; needed: day,kind,edition,source"):
        read_days("day,kind\n2027-03-01,holiday\n", file="own.csv")


def test_a_table_with_only_its_header_is_valid() -> None:
    assert read_days(HEADER, file="own.csv") == ()
