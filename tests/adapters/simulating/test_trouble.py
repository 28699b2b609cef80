"""What goes wrong: the same by the same seed, within its bounds, and never an item of a list less."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.simulating.trouble import OUTAGE_REQUESTS, Met, Trouble

SHARES = st.floats(0, 1)


def test_without_trouble_nothing_is_met() -> None:
    assert {Trouble(seed=seed).met("RAIL", number) for seed in range(5) for number in range(50)} == {Met()}
    assert Trouble().listed("RAIL", "roles", [3, 1, 2]) == [3, 1, 2]


def test_two_seeds_meet_different_things_and_one_the_same() -> None:
    def met(seed: int) -> list[Met]:
        trouble = Trouble(seed=seed, errors=0.5, duplicates=0.5, latency=100)
        return [trouble.met("RAIL", number) for number in range(50)]

    assert met(1) == met(1) != met(2)
    statuses = {each.status for each in met(1)}
    assert None in statuses and len(statuses) > 1
    assert {each.lost for each in met(1)} == {True, False}
    assert all(0.05 <= each.latency_seconds <= 0.1 for each in met(1))


def test_an_outage_is_a_run_of_requests() -> None:
    trouble = Trouble(seed=1, outages=0.5)
    runs = [
        {trouble.met("RAIL", run * OUTAGE_REQUESTS + number).status for number in range(OUTAGE_REQUESTS)}
        for run in range(30)
    ]
    assert {frozenset(run) for run in runs} == {frozenset({503}), frozenset({None})}


@given(seed=st.integers(), duplicates=SHARES, reordering=SHARES, items=st.lists(st.integers(), unique=True))
def test_a_list_loses_nothing(seed: int, duplicates: float, reordering: float, items: list[int]) -> None:
    listed = Trouble(seed=seed, duplicates=duplicates, reordering=reordering).listed("A", "b", items)
    assert set(listed) == set(items) and len(items) <= len(listed) <= 2 * len(items)


def test_items_stand_twice_and_out_of_order_where_they_are_told_to() -> None:
    items = list(range(100))
    assert sorted(Trouble(duplicates=1).listed("A", "b", items)) == sorted(items * 2)
    moved = Trouble(reordering=1).listed("A", "b", items)
    assert moved != items and sorted(moved) == items


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"errors": 1.1}, "errors: allowed is a share from 0 to 1"),
        ({"outages": -0.1}, "outages: allowed is a share from 0 to 1"),
        ({"duplicates": float("nan")}, "duplicates: allowed is a share from 0 to 1"),
        ({"latency": 10_001}, "latency: allowed is 0 to 10000 milliseconds"),
    ],
)
def test_trouble_has_its_bounds(wrong: dict[str, float], told: str) -> None:
    with pytest.raises(ValueError, match="^" + told.replace("(", r"\(") + "$"):
        Trouble(**wrong)  # type: ignore[arg-type]
