"""Circles beside a search that tries every sequence of transfers."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from graph.rules.money.circles import Circle, WayHome, circles
from graph.rules.money.transfers import Books, Transfer
from graph.rules.simple_paths import Steps
from tests.graph.rules.money.naive import circles_of
from tests.graph.rules.money.test_tracing import transfer

FRACTIONS = st.sampled_from([Fraction(0), Fraction(1, 2), Fraction("0.9"), Fraction(1)])


def found(
    made: list[Transfer],
    start: str = "s",
    homes: str = "",
    *,
    longest: int = 4,
    fraction: Fraction = Fraction(0),
    least: int = 0,
    most: int = 100_000,
    closed: str = "",
) -> list[Circle]:
    books, steps = Books.of(made), Steps(most)
    way_home = WayHome.of(books, {start, *homes}, longest, lambda id_: id_ not in closed, steps)
    return list(circles(books, start, way_home, longest=longest, fraction=fraction, least=least, steps=steps))


def keys(some: list[Circle]) -> list[str]:
    return ["".join(each.key for each in circle.transfers) for circle in some]


@st.composite
def made_up(draw: st.DrawFn) -> list[Transfer]:
    ends = st.tuples(st.sampled_from("sabc"), st.sampled_from("sabc"))
    return [
        transfer(f"{number}", *draw(ends), draw(st.integers(0, 6)), draw(st.integers(0, 5)))
        for number in range(draw(st.integers(2, 8)))
    ]


@given(made_up(), st.sampled_from(["", "a", "ab"]), FRACTIONS, st.integers(0, 3))
def test_all_that_are_there_and_no_others(
    made: list[Transfer], homes: str, fraction: Fraction, least: int
) -> None:
    some = found(made, homes=homes, fraction=fraction, least=least)
    told = [tuple(each.key for each in circle.transfers) for circle in some]
    assert len(set(told)) == len(told)
    assert set(told) == circles_of(made, "s", set(homes), 4, fraction, least)
    assert some == sorted(some, key=lambda circle: circle.order)


@given(made_up(), st.integers(0, 30))
def test_past_the_steps_some_are_told_in_order(made: list[Transfer], most: int) -> None:
    few, whole = found(made, most=most), found(made)
    assert few == [circle for circle in whole if circle in few]
    assert found(made, most=0) == []


def test_as_many_are_told_as_the_steps_reach() -> None:
    made = [transfer(f"{n}", *("sa" if n % 2 else "as"), 5, n) for n in range(1, 7)]
    told = [len(found(made, most=most)) for most in range(200)]
    assert told == sorted(told) and told[0] == 0 < told[-1] == len(found(made))
    assert len(set(told)) > 2  # on the way some, and not all


def test_each_transfer_passes_on_enough_of_what_is_left() -> None:
    made = [transfer("1", "s", "a", 100, 1), transfer("2", "a", "b", 90, 2), transfer("3", "b", "s", 500, 3)]
    [circle] = found(made, fraction=Fraction("0.9"))
    assert circle.passed_on == 90
    assert found(made, fraction=Fraction("0.91")) == []
    # A larger transfer carries no more of the first: 80 after 500 after 90 is less than nine tenths of 90.
    made[2] = transfer("3", "b", "c", 500, 3)
    assert found([*made, transfer("4", "c", "s", 80, 4)], fraction=Fraction("0.9")) == []
    assert keys(found([*made, transfer("4", "c", "s", 81, 4)], fraction=Fraction("0.9"))) == ["1234"]


def test_time_must_not_run_back_and_may_stand_still() -> None:
    there, back = transfer("1", "s", "a", 5, 2), transfer("2", "a", "s", 5, 1)
    assert found([there, back]) == []
    assert keys(found([there, transfer("2", "a", "s", 5, 2)])) == ["12"]


def test_home_is_another_account_of_the_owner_but_not_at_once() -> None:
    made = [transfer("1", "s", "h", 5, 1), transfer("2", "h", "a", 5, 2), transfer("3", "a", "s", 5, 3)]
    assert keys(found(made)) == ["123"]
    assert found(made, homes="h") == []
    assert keys(found(made, "h", "hs")) == ["23"]


def test_no_circle_leads_through_a_closed_account() -> None:
    made = [transfer("1", "s", "a", 5, 1), transfer("2", "a", "s", 5, 2)]
    assert keys(found(made)) == ["12"] and found(made, closed="a") == []


def test_no_account_is_met_twice() -> None:
    made = [transfer("1", "s", "a", 5, 1), transfer("2", "a", "b", 5, 2), transfer("3", "b", "a", 5, 3)]
    assert keys(found([*made, transfer("4", "a", "s", 5, 4)])) == ["14"]
