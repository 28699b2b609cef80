from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from pathlib import Path

import pytest

from hub.record.commitments import Commitments
from hub.record.entry import Entry
from hub.record.errors import RecordDamaged
from hub.record.index import build, closed_segments, index_path, is_indexed
from hub.record.log import LogLimits
from hub.record.segments import files
from hub.record.trail import IDS_MAX, BadCursor, Span, Trail
from hub.record.verify import verify
from hub.record.writer import Record
from hub.settings.config import Settings
from tests.graphs import RING
from tests.hub.record.logs import KEYS, NOON, entry, leaf, opened

LIMITS = LogLimits(checkpoint_entries=50, segment_bytes=4096)


def trail(record: Path) -> Trail:
    return Trail(record, Commitments(RING))


def numbers(record: Path, *ids: str, **given: object) -> list[int]:
    """The requests that touched one of the ids, page by page."""
    found: list[int] = []
    after = None
    while True:
        page = trail(record).page(ids, after=after, **{"first": 3, **given})
        found += [int(each.entry.request_id, 16) for each in page.sightings]
        if (after := page.cursor) is None:
            return found


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Two logs whose entries alternate in time: of 120 requests, number n touched n % 7 and n % 11."""
    logs = [opened(tmp_path / "record", limits=LIMITS) for _ in range(2)]
    for number in range(120):
        logs[number % 2].append([leaf(number, f"a{number % 7}", f"b{number % 11}")])
    for log in logs:
        log.checkpoint()
        log.close()
    return tmp_path / "record"


def index_some(record: Path) -> None:
    """Indexes of the first closed segments of one log: the others are read."""
    for segment in closed_segments(record / "hub-1")[:2]:
        build(segment)
        assert is_indexed(segment)


@pytest.mark.parametrize("indexed", [True, False])
def test_the_entries_that_touched_a_subject_come_newest_first_in_pages(record: Path, indexed: bool) -> None:
    index_some(record)
    for each in range(7):
        assert numbers(record, f"a{each}", indexed=indexed) == [n for n in range(119, -1, -1) if n % 7 == each]


def test_of_several_ids_each_entry_comes_once(record: Path) -> None:
    index_some(record)
    wanted = [n for n in range(119, -1, -1) if n % 7 == 3 or n % 11 == 4]
    assert numbers(record, "a3", "b4") == wanted
    assert numbers(record, "a3", "b4", *(f"x{n}" for n in range(20))) == wanted


def test_who_was_not_touched_is_not_found(record: Path) -> None:
    assert numbers(record, "a9") == numbers(record) == []


def test_under_another_key_nothing_is_found(record: Path) -> None:
    import dataclasses

    other = Commitments(dataclasses.replace(RING, match_key=b"n" * 32))
    assert trail(record).page(["a3"]).sightings
    assert not Trail(record, other).page(["a3"]).sightings


def test_entries_made_between_two_pages_do_not_shift_them(record: Path) -> None:
    page = trail(record).page(["a3"], first=5)
    logs = [opened(record, limits=LIMITS) for _ in range(3)]
    for number, log in enumerate(logs, 500):
        log.append([leaf(number, "a3")])
        log.close()
    rest = trail(record).page(["a3"], after=page.cursor)
    found = [int(each.entry.request_id, 16) for each in (*page.sightings, *rest.sightings)]
    assert found == [n for n in range(119, -1, -1) if n % 7 == 3]


def test_a_sighting_says_where_it_stands_and_what_it_was(record: Path) -> None:
    (sighting,) = trail(record).page(["b4"], first=1).sightings
    assert (sighting.log, sighting.number) == ("hub-1", 57)
    assert sighting.entry == entry(114, "a2", "b4")


def test_an_entry_that_is_being_written_is_left_out(record: Path) -> None:
    path = files(record / "hub-1", ".entries")[-1]
    with path.open("ab") as stream:
        stream.write(b'60 AAAA {"touched":["' + b"".join(m.encode() for m in Commitments(RING).marks_of(["a3"])))
    assert numbers(record, "a3")[:1] == [115]


def test_an_index_of_another_segment_is_not_used(record: Path) -> None:
    one, two, *_ = closed_segments(record / "hub-1")
    build(one)
    index_path(one).rename(index_path(two))
    assert not is_indexed(two)
    assert numbers(record, "a3") == [n for n in range(119, -1, -1) if n % 7 == 3]


def test_a_broken_index_is_not_used(record: Path) -> None:
    (one, *_) = closed_segments(record / "hub-1")
    for content in (b"", b"not a database", b"SQLite format 3\0" + bytes(4000)):
        index_path(one).write_bytes(content)
        assert numbers(record, "a3") == [n for n in range(119, -1, -1) if n % 7 == 3]


def test_an_index_that_hides_an_entry_does_not_deceive_a_report(record: Path) -> None:
    import sqlite3

    for segment in closed_segments(record / "hub-1"):
        build(segment)
        with sqlite3.connect(index_path(segment)) as database:
            database.execute("DELETE FROM touched")
    assert len(numbers(record, "a3")) < 17
    report = trail(record).report(["a3"])
    assert [int(each.entry.request_id, 16) for each in report] == [n for n in range(119, -1, -1) if n % 7 == 3]


def test_a_changed_entry_is_not_passed_on(record: Path) -> None:
    path = files(record / "hub-1", ".entries")[0]
    path.write_bytes(path.read_bytes().replace(b"JUDGE", b"CLERK"))
    with pytest.raises(RecordDamaged, match="hub audit verify"):
        numbers(record, "a3", "b1", "b2", "b3")


@pytest.mark.parametrize("cursor", ["", "x", "bnVsbA==", "eyJhIjoiYiJ9"])
def test_a_cursor_of_our_own_is_wanted(record: Path, cursor: str) -> None:
    with pytest.raises(BadCursor):
        trail(record).page(["a3"], after=cursor)


def test_pages_and_questions_have_a_bound(record: Path) -> None:
    for first in (0, 1001):
        with pytest.raises(ValueError, match="1 to 1000"):
            trail(record).page(["a3"], first=first)
    with pytest.raises(ValueError, match="at most 1000"):
        trail(record).page(["a"] * (IDS_MAX + 1))


def test_an_index_is_for_its_owner_only_and_no_part_of_the_proof(record: Path) -> None:
    index_some(record)
    path = index_path(closed_segments(record / "hub-1")[0])
    assert path.stat().st_mode & 0o777 == 0o600
    before = [finding.line() for finding in verify(record, KEYS)]
    path.write_bytes(b"")
    assert [finding.line() for finding in verify(record, KEYS)] == before


async def test_the_hub_indexes_its_segments_as_they_are_closed(tmp_path: Path) -> None:
    chance = random.Random(1)
    settings = Settings(data=tmp_path, record_segment_bytes=4096)
    record = Record(settings, RING, lambda: NOON)
    for number in range(60):
        ids = [f"s{chance.randrange(5)}" for _ in range(3)]
        made = Entry(request_id=f"{number:x}", time=NOON + timedelta(seconds=number), touched=record.touched(ids))
        await record.append(made)
    folder = settings.record / "hub-1"
    async with asyncio.timeout(20):
        while not all(map(is_indexed, closed_segments(folder))):
            await asyncio.sleep(0.02)
    await record.close()
    assert len(closed_segments(folder)) > 2
    assert numbers(settings.record, "s1") == numbers(settings.record, "s1", indexed=False) != []


def test_a_page_without_time_is_short_and_the_next_goes_on(record: Path) -> None:
    index_some(record)
    found, pages, after = [], 0, None
    while True:
        page = trail(record).page(["a3"], first=50, after=after, seconds=0)
        found += [int(each.entry.request_id, 16) for each in page.sightings]
        pages, after = pages + 1, page.cursor
        if after is None:
            break
    assert found == [n for n in range(119, -1, -1) if n % 7 == 3]
    # Each log gets through a segment a page, so there are no more pages than segments, and more than one.
    assert 1 < pages <= 1 + sum(len(files(folder, ".entries")) for folder in record.iterdir())


def test_behind_each_sighting_there_is_a_cursor(record: Path) -> None:
    page = trail(record).page(["a3"], first=6)
    wanted = [n for n in range(119, -1, -1) if n % 7 == 3]
    for place, cursor in enumerate(page.cursors, 1):
        assert numbers(record, "a3")[place:] == wanted[place:]
        rest = trail(record).page(["a3"], first=100, after=cursor)
        assert [int(each.entry.request_id, 16) for each in rest.sightings] == wanted[place:]
    assert page.cursors[-1] == page.cursor


@pytest.mark.parametrize("indexed", [True, False])
def test_an_id_that_was_the_subjects_for_a_while_counts_in_that_while(record: Path, indexed: bool) -> None:
    index_some(record)
    span = Span(id="b4", since=entry(15).time, until=entry(59).time)
    page = trail(record).page(["a3"], [span], first=100, indexed=indexed)
    found = [int(each.entry.request_id, 16) for each in page.sightings]
    assert found == [n for n in range(119, -1, -1) if n % 7 == 3 or (n % 11 == 4 and 15 <= n < 59)]
    assert 15 in found and 59 in found and 4 not in found  # 59 touched a3, too; 4 came before
