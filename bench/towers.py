"""Owners of the company at the foot of a tower of 500, or 5,000, ten levels high, on both engines."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figure import Figure, p95
from bench.hubs import ENGINES, served_on
from bench.replay import ask, bare, recording
from graph.engine import Engine
from hub.settings.config import Settings
from tests.graphs import Node, Tie, bring_in

LEVELS = 10
LIMITS = {500: 200, 5_000: 1_000}  # companies above: milliseconds at p95
TIMES, WARM = 40, 10
# A company holds 40 % each of two of the level below, a person 20 % of each; of the last level persons have all.
STAKE, OWN = 0.4, 0.2
QUERY = """query ($k: String!) { subject(by: {source: {system: "made", key: $k}}) { ... on Company {
    beneficialOwners { owners { person { id } share { lower upper } certain } unknownShare bounds } } } }"""


def towers(work: Path) -> list[Figure]:
    """Each size on each engine."""
    return [figure for engine in ENGINES for figure in asyncio.run(_on(engine, work))]


async def _on(engine: str, work: Path) -> list[Figure]:
    async with (
        served_on(engine, work, "towers", HUB_REQUEST_TIMEOUT_SECONDS="60") as hub,
        await Engine.open(hub.address) as opened,
    ):
        for companies in LIMITS:
            await bring_in(opened, hub.data, list(tower(companies)), source="made")
        async with recording(opened, Settings(data=hub.data, dev=True, request_timeout_seconds=60)) as (
            client,
            seen,
        ):
            figures = []
            for companies, most in LIMITS.items():
                took, alone = [], []
                for _ in range(WARM + TIMES):
                    seen.asked.clear()
                    began = time.perf_counter()
                    answer = await ask(client, QUERY, {"k": f"{companies}-0-0"})
                    took.append((time.perf_counter() - began) * 1000)
                    if bounds := answer["subject"]["beneficialOwners"]["bounds"]:
                        raise RuntimeError(f"owners of {companies}: cut by {bounds}")
                    alone.append((await bare(seen.asked, hub.address)).seconds * 1000)
                figures.append(_figure(engine, companies, most, took[WARM:], alone[WARM:]))
    return figures


def tower(companies: int) -> Iterator[Node | Tie]:
    """So many companies, one at the foot, each held by two of the level above it and a person."""
    widths = [1, *[companies // LEVELS] * (LEVELS - 1), companies // LEVELS - 1]
    for level, width in enumerate(widths):
        for place in range(width):
            me = f"{companies}-{level}-{place}"
            yield Node("COMPANY", me, {"name": f"公司{me}"})
            yield Node("PERSON", f"{me}p", {"name": f"股东{me}"})
            yield Tie("SHAREHOLDER_OF", f"{me}p", me, {"share": OWN if level < LEVELS else 1.0})
    for place in range(widths[1]):
        yield Tie("SHAREHOLDER_OF", f"{companies}-1-{place}", f"{companies}-0-0", {"share": (1 - OWN) / widths[1]})
    for level in range(1, LEVELS):
        for place in range(widths[level]):
            for step in (0, 7):
                above = f"{companies}-{level + 1}-{(place + step) % widths[level + 1]}"
                yield Tie("SHAREHOLDER_OF", above, f"{companies}-{level}-{place}", {"share": STAKE})


def _figure(engine: str, companies: int, most: int, took: list[float], alone: list[float]) -> Figure:
    slow, floor = p95(took), p95(alone)
    return Figure(
        what=f"owners of one company, {companies:,} on {LEVELS} levels above it, p95 of {TIMES}, {engine}",
        measured=f"{slow:.0f} ms (p50 {statistics.median(took):.0f})",
        floor=f"{floor:.0f} ms (p50 {statistics.median(alone):.0f}) bare driver, the same statements",
        target=f"<= {most} ms",
        met=slow <= most,
    )
