"""Which slots a delivery has named so far, with what and where: a table of the ledger.

It tells one key with two contents from a repetition, and a complete delivery what it does not list. Nearly
every slot is named once, so the table only grows at its end and a filter in memory says "never named": with an
index from the start each batch would write a page of it for every row (7 GB for a million rows). The index
comes when a slot may have been named before, and when a complete delivery closes the rest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from hashlib import sha256
from typing import Final, NamedTuple

from adapters.loading.fingerprints import Fingerprints

_SLOT_BYTES: Final = 16
_LOOK_UP: Final = 500  # slots a question; SQLite takes at most 999 parameters in its oldest builds
_LAYOUT: Final = "CREATE TABLE IF NOT EXISTS seen (slot BLOB, content BLOB, file INTEGER, line INTEGER)"
_INDEX: Final = "CREATE UNIQUE INDEX seen_slot ON seen (slot)"
_ADD: Final = "INSERT INTO seen VALUES (?, ?, ?, ?)"
# A slot first named by a rejected row belongs to the first good one.
_ADD_OR_TAKE: Final = (
    f"{_ADD} ON CONFLICT (slot) DO UPDATE SET content = excluded.content, file = excluded.file,"
    " line = excluded.line WHERE seen.content = x''"
)


class Sight(NamedTuple):
    """What was seen in a slot: the content's digest (empty for a row that was rejected), file, line."""

    content: bytes
    file: int
    line: int


class Seen:
    """The sights of one load, of about `rows` rows; the table is made if it is not there.

    One that an older hub began, by slot from the start, goes on as it is: only the index comes beside it.
    """

    def __init__(self, connection: sqlite3.Connection, rows: int) -> None:
        self._sql = connection
        self._sql.execute(_LAYOUT)
        self._indexed = bool(self._sql.execute("SELECT 1 FROM sqlite_master WHERE name = 'seen_slot'").fetchall())
        self._named = Fingerprints(rows)
        self._named.add(slot for (slot,) in self._sql.execute("SELECT slot FROM seen"))

    def look_up(self, slots: Iterable[bytes]) -> dict[bytes, Sight]:
        """What was seen in these."""
        named = self._named.among(slots)
        if named:
            self._index()
        found: dict[bytes, Sight] = {}
        for start in range(0, len(named), _LOOK_UP):
            part = named[start : start + _LOOK_UP]
            marks = ",".join("?" * len(part))
            rows = self._sql.execute(f"SELECT slot, content, file, line FROM seen WHERE slot IN ({marks})", part)
            found.update((slot, Sight(content, file, line)) for slot, content, file, line in rows)
        return found

    def add(self, sights: Iterable[tuple[bytes, Sight]]) -> None:
        """The first good sight of each slot stays; part of the caller's transaction."""
        first: dict[bytes, Sight] = {}
        for slot, sight in sights:
            if slot not in first or not first[slot].content:
                first[slot] = sight
        if not self._indexed and self._named.among(first):
            self._index()
        self._sql.executemany(
            _ADD_OR_TAKE if self._indexed else _ADD, ((slot, *sight) for slot, sight in first.items())
        )
        self._named.add(first)

    def _index(self) -> None:
        if not self._indexed:
            self._sql.execute(_INDEX)
            self._indexed = True


def slot_digest(text: str) -> bytes:
    return sha256(text.encode()).digest()[:_SLOT_BYTES]
