"""In which encoding a file is: one for all of its bytes, never two."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.formats.charset import GB18030, UTF8
from adapters.formats.probe import CHUNK_BYTES, lines, probe
from adapters.formats.record import UnusableFile

BOTH = (UTF8, GB18030)
NAMES = ("张伟", "武汉市汉江宏达建筑工程有限公司", "欧阳娜娜", "璐", "㐀", "𠮷野家", "鑫鑫汽车", "朱镕基")


def written(folder: Path, content: bytes) -> Path:
    path = folder / "a.csv"
    path.write_bytes(content)
    return path


def fault(path: Path) -> str:
    with pytest.raises(UnusableFile) as found:
        probe(path, charsets=BOTH)
    return str(found.value)


@given(rows=st.lists(st.sampled_from(NAMES), min_size=1), charset=st.sampled_from(BOTH))
def test_what_was_written_is_read(rows: list[str], charset: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = written(tmp_path_factory.mktemp("charset"), "\n".join(rows).encode(charset))
    assert probe(path, charsets=BOTH).charset == charset
    assert [line.rstrip("\n") for _, line in lines(path, charset)] == rows


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_character_over_two_chunks_is_one(tmp_path: Path, cut: int) -> None:
    begun = b"a" * (CHUNK_BYTES - cut) + "㐀".encode(GB18030) + b"\n"
    path = written(tmp_path, begun + b"\xff")
    assert f"not GB18030 at byte {len(begun)} of the file" in fault(path)
    assert probe(written(tmp_path, begun), charsets=BOTH).charset == GB18030


def test_a_mark_of_either_is_no_character(tmp_path: Path) -> None:
    for encoding, charset in (("utf-8-sig", UTF8), (GB18030, GB18030)):
        mark = "" if charset == UTF8 else "\ufeff"
        path = written(tmp_path, f"{mark}name\n张伟\n".encode(encoding))
        assert probe(path, charsets=BOTH).charset == charset
        assert next(lines(path, charset)) == (1, "name\n")


@pytest.mark.parametrize("name", NAMES[:3])
@pytest.mark.parametrize("broken", [b"\xd5\xc5", b"\xff", "李娜".encode("gbk")])
def test_a_file_of_both_is_neither(tmp_path: Path, name: str, broken: bytes) -> None:
    for content in ([name.encode(), broken], [broken, name.encode()], [b"x", *[name.encode()] * 9, broken]):
        message = fault(written(tmp_path, b"name\n" + b"\n".join(content) + b"\n"))
        assert "is UTF-8, what is at byte" in message or "not GB18030 at byte" in message


def test_only_utf8_is_read_where_no_other_is_taken(tmp_path: Path) -> None:
    path = written(tmp_path, "name\n张伟\n".encode(GB18030))
    with pytest.raises(UnusableFile, match="not UTF-8 at byte 5"):
        probe(path)
