"""Loading a delivery: read, check, write, merge, close; idempotent, resumable, in bounded memory.

    recall ─> format.read ─ rows ─> check ─ facts ─> batch ─> one transaction ─> merges ─> ledger
                                                       └ rejects ─> reject file

While one batch is written the next is read and checked. Loading a delivery again is a new load, which finds
everything unchanged; a load that was stopped goes on, as of the instant at which it began.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final

from adapters.formats.record import Delivery, Format, NodeRow, Reject, RelationRow, Row
from adapters.loading.batch import Entry
from adapters.loading.check import Checker
from adapters.loading.closing import closable, close_unlisted
from adapters.loading.ledger import Ledger, LoadFailed, LoadRunning, State
from adapters.loading.recall import rows_after
from adapters.loading.rejects import RejectFile
from adapters.loading.seen import slot_digest
from adapters.loading.summary import Counts, Outcome, Progress, Summary
from adapters.loading.systems import source_system
from adapters.loading.writer import Writer
from graph.cypher.load import latest_load, other_loads, write_load
from graph.engine import Engine
from graph.rules.days import legal_date, stored_instant
from graph.rules.sealing import KeyRing

__all__ = ["LoadFailed", "LoadRunning", "LoadSettings", "Outcome", "Progress", "Summary", "load"]

# Goes into what tells two loads apart: raise it when the same files would give other rows or facts, or when the
# ledger is laid out anew.
LOADING_VERSION: Final = 2
ROWS_PER_TURN: Final = 100  # rows checked before the connection to the engine gets its turn


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadSettings:
    """Rows of one batch: one transaction, and what a kill repeats."""

    batch_rows: int = 2_000

    def __post_init__(self) -> None:
        if not 1 <= self.batch_rows <= 20_000:
            raise ValueError("batch_rows: 1 to 20000 are allowed")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Batch:
    """Consecutive rows, all of nodes or all of relations, but for rejects; `done` counts to its last row."""

    entries: tuple[Entry, ...]
    done: int
    document: str


async def load(
    engine: Engine,
    format: Format,
    delivery: Delivery,
    *,
    source: str,
    data: Path,
    key_ring: KeyRing,
    now: Callable[[], datetime],
    settings: LoadSettings,
    on_progress: Callable[[Progress], None],
) -> Summary:
    """Loads a delivery that `format.open` found usable; `source` is the source system, `data` the hub's folder.

    Expects the graph's constraints (`graph.cypher.schema`): they keep two loaders apart. Raises LoadFailed,
    LoadRunning, EngineError, UnusableFile (a file changed meanwhile); what went in stays in, and the same call
    goes on from there.
    """
    try:
        system = source_system(source)
    except ValueError as error:
        raise LoadFailed(str(error)) from None
    name = _delivery_digest(system, delivery)
    with _disk_faults(data), Ledger.open(data / "loads", name, rows=delivery.rows) as ledger:
        state = ledger.state or await _begin(engine, ledger, name, now())
        path = data / "rejects" / f"{format.name}-{name[:12]}.csv"
        with RejectFile(path, state.reject_bytes) as rejects:
            counts: Counts = {kind: dict(of_kind) for kind, of_kind in state.counts.items()}
            summary = Summary(format=format.name, counts=counts, reject_file=path)
            record = _record(system, delivery, state)
            await engine.write([write_load(state.load_id, record)])
            if not state.closing_parts:
                files = [document.name for document in delivery.documents]
                others = (await engine.read(other_loads(system, state.load_id)))[0][0]
                writer = Writer(engine, ledger, rejects, files, state.recorded_at, counts, first_load=not others)
                checker = Checker(
                    system=system,
                    manifest=delivery.manifest,
                    key_ring=key_ring,
                    today=legal_date(now()),
                )
                items = await rows_after(engine, ledger, format, delivery, system=system, key_ring=key_ring)
                await _rows(items, delivery, checker, writer, state.done, settings, on_progress)
            notes = await _close(engine, ledger, delivery, system, counts, on_progress)
            for kind, number in ledger.merged().items():
                counts.setdefault(kind, {})[Outcome.MERGED.value] = number
            totals = {outcome.value: summary.total(outcome) for outcome in Outcome}
            finished = max(stored_instant(now()), state.recorded_at)
            await engine.write([write_load(state.load_id, {**record, **totals, "finishedAt": finished})])
        ledger.remove()
    return Summary(format=format.name, counts=counts, reject_file=path, notes=notes)


async def _begin(engine: Engine, ledger: Ledger, name: str, now: datetime) -> State:
    """A new load. It records after every load before it, even if the clock was set back since."""
    latest = (await engine.read(latest_load()))[0][0]
    at = stored_instant(now)
    if latest is not None and latest >= at:
        at = stored_instant(datetime.fromisoformat(latest) + timedelta(microseconds=1))
    load_id = hashlib.sha256(f"{name}|{at}".encode()).hexdigest()[:32]
    ledger.start(State(load_id=load_id, recorded_at=at))
    assert ledger.state is not None
    return ledger.state


async def _rows(
    items: Iterator[Row | Reject],
    delivery: Delivery,
    checker: Checker,
    writer: Writer,
    done: int,
    settings: LoadSettings,
    on_progress: Callable[[Progress], None],
) -> None:
    for start in range(0, done, ROWS_PER_TURN):
        for _ in islice(items, min(ROWS_PER_TURN, done - start)):
            pass
        await asyncio.sleep(0)
    batches = _Batches(items, checker, done, settings.batch_rows)
    total = max(delivery.rows, done)
    coming = asyncio.create_task(batches.next())
    try:
        while (batch := await coming) is not None:
            coming = asyncio.create_task(batches.next())
            await writer.write(batch.entries, batch.done)
            on_progress(Progress(done=batch.done, total=max(total, batch.done), document=batch.document))
    finally:
        coming.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await coming


class _Batches:
    """Reads and checks ahead, one batch at a time."""

    def __init__(self, items: Iterator[Row | Reject], checker: Checker, done: int, batch_rows: int) -> None:
        self._items = items
        self._checker = checker
        self._done = done
        self._batch_rows = batch_rows
        self._held: Row | None = None  # the first relation, met while nodes were gathered

    async def next(self) -> _Batch | None:
        entries: list[Entry] = []
        document = ""
        kind: type[NodeRow] | type[RelationRow] | None = None
        while len(entries) < self._batch_rows:
            item = self._held or next(self._items, None)
            self._held = None
            if item is None:
                break
            if not isinstance(item, Reject):
                if kind is not None and not isinstance(item, kind):
                    self._held = item
                    break
                kind = type(item)
                document = item.document.name
            entries.append(self._entry(item))
            if len(entries) % ROWS_PER_TURN == 0:
                await asyncio.sleep(0)
        if not entries:
            return None
        self._done += len(entries)
        return _Batch(entries=tuple(entries), done=self._done, document=document)

    def _entry(self, item: Row | Reject) -> Entry:
        if isinstance(item, Reject):
            slot = self._checker.slot(item.row) if item.row is not None else None
            return Entry(item, item.kind, None if slot is None else slot_digest(slot))
        checked = self._checker.check(item)
        if not isinstance(checked, Reject):
            return Entry(checked, item.kind, slot_digest(checked.slot))
        slot = self._checker.slot(item)
        return Entry(checked, item.kind, None if slot is None else slot_digest(slot))


async def _close(
    engine: Engine,
    ledger: Ledger,
    delivery: Delivery,
    system: str,
    counts: Counts,
    on_progress: Callable[[Progress], None],
) -> tuple[str, ...]:
    """Closes what a complete delivery no longer lists; notes of what could not be known."""
    manifest = delivery.manifest
    if not (manifest.complete and manifest.kinds):
        return ()
    kinds, notes = closable(manifest.kinds, ledger.doubts())
    if kinds:
        assert ledger.state is not None
        await close_unlisted(
            engine,
            ledger,
            kinds=kinds,
            system=system,
            at=ledger.state.recorded_at,
            counts=counts,
            on_progress=on_progress,
        )
    return notes


def _delivery_digest(system: str, delivery: Delivery) -> str:
    """The same for the same files in the same order under the same manifest: then a stopped load can go on."""
    manifest = delivery.manifest
    told = [
        LOADING_VERSION,
        delivery.format,
        system,
        [[document.name, document.digest] for document in delivery.documents],
        [manifest.complete, list(manifest.kinds), manifest.grade, manifest.access],
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def _record(system: str, delivery: Delivery, state: State) -> dict[str, Any]:
    return {
        "format": delivery.format,
        "source": system,
        "documents": [f"{document.name}#{document.digest[:16]}" for document in delivery.documents],
        "complete": delivery.manifest.complete,
        "recordedAt": state.recorded_at,
    }


@contextmanager
def _disk_faults(data: Path) -> Iterator[None]:
    """A full disk or a damaged ledger, in one line; everything up to the last batch is safe."""
    try:
        yield
    except sqlite3.Error as error:
        if "full" in str(error):
            raise LoadFailed(_full(data)) from None
        raise LoadFailed(
            f"{data / 'loads'}: the record of this load cannot be used ({error}); "
            "remove the file of this load there to begin it anew"
        ) from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise LoadFailed(_full(data)) from None
        raise LoadFailed(f"{error.filename or data}: {error.strerror or error}") from None


def _full(data: Path) -> str:
    return f"{data}: the disk is full; make room and run the load again, it goes on where it stopped"
