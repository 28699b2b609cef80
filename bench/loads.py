"""How fast data goes in, beside the same facts by a bare UNWIND … MERGE."""

from __future__ import annotations

import asyncio
import pickle
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from adapters.formats import FORMATS
from adapters.formats.record import Reject
from adapters.loading.check import Checker
from adapters.loading.facts import Fact, NodeFact
from adapters.loading.linking import link
from adapters.sample.province import write_province
from bench.figure import Figure
from bench.hubs import Done, command, on_engine, served
from graph.embedded import EmbeddedEngine
from graph.engine import Engine, EngineAddress
from graph.founding import create_schema
from graph.model.declare import OPEN_INSTANT
from graph.rules.sealing import KeyRing
from graph.statement import Statement, Value
from tests.engines.neo4j_boot import neo4j_server

FINBENCH = Path(__file__).resolve().parent.parent / "samples" / "finbench"
BATCH = 2_000
ROWS_A_SUBJECT = 4.9
AT = "2026-01-01T00:00:00.000000Z"


def finbench(work: Path) -> list[Figure]:
    """The bundled sample into a new folder by the whole command, beside a hub that is up; bare into another."""
    data = work / "finbench"
    facts = work / "finbench.pickle"
    _prepare("finbench", "finbench", FINBENCH, facts)
    floor_seconds = asyncio.run(_bare_embedded(work / "finbench-bare", facts))
    with served(data):
        done = command(data, "load", "finbench", str(FINBENCH))
        again = command(data, "load", "finbench", str(FINBENCH))
    return [
        Figure(
            what="FinBench sample, 66 k facts, embedded (`hub load` beside a running hub)",
            measured=f"{done.seconds:.1f} s",
            floor=f"{floor_seconds:.1f} s bare MERGE",
            target="<= 20 s",
            met=done.seconds <= 20,
        ),
        Figure(what="the same again (all unchanged)", measured=f"{again.seconds:.1f} s"),
    ]


def rows(work: Path, count: int) -> list[Figure]:
    """`count` rows through the hub, and bare before and after it, each into an empty Neo4j booted for it.

    The hub's seconds are those of the whole command: start, constraints, reading, checks, merging. The floor's are
    those of the statements alone: the same facts, checked and laid out before, in batches of the same size; of its
    two runs the faster counts.
    """
    folder = work / "province"
    written = write_province(folder, scale=max(1_000, int(count / ROWS_A_SUBJECT)), seed=7)
    facts = work / "facts.pickle"
    _prepare("rows", "province", folder, facts)
    before = asyncio.run(_bare_neo4j(work / "neo4j-before", facts))
    done, link_seconds = asyncio.run(_through_the_hub(work, folder, facts))
    floor_seconds = min(before, asyncio.run(_bare_neo4j(work / "neo4j-after", facts)))
    floor, rate = written.total / floor_seconds, written.total / done.seconds
    return [
        Figure(
            what=f"{written.total:,} `rows`, Neo4j 5.26",
            measured=f"{rate:,.0f} rows/s: {done.seconds:.1f} s ({done.line.split('(')[0].strip()})",
            floor=f"{floor:,.0f} rows/s bare MERGE: {floor_seconds:.1f} s; ratio {rate / floor:.2f}",
            target=">= 0.60 of the floor",
            met=rate >= 0.6 * floor,
        ),
        Figure(
            what="of it, finding who is who (measured again afterwards; the floor does not do it)",
            measured=f"{link_seconds:.1f} s, {link_seconds / done.seconds:.0%}",
        ),
        Figure(
            what=f"the loader's own processor time over {written.total:,} rows",
            measured=f"{done.cpu_seconds:.1f} s, {done.cpu_seconds / written.total * 1e6:.0f} µs a row",
        ),
        Figure(
            what=f"peak memory of the loader over {written.total:,} rows",
            measured=f"{done.peak_mib:.0f} MiB",
            target="< 300 MB",
            met=done.peak_mib * 1.048576 < 300,
        ),
    ]


async def _through_the_hub(work: Path, folder: Path, facts: Path) -> tuple[Done, float]:
    """The load, and the seconds of looking through its records for merges once more."""
    async with neo4j_server(work / "neo4j-hub") as address:
        settings = on_engine(address, work / "password")
        arguments = ("load", "rows", str(folder), "--source", "province")
        done = await asyncio.to_thread(lambda: command(work / "rows", *arguments, **settings))
        seconds = 0.0
        async with await Engine.open(address) as engine:
            for batch in _batches(facts):
                stated = [fact for fact in batch if isinstance(fact, NodeFact)]
                began = time.perf_counter()
                await link(engine, stated, AT)
                seconds += time.perf_counter() - began
        return done, seconds


def _prepare(name: str, system: str, folder: Path, target: Path) -> None:
    """Checked facts in batches of one kind, so that the bare run pays for the driver and the engine only."""
    format_ = FORMATS[name]
    delivery = format_.open((folder,))
    ring = KeyRing(match_key=b"m" * 32, sealing_keys={"s1": b"s" * 32}, current="s1")
    checker = Checker(system=system, manifest=delivery.manifest, key_ring=ring, today=datetime.now(UTC).date())

    def checked() -> Iterator[Fact]:
        for row in format_.read(delivery):
            fact = row if isinstance(row, Reject) else checker.check(row)
            if not isinstance(fact, Reject):
                yield fact

    with target.open("wb") as file:
        for _kind, run in groupby(checked(), key=lambda fact: fact.kind):
            batch: list[Fact] = []
            for fact in run:
                batch.append(fact)
                if len(batch) == BATCH:
                    pickle.dump(batch, file)
                    batch = []
            if batch:
                pickle.dump(batch, file)


def _batches(facts: Path) -> Iterator[list[Fact]]:
    with facts.open("rb") as file:
        while True:
            try:
                yield pickle.load(file)
            except EOFError:
                return


async def _bare_neo4j(folder: Path, facts: Path) -> float:
    async with neo4j_server(folder) as address:
        return await _bare(address, facts)


async def _bare_embedded(data: Path, facts: Path) -> float:
    async with await EmbeddedEngine.start(data) as embedded:
        return await _bare(embedded.address, facts)


async def _bare(address: EngineAddress, facts: Path) -> float:
    recorded = {"recordedAt": AT, "supersededAt": OPEN_INSTANT}
    seconds = 0.0
    async with await _opened(address) as engine:
        for batch in _batches(facts):
            statement = _merge(batch, recorded)
            began = time.perf_counter()
            await engine.write([statement])
            seconds += time.perf_counter() - began
    return seconds


async def _opened(address: EngineAddress) -> Engine:
    engine = await Engine.open(address)
    await create_schema(engine)
    return engine


def _merge(batch: list[Fact], recorded: dict[str, str]) -> Statement:
    rows: list[Value] = [
        {
            "rk": fact.rk,
            "id": f"{hash(fact.rk) & (2**64 - 1):032x}",
            "kind": fact.kind,
            "open": fact.slot,
            "p": {**fact.properties, "slot": fact.slot, "hash": fact.hash, **recorded},
        }
        if isinstance(fact, NodeFact)
        else {
            "source": fact.source,
            "target": fact.target,
            "open": fact.slot,
            "p": {**fact.properties, "slot": fact.slot, "hash": fact.hash, **recorded},
        }
        for fact in batch
    ]
    if isinstance(batch[0], NodeFact):
        text = (
            "UNWIND $rows AS row MERGE (n:Node {rk: row.rk}) ON CREATE SET n.id = row.id, n.kind = row.kind"
            " MERGE (t:Statement {open: row.open}) ON CREATE SET t += row.p MERGE (t)-[:ABOUT]->(n)"
        )
    else:
        text = (
            "UNWIND $rows AS row MATCH (a:Node {rk: row.source}) MATCH (b:Node {rk: row.target})"
            f" MERGE (a)-[r:{batch[0].kind} {{open: row.open}}]->(b) ON CREATE SET r += row.p"
        )
    return Statement(text=text, parameters={"rows": rows}, name="bare")
