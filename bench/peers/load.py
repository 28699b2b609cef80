"""Sixteen callers on kept connections: each asks again once it is answered, for a bounded time and number."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from bench.wire import head_of

CONNECTIONS: Final = 16
REQUESTS_MAX: Final = 20_000  # of one turn
ANSWER_SECONDS_MAX: Final = 300
_OK: Final = b"HTTP/1.1 200"


class WrongAnswer(Exception):
    """A peer answered something else than when answers were compared, or not at all; the text says what."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it is written, and the body that must come back."""

    request: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Turn:
    """One peer asked one question for a while: seconds of each request, and of all together."""

    times: list[float]
    seconds: float


async def ask_once(url: str, written: bytes) -> bytes:
    """The body of the answer. Raises WrongAnswer."""
    async with _callers(url, 1) as (caller,):
        return await caller.ask(written)


async def turn(url: str, asked: Sequence[Asked], seconds: float, most: int = REQUESTS_MAX) -> Turn:
    """The callers share `asked`, round and round, until `seconds` are over or `most` requests begun.

    All are answered. Raises WrongAnswer where one answer is not as expected, byte for byte.
    """
    times: list[float] = []
    waiting = itertools.islice(itertools.cycle(asked), most)
    async with _callers(url, CONNECTIONS) as callers:
        began = time.perf_counter()
        each = [_ask_on(caller, waiting, began + seconds, times) for caller in callers]
        async with asyncio.TaskGroup() as group:
            for asking in each:
                group.create_task(asking)
        return Turn(times, time.perf_counter() - began)


async def _ask_on(caller: _Caller, waiting: Iterator[Asked], until: float, times: list[float]) -> None:
    for asked in waiting:
        began = time.perf_counter()
        body = await caller.ask(asked.request)
        ended = time.perf_counter()
        if body != asked.body:
            raise WrongAnswer(f"another answer than at first: {body[:200]!r}")
        times.append(ended - began)
        if ended > until:
            break


@asynccontextmanager
async def _callers(url: str, number: int) -> AsyncIterator[list[_Caller]]:
    parts = urlsplit(url)
    assert parts.hostname and parts.port
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        callers: list[_Caller] = []
        for _ in range(number):
            transport, caller = await loop.create_connection(_Caller, parts.hostname, parts.port)
            stack.callback(transport.close)
            callers.append(caller)
        yield callers


class _Caller(asyncio.Protocol):
    """One connection, one request under way. It reads to the length: a client library costs more than peers do."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._whole: int | None = None  # length of head and body, once the head is here
        self._body = 0  # where it begins
        self._heard: asyncio.Future[bytes] | None = None

    async def ask(self, written: bytes) -> bytes:
        self._heard = asyncio.get_running_loop().create_future()
        self._transport.write(written)
        async with asyncio.timeout(ANSWER_SECONDS_MAX):
            return await self._heard

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._whole is None:
            known = head_of(self._received)
            if known is None:
                return
            self._body, length = known
            if not self._received.startswith(_OK) or length is None:
                self._fail(f"no answer of a known length: {bytes(self._received[:300])!r}")
                return
            self._whole = self._body + length
        if len(self._received) >= self._whole:
            body = bytes(self._received[self._body :])
            self._received.clear()
            self._whole = None
            if self._heard is not None and not self._heard.done():
                self._heard.set_result(body)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(f"the connection was closed: {exc}")

    def _fail(self, why: str) -> None:
        if self._heard is not None and not self._heard.done():
            self._heard.set_exception(WrongAnswer(why))
