"""The first look at a file, the same for every format: can it be read to its end as text at all?

`probe` streams the file once in constant memory and raises `UnusableFile` with one line that names the file,
the fault and what is allowed. `lines` reads a probed file again, line by line.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from adapters.formats.charset import BOM, NAMES, UTF8, Decoding, is_utf8_chinese
from adapters.formats.mistaken import looks_like
from adapters.formats.record import UnusableFile

MAX_FILE_BYTES = 20 * 2**30  # of the file and, unpacked, of its content
MAX_LINE_BYTES = 2**20
CHUNK_BYTES = 2**18
MAX_NAMED = 3  # files of a folder that a message names
MAX_NAME = 60  # characters of each

Known = TypeVar("Known")


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What a file turned out to be: SHA-256 of its bytes as stored (hex), lines that hold something, encoding."""

    digest: str
    lines: int
    charset: str = UTF8


def gather(
    paths: tuple[Path, ...], known: Callable[[str], Known | None], allowed: str
) -> list[tuple[str, Path, Known]]:
    """Files to load among files and folders given, as (name in messages, path, what `known` says of it).

    In a folder, files whose name `known` answers with None are passed over; subfolders too. A file that was
    given itself must be known. A file met twice counts once. Raises UnusableFile for a path that is not there
    or holds nothing known; `allowed` names what would be.
    """
    if not paths:
        raise UnusableFile(f"no file or folder given; allowed: {allowed}")
    found: dict[Path, tuple[Path, Known]] = {}
    for path in paths:
        for file, what in _known_files(path, known, allowed):
            found.setdefault(file.resolve(), (file, what))
    files = list(found.values())
    names = _names([file for file, _ in files])
    return [(name, file, what) for name, (file, what) in zip(names, files, strict=True)]


def probe(
    path: Path,
    *,
    line_bytes: int | None = MAX_LINE_BYTES,
    file_bytes: int = MAX_FILE_BYTES,
    json_lines: bool = False,
    charsets: Sequence[str] = (UTF8,),
) -> Look:
    """Read a file (plain, or gzip by its name `.gz`) to its end and say what it is.

    All of it has to be in one of `charsets` (names of `adapters.formats.charset`, UTF-8 first); the first counts.

    `line_bytes=None` leaves lines unbounded and uncounted (a JSON document may be one line). With
    `json_lines` a last line that has no line end and is no JSON is taken for a truncated file.
    """
    place = "of the unpacked content" if path.suffix == ".gz" else "of the file"
    decodings = [Decoding(charset) for charset in charsets]
    offset = 0
    counter = _Lines(path, line_bytes)
    with _content(path, file_bytes) as (stream, digest):
        while chunk := stream.read(CHUNK_BYTES):
            if offset == 0 and chunk.startswith(codecs.BOM_UTF8):
                decodings = decodings[:1]
            _decode(decodings, chunk, path, place)
            if b"\0" in chunk:
                at = offset + chunk.index(0)
                raise UnusableFile(f"{path}: NUL at byte {at} {place}; allowed: UTF-8 text{looks_like(chunk)}")
            offset += len(chunk)
            if offset > file_bytes:
                raise UnusableFile(f"{path}: too many bytes {place}; allowed: at most {file_bytes}")
            counter.take(chunk)
        _decode(decodings, b"", path, place)
    if counter.blank:
        raise UnusableFile(f"{path}: empty; allowed: a file with at least one line that is not blank")
    last = counter.close()
    if json_lines and last.strip() and not _is_json(last):
        raise UnusableFile(f"{path}: truncated: the last line has no line end and is no complete JSON")
    found = next(decoding for decoding in decodings if decoding.fault is None)
    if found is not decodings[0]:
        _check_not_mixed(path, decodings[0], place)
    return Look(digest=digest(), lines=counter.count, charset=found.charset)


def lines(path: Path, charset: str = UTF8) -> Iterator[tuple[int, str]]:
    """Each physical line with its number from 1, with its line end, without a byte order mark."""
    with text(path, charset) as stream:
        for number, line in enumerate(stream, start=1):
            yield number, line.removeprefix(BOM) if number == 1 else line


@contextmanager
def text(path: Path, charset: str = UTF8) -> Iterator[io.TextIOWrapper]:
    """A probed file's text; lines end at LF only. A file that changed since then is an UnusableFile."""
    encoding = "utf-8-sig" if charset == UTF8 else charset
    try:
        with (
            _content(path, MAX_FILE_BYTES) as (stream, _),
            io.TextIOWrapper(stream, encoding=encoding, newline="\n") as wrapped,
        ):
            yield wrapped
    except UnicodeDecodeError as error:
        raise UnusableFile(f"{path}: changed while it was being read: no longer {NAMES[charset]}") from error


class _Lines:
    """Counts the lines of a stream of chunks and holds back the unfinished last one."""

    def __init__(self, path: Path, limit: int | None) -> None:
        self._path = path
        self._limit = limit
        self._passed = 0
        self._tail = b""
        self.count = 0
        self.blank = True

    def take(self, chunk: bytes) -> None:
        if self.blank:
            # Only a byte order mark at the very start could make a blank file look filled.
            self.blank = not chunk.removeprefix(codecs.BOM_UTF8).strip()
        if self._limit is None:
            return
        *whole, self._tail = (self._tail + chunk).split(b"\n")
        for length in (*map(len, whole), len(self._tail)):
            if length > self._limit:
                self._too_long([*whole, self._tail])
        self._passed += len(whole)
        self.count += sum(1 for line in whole if line and not line.isspace())

    def close(self) -> bytes:
        """The last line, if the file does not end with a line end."""
        self.count += bool(self._tail.strip())
        return self._tail

    def _too_long(self, pieces: list[bytes]) -> None:
        limit = cast(int, self._limit)
        number = next(n for n, piece in enumerate(pieces, start=self._passed + 1) if len(piece) > limit)
        raise UnusableFile(f"{self._path}: line {number} is too long; allowed: at most {limit} bytes")


def _known_files(path: Path, known: Callable[[str], Known | None], allowed: str) -> Iterator[tuple[Path, Known]]:
    if path.is_dir():
        try:
            children = sorted(path.iterdir())
        except OSError as error:
            raise UnusableFile(f"{path}: {error.strerror or error}; allowed: a readable folder") from error
        named = [(child, known(child.name)) for child in children if not child.is_dir()]
        files = [(child, what) for child, what in named if what is not None]
        if not files:
            there = ", ".join(child.name[:MAX_NAME] for child, _ in named[:MAX_NAMED]) or "no file at all"
            raise UnusableFile(f"{path}: nothing to load in this folder, there is {there}; allowed: {allowed}")
        yield from files
        return
    if not path.exists():
        raise UnusableFile(f"{path}: no such file or folder")
    what = known(path.name)
    if what is None:
        raise UnusableFile(f"{path}: not a file of this format; allowed: {allowed}")
    yield path, what


def _names(files: list[Path]) -> list[str]:
    """The shortest names that tell the files apart: the file's own, with its folder, or the path as given."""
    for names in ([file.name for file in files], [f"{file.parent.name}/{file.name}" for file in files]):
        if len(set(names)) == len(names):
            return names
    return [str(file) for file in files]


@contextmanager
def _content(path: Path, file_bytes: int) -> Iterator[tuple[BinaryIO, Callable[[], str]]]:
    """The unpacked bytes, and a function that gives the digest of the stored ones once all were read."""
    try:
        if not path.is_file():
            kind = "not a regular file" if path.exists() else "no such file"
            raise UnusableFile(f"{path}: {kind}; allowed: a file that can be read")
        size = path.stat().st_size
        if size == 0:
            raise UnusableFile(f"{path}: empty; allowed: a file with at least one line that is not blank")
        if size > file_bytes:
            raise UnusableFile(f"{path}: {size} bytes; allowed: at most {file_bytes}")
        with path.open("rb", buffering=0) as raw, io.BufferedReader(hashed := _Hashed(raw)) as stored:
            if path.suffix != ".gz":
                yield cast(BinaryIO, stored), hashed.hexdigest
                return
            with gzip.GzipFile(fileobj=stored) as unpacked:
                yield cast(BinaryIO, unpacked), hashed.hexdigest
    except EOFError as error:
        raise UnusableFile(f"{path}: truncated gzip; allowed: a whole gzip file") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise UnusableFile(f"{path}: broken gzip; allowed: a whole gzip file under the name .gz") from error
    except OSError as error:
        raise UnusableFile(f"{path}: {error.strerror or error}; allowed: a file that can be read") from error


class _Hashed(io.RawIOBase):
    """Passes reads through and digests what passes, so that a packed file is read only once."""

    def __init__(self, raw: io.FileIO) -> None:
        self._raw = raw
        self._digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed asks for any Buffer
        count = self._raw.readinto(buffer) or 0
        self._digest.update(buffer[:count])
        return count

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def _decode(decodings: Sequence[Decoding], chunk: bytes, path: Path, place: str) -> None:
    """Raises UnusableFile once the bytes are of none of them."""
    for decoding in decodings:
        decoding.take(chunk)
    faults = [(NAMES[each.charset], *each.fault) for each in decodings if each.fault is not None]
    if len(faults) < len(decodings):
        return
    wrong = " and ".join(f"not {name} at byte {at} {place} ({reason})" for name, at, reason in faults)
    allowed = ", or ".join(["UTF-8 with or without a byte order mark", *(name for name, *_ in faults[1:])])
    seems = looks_like(chunk) if len(faults) == 1 else ""
    raise UnusableFile(f"{path}: {wrong}; allowed: {allowed}{seems}")


def _check_not_mixed(path: Path, utf8: Decoding, place: str) -> None:
    """Raises UnusableFile for a file in GB18030 with a line in UTF-8."""
    at, _ = utf8.fault or (0, "")
    with _content(path, MAX_FILE_BYTES) as (stream, _):
        for number, line in enumerate(stream, start=1):
            if is_utf8_chinese(line):
                raise UnusableFile(
                    f"{path}: line {number} is UTF-8, what is at byte {at} {place} is not; "
                    "allowed: all of it in UTF-8, or all in GB18030"
                )


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return True
