from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from hub.record.checkpoint import is_whole, read_checkpoint, split_notes
from hub.record.entry import Entry
from hub.record.errors import RecordUnavailable
from hub.record.note import PUBLIC_KEY_FILE, read_public_keys
from hub.record.segments import files
from hub.record.writer import Record
from hub.settings.config import Settings
from tests.graphs import RING
from tests.hub.record.logs import NOON, entry, leaves

WAIT_SECONDS = 20


@asynccontextmanager
async def recording(data: Path, **given: Any) -> AsyncIterator[Record]:
    record = Record(Settings(data=data, **given), RING, lambda: NOON)
    await record.open()
    try:
        yield record
    finally:
        await record.close()


async def until(met: Any) -> None:
    async with asyncio.timeout(WAIT_SECONDS):
        while not met():
            await asyncio.sleep(0.01)


def numbers(data: Path) -> list[int]:
    found = []
    for folder in sorted((data / "record").glob("*-*")):
        found += [int(Entry.from_bytes(each).request_id, 16) for each in leaves(folder)]
    return found


def sizes(data: Path, *paths: Path) -> list[int]:
    """The sizes that checkpoints of the files say, each of them believed by the hub's public key."""
    keys = read_public_keys(data / "keys" / PUBLIC_KEY_FILE)
    found = []
    for path in paths or files(data / "record" / "hub-1", ".checkpoints"):
        with path.open("rb") as stream:
            pieces = [piece for piece in split_notes(stream, path.stat().st_size) if is_whole(piece)]
        found += [read_checkpoint(piece, keys).size for piece in pieces]
    return found


async def test_an_entry_is_on_disk_when_append_returns(tmp_path: Path) -> None:
    async with recording(tmp_path) as record:
        await record.append(entry(7))
        assert numbers(tmp_path) == [7]


async def test_many_share_a_sync_and_none_is_lost(tmp_path: Path) -> None:
    async with recording(tmp_path) as record:
        await asyncio.gather(*(record.append(entry(n)) for n in range(500)))
        assert sorted(numbers(tmp_path)) == list(range(500))
        assert record.counters.entries == 500 and record.counters.batches < 50


async def test_entries_stand_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    async with recording(tmp_path) as record:
        for start in range(0, 60, 20):
            await asyncio.gather(*(record.append(entry(start + n)) for n in range(20)))
    assert numbers(tmp_path) == list(range(60))


async def test_a_checkpoint_is_signed_when_entries_grow_old(tmp_path: Path) -> None:
    async with recording(tmp_path, record_checkpoint_seconds=0.05) as record:
        await record.append(entry(0))
        await until(lambda: record.head is not None)
        assert sizes(tmp_path) == [1]


async def test_a_checkpoint_is_signed_after_so_many_entries(tmp_path: Path) -> None:
    async with recording(tmp_path, record_checkpoint_entries=10) as record:
        for n in range(25):
            await record.append(entry(n))
        await until(lambda: sizes(tmp_path) == [10, 20])
    assert sizes(tmp_path) == [10, 20, 25]


async def test_what_cannot_be_signed_is_tried_again_with_pauses_and_stops_the_answers(tmp_path: Path) -> None:
    """The file of checkpoints can only be read for a while, entries can be written."""
    async with recording(tmp_path, record_checkpoint_entries=1, record_checkpoint_seconds=10) as record:
        await record.append(entry(0))
        await until(lambda: record.counters.checkpoints == 1)
        assert record._log is not None
        handle = record._log._notes._handles[0]
        writing, reading = os.dup(handle), os.open(files(record._log.folder, ".checkpoints")[0], os.O_RDONLY)
        os.dup2(reading, handle)
        await record.append(entry(1))
        await until(lambda: record.counters.checkpoint_failures)
        await asyncio.sleep(0.3)
        assert record.counters.checkpoint_failures == 1
        with pytest.raises(RecordUnavailable):
            await record.append(entry(2))
        os.dup2(writing, handle)
        await record.append(entry(3))
        os.close(reading)
        os.close(writing)
    assert numbers(tmp_path) == [0, 1, 3] and sizes(tmp_path) == [1, 2, 3]


async def test_closing_signs_the_rest_and_starting_goes_on(tmp_path: Path) -> None:
    for start in (0, 5):
        async with recording(tmp_path) as record:
            await asyncio.gather(*(record.append(entry(start + n)) for n in range(5)))
    assert sizes(tmp_path) == [5, 10]
    assert numbers(tmp_path) == list(range(10))


async def test_what_a_crash_left_unsigned_is_signed_at_the_start(tmp_path: Path) -> None:
    async with recording(tmp_path) as record:
        await record.append(entry(0))
    for path in files(tmp_path / "record" / "hub-1", ".checkpoints"):
        path.write_bytes(b"")
    async with recording(tmp_path):
        assert sizes(tmp_path) == [1]


async def test_two_at_once_write_two_logs(tmp_path: Path) -> None:
    async with recording(tmp_path) as one, recording(tmp_path) as two:
        await asyncio.gather(*(record.append(entry(n)) for n in range(20) for record in (one, two)))
    assert numbers(tmp_path) == [*range(20), *range(20)]
    assert [path.name for path in sorted((tmp_path / "record").iterdir())] == ["hub-1", "hub-2"]


async def test_without_its_folder_nothing_is_acknowledged_and_with_it_again_it_goes_on(tmp_path: Path) -> None:
    (tmp_path / "record").write_text("")
    async with recording(tmp_path) as record:
        with pytest.raises(RecordUnavailable):
            await record.append(entry(0))
        (tmp_path / "record").unlink()
        await record.append(entry(1))
        assert record.counters.failures == 1
    assert numbers(tmp_path) == [1]


async def test_a_log_that_is_taken_away_is_given_up_for_another(tmp_path: Path) -> None:
    async with recording(tmp_path, record_checkpoint_entries=1) as record:
        await record.append(entry(0))
        await until(lambda: sizes(tmp_path) == [1])
        os.truncate(tmp_path / "record" / "hub-1" / "000000000000.entries", 50)
        with contextlib.suppress(RecordUnavailable):
            await record.append(entry(1))
            await until(lambda: record.counters.checkpoint_failures)
        await record.append(entry(2))
    assert (tmp_path / "record" / "hub-2" / "000000000000.entries").read_bytes().count(b"\n") == 2


async def test_more_than_the_queue_holds_is_refused(tmp_path: Path) -> None:
    async with recording(tmp_path, record_queue_entries=10) as record:
        ended = await asyncio.gather(*(record.append(entry(n)) for n in range(100)), return_exceptions=True)
        refused = [error for error in ended if isinstance(error, RecordUnavailable)]
        assert 0 < len(refused) < 100 and len(numbers(tmp_path)) == 100 - len(refused)
        assert "wait for the disk already" in str(refused[0])


async def test_a_disk_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe in the place of a segment stands for the disk: nobody reads it, so opening it for writing hangs."""
    folder = tmp_path / "record" / "hub-1"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "000000000000.entries.new")
    async with recording(tmp_path, record_wait_seconds=0.3) as record:
        with pytest.raises(RecordUnavailable, match=r"did not reach the disk within 0\.3 s"):
            await record.append(entry(1))
        reader = os.open(folder / "000000000000.entries.new", os.O_RDONLY | os.O_NONBLOCK)
        os.close(reader)


async def test_a_request_that_is_cancelled_harms_no_other(tmp_path: Path) -> None:
    async with recording(tmp_path) as record:
        tasks = [asyncio.create_task(record.append(entry(n))) for n in range(3)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert not tasks[0].exception() and not tasks[2].exception()
        assert numbers(tmp_path) == [0, 1, 2]


async def test_a_closed_record_takes_nothing(tmp_path: Path) -> None:
    async with recording(tmp_path) as record:
        pass
    with pytest.raises(RecordUnavailable, match="closed"):
        await record.append(entry(0))


# --- the witness ----------------------------------------------------------------------------------


async def test_checkpoints_are_copied_to_the_witness(tmp_path: Path) -> None:
    data, witness = tmp_path / "data", tmp_path / "witness"
    given = {"record_witness_dir": witness, "record_checkpoint_entries": 1}
    async with recording(data, **given) as record:
        assert record.witness is not None
        for n in range(3):
            await record.append(entry(n))
            await until(lambda wanted=n + 1: record.witness and record.witness.copied == wanted)
    (path,) = witness.iterdir()
    assert sizes(data, path) == [1, 2, 3]
    assert path.name.endswith("-2026-11-24.checkpoints")


async def test_a_witness_that_fails_stops_no_answer_and_is_caught_up_with(tmp_path: Path) -> None:
    data, witness = tmp_path / "data", tmp_path / "witness"
    witness.write_text("")
    given = {"record_witness_dir": witness, "record_checkpoint_seconds": 0.05}
    async with recording(data, **given) as record:
        assert record.witness is not None
        await record.append(entry(0))
        await until(lambda: record.witness and record.witness.failures >= 2)
        witness.unlink()
        await until(lambda: record.witness and record.witness.copied)
    (path,) = witness.iterdir()
    assert sizes(data, path) == [1]


async def test_a_note_that_was_copied_by_half_does_not_spoil_the_next(tmp_path: Path) -> None:
    data, witness = tmp_path / "data", tmp_path / "witness"
    async with recording(data, record_witness_dir=witness) as record:
        await record.append(entry(0))
    (path,) = witness.iterdir()
    os.truncate(path, path.stat().st_size - 20)
    async with recording(data, record_witness_dir=witness) as record:
        await record.append(entry(1))
    assert sizes(data, path) == [2]


async def test_the_witness_is_needed_by_nobody(tmp_path: Path) -> None:
    data, witness = tmp_path / "data", tmp_path / "witness"
    async with recording(data, record_witness_dir=witness) as record:
        await record.append(entry(0))
        shutil.rmtree(witness, ignore_errors=True)
        await record.append(entry(1))
    assert numbers(data) == [0, 1]


async def test_who_follows_is_told_of_each_checkpoint_that_covers_anything_new(tmp_path: Path) -> None:
    async with recording(tmp_path, record_checkpoint_entries=1) as record, aclosing(record.heads()) as heads:
        await record.append(entry(1))
        async with asyncio.timeout(WAIT_SECONDS):
            first = await anext(heads)
            await record.append(entry(2))
            second = await anext(heads)
        assert [head.checkpoint.size for head in (first, second)] == [1, 2]
        assert record.head is second


async def test_entries_that_are_no_news_are_signed_and_not_told_of(tmp_path: Path) -> None:
    async with recording(tmp_path, record_checkpoint_entries=1) as record, aclosing(record.heads()) as heads:
        await record.append(entry(1))
        async with asyncio.timeout(WAIT_SECONDS):
            assert (await anext(heads)).checkpoint.size == 1
            for number in range(2, 5):
                await record.append(entry(number), news=False)
                await until(lambda covered=number: record.head and record.head.checkpoint.size == covered)
            await record.append(entry(5))
            assert (await anext(heads)).checkpoint.size == 5  # nothing came in between


async def test_who_is_slow_gets_the_newest_and_nothing_waits_for_him(tmp_path: Path) -> None:
    async with recording(tmp_path, record_checkpoint_entries=1) as record, aclosing(record.heads()) as heads:
        for number in range(1, 30):
            await record.append(entry(number))
            await until(lambda covered=number: record.head and record.head.checkpoint.size == covered)
        async with asyncio.timeout(WAIT_SECONDS):
            assert (await anext(heads)).checkpoint.size == 29


async def test_who_comes_after_a_restart_is_told_of_what_was_signed_before(tmp_path: Path) -> None:
    async with recording(tmp_path) as record:
        await record.append(entry(1))
    async with recording(tmp_path) as record, aclosing(record.heads()) as heads:
        async with asyncio.timeout(WAIT_SECONDS):
            assert (await anext(heads)).checkpoint.size == 1
