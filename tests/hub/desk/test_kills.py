"""A hub killed with kill -9 around the commit of a mutation: who asks again with the same key has one grant."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.engine import Engine, EngineAddress
from tests.hub.desk.asking import LIST, OPEN, TERMS, data, headers, sent
from tests.hub.desk.killed_hub import AHEAD_SECONDS
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served

ROOT = Path(__file__).resolve().parents[3]
KILLS = 20
PLACES = ("before", "after", "answered")
START_SECONDS = 60


@asynccontextmanager
async def mortal(
    address: EngineAddress, client: Client, place: str, spared: int = 0
) -> AsyncIterator[tuple[Any, Client]]:
    """The process and a client of its hub, which shares the data folder of `client`'s."""
    command = (sys.executable, "-m", "tests.hub.desk.killed_hub")
    pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
    child = await asyncio.create_subprocess_exec(*command, cwd=ROOT, **pipes)
    assert child.stdin is not None and child.stdout is not None
    try:
        told = {"address": asdict(address), "data": str(client.settings.data), "place": place, "spared": spared}
        child.stdin.write(json.dumps(told).encode() + b"\n")
        url = (await asyncio.wait_for(child.stdout.readline(), START_SECONDS)).decode().strip()
        async with httpx.AsyncClient(base_url=url, timeout=90, trust_env=False) as http:
            yield child, Client(http, client.settings)
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


async def killed(
    address: EngineAddress,
    client: Client,
    place: str,
    ask: Callable[[Client], Awaitable[httpx.Response]],
    spared: int = 0,
) -> Any:
    """The answer of a hub that is killed there, None where it died before it gave one."""
    async with mortal(address, client, place if place != "answered" else "never", spared) as (child, other):
        try:
            answer = (await ask(other)).json()
        except httpx.TransportError:
            answer = None
        if place == "answered":
            child.kill()
        assert await asyncio.wait_for(child.wait(), START_SECONDS) == -9
    # What it committed is recorded a moment ahead, and is read from then on.
    await asyncio.sleep(2 * AHEAD_SECONDS)
    assert (answer is None) is (place != "answered")
    return answer


async def _opening(variables: dict[str, Any], client: Client) -> httpx.Response:
    return await sent(client, OPEN, variables)


async def editions(client: Client) -> list[str]:
    page = await data(client, LIST, {"first": 100})
    return sorted(edge["node"]["edition"] for edge in page["edges"])


@pytest.mark.slow
async def test_twenty_kills_and_a_retry_with_the_key_make_exactly_one_grant_each(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    async with served(engine, tmp_path) as client:
        for kill in range(KILLS):
            place = PLACES[kill % len(PLACES)]
            variables = {"input": {**TERMS, "edition": f"{kill:02d}"}, "key": f"key-{kill}"}
            answer = await killed(engine_address, client, place, partial(_opening, variables))
            made = await editions(client)
            assert made.count(f"{kill:02d}") == (0 if place == "before" else 1)
            again = (await sent(client, OPEN, variables)).json()
            assert "errors" not in again and answer in (None, again)
        assert await editions(client) == [f"{kill:02d}" for kill in range(KILLS)]
        grants = {edge["node"]["id"] for edge in (await data(client, LIST, {"first": 100}))["edges"]}
    # No change without its entry: each kill's mutation was on the record before it was committed.
    entries = [entry for entry in recorded(tmp_path) if entry["kind"] == "MUTATION"]
    assert len(entries) == 2 * KILLS and len(grants) == KILLS
    assert {entry["operation_name"] for entry in entries} == {"openGrant"}
    assert len({mark for entry in entries for mark in entry["touched"]}) == KILLS + sum(
        PLACES[kill % len(PLACES)] == "before" for kill in range(KILLS)
    )


@pytest.mark.slow
async def test_the_same_kills_without_a_key_make_duplicates(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    """The control: shows that the test above can fail."""
    async with served(engine, tmp_path) as client:
        for number, place in enumerate(PLACES):
            variables = {"input": {**TERMS, "edition": str(number)}}
            await killed(engine_address, client, place, partial(_opening, variables))
            assert "errors" not in (await sent(client, OPEN, variables)).json()
        assert await editions(client) == ["0", "1", "1", "2", "2"]


@pytest.mark.slow
async def test_a_client_that_leaves_and_asks_again_has_one_grant(engine: Engine, tmp_path: Path) -> None:
    """Its connection is closed at any moment of the mutation, also while the engine commits."""
    async with served(engine, tmp_path) as client:
        for number in range(20):
            variables = {"input": {**TERMS, "edition": f"{number:02d}"}, "key": f"key-{number}"}
            async with httpx.AsyncClient(base_url=client.http.base_url, trust_env=False) as http:
                sending = asyncio.create_task(
                    http.post("/graphql", json={"query": OPEN, "variables": variables}, headers=headers(client))
                )
                await asyncio.sleep(0.003 * number)
                sending.cancel()
                await asyncio.gather(sending, return_exceptions=True)
            assert "errors" not in (await sent(client, OPEN, variables)).json()
        assert await editions(client) == [f"{number:02d}" for number in range(20)]
