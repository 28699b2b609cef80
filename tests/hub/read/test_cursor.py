"""Cursors: what went in comes out, of one ring's hubs alone, and the text tells nothing."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.read.cursor import LONGEST_CURSOR, BadCursor, Cursors
from tests.graphs import RING

CURSORS = Cursors.of(RING)
SHAPE = ((int, float), str, str)
PARTS = st.tuples(
    st.integers(-(2**62), 2**62) | st.floats(allow_nan=False, allow_infinity=False), st.text(), st.text()
)


@given(parts=PARTS)
def test_what_was_written_is_read(parts: tuple[Any, ...]) -> None:
    text = CURSORS.write(parts)
    assert CURSORS.read(text, SHAPE) == list(parts)
    assert text == Cursors.of(RING).write(parts)  # the same place, on every hub


def test_the_text_tells_nothing_of_its_parts() -> None:
    text = CURSORS.write((0.5, "id", "register:91420100MA4KX1AB0C"))
    held = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    assert not any(part in held for part in (b"register", b"91420100"))


@given(where=st.integers(0, 39), bit=st.integers(0, 7))
def test_one_bit_altered_is_no_cursor(where: int, bit: int) -> None:
    text = CURSORS.write((1, "a", "b"))
    held = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    held[where % len(held)] ^= 1 << bit
    with pytest.raises(BadCursor):
        CURSORS.read(base64.urlsafe_b64encode(held).rstrip(b"=").decode(), SHAPE)


@pytest.mark.parametrize("parts", [("x", "a", "b"), (1, 2, "b"), (1, "a"), (True, "a", "b"), (None, "a", "b"), ()])
def test_parts_of_other_types_are_of_another_connection(parts: tuple[Any, ...]) -> None:
    with pytest.raises(BadCursor):
        CURSORS.read(CURSORS.write(parts), SHAPE)


@pytest.mark.parametrize(
    "text",
    ["", "a", "%", "𠮷", "WzEsImEiLCJiIl0", "A" * LONGEST_CURSOR, "A" * (LONGEST_CURSOR + 1)],
    ids=["empty", "short", "sign", "han", "in clear", "longest", "longer"],
)
def test_a_text_of_nobody_is_no_cursor(text: str) -> None:
    with pytest.raises(BadCursor):
        CURSORS.read(text, SHAPE)


def test_another_ring_reads_none_of_ours() -> None:
    with pytest.raises(BadCursor):
        Cursors.of_nobody().read(CURSORS.write((1, "a", "b")), SHAPE)


def test_a_cursor_outlives_the_turning_of_its_key() -> None:
    turned = replace(
        RING,
        match_key=bytes(range(32, 64)),
        match_key_id="m9",
        other_match_keys={RING.match_key_id: RING.match_key},
    )
    assert Cursors.of(turned).read(CURSORS.write((1, "a", "b")), SHAPE) == [1, "a", "b"]
