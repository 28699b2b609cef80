"""Labels of operations are few, whatever is asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hub.telemetry.names import NOT_STORED, OTHER, OperationNames
from tests.graphs import CITIZEN

HASH = "ab" * 32


@given(st.lists(st.tuples(st.none() | st.text("abc", min_size=64), st.none() | st.text(min_size=1)), max_size=40))
def test_there_are_no_more_labels_than_allowed_and_two(asked: list[tuple[str | None, str | None]]) -> None:
    names = OperationNames(3)
    labels = {names.label(stored, name) for stored, name in asked}
    assert len(labels - {NOT_STORED, OTHER}) <= 3
    assert labels <= {NOT_STORED, OTHER} | {names.label(*pair) for pair in asked}


def test_what_is_not_stored_has_one_label_whatever_its_name() -> None:
    names = OperationNames(3)
    assert {names.label(None, name) for name in ("A", "B", None)} == {NOT_STORED}


def test_a_stored_operation_keeps_its_label_when_others_come_to_be_other() -> None:
    names = OperationNames(2)
    assert [names.label(HASH, name) for name in ("A", None, "B", "A")] == ["A", "sha256-abababababab", OTHER, "A"]
    assert OperationNames(0).label(HASH, "A") == OTHER


def test_a_number_in_a_name_is_hidden() -> None:
    assert CITIZEN not in OperationNames(1).label(HASH, f"Of{CITIZEN}")
