"""A hub passes over its clocks by itself, as often as its setting says, and never where it says 0."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from graph.engine import Engine
from tests.graphs import bring_in
from tests.hub.cases.asking import Clock, Desk, people
from tests.hub.cases.jobs import said
from tests.hub.serving import served

LOOKS_MAX = 600
BREACH = ("DELETION", "BREACH", -19)


async def breached(desk: Desk, clock: Clock) -> None:
    case = await desk.published("2026-06-01")
    clock.on("2026-06-29")
    await desk.move(case, "JUDGE", "end", endCause="PERFORMED", endedOn="2026-06-05")


async def test_a_hub_says_what_is_over_unasked(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, people(), source="court", now=datetime(2026, 1, 6, tzinfo=UTC))
    clock = Clock(datetime(2026, 6, 1, 2, tzinfo=UTC))
    async with served(engine, tmp_path / "one", clock=clock, deadlines_seconds=0.05) as client:
        await breached(Desk(client), clock)
        for _ in range(LOOKS_MAX):
            if BREACH in await said(engine):
                break
            await asyncio.sleep(0.1)
    # Once; a pass between its two moves says besides that it was not restricted.
    assert [each for each in await said(engine) if each[0] == "DELETION"] == [BREACH]


async def test_a_hub_that_is_told_never_to_look_says_nothing(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, people(), source="court", now=datetime(2026, 1, 6, tzinfo=UTC))
    clock = Clock(datetime(2026, 6, 1, 2, tzinfo=UTC))
    async with served(engine, tmp_path / "one", clock=clock, deadlines_seconds=0) as client:
        await breached(Desk(client), clock)
        await asyncio.sleep(0.5)
    assert await said(engine) == []
