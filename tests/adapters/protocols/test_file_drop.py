"""Drops: what is written is read; what is not whole or not as written is not, wherever its writer was killed."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from adapters.protocols.file_drop import BadDrop, DropLimits, NotComplete, read_drop, write_drop
from adapters.protocols.table import Table

TABLES = {
    "措施.csv": Table(columns=("案号", "被执行人"), rows=(("（2026）鄂0112执1号", "张三"), ("x", "=1+1"))),
    "debtors.xlsx": Table(columns=("key",), rows=(("1",), ("2",), ("3",))),
    "none.csv": Table(columns=("a",), rows=()),
}


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_what_is_dropped_is_read_and_the_manifest_tells_of_it(tmp_path: Path, charset: str) -> None:
    folder = tmp_path / "out" / "2026-03-01"
    write_drop(folder, TABLES, charset=charset)
    assert read_drop(folder) == TABLES
    manifest = orjson.loads((folder / "manifest.json").read_bytes())
    assert sorted(os.listdir(folder)) == sorted([*TABLES, "manifest.json"])
    assert manifest == {
        "format": "hub-drop",
        "version": 1,
        "charset": charset,
        "files": [
            {"name": name, "rows": rows, "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()}
            for name, rows in (("措施.csv", 2), ("debtors.xlsx", 3), ("none.csv", 0))
        ],
    }


def test_a_complete_drop_is_not_changed(tmp_path: Path) -> None:
    write_drop(tmp_path, TABLES)
    with pytest.raises(BadDrop, match=r"manifest.json: there already"):
        write_drop(tmp_path, {"other.csv": TABLES["none.csv"]})
    assert read_drop(tmp_path) == TABLES


def killed_at(step: int, folder: Path) -> bool:
    """Writes a drop in a process that dies before its file operation of that number; whether it got that far."""
    child = os.fork()
    if child == 0:
        seen = 0

        def count(event: str, args: tuple[Any, ...]) -> None:
            nonlocal seen
            if event in {"open", "os.rename", "os.link", "os.remove", "os.mkdir"} and str(folder) in str(args[:2]):
                seen += 1
                if seen == step:
                    os._exit(9)

        sys.addaudithook(count)
        try:
            write_drop(folder, TABLES)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def test_a_drop_whose_writer_was_killed_at_any_step_is_whole_or_not_read(tmp_path: Path) -> None:
    step, complete, unfinished = 1, 0, 0
    while killed_at(step, folder := tmp_path / str(step)):
        try:
            assert read_drop(folder) == TABLES
            complete += 1
        except NotComplete:
            unfinished += 1
            write_drop(folder, TABLES)  # the next attempt in the same place
            assert read_drop(folder) == TABLES
        step += 1
        assert step < 100
    assert unfinished >= 3 * len(TABLES) and complete >= 1
    assert read_drop(folder) == TABLES


def test_a_file_that_was_cut_anywhere_is_named_and_nothing_is_taken(tmp_path: Path) -> None:
    write_drop(tmp_path, TABLES)
    for name in TABLES:
        whole = (tmp_path / name).read_bytes()
        for length in {0, 1, len(whole) // 2, len(whole) - 1}:
            (tmp_path / name).write_bytes(whole[:length])
            with pytest.raises(BadDrop) as caught:
                read_drop(tmp_path)
            assert caught.value.file == name
        (tmp_path / name).write_bytes(whole)
    assert read_drop(tmp_path) == TABLES


def test_a_manifest_that_was_cut_anywhere_is_none(tmp_path: Path) -> None:
    write_drop(tmp_path, TABLES)
    whole = (tmp_path / "manifest.json").read_bytes()
    for length in range(len(whole)):
        (tmp_path / "manifest.json").write_bytes(whole[:length])
        with pytest.raises(BadDrop, match=r"manifest\.json"):
            read_drop(tmp_path)


def test_one_other_bit_is_told(tmp_path: Path) -> None:
    write_drop(tmp_path, TABLES)
    content = bytearray((tmp_path / "措施.csv").read_bytes())
    content[-3] ^= 1
    (tmp_path / "措施.csv").write_bytes(content)
    with pytest.raises(BadDrop, match=r"措施\.csv: not what was written"):
        read_drop(tmp_path)


def test_a_folder_without_manifest_is_not_complete(tmp_path: Path) -> None:
    with pytest.raises(NotComplete):
        read_drop(tmp_path)
    with pytest.raises(NotComplete):
        read_drop(tmp_path / "none")


def test_what_no_manifest_names_is_passed_over(tmp_path: Path) -> None:
    write_drop(tmp_path, TABLES)
    (tmp_path / ".措施.csv.0011").write_bytes(b"half")
    (tmp_path / "more.csv").write_bytes(b"a\r\n")
    assert read_drop(tmp_path) == TABLES


def sent(folder: Path, content: bytes = b"a\r\n1\r\n", name: str = "a.csv", **changed: Any) -> None:
    """A drop as an agency would write it, with something changed in its manifest."""
    file = {"name": name, "rows": 1, "sha256": hashlib.sha256(content).hexdigest()}
    manifest: dict[str, Any] = {"format": "hub-drop", "version": 1, "charset": "utf-8", "files": [file]}
    for member, value in changed.items():
        (file if member in file else manifest)[member] = value
    (folder / "a.csv").write_bytes(content)
    (folder / "manifest.json").write_bytes(orjson.dumps(manifest))


def test_a_drop_of_an_agency_is_read(tmp_path: Path) -> None:
    sent(tmp_path, "案\r\n1\r\n".encode("gb18030"), charset="gb18030")
    assert read_drop(tmp_path) == {"a.csv": Table(columns=("案",), rows=(("1",),))}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"format": "x"}, "manifest.json: allowed is an object with format"),
        ({"version": 2}, "manifest.json: allowed is an object with format"),
        ({"charset": "latin-1"}, "manifest.json: charset: allowed are utf-8, gb18030"),
        ({"charset": None}, "manifest.json: charset"),
        ({"charset": []}, "manifest.json: charset"),
        ({"files": []}, "manifest.json: files: allowed are 1 to 100"),
        ({"files": {}}, "manifest.json: files: allowed is a list"),
        ({"files": [7]}, "manifest.json: files[0]: allowed is an object"),
        ({"name": "../a.csv"}, "manifest.json: files[0].name: allowed is"),
        ({"name": "/etc/passwd"}, "manifest.json: files[0].name"),
        ({"name": "a.exe"}, "manifest.json: files[0].name"),
        ({"name": ".a.csv"}, "manifest.json: files[0].name"),
        ({"name": "manifest.json"}, "manifest.json: files[0].name"),
        ({"name": "b.csv"}, "b.csv: not there"),
        ({"rows": 2}, "a.csv: 1 rows; the manifest.json says 2"),
        ({"rows": -1}, "manifest.json: files[0].rows"),
        ({"rows": True}, "manifest.json: files[0].rows"),
        ({"rows": 10**9}, "manifest.json: files[0].rows"),
        ({"sha256": "0" * 64}, "a.csv: not what was written"),
        ({"sha256": "A" * 64}, "manifest.json: files[0].sha256"),
        ({"content": b"a\r\n\xff\r\n"}, "a.csv: not UTF-8 at byte 3"),
        ({"content": b"a\r\n1,2\r\n"}, "a.csv: row 1: 2 cells"),
        ({"content": b"x" * 2000}, "a.csv: allowed are at most 1000 bytes"),
    ],
)
def test_the_file_that_is_wrong_is_named(tmp_path: Path, changed: dict[str, Any], reason: str) -> None:
    sent(tmp_path, **changed)
    with pytest.raises(BadDrop) as caught:
        read_drop(tmp_path, limits=DropLimits(file_bytes=1000))
    assert str(caught.value).startswith(reason)


def test_a_name_twice_is_refused_whatever_its_case(tmp_path: Path) -> None:
    file = {"name": "a.csv", "rows": 1, "sha256": hashlib.sha256(b"a\r\n1\r\n").hexdigest()}
    sent(tmp_path, files=[file, {**file, "name": "A.csv"}])
    with pytest.raises(BadDrop, match="each name once"):
        read_drop(tmp_path)


@pytest.mark.parametrize(
    "make", [lambda path: path.mkdir(), os.mkfifo, lambda path: path.symlink_to("/etc/hostname")]
)
def test_what_is_no_plain_file_is_not_opened(tmp_path: Path, make: Callable[[Path], None]) -> None:
    sent(tmp_path)
    (tmp_path / "a.csv").unlink()
    make(tmp_path / "a.csv")
    with pytest.raises(BadDrop, match=r"a\.csv: .*allowed is a readable file"):
        read_drop(tmp_path)


@pytest.mark.parametrize("name", ["a.txt", "../a.csv", "a/b.csv", "", "manifest.json", "a.CSV", "x" * 61 + ".csv"])
def test_a_drop_is_not_written_under_any_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadDrop, match="name of a file: allowed is"):
        write_drop(tmp_path / "new", {name: TABLES["none.csv"]})
    assert os.listdir(tmp_path) == []


def test_what_is_too_large_leaves_no_complete_drop(tmp_path: Path) -> None:
    for limits in (DropLimits(rows_max=1), DropLimits(file_bytes=20), DropLimits(files_max=2)):
        with pytest.raises(BadDrop, match="allowed are"):
            write_drop(tmp_path, TABLES, limits=limits)
        with pytest.raises(NotComplete):
            read_drop(tmp_path)
