"""Operations of one caller are counted over all hubs on one engine, in blocks."""

from __future__ import annotations

import asyncio
import random

import pytest

from graph.engine import Engine, EngineAddress
from graph.statement import Statement
from hub.sockets.operations import Operations
from hub.sockets.seats import Seats

MOST = 20  # ten blocks of two
HUBS = 3
STEPS = 300


def hub(engine: Engine, most: int = MOST) -> tuple[Operations, Seats]:
    seats = Seats(engine, seconds=60, timeout_seconds=20)
    return Operations(seats, most), seats


async def seated(engine: Engine) -> int:
    [[number]] = await engine.read(Statement(text="MATCH (s:Seat) RETURN count(s)"))
    return int(number)


async def begun(operations: Operations, number: int) -> int:
    granted = await asyncio.gather(*(operations.begin("a") for _ in range(number)))
    return sum(granted)


async def test_hubs_that_race_run_as_many_as_are_allowed_and_no_more(
    engine: Engine, engine_address: EngineAddress
) -> None:
    async with await Engine.open(engine_address) as second:
        hubs = [hub(each)[0] for each in (engine, second)]
        granted = await asyncio.gather(*(begun(each, MOST) for each in hubs))
        assert sum(granted) == MOST
        assert await hubs[0].begin("a") is False and await hubs[1].begin("another") is True


async def test_one_hub_gives_all_that_is_allowed_and_what_ended_is_free_for_others(engine: Engine) -> None:
    one, seats = hub(engine)
    other, _ = hub(engine)
    assert await begun(one, MOST + 5) == MOST
    assert await other.begin("a") is False
    for _ in range(MOST):
        one.end("a")
    await seats.close()
    assert await begun(other, MOST) == MOST


async def test_a_caller_that_stays_keeps_a_block_and_one_that_leaves_keeps_nothing(engine: Engine) -> None:
    """So that not each operation pays a write."""
    operations, seats = hub(engine)
    operations.enter("a")
    assert await begun(operations, MOST) == MOST
    for _ in range(MOST):
        operations.end("a")
    await seats.close()
    assert await seated(engine) == 1
    before = await engine.read(Statement(text="MATCH (h:SeatHolder) RETURN h.by"))
    assert await operations.begin("a")
    operations.end("a")
    assert await engine.read(Statement(text="MATCH (h:SeatHolder) RETURN h.by")) == before
    operations.leave("a")
    await seats.close()
    assert await seated(engine) == 0


@pytest.mark.parametrize("most", [1, 3, 9, 10, 50])
async def test_whatever_is_allowed_one_hub_may_give_it_all(engine: Engine, most: int) -> None:
    operations, _ = hub(engine, most)
    granted = await begun(operations, most + 3)
    assert granted == most


async def test_beginnings_and_ends_in_any_order_never_run_more_and_leave_nothing(
    engine: Engine, engine_address: EngineAddress
) -> None:
    chance = random.Random(7)
    async with await Engine.open(engine_address) as second:
        hubs = [hub(each) for each in (engine, second, engine)]
        running = [0] * HUBS
        for _ in range(STEPS):
            at = chance.randrange(HUBS)
            operations, _seats = hubs[at]
            if chance.random() < 0.6:
                running[at] += await begun(operations, chance.randrange(1, 4))
            elif running[at]:
                operations.end("a")
                running[at] -= 1
            assert sum(running) <= MOST
        for at, (operations, _seats) in enumerate(hubs):
            for _ in range(running[at]):
                operations.end("a")
        for _operations, seats in hubs:
            await seats.close()
        assert await seated(engine) == 0


async def test_one_that_is_cancelled_while_it_asks_leaves_nothing(engine: Engine) -> None:
    operations, seats = hub(engine)
    asking = asyncio.create_task(operations.begin("a"))
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    assert await begun(operations, MOST) == MOST
    for _ in range(MOST):
        operations.end("a")
    await seats.close()
    assert await seated(engine) == 0
