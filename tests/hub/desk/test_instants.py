"""Who reads while a move is committed reads the older statement or the newer one, never none."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graph.cypher.load import create_statements, supersede_statements
from graph.engine import Engine, Transaction
from graph.rules.days import stored_instant
from graph.statement import Statement
from hub.desk.instants import When
from tests.graphs import Node, bring_in

RECORDS, READERS = 20, 3
_SAID = """UNWIND $keys AS key MATCH (n:Node {rk: 'made|' + key})
CALL (n) { MATCH (n)<-[:ABOUT]-(t:Statement) WHERE t.recordedAt <= $now AND t.supersededAt > $now
RETURN count(t) AS told }
RETURN collect(told)"""
_OPEN = """MATCH (:Node {rk: 'made|' + $key})<-[:ABOUT]-(t:Statement) WHERE t.open IS NOT NULL
RETURN t.slot, t.hash, properties(t)"""


async def move(engine: Engine, key: str, number: int, ahead: timedelta) -> None:
    """Says of a record anew what is said of it."""
    when, at = When(datetime.now(UTC), ahead), ""

    async def work(tx: Transaction) -> None:
        nonlocal at
        at = when.after()
        [[slot, before, said]] = await tx.run(Statement(text=_OPEN, parameters={"key": key}, name="open"))
        await tx.run(supersede_statements([(slot, before)], at))
        told = {name: value for name, value in said.items() if name not in ("open", "slot")}
        await tx.run(create_statements([(f"made|{key}", slot, {**told, "hash": f"h{number}"})], at))

    await engine.transact(work)
    await when.reached(at)


async def holes(engine: Engine, ahead: timedelta, moves: int) -> int:
    """How often a reader found nothing said of records each of which is said anew so many times."""
    keys = [str(number) for number in range(RECORDS)]
    found, over = 0, asyncio.Event()

    async def read() -> None:
        nonlocal found
        while not over.is_set():
            asked = {"now": stored_instant(datetime.now(UTC)), "keys": keys}
            [[counts]] = await engine.read(Statement(text=_SAID, parameters=asked, name="said"))
            found += counts.count(0)

    async def moved(key: str) -> None:
        for number in range(moves):
            if ahead or not found:
                await move(engine, key, number, ahead)

    readers = [asyncio.create_task(read()) for _ in range(READERS)]
    await asyncio.gather(*map(moved, keys))
    over.set()
    await asyncio.gather(*readers)
    return found


@pytest.fixture
async def records(engine: Engine, tmp_path: Path) -> Engine:
    await bring_in(engine, tmp_path, [Node("PERSON", str(number), {"name": "甲"}) for number in range(RECORDS)])
    return engine


@pytest.mark.slow
async def test_recorded_ahead_of_its_commit_it_is_never_half_there(records: Engine) -> None:
    assert await holes(records, timedelta(seconds=2), moves=10) == 0


@pytest.mark.slow
async def test_recorded_at_its_beginning_it_is_now_and_then(records: Engine) -> None:
    """The control: the same readers, the same moves, the instant at which each began."""
    assert await holes(records, timedelta(), moves=1_000) > 0
