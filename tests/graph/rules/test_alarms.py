"""What a clock says, and when: by the dates of the scenarios, and whoever looks however often."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.rules.alarms import Alarm, Call, alarm, days_late
from graph.rules.clocks import Due
from graph.rules.days import end_of_legal_day


def at(text: str) -> datetime:
    """An instant in Shanghai."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def day(text: str) -> Due:
    on = date.fromisoformat(text)
    return Due(on=on, at=end_of_legal_day(on), provisional=False)


WEDNESDAY = day("2026-06-10")


@pytest.mark.parametrize(
    ("now", "call", "left", "following"),
    [
        ("2026-06-08T23:59:59", None, 2, "2026-06-09T00:00:00"),
        ("2026-06-09T00:00:00", Call.WARNING, 1, "2026-06-11T00:00:00"),
        ("2026-06-10T23:59:59", Call.WARNING, 0, "2026-06-11T00:00:00"),
        ("2026-06-11T00:00:00", Call.BREACH, -1, None),
        ("2027-06-11T00:00:00", Call.BREACH, -366, None),
    ],
)
def test_f8_due_on_wednesday_warned_a_day_before_and_breached_on_thursday(
    now: str, call: Call | None, left: int, following: str | None
) -> None:
    found = alarm(WEDNESDAY, (1,), at(now), duty=True)
    assert (found.call, found.days_left) == (call, left)
    assert found.next == (at(following) if following else None)


def test_who_looks_late_hears_the_newest_warning_only() -> None:
    seizure = day("2027-01-31")
    heard = [
        alarm(seizure, (60, 30, 7), at(now), duty=True).warn_day
        for now in ("2026-12-01T00:00:00", "2026-12-02T00:00:00", "2027-01-10T08:00:00", "2027-01-24T08:00:00")
    ]
    assert heard == [None, 60, 30, 7]


def test_what_nobody_had_to_do_is_over_and_no_breach() -> None:
    found = alarm(WEDNESDAY, (), at("2026-06-11T00:00:00"), duty=False)
    assert (found.call, found.at, found.next) == (Call.OVER, at("2026-06-11T00:00:00"), None)


def test_hours_are_warned_of_by_the_hour() -> None:
    two_days = Due(on=None, at=at("2026-06-10T15:30:00"), provisional=False)
    assert alarm(two_days, (1,), at("2026-06-09T15:29:59"), duty=True).call is None
    assert alarm(two_days, (1,), at("2026-06-09T15:30:00"), duty=True).call is Call.WARNING


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2026-06-10T23:59:59", 0),
        ("2026-06-11T00:00:00", 1),
        ("2026-06-11T23:59:59", 1),
        ("2026-06-12T00:00:00", 2),
    ],
)
def test_the_first_day_after_the_end_is_one_day_late(now: str, days: int) -> None:
    assert days_late(WEDNESDAY.at, at(now)) == days


WARNINGS = st.lists(st.integers(1, 90), max_size=4, unique=True)
START = at("2026-06-10T12:00:00")


def lookers(due: Due, warn_days: list[int], looks: list[datetime]) -> list[Alarm]:
    """What is said to somebody who looks at these instants and says nothing twice."""
    said: dict[tuple[Call, int | None], Alarm] = {}
    for now in sorted(looks):
        found = alarm(due, warn_days, now, duty=True)
        if found.call is not None:
            said.setdefault((found.call, found.warn_day), found)
    return list(said.values())


@given(WARNINGS, st.integers(-30, 120))
def test_who_looks_whenever_told_to_says_each_warning_that_is_to_come_and_the_breach_once(
    warn_days: list[int], days: int
) -> None:
    on = date(2026, 6, 10) + timedelta(days=days)
    due, now, looks = Due(on=on, at=end_of_legal_day(on), provisional=False), START, [START]
    while (following := alarm(due, warn_days, now, duty=True).next) is not None:
        assert following > now
        now = following
        looks.append(now)
    assert len(looks) <= len(warn_days) + 2
    said = lookers(due, warn_days, looks)
    begun = [each for each in warn_days if each >= days]
    to_come = sorted((each for each in warn_days if each < days), reverse=True)
    newest = [min(begun)] if begun and days >= 0 else []
    assert [each.warn_day for each in said] == [*newest, *(to_come if days >= 0 else []), None]
    assert said[-1].call is Call.BREACH


@given(WARNINGS, st.lists(st.integers(0, 130 * 24), min_size=1, max_size=12))
def test_whoever_looks_says_fewer_days_each_time_and_nothing_after_the_breach(
    warn_days: list[int], hours: list[int]
) -> None:
    due = day("2026-09-08")
    said = lookers(due, warn_days, [START + timedelta(hours=each) for each in hours])
    warned = [each.warn_day for each in said if each.warn_day is not None]
    assert warned == sorted(warned, reverse=True)
    late = START + timedelta(hours=max(hours)) >= due.at
    assert [each.call for each in said].count(Call.BREACH) == late
    assert not late or said[-1].call is Call.BREACH


@given(WARNINGS, st.integers(0, 130 * 24))
def test_an_alarm_wakes_when_it_began_to_be_true_or_will(warn_days: list[int], hours: int) -> None:
    now = START + timedelta(hours=hours)
    found = alarm(day("2026-09-08"), warn_days, now, duty=True)
    assert found.wakes is not None
    assert (found.wakes <= now) is (found.call is not None)
