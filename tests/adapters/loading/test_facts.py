from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.loading.facts import slot_of

PARTS = st.tuples(*[st.text("ab|%7C25", max_size=6)] * 3)


@given(PARTS, PARTS)
def test_different_parts_give_different_slots(one: tuple[str, ...], two: tuple[str, ...]) -> None:
    assert (slot_of(*one) == slot_of(*two)) == (one == two)
