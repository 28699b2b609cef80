"""The record of requests: who asked what for, one line each, written before the answer leaves.

One JSON Lines file a UTC day, appended to and never rewritten, readable by its owner only. A line says
which operation ran (its name and the hash of its text), never its variables or its answer. A request whose
line cannot be written is not answered.
"""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import orjson

from hub.scrub import HIDDEN, holds_citizen_id, scrubbed, scrubbed_name

DECISION_OK: Final = "OK"
DECISION_CANCELLED: Final = "CANCELLED"  # its client left before the answer was made
TEXT_LENGTH_MAX: Final = 200


class AuditUnavailable(Exception):
    """A line could not be written; the request it stands for must not be answered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditEntry:
    """One request. `decision` is OK, CANCELLED or the code of the error that failed it; `duration_ms` runs to the
    moment of writing. What is not known (no caller behind a bad token) is None.
    """

    request_id: str
    time: datetime
    decision: str = DECISION_OK
    subject: str | None = None
    role: str | None = None
    agency: str | None = None
    court: str | None = None
    purpose: str | None = None
    case_number: str | None = None
    operation_name: str | None = None
    operation_hash: str | None = None
    fields: int | None = None
    rows: int | None = None
    duration_ms: float | None = None


def operation_hash(query: str) -> str:
    """The SHA-256 of the operation's text, as hex: tells equal operations without keeping their literals."""
    return hashlib.sha256(query.encode("utf-8", "surrogatepass")).hexdigest()


class AuditLog:
    """Appends to the day's file in `folder`. Several processes may append to one folder: each line is one
    write. `sync` forces each line to disk, against a loss of power.
    """

    def __init__(self, folder: Path, *, sync: bool = False) -> None:
        self._folder = folder
        self._sync = sync
        self._lock = threading.Lock()
        self._day: date | None = None
        self._handle: int | None = None
        self._torn = False

    def append(self, entry: AuditEntry) -> None:
        """Writes the entry's line. Raises `AuditUnavailable`."""
        line = _line(entry)
        with self._lock:
            try:
                self._write(entry.time.astimezone(UTC).date(), line)
            except OSError as error:
                self._close()
                raise AuditUnavailable(f"the record cannot be written: {error.strerror}") from error

    def close(self) -> None:
        with self._lock:
            self._close()

    def _write(self, day: date, line: bytes) -> None:
        if self._handle is None or day != self._day:
            self._close()
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._folder / f"{day.isoformat()}.jsonl"
            self._handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            self._day = day
            size = os.fstat(self._handle).st_size
            self._torn = size > 0 and os.pread(self._handle, 1, size - 1) != b"\n"
        # A full disk may take half a line; the next one then begins on a line of its own.
        whole = b"\n" + line if self._torn else line
        if os.write(self._handle, whole) != len(whole):
            raise OSError(errno.ENOSPC, "the disk is full")
        self._torn = False
        if self._sync:
            os.fsync(self._handle)

    def _close(self) -> None:
        if self._handle is not None:
            handle, self._handle = self._handle, None
            os.close(handle)


_FIELDS: Final = tuple(field.name for field in dataclasses.fields(AuditEntry))


def _line(entry: AuditEntry) -> bytes:
    values: dict[str, Any] = {name: getattr(entry, name) for name in _FIELDS}
    values["time"] = entry.time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    for name in ("subject", "agency", "court", "purpose"):
        values[name] = _short(values[name], scrubbed)
    values["operation_name"] = _short(entry.operation_name, scrubbed_name)
    values["case_number"] = _short(entry.case_number, _case)
    if entry.duration_ms is not None:
        values["duration_ms"] = round(entry.duration_ms, 3)
    return orjson.dumps(values, option=orjson.OPT_APPEND_NEWLINE)


def _short(text: str | None, clean: Callable[[str], str]) -> str | None:
    return None if text is None else clean(text)[:TEXT_LENGTH_MAX]


def _case(number: str) -> str:
    """An agency's own file number may have 15 digits or more; it goes only if it is somebody's citizen ID."""
    return HIDDEN if holds_citizen_id(number, datetime.now(UTC).date()) else number
