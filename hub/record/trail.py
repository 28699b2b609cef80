"""Who looked at a subject: the entries that touched given ids, newest first, in pages.

Segments are read backwards, each by its index where it has one. An index proves nothing, so what is handed
to a data subject or to an auditor as evidence is read from the segments alone (`indexed=False`), after
`hub audit verify`. A page that runs out of time ends where it got to: it is shorter, and its cursor goes on.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import orjson

from hub.record.commitments import Commitments, Touched
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
CURSOR_LENGTH_MAX: Final = 65_536
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
class Span:
    """An id that was the subject's for a while: only entries made from `since` on and before `until` count."""

    id: str
    since: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class TrailPage:
    """`cursors` continue behind each sighting; `cursor` behind the whole page, None if there are no more.

    A page that was out of time may be short, even empty, and still have a cursor.
    """

    sightings: tuple[Sighting, ...]
    cursor: str | None
    cursors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Paused:
    """Where a log was left for want of time: all entries from that number on are looked through."""

    number: int


_Found = Sighting | _Paused


class Trail:
    """Reads the logs in the record's folder, also while they are written."""

    def __init__(self, record: Path, commitments: Commitments) -> None:
        self._record = record
        self._commitments = commitments

    def page(
        self,
        ids: Sequence[str],
        spans: Sequence[Span] = (),
        *,
        first: int = 100,
        after: str | None = None,
        indexed: bool = True,
        seconds: float | None = None,
    ) -> TrailPage:
        """The next entries that touched one of the node ids, newest first; entries made since page one are not.

        After so many `seconds` no further segment is begun; each log gets through one at least, so that pages
        get on. ValueError for more ids or entries than are looked for at once, BadCursor, RecordDamaged,
        OSError. Blocks.
        """
        if not 1 <= first <= PAGE_MAX:
            raise ValueError(f"first takes 1 to {PAGE_MAX}, not {first}")
        if len(ids) + len(spans) > IDS_MAX:
            raise ValueError(f"{len(ids) + len(spans)} ids; at most {IDS_MAX} are looked for at once")
        sought = _Sought.of(self._commitments, ids, spans)
        below = None if after is None else _read_cursor(after)
        end = None if seconds is None else time.monotonic() + seconds
        late = (lambda: False) if end is None else (lambda: time.monotonic() >= end)
        streams = {
            folder.name: _sightings(
                folder, sought, _END if below is None else below.get(folder.name, 0), indexed, late
            )
            for folder in log_folders(self._record)
        }
        heads = {name: next(stream, None) for name, stream in streams.items()}
        shown: list[Sighting] = []
        cursors: list[str] = []
        while len(shown) < first:
            waiting = [head for head in heads.values() if isinstance(head, Sighting)]
            if len(waiting) < sum(head is not None for head in heads.values()):
                break  # what that log has next may be newer than all others
            if not waiting:
                return TrailPage(sightings=tuple(shown), cursor=None, cursors=tuple(cursors))
            newest = max(waiting, key=lambda head: (head.entry.time, head.log))
            shown.append(newest)
            heads[newest.log] = next(streams[newest.log], None)
            cursors.append(_write_cursor(_rest(heads)))
        rest = _rest(heads)
        cursor = _write_cursor(rest) if rest else None
        return TrailPage(sightings=tuple(shown), cursor=cursor, cursors=tuple(cursors))

    def report(self, ids: Sequence[str]) -> Iterator[Sighting]:
        """All entries that touched one of the ids, newest first, from the segments alone."""
        after: str | None = None
        while True:
            page = self.page(ids, first=PAGE_MAX, after=after, indexed=False)
            yield from page.sightings
            after = page.cursor
            if after is None:
                return


@dataclass(frozen=True, slots=True)
class _Sought:
    """The marks that are looked for, and those of them that count in some spans of time only."""

    marks: frozenset[str]
    always: frozenset[str]
    spans: Mapping[str, Sequence[Span]] = field(default_factory=dict)

    @classmethod
    def of(cls, commitments: Commitments, ids: Sequence[str], spans: Sequence[Span]) -> _Sought:
        always = commitments.marks_of(ids)
        limited: dict[str, list[Span]] = {}
        for span in spans:
            for mark in commitments.marks_of([span.id]) - always:
                limited.setdefault(mark, []).append(span)
        return cls(always | limited.keys(), always, limited)

    def meets(self, entry: Entry) -> bool:
        """Whether an entry that has one of the marks counts."""
        if not self.spans:
            return True
        marks = (entry.touched or _NOTHING).marks
        return not self.always.isdisjoint(marks) or any(
            span.since <= entry.time < span.until for mark in marks for span in self.spans.get(mark, ())
        )


_NOTHING: Final = Touched(key="", marks=())


def _sightings(
    folder: Path, sought: _Sought, below: int, indexed: bool, late: Callable[[], bool]
) -> Iterator[_Found]:
    """Those of one log under that number, newest first, up to where it was left when it became late."""
    if not sought.marks:
        return
    before = below
    began = False
    for segment in reversed(files(folder, ENTRIES)):
        if first_of(segment) >= below:
            continue
        if began and late():
            yield _Paused(before)
            return
        began, before = True, first_of(segment)
        found = places(segment, sought.marks) if indexed else None
        with segment.open("rb") as stream:
            for place in _scanned(segment, sought.marks) if found is None else found:
                stream.seek(place)
                sighting = _read(folder, segment, stream.readline(LINE_BYTES_MAX))
                if sighting.number < below and sought.meets(sighting.entry):
                    yield sighting


def _rest(heads: Mapping[str, _Found | None]) -> dict[str, int]:
    """Per log under which number it goes on."""
    return {
        name: head.number if isinstance(head, _Paused) else head.number + 1
        for name, head in heads.items()
        if head is not None
    }


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
        if len(cursor) > CURSOR_LENGTH_MAX:
            raise ValueError
        below = orjson.loads(base64.b64decode(cursor, altchars=b"-_", validate=True))
        if not isinstance(below, dict) or not all(type(number) is int for number in below.values()):
            raise ValueError
    except ValueError:
        raise BadCursor("after takes the cursor of a page of the trail") from None
    return below
