"""A hub on Neo4j under load: alone, beside slow clients, through a restart of its engine, as two replicas.

All phases ask what `traffic` says, and none lasts longer than `--minutes`. Processor time and memory of the hub
are read from its process, what the generator took from its own.
"""

from __future__ import annotations

import asyncio
import json
import pickle
import sys
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from bench.asking import Asker
from bench.figure import Figure
from bench.growth import BOOT, SEED, SYSTEM, settle, stem_of
from bench.hubs import Running, on_engine, served
from bench.load.figures import (
    CONNECTIONS,
    FAST,
    PLAIN,
    RATE,
    REPLICAS,
    RESTART,
    SLOW,
    Phase,
    figures,
    rest,
)
from bench.load.generator import Job, Told
from bench.load.traffic import QUERIES, Population, callers, cursors, requests, written
from bench.screening import screened, screens
from bench.vitals import cpu_seconds, engine_pid, resident_mib, watch_mib
from hub.settings.config import Settings
from tests.engines.neo4j_boot import free_port, neo4j_server

WARM_SECONDS: Final = 120.0
FAST_SECONDS: Final = 60.0
BESIDE_SECONDS: Final = 300.0  # of each phase but the plain one
PAGES: Final = 40


def load(work: Path, scale: int, minutes: float) -> list[Figure]:
    """In a province of that many subjects, found again in the folder or loaded."""
    return asyncio.run(_measure(work, scale, minutes * 60))


async def _measure(work: Path, scale: int, seconds: float) -> list[Figure]:
    phases: dict[str, Phase] = {}
    async with _Neo4j(work / f"{stem_of(scale)}-server") as neo4j:
        data = work / f"{stem_of(scale)}-neo4j"
        settings = on_engine(neo4j.address, work / "load-password")
        with served(data, **settings):  # one that has loaded is not at rest
            await asyncio.to_thread(settle, work, data, scale, settings)
        with ExitStack() as hubs:
            one = hubs.enter_context(served(data, **settings))
            at_start = resident_mib(one.pid)
            job, slow = await asyncio.to_thread(_job, one, data, scale)
            short = min(seconds, BESIDE_SECONDS)
            warm = replace(job, rate=RATE / 2, seconds=min(seconds, WARM_SECONDS))
            await _phase(work, warm, [one])
            times = await asyncio.to_thread(screens, one.url, data, scale)
            phases[PLAIN] = await _phase(work, replace(job, seconds=seconds), [one])
            phases[SLOW] = await _phase(work, replace(job, seconds=short, slow=slow), [one])
            fast = min(seconds, FAST_SECONDS)
            phases[FAST] = await _phase(work, replace(job, seconds=fast, rate=None), [one])
            away: list[float] = []
            if neo4j.ours:

                async def restart() -> None:
                    await asyncio.sleep(short / 2)
                    away.append(await neo4j.restart())

                phases[RESTART] = await _phase(work, replace(job, seconds=short), [one], restart)
            two = hubs.enter_context(served(data, **settings, HUB_RECORD_REPLICA="two"))
            both = replace(job, urls=(one.url, two.url))
            await _phase(work, replace(both, seconds=min(seconds, WARM_SECONDS) / 2), [one, two])
            phases[REPLICAS] = await _phase(work, replace(both, seconds=short), [one, two])
            phases[f"{REPLICAS}, {FAST}"] = await _phase(work, replace(both, seconds=fast, rate=None), [one, two])
    return [rest(at_start), screened(times, "Neo4j 5.26"), *figures(phases, at_start, away)]


class _Neo4j:
    """One that can be restarted: it keeps folder and port. One that was given (HUB_TEST_NEO4J_URI) is not ours."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._boot = replace(BOOT, port=free_port())
        self._open = AsyncExitStack()

    async def __aenter__(self) -> _Neo4j:
        self.address = await self._open.enter_async_context(neo4j_server(self._folder, self._boot))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    @property
    def ours(self) -> bool:
        return engine_pid() is not None

    async def restart(self) -> float:
        """Seconds from the order to stop until it answers again."""
        began = asyncio.get_running_loop().time()
        await self._open.aclose()
        await self.__aenter__()
        return asyncio.get_running_loop().time() - began


def _job(hub: Running, data: Path, scale: int) -> tuple[Job, bytes]:
    """What is asked, once the hub has told cursors of its pages; and the request of who reads slowly."""
    headers = callers(Settings(data=data, dev=True))
    asked = dict(Population(scale, SEED, SYSTEM).drawn())
    asker = headers["INVESTIGATOR"][0]

    def page(after: str | None) -> object:
        return Asker(hub.url, asker, QUERIES["companies"], {"after": after}).ask()["data"]

    asked["companies"] = cursors(PAGES, page)
    large = (
        "{ companies(first: 1000) { edges { cursor node { id name uscc sources { system key recordedAt } } } } }"
    )
    return (
        Job(
            urls=(hub.url,),
            deck=list(requests(asked, headers)),
            connections=CONNECTIONS,
            rate=RATE,
            seconds=0,
        ),
        written(large, {}, asker),
    )


async def _phase(
    work: Path, job: Job, hubs: Sequence[Running], meanwhile: Callable[[], Coroutine[Any, Any, None]] | None = None
) -> Phase:
    """The job in a process of its own, and what it cost the hubs and their engine."""
    given = work / "load-job"
    given.write_bytes(pickle.dumps(job))
    seen: list[float] = []
    watching = asyncio.create_task(watch_mib(hubs[0].pid, seen))
    pids = [hub.pid for hub in hubs]
    before, engine = sum(map(cpu_seconds, pids)), _engine_cpu()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.load.generator", str(given), stdout=asyncio.subprocess.PIPE
    )
    beside = asyncio.create_task(meanwhile()) if meanwhile is not None else None
    try:
        output, _ = await process.communicate()
        if beside is not None:
            await beside
    finally:
        watching.cancel()
        if beside is not None:
            beside.cancel()
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise RuntimeError(f"the generator ended with {process.returncode}")
    if not seen:
        raise RuntimeError("the hub ended before it was asked")
    told = Told(**json.loads(output))
    after, engine_after = sum(map(cpu_seconds, pids)), _engine_cpu()
    known = None if engine is None or engine_after is None or meanwhile is not None else engine_after - engine
    return Phase(
        told=told,
        hub_cpu=after - before,
        engine_cpu=known,
        begun_mib=seen[0],
        most_mib=max(seen),
        ended_mib=resident_mib(hubs[0].pid),
    )


def _engine_cpu() -> float | None:
    pid = engine_pid()
    return None if pid is None else cpu_seconds(pid)
