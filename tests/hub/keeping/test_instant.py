from __future__ import annotations

import asyncio
import tarfile
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from adapters.loading.loader import Progress
from graph.engine import Engine, EngineAddress
from graph.model.declare import OPEN_INSTANT
from graph.statement import Statement
from graph.versions import ensure_version
from hub.keeping.backup import BackupSummary
from hub.keeping.errors import BackupFailed
from hub.keeping.restore import restore_backup
from tests.conftest import clean
from tests.graphs import RING, Node, Tie, bring_in
from tests.hub.keeping.backups import START, TWO_RANGES, back_up, begin_load, many
from tests.hub.keeping.graph_dump import dump


async def test_a_fact_superseded_after_the_instant_is_open_in_the_backup(graph: Engine, tmp_path: Path) -> None:
    # The second load began a day after this instant; only its clock says so.
    file, _ = await _backup_as_of(graph, tmp_path, START + timedelta(hours=1))
    (name,) = [
        fact for line in _lines(file, "graph/nodes-0001.jsonl") for fact in line[1] if line[0]["key"] == "c2"
    ]
    assert (name["name"], name["open"], name["supersededAt"]) == ("黄河有限公司", name["slot"], OPEN_INSTANT)


async def _backup_as_of(engine: Engine, folder: Path, at: datetime) -> tuple[Path, BackupSummary]:
    """As if later loads had not ended, which is what lets the instant lie before them."""
    await engine.write(
        [
            Statement(
                text="MATCH (l:Load) WHERE l.recordedAt > $at REMOVE l.finishedAt",
                parameters={"at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")},
            )
        ]
    )
    return await back_up(engine, folder, now=lambda: at)


def _lines(file: Path, member: str) -> list[Any]:
    with tarfile.open(file) as tar:
        stream = tar.extractfile(member)
        assert stream is not None
        return [orjson.loads(line) for line in stream]


async def test_a_load_that_was_stopped_is_left_out_and_named(engine: Engine, tmp_path: Path) -> None:
    await ensure_version(engine, START)
    await bring_in(engine, tmp_path / "data", many(40, "ACTIVE"), now=START)
    before = await dump(engine)

    def stop(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await begin_load(engine, tmp_path, many(60, "REVOKED"), stop)
    file, summary = await back_up(engine, tmp_path)
    await clean(engine)
    await restore_backup(engine, RING, tmp_path / "data", file)
    assert (await dump(engine), len(summary.unfinished)) == (before, 1)


class _LoadBeside:
    """A load in a thread of its own, which can be held after its first batch."""

    def __init__(self, address: EngineAddress, folder: Path, rows: list[Node | Tie]) -> None:
        self._address, self._folder, self._rows = address, folder, rows
        self.first_batch = threading.Event()
        self.go_on = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._work()))

    async def _work(self) -> None:
        def hold(_: Progress) -> None:
            self.first_batch.set()
            self.go_on.wait(60)

        async with await Engine.open(self._address) as engine:
            await begin_load(engine, self._folder, self._rows, hold)


async def _in_two_ranges(engine: Engine, folder: Path) -> Any:
    """The graph as it is before another load comes."""
    await ensure_version(engine, START)
    await bring_in(engine, folder / "data", many(TWO_RANGES, "ACTIVE"), now=START)
    return await dump(engine)


async def _restored(engine: Engine, folder: Path, on_progress: Callable[[int, int], None]) -> Any:
    file, _ = await back_up(engine, folder, on_progress=on_progress)
    await clean(engine)
    await restore_backup(engine, RING, folder / "data", file)
    return await dump(engine)


@pytest.mark.slow
async def test_a_load_that_goes_on_beside_it_does_not_tear_it(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    before = await _in_two_ranges(engine, tmp_path)
    beside = _LoadBeside(engine_address, tmp_path, many(TWO_RANGES + 100, "REVOKED"))
    beside.thread.start()
    assert await asyncio.to_thread(beside.first_batch.wait, 60)

    def finish_the_load(done: int, total: int) -> None:
        """After the first range of ids, before the others."""
        beside.go_on.set()
        beside.thread.join(60)

    assert await _restored(engine, tmp_path, finish_the_load) == before


@pytest.mark.slow
async def test_a_load_that_begins_after_it_is_not_in_it(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    before = await _in_two_ranges(engine, tmp_path)
    beside = _LoadBeside(engine_address, tmp_path, many(TWO_RANGES + 100, "REVOKED"))

    def run_the_load(done: int, total: int) -> None:
        if not beside.go_on.is_set():
            beside.go_on.set()
            beside.thread.start()
            beside.thread.join(60)

    assert await _restored(engine, tmp_path, run_the_load) == before


async def test_a_load_by_a_clock_that_is_behind_stops_the_backup(graph: Engine, tmp_path: Path) -> None:
    later = threading.Event()
    address = graph._address

    def begin(done: int, total: int) -> None:
        if not later.is_set():
            later.set()
            thread = threading.Thread(target=lambda: asyncio.run(_begin_load(address)))
            thread.start()
            thread.join(60)

    with pytest.raises(BackupFailed, match="clock that is behind"):
        await back_up(graph, tmp_path, on_progress=begin)
    assert list(tmp_path.glob("hub.backup*")) == []


async def _begin_load(address: EngineAddress) -> None:
    async with await Engine.open(address) as engine:
        await engine.write(
            [Statement(text="CREATE (:Load {id: 'late', recordedAt: '2026-11-03T00:00:00.000000Z'})")]
        )


async def test_nodes_of_other_programs_are_named(graph: Engine, tmp_path: Path) -> None:
    await graph.write([Statement(text="CREATE (:Foreign {a: 1})")])
    _, summary = await back_up(graph, tmp_path)
    assert summary.unknown == {"Foreign": 1}
