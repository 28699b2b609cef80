"""Which courts stand above a court."""

from __future__ import annotations

import pytest

from graph.rules.courts import SUPREME, line_up, subtree


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("鄂0112", ("鄂0112", "鄂01", "鄂", SUPREME)),
        ("鄂01", ("鄂01", "鄂", SUPREME)),
        ("鄂", ("鄂", SUPREME)),
        (SUPREME, (SUPREME,)),
        ("鄂9004", ("鄂9004", "鄂96", "鄂", SUPREME)),  # its code does not begin with that of the court above
    ],
)
def test_the_line_goes_up_to_the_supreme_court(code: str, line: tuple[str, ...]) -> None:
    assert line_up(code) == line


@pytest.mark.parametrize("code", ["鄂0112", "鄂9004", "鄂96", "鄂"])
def test_whoever_stands_in_the_line_has_the_court_under_it(code: str) -> None:
    assert all(subtree(above).holds(code) for above in line_up(code))
