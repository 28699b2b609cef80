"""All statements of a delivery on disk, so that each record can be read with its whole history.

BODS publishes statements, and several of them may tell of one record; they may lie anywhere in the delivery.
SQLite's private temporary database sorts them in bounded memory: it has no name in any folder, so what it
holds in clear is gone with the process, however that ends.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby

from adapters.formats.record import NOT_RECORDED

CACHE_KIB = 32 * 1024

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE statement (id TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE record (id TEXT PRIMARY KEY, type TEXT NOT NULL, kind TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE version (
    record TEXT, time TEXT, recorded TEXT, place INTEGER, relation INTEGER, unspecified INTEGER, body TEXT,
    PRIMARY KEY (relation, record, time, recorded, place)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One statement of a record. `time` sorts a record's statements, `day` is its Shanghai calendar day.

    `content` is its digest. One that an earlier load brought has that load's instant and place; a new one is
    `NOT_RECORDED`, and its place is the one in this delivery.
    """

    statement: str
    content: str
    record: str
    type: str
    kind: str
    time: str
    day: str
    closed: bool
    unspecified: bool
    details: Mapping[str, object]
    document: int
    line: int
    recorded_at: str = NOT_RECORDED
    place: int = 0

    @property
    def age(self) -> tuple[str, str, int]:
        """Newer ones are greater, as of `Publication`."""
        return self.time, self.recorded_at, self.place


class History:
    """Statements by record; use `temporary_history`."""

    def __init__(self) -> None:
        # Rows may be drawn from another thread than the one that opened the load, never from two at once.
        self._file = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._file.executescript(_TABLES + f"PRAGMA cache_size = -{CACHE_KIB};\nBEGIN;")
        self._count = 0

    def close(self) -> None:
        self._file.close()

    def seen(self, statement: str, digest: str) -> bool | None:
        """None for a new statement, which is noted; else whether it said the same before."""
        row = self._file.execute("SELECT digest FROM statement WHERE id = ?", (statement,)).fetchone()
        if row is not None:
            return bool(row[0] == digest)
        self._file.execute("INSERT INTO statement VALUES (?, ?)", (statement, digest))
        return None

    def type_of(self, record: str) -> str | None:
        row = self._file.execute("SELECT type FROM record WHERE id = ?", (record,)).fetchone()
        return None if row is None else str(row[0])

    def kind_of(self, record: str) -> str | None:
        """Kind of node of an entity's or person's record, if the delivery declares it."""
        row = self._file.execute("SELECT kind FROM record WHERE id = ?", (record,)).fetchone()
        return None if row is None or not row[0] else str(row[0])

    def add(self, version: Version) -> None:
        """Keeps a statement; the place of a new one is told here."""
        self._count += 1
        self._file.execute(
            "INSERT INTO record VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (version.record, version.type, version.kind),
        )
        told = (version.type, version.kind, version.day, version.closed, version.statement, version.content)
        body = (*told, version.details, version.document, version.line)
        self._file.execute(
            "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                version.record,
                version.time,
                version.recorded_at,
                self._count if version.recorded_at == NOT_RECORDED else version.place,
                version.type == "relationship",
                version.unspecified,
                json.dumps(body, ensure_ascii=False, separators=(",", ":")),
            ),
        )

    def settle(self) -> None:
        """Let each record be of the kind that its newest statement gives it."""
        self._file.execute(
            "UPDATE record SET kind = (SELECT json_extract(body, '$[1]') FROM version"
            " WHERE relation = 0 AND record = id ORDER BY time DESC, recorded DESC, place DESC LIMIT 1)"
            " WHERE type <> 'relationship'"
        )

    def things(self) -> Iterator[list[Version]]:
        """Every entity's and person's statements, oldest first, by record id."""
        return self._records(relation=False)

    def unspecified(self) -> Iterator[Version]:
        """Of every relationship with a party or subject unspecified the newest statement that says so."""
        for versions in self._records(relation=True, where="AND unspecified"):
            yield versions[-1]

    def relationships(self) -> Iterator[list[Version]]:
        """Every relationship's statements, oldest first, by record id."""
        return self._records(relation=True)

    def _records(self, *, relation: bool, where: str = "") -> Iterator[list[Version]]:
        found = self._file.execute(
            f"SELECT record, time, recorded, place, unspecified, body FROM version WHERE relation = ? {where}"
            " ORDER BY record, time, recorded, place",
            (relation,),
        )
        for _, rows in groupby(found, key=lambda row: row[0]):
            yield [_version(*row) for row in rows]


@contextmanager
def temporary_history() -> Iterator[History]:
    """An empty History that is gone afterwards. OSError when the disk for temporary files is full."""
    history = History()
    try:
        yield history
    except sqlite3.OperationalError as error:
        raise OSError(f"temporary file for BODS statements: {error}; needed: room in TMPDIR") from error
    finally:
        history.close()


def _version(record: str, time: str, recorded: str, place: int, unspecified: int, body: str) -> Version:
    type_, kind, day, closed, statement, content, details, document, line = json.loads(body)
    return Version(
        statement=statement,
        content=content,
        record=record,
        type=type_,
        kind=kind,
        time=time,
        day=day,
        closed=closed,
        unspecified=bool(unspecified),
        details=details,
        document=document,
        line=line,
        recorded_at=recorded,
        place=place,
    )
