"""A record that is held: of many who hold it, look and make something, one makes it, on either engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from graph.cypher.desk import lock_node, lock_record
from graph.engine import Engine, Transaction
from graph.statement import Statement

RACES = 20
RACERS = 8


@pytest.fixture
async def probed(engine: Engine) -> AsyncIterator[Engine]:
    await engine.schema([Statement(text="CREATE INDEX probe_of IF NOT EXISTS FOR (n:Probe) ON (n.of)")])
    yield engine


async def made_twice(engine: Engine, lock: Statement) -> bool:
    """Whether of those who lock a record, look for what is made of it and make it, more than one made it."""
    made = Statement(text="MATCH (p:Probe {of: $of}) RETURN count(p)", parameters={"of": "x"})
    record = "CREATE (:Node {id: 'x', rk: 'x', kind: 'PERSON', shelf: '0'})"
    await engine.write([Statement(text="MATCH (n) DETACH DELETE n"), Statement(text=record)])

    async def work(tx: Transaction) -> None:
        await tx.run(lock)
        if await tx.run(made) == [[0]]:
            await tx.run(Statement(text="CREATE (:Probe {of: $of})", parameters={"of": "x"}))

    await asyncio.gather(*(engine.transact(work) for _ in range(RACERS)))
    return await engine.read(made) != [[1]]


@pytest.mark.slow
@pytest.mark.parametrize("lock", [lock_node("x"), lock_record("PERSON", "x")], ids=["node", "record"])
async def test_of_many_who_hold_a_record_look_and_make_one_makes_it(probed: Engine, lock: Statement) -> None:
    assert [await made_twice(probed, lock) for _ in range(RACES)] == [False] * RACES


@pytest.mark.slow
async def test_without_holding_it_several_make_it(probed: Engine) -> None:
    """The control."""
    nothing = Statement(text="RETURN 1")
    assert any([await made_twice(probed, nothing) for _ in range(RACES)])


async def test_a_record_of_another_kind_is_not_held(probed: Engine) -> None:
    await probed.write([Statement(text="CREATE (:Node {id: 'x', rk: 'x', kind: 'PERSON', shelf: '0'})")])
    await probed.write([lock_record("COMPANY", "x")])
    rows = await probed.read(Statement(text="MATCH (n:Node {id: 'x'}) RETURN n.locked"))
    assert rows == [[None]]
