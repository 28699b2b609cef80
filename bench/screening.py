"""`screen` of 500 parties: how long one request takes, and how many parties a second several callers are told."""

from __future__ import annotations

import asyncio
import statistics
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from bench.asking import Asker
from bench.figure import Figure, p95
from bench.growth import BOOT, SEED, SYSTEM, settle, stem_of
from bench.hubs import ENGINES, served_on
from bench.load.traffic import QUERIES, Population, callers
from bench.vitals import cpu_seconds
from hub.settings.config import Settings

PARTIES: Final = 500
MS_MAX: Final = 150
A_SECOND_MIN: Final = 5_000
CALLERS: Final = 4
SECONDS: Final = 20.0
WARM, TIMES = 5, 40


def screening(work: Path, scale: int) -> Iterator[Figure]:
    """On both engines, in a province of that many subjects, found again in the folder or loaded."""
    for engine in ENGINES:
        yield from asyncio.run(_on(engine, work, scale))


async def _on(engine: str, work: Path, scale: int) -> list[Figure]:
    async with served_on(
        engine, work, stem_of(scale), BOOT, HUB_RATE_PER_MINUTE="1000000", HUB_COST_PER_MINUTE=str(2**31 - 1)
    ) as hub:
        await asyncio.to_thread(settle, work, hub.data, scale, hub.settings)
        one = await asyncio.to_thread(screens, hub.url, hub.data, scale)
        before = cpu_seconds(hub.pid)
        told = await asyncio.to_thread(_sustained, hub.url, hub.data, scale)
        hub_seconds = cpu_seconds(hub.pid) - before
    a_second = told / SECONDS
    return [
        screened(one, engine),
        Figure(
            what=f"parties a second, {CALLERS} callers of {PARTIES} at a time for {SECONDS:.0f} s, {engine}",
            measured=f"{a_second:,.0f}; {hub_seconds / max(told, 1) * 1e6:.0f} us of the hub's processor a party",
            target=f">= {A_SECOND_MIN:,}",
            met=a_second >= A_SECOND_MIN,
        ),
    ]


def screens(url: str, data: Path, scale: int) -> list[float]:
    """Milliseconds of `screen` for as many as it takes at once, by one caller, nobody else asking."""
    asking = _asker(url, data, scale)
    took = []
    for _ in range(WARM + TIMES):
        began = time.perf_counter()
        _screen(asking)
        took.append((time.perf_counter() - began) * 1000)
    return took[WARM:]


def screened(times: list[float], engine: str) -> Figure:
    return Figure(
        what=f"screen of {PARTIES}, {engine}",
        measured=f"{statistics.median(times):.0f} ms, p95 {p95(times):.0f}",
        target=f"<= {MS_MAX} ms",
        met=p95(times) <= MS_MAX,
    )


def _sustained(url: str, data: Path, scale: int) -> int:
    """How many parties were told of in the time, by callers that ask again at once."""
    ends = time.monotonic() + SECONDS
    told = [0] * CALLERS

    def ask(place: int) -> None:
        asking = _asker(url, data, scale)
        while time.monotonic() < ends:
            _screen(asking)
            told[place] += PARTIES

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(CALLERS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sum(told)


def _asker(url: str, data: Path, scale: int) -> Asker:
    headers: Mapping[str, str] = callers(Settings(data=data, dev=True))["PARTNER"][0]
    return Asker(url, headers, QUERIES["screen"], Population(scale, SEED, SYSTEM).screened(PARTIES))


def _screen(asking: Asker) -> None:
    told = asking.ask()
    if "errors" in told or len(told["data"]["screen"]) != PARTIES:
        raise RuntimeError("screen did not answer for all")
