"""Leases on a real engine: however many hubs take them at once, all together are no more than the budget."""

from __future__ import annotations

import asyncio
import random
import time

import pytest

from graph.engine import Engine, EngineAddress
from graph.failures import EngineUnavailable
from graph.statement import Statement
from hub.budgets.budget import Account, Amount
from hub.budgets.leases import GraphLeases

SECONDS = 20
RACES = 200
HUBS = 4


@pytest.fixture
def leases(engine: Engine) -> GraphLeases:
    return GraphLeases(engine, timeout_seconds=SECONDS)


async def take(leases: GraphLeases, account: Account, wanted: Amount, needed: Amount | None = None) -> Amount:
    return (await leases.take(account, 1, needed=needed or Amount(), wanted=wanted)).leased


async def test_what_is_left_is_told_and_given_last(leases: GraphLeases) -> None:
    account = Account("a", Amount(10, 100))
    first = await leases.take(account, 1, needed=Amount(1, 0), wanted=Amount(4, 40))
    assert (first.leased, first.left) == (Amount(4, 40), Amount(6, 60))
    last = await leases.take(account, 1, needed=Amount(1, 0), wanted=Amount(9, 90))
    assert (last.leased, last.left) == (Amount(6, 60), Amount(0, 0))
    assert await take(leases, account, Amount(1, 1)) == Amount()


async def test_less_than_is_needed_is_left_for_others(leases: GraphLeases) -> None:
    account = Account("a", Amount(10, 100))
    assert await take(leases, account, Amount(11, 50), needed=Amount(11, 50)) == Amount(0, 50)
    assert await take(leases, account, Amount(10, 60), needed=Amount(1, 60)) == Amount(10, 0)
    assert await take(leases, account, Amount(0, 50), needed=Amount(0, 50)) == Amount(0, 50)


async def test_each_window_and_each_account_has_its_own(leases: GraphLeases) -> None:
    one, other, budget = Account("a", Amount(5, 5)), Account("b", Amount(5, 5)), Amount(5, 5)
    assert await take(leases, one, budget) == await take(leases, other, budget) == budget
    later = await leases.take(one, 2, needed=Amount(), wanted=budget)
    assert later.leased == budget


async def test_a_budget_made_smaller_meanwhile_gives_nothing(leases: GraphLeases) -> None:
    assert await take(leases, Account("a", Amount(10, 10)), Amount(8, 8)) == Amount(8, 8)
    lease = await leases.take(Account("a", Amount(5, 5)), 1, needed=Amount(), wanted=Amount(1, 1))
    assert lease.leased == Amount() and lease.left == Amount(-3, -3)


async def test_all_leases_of_hubs_that_race_are_the_budget(engine: Engine, engine_address: EngineAddress) -> None:
    """Also on a node that none has written yet, and with what is wanted in any sizes."""
    async with await Engine.open(engine_address) as second:
        hubs = [GraphLeases(each, timeout_seconds=SECONDS) for each in (engine, second) * (HUBS // 2)]
        for race in range(RACES):
            account = Account(f"race {race}", Amount(100, 1000))
            wanted = [Amount(random.randint(26, 60), random.randint(260, 600)) for _ in hubs]
            given = await asyncio.gather(*map(take, hubs, [account] * HUBS, wanted))
            assert sum(amount.requests for amount in given) == 100
            assert sum(amount.cost for amount in given) == 1000


async def test_to_read_and_then_write_would_give_more_than_the_budget(
    engine: Engine, engine_address: EngineAddress
) -> None:
    """The control: the same race, the count read first."""
    async with await Engine.open(engine_address) as second:
        over = 0
        for race in range(RACES):
            given = await asyncio.gather(
                *(_naive(each, f"race {race}") for each in (engine, second) * (HUBS // 2))
            )
            over += sum(given) > 100
            if over:
                break
        assert over


async def _naive(engine: Engine, key: str) -> int:
    count = Statement(text="MATCH (a:Allowance {key: $key}) RETURN a.requests", parameters={"key": key})
    rows = await engine.read(count)
    granted = min(50, 100 - (int(rows[0][0]) if rows else 0))
    text = "MERGE (a:Allowance {key: $key}) SET a.requests = coalesce(a.requests, 0) + $granted"
    await engine.write([Statement(text=text, parameters={"key": key, "granted": granted})])
    return granted


async def test_an_engine_that_is_gone_gives_nothing(engine_address: EngineAddress) -> None:
    engine = await Engine.open(engine_address)
    await engine.close()
    with pytest.raises(EngineUnavailable):
        await take(GraphLeases(engine, timeout_seconds=1), Account("a", Amount(1, 1)), Amount(1, 1))


async def test_what_was_leased_is_kept_past_its_window(engine: Engine, leases: GraphLeases) -> None:
    """Or a hub whose clock is behind would find the count gone."""
    account, window = Account("a", Amount(1, 1)), int(time.time() // 60)
    await leases.take(account, window, needed=Amount(), wanted=Amount(1, 1))
    [[until]] = await engine.read(Statement(text="MATCH (a:Allowance) RETURN a.until"))
    assert until > time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(window * 60 + 60 + 590))
