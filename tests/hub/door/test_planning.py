"""An engine that plans a text for longer than a request may take: whoever asks again is answered all the same."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, cast

import pytest

from graph.engine import Engine, EngineAddress, StatementTimeout
from graph.statement import Statement
from hub.door.planning import QUEUE_MAX, Planning
from tests.graphs import Node, bring_in, case_of_the_purpose
from tests.hub.serving import Client, served

QUERY = "{ companies { edges { node { name } } } }"
TRIES = 50
PAUSE_SECONDS = 0.1


class Cold(Engine):
    """Has no plan of a text, so that a run of it is ended, until it was told to plan it; that takes a while."""

    planned: set[str]
    explained: list[str]

    async def read(self, statement: Statement, *, timeout_seconds: float | None = None) -> Any:
        if statement.name == "read" and statement.text not in self.planned:
            raise StatementTimeout("the statement did not end in time")
        return await super().read(statement, timeout_seconds=timeout_seconds)

    async def explain(
        self, statement: Statement, *, measured: bool, timeout_seconds: float | None = None
    ) -> list[str]:
        self.explained.append(statement.text)
        await asyncio.sleep(2 * PAUSE_SECONDS)
        lines = await super().explain(statement, measured=measured, timeout_seconds=timeout_seconds)
        self.planned.add(statement.text)
        return lines


async def cold(engine: Engine, address: EngineAddress, data: Path) -> Cold:
    await bring_in(engine, data, [case_of_the_purpose(), Node("COMPANY", "c", {"name": "c"})])
    opened = await Cold.open(address)
    opened.planned, opened.explained = set(), []
    return opened


async def codes(client: Client) -> list[str | None]:
    """Of so many tries, up to one that is answered (None)."""
    found: list[str | None] = []
    for _ in range(TRIES):
        answer = (await client.post(QUERY)).json()
        found.append(answer["errors"][0]["extensions"]["code"] if "errors" in answer else None)
        if found[-1] is None:
            break
        await asyncio.sleep(PAUSE_SECONDS)
    return found


async def test_who_asks_again_is_answered(engine: Engine, engine_address: EngineAddress, tmp_path: Path) -> None:
    async with await cold(engine, engine_address, tmp_path) as slow, served(slow, tmp_path) as client:
        found = await codes(client)
        assert found[0] == "UNAVAILABLE" and found[-1] is None
        assert len(slow.explained) == len(set(slow.explained)) == 1  # once, however many asked meanwhile


async def test_without_it_nobody_ever_is(engine: Engine, engine_address: EngineAddress, tmp_path: Path) -> None:
    """The control."""
    async with (
        await cold(engine, engine_address, tmp_path) as slow,
        served(slow, tmp_path, plan_seconds=0) as client,
    ):
        assert await codes(client) == ["UNAVAILABLE"] * TRIES


class Held:
    """Plans nothing before it is let go."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.under_way, self.most, self.explained = 0, 0, 0

    async def explain(self, _statement: Statement, **_limits: Any) -> list[str]:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await self.go.wait()
        self.under_way -= 1
        self.explained += 1
        if self.explained % 2:
            raise StatementTimeout("the statement did not end in time")
        return []


async def test_one_at_a_time_and_no_more_than_so_many_wait() -> None:
    engine = Held()
    planning = Planning(cast(Engine, engine), seconds=1)
    for number in range(3 * QUEUE_MAX):
        planning.later(Statement(text=f"RETURN {number}", name="read"))
    await asyncio.sleep(0)
    engine.go.set()
    await asyncio.sleep(0.1)
    assert (engine.most, engine.explained) == (1, QUEUE_MAX)  # a failure does not end the others
    planning.later(Statement(text="RETURN 0", name="read"))
    await asyncio.sleep(0.1)
    assert engine.explained == QUEUE_MAX + 1
    await planning.close()


@pytest.mark.parametrize("held", [True, False])
async def test_closing_ends_it(held: bool) -> None:
    engine = Held()
    planning = Planning(cast(Engine, engine), seconds=1)
    if held:
        planning.later(Statement(text="RETURN 1", name="read"))
        await asyncio.sleep(0)
    await asyncio.wait_for(planning.close(), 5)
    assert engine.explained == 0
