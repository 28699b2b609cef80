"""WebSockets of one caller are counted over all hubs on one engine."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from graph.engine import Engine, EngineAddress
from graph.failures import EngineUnavailable
from graph.statement import Statement
from hub.sockets.seats import HOLDER_SECONDS, Seats
from tests.hub.replica import replica
from tests.hub.serving import Client, served
from tests.hub.sockets.speaking import Speaker, speaking

MOST = 3
RACES = 50
SECONDS = 60.0
PATIENCE_SECONDS = 60


def seats_of(engine: Engine, now: list[float] | None = None) -> Seats:
    at = now or [1_000_000.0]
    return Seats(engine, seconds=SECONDS, timeout_seconds=20, clock=lambda: at[0])


async def test_hubs_that_race_for_the_last_seats_get_no_more_than_there_are(
    engine: Engine, engine_address: EngineAddress
) -> None:
    async with await Engine.open(engine_address) as second:
        hubs = [seats_of(each) for each in (engine, second) * 3]
        for race in range(RACES):
            taken = await asyncio.gather(*(hub.take(f"holder {race}", MOST) for hub in hubs))
            assert sum(seat is not None for seat in taken) == MOST


async def test_to_count_and_then_take_would_seat_too_many(engine: Engine, engine_address: EngineAddress) -> None:
    """The control: the same race without a write before the count."""

    async def naive(each: Engine, holder: str) -> bool:
        count = Statement(text="MATCH (s:Seat {holder: $holder}) RETURN count(s)", parameters={"holder": holder})
        [[taken]] = await each.read(count)
        if taken < MOST:
            text = "CREATE (:Seat {key: randomUUID(), holder: $holder})"
            await each.write([Statement(text=text, parameters={"holder": holder})])
        return bool(taken < MOST)

    async with await Engine.open(engine_address) as second:
        for race in range(RACES):
            seated = await asyncio.gather(*(naive(each, f"holder {race}") for each in (engine, second) * 3))
            if sum(seated) > MOST:
                return
    pytest.fail("nobody was seated beyond the cap: the race cannot fail")


async def test_a_seat_that_was_left_is_free_at_once_on_its_hub_and_soon_on_others(engine: Engine) -> None:
    one, other = seats_of(engine), seats_of(engine)
    seat = await one.take("a", 1)
    assert seat is not None and await other.take("a", 1) is None
    one.leave(seat)
    again = await one.take("a", 1)
    assert again is not None
    one.leave(again)
    await one.close()
    assert await other.take("a", 1) is not None


async def test_seats_of_a_hub_that_died_count_for_their_time_and_those_of_a_live_one_on(engine: Engine) -> None:
    now = [1_000_000.0]
    dead, live, other = seats_of(engine, now), seats_of(engine, now), seats_of(engine, now)
    assert await dead.take("of the dead", 1) and await live.take("of the live", 1)
    for _ in range(4):
        assert await other.take("of the dead", 1) is None
        now[0] += SECONDS / 4
        await live.renew()
    now[0] += 1
    assert await other.take("of the dead", 1) is not None
    assert await other.take("of the live", 1) is None


async def test_a_seat_that_was_forgotten_is_there_again_when_it_is_renewed(engine: Engine) -> None:
    one, other = seats_of(engine), seats_of(engine)
    await one.take("a", 1)
    await engine.write([Statement(text="MATCH (s:Seat) DELETE s")])
    await one.renew()
    assert await other.take("a", 1) is None


async def test_a_seat_that_was_left_is_not_renewed(engine: Engine) -> None:
    one = seats_of(engine)
    seat = await one.take("a", 1)
    assert seat is not None
    one.leave(seat)
    await one.renew()
    await one.close()
    assert await engine.read(Statement(text="MATCH (s:Seat) RETURN s.key")) == []


async def test_without_the_engine_a_hub_seats_by_itself(engine_address: EngineAddress) -> None:
    """Nothing can be asked over that socket meanwhile; the others hear of it with the next renewal."""
    engine = await Engine.open(engine_address)
    await engine.close()
    alone = seats_of(engine)
    assert await alone.take("a", 1) is not None
    with pytest.raises(EngineUnavailable):
        await alone.renew()


def test_a_holder_outlasts_its_seats() -> None:
    assert HOLDER_SECONDS >= 3600 * 10


async def greeted(open_sockets: AsyncExitStack, base: str, headers: dict[str, str]) -> Speaker:
    speaker = await open_sockets.enter_async_context(speaking(base))
    await speaker.init(headers)
    return speaker


async def refused(base: str, headers: dict[str, str]) -> bool:
    """Whether one more connection is turned away; if not, it is closed again."""
    async with speaking(base) as speaker:
        await speaker.say({"type": "connection_init", "payload": headers})
        try:
            heard = await speaker.hear()
        except ConnectionClosed:
            code, reason = await speaker.closed()
            assert code == 4403 and "at most 3 are allowed" in reason
            return True
        assert heard == {"type": "connection_ack"}
        return False


async def test_two_hubs_count_a_callers_sockets_together(engine: Engine, tmp_path: Path) -> None:
    def hub(name: str) -> dict[str, object]:
        return {"record_replica": name, "sockets_per_caller": MOST}

    async with (
        served(engine, tmp_path, **hub("one")) as one,
        served(engine, tmp_path, **hub("two")) as two,
        AsyncExitStack() as open_sockets,
    ):
        headers = one.headers("PARTNER", "RAILWAY")
        for client in (one, two, one):
            await greeted(open_sockets, base(client), headers)
        for client in (one, two):
            assert await refused(base(client), headers)
            assert not await refused(base(client), one.headers("PARTNER", "BANKING"))
        await open_sockets.aclose()
        await _until_free(base(two), headers)
        stored = await engine.read(Statement(text="MATCH (s:Seat) RETURN s.holder"))
        assert all("RAILWAY" not in holder for (holder,) in stored)


@pytest.mark.slow
async def test_the_sockets_of_a_killed_hub_are_free_after_their_time(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    own = {"sockets_per_caller": MOST, "socket_seat_seconds": 4}
    async with (
        replica(engine_address, tmp_path, "one", **own) as one,
        served(engine, tmp_path, record_replica="two", **own) as two,
        AsyncExitStack() as open_sockets,
    ):
        headers = two.headers("PARTNER", "RAILWAY")
        for _ in range(MOST):
            await greeted(open_sockets, one.base, headers)
        held_until = time.monotonic() + 6
        while time.monotonic() < held_until:  # longer than a seat counts by itself
            assert await refused(base(two), headers)
            await asyncio.sleep(0.5)
        one.process.kill()
        await one.process.wait()
        await _until_free(base(two), headers)


async def _until_free(base: str, headers: dict[str, str]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await refused(base, headers):
            await asyncio.sleep(0.2)


def base(client: Client) -> str:
    return str(client.http.base_url)
