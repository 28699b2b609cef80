"""A value of a sample is found on its line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.agencies.json_lines import item_lines, line_in

TEXT = """{
  "code": "0 [1] {2}",
  "data": {
    "rows": [
      { "a": "x\\"]", "b": [1, 2] },
      {
        "a": 1,
        "名": null
      }
    ]
  }
}"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ((), 1),
        (("code",), 2),
        (("data", "rows"), 4),
        (("data", "rows", 0), 5),
        (("data", "rows", 0, "b", 1), 5),
        (("data", "rows", 1), 6),
        (("data", "rows", 1, "名"), 8),
        (("data", "rows", 2), 4),
        (("data", "nothing", "here"), 3),
    ],
)
def test_a_value_has_its_line(place: tuple[str | int, ...], line: int) -> None:
    json.loads(TEXT)
    assert line_in(TEXT, place) == line


def test_all_items_of_a_list_have_their_lines() -> None:
    assert item_lines(TEXT, ("data", "rows")) == [5, 6]
    assert item_lines(TEXT, ("data",)) == item_lines(TEXT, ("code",)) == item_lines(TEXT, ("nowhere", "at")) == []
    assert item_lines("[]", ()) == []


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(VALUES, st.lists(st.text(max_size=2) | st.integers(0, 3), max_size=4))
def test_any_place_of_any_document_has_a_line(value: object, place: list[str | int]) -> None:
    text = json.dumps(value, indent=1, ensure_ascii=False)
    assert 1 <= line_in(text, place) <= text.count("\n") + 1


@given(st.lists(VALUES, max_size=5))
def test_lines_of_items_are_those_of_each(items: list[object]) -> None:
    text = json.dumps({"at": items}, indent=1, ensure_ascii=False)
    assert item_lines(text, ("at",)) == [line_in(text, ("at", place)) for place in range(len(items))]
