from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest

from adapters.loading.loader import Progress
from graph.engine import Engine
from graph.versions import GRAPH_VERSION, ensure_version, graph_version, set_graph_version
from hub.keeping import backup as backup_module
from hub.keeping.backup import batches, write_backup
from hub.keeping.manifest import MANIFEST
from hub.keeping.restore import restore_backup
from tests.bods import company, deliver
from tests.conftest import Servers, clean
from tests.graphs import RING, Node, Tie, bring_in
from tests.hub.cases.asking import Clock, Desk, people
from tests.hub.cases.jobs import clocks, job
from tests.hub.desk.asking import LIST, data, opened
from tests.hub.keeping.backups import ROWS, START, alter, back_up, begin_load, day_file, many
from tests.hub.keeping.graph_dump import dump
from tests.hub.serving import served


async def test_a_restored_graph_is_the_same(graph: Engine, tmp_path: Path) -> None:
    before = await dump(graph)
    file, _ = await back_up(graph, tmp_path)
    await clean(graph)
    await restore_backup(graph, RING, tmp_path / "data", file)
    assert await dump(graph) == before


async def test_either_engine_restores_the_others_backup(servers: Servers, tmp_path: Path) -> None:
    async with (
        await Engine.open(await servers.address("embedded")) as embedded,
        await Engine.open(await servers.address("neo4j")) as neo4j,
    ):
        for number, (source, target) in enumerate([(embedded, neo4j), (neo4j, embedded)]):
            await clean(source)
            await clean(target)
            await bring_in(source, tmp_path / f"data{number}", ROWS, now=START)
            await ensure_version_of(source)
            file = tmp_path / f"{number}.backup"
            await write_backup(source, RING, tmp_path / "none", file, settle_seconds=0)
            await restore_backup(target, RING, tmp_path / "data", file)
            assert await dump(target) == await dump(source)


async def ensure_version_of(engine: Engine) -> None:
    """The version that `hub load` would have written before the records."""
    await engine.write([set_graph_version()])


async def test_a_backup_of_the_first_version_is_led_to_todays(graph: Engine, tmp_path: Path) -> None:
    before = await dump(graph)
    file, _ = await back_up(graph, tmp_path)
    await clean(graph)
    await restore_backup(graph, RING, tmp_path / "data", _of_the_first_version(file))
    assert await graph_version(graph) == GRAPH_VERSION
    assert (await dump(graph))["nodes"] == before["nodes"]


async def test_the_summary_counts_what_is_in_the_file(graph: Engine, tmp_path: Path) -> None:
    day_file(tmp_path / "data")
    _, summary = await back_up(graph, tmp_path)
    assert (summary.counts.nodes, summary.counts.facts, summary.counts.loads, summary.record_files) == (
        {"COMPANY": 2, "PERSON": 1},
        8,
        2,
        1,
    )


async def test_a_restored_graph_takes_the_next_load(graph: Engine, tmp_path: Path) -> None:
    file, _ = await back_up(graph, tmp_path)
    await clean(graph)
    await restore_backup(graph, RING, tmp_path / "data", file)
    summary = await bring_in(graph, tmp_path / "data", [Node("COMPANY", "c2", {"name": "黄河实业有限公司"})])
    assert summary.counts["COMPANY"] == {"unchanged": 1}


async def test_what_was_published_is_still_known_after_a_restore(engine: Engine, tmp_path: Path) -> None:
    await ensure_version(engine, START)
    first = company(name="one")
    await deliver(engine, tmp_path / "data", first, day=0)
    before = await dump(engine)
    file, _ = await back_up(engine, tmp_path)
    await clean(engine)
    await restore_backup(engine, RING, tmp_path / "data", file)
    assert await dump(engine) == before
    other = {**company(name="two"), "statementId": first["statementId"]}
    assert (await deliver(engine, tmp_path / "data", other, day=1)).rejected == 1


async def test_what_was_said_of_a_deadline_is_not_said_again_after_a_restore(
    engine: Engine, tmp_path: Path
) -> None:
    await ensure_version(engine, START)
    await bring_in(engine, tmp_path / "data", people(), source="court", now=datetime(2026, 1, 6, tzinfo=UTC))
    clock = Clock(datetime(2026, 6, 1, 2, tzinfo=UTC))
    async with served(engine, tmp_path / "one", clock=clock, rights_seconds=0) as client:
        desk = Desk(client)
        case = await desk.published("2026-06-01")
        clock.on("2026-06-29")
        await desk.move(case, "JUDGE", "end", endCause="PERFORMED", endedOn="2026-06-05")
    async with job(engine, tmp_path / "one", clock) as waking:
        counts = await waking.run()
        assert counts.breached == 1 and counts.executors_breached > 1
    before = await dump(engine)
    assert len(before["alerts"]) == 1 + counts.executors_breached
    file, _ = await back_up(engine, tmp_path)
    await clean(engine)
    await restore_backup(engine, RING, tmp_path / "data", file)
    assert await dump(engine) == before and await clocks(engine) == {}
    async with job(engine, tmp_path / "two", clock) as waking:
        assert (await waking.run()).line() == "deadlines: 0 warned, 0 breached, 0 moved, 0 waiting"
    assert set(await clocks(engine)) == {"DELETION"}


async def test_a_mutation_is_done_once_across_a_restore(engine: Engine, tmp_path: Path) -> None:
    await ensure_version(engine, START)
    async with served(engine, tmp_path / "one") as client:
        grant = await opened(client, "key")
    before = await dump(engine)
    assert before["keys"]
    file, _ = await back_up(engine, tmp_path)
    await clean(engine)
    await restore_backup(engine, RING, tmp_path / "data", file)
    assert await dump(engine) == before
    async with served(engine, tmp_path / "two") as client:
        assert await opened(client, "key") == grant
        assert (await data(client, LIST, {}))["totalCount"] == 1


async def test_an_empty_graph_can_be_backed_up(engine: Engine, tmp_path: Path) -> None:
    file, _ = await back_up(engine, tmp_path)
    await clean(engine)
    summary = await restore_backup(engine, RING, tmp_path / "data", file)
    assert (summary.nodes, summary.facts) == (0, 0)


async def test_a_node_with_more_facts_than_one_read_takes_comes_whole(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_module, "FACTS_PER_READ", 5)
    await ensure_version(engine, START)
    hub = [Node("COMPANY", f"c{place}", {"name": f"公司{place}"}) for place in range(30)]
    await bring_in(
        engine, tmp_path, [*hub, *(Tie("SHAREHOLDER_OF", "c0", f"c{place}") for place in range(1, 30))], now=START
    )
    before = await dump(engine)
    file, _ = await back_up(engine, tmp_path)
    await clean(engine)
    await restore_backup(engine, RING, tmp_path / "data", file)
    assert await dump(engine) == before


def test_nodes_are_read_in_groups_that_fit() -> None:
    weights = [("a", 15_000, 0), ("b", 0, 5_000), ("c", 1, 0), ("large", 1, 20_000), ("d", 0, 0)]
    assert list(batches(weights)) == [["a", "b"], ["c", "d"]]


def _of_the_first_version(file: Path) -> Path:
    """The archive as a hub wrote it whose nodes stood on no shelves."""
    changed: dict[str, Any] = {}

    def change(name: str, content: bytes) -> bytes:
        if name.startswith("graph/nodes"):
            lines = [orjson.loads(line) for line in content.splitlines()]
            assert [line[0].pop("shelf") for line in lines]
            content = b"".join(orjson.dumps(line) + b"\n" for line in lines)
            changed[name] = {"sha256": sha256(content).hexdigest(), "size": len(content)}
        if name == MANIFEST:
            manifest = orjson.loads(content)
            manifest["members"].update(changed)
            return orjson.dumps(manifest | {"graphVersion": 1})
        return content

    return alter(file, change)


async def test_a_load_that_was_stopped_begins_anew_after_a_restore(
    engine: Engine, file: Path, tmp_path: Path
) -> None:
    def stop(_: Progress) -> None:
        raise KeyboardInterrupt

    rows = many(1_200, "ACTIVE")
    with pytest.raises(KeyboardInterrupt):
        await begin_load(engine, tmp_path, rows, stop)
    await clean(engine)
    await restore_backup(engine, RING, tmp_path / "data", file)
    summary = await bring_in(engine, tmp_path / "data", rows)
    assert summary.counts["SHAREHOLDER_OF"] == {"new": 1_198, "changed": 1}
