"""What earlier loads were told of a delivery's records, for formats whose statements have ids and times.

The graph is asked before the first row is read, once for each statement of the delivery. The answers are kept
in the load's ledger: in bounded memory, and the same for a load that was killed and goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from adapters.formats.record import Delivery, Format, Publication, Publishing, Reject, Row, Told, Topic
from adapters.loading.facts import record_key
from adapters.loading.ledger import Ledger
from graph.cypher import load
from graph.engine import Engine
from graph.rules.sealing import KeyRing, hash_like
from graph.slots import slot_of

TOPICS_PER_READ: Final = 500
READ_SECONDS: Final = 60
# A statement may hold a personal number among much that is known of the person: a plain digest of it would let
# all numbers be tried.
_SCHEME: Final = "PUBLICATION"
_ID_HEX: Final = 32
_LAYOUT: Final = """
CREATE TABLE IF NOT EXISTS publication (id TEXT PRIMARY KEY, record TEXT, body TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS publication_record ON publication (record);
CREATE TABLE IF NOT EXISTS known (rk TEXT PRIMARY KEY, kind TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS recalled (one INTEGER PRIMARY KEY);
"""


async def rows_after(
    engine: Engine, ledger: Ledger, format: Format, delivery: Delivery, *, system: str, key_ring: KeyRing
) -> Iterator[Row | Reject]:
    """The rows of a delivery, read in the light of what earlier loads of the system were told.

    Raises EngineError, sqlite3.Error, and what the format's `read` raises.
    """
    if not isinstance(format, Publishing):
        return format.read(delivery)
    earlier = _Recalled(ledger, system, key_ring)
    if not earlier.complete:
        topics = format.topics(delivery)
        while some := list(islice(topics, TOPICS_PER_READ)):
            await _ask(engine, earlier, some)
        earlier.complete = True
    return format.read_after(delivery, earlier)


def remembered(publication: Publication, system: str, at: str) -> tuple[str, dict[str, Any]]:
    """(id, properties) of a publication as the graph keeps it."""
    return publication_id(system, publication.statement), {
        "system": system,
        "statement": publication.statement,
        "record": record_key(system, publication.record),
        "content": publication.content,
        "time": publication.time,
        "day": publication.day,
        "closed": publication.closed,
        "told": json.dumps(publication.told, ensure_ascii=False, separators=(",", ":")),
        "recordedAt": at,
        "place": publication.place,
    }


def publication_id(system: str, statement: str) -> str:
    """Of even spread, so that ranges of it are pages of about one size."""
    return sha256(slot_of(system, statement).encode()).hexdigest()[:_ID_HEX]


async def _ask(engine: Engine, earlier: _Recalled, topics: Sequence[Topic]) -> None:
    ids = {earlier.id_of(topic.statement) for topic in topics}
    records = {earlier.rk_of(topic.record) for topic in topics}
    ends = {earlier.rk_of(end) for topic in topics for end in topic.ends}
    for statement in (load.find_publications(sorted(ids)), load.find_publications_of(sorted(records))):
        earlier.take(await _read(engine, statement))
    earlier.take_kinds(await _read(engine, load.find_nodes(sorted(ends))) if ends else [])


async def _read(engine: Engine, statement: Any) -> list[list[Any]]:
    found: list[list[Any]] = (await engine.read(statement, timeout_seconds=READ_SECONDS))[0][0]
    return found


class _Recalled:
    """The answers, in the ledger's file (`adapters.formats.record.Earlier`)."""

    def __init__(self, ledger: Ledger, system: str, key_ring: KeyRing) -> None:
        self._sql = ledger.connection
        self._system = system
        self._key_ring = key_ring
        self._sql.executescript(_LAYOUT)

    @property
    def complete(self) -> bool:
        return self._sql.execute("SELECT 1 FROM recalled").fetchone() is not None

    @complete.setter
    def complete(self, yes: bool) -> None:
        self._sql.execute("INSERT OR IGNORE INTO recalled VALUES (1)" if yes else "DELETE FROM recalled")

    def take(self, rows: Sequence[Sequence[Any]]) -> None:
        """Rows of the values of `load.PUBLICATION`."""
        self._take(
            "INSERT OR IGNORE INTO publication VALUES (?, ?, ?)",
            [(self.id_of(row[0]), row[1], json.dumps(row, ensure_ascii=False)) for row in rows],
        )

    def take_kinds(self, rows: Sequence[Sequence[Any]]) -> None:
        self._take("INSERT OR IGNORE INTO known VALUES (?, ?)", rows)

    def publication(self, statement: str) -> Publication | None:
        found = self._sql.execute("SELECT body FROM publication WHERE id = ?", (self.id_of(statement),)).fetchone()
        return None if found is None else self._publication(found[0])

    def of_record(self, record: str) -> Sequence[Publication]:
        rows = self._sql.execute("SELECT body FROM publication WHERE record = ?", (self.rk_of(record),))
        return [self._publication(body) for (body,) in rows.fetchall()]

    def kind_of(self, key: str) -> str | None:
        found = self._sql.execute("SELECT kind FROM known WHERE rk = ?", (self.rk_of(key),)).fetchone()
        return None if found is None else str(found[0])

    def digest(self, text: str, like: str = "") -> str:
        return hash_like(text, _SCHEME, self._key_ring, like)

    def id_of(self, statement: str) -> str:
        return publication_id(self._system, statement)

    def rk_of(self, key: str) -> str:
        return record_key(self._system, key.strip())

    def _take(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        self._sql.execute("BEGIN")
        try:
            self._sql.executemany(text, rows)
            self._sql.execute("COMMIT")
        except BaseException:  # however it ends, half of it must not stay in the transaction
            self._sql.rollback()
            raise

    def _publication(self, body: str) -> Publication:
        statement, record, content, time, day, closed, told, recorded_at, place = json.loads(body)
        return Publication(
            statement=statement,
            record=record.partition("|")[2],
            content=content,
            time=time,
            day=day,
            closed=closed,
            told=tuple(Told(*each) for each in json.loads(told)),
            recorded_at=recorded_at,
            place=place,
        )
