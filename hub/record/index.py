"""Where in a closed segment a mark stands: a help for the trail that can be thrown away and made again.

    NUMBER.trail      SQLite beside NUMBER.entries: touched(mark, place), sorted; place is a line's first byte

One file a segment: it never changes once it is made, so no index ever grows too large to keep up to date, and
a lookup costs one search per segment. It proves nothing. Where it is missing or does not belong to the
segment, the segment is read instead.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import orjson

from adapters.disk import sync_folder
from hub.record.commitments import mark_bytes
from hub.record.segments import ENTRIES, HEADER_BYTES_MAX, files, lines

TRAIL: Final = ".trail"
LINES_PER_BATCH: Final = 500
_MARKS_PER_QUESTION: Final = 500


def index_path(segment: Path) -> Path:
    return segment.with_suffix(TRAIL)


def closed_segments(folder: Path) -> list[Path]:
    """The log's segments that grow no more, oldest first."""
    return files(folder, ENTRIES)[:-1]


def is_indexed(segment: Path) -> bool:
    return _usable(segment) is not None


def build(segment: Path, between: Callable[[], None] = lambda: None) -> None:
    """Makes the index of a closed segment anew, whole or not at all. Calls `between` every few hundred lines.

    Raises OSError, sqlite3.Error, ValueError for a segment with a line that is none.
    """
    path = index_path(segment)
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    try:
        with contextlib.closing(sqlite3.connect(beside, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            # Sorted once at the end: filling a sorted table in the order of time would jump about in it.
            database.execute("CREATE TEMP TABLE found (mark BLOB, place INTEGER)")
            for batch in _marks(segment):
                database.executemany("INSERT INTO found VALUES (?, ?)", batch)
                between()
            database.execute(
                "CREATE TABLE touched (mark BLOB, place INTEGER, PRIMARY KEY (mark, place)) WITHOUT ROWID"
            )
            database.execute("INSERT OR IGNORE INTO touched SELECT mark, place FROM found ORDER BY mark, place")
            database.execute("CREATE TABLE segment (bytes INTEGER)")
            database.execute("INSERT INTO segment VALUES (?)", (segment.stat().st_size,))
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        os.rename(beside, path)
        sync_folder(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def places(segment: Path, marks: frozenset[str]) -> list[int] | None:
    """Where lines with one of the marks begin, last first; None if the segment has no index of its own."""
    database = _usable(segment)
    if database is None:
        return None
    wanted = sorted(mark_bytes(mark) for mark in marks)
    found: set[int] = set()
    try:
        for start in range(0, len(wanted), _MARKS_PER_QUESTION):
            part = wanted[start : start + _MARKS_PER_QUESTION]
            question = f"SELECT place FROM touched WHERE mark IN ({','.join('?' * len(part))})"
            found.update(place for (place,) in database.execute(question, part))
    except sqlite3.Error:
        return None
    finally:
        database.close()
    return sorted(found, reverse=True)


def _usable(segment: Path) -> sqlite3.Connection | None:
    path = index_path(segment)
    if not path.is_file():
        return None
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        [(size,)] = database.execute("SELECT bytes FROM segment")
    except (sqlite3.Error, ValueError):
        size = None
    if size != segment.stat().st_size:
        database.close()
        return None
    return database


def _marks(segment: Path) -> Iterator[list[tuple[bytes, int]]]:
    """Pairs of mark and place, a batch of lines at a time."""
    batch: list[tuple[bytes, int]] = []
    with segment.open("rb") as stream:
        place = len(stream.readline(HEADER_BYTES_MAX))
        for number, raw in enumerate(lines(stream, segment.stat().st_size), 1):
            if b'"touched":' in raw:
                values = orjson.loads(raw.split(b" ", 2)[2])
                batch += ((mark_bytes(mark), place) for mark in values["touched"])
            place += len(raw)
            if number % LINES_PER_BATCH == 0:
                yield batch
                batch = []
    yield batch
