"""The first look: what is no readable UTF-8 text is named with its fault; good files are digested whole."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from adapters.formats.probe import CHUNK_BYTES, gather, lines, probe
from adapters.formats.record import UnusableFile


def _file(folder: Path, content: bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _fault(path: Path, **limits: int) -> str:
    with pytest.raises(UnusableFile) as caught:
        probe(path, **limits)
    message = str(caught.value)
    assert "\n" not in message
    assert str(path) in message
    return message


def test_lines_that_hold_something_are_counted(tmp_path: Path) -> None:
    assert probe(_file(tmp_path, b"a|b\n1|2\n\n \r\n3|4\n")).lines == 3


def test_a_last_line_without_a_line_end_counts(tmp_path: Path) -> None:
    assert probe(_file(tmp_path, b"a\nb")).lines == 2


def test_the_digest_is_of_the_bytes_as_stored(tmp_path: Path) -> None:
    packed = gzip.compress(b"a\n" * 500_000)
    assert probe(_file(tmp_path, packed, "a.csv.gz")).digest == hashlib.sha256(packed).hexdigest()


def test_lines_are_counted_over_chunks(tmp_path: Path) -> None:
    content = "湖北\n".encode() * (CHUNK_BYTES // 3)
    assert probe(_file(tmp_path, content)).lines == CHUNK_BYTES // 3


def test_a_missing_file(tmp_path: Path) -> None:
    assert "no such file" in _fault(tmp_path / "none.csv")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "not a regular file" in _fault(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\n \r\n", b"\xef\xbb\xbf\n"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    assert "empty" in _fault(_file(tmp_path, content))


def test_another_encoding_is_named_with_its_byte(tmp_path: Path) -> None:
    message = _fault(_file(tmp_path, b"name\n" + "武汉".encode("gb18030")))
    assert "not UTF-8 at byte 5 of the file" in message
    assert "allowed: UTF-8" in message


@pytest.mark.parametrize(
    ("content", "seems"),
    [
        ("key,name\nc1,武汉甲公司\n".encode("gb18030"), "GB18030"),
        ("key,name\nc1,甲\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04\x14\0\x06\0", "a spreadsheet (XLSX) or a ZIP file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a spreadsheet (XLS)"),
        (gzip.compress(b"key,name\n", mtime=0), "gzip, whose name must end with .gz"),
    ],
)
def test_what_the_file_seems_to_be_is_named(tmp_path: Path, content: bytes, seems: str) -> None:
    assert _fault(_file(tmp_path, content)).endswith(f"; it looks like {seems}")


@pytest.mark.parametrize("content", [b"Caf\xe9\n", bytes(range(1, 256))])
def test_of_what_is_unlike_anything_nothing_is_said(tmp_path: Path, content: bytes) -> None:
    assert "it looks like" not in _fault(_file(tmp_path, content))


def test_a_fault_beyond_the_first_chunk_has_its_offset(tmp_path: Path) -> None:
    content = "湖北省\n".encode() * CHUNK_BYTES
    assert f"at byte {len(content)} " in _fault(_file(tmp_path, content + b"\xff\n"))


def test_a_character_cut_by_the_end_is_no_utf8(tmp_path: Path) -> None:
    assert "not UTF-8 at byte 1 " in _fault(_file(tmp_path, b"a" + "湖".encode()[:2]))


def test_nul_is_refused(tmp_path: Path) -> None:
    assert "NUL at byte 2 " in _fault(_file(tmp_path, b"a\n\0"))


def test_a_line_that_is_too_long_is_numbered(tmp_path: Path) -> None:
    assert "line 2 is too long" in _fault(_file(tmp_path, b"a\n" + b"b" * 101 + b"\nc\n"), line_bytes=100)


def test_a_file_that_is_too_big(tmp_path: Path) -> None:
    assert "allowed: at most 10" in _fault(_file(tmp_path, b"0123456789\n"), file_bytes=10)


def test_a_packed_file_is_measured_unpacked(tmp_path: Path) -> None:
    packed = gzip.compress(b"a" * 10_000)
    assert "of the unpacked content" in _fault(_file(tmp_path, packed, "a.gz"), file_bytes=9_000)


def test_a_truncated_gzip(tmp_path: Path) -> None:
    packed = gzip.compress(bytes(range(32, 127)) * 100)
    assert "truncated gzip" in _fault(_file(tmp_path, packed[:-20], "a.csv.gz"))


def test_a_gzip_that_is_none(tmp_path: Path) -> None:
    assert "broken gzip" in _fault(_file(tmp_path, b"a|b\n", "a.csv.gz"))


def test_json_lines_that_break_off(tmp_path: Path) -> None:
    path = _file(tmp_path, b'{"key": "1"}\n{"key": "2', "a.jsonl")
    with pytest.raises(UnusableFile, match="truncated"):
        probe(path, json_lines=True)


def test_json_lines_may_lack_the_last_line_end(tmp_path: Path) -> None:
    assert probe(_file(tmp_path, b'{"key": "1"}', "a.jsonl"), json_lines=True).lines == 1


def test_lines_are_read_without_a_byte_order_mark(tmp_path: Path) -> None:
    assert list(lines(_file(tmp_path, "\ufeffa\nb\u2028c".encode()))) == [(1, "a\n"), (2, "b\u2028c")]


def test_a_file_that_changed_after_the_look(tmp_path: Path) -> None:
    path = _file(tmp_path, b"a\n")
    probe(path)
    path.write_bytes(b"\xff\n")
    with pytest.raises(UnusableFile, match="changed"):
        list(lines(path))


def _known(name: str) -> str | None:
    return name if name.endswith(".csv") else None


def test_other_files_of_a_folder_are_passed_over(tmp_path: Path) -> None:
    path = _file(tmp_path, b"a")
    _file(tmp_path, b"a", "LICENSE")
    (tmp_path / "sub.csv").mkdir()
    assert gather((tmp_path,), _known, "*.csv") == [("a.csv", path, "a.csv")]


def test_a_folder_without_anything_known(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="nothing to load in this folder, there is no file at all"):
        gather((tmp_path,), _known, "*.csv")
    _file(tmp_path, b"a", "a.xlsx")
    with pytest.raises(UnusableFile, match=r"there is a\.xlsx; allowed: \*\.csv"):
        gather((tmp_path,), _known, "*.csv")


def test_a_file_given_itself_must_be_known(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match=r"allowed: \*\.csv"):
        gather((_file(tmp_path, b"a", "a.txt"),), _known, "*.csv")


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="no such file or folder"):
        gather((tmp_path / "none",), _known, "*.csv")


def test_a_file_met_twice_counts_once(tmp_path: Path) -> None:
    path = _file(tmp_path, b"a")
    assert len(gather((tmp_path, path), _known, "*.csv")) == 1


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        _file(tmp_path / folder, b"a")
    found = gather((tmp_path / "one", tmp_path / "two"), _known, "*.csv")
    assert [name for name, _, _ in found] == ["one/a.csv", "two/a.csv"]
