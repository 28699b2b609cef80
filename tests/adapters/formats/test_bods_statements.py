"""Statements come out of arrays and JSON Lines with their lines; what breaks off is unusable."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.formats import bods_statements
from adapters.formats.bods_statements import statements
from adapters.formats.record import UnusableFile

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: st.lists(each, max_size=3),
    max_leaves=5,
)
OBJECTS = st.lists(st.dictionaries(st.text(), JSON, max_size=4), max_size=8)
EACH_IN_ITS_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def _read(folder: Path, text: str) -> list[tuple[int, object]]:
    path = folder / "a.json"
    path.write_text(text, encoding="utf-8")
    return [(found.line, found.value) for found in statements(path)]


@pytest.fixture(autouse=True)
def small_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows as small as can be, so that every token is cut somewhere."""
    monkeypatch.setattr(bods_statements, "CHUNK_CHARS", 3)


@EACH_IN_ITS_FOLDER
@given(OBJECTS, st.sampled_from([None, 1]))
def test_an_array_gives_its_elements(tmp_path: Path, objects: list[object], indent: int | None) -> None:
    text = json.dumps(objects, indent=indent, ensure_ascii=False)
    assert [value for _, value in _read(tmp_path, text)] == objects


@EACH_IN_ITS_FOLDER
@given(OBJECTS.filter(len))
def test_json_lines_give_their_lines(tmp_path: Path, objects: list[object]) -> None:
    text = "\n".join(json.dumps(each) for each in objects)
    assert _read(tmp_path, text) == list(enumerate(objects, start=1))


@EACH_IN_ITS_FOLDER
@given(OBJECTS, st.data())
def test_an_array_that_breaks_off_is_unusable(tmp_path: Path, objects: list[object], data: st.DataObject) -> None:
    text = json.dumps(objects)
    cut = data.draw(st.integers(min_value=1, max_value=len(text) - 1))
    with pytest.raises(UnusableFile, match="truncated"):
        _read(tmp_path, text[:cut])


def test_a_statement_has_the_line_it_starts_on(tmp_path: Path) -> None:
    assert [line for line, _ in _read(tmp_path, '\n[\n {"a":\n 1},\n\n {"b": 2}, {"c": 3}\n]\n')] == [3, 6, 6]


def test_numbers_cut_by_the_window_stay_whole(tmp_path: Path) -> None:
    assert [value for _, value in _read(tmp_path, "[12345678, 1.25e3]")] == [12345678, 1250.0]


@pytest.mark.parametrize(
    "text", ["[{}]x", "[{} {}]", "[{},]", "[{'a': 1}]", '[{"a": NaN}]', '{"a": 1]', "1", "<a/>"]
)
def test_what_is_no_json_is_unusable(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnusableFile, match="allowed: a JSON array of statements"):
        _read(tmp_path, text)


def test_an_early_fault_is_named_with_its_line(tmp_path: Path) -> None:
    text = '[{"a": 1},\n{"a" 2},\n' + '{"a": 3},\n' * 100 + "{}]"
    with pytest.raises(UnusableFile, match="line 2"):
        _read(tmp_path, text)


def test_deep_nesting_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile):
        _read(tmp_path, "[" * 100_000)


def test_a_statement_that_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bods_statements, "MAX_STATEMENT_CHARS", 100)
    with pytest.raises(UnusableFile, match="more than 100"):
        _read(tmp_path, '[{"a": "' + "x" * 1000 + '"}]')


def test_a_bad_line_among_json_lines_is_no_fault_of_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1}\n{"a": \n{"a": 3}\n', encoding="utf-8")
    assert [(found.value, bool(found.fault)) for found in statements(path)] == [
        ({"a": 1}, False),
        (None, True),
        ({"a": 3}, False),
    ]


def test_json_lines_that_break_off_are_unusable(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="truncated at line 2"):
        _read(tmp_path, '{"a": 1}\n{"a": ')
