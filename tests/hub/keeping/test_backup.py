from __future__ import annotations

import asyncio
import dataclasses
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest

from adapters.formats.record import FactMeta
from adapters.loading.loader import LoadSettings, Progress, load
from graph.cypher.copy import NODES_PER_RANGE
from graph.engine import Engine, EngineAddress
from graph.model.declare import OPEN_INSTANT
from graph.rules.sealing import KeyRing
from graph.statement import Statement
from graph.versions import GRAPH_VERSION, GraphUnversioned, ensure_version, graph_version, set_graph_version
from hub.keeping import backup as backup_module
from hub.keeping.backup import BackupSummary, batches, write_backup
from hub.keeping.errors import BackupFailed, RestoreFailed, RestoreRefused
from hub.keeping.manifest import MANIFEST
from hub.keeping.restore import restore_backup
from hub.record.finding import Level
from hub.record.verify import verify
from tests.bods import company, deliver
from tests.conftest import Servers, clean
from tests.graphs import CITIZEN, RING, USCC, Made, Node, Tie, bring_in
from tests.hub.keeping.graph_dump import dump
from tests.hub.record.logs import KEYS, filled, leaf, leaves, opened

START = datetime(2026, 11, 1, tzinfo=UTC)
OTHER_RING = KeyRing(match_key=b"n" * 32, sealing_keys={"s1": b"s" * 32}, current="s1")
ROWS: list[Node | Tie] = [
    Node(
        "COMPANY",
        "c1",
        {"name": "长江实业有限公司", "uscc": USCC, "registeredCapital": "120000.50", "aliases": []},
    ),
    Node("COMPANY", "c2", {"name": "黄河有限公司"}),
    Node("PERSON", "p1", {"name": "张三", "citizenId": CITIZEN}),
    Tie("SHAREHOLDER_OF", "p1", "c1", {"share": "1"}, meta=FactMeta(valid_from="2020-01-01")),
    Tie("SHAREHOLDER_OF", "c1", "c2", {"share": "0.1"}),
    Tie("LEGAL_REP_OF", "p1", "c1"),
]


TWO_RANGES = NODES_PER_RANGE + 50


def _many(number: int, status: str) -> list[Node | Tie]:
    """Enough records for several ranges of ids; each one's second statement differs with `status`."""
    nodes = [Node("COMPANY", f"c{place}", {"name": f"公司{place}", "status": status}) for place in range(number)]
    ties = [
        Tie("SHAREHOLDER_OF", f"c{place}", f"c{place + 1}", {"share": "0.5" if status == "ACTIVE" else "0.4"})
        for place in range(number - 1)
    ]
    return [*nodes, *ties]


@pytest.fixture
async def graph(engine: Engine, tmp_path: Path) -> Engine:
    """Two loads, a month before now: the second changes a name and closes nothing."""
    await ensure_version(engine, START)
    await bring_in(engine, tmp_path / "data", ROWS, now=START)
    changed = [
        Node("COMPANY", "c2", {"name": "黄河实业有限公司"}),
        Tie("SHAREHOLDER_OF", "c1", "c2", {"share": "0.2"}),
    ]
    await bring_in(engine, tmp_path / "data", changed, now=START + timedelta(days=1))
    return engine


def _record(data: Path, text: str = '{"requestId":"1"}\n', day: str = "2026-11-02") -> Path:
    path = data / "audit" / f"{day}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


async def _backup(engine: Engine, folder: Path, **given: Any) -> tuple[Path, BackupSummary]:
    file = folder / "hub.backup"
    return file, await write_backup(engine, RING, folder / "data", file, **given)


def _alter(file: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The archive with members changed (None: left out), as somebody could who knows the format."""
    altered = file.with_name("altered.backup")
    with tarfile.open(file) as source, tarfile.open(altered, "w:gz") as target:
        for info in source:
            stream = source.extractfile(info)
            assert stream is not None
            if (content := change(info.name, stream.read())) is not None:
                info.size = len(content)
                target.addfile(info, io.BytesIO(content))
    return altered


def _manifest(file: Path, **changes: Any) -> Path:
    def change(name: str, content: bytes) -> bytes:
        return orjson.dumps(orjson.loads(content) | changes) if name == MANIFEST else content

    return _alter(file, change)


async def _is_empty(engine: Engine) -> bool:
    found = await dump(engine)
    return not (found["nodes"] or found["statements"] or found["loads"])


# --- round trip -----------------------------------------------------------------------------------


async def test_a_restored_graph_is_the_same(graph: Engine, tmp_path: Path) -> None:
    before = await dump(graph)
    file, _ = await _backup(graph, tmp_path)
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
            await write_backup(source, RING, tmp_path / "none", file)
            await restore_backup(target, RING, tmp_path / "data", file)
            assert await dump(target) == await dump(source)


async def ensure_version_of(engine: Engine) -> None:
    """The version that `hub load` would have written before the records."""
    await engine.write([set_graph_version()])


async def test_a_backup_of_the_first_version_is_led_to_todays(graph: Engine, tmp_path: Path) -> None:
    before = await dump(graph)
    file, _ = await _backup(graph, tmp_path)
    await clean(graph)
    await restore_backup(graph, RING, tmp_path / "data", _of_the_first_version(file))
    assert await graph_version(graph) == GRAPH_VERSION
    assert (await dump(graph))["nodes"] == before["nodes"]


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

    return _alter(file, change)


async def test_the_summary_counts_what_is_in_the_file(graph: Engine, tmp_path: Path) -> None:
    _record(tmp_path / "data")
    _, summary = await _backup(graph, tmp_path)
    assert (summary.counts.nodes, summary.counts.facts, summary.counts.loads, summary.record_files) == (
        {"COMPANY": 2, "PERSON": 1},
        8,
        2,
        1,
    )


async def test_a_restored_graph_takes_the_next_load(graph: Engine, tmp_path: Path) -> None:
    file, _ = await _backup(graph, tmp_path)
    await clean(graph)
    await restore_backup(graph, RING, tmp_path / "data", file)
    summary = await bring_in(graph, tmp_path / "data", [Node("COMPANY", "c2", {"name": "黄河实业有限公司"})])
    assert summary.counts["COMPANY"] == {"unchanged": 1}


async def test_what_was_published_is_still_known_after_a_restore(engine: Engine, tmp_path: Path) -> None:
    await ensure_version(engine, START)
    first = company(name="one")
    await deliver(engine, tmp_path / "data", first, day=0)
    before = await dump(engine)
    file, _ = await _backup(engine, tmp_path)
    await clean(engine)
    await restore_backup(engine, RING, tmp_path / "data", file)
    assert await dump(engine) == before
    other = {**company(name="two"), "statementId": first["statementId"]}
    assert (await deliver(engine, tmp_path / "data", other, day=1)).rejected == 1


async def test_an_empty_graph_can_be_backed_up(engine: Engine, tmp_path: Path) -> None:
    file, _ = await _backup(engine, tmp_path)
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
    file, _ = await _backup(engine, tmp_path)
    await clean(engine)
    await restore_backup(engine, RING, tmp_path / "data", file)
    assert await dump(engine) == before


def test_nodes_are_read_in_groups_that_fit() -> None:
    weights = [("a", 15_000, 0), ("b", 0, 5_000), ("c", 1, 0), ("large", 1, 20_000), ("d", 0, 0)]
    assert list(batches(weights)) == [["a", "b"], ["c", "d"]]


# --- the instant ----------------------------------------------------------------------------------


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
    return await _backup(engine, folder, now=lambda: at)


def _lines(file: Path, member: str) -> list[Any]:
    with tarfile.open(file) as tar:
        stream = tar.extractfile(member)
        assert stream is not None
        return [orjson.loads(line) for line in stream]


async def test_a_load_that_was_stopped_is_left_out_and_named(engine: Engine, tmp_path: Path) -> None:
    await ensure_version(engine, START)
    await bring_in(engine, tmp_path / "data", _many(40, "ACTIVE"), now=START)
    before = await dump(engine)

    def stop(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await _load(engine, tmp_path, _many(60, "REVOKED"), stop)
    file, summary = await _backup(engine, tmp_path)
    await clean(engine)
    await restore_backup(engine, RING, tmp_path / "data", file)
    assert (await dump(engine), len(summary.unfinished)) == (before, 1)


async def _load(
    engine: Engine, folder: Path, rows: list[Node | Tie], on_progress: Callable[[Progress], None]
) -> None:
    made = Made(rows)
    await load(
        engine,
        made,
        made.open(()),
        source="made",
        data=folder / "data",
        key_ring=RING,
        now=lambda: datetime.now(UTC),
        settings=LoadSettings(batch_rows=500),
        on_progress=on_progress,
    )


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
            await _load(engine, self._folder, self._rows, hold)


async def test_a_load_that_goes_on_beside_it_does_not_tear_it(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    await ensure_version(engine, START)
    await bring_in(engine, tmp_path / "data", _many(TWO_RANGES, "ACTIVE"), now=START)
    before = await dump(engine)
    beside = _LoadBeside(engine_address, tmp_path, _many(TWO_RANGES + 100, "REVOKED"))
    beside.thread.start()
    assert await asyncio.to_thread(beside.first_batch.wait, 60)

    def finish_the_load(done: int, total: int) -> None:
        """After the first range of ids, before the others."""
        beside.go_on.set()
        beside.thread.join(60)

    file, _ = await _backup(engine, tmp_path, on_progress=finish_the_load)
    await clean(engine)
    await restore_backup(engine, RING, tmp_path / "data", file)
    assert await dump(engine) == before


async def test_a_load_that_begins_after_it_is_not_in_it(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    await ensure_version(engine, START)
    await bring_in(engine, tmp_path / "data", _many(TWO_RANGES, "ACTIVE"), now=START)
    before = await dump(engine)
    beside = _LoadBeside(engine_address, tmp_path, _many(TWO_RANGES + 100, "REVOKED"))

    def run_the_load(done: int, total: int) -> None:
        if not beside.go_on.is_set():
            beside.go_on.set()
            beside.thread.start()
            beside.thread.join(60)

    file, _ = await _backup(engine, tmp_path, on_progress=run_the_load)
    await clean(engine)
    await restore_backup(engine, RING, tmp_path / "data", file)
    assert await dump(engine) == before


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
        await _backup(graph, tmp_path, on_progress=begin)
    assert list(tmp_path.glob("hub.backup*")) == []


async def _begin_load(address: EngineAddress) -> None:
    async with await Engine.open(address) as engine:
        await engine.write(
            [Statement(text="CREATE (:Load {id: 'late', recordedAt: '2026-11-03T00:00:00.000000Z'})")]
        )


async def test_nodes_of_other_programs_are_named(graph: Engine, tmp_path: Path) -> None:
    await graph.write([Statement(text="CREATE (:Foreign {a: 1})")])
    _, summary = await _backup(graph, tmp_path)
    assert summary.unknown == {"Foreign": 1}


# --- the file -------------------------------------------------------------------------------------


async def test_the_keys_are_not_in_the_file(graph: Engine, tmp_path: Path) -> None:
    file, _ = await _backup(graph, tmp_path)
    content = gzip.decompress(file.read_bytes())
    assert not any(key in content for key in (RING.match_key, b"m" * 32, *RING.sealing_keys.values()))


async def test_the_file_is_for_its_owner_alone(graph: Engine, tmp_path: Path) -> None:
    file, _ = await _backup(graph, tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600


async def test_an_existing_file_stays(graph: Engine, tmp_path: Path) -> None:
    (tmp_path / "hub.backup").write_text("mine")
    with pytest.raises(BackupFailed, match="exists"):
        await _backup(graph, tmp_path)
    assert (tmp_path / "hub.backup").read_text() == "mine"


async def test_a_missing_folder_is_named(graph: Engine, tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="no such file or folder"):
        await write_backup(graph, RING, tmp_path, tmp_path / "none" / "hub.backup")


async def test_two_backups_do_not_write_one_file(graph: Engine, tmp_path: Path) -> None:
    refused: list[str] = []

    def another(done: int, total: int) -> None:
        try:
            from hub.keeping.archive import ArchiveWriter

            ArchiveWriter(tmp_path / "hub.backup")
        except BackupFailed as error:
            refused.append(str(error))

    await _backup(graph, tmp_path, on_progress=another)
    assert "another backup is writing it" in refused[0]


KILLED = """
import asyncio, json, sys, time
from pathlib import Path
from graph.engine import Engine, EngineAddress
from hub.keeping.backup import write_backup
from tests.graphs import RING

def wait(done, total):
    print("writing", flush=True)
    time.sleep(60)

async def main():
    async with await Engine.open(EngineAddress(**json.loads(sys.stdin.readline()))) as engine:
        await write_backup(engine, RING, Path(sys.argv[1]), Path(sys.argv[2]), on_progress=wait)

asyncio.run(main())
"""


async def test_a_killed_backup_leaves_no_file_and_the_next_one_works(
    graph: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    file = tmp_path / "hub.backup"
    command = [sys.executable, "-c", KILLED, str(tmp_path / "audit"), str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path.cwd()) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(dataclasses.asdict(engine_address)).encode() + b"\n")
        process.stdin.flush()
        assert await asyncio.to_thread(process.stdout.readline) == b"writing\n"
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
    assert not file.exists()
    await _backup(graph, tmp_path)
    assert [path.name for path in tmp_path.glob("hub.backup*")] == ["hub.backup"]


# --- what is refused ------------------------------------------------------------------------------


@pytest.fixture
async def file(graph: Engine, tmp_path: Path) -> Path:
    """A backup, and an empty graph to restore it to."""
    _record(tmp_path / "data")
    file, _ = await _backup(graph, tmp_path)
    await clean(graph)
    return file


async def _refused(engine: Engine, file: Path, match: str, ring: KeyRing = RING) -> None:
    with pytest.raises(RestoreRefused, match=match) as caught:
        await restore_backup(engine, ring, file.parent / "restored", file)
    assert "\n" not in str(caught.value)
    assert await _is_empty(engine)


async def test_a_changed_fact_is_refused(engine: Engine, file: Path) -> None:
    changed = _alter(file, lambda name, content: content.replace(b'"share":0.1', b'"share":0.9'))
    await _refused(engine, changed, "damaged: graph/relations-0001.jsonl is not what was written")


async def test_a_changed_record_is_refused(engine: Engine, file: Path) -> None:
    changed = _alter(file, lambda name, content: b"{}\n" if name.startswith("record/") else content)
    await _refused(engine, changed, "damaged: record/2026-11-02.jsonl")


async def test_a_missing_member_is_refused(engine: Engine, file: Path) -> None:
    changed = _alter(file, lambda name, content: None if "relations" in name else content)
    await _refused(engine, changed, "not whole: graph/relations-0001.jsonl is missing")


async def test_a_missing_manifest_is_refused(engine: Engine, file: Path) -> None:
    changed = _alter(file, lambda name, content: None if name == MANIFEST else content)
    await _refused(engine, changed, "not whole: its manifest")


async def test_a_truncated_file_is_refused(engine: Engine, file: Path) -> None:
    content = file.read_bytes()
    for length in (0, 5, len(content) // 2, len(content) - 4):
        part = file.with_name("part")
        part.write_bytes(content[:length])
        await _refused(engine, part, "not whole|not a backup")


async def test_a_flipped_bit_is_refused(engine: Engine, file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 1
    flipped = file.with_name("flipped")
    flipped.write_bytes(content)
    await _refused(engine, flipped, "damaged")


async def test_another_kind_of_file_is_refused(engine: Engine, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("hello")
    await _refused(engine, other, "not a backup of a hub")


async def test_another_archive_is_refused(engine: Engine, tmp_path: Path) -> None:
    other = tmp_path / "other.tar.gz"
    with tarfile.open(other, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("../passwd"), io.BytesIO())
    await _refused(engine, other, "holds another file")


async def test_a_missing_file_is_refused(engine: Engine, tmp_path: Path) -> None:
    await _refused(engine, tmp_path / "none", "no such file")


async def test_another_format_is_refused(engine: Engine, file: Path) -> None:
    await _refused(engine, _manifest(file, formatVersion=2), "a backup of format 2; this hub reads format 1")


async def test_a_graph_of_a_newer_hub_is_refused(engine: Engine, file: Path) -> None:
    newer = _manifest(file, graphVersion=GRAPH_VERSION + 1)
    await _refused(engine, newer, f"a graph of version {GRAPH_VERSION + 1}")


async def test_counts_that_are_not_true_are_refused(engine: Engine, file: Path) -> None:
    counts = {"nodes": {"COMPANY": 2}, "statements": {}, "relations": {}, "loads": 2}
    await _refused(engine, _manifest(file, counts=counts), "other numbers of facts")


async def test_other_keys_are_refused(engine: Engine, file: Path) -> None:
    await _refused(engine, file, r"made under other keys \(m1 differ\)", OTHER_RING)


async def test_a_graph_that_is_not_empty_is_refused(engine: Engine, file: Path, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path / "other", [Node("COMPANY", "x", {"name": "另一家"})])
    before = await dump(engine)
    with pytest.raises(RestoreRefused, match="not empty: it holds 1 Node nodes; allowed: an empty graph"):
        await restore_backup(engine, RING, tmp_path / "data", file)
    assert await dump(engine) == before


async def test_a_restore_that_broke_off_leaves_a_graph_that_no_hub_serves(engine: Engine, file: Path) -> None:
    orphan = _forged(file, b'"made|c2",{', b'"made|gone",{')
    with pytest.raises(RestoreFailed, match=r"broke off .* leads from or to a record that is not in it"):
        await restore_backup(engine, RING, file.parent / "restored", orphan)
    with pytest.raises(GraphUnversioned):
        await ensure_version(engine, datetime.now(UTC))


def _forged(file: Path, old: bytes, new: bytes) -> Path:
    """The archive with a changed line of relations and the digest that fits it."""
    changed: dict[str, Any] = {}

    def change(name: str, content: bytes) -> bytes:
        if name == "graph/relations-0001.jsonl":
            content = content.replace(old, new)
            changed[name] = {"sha256": sha256(content).hexdigest(), "size": len(content)}
        if name == MANIFEST:
            manifest = orjson.loads(content)
            manifest["members"].update(changed)
            return orjson.dumps(manifest)
        return content

    return _alter(file, change)


# --- the record -----------------------------------------------------------------------------------


async def test_the_record_comes_back(engine: Engine, file: Path, tmp_path: Path) -> None:
    await restore_backup(engine, RING, tmp_path / "new", file)
    assert (tmp_path / "new" / "audit" / "2026-11-02.jsonl").read_text() == '{"requestId":"1"}\n'


async def test_a_restored_record_is_for_its_owner_alone(engine: Engine, file: Path, tmp_path: Path) -> None:
    await restore_backup(engine, RING, tmp_path / "new", file)
    assert (tmp_path / "new" / "audit" / "2026-11-02.jsonl").stat().st_mode & 0o777 == 0o600


async def test_another_record_of_the_day_stays_and_the_restored_one_stands_beside_it(
    engine: Engine, file: Path, tmp_path: Path
) -> None:
    other = _record(tmp_path / "new", "other\n")
    summary = await restore_backup(engine, RING, tmp_path / "new", file)
    beside = other.with_name("2026-11-02.restored-1.jsonl")
    assert (other.read_text(), beside.read_text(), summary.beside) == (
        "other\n",
        '{"requestId":"1"}\n',
        (beside,),
    )


async def test_a_record_that_went_on_since_holds_the_restored_one(
    engine: Engine, file: Path, tmp_path: Path
) -> None:
    path = _record(tmp_path / "new", '{"requestId":"1"}\n{"requestId":"2"}\n')
    await restore_backup(engine, RING, tmp_path / "new", file)
    assert sorted(path.parent.iterdir()) == [path]


@pytest.fixture
async def recorded(graph: Engine, tmp_path: Path) -> Path:
    """A backup made while a hub wrote to its log."""
    log = opened(tmp_path / "data" / "record")
    log.append([leaf(n, f"s{n}") for n in range(45)])
    file, _ = await _backup(graph, tmp_path)
    log.append([leaf(n) for n in range(45, 60)])
    log.close()
    await clean(graph)
    return file


async def test_the_logs_come_back_and_their_proof_holds(engine: Engine, recorded: Path, tmp_path: Path) -> None:
    await restore_backup(engine, RING, tmp_path / "new", recorded)
    folder = tmp_path / "new" / "record" / "hub-1"
    assert leaves(folder) == [leaf(n, f"s{n}") for n in range(45)]
    assert not [each for each in verify(folder.parent, KEYS) if each.level is Level.WRONG]
    assert {path.stat().st_mode & 0o777 for path in folder.glob("0*")} == {0o600}


async def test_a_restored_log_is_not_gone_on_with(engine: Engine, recorded: Path, tmp_path: Path) -> None:
    await restore_backup(engine, RING, tmp_path / "new", recorded)
    assert opened(tmp_path / "new" / "record").folder.name == "hub-2"


async def test_a_log_that_went_on_since_holds_the_restored_one(
    engine: Engine, recorded: Path, tmp_path: Path
) -> None:
    summary = await restore_backup(engine, RING, tmp_path / "data", recorded)
    assert [path.name for path in (tmp_path / "data" / "record").iterdir()] == ["hub-1"] and not summary.beside
    assert opened(tmp_path / "data" / "record").size == 60


async def test_another_log_of_the_name_stays_and_the_restored_one_stands_beside_it(
    engine: Engine, recorded: Path, tmp_path: Path
) -> None:
    other = filled(tmp_path / "new" / "record", 5)
    for _ in range(2):
        await clean(engine)
        summary = await restore_backup(engine, RING, tmp_path / "new", recorded)
    assert len(leaves(other)) == 5 and not summary.beside
    assert len(leaves(other.with_name("hub-1.restored-1"))) == 45
    assert len(list(other.parent.iterdir())) == 2


async def test_a_load_that_was_stopped_begins_anew_after_a_restore(
    engine: Engine, file: Path, tmp_path: Path
) -> None:
    def stop(_: Progress) -> None:
        raise KeyboardInterrupt

    rows = _many(1_200, "ACTIVE")
    with pytest.raises(KeyboardInterrupt):
        await _load(engine, tmp_path, rows, stop)
    await clean(engine)
    await restore_backup(engine, RING, tmp_path / "data", file)
    summary = await bring_in(engine, tmp_path / "data", rows)
    assert summary.counts["SHAREHOLDER_OF"] == {"new": 1_198, "changed": 1}
