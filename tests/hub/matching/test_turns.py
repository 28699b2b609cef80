"""Turns at one version of a review: of many at once one decides, and nobody else's entry stands."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from graph.engine import Engine, Transaction
from graph.statement import Statement
from hub.door.door import Door
from hub.errors import HubError
from hub.matching.turns import Taken, Turn, turn_at

WRITERS = 4
ROUNDS = 10
LOOK = Statement(text="MATCH (l:Lock {name: 'turn'}) RETURN l.version", name="look")


class Told:
    """A thing of versions that is on record before each changes, as a review is."""

    def __init__(self, engine: Engine) -> None:
        self.door = Door(engine, timeout_seconds=30, statements_kept=4)
        self.entries: list[int] = []

    async def version(self) -> int:
        [[found]] = await self.door.own(LOOK)
        return int(found)

    async def advance(self, tx: Transaction, version: int, before: Callable[[], Awaitable[object]]) -> bool:
        """Compares, is on record, and writes; False where another was first."""
        [[found]] = await tx.run(LOOK)
        if found != version:
            return False
        self.entries.append(version)
        await before()
        text = "MATCH (l:Lock {name: 'turn'}) SET l.version = $version"
        await tx.run(Statement(text=text, parameters={"version": version + 1}, name="write"))
        return True


@pytest.fixture
async def told(engine: Engine) -> Told:
    await engine.write([Statement(text="CREATE (:Lock {name: 'turn', version: 0})", name="make")])
    return Told(engine)


async def test_one_of_many_at_once_has_the_turn_and_its_entry_alone_stands(told: Told) -> None:
    async def careful(version: int) -> bool:
        async def is_current() -> bool:
            return await told.version() == version

        async with turn_at(told.door, "a review", version, 5, is_current) as turn:
            if turn is None:
                return False

            async def work(tx: Transaction) -> bool:
                await turn.hold(tx)
                return await told.advance(tx, version, lambda: asyncio.sleep(0.02))

            return await told.door.transact(work)

    for version in range(ROUNDS):
        won = await asyncio.gather(*(careful(version) for _ in range(WRITERS)))
        assert sorted(won) == [*[False] * (WRITERS - 1), True]
    assert told.entries == list(range(ROUNDS))


async def test_without_turns_entries_of_nothing_stand(told: Told) -> None:
    """The control: the same thing, its version compared in the transaction that writes it."""

    async def naive(version: int, meet: asyncio.Barrier) -> bool:
        first = True

        async def together() -> None:
            nonlocal first
            if first:
                first = False
                await meet.wait()

        async def work(tx: Transaction) -> bool:
            return await told.advance(tx, version, together)

        return await told.door.transact(work)

    for version in range(3):
        meet = asyncio.Barrier(2)
        await asyncio.gather(naive(version, meet), naive(version, meet))
    assert await told.version() == 3 and told.entries == [0, 0, 1, 1, 2, 2]


async def current() -> bool:
    return True


async def test_the_turn_of_who_died_ends_by_itself(told: Told) -> None:
    dead = Turn.at("a review", 1, 0.3)
    await told.door.transact(dead._take)
    async with turn_at(told.door, "a review", 1, 5, current) as turn:
        assert turn is not None
        with pytest.raises(Taken):
            await told.door.transact(dead.hold)
        await told.door.transact(turn.hold)


async def test_who_fails_gives_the_turn_back_at_once(told: Told) -> None:
    with pytest.raises(ValueError, match="refused"):
        async with turn_at(told.door, "a review", 1, 60, current):
            raise ValueError("refused")
    async with asyncio.timeout(20), turn_at(told.door, "a review", 1, 60, current) as turn:
        assert turn is not None


async def test_a_turn_is_waited_for_so_long_and_no_longer(told: Told) -> None:
    await told.door.transact(Turn.at("a review", 1, 60)._take)
    with pytest.raises(HubError, match="others are deciding") as found:
        async with turn_at(told.door, "a review", 1, 0.1, current):
            pass
    assert found.value.code.value == "UNAVAILABLE"
    # Another version, and another review, are another's turn.
    for review, version in (("a review", 2), ("another", 1)):
        async with turn_at(told.door, review, version, 1, current) as turn:
            assert turn is not None
