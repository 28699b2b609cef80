from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from adapters.loading.ledger import Ledger, LoadRunning, State
from adapters.loading.seen import Sight, slot_digest

STATE = State(load_id="l", recorded_at="2026-01-01T00:00:00.000000Z")
SLOT = slot_digest("s")
SEEN = Sight(b"h" * 16, 0, 5)
FAULTY = Sight(b"", 0, 4)


def open_ledger(folder: Path, name: str) -> Ledger:
    return Ledger.open(folder, name, rows=100)


def commit(ledger: Ledger, **rest: object) -> None:
    ledger.commit(**{"done": 1, "reject_bytes": 0, "counts": {}, **rest})


def test_a_new_ledger_has_no_state(tmp_path: Path) -> None:
    with open_ledger(tmp_path, "a") as ledger:
        assert ledger.state is None


def test_what_was_committed_is_there_after_reopening(tmp_path: Path) -> None:
    with open_ledger(tmp_path, "a") as ledger:
        ledger.start(STATE)
        commit(ledger, done=7, reject_bytes=9, counts={"CASE": {"new": 7}}, seen=[(SLOT, SEEN)])
        ledger.expect("nnc")
    with open_ledger(tmp_path, "a") as ledger:
        assert ledger.state == State(
            load_id="l", recorded_at=STATE.recorded_at, done=7, reject_bytes=9, counts={"CASE": {"new": 7}}
        )
        assert ledger.look_up([SLOT, slot_digest("other")]) == {SLOT: SEEN}
        assert ledger.expected == "nnc"


def test_the_first_good_row_takes_a_slot_that_a_faulty_one_named(tmp_path: Path) -> None:
    with open_ledger(tmp_path, "a") as ledger:
        ledger.start(STATE)
        commit(ledger, seen=[(SLOT, FAULTY)])
        commit(ledger, seen=[(SLOT, SEEN)])
        commit(ledger, seen=[(SLOT, FAULTY)])
        assert ledger.look_up([SLOT]) == {SLOT: SEEN}


def test_a_committed_batch_expects_nothing(tmp_path: Path) -> None:
    with open_ledger(tmp_path, "a") as ledger:
        ledger.start(STATE)
        ledger.expect("n")
        commit(ledger)
        assert ledger.expected == ""


def test_more_slots_than_one_question_takes(tmp_path: Path) -> None:
    slots = [slot_digest(str(number)) for number in range(2_500)]
    with open_ledger(tmp_path, "a") as ledger:
        ledger.start(STATE)
        commit(ledger, seen=[(slot, SEEN) for slot in slots])
        assert len(ledger.look_up(slots)) == 2_500


@pytest.mark.parametrize("again", [False, True])
def test_an_index_is_kept_only_of_slots_that_repeat(tmp_path: Path, again: bool) -> None:
    slots = [slot_digest(str(number)) for number in range(20)]
    with open_ledger(tmp_path, "a") as ledger:
        ledger.start(STATE)
        for slot in (*slots, *slots[:again]):
            ledger.look_up([slot])
            commit(ledger, seen=[(slot, SEEN)])
        with closing(sqlite3.connect(tmp_path / "a.sqlite")) as sql:
            assert sql.execute("SELECT count(*) FROM sqlite_master WHERE type = 'index'").fetchall() == [(again,)]


def test_what_was_seen_twice_in_a_batch_counts_by_its_first_good_row(tmp_path: Path) -> None:
    later = Sight(b"i" * 16, 0, 6)
    with open_ledger(tmp_path, "a") as ledger:
        ledger.start(STATE)
        commit(ledger, seen=[(SLOT, FAULTY), (SLOT, SEEN), (SLOT, later)])
        assert ledger.look_up([SLOT]) == {SLOT: SEEN}


def test_a_record_merged_twice_counts_once(tmp_path: Path) -> None:
    with open_ledger(tmp_path, "a") as ledger:
        ledger.start(STATE)
        commit(ledger, merged=[("x|1", "PERSON"), ("x|2", "COMPANY")])
        commit(ledger, merged=[("x|1", "PERSON")])
        assert ledger.merged() == {"COMPANY": 1, "PERSON": 1}


def test_a_second_loader_of_one_delivery_is_told(tmp_path: Path) -> None:
    with open_ledger(tmp_path, "a"), pytest.raises(LoadRunning, match="being loaded by another process"):
        open_ledger(tmp_path, "a")


def test_loaders_of_two_deliveries_do_not_meet(tmp_path: Path) -> None:
    with open_ledger(tmp_path, "a"), open_ledger(tmp_path, "b"):
        pass


def test_nothing_is_left_of_a_finished_load(tmp_path: Path) -> None:
    with open_ledger(tmp_path, "a") as ledger:
        ledger.start(STATE)
        ledger.remove()
    assert not list(tmp_path.iterdir())


def test_a_ledger_that_an_older_hub_began_goes_on(tmp_path: Path) -> None:
    """It held each slot in the table's own key."""
    with open_ledger(tmp_path, "a") as ledger:
        ledger.start(STATE)
        commit(ledger)
    (file,) = tmp_path.rglob("*.sqlite")
    with closing(sqlite3.connect(file)) as older, older:
        older.execute("DROP TABLE seen")
        older.execute(
            "CREATE TABLE seen (slot BLOB PRIMARY KEY, content BLOB, file INTEGER, line INTEGER) WITHOUT ROWID"
        )
        older.execute("INSERT INTO seen VALUES (?, ?, ?, ?)", (SLOT, *FAULTY))
    other = slot_digest("other")
    with open_ledger(tmp_path, "a") as ledger:
        commit(ledger, seen=[(SLOT, SEEN), (other, SEEN)])
        assert ledger.look_up([SLOT, other]) == {SLOT: SEEN, other: SEEN}
