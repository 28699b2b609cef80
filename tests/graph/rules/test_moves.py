"""Since which move a case stands where it stands."""

from __future__ import annotations

import pytest

from graph.rules.moves import Entry, stay_began, written


def moves(*states: str) -> list[str]:
    return [
        written(Entry(version=number, at="2026-06-01T00:00:00.000000Z", event="X", state=state))
        for number, state in enumerate(states, 1)
    ]


@pytest.mark.parametrize(
    ("states", "began"),
    [
        (("A", "B"), 2),
        (("B", "C"), 1),
        (("B", "A", "B", "C"), 3),
        (("B", "A"), 0),
        ((), 0),
    ],
)
def test_a_stay_began_when_it_came_in_last(states: tuple[str, ...], began: int) -> None:
    assert stay_began(moves(*states), ("B", "C")) == began
