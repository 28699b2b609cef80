"""The memory of used proofs that all hubs on one engine share."""

from __future__ import annotations

import asyncio
import secrets
import time
from pathlib import Path

import httpx
import pytest

from graph.engine import Engine, EngineAddress
from graph.failures import EngineUnavailable
from hub.callers.errors import CannotTell
from hub.callers.head import Head
from hub.callers.replay import GraphReplayMemory
from hub.callers.verifier import Verifier
from hub.settings.config import Settings
from tests.door.forging import Forger
from tests.hub.callers.holder import PUBLIC_URL, Holder
from tests.hub.replica import replica

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


async def test_a_proof_that_one_hub_took_is_refused_by_another(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    holder = Holder()
    async with (
        replica(engine_address, tmp_path, "one", public_url=PUBLIC_URL) as first,
        replica(engine_address, tmp_path, "two", public_url=PUBLIC_URL) as second,
    ):
        one, two = first.base, second.base
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
