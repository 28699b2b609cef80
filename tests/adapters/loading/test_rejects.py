from __future__ import annotations

import csv
from pathlib import Path

import pytest

from adapters.formats.record import Reject
from adapters.loading.rejects import RejectFile


def reject(line: int, value: str = "x") -> Reject:
    return Reject(file="a.csv", line=line, field="share", value=value, reason="not a share, but 股")


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_no_reject_leaves_the_header_alone(tmp_path: Path) -> None:
    with RejectFile(tmp_path / "r" / "a.csv", 0) as file:
        file.write([])
    assert rows(tmp_path / "r" / "a.csv") == [["file", "line", "field", "value", "reason"]]


def test_a_reject_is_one_line(tmp_path: Path) -> None:
    with RejectFile(tmp_path / "a.csv", 0) as file:
        file.write([reject(3)])
    assert rows(tmp_path / "a.csv")[1] == ["a.csv", "3", "share", "x", "not a share, but 股"]


def test_what_was_written_beyond_the_ledger_is_not_there_twice(tmp_path: Path) -> None:
    with RejectFile(tmp_path / "a.csv", 0) as file:
        size = file.write([reject(3)])
        file.write([reject(4), reject(5)])
    with RejectFile(tmp_path / "a.csv", size) as file:
        file.write([reject(4)])
    assert [row[1] for row in rows(tmp_path / "a.csv")] == ["line", "3", "4"]


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x"])
def test_no_cell_runs_in_a_spreadsheet(tmp_path: Path, value: str) -> None:
    with RejectFile(tmp_path / "a.csv", 0) as file:
        file.write([reject(3, value)])
    assert rows(tmp_path / "a.csv")[1][3] == f"'{value}"


def test_nobody_else_reads_the_file(tmp_path: Path) -> None:
    with RejectFile(tmp_path / "a.csv", 0):
        assert (tmp_path / "a.csv").stat().st_mode & 0o077 == 0
