"""Since when the record reaches back: nothing is ever removed from it, so its first entries tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hub.record.entry import Entry
from hub.record.segments import ENTRIES, HEADER_BYTES_MAX, LINE_BYTES_MAX, files, first_of, log_folders, read_line


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """`since` is the time of the oldest entry, None before the first; `beheaded` are logs without a beginning."""

    since: datetime | None
    beheaded: tuple[str, ...]


def reach(record: Path) -> Reach:
    """What the record says of itself; believed in nothing, which is `hub audit verify`'s work. Raises OSError."""
    times: list[datetime] = []
    beheaded: list[str] = []
    for folder in log_folders(record):
        segments = files(folder, ENTRIES)
        if not segments or first_of(segments[0]) != 0:
            beheaded.append(folder.name)
            continue
        with segments[0].open("rb") as stream:
            stream.readline(HEADER_BYTES_MAX)
            first = entry_time(stream.readline(LINE_BYTES_MAX))
        if first is not None:
            times.append(first)
    return Reach(since=min(times, default=None), beheaded=tuple(beheaded))


def entry_time(raw: bytes) -> datetime | None:
    """The time of an entry by its line, None where that is none."""
    try:
        return Entry.from_bytes(read_line(raw).leaf).time
    except ValueError:
        return None
