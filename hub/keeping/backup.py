"""`hub backup`: the graph as known at one instant, and the record, into one file.

Works beside a hub that serves and loads. Memory is bounded: ids come a range at a time, and facts as many at
a time as `FACTS_PER_READ`; only the statements of one node are always read together.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from graph.cypher import copy
from graph.engine import Engine
from graph.model import MODEL
from graph.rules.days import stored_instant
from graph.rules.sealing import KeyRing
from graph.statement import Statement
from graph.versions import GRAPH_VERSION, GraphVersionError, ensure_version
from hub.keeping.archive import ArchiveWriter, LineMembers
from hub.keeping.errors import BackupFailed, on_disk
from hub.keeping.logs import add_logs
from hub.keeping.manifest import Counts, KeyPrints, Manifest
from hub.keeping.snapshot import Snapshot, UnsoundFacts

FACTS_PER_READ: Final = 20_000
READ_TIMEOUT_SECONDS: Final = 120
SETTLE_SECONDS: Final = 1
RECORD_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}\.jsonl", re.ASCII)

Progress = Callable[[int, int], None]  # nodes looked at, nodes in all (about)


@dataclass(frozen=True, kw_only=True, slots=True)
class BackupSummary:
    """What went in. `unfinished` are ids of loads that had not ended, whose facts are left out.

    `unknown` counts nodes with labels that are none of this hub's and are left out, too.
    """

    file: Path
    created: str
    counts: Counts
    record_files: int
    unfinished: tuple[str, ...]
    unknown: dict[str, int]

    def line(self) -> str:
        nodes, record = self.counts.nodes.total(), self.record_files
        return (
            f"{self.file}: {nodes} records, {self.counts.facts} facts, {self.counts.loads} loads,"
            f" {record} files of the record, as known at {self.created}"
        )

    def notes(self) -> list[str]:
        """What is not in the file and the reader should know of."""
        notes = [
            "the keys are not in it: keep keys/ of the data folder apart from it, without them no number opens"
        ]
        notes += [
            f"load {load} has not ended: its facts are left out; end it and back up again"
            for load in self.unfinished
        ]
        notes += [
            f"{number} nodes {label}, which no hub makes: left out" for label, number in self.unknown.items()
        ]
        return notes


async def write_backup(
    engine: Engine,
    ring: KeyRing,
    data: Path,
    file: Path,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    on_progress: Progress = lambda done, total: None,
    settle_seconds: float = SETTLE_SECONDS,
) -> BackupSummary:
    """Writes FILE from the graph and the record in the data folder. Raises BackupFailed, EngineError.

    The snapshot's instant is now, or that of the newest ended load where clocks differ. A load that took its
    instant before has `settle_seconds` to say so in the graph.
    """
    try:
        with on_disk(file, BackupFailed), ArchiveWriter(file) as archive:
            return await _write(engine, ring, data, file, archive, now, on_progress, settle_seconds)
    except (UnsoundFacts, GraphVersionError) as error:
        raise BackupFailed(f"no backup of this graph: {error}") from None


async def _write(
    engine: Engine,
    ring: KeyRing,
    data: Path,
    file: Path,
    archive: ArchiveWriter,
    now: Callable[[], datetime],
    on_progress: Progress,
    settle_seconds: float,
) -> BackupSummary:
    await ensure_version(engine, now())
    unknown = await _unknown_labels(engine)
    instant = now()
    await asyncio.sleep(settle_seconds)
    loads = await _loads(engine)
    snapshot = _snapshot(loads, instant)
    counts = Counts()
    with ExitStack() as open_members:

        def member(name: str) -> LineMembers:
            return open_members.enter_context(closing(LineMembers(archive, f"graph/{name}", file.parent)))

        nodes, relations, ended = map(member, ("nodes", "relations", "loads"))
        beside = {kind: member(kind) for kind in copy.BESIDE}
        async for found in _Export(engine, snapshot, on_progress).nodes():
            if found.node is not None:
                nodes.write([found.node, found.statements])
                counts.nodes[found.kind] += 1
                counts.statements[found.kind] += len(found.statements)
            for name, target, properties in found.relations:
                relations.write([name, found.rk, target, properties])
                counts.relations[name] += 1
        for load in loads:
            if _has_ended(load) and snapshot.knows(load["recordedAt"]):
                ended.write(load)
                counts.loads += 1
        for kind, others in beside.items():
            async for other in _beside(engine, snapshot, kind):
                others.write(other)
                counts.beside[kind] += 1
        for lines in (nodes, relations, ended, *beside.values()):
            lines.flush()
    await _check_no_load_slipped_in(engine, snapshot, loads)
    files = _add_days(archive, data / "audit") + add_logs(archive, data / "record")
    manifest = Manifest(
        graph_version=GRAPH_VERSION,
        created=snapshot.at,
        flavour=engine.flavour,
        keys=KeyPrints.of(ring),
        counts=counts.as_json(),
        members=archive.members,
    )
    archive.finish(manifest=manifest)
    return BackupSummary(
        file=file,
        created=snapshot.at,
        counts=counts,
        record_files=files,
        unfinished=tuple(str(load.get("id")) for load in loads if not _has_ended(load)),
        unknown=unknown,
    )


# --- the instant ----------------------------------------------------------------------------------


async def _loads(engine: Engine) -> list[dict[str, Any]]:
    return [row[0] for row in await engine.read(copy.loads(), timeout_seconds=READ_TIMEOUT_SECONDS)]


def _has_ended(load: dict[str, Any]) -> bool:
    return load.get("finishedAt") is not None


def _snapshot(loads: Sequence[dict[str, Any]], now: datetime) -> Snapshot:
    ended = [load["recordedAt"] for load in loads if _has_ended(load)]
    unfinished = frozenset(load["recordedAt"] for load in loads if not _has_ended(load))
    return Snapshot(at=max([stored_instant(now), *ended]), unfinished=unfinished)


async def _check_no_load_slipped_in(engine: Engine, snapshot: Snapshot, loads: Sequence[dict[str, Any]]) -> None:
    """A load that began meanwhile under an earlier instant would be half in the snapshot."""
    before = {load["recordedAt"] for load in loads}
    for load in await _loads(engine):
        if load["recordedAt"] not in before and snapshot.knows(load["recordedAt"]):
            raise BackupFailed(
                "a load began at the same moment, or by a clock that is behind; try again, and compare the clocks"
            )


# --- the graph ------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """What a line or more is made of; `node` is None where only relations of a large node go on."""

    rk: str
    kind: str
    node: dict[str, Any] | None
    statements: list[dict[str, Any]]
    relations: list[tuple[str, str, dict[str, Any]]]


class _Export:
    """Reads the nodes of a graph with their facts, as one snapshot knows them."""

    def __init__(self, engine: Engine, snapshot: Snapshot, on_progress: Progress) -> None:
        self._engine = engine
        self._snapshot = snapshot
        self._on_progress = on_progress

    async def nodes(self) -> AsyncIterator[_Found]:
        [[total]] = await self._read(copy.count_label("Node"))
        done = 0
        for id_from, id_to in copy.id_ranges(total):
            weights = await self._read(copy.weigh(id_from, id_to))
            for ids in batches(weights):
                for row in await self._read(copy.export_nodes(ids)):
                    if (found := await self._found(*row)) is not None:
                        yield found
            for node_id, statements, relations in weights:
                if statements + relations > FACTS_PER_READ:
                    async for found in self._large(node_id, relations):
                        yield found
            done += len(weights)
            self._on_progress(done, total)

    async def _found(
        self, node: dict[str, Any], statements: list[dict[str, Any]], relations: list[list[Any]]
    ) -> _Found | None:
        """None if nothing was known of the node."""
        known = self._snapshot.of(statements)
        leaving = self._leaving(relations)
        if not known and not leaving and not await self._is_reached(node["id"]):
            return None
        return _Found(rk=node["rk"], kind=node["kind"], node=node, statements=known, relations=leaving)

    async def _large(self, node_id: str, relations: int) -> AsyncIterator[_Found]:
        """A node with more facts than one read takes: its relations come by ranges of their targets' ids."""
        [[node, statements]] = await self._read(copy.export_statements(node_id))
        kept = False
        for id_from, id_to in copy.id_ranges(relations, FACTS_PER_READ):
            [[rows]] = await self._read(copy.export_relations(node_id, id_from, id_to))
            leaving = self._leaving(rows)
            first = None if kept else await self._found(node, statements, rows)
            if first is not None:
                kept = True
                yield first
            elif leaving:
                yield _Found(rk=node["rk"], kind=node["kind"], node=None, statements=[], relations=leaving)

    def _leaving(self, rows: Sequence[Sequence[Any]]) -> list[tuple[str, str, dict[str, Any]]]:
        ends: dict[str, tuple[str, str]] = {}
        for name, target, properties in rows:
            if name not in MODEL.relations:
                raise UnsoundFacts(f"it holds relations {name!r}, which the model does not know")
            ends[properties.get("slot", "")] = (name, target)
        return [(*ends[fact["slot"]], fact) for fact in self._snapshot.of(row[2] for row in rows)]

    async def _is_reached(self, node_id: str) -> bool:
        """A load that has not ended may have made a node that another load's relation reaches."""
        unfinished = sorted(self._snapshot.unfinished)
        return bool(await self._read(copy.find_reached([node_id], self._snapshot.at, unfinished)))

    async def _read(self, statement: Statement) -> list[list[Any]]:
        return await self._engine.read(statement, timeout_seconds=READ_TIMEOUT_SECONDS)


async def _beside(engine: Engine, snapshot: Snapshot, kind: str) -> AsyncIterator[dict[str, Any]]:
    """What of a kind of `copy.BESIDE` was recorded by the instant of the snapshot."""
    timeout, (label, _, at) = READ_TIMEOUT_SECONDS, copy.BESIDE[kind]
    [[total]] = await engine.read(copy.count_label(label), timeout_seconds=timeout)
    for key_from, key_to in copy.id_ranges(total):
        for [other] in await engine.read(copy.export_beside(kind, key_from, key_to), timeout_seconds=timeout):
            if snapshot.knows(other[at]):
                yield other


def batches(weights: Sequence[Sequence[Any]]) -> Iterator[list[str]]:
    """Ids of nodes in groups of at most `FACTS_PER_READ` facts; those with more alone are left out."""
    batch: list[str] = []
    weight = 0
    for node_id, statements, relations in weights:
        facts = statements + relations
        if facts > FACTS_PER_READ:
            continue
        if batch and weight + facts > FACTS_PER_READ:
            yield batch
            batch, weight = [], 0
        batch.append(node_id)
        weight += facts
    if batch:
        yield batch


async def _unknown_labels(engine: Engine) -> dict[str, int]:
    """Nodes that no hub made, by label. Asks at most the labels there are."""
    found: dict[str, int] = {}
    for [label] in await engine.read(copy.labels()):
        if label not in copy.LABELS:
            [[number]] = await engine.read(copy.count_label(label), timeout_seconds=READ_TIMEOUT_SECONDS)
            if number:
                found[label] = number
    return found


# --- the record -----------------------------------------------------------------------------------


def _add_days(archive: ArchiveWriter, folder: Path) -> int:
    """Adds each day's file of an earlier hub's record; how many."""
    files = sorted(each for each in folder.glob("*.jsonl") if each.is_file() and not each.is_symlink())
    for path in files:
        if not RECORD_NAME.fullmatch(path.name):
            raise BackupFailed(
                f"{path}: no name of a file of the record; allowed: letters, digits, . _ - and .jsonl"
            )
        with on_disk(path, BackupFailed), path.open("rb") as stream:
            archive.add(f"record/{path.name}", stream, os.fstat(stream.fileno()).st_size)
    return len(files)
