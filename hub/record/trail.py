"""Who looked at a subject: the entries that touched given ids, newest first, in pages.

Segments are read backwards, each by its index where it has one. An index proves nothing, so what is handed
to a data subject or to an auditor as evidence is read from the segments alone (`indexed=False`), after
`hub audit verify`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from hub.record.commitments import Commitments
from hub.record.entry import Entry
from hub.record.errors import RecordDamaged
from hub.record.index import places
from hub.record.segments import (
    ENTRIES,
    HEADER_BYTES_MAX,
    LINE_BYTES_MAX,
    files,
    first_of,
    lines,
    log_folders,
    read_line,
)

PAGE_MAX: Final = 1_000
IDS_MAX: Final = 1_000
_FEW: Final = 4
_END: Final = 1 << 62


class BadCursor(ValueError):
    """A cursor that no page was handed out with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting:
    """One entry that touched one of the ids: which log, number in it."""

    log: str
    number: int
    entry: Entry


@dataclass(frozen=True, kw_only=True, slots=True)
class TrailPage:
    """`cursor` continues behind the last one; None if there are no more."""

    sightings: tuple[Sighting, ...]
    cursor: str | None


class Trail:
    """Reads the logs in the record's folder, also while they are written."""

    def __init__(self, record: Path, commitments: Commitments) -> None:
        self._record = record
        self._commitments = commitments

    def page(
        self, ids: Sequence[str], *, first: int = 100, after: str | None = None, indexed: bool = True
    ) -> TrailPage:
        """The next entries that touched one of the node ids, newest first; entries made since page one are not.

        ValueError for more ids or entries than are looked for at once, BadCursor, RecordDamaged, OSError. Blocks.
        """
        if not 1 <= first <= PAGE_MAX:
            raise ValueError(f"first takes 1 to {PAGE_MAX}, not {first}")
        if len(ids) > IDS_MAX:
            raise ValueError(f"{len(ids)} ids; at most {IDS_MAX} are looked for at once")
        marks = self._commitments.marks_of(ids)
        below = None if after is None else _read_cursor(after)
        streams = {
            folder.name: _sightings(folder, marks, _END if below is None else below.get(folder.name, 0), indexed)
            for folder in log_folders(self._record)
        }
        heads = {name: next(stream, None) for name, stream in streams.items()}
        shown: list[Sighting] = []
        while len(shown) < first:
            waiting = [head for head in heads.values() if head is not None]
            if not waiting:
                return TrailPage(sightings=tuple(shown), cursor=None)
            newest = max(waiting, key=lambda head: (head.entry.time, head.log))
            shown.append(newest)
            heads[newest.log] = next(streams[newest.log], None)
        rest = {name: head.number + 1 for name, head in heads.items() if head is not None}
        return TrailPage(sightings=tuple(shown), cursor=_write_cursor(rest) if rest else None)

    def report(self, ids: Sequence[str]) -> Iterator[Sighting]:
        """All entries that touched one of the ids, newest first, from the segments alone."""
        after: str | None = None
        while True:
            page = self.page(ids, first=PAGE_MAX, after=after, indexed=False)
            yield from page.sightings
            after = page.cursor
            if after is None:
                return


def _sightings(folder: Path, marks: frozenset[str], below: int, indexed: bool) -> Iterator[Sighting]:
    """Those of one log under that number, newest first."""
    if not marks:
        return
    for segment in reversed(files(folder, ENTRIES)):
        if first_of(segment) >= below:
            continue
        found = places(segment, marks) if indexed else None
        with segment.open("rb") as stream:
            for place in _scanned(segment, marks) if found is None else found:
                stream.seek(place)
                sighting = _read(folder, segment, stream.readline(LINE_BYTES_MAX))
                if sighting.number < below:
                    yield sighting


def _scanned(segment: Path, marks: frozenset[str]) -> list[int]:
    """Where lines with one of the marks begin, last first; reads the whole segment."""
    needles = [f'"{mark}"'.encode() for mark in marks]
    found: list[int] = []
    with segment.open("rb") as stream:
        place = len(stream.readline(HEADER_BYTES_MAX))
        for raw in lines(stream, segment.stat().st_size):
            if not raw.endswith(b"\n"):
                break  # still being written
            if len(needles) > _FEW:
                hit = b'"touched":' in raw and not marks.isdisjoint(_touched(raw))
            else:
                hit = any(needle in raw for needle in needles)
            if hit:
                found.append(place)
            place += len(raw)
    return found[::-1]


def _touched(raw: bytes) -> Sequence[str]:
    try:
        found: Sequence[str] = orjson.loads(raw.split(b" ", 2)[2])["touched"]
    except (ValueError, KeyError, IndexError):
        return ()
    return found


def _read(folder: Path, segment: Path, raw: bytes) -> Sighting:
    try:
        line = read_line(raw)
        if line.sound:
            return Sighting(log=folder.name, number=line.number, entry=Entry.from_bytes(line.leaf))
    except ValueError:
        pass
    raise RecordDamaged(f"{segment}: an entry is not what was written; `hub audit verify` tells which")


def _write_cursor(below: Mapping[str, int]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(below)).decode()


def _read_cursor(cursor: str) -> dict[str, int]:
    try:
        below = orjson.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
        if not isinstance(below, dict) or not all(type(number) is int for number in below.values()):
            raise ValueError
    except ValueError:
        raise BadCursor("after takes the cursor of a page of the trail") from None
    return below
