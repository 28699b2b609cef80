"""The job of deadlines as tests run it, and what it left in the graph."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from graph.engine import Engine
from graph.statement import Statement
from hub.cases.waking import Counts, Waking
from hub.door.door import Door
from hub.record.writer import Record
from hub.settings.config import Settings
from tests.graphs import RING


@asynccontextmanager
async def job(
    engine: Engine, data: Path, clock: Callable[[], datetime], replica: str = "job", **settings: Any
) -> AsyncIterator[Waking]:
    """A hub's job over the engine, with a log of the record of its own."""
    record = Record(Settings(data=data, dev=True, record_replica=replica, **settings), RING)
    door = Door(engine, timeout_seconds=60, statements_kept=100)
    try:
        yield Waking(door=door, record=record, clock=clock, ahead=timedelta(milliseconds=20))
    finally:
        await door.close()
        await record.close()


async def alerts(engine: Engine) -> list[dict[str, Any]]:
    """All that was ever said of cases, in order."""
    return [each for each in await _alerts(engine) if "instruction" not in each]


async def alerts_of_executors(engine: Engine) -> list[dict[str, Any]]:
    """All that was ever said of instructions, in order."""
    return [each for each in await _alerts(engine) if "instruction" in each]


async def said(engine: Engine) -> list[tuple[str, str, int]]:
    """Deadline, call and days left of all that was ever said of cases."""
    return [(each["name"], each["call"], each["daysLeft"]) for each in await alerts(engine)]


async def clocks(engine: Engine) -> dict[str, dict[str, Any]]:
    """The clocks of cases that are set, by name; of the last case that has one of the name."""
    return {each["name"]: each for each in await _clocks(engine) if "instruction" not in each}


async def clocks_of_executors(engine: Engine) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Those of instructions, by measure, executor and name; of the last instruction that is so told."""
    return {
        (each["measure"], each["executor"], each["name"]): each
        for each in await _clocks(engine)
        if "instruction" in each
    }


def of_cases(counts: Counts) -> str:
    """What the line of a pass says of cases."""
    return counts.line().partition(";")[0]


async def _alerts(engine: Engine) -> list[dict[str, Any]]:
    asked = Statement(text="MATCH (a:CaseAlert) RETURN properties(a)", name="alerts")
    found = [row[0] for row in await engine.read(asked)]
    return sorted(found, key=lambda each: (each["at"], each["case"], each["name"], each["call"]))


async def _clocks(engine: Engine) -> list[dict[str, Any]]:
    asked = Statement(text="MATCH (c:CaseClock) RETURN properties(c)", name="clocks")
    return [row[0] for row in await engine.read(asked)]
