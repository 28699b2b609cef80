"""`hub restore`: the file of a backup into an empty graph, and its record beside the one that is there.

The whole file is verified first, then nodes go in, then relations. The graph has no version while this
lasts, and one without a version is served by no hub: what broke off cannot pass for whole.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from graph.cypher import copy
from graph.engine import Engine
from graph.failures import EngineError
from graph.founding import create_schema
from graph.model import MODEL
from graph.rules.sealing import KeyRing
from graph.statement import Statement
from graph.versions import GRAPH_VERSION, ensure_version, forget_version, set_graph_version
from hub.keeping.archive import PIECE_BYTES
from hub.keeping.errors import RestoreFailed, RestoreRefused, disk_words
from hub.keeping.logs import restore_logs
from hub.keeping.manifest import KeyPrints, Manifest
from hub.keeping.reading import DAY, LOG, Content, kind_of, members, rows, verify

NODES_PER_WRITE: Final = 1_000
FACTS_PER_WRITE: Final = 5_000
FACTS_HELD: Final = 20_000  # relations of all types that wait until there is a batch of one type
WRITE_TIMEOUT_SECONDS: Final = 300
COUNT_TIMEOUT_SECONDS: Final = 600
SUFFIXES_MAX: Final = 1_000

_WRITES: Final[Mapping[str, Callable[[Sequence[Mapping[str, Any]]], Statement]]] = {
    "loads": copy.import_loads,
    **{kind: partial(copy.import_beside, kind) for kind in copy.BESIDE},
}

Progress = Callable[[int, int], None]  # facts written, facts in all


@dataclass(frozen=True, kw_only=True, slots=True)
class RestoreSummary:
    """What came out of the file. `beside` are files of the record that got another name."""

    created: str
    nodes: int
    facts: int
    loads: int
    record_files: int
    beside: tuple[Path, ...]

    def line(self) -> str:
        return (
            f"restored {self.nodes} records, {self.facts} facts, {self.loads} loads and {self.record_files}"
            f" files of the record, as known at {self.created}"
        )

    def notes(self) -> list[str]:
        return [f"{path.name} of the record stands beside another one that was here" for path in self.beside]


async def restore_backup(
    engine: Engine,
    ring: KeyRing,
    data: Path,
    file: Path,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    on_progress: Progress = lambda done, total: None,
) -> RestoreSummary:
    """Restores FILE into the graph and into `record/` (and `audit/`) of the data folder.

    Raises RestoreRefused (nothing was written), RestoreFailed (the graph is incomplete and says so).
    """
    manifest = verify(file)
    _check_version(file, manifest)
    _check_keys(file, manifest, ring)
    await _check_empty(engine)
    try:
        await create_schema(engine)
        await engine.write([forget_version()])
        await _Import(engine, file, manifest, on_progress).run()
        await _check_counts(engine, manifest)
        beside = [*_restore_days(file, data / "audit"), *restore_logs(file, data / "record")]
        _drop_ledgers(data / "loads")
        await engine.write([set_graph_version(manifest.graph_version)])
        await ensure_version(engine, now())
    except (EngineError, RestoreRefused) as error:
        raise RestoreFailed(_broken_off(str(error))) from None
    except OSError as error:
        raise RestoreFailed(_broken_off(f"{error.filename or data}: {disk_words(error)}")) from None
    counts = manifest.counts
    return RestoreSummary(
        created=manifest.created,
        nodes=sum(counts["nodes"].values()),
        facts=_facts(manifest),
        loads=counts["loads"],
        record_files=sum(kind_of(name) in (DAY, LOG) for name in manifest.members),
        beside=tuple(beside),
    )


def _broken_off(why: str) -> str:
    return (
        f"the restore broke off ({why}); the graph is incomplete and no hub serves it: empty it"
        " (of the embedded engine: remove engine/ in the data folder) and restore again"
    )


# --- may it be restored ---------------------------------------------------------------------------


def _check_version(file: Path, manifest: Manifest) -> None:
    if not 1 <= manifest.graph_version <= GRAPH_VERSION:
        raise RestoreRefused(
            f"{file}: a graph of version {manifest.graph_version}; this hub restores versions 1 to {GRAPH_VERSION}"
        )


def _check_keys(file: Path, manifest: Manifest, ring: KeyRing) -> None:
    if missing := manifest.keys.missing_from(KeyPrints.of(ring)):
        raise RestoreRefused(
            f"{file}: made under other keys ({', '.join(missing)} differ): numbers could neither be matched nor"
            " opened; put the keys/ folder of the hub that was backed up into the data folder"
        )


async def _check_empty(engine: Engine) -> None:
    for label in ("Node", "Statement", "Load", *(each.label for each in copy.BESIDE.values())):
        [[number]] = await engine.read(copy.count_label(label), timeout_seconds=COUNT_TIMEOUT_SECONDS)
        if number:
            raise RestoreRefused(
                f"the graph is not empty: it holds {number} {label} nodes; allowed: an empty graph, for example"
                " a new data folder (--data) with the keys/ of the old one"
            )


# --- the graph ------------------------------------------------------------------------------------


class _Import:
    """Writes the graph of a verified file, in batches."""

    def __init__(self, engine: Engine, file: Path, manifest: Manifest, on_progress: Progress) -> None:
        self._engine = engine
        self._file = file
        self._on_progress = on_progress
        self._facts = _facts(manifest)
        self._done = 0

    async def run(self) -> None:
        """Relations in a second pass over the file: their ends must be there."""
        nodes: list[tuple[Any, Any]] = []
        weight = 0
        others: dict[str, list[Any]] = {kind: [] for kind in _WRITES}
        for kind, row in self._rows("nodes", *others):
            if kind in others:
                others[kind].append(row)
                if len(others[kind]) >= NODES_PER_WRITE:
                    await self._write(_WRITES[kind](others[kind]), 0)
                    others[kind] = []
                continue
            nodes.append((row[0], row[1]))
            weight += len(row[1])
            if len(nodes) >= NODES_PER_WRITE or weight >= FACTS_PER_WRITE:
                await self._write(copy.import_nodes(nodes), weight)
                nodes, weight = [], 0
        if nodes:
            await self._write(copy.import_nodes(nodes), weight)
        for kind, batch in others.items():
            if batch:
                await self._write(_WRITES[kind](batch), 0)
        await self._relations()

    async def _relations(self) -> None:
        held: dict[str, list[tuple[str, str, Any]]] = defaultdict(list)
        waiting = 0
        for _, (name, source, target, properties) in self._rows("relations"):
            held[name].append((source, target, properties))
            waiting += 1
            if len(held[name]) >= FACTS_PER_WRITE or waiting >= FACTS_HELD:
                fullest = max(held, key=lambda each: len(held[each]))
                waiting -= len(held[fullest])
                await self._write_relations(fullest, held.pop(fullest))
        for name, batch in held.items():
            await self._write_relations(name, batch)

    async def _write_relations(self, name: str, batch: list[tuple[str, str, Any]]) -> None:
        created = await self._write(copy.import_relations(name, batch), len(batch))
        if created != [[len(batch)]]:
            raise RestoreRefused(f"{self._file}: a relation {name} leads from or to a record that is not in it")

    async def _write(self, statement: Statement, facts: int) -> list[list[Any]]:
        [answer] = await self._engine.write([statement], timeout_seconds=WRITE_TIMEOUT_SECONDS)
        self._done += facts
        self._on_progress(self._done, self._facts)
        return answer

    def _rows(self, *kinds: str) -> Iterator[tuple[str, Any]]:
        for name, content in members(self._file):
            kind = kind_of(name)
            if kind in kinds:
                for row in rows(self._file, name, content):
                    yield kind, row


def _facts(manifest: Manifest) -> int:
    return sum(sum(manifest.counts[name].values()) for name in ("statements", "relations"))


async def _check_counts(engine: Engine, manifest: Manifest) -> None:
    counts = manifest.counts
    wanted = [
        ("records", copy.count_label("Node"), sum(counts["nodes"].values())),
        ("statements", copy.count_label("Statement"), sum(counts["statements"].values())),
        ("loads", copy.count_label("Load"), counts["loads"]),
        *((kind, copy.count_label(each.label), counts.get(kind, 0)) for kind, each in copy.BESIDE.items()),
        *(
            (f"relations {name}", copy.count_relations(name), counts["relations"].get(name, 0))
            for name in MODEL.relations
        ),
    ]
    for what, statement, number in wanted:
        [[found]] = await engine.read(statement, timeout_seconds=COUNT_TIMEOUT_SECONDS)
        if found != number:
            raise RestoreRefused(f"the graph holds {found} {what}, the file {number}")


# --- beside the graph -----------------------------------------------------------------------------


def _restore_days(file: Path, folder: Path) -> list[Path]:
    """Puts each day's file in its place, or beside another one of its name. Raises OSError."""
    beside: list[Path] = []
    for name, content in members(file):
        if kind_of(name) == DAY:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            place = folder / name.removeprefix("record/")
            if (other := _restore_file(content, place)) not in (None, place):
                beside.append(other or place)
    return beside


def _restore_file(content: Content, place: Path) -> Path | None:
    """The name it got; None if a file that begins with the same content is there already."""
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".restore-") as spool:  # for its owner only
        while piece := content.read(PIECE_BYTES):
            spool.write(piece)
            digest.update(piece)
            size += len(piece)
        spool.flush()
        os.fsync(spool.fileno())
        for path in _names(place):
            try:
                os.link(spool.name, path)
                return path
            except FileExistsError:
                # The record only ever grows: a file that begins so holds all of this one.
                if _begins_with(path, size, digest.digest()):
                    return None
    raise OSError(None, f"more than {SUFFIXES_MAX} files of this name", str(place))


def _names(place: Path) -> Iterator[Path]:
    yield place
    for number in range(1, SUFFIXES_MAX):
        yield place.with_name(f"{place.stem}.restored-{number}.jsonl")


def _begins_with(path: Path, size: int, digest: bytes) -> bool:
    found, left = hashlib.sha256(), size
    with path.open("rb") as stream:
        while left and (piece := stream.read(min(PIECE_BYTES, left))):
            found.update(piece)
            left -= len(piece)
    return not left and found.digest() == digest


def _drop_ledgers(folder: Path) -> None:
    """Ledgers tell how far a stopped load came in the graph that was; here it must begin anew."""
    for path in folder.glob("*.sqlite*"):
        path.unlink(missing_ok=True)
