from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import orjson
import pytest

from hub.audit import AuditEntry, AuditLog, AuditUnavailable, operation_hash

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def _lines(folder: Path, day: str = "2026-11-24") -> list[dict[str, object]]:
    return [orjson.loads(line) for line in (folder / f"{day}.jsonl").read_bytes().splitlines()]


def test_an_entry_is_on_disk_when_append_returns(tmp_path: Path) -> None:
    AuditLog(tmp_path / "audit").append(
        AuditEntry(
            request_id="7c", time=NOON, subject="a", role="JUDGE", case_number="（2026）鄂0112执1号", rows=3
        )
    )
    (line,) = _lines(tmp_path / "audit")
    assert (line["request_id"], line["time"], line["decision"]) == ("7c", "2026-11-24T12:00:00.000000Z", "OK")
    assert (line["case_number"], line["rows"], line["agency"]) == ("（2026）鄂0112执1号", 3, None)


def test_the_day_is_that_of_utc(tmp_path: Path) -> None:
    shanghai = datetime(2026, 11, 25, 7, tzinfo=timezone(timedelta(hours=8)))
    AuditLog(tmp_path).append(AuditEntry(request_id="1", time=shanghai))
    assert len(_lines(tmp_path, "2026-11-24")) == 1


def test_a_new_day_is_a_new_file(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    log.append(AuditEntry(request_id="1", time=NOON))
    log.append(AuditEntry(request_id="2", time=NOON + timedelta(days=1)))
    assert [line["request_id"] for line in _lines(tmp_path, "2026-11-25")] == ["2"]


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    AuditLog(tmp_path).append(AuditEntry(request_id="1", time=NOON))
    assert stat.S_IMODE((tmp_path / "2026-11-24.jsonl").stat().st_mode) == 0o600


def test_two_logs_on_one_folder_lose_no_line(tmp_path: Path) -> None:
    logs = [AuditLog(tmp_path), AuditLog(tmp_path, sync=True)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: logs[n % 2].append(AuditEntry(request_id=str(n), time=NOON)), range(200)))
    assert {line["request_id"] for line in _lines(tmp_path)} == {str(n) for n in range(200)}


def test_a_personal_number_does_not_reach_the_record(tmp_path: Path) -> None:
    number = "110105194912310028"
    AuditLog(tmp_path).append(
        AuditEntry(request_id="1", time=NOON, subject=number, case_number=number, operation_name=f"Q{number}")
    )
    assert number not in (tmp_path / "2026-11-24.jsonl").read_text()


def test_an_agency_file_number_of_many_digits_stays(tmp_path: Path) -> None:
    AuditLog(tmp_path).append(AuditEntry(request_id="1", time=NOON, case_number="420112000012345"))
    assert _lines(tmp_path)[0]["case_number"] == "420112000012345"


def test_a_line_broken_off_by_a_crash_does_not_spoil_the_next(tmp_path: Path) -> None:
    (tmp_path / "2026-11-24.jsonl").write_bytes(b'{"request_id":"to')
    AuditLog(tmp_path).append(AuditEntry(request_id="2", time=NOON))
    assert orjson.loads((tmp_path / "2026-11-24.jsonl").read_bytes().splitlines()[1])["request_id"] == "2"


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "audit").write_text("")
    with pytest.raises(AuditUnavailable):
        AuditLog(tmp_path / "audit").append(AuditEntry(request_id="1", time=NOON))


def test_a_full_disk_is_said_and_the_log_goes_on_after(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    os.symlink("/dev/full", tmp_path / "2026-11-24.jsonl")
    with pytest.raises(AuditUnavailable):
        log.append(AuditEntry(request_id="1", time=NOON))
    (tmp_path / "2026-11-24.jsonl").unlink()
    log.append(AuditEntry(request_id="2", time=NOON))
    assert [line["request_id"] for line in _lines(tmp_path)] == ["2"]


def test_the_hash_tells_operations_apart() -> None:
    assert operation_hash("{a}") == operation_hash("{a}") != operation_hash("{b}")
