"""`hub audit …` as an auditor runs it."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from hub.keyring.keys import load_ring
from hub.record.entry import Entry
from hub.record.index import closed_segments, is_indexed
from hub.record.note import PUBLIC_KEY_FILE
from hub.record.writer import Record
from hub.settings.config import Settings
from tests.hub.commands.cli import hub
from tests.hub.record.logs import NOON


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """The folder of a hub that answered 40 requests, each about one of three subjects; its witness beside it."""
    settings = Settings(
        data=tmp_path / "data",
        record_segment_bytes=4096,
        record_checkpoint_entries=10,
        record_witness_dir=tmp_path / "witness",
    )
    record = Record(settings, load_ring(settings), lambda: NOON)
    for number in range(40):
        await record.append(
            Entry(
                request_id=f"{number:x}",
                time=NOON + timedelta(seconds=number),
                role="JUDGE",
                touched=record.touched([f"s{number % 3}"]),
            )
        )
    await record.close()
    return settings.data


async def test_a_sound_record_is_ok(data: Path, tmp_path: Path) -> None:
    ended = hub(data, "audit", "verify", "--checkpoint", str(tmp_path / "witness"))
    assert ended.code == 0, ended
    (line,) = ended.out.splitlines()
    assert (
        line.startswith("ok     hub-1: 40 entries in ")
        and "since 2026-11-24T12:00:00.000000Z, none removed" in line
    )
    assert "from elsewhere, over up to 40" in line


async def test_a_changed_record_is_wrong_and_it_says_where(data: Path) -> None:
    path = data / "record" / "hub-1" / "000000000000.entries"
    path.write_bytes(path.read_bytes().replace(b"JUDGE", b"CLERK", 1))
    ended = hub(data, "audit", "verify")
    assert ended.code == 1
    assert "WRONG  hub-1/000000000000.entries: entry 0: is not what was written" in ended.out.splitlines()


async def test_a_verifier_elsewhere_needs_the_record_the_public_key_and_a_checkpoint(
    data: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(data / "record", elsewhere / "record")
    shutil.copy(data / "keys" / PUBLIC_KEY_FILE, tmp_path / "hub.pub")
    (newest,) = (tmp_path / "witness").iterdir()
    given = ("--public-key", str(tmp_path / "hub.pub"), "--checkpoint", str(newest))
    assert hub(elsewhere, "audit", "verify", *given).code == 0
    shutil.rmtree(elsewhere / "record" / "hub-1")
    ended = hub(elsewhere, "audit", "verify", *given)
    assert ended.code == 1 and "is not there" in ended.out


async def test_files_of_an_earlier_hub_are_said_to_have_no_proof(data: Path) -> None:
    (data / "audit").mkdir()
    (data / "audit" / "2026-11-02.jsonl").write_text("{}\n")
    ended = hub(data, "audit", "verify")
    assert ended.code == 0 and "note   audit: 1 files that an earlier hub wrote without any proof" in ended.out


def test_without_a_public_key_it_is_said_which_is_wanted(tmp_path: Path) -> None:
    ended = hub(tmp_path, "audit", "verify")
    assert ended.code == 1 and PUBLIC_KEY_FILE in ended.complaint


async def test_a_folder_without_a_record_is_wrong(data: Path) -> None:
    shutil.rmtree(data / "record")
    ended = hub(data, "audit", "verify")
    assert ended.code == 1 and "no log in" in ended.out


async def test_a_checkpoint_file_that_is_not_there_is_one_clear_line(data: Path, tmp_path: Path) -> None:
    ended = hub(data, "audit", "verify", "--checkpoint", str(tmp_path / "nowhere"))
    assert ended.code == 1 and "nowhere" in ended.complaint


async def test_a_subjects_access_report_holds_its_entries_and_is_one_itself(data: Path) -> None:
    ended = hub(data, "audit", "report", "s1")
    told = [json.loads(line) for line in ended.out.splitlines()]
    assert told[0]["operationName"] == "hub audit report" and told[0]["number"] == 40
    assert [int(each["requestId"], 16) for each in told[1:]] == [n for n in range(39, -1, -1) if n % 3 == 1]
    assert "touched" not in told[1]
    assert hub(data, "audit", "verify").code == 0


def test_without_the_ring_nobody_can_be_found(tmp_path: Path) -> None:
    ended = hub(tmp_path, "audit", "report", "s1")
    assert ended.code == 1 and "ring.json" in ended.complaint


async def test_indexes_are_made_anew(data: Path) -> None:
    segments = closed_segments(data / "record" / "hub-1")
    for path in (data / "record" / "hub-1").glob("*.trail"):
        path.unlink()
    assert hub(data, "audit", "index").out == f"{len(segments)} segments indexed\n"
    assert all(map(is_indexed, segments))
