"""What one load has done so far, so that a killed one goes on where it stopped: a SQLite file.

A batch goes into the graph first, then its merges, then in here: a kill in between repeats the batch, which
finds its own facts and adds nothing. The other way round it would be skipped and lost. `expect` notes before
the graph's commit what the batch is about to do, so that the repetition still counts new ones as new.

What the load has seen (`adapters.loading.seen`) is in it too. The file is removed when the load is finished:
what remains is the `Load` node.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from adapters.loading.seen import Seen, Sight, slot_digest

CACHE_KIB: Final = 16 * 1024
_LOCK_TRIES: Final = 10
_LAYOUT: Final = """
CREATE TABLE IF NOT EXISTS load (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT, recorded_at TEXT,
    done INTEGER, reject_bytes INTEGER, counts TEXT, expected TEXT, closing_parts INTEGER, closing_done INTEGER);
CREATE TABLE IF NOT EXISTS doubt (kind TEXT, end TEXT, rk TEXT, rows INTEGER,
    PRIMARY KEY (kind, end, rk)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS merged (record BLOB PRIMARY KEY, kind TEXT) WITHOUT ROWID;
"""


class LoadFailed(Exception):
    """The load stopped; the message is one line. What went in stays, and the same command goes on from there."""


class LoadRunning(LoadFailed):
    """Another process is loading the same delivery."""


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """Where a load stands: rows done, bytes of its reject file, counts by kind and outcome.

    `closing_parts` is into how many parts the graph was cut for closing, 0 before all rows are done.
    """

    load_id: str
    recorded_at: str
    done: int = 0
    reject_bytes: int = 0
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    closing_parts: int = 0
    closing_done: int = 0


class Ledger:
    """The open ledger of one delivery; `state` is None until `start`."""

    def __init__(self, path: Path, lock: IO[bytes], connection: sqlite3.Connection, rows: int) -> None:
        self._path = path
        self._lock = lock
        self._sql = connection
        self._seen = Seen(connection, rows)
        self.expected = ""  # what the batch under way was about to do when it was last tried
        self.state = self._read_state()

    @classmethod
    def open(cls, folder: Path, name: str, *, rows: int) -> Self:
        """The ledger of a delivery of about so many rows, locked.

        Raises LoadRunning, OSError, sqlite3.Error (disk full).
        """
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.sqlite"
        lock = _locked(folder / f"{name}.lock")
        try:
            connection = sqlite3.connect(path, isolation_level=None)
            try:
                # NORMAL may forget the last batches when the power fails, which only repeats them.
                for pragma in ("journal_mode=WAL", "synchronous=NORMAL", f"cache_size=-{CACHE_KIB}"):
                    connection.execute(f"PRAGMA {pragma}").close()
                connection.executescript(_LAYOUT)
                return cls(path, lock, connection, rows)
            except BaseException:  # cancelled or interrupted, too: the file must not stay open
                connection.close()
                raise
        except BaseException:  # nor may the lock be kept, or the next try finds the load running
            lock.close()
            raise

    @property
    def connection(self) -> sqlite3.Connection:
        """For tables of others that belong to the load and go with it (`adapters.loading.recall`)."""
        return self._sql

    def start(self, state: State) -> None:
        """Begins a load in an empty ledger."""
        self._sql.execute(
            "INSERT INTO load VALUES (1, ?, ?, 0, 0, '{}', '', 0, 0)", (state.load_id, state.recorded_at)
        )
        self.state = self._read_state()

    def look_up(self, slots: Iterable[bytes]) -> dict[bytes, Sight]:
        """What was seen in these slots (digests of `slot_digest`) by the batches done."""
        return self._seen.look_up(slots)

    def expect(self, what: str) -> None:
        """Notes what the batch under way is about to do; until it is done, the graph may hold what it tried."""
        if what != self.expected:
            self._sql.execute("UPDATE load SET expected = ?", (what,))
            self.expected = what

    def commit(
        self,
        *,
        done: int,
        reject_bytes: int,
        counts: Mapping[str, Mapping[str, int]],
        seen: Iterable[tuple[bytes, Sight]] = (),
        merged: Iterable[tuple[str, str]] = (),
        doubts: Iterable[tuple[str, str, str]] = (),
    ) -> None:
        """A batch is done: all of it goes in, or none. `merged` are (rk, kind) of records joined to others.

        `doubts` are (kind, end, rk) of rejected rows of which only this is known: "" where it is not.
        """
        self._sql.execute("BEGIN")
        try:
            self._seen.add(seen)
            self._sql.executemany(
                "INSERT OR IGNORE INTO merged VALUES (?, ?)",
                ((slot_digest(rk), kind) for rk, kind in merged),
            )
            self._sql.executemany(
                "INSERT INTO doubt VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET rows = rows + 1", doubts
            )
            self._sql.execute(
                "UPDATE load SET done = ?, reject_bytes = ?, counts = ?, expected = ''",
                (done, reject_bytes, json.dumps(counts, sort_keys=True)),
            )
            self._sql.execute("COMMIT")
        except BaseException:  # however it ends, half a batch must not stay in the transaction
            self._sql.rollback()
            raise
        self.state = self._read_state()

    def commit_closing(self, *, parts: int, done: int, counts: Mapping[str, Mapping[str, int]]) -> None:
        """`done` of the `parts` into which the graph was cut are looked through."""
        self._sql.execute(
            "UPDATE load SET closing_parts = ?, closing_done = ?, counts = ?, expected = ''",
            (parts, done, json.dumps(counts, sort_keys=True)),
        )
        self.state = self._read_state()

    def doubts(self) -> dict[str, tuple[int, int]]:
        """By kind ("" for rows of which nothing is known): rejected rows of any fact, and of one at some end."""
        rows = self._sql.execute(
            "SELECT kind, total(CASE WHEN end = '' THEN rows END), total(CASE WHEN end <> '' THEN rows END)"
            " FROM doubt GROUP BY kind ORDER BY kind"
        )
        return {kind: (int(anywhere), int(at_an_end)) for kind, anywhere, at_an_end in rows}

    def is_doubted(self, kind: str, source: str, target: str) -> bool:
        """Whether a rejected row may be about a relation between these two records."""
        text = "SELECT 1 FROM doubt WHERE kind = ? AND end = ? AND rk = ?"
        places = (("", ""), ("from", source), ("to", target))
        return any(self._sql.execute(text, (kind, *place)).fetchone() is not None for place in places)

    def merged(self) -> dict[str, int]:
        """How many records were joined to others, by kind."""
        return dict(self._sql.execute("SELECT kind, count(*) FROM merged GROUP BY kind ORDER BY kind"))

    def remove(self) -> None:
        """The load is finished: the file goes. A load of the same delivery begins anew."""
        self._sql.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)

    def close(self) -> None:
        self._sql.close()
        # Still locked while it goes: whoever opened it before looks whether it is still there.
        Path(self._lock.name).unlink(missing_ok=True)
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read_state(self) -> State | None:
        with closing(self._sql.execute("SELECT * FROM load")) as rows:
            row = rows.fetchone()
        if row is None:
            return None
        _, load_id, recorded_at, done, reject_bytes, counts, self.expected, closing_parts, closing_done = row
        return State(
            load_id=load_id,
            recorded_at=recorded_at,
            done=done,
            reject_bytes=reject_bytes,
            counts=json.loads(counts),
            closing_parts=closing_parts,
            closing_done=closing_done,
        )


def _locked(path: Path) -> IO[bytes]:
    for _ in range(_LOCK_TRIES):
        lock = path.open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            break
        # Its last owner may have removed the file between our opening and locking it.
        if path.exists() and os.path.samestat(os.fstat(lock.fileno()), path.stat()):
            return lock
        lock.close()
    raise LoadRunning("this delivery is being loaded by another process; allowed: one at a time")
