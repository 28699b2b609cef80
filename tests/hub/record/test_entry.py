from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta, timezone

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.record.commitments import Commitments, Touched
from hub.record.entry import Entry, EntryKind, operation_hash
from tests.graphs import CITIZEN, RING

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
FULL = Entry(
    request_id="7c",
    time=NOON,
    kind=EntryKind.EVENT,
    decision="FORBIDDEN",
    subject="zhang",
    role="JUDGE",
    agency="RAILWAY",
    court="鄂0112",
    purpose="ENFORCEMENT",
    case_number="（2026）鄂0112执1号",
    operation_name="Q",
    operation_hash=operation_hash("{a}"),
    fields=1,
    rows=3,
    opened=2,
    touched=Commitments(RING).touched(["a", "b"]),
    reason="不是同一家",
    duration_ms=1.2345678,
)


def test_the_leaf_has_sorted_keys_and_no_spaces_and_nothing_unknown() -> None:
    leaf = Entry(request_id="7c", time=NOON).to_bytes()
    assert leaf == (b'{"decision":"OK","kind":"REQUEST","request_id":"7c","time":"2026-11-24T12:00:00.000000Z"}')


def test_every_field_comes_back() -> None:
    again = Entry.from_bytes(FULL.to_bytes())
    assert again == dataclasses.replace(FULL, duration_ms=1.235)


def test_every_field_is_in_the_leaf() -> None:
    told = orjson.loads(FULL.to_bytes())
    assert {field.name for field in dataclasses.fields(Entry)} | {"touched_key"} == set(told)


def test_the_time_is_that_of_utc() -> None:
    shanghai = datetime(2026, 11, 25, 7, tzinfo=timezone(timedelta(hours=8)))
    assert b'"time":"2026-11-24T23:00:00.000000Z"' in Entry(request_id="1", time=shanghai).to_bytes()


def test_a_later_hubs_field_is_passed_over() -> None:
    leaf = orjson.dumps({**orjson.loads(FULL.to_bytes()), "weather": "fine"})
    assert Entry.from_bytes(leaf).request_id == "7c"


@pytest.mark.parametrize("leaf", [b"", b"[]", b"{}", b'{"time":1}', b'{"kind":"X","time":"2026-11-24"}', b"\xff"])
def test_what_is_no_entry_is_said_to_be_none(leaf: bytes) -> None:
    with pytest.raises(ValueError, match="not an entry"):
        Entry.from_bytes(leaf)


@pytest.mark.parametrize(
    "name", ["subject", "agency", "court", "purpose", "operation_name", "case_number", "reason"]
)
def test_a_personal_number_does_not_reach_the_record(name: str) -> None:
    texts = [CITIZEN, "110105194912310028", "４２０１１２１９８５０３０７１２３７"]
    for text in texts:
        assert text not in Entry(request_id="1", time=NOON, **{name: text}).to_bytes().decode()


def test_a_personal_number_inside_a_name_does_not_reach_the_record() -> None:
    assert CITIZEN not in Entry(request_id="1", time=NOON, operation_name=f"Q{CITIZEN}").to_bytes().decode()


def test_an_agency_file_number_of_many_digits_stays() -> None:
    assert b"420112000012345" in Entry(request_id="1", time=NOON, case_number="420112000012345").to_bytes()


def test_a_long_text_is_cut() -> None:
    assert len(orjson.loads(Entry(request_id="1", time=NOON, subject="x" * 999).to_bytes())["subject"]) == 200


def test_the_hash_tells_operations_apart() -> None:
    assert operation_hash("{a}") == operation_hash("{a}") != operation_hash("{b}")


@given(st.sets(st.text(min_size=1)))
def test_marks_tell_no_id_and_are_found_by_it(ids: set[str]) -> None:
    commitments = Commitments(RING)
    touched = commitments.touched(ids)
    assert commitments.marks_of(ids) == set(touched.marks)
    assert len(touched.marks) == len(ids) and not ids & set(touched.marks)


def test_marks_under_another_key_are_other_marks() -> None:
    other = dataclasses.replace(RING, match_key=b"n" * 32)
    assert not set(Commitments(RING).touched("ab").marks) & Commitments(other).marks_of("ab")


def test_the_order_of_an_answer_is_not_told() -> None:
    assert Commitments(RING).touched(["a", "b", "a"]) == Commitments(RING).touched(["b", "a"])


def test_a_request_that_touched_nobody_says_nothing_of_it() -> None:
    assert b"touched" not in Entry(request_id="1", time=NOON, touched=Touched(key="m1", marks=())).to_bytes()
