"""A hub on Neo4j under load: alone, beside slow clients, through a restart of its engine, as two replicas.

All phases ask what `traffic` says, and none lasts longer than `--minutes`. Processor time and memory of the hub
are read from its process, what the generator took from its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bench.asking import Asker
from bench.figure import Figure
from bench.growth import BOOT, SEED, SYSTEM, settle, stem_of
from bench.hubs import Running, served
from bench.load.generator import Job, Told
from bench.load.traffic import MIX, QUERIES, Population, callers, cursors, requests, written
from bench.vitals import cpu_seconds, engine_pid, peak_mib, resident_mib
from hub.settings.config import Settings
from tests.engines.neo4j_boot import free_port, neo4j_server

CONNECTIONS: Final = 200
RATE: Final = 300.0  # requests/s that are offered: more than must be served
RATE_MIN: Final = 250.0
ERRORS_MAX: Final = 0.001
GROWTH_MAX: Final = 0.05
BACK_SECONDS_MAX: Final = 10.0
WARM_SECONDS: Final = 120.0
FAST_SECONDS: Final = 60.0
BESIDE_SECONDS: Final = 300.0  # of each phase but the plain one
PAGES: Final = 40
PLAIN, SLOW, RESTART, REPLICAS, FAST = (
    "one hub",
    "beside two slow clients",
    "with a restart of the engine",
    "two replicas",
    "as fast as it can",
)
WORDS: Final = {
    "screen": "screen of 1 to 20",
    "standing": "standing",
    "shareholders": "a company with its first 20 shareholders",
    "network": "network of one hop",
    "owners": "beneficial owners",
    "search": "search",
    "companies": "a page of companies",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Phase:
    """What a phase told. Processor seconds; resident MiB of the first hub as it began, its most, as it ended."""

    told: Told
    hub_cpu: float
    engine_cpu: float | None
    begun_mib: float
    most_mib: float
    ended_mib: float

    @property
    def speed(self) -> float:
        return self.told.answers / self.told.seconds

    @property
    def failed(self) -> float:
        """Share of errors among all that was answered or failed."""
        return self.told.errors / max(1, self.told.errors + self.told.answers)


def load(work: Path, scale: int, minutes: float) -> list[Figure]:
    """In a province of that many subjects, found again in the folder or loaded."""
    return asyncio.run(_measure(work, scale, minutes * 60))


async def _measure(work: Path, scale: int, seconds: float) -> list[Figure]:
    phases: dict[str, Phase] = {}
    async with _Neo4j(work / f"{stem_of(scale)}-server") as neo4j:
        data = work / f"{stem_of(scale)}-neo4j"
        settings = neo4j.settings(work)
        with served(data, **settings) as one:
            await asyncio.to_thread(settle, work, data, scale, settings)
        with ExitStack() as hubs:
            one = hubs.enter_context(served(data, **settings))
            at_start = resident_mib(one.pid)
            job, slow = await asyncio.to_thread(_job, one, data, scale)
            short = min(seconds, BESIDE_SECONDS)
            warm = replace(job, rate=RATE / 2, seconds=min(seconds, WARM_SECONDS))
            await _phase(work, warm, [one])
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
    return list(_figures(phases, at_start, away))


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

    def settings(self, work: Path) -> dict[str, str]:
        password = work / "load-password"
        password.write_text(self.address.password, encoding="utf-8")
        return {
            "HUB_ENGINE_URL": self.address.url,
            "HUB_ENGINE_USER": self.address.user,
            "HUB_ENGINE_PASSWORD_FILE": str(password),
        }

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
    work: Path, job: Job, hubs: Sequence[Running], meanwhile: Callable[[], Awaitable[None]] | None = None
) -> Phase:
    """The job in a process of its own, and what it cost the hubs and their engine."""
    given = work / "load-job"
    given.write_bytes(pickle.dumps(job))
    seen: list[float] = []
    watching = asyncio.create_task(peak_mib(hubs[0].pid, seen))
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
    told = Told(**json.loads(output))
    if not told.answers:
        raise RuntimeError(f"nothing was answered: {told.codes}")
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


def _figures(phases: Mapping[str, Phase], at_start: float, away: Sequence[float]) -> Iterator[Figure]:
    for name, phase in phases.items():
        yield _served(name, phase, away)
    for operation, words in WORDS.items():
        told = (
            f"{name} " + " / ".join(f"{each:.0f}" for each in phase.told.times[operation])
            for name, phase in phases.items()
        )
        yield Figure(
            what=f"load, {words} ({MIX[operation][0]} of 100), ms p50 / p95 / p99", measured="; ".join(told)
        )
    plain = phases[PLAIN]
    grown = plain.ended_mib / plain.begun_mib - 1
    most = max(each.most_mib for each in phases.values())
    yield Figure(
        what=f"load, resident memory of the hub over {plain.told.seconds / 60:.1f} minutes",
        measured=f"{at_start:.0f} MiB at the start, {plain.begun_mib:.0f} warmed up,"
        f" {plain.ended_mib:.0f} at the end: {grown:+.1%} (most {plain.most_mib:.0f}; {most:.0f} in all phases)",
        target=f"<= {GROWTH_MAX:+.0%}",
        met=grown <= GROWTH_MAX,
    )


def _served(name: str, phase: Phase, away: Sequence[float]) -> Figure:
    told = phase.told
    codes = ", ".join(f"{code} {count}" for code, count in sorted(told.codes.items())) or "none"
    measured = (
        f"{phase.speed:.1f} requests/s over {told.seconds / 60:.1f} minutes; errors {phase.failed:.3%} ({codes})"
    )
    if told.missed:
        measured += f"; {told.missed} turns given up"
    if told.cut:
        measured += "; cut off: " + ", ".join(f"who {who} {times}x" for who, times in told.cut.items())
    per = 1000 / max(1, told.answers)
    floor = f"CPU a request: hub {phase.hub_cpu * per:.2f} ms"
    if phase.engine_cpu is not None:
        floor += f", Neo4j {phase.engine_cpu * per:.2f}"
    floor += f", generator {told.cpu_seconds * per:.2f}; {os.cpu_count()} cores"
    what = f"load, {name}: {CONNECTIONS} connections"
    if name.endswith(FAST):
        return Figure(what=what, measured=measured, floor=floor)
    what += f", {RATE:.0f} requests/s offered"
    if name == RESTART:
        took = sum(away)
        return Figure(
            what=what,
            measured=f"{measured}; engine away {took:.1f} s, longest time without an answer {told.quiet:.1f} s",
            floor=floor,
            target=f"answers within {BACK_SECONDS_MAX:.0f} s of the engine",
            met=told.quiet <= took + BACK_SECONDS_MAX,
        )
    return Figure(
        what=what,
        measured=measured,
        floor=floor,
        target=f">= {RATE_MIN:.0f} requests/s, errors < {ERRORS_MAX:.1%}",
        met=phase.speed >= RATE_MIN and phase.failed < ERRORS_MAX,
    )
