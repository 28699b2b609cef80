"""Enums of the schema are made of texts, or of whole enumerations."""

from __future__ import annotations

from enum import StrEnum

import pytest

from hub.api.making import enum_of


class Side(StrEnum):
    LEFT = "L"
    RIGHT = "R"


def test_values_are_those_of_the_members_in_the_order_given() -> None:
    made = enum_of("Side", {Side.RIGHT: "That.", Side.LEFT: None}, "Sides.")
    assert [(name, each.value, each.description) for name, each in made.values.items()] == [
        ("R", "R", "That."),
        ("L", "L", None),
    ]


def test_an_enumeration_with_a_member_left_out_is_refused() -> None:
    with pytest.raises(AssertionError, match="Side"):
        enum_of("Side", {Side.LEFT: "This."}, "Sides.")
