"""How long a book of grants is used, and who waits for the next one."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from graph.failures import EngineUnavailable
from graph.plan import Page, Slice
from hub.rights.grants import Book, Books

NOW = Slice(as_of="2026-03-01", known_at="2026-03-01T00:00:00.000000Z")
SECONDS = 4.0


class _Graph:
    """Counts its readings; each may be held or fail."""

    def __init__(self) -> None:
        self.readings = 0
        self.free = asyncio.Event()
        self.free.set()
        self.failures = 0

    async def own(self, pages: tuple[Page, ...]) -> list[list[Any]]:
        self.readings += 1
        await self.free.wait()
        if self.failures:
            self.failures -= 1
            raise EngineUnavailable("gone")
        return [[] for _ in pages]


class _Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
def graph() -> _Graph:
    return _Graph()


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
async def books(graph: _Graph, clock: _Clock) -> Books:
    books = Books(own=graph.own, seconds=SECONDS, present=lambda: NOW, clock=clock)
    await books.current()
    return books


async def test_a_young_book_is_not_read_again(books: Books, graph: _Graph, clock: _Clock) -> None:
    clock.time += SECONDS / 2 - 0.1
    await books.current()
    await _settle()
    assert graph.readings == 1


async def test_from_half_its_age_on_it_is_read_beside_the_requests(
    books: Books, graph: _Graph, clock: _Clock
) -> None:
    clock.time += SECONDS / 2
    graph.free.clear()
    for _ in range(3):
        assert await books.current() == Book()
    await _settle()
    assert graph.readings == 2
    graph.free.set()
    await _settle()
    clock.time += SECONDS / 2 - 0.1
    await books.current()
    await _settle()
    assert graph.readings == 2


async def test_one_that_is_too_old_is_waited_for_by_all_and_read_once(
    books: Books, graph: _Graph, clock: _Clock
) -> None:
    clock.time += SECONDS
    graph.free.clear()
    waiting = [asyncio.create_task(books.current()) for _ in range(3)]
    await _settle()
    assert not any(each.done() for each in waiting)
    waiting[0].cancel()
    await _settle()
    graph.free.set()
    assert await asyncio.gather(*waiting[1:]) == [Book(), Book()]
    assert graph.readings == 2


async def test_a_reading_that_began_too_long_ago_is_not_enough(books: Books, graph: _Graph, clock: _Clock) -> None:
    clock.time += SECONDS / 2
    graph.free.clear()
    await books.current()
    await _settle()
    clock.time += SECONDS
    waiting = asyncio.create_task(books.current())
    await _settle()
    graph.free.set()
    await waiting
    assert graph.readings == 3


async def test_a_failure_beside_the_requests_is_told_to_whoever_comes_too_late(
    books: Books, graph: _Graph, clock: _Clock
) -> None:
    graph.failures = 2
    clock.time += SECONDS / 2
    await books.current()
    await _settle()
    clock.time += SECONDS / 2
    with pytest.raises(EngineUnavailable):
        await books.current()


async def test_one_who_joined_a_reading_that_fails_reads_again(books: Books, graph: _Graph, clock: _Clock) -> None:
    clock.time += SECONDS / 2
    graph.free.clear()
    graph.failures = 1
    await books.current()
    await _settle()
    clock.time += SECONDS / 2
    waiting = asyncio.create_task(books.current())
    await _settle()
    graph.free.set()
    assert await waiting == Book()
    assert graph.readings == 3


async def test_whoever_closes_the_engine_waits_for_the_reading_first(
    books: Books, graph: _Graph, clock: _Clock
) -> None:
    await books.settled()  # nothing is read: at once
    clock.time += SECONDS / 2
    graph.free.clear()
    graph.failures = 1
    await books.current()
    closing = asyncio.create_task(books.settled())
    await _settle()
    assert not closing.done()
    graph.free.set()
    await closing  # what it fails of is not the closer's
