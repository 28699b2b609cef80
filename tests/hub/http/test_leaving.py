"""A client that leaves in the middle of its request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message

from graph.engine import Engine, EngineAddress
from graph.statement import Statement
from hub.http.leaving import WhileConnected
from tests.conftest import Servers
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served

PATIENCE_SECONDS = 20  # far below what the slow statement takes on its own
PLANNING_SECONDS = 50  # on a busy machine an engine that has just begun plans its first statement for that long
QUERY = "{ companies { edges { node { id } } } }"
RUNNING = Statement(
    text="SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery STARTS WITH $slow RETURN count(*)",
    name="running",
)


class SlowEngine(Engine):
    """A real engine whose reads for requests take long, as `prefix` says; `begun` is set when one was sent."""

    prefix: str
    begun: asyncio.Event

    async def read(self, statement: Statement, *, timeout_seconds: float | None = None) -> Any:
        if statement.name == "read":
            self.begun.set()
            statement = replace(statement, text=self.prefix + statement.text)
        return await super().read(statement, timeout_seconds=timeout_seconds)


async def open_slow(address: EngineAddress, prefix: str) -> SlowEngine:
    engine = await SlowEngine.open(address)
    assert isinstance(engine, SlowEngine)
    engine.prefix, engine.begun = prefix, asyncio.Event()
    return engine


async def until(holds: Callable[[], Awaitable[bool]], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    end = monotonic() + seconds
    while not await holds():
        assert monotonic() < end, what
        await asyncio.sleep(0.05)


def decisions(data: Path) -> list[str]:
    return [entry["decision"] for entry in recorded(data)]


async def leave_amid(client: Client, running: Callable[[], Awaitable[bool]]) -> None:
    """Asks, waits until the statement runs, and closes the connection."""
    async with httpx.AsyncClient(base_url=client.http.base_url, trust_env=False, timeout=60) as http:
        asking = asyncio.create_task(
            http.post(
                "/graphql", json={"query": QUERY}, headers=client.headers("DEVELOPER", purpose="DEVELOPMENT")
            )
        )
        await until(running, "the statement never ran", PLANNING_SECONDS)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)


async def test_its_statement_ends_in_the_database(servers: Servers, tmp_path: Path) -> None:
    # Only Neo4j ends the work of a client that is gone; the other engine has no way to.
    address = await servers.address("neo4j")
    prefix = "UNWIND range(1, 100000000000) AS tick WITH count(tick) AS ticks "
    async with (
        await Engine.open(address) as watching,
        await open_slow(address, prefix) as engine,
        served(engine, tmp_path) as client,
    ):

        async def running() -> bool:
            rows = await watching.read(replace(RUNNING, parameters={"slow": prefix}))
            return bool(rows[0][0])

        async def ended() -> bool:
            return not await running()

        await leave_amid(client, running)
        await until(ended, "the statement still runs")
        await until(lambda: _is(decisions(tmp_path), ["CANCELLED"]), "the record does not say so")


async def test_the_hub_waits_no_longer_and_the_record_says_so(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    prefix = "UNWIND range(1, 3000) AS tick UNWIND range(1, 1000) AS tock WITH count(tock) AS ticks "
    async with await open_slow(engine_address, prefix) as slow, served(slow, tmp_path) as client:
        await leave_amid(client, lambda: _is(slow.begun.is_set(), True))
        await until(lambda: _is(decisions(tmp_path), ["CANCELLED"]), "the hub waits on")
        assert await client.ask("{ __typename }") == {"__typename": "Query"}


async def _is(value: object, wanted: object) -> bool:
    return value == wanted


async def test_a_block_that_ends_first_is_left_alone() -> None:
    async with WhileConnected(_never):
        value = await asyncio.sleep(0.1, "done")
    assert value == "done"


async def test_a_block_whose_client_is_gone_is_cancelled() -> None:
    with pytest.raises(ClientDisconnect):
        async with WhileConnected(_gone):
            await asyncio.sleep(PATIENCE_SECONDS)


async def test_a_cancellation_from_elsewhere_is_passed_on() -> None:
    async def wait() -> None:
        async with WhileConnected(_never):
            await asyncio.sleep(PATIENCE_SECONDS)

    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0.1)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def _never() -> Message:
    await asyncio.sleep(PATIENCE_SECONDS)
    raise AssertionError("nobody waits that long")


async def _gone() -> Message:
    return {"type": "http.disconnect"}
