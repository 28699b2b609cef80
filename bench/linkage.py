"""Owners and control of all companies of the FinBench sample, and of one after the other, on both engines.

The floor is the same statements with the same values by the bare driver: what walks would cost if nobody judged.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx

from adapters.formats.finbench import FinBench
from adapters.loading.loader import LoadSettings, load
from bench.figure import Figure, p95
from bench.replay import Recorded, ask, bare, recording
from graph.embedded import EmbeddedEngine, EmbeddedLimits
from graph.engine import Engine, EngineAddress
from hub.keyring.keys import load_ring
from hub.running.development import ensure_development_case
from hub.running.opening import prepare
from hub.settings.config import Settings
from tests.engines.neo4j_boot import neo4j_server

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "finbench"
FIELDS = {
    "owners": "beneficialOwners { owners { person { id } share { lower upper } certain } unknownShare truncated }",
    "control": "controlledBy { ultimate { id } count truncated }",
    "candidates": "controllerCandidates { subject { id } tier why }",
}
ALL = "{ companies(first: 1000) { edges { node { id %s } } } }"
ONE = "query ($id: ID!) { node(id: $id) { ... on Company { %s } } }"
SINGLE = 100  # companies asked about one by one
TOGETHER_SECONDS = 3.0


def linkage(work: Path) -> list[Figure]:
    """On both engines."""
    return asyncio.run(_both(work / "linkage"))


async def _both(work: Path) -> list[Figure]:
    work.mkdir()
    async with await EmbeddedEngine.start(work / "embedded", EmbeddedLimits(heap="1g")) as embedded:
        figures = await _on("embedded", embedded.address, work / "embedded-hub")
    async with neo4j_server(work / "neo4j") as address:
        return [*figures, *await _on("Neo4j 5.26", address, work / "neo4j-hub")]


async def _on(name: str, address: EngineAddress, data: Path) -> list[Figure]:
    data.mkdir()
    settings = Settings(data=data, dev=True, max_cost=10_000_000, request_timeout_seconds=60)
    ring = load_ring(settings)
    async with await Engine.open(address) as engine:
        await prepare(engine)
        await ensure_development_case(engine, settings, ring)
        await load(
            engine,
            FinBench(),
            FinBench().open((SAMPLE,)),
            source="finbench",
            data=data,
            key_ring=ring,
            now=lambda: datetime.now(UTC),
            settings=LoadSettings(),
            on_progress=lambda _: None,
        )
        async with recording(engine, settings) as (client, recorded):
            return await _measured(name, client, recorded, address)


async def _measured(
    name: str, client: httpx.AsyncClient, recorded: Recorded, address: EngineAddress
) -> list[Figure]:
    companies = (await ask(client, ALL % ""))["companies"]["edges"]
    ids = [edge["node"]["id"] for edge in companies]
    figures, seconds, floors = [], {}, {}
    for what, field in FIELDS.items():
        await ask(client, ALL % field)  # planned and warm
        recorded.asked.clear()
        began = time.perf_counter()
        await ask(client, ALL % field)
        seconds[what] = time.perf_counter() - began
        floors[what] = (await bare(recorded.asked, address)).seconds
        times, alone = [], []
        await ask(client, ONE % field, {"id": ids[0]})
        for id_ in ids[:: max(1, len(ids) // SINGLE)]:
            recorded.asked.clear()
            began = time.perf_counter()
            await ask(client, ONE % field, {"id": id_})
            times.append((time.perf_counter() - began) * 1000)
            alone.append((await bare(recorded.asked, address)).seconds * 1000)
        slow, floor = p95(times), p95(alone)
        figures.append(
            Figure(
                what=f"{what} of one company of the FinBench sample, 640 companies above it, p95 of"
                f" {len(times)}, {name}",
                measured=f"{slow:.0f} ms (p50 {statistics.median(times):.0f})",
                floor=f"{floor:.0f} ms (p50 {statistics.median(alone):.0f}) bare driver, the same statements",
                target="<= 200 ms (of 500)" if what == "owners" else "",
                met=slow <= 200 if what == "owners" else None,
            )
        )
    together = seconds["owners"] + seconds["control"]
    figures.append(
        Figure(
            what=f"owners and control of all {len(ids)} companies of the FinBench sample, {name}",
            measured=f"{together:.1f} s (owners {seconds['owners']:.1f}, control {seconds['control']:.1f};"
            f" candidates {seconds['candidates']:.1f})",
            floor=f"{floors['owners'] + floors['control']:.1f} s bare driver, the same statements",
            target=f"<= {TOGETHER_SECONDS:g} s",
            met=together <= TOGETHER_SECONDS,
        )
    )
    return figures
