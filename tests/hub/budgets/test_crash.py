"""Hubs killed while they hold leases: what they held is lost with them, and never given out twice."""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from asyncio.subprocess import PIPE
from dataclasses import asdict
from pathlib import Path

import httpx
import pytest

from graph.engine import Engine, EngineAddress
from graph.statement import Statement
from hub.budgets.budget import Amount
from hub.budgets.leases import WINDOW_SECONDS, GraphLeases
from hub.callers.issuer import issue
from hub.settings.config import Settings
from tests.hub.budgets.killed_hub import ACCOUNT, SECONDS
from tests.hub.commands.cli import ROOT
from tests.hub.replica import replica

BUDGET = 80
SLICE = BUDGET // 8
KILLED_AFTER = 13  # requests: it then holds a part of its second slice, or is about to take the next
OWN = {"budget_leases": 8, "rate_per_minute": BUDGET}
TRIES = 3
KILLS = 20
KILLS_MAX = 100
ALL = Amount(1_000_000, 0)


@pytest.mark.slow
async def test_what_a_killed_hub_leased_is_not_given_out_again(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    """The clock is the machine's own, so the whole is done again where a minute ended in between."""
    for attempt in range(TRIES):
        data = tmp_path / str(attempt)
        async with (
            replica(engine_address, data, "one", **OWN) as one,
            replica(engine_address, data, "two", **OWN) as two,
        ):
            token = issue(Settings(data=data, dev=True), "DEVELOPER", subject=f"attempt {attempt}")
            began = time.time() // WINDOW_SECONDS
            first = await served(one.base, token, KILLED_AFTER)
            one.process.kill()
            await one.process.wait()
            second = await served(two.base, token, 2 * BUDGET)
            same_minute = time.time() // WINDOW_SECONDS == began
        if same_minute:
            assert first == KILLED_AFTER
            assert BUDGET - 2 * SLICE <= first + second <= BUDGET
            return
    pytest.fail(f"no minute in {TRIES} was long enough")


async def served(base: str, token: str, number: int) -> int:
    """How many of so many requests, sent at once, are answered."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=base, headers=headers, trust_env=False, timeout=60) as http:
        asked = (http.post("/graphql", json={"query": "{ __typename }"}) for _ in range(number))
        return sum(answer.status_code == 200 for answer in await asyncio.gather(*asked))


@pytest.mark.slow
async def test_what_was_told_to_be_leased_is_counted_whenever_the_hub_dies(
    engine: Engine, engine_address: EngineAddress
) -> None:
    told = 0
    for _ in range(KILLS):
        told += await killed(engine_address, "leases")
        assert told <= await counted(engine)
    rest = await GraphLeases(engine, timeout_seconds=SECONDS).take(ACCOUNT, 1, needed=Amount(), wanted=ALL)
    assert told + rest.leased.requests <= ACCOUNT.budget.requests


@pytest.mark.slow
async def test_a_hub_that_counts_after_it_gave_would_forget_some(
    engine: Engine, engine_address: EngineAddress
) -> None:
    """The control: some kill comes between the two."""
    told = 0
    for _ in range(KILLS_MAX):
        told += await killed(engine_address, "counts later")
        if told > await counted(engine):
            return
    pytest.fail(f"nothing was lost in {KILLS_MAX} kills: the test cannot fail")


async def killed(address: EngineAddress, kind: str) -> int:
    """How much a process said that it had leased, one at a time, until it was killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.hub.budgets.killed_hub", kind, cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps(asdict(address)).encode() + b"\n")
    await process.stdin.drain()
    assert await asyncio.wait_for(process.stdout.readline(), 60) == b"1\n"
    await asyncio.sleep(random.uniform(0, 0.1))
    process.kill()
    rest = await asyncio.wait_for(process.stdout.read(), 60)
    await process.wait()
    return 1 + rest.count(b"1\n")


async def counted(engine: Engine) -> int:
    """Nothing where the first lease was told and its hub died before it counted."""
    return sum(number for [number] in await engine.read(Statement(text="MATCH (a:Allowance) RETURN a.requests")))
