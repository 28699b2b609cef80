"""Tokens that count no more before their end: by their id, or all of a subject that were issued before an instant.

A file of JSON lines, `{"token_id": "…"}` or `{"subject": "…", "issued_before": SECONDS}`; `hub revoke` adds to it.
It is read again, beside the requests, when it has changed. A file that cannot be read or understood lets nobody
in: what stood in it is not known, and a revoked token must not come back because of a slip of the pen.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import structlog

from adapters.disk import put_whole
from graph.model.roles import NAME_LENGTH_MAX
from hub.callers.claims import Token
from hub.callers.errors import CannotTell, NotAuthenticated
from hub.settings.config import Settings

TOKEN_ID: Final = "token_id"
SUBJECT: Final = "subject"
BEFORE: Final = "issued_before"
_ALLOWED: Final = '{"token_id": TEXT} or {"subject": TEXT, "issued_before": SECONDS}'
LINE_BYTES_MAX: Final = 1024
# How many times in a row a look at the file may come late before its last content counts no more.
LATE_LOOKS_MAX: Final = 10

_log = structlog.get_logger(__name__)


class BadRevocations(Exception):
    """The file cannot be used; the text names file and line and what is allowed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Revocations:
    """`subjects` by name: seconds since 1970; what was issued before counts no more."""

    token_ids: frozenset[str] = frozenset()
    subjects: Mapping[str, int] = field(default_factory=dict)

    def check(self, token: Token) -> None:
        """Raises `NotAuthenticated` for a token that was revoked."""
        caller = token.caller
        if caller.token_id in self.token_ids or token.issued_at < self.subjects.get(caller.subject, 0):
            raise NotAuthenticated("the token has been revoked")

    def with_token(self, token_id: str) -> Revocations:
        return Revocations(token_ids=self.token_ids | {token_id}, subjects=self.subjects)

    def with_subject(self, subject: str, issued_before: int) -> Revocations:
        """A later instant takes an earlier one's place, never the other way."""
        latest = max(issued_before, self.subjects.get(subject, 0))
        return Revocations(token_ids=self.token_ids, subjects={**self.subjects, subject: latest})

    def lines(self) -> bytes:
        rows: list[dict[str, Any]] = [{TOKEN_ID: each} for each in sorted(self.token_ids)]
        rows += [{SUBJECT: name, BEFORE: before} for name, before in sorted(self.subjects.items())]
        return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def parsed(content: bytes, entries_max: int) -> Revocations:
    """What the file's lines say. Raises `BadRevocations`."""
    token_ids: set[str] = set()
    subjects: dict[str, int] = {}
    lines = [(number, line) for number, line in enumerate(content.split(b"\n"), 1) if line.strip()]
    if len(lines) > entries_max:
        raise BadRevocations(f"{len(lines)} lines; at most {entries_max} are allowed (HUB_REVOKED_ENTRIES_MAX)")
    for number, line in lines:
        try:
            given = json.loads(line)
        except (ValueError, RecursionError):
            given = None
        match given:
            case {"token_id": str(token_id), **rest} if not rest and _is_name(token_id):
                token_ids.add(token_id)
            case {"subject": str(name), "issued_before": int(before), **rest} if (
                not rest and _is_name(name) and not isinstance(before, bool)
            ):
                subjects[name] = max(before, subjects.get(name, 0))
            case _:
                raise BadRevocations(f"line {number}: {_ALLOWED} is allowed")
    return Revocations(token_ids=frozenset(token_ids), subjects=subjects)


def read_revocations(settings: Settings) -> Revocations:
    """What the file says now; one that was named must be there. Raises `BadRevocations`."""
    path = settings.revocations
    most = settings.revoked_entries_max * LINE_BYTES_MAX
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError:
        if settings.revoked_file is None:
            return Revocations()
        raise BadRevocations(f"{path}: no such file") from None
    except OSError as error:
        raise BadRevocations(f"{path}: {error.strerror}") from None
    if len(content) > most:
        raise BadRevocations(f"{path}: more than {most} bytes")
    try:
        return parsed(content, settings.revoked_entries_max)
    except BadRevocations as bad:
        raise BadRevocations(f"{path}: {bad}") from None


def revoke(settings: Settings, change: Callable[[Revocations], Revocations]) -> None:
    """Writes the file with what `change` adds, whole or not at all; two that write at once both count.

    Raises `BadRevocations` for a file that is bad already, `OSError`.
    """
    path = settings.revocations
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(path.with_name(path.name + ".lock")):
        held = read_revocations(settings) if path.exists() else Revocations()
        content = change(held).lines()
        parsed(content, settings.revoked_entries_max)
        put_whole(path, content)


class RevokedFile:
    """The file as it was at the last look. `clock` is monotonic, in seconds."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._seen: object = None
        self._held: Revocations | None = None
        self._looked = clock()
        self._running = False
        self._look()

    def check(self, token: Token) -> None:
        """Raises `NotAuthenticated` for a token that was revoked, `CannotTell` if that cannot be known."""
        late = self._clock() - self._looked > self._settings.revocation_seconds * LATE_LOOKS_MAX
        if self._held is None or (late and self._running):
            raise CannotTell("the list of revoked tokens cannot be read; nobody is let in until it can")
        self._held.check(token)

    async def run(self) -> None:
        """Looks at the file again and again, without end."""
        self._looked, self._running = self._clock(), True
        while True:
            await asyncio.sleep(self._settings.revocation_seconds)
            await asyncio.to_thread(self._look)

    def _look(self) -> None:
        """Reads the file if it is another than at the last look; called by one thread at a time."""
        began = self._clock()
        try:
            stamp: object = _stamp(self._settings.revocations)
            if stamp is None or stamp != self._seen or self._held is None:
                self._held, self._seen = read_revocations(self._settings), stamp
        except BadRevocations as bad:
            if self._held is not None or self._seen is None:
                _log.error("revoked tokens not read: every caller is refused", reason=str(bad))
            self._held, self._seen = None, ()
        except Exception as error:  # or nobody would ever look again
            self._held = None
            _log.error("revoked tokens not read: every caller is refused", exc_info=error)
        self._looked = began


def _stamp(path: Path) -> tuple[int, ...] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _is_name(text: str) -> bool:
    return text.isprintable() and 0 < len(text) <= NAME_LENGTH_MAX


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
