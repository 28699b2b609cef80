"""What the record adds to a request: an entry on disk at 200 requests/s, beside a bare write and fsync."""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from bench.figure import Figure
from graph.rules.sealing import KeyRing
from hub.record.entry import Entry, operation_hash
from hub.record.writer import Record
from hub.settings.config import Settings

REQUESTS_PER_SECOND = 200
ROUNDS = 10
ROUND_SECONDS = 1.0
TOUCHED = 21
TARGET_MS = 1.5
_QUERY = "{ subject(by: {uscc: $uscc}) { shareholders { edges { node { name } } } } }"


def record(work: Path) -> list[Figure]:
    """They take turns, a second each: they see the same disk and the same neighbours."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_measure(work / "record-bench"))


async def _measure(data: Path) -> list[Figure]:
    ring = KeyRing(match_key=b"m" * 32, sealing_keys={"s1": b"s" * 32}, current="s1")
    writer = Record(Settings(data=data), ring)
    await writer.open()
    ids = [f"{number:032x}" for number in range(1_000)]

    async def request(number: int) -> None:
        touched = [ids[(number * 7 + each) % len(ids)] for each in range(TOUCHED)]
        await writer.append(
            Entry(
                request_id=f"{number:032x}",
                time=datetime.now(UTC),
                subject="bench",
                role="INVESTIGATOR",
                court="鄂0112",
                purpose="ENFORCEMENT",
                case_number="（2026）鄂0112执1号",
                operation_hash=operation_hash(_QUERY),
                fields=1,
                rows=TOUCHED,
                touched=writer.touched(touched),
                duration_ms=1.0,
            )
        )

    handle = os.open(data / "floor", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    content = b"x" * 1_000

    def bare() -> None:
        os.write(handle, content)
        os.fsync(handle)

    async def alone(_number: int) -> None:
        await asyncio.to_thread(bare)

    recorded: list[float] = []
    floor: list[float] = []
    naive: list[float] = []
    cpu = naive_cpu = 0.0
    await _pace(request, [], 0.2)
    for _ in range(ROUNDS):
        began = time.process_time()
        await _pace(request, recorded, ROUND_SECONDS)
        between = time.process_time()
        await _pace(alone, naive, ROUND_SECONDS)
        naive_cpu += time.process_time() - between
        cpu += between - began
        await asyncio.to_thread(_bare_round, bare, floor)
    os.close(handle)
    await writer.close()
    p50, bare_p50 = statistics.median(recorded) * 1000, statistics.median(floor) * 1000
    per_sync = writer.counters.entries / writer.counters.batches
    return [
        Figure(
            what=f"the record: an entry on disk at {REQUESTS_PER_SECOND} requests/s, p50",
            measured=f"{p50:.2f} ms, {per_sync:.1f} entries a sync",
            floor=(
                f"{bare_p50:.2f} ms bare write and fsync; ratio {p50 / bare_p50:.2f};"
                f" {statistics.median(naive) * 1000:.2f} ms where each request syncs for itself"
            ),
            target=f"<= {TARGET_MS} ms",
            met=p50 <= TARGET_MS,
        ),
        Figure(
            what=f"the record: CPU a request with {TOUCHED} subjects touched",
            measured=f"{cpu / len(recorded) * 1e6:.0f} us",
            floor=f"{naive_cpu / len(naive) * 1e6:.0f} us for a bare write and fsync in a thread",
        ),
    ]


async def _pace(request: Callable[[int], Awaitable[None]], took: list[float], seconds: float) -> None:
    """Requests that arrive by chance at the rate, whether or not the ones before are through."""
    chance = random.Random(len(took))
    began = time.perf_counter()
    due, number = 0.0, len(took)
    running: list[asyncio.Task[None]] = []

    async def one(number: int) -> None:
        start = time.perf_counter()
        await request(number)
        took.append(time.perf_counter() - start)

    while due < seconds:
        await asyncio.sleep(max(0.0, began + due - time.perf_counter()))
        running.append(asyncio.create_task(one(number)))
        number += 1
        due += chance.expovariate(REQUESTS_PER_SECOND)
    await asyncio.gather(*running)


def _bare_round(bare: Callable[[], None], took: list[float]) -> None:
    until = time.perf_counter() + ROUND_SECONDS
    while (start := time.perf_counter()) < until:
        bare()
        took.append(time.perf_counter() - start)
        time.sleep(1 / REQUESTS_PER_SECOND)
