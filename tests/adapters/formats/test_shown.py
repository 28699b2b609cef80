"""No message repeats a full personal number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.formats.shown import CLEAR_DIGITS, MAX_SHOWN, PERSONAL_DIGITS, shown


@given(st.text(alphabet="0123456789 -Xx１２", min_size=PERSONAL_DIGITS, max_size=30))
def test_what_may_be_a_personal_number_is_starred(text: str) -> None:
    digits = sum(character.isdigit() for character in text)
    kept = sum(character.isdigit() for character in shown(text))
    assert kept == (CLEAR_DIGITS if digits >= PERSONAL_DIGITS else digits)


@given(st.text())
def test_a_value_is_short_and_of_one_line(text: str) -> None:
    found = shown(text)
    assert len(found) <= MAX_SHOWN + 1
    assert len(found.splitlines()) <= 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2020-13-01", "2020-13-01"),
        (True, "true"),
        (None, "null"),
        (7, "7"),
        ({"a": 1}, "an object"),
        ([1], "a list"),
    ],
)
def test_other_values(value: object, text: str) -> None:
    assert shown(value) == text
