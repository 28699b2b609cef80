"""Slots: different parts never share one, and what a reader is shown can be read off them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.slots import ends_of, key_of, slot_of, under_kind

TEXTS = st.text("ab|%7C25", max_size=6)
PARTS = st.tuples(*[TEXTS] * 3)
ENDS = st.tuples(*[TEXTS] * 4)


@given(PARTS, PARTS)
def test_different_parts_give_different_slots(one: tuple[str, ...], two: tuple[str, ...]) -> None:
    assert (slot_of(*one) == slot_of(*two)) == (one == two)


@given(ENDS, TEXTS, TEXTS)
def test_the_ends_and_the_own_key_of_a_relation(ends: tuple[str, ...], key: str, item: str) -> None:
    slot = slot_of("bods", "SHAREHOLDER_OF", *ends, key, item)
    assert ends_of(slot) == (ends[:2], ends[2:])
    assert key_of(slot) == key


@given(ENDS)
def test_a_relation_without_a_key_is_named_by_its_ends_and_item(ends: tuple[str, ...]) -> None:
    _, source, _, target = ends
    assert key_of(slot_of("made", "TRANSFERS", *ends, "")) == f"{source}|{target}"
    assert key_of(slot_of("made", "TRANSFERS", *ends, "7")) == f"{source}|{target}|7"


@given(TEXTS, TEXTS)
def test_the_same_key_under_another_kind(key: str, item: str) -> None:
    assert under_kind(slot_of("made", "UNION", key, item), "COMPANY") == slot_of("made", "COMPANY", key, item)


@pytest.mark.parametrize("slot", ["hub|SAME_AS|made|c1", "x", ""])
def test_a_slot_of_another_form_comes_as_it_stands(slot: str) -> None:
    assert key_of(slot) == slot
