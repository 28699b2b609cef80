"""Waits between tries: worked numbers, then the bounds for any settings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.protocols.retrying import Retrying

PLAIN = Retrying(floor_seconds=2, first_seconds=10, last_seconds=60, tries_max=6)


@pytest.mark.parametrize(
    ("failed", "ceiling"), [(1, 10), (2, 20), (3, 40), (4, 60), (5, 60), (500, 60), (10**9, 60)]
)
def test_the_ceiling_doubles_up_to_the_last(failed: int, ceiling: float) -> None:
    assert PLAIN.ceiling_seconds(failed) == ceiling


@pytest.mark.parametrize(
    ("failed", "chance", "wait"), [(1, 0.0, 2), (1, 0.5, 6), (2, 0.5, 11), (3, 0.25, 11.5), (5, 0.75, 45.5)]
)
def test_the_wait_lies_where_chance_puts_it(failed: int, chance: float, wait: float) -> None:
    assert PLAIN.wait_seconds(failed, chance) == wait


def test_after_the_last_try_there_is_none() -> None:
    assert PLAIN.wait_seconds(5, 0.5) is not None
    assert PLAIN.wait_seconds(6, 0.5) is None
    assert PLAIN.wait_seconds(7, 0.5, asked_seconds=5) is None
    assert Retrying(tries_max=1).wait_seconds(1, 0.5) is None


def test_the_agency_is_not_asked_before_it_said() -> None:
    assert PLAIN.wait_seconds(1, 0.5, asked_seconds=600) == 600
    assert PLAIN.wait_seconds(1, 0.5, asked_seconds=1) == 6


def test_by_default_it_takes_three_days_on_average_and_six_at_most() -> None:
    """5 s doubled 13 times is 40,960 s; ten more of 12 hours follow."""
    default = Retrying()
    waits = [default.wait_seconds(failed, 0.5) or 0.0 for failed in range(1, default.tries_max)]
    assert sum(waits) == (5 * (2**14 - 1) + 10 * 43_200 + 24 * 1.0) / 2
    assert 2.9 < sum(waits) / 86_400 < 3.0


@st.composite
def settings_of_any_kind(draw: st.DrawFn) -> Retrying:
    floor, first, last = sorted(draw(st.lists(st.floats(0.001, 10**6), min_size=3, max_size=3)))
    return Retrying(
        floor_seconds=floor, first_seconds=first, last_seconds=last, tries_max=draw(st.integers(1, 3000))
    )


@given(
    settings_of_any_kind(),
    st.integers(1, 3000),
    st.floats(0, 1, exclude_max=True),
    st.none() | st.floats(0, 10**6),
)
def test_a_wait_stays_within_its_bounds(kind: Retrying, failed: int, chance: float, asked: float | None) -> None:
    wait = kind.wait_seconds(failed, chance, asked_seconds=asked)
    assert (wait is None) == (failed >= kind.tries_max)
    if wait is not None:
        assert kind.floor_seconds <= wait <= max(kind.last_seconds, asked or 0)
        assert wait >= (asked or 0)
        assert kind.ceiling_seconds(failed) <= kind.ceiling_seconds(failed + 1) <= kind.last_seconds


@pytest.mark.parametrize(
    "wrong",
    [
        {"floor_seconds": 0}, {"floor_seconds": 6}, {"first_seconds": 50000}, {"last_seconds": 1},
        {"last_seconds": float("inf")}, {"first_seconds": float("nan")}, {"tries_max": 0},
    ],
)  # fmt: skip
def test_bounds_out_of_order_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="allowed is"):
        Retrying(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(("failed", "chance"), [(0, 0.5), (-1, 0.5), (1, 1.0), (1, -0.1), (1, float("nan"))])
def test_what_is_no_chance_or_no_failure_is_refused(failed: int, chance: float) -> None:
    with pytest.raises(ValueError, match="allowed is"):
        PLAIN.wait_seconds(failed, chance)
