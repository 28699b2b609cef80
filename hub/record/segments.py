"""The files of one log: segments of entries, and beside each the checkpoints made while it was written.

    NUMBER.entries       a header, then one line an entry: `NUMBER HASH LEAF`
    NUMBER.checkpoints   signed notes, one after another

NUMBER in a name is that of the segment's first entry, in twelve digits. The header names the log and holds
the tree as it stood before the segment, so that writing goes on, and reading can begin, without the segments
before. HASH is the leaf's hash in base64: it tells a line that was broken off, and where exactly a leaf was
changed. Line numbers and hashes are helps that anybody can compute; only checkpoints prove.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Self

import orjson

from hub.record.merkle import Tree, leaf_hash

ENTRIES: Final = ".entries"
CHECKPOINTS: Final = ".checkpoints"
FORMAT: Final = "hub-record 1"
LINE_BYTES_MAX: Final = 64 << 20
HEADER_BYTES_MAX: Final = 8192
NUMBER_DIGITS_MAX: Final = 18
# A folder with this file is a log that no hub goes on writing, for example one that was restored.
CLOSED: Final = "closed"
_NAME: Final = re.compile(r"([0-9]{12,18})(?:\.entries|\.checkpoints)", re.ASCII)


def entries_path(folder: Path, first: int) -> Path:
    return folder / f"{first:012d}{ENTRIES}"


def checkpoints_path(folder: Path, first: int) -> Path:
    return folder / f"{first:012d}{CHECKPOINTS}"


def first_of(path: Path) -> int:
    """The number in the name of a segment or of its checkpoints."""
    found = _NAME.fullmatch(path.name)
    assert found is not None
    return int(found[1])


def files(folder: Path, suffix: str) -> list[Path]:
    """The log's files of that kind, oldest first."""
    named = [path for path in folder.glob(f"*{suffix}") if _NAME.fullmatch(path.name)]
    return sorted(named, key=first_of)


def log_folders(record: Path) -> list[Path]:
    """The folders of all logs in the record, by name."""
    if not record.is_dir():
        return []
    folders = [path for path in record.iterdir() if path.is_dir()]
    return sorted(path for path in folders if files(path, ENTRIES) or files(path, CHECKPOINTS))


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """The first line of a segment: `log` as its checkpoints name it, the tree of the entries before it."""

    log: str
    first: int
    peaks: tuple[bytes, ...]

    def to_bytes(self) -> bytes:
        values = {
            "format": FORMAT,
            "log": self.log,
            "first": self.first,
            "peaks": [peak.hex() for peak in self.peaks],
        }
        return orjson.dumps(values, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)

    @classmethod
    def from_bytes(cls, line: bytes) -> Self:
        """ValueError for anything but the very bytes that a header is written as."""
        try:
            values = orjson.loads(line)
            peaks = tuple(bytes.fromhex(peak) for peak in values["peaks"])
            found = cls(log=str(values["log"]), first=int(values["first"]), peaks=peaks)
            found.tree()
        except (ValueError, KeyError, TypeError, OverflowError):
            raise ValueError("no header of a segment") from None
        if found.to_bytes() != line:
            raise ValueError("no header of a segment")
        return found

    def tree(self) -> Tree:
        """The tree before the segment. ValueError if there is none with these peaks."""
        return Tree(self.first, self.peaks)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One entry as its line says it; `sound` tells whether the leaf has that hash."""

    number: int
    hash: bytes
    leaf: bytes
    sound: bool


def line_of(number: int, digest: bytes, leaf: bytes) -> bytes:
    return b"%d %b %b\n" % (number, base64.b64encode(digest), leaf)


def read_line(line: bytes) -> Line:
    """ValueError for what is not of the form of a line, one without its end for example."""
    number, _, rest = line.partition(b" ")
    coded, _, leaf = rest.partition(b" ")
    if not line.endswith(b"\n") or not number.isdigit() or len(number) > NUMBER_DIGITS_MAX:
        raise ValueError("no line of a segment")
    leaf = leaf[:-1]
    digest = base64.b64decode(coded, validate=True)
    if line_of(int(number), digest, leaf) != line:  # leading zeros, spare bits
        raise ValueError("no line of a segment")
    return Line(number=int(number), hash=digest, leaf=leaf, sound=leaf_hash(leaf) == digest)


def lines(stream: IO[bytes], size: int) -> Iterator[bytes]:
    """The lines up to byte `size` of the file, from where the stream stands; the last one may lack its end."""
    left = size - stream.tell()
    while left > 0 and (line := stream.readline(min(left, LINE_BYTES_MAX))):
        left -= len(line)
        yield line
