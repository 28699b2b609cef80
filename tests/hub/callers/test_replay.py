"""The memory of used proofs that all hubs on one engine share."""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.engine import Engine, EngineAddress
from graph.failures import EngineUnavailable
from graph.statement import Statement
from hub.callers.errors import CannotTell
from hub.callers.head import Head
from hub.callers.replay import FORGET_BATCH, GraphReplayMemory
from hub.callers.verifier import Verifier
from hub.config import Settings
from tests.door.forging import Forger
from tests.hub.callers.holder import PUBLIC_URL, Holder
from tests.hub.commands.cli import ROOT

SECONDS = 10


@pytest.fixture
def memory(engine: Engine) -> GraphReplayMemory:
    return GraphReplayMemory(engine, timeout_seconds=SECONDS)


async def test_a_key_is_used_first_once(memory: GraphReplayMemory) -> None:
    until = time.time() + 60
    assert await memory.first_use("a", until)
    assert not await memory.first_use("a", until)
    assert await memory.first_use("b", until)


async def test_of_two_pools_of_connections_that_race_one_wins(engine_address: EngineAddress) -> None:
    async with await Engine.open(engine_address) as one, await Engine.open(engine_address) as other:
        memories = [GraphReplayMemory(each, timeout_seconds=SECONDS) for each in (one, other) * 4]
        for _ in range(10):
            key, until = secrets.token_hex(8), time.time() + 60
            firsts = await asyncio.gather(*(memory.first_use(key, until) for memory in memories))
            assert firsts.count(True) == 1


async def test_what_is_over_is_forgotten_and_no_more(engine: Engine) -> None:
    now = [1_000_000.0]
    memory = GraphReplayMemory(engine, timeout_seconds=SECONDS, clock=lambda: now[0])
    for key, until in (("old", 1_000_010), ("new", 1_000_030)):
        assert await memory.first_use(key, until)
    assert await memory.forget() == 0
    now[0] += 20
    assert await memory.forget() == 1
    assert await _held(engine) == ["new"]
    assert await memory.first_use("old", 1_000_040)


async def test_more_than_one_batch_is_forgotten(engine: Engine) -> None:
    rows = Statement(
        text="UNWIND range(1, $number) AS n CREATE (:UsedProof {key: toString(n), until: '2000', by: 'x'})",
        parameters={"number": FORGET_BATCH + 7},
    )
    await engine.write([rows])
    memory = GraphReplayMemory(engine, timeout_seconds=SECONDS)
    assert await memory.forget() == FORGET_BATCH + 7
    assert await _held(engine) == []


async def _held(engine: Engine) -> list[str]:
    rows = await engine.read(Statement(text="MATCH (p:UsedProof) RETURN p.key ORDER BY p.key"))
    return [key for (key,) in rows]


async def test_an_engine_that_is_gone_lets_nobody_in(engine_address: EngineAddress) -> None:
    engine = await Engine.open(engine_address)
    await engine.close()
    with pytest.raises(EngineUnavailable):
        await GraphReplayMemory(engine, timeout_seconds=1).first_use("a", time.time() + 60)


async def test_a_holder_is_told_that_it_cannot_be_told(engine_address: EngineAddress, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, dev=True, public_url=PUBLIC_URL)
    engine = await Engine.open(engine_address)
    await engine.close()
    verifier = Verifier(settings, replays=GraphReplayMemory(engine, timeout_seconds=1))
    holder = Holder()
    token = Forger(settings).token(cnf=holder.cnf)
    fields = {name.lower(): value for name, value in holder.headers(token).items()}
    with pytest.raises(CannotTell, match="used before cannot be told"):
        await verifier.caller(Head(fields=fields))


@asynccontextmanager
async def replica(address: EngineAddress, data: Path, name: str) -> AsyncIterator[str]:
    """The base URL of a hub in a process of its own; both share the folder, as replicas do."""
    given: dict[str, Any] = {
        "address": {
            "url": address.url, "user": address.user, "password": address.password,
            "database": address.database, "http_url": address.http_url,
        },
        "data": str(data), "public_url": PUBLIC_URL, "name": name,
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.hub.callers.replica",
        cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(json.dumps(given).encode() + b"\n")
        await process.stdin.drain()
        yield (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
    finally:
        process.stdin.close()
        await asyncio.wait_for(process.wait(), 60)


async def test_a_proof_that_one_hub_took_is_refused_by_another(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    holder = Holder()
    async with replica(engine_address, tmp_path, "one") as one, replica(engine_address, tmp_path, "two") as two:
        assert one != two
        token = Forger(Settings(data=tmp_path, dev=True)).token(cnf=holder.cnf, role="DEVELOPER")
        async with httpx.AsyncClient(trust_env=False, timeout=60) as http:

            async def ask(base: str, headers: dict[str, str]) -> httpx.Response:
                return await http.post(f"{base}/graphql", json={"query": "{ __typename }"}, headers=headers)

            proven = holder.headers(token)
            assert (await ask(one, proven)).status_code == 200
            replayed = await ask(two, proven)
            assert replayed.status_code == 401 and "used before" in replayed.text
            assert (await ask(two, holder.headers(token))).status_code == 200
            for _ in range(5):
                proven = holder.headers(token)
                answers = await asyncio.gather(*(ask(base, proven) for base in (one, two) * 3))
                assert sorted(answer.status_code for answer in answers) == [200] + [401] * 5
