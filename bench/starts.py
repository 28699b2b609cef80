"""How soon a hub is ready on a folder that exists, and how soon its engine alone."""

from __future__ import annotations

import asyncio
import statistics
import time
from pathlib import Path

from bench.figure import Figure
from bench.hubs import served
from graph.embedded import EmbeddedEngine

STARTS = 5


def ready(work: Path) -> list[Figure]:
    """`hub up` several times on one folder, in turns with its engine."""
    data = work / "ready"
    with served(data):
        pass
    seconds: list[float] = []
    bare: list[float] = []
    for _ in range(STARTS):
        with served(data) as hub:
            seconds.append(hub.ready_seconds)
        bare.append(asyncio.run(_engine_alone(data)))
    median, floor = statistics.median(seconds), statistics.median(bare)
    return [
        Figure(
            what=f"`hub up` on an existing folder until `ready`, median of {STARTS}",
            measured=f"{median:.1f} s",
            floor=f"{floor:.1f} s for the embedded engine alone, on the same folder",
            target="<= 8 s",
            met=median <= 8,
        )
    ]


async def _engine_alone(data: Path) -> float:
    began = time.perf_counter()
    async with await EmbeddedEngine.start(data):
        return time.perf_counter() - began
