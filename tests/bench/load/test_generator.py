"""The generator against a server that is told what to do: each request is counted once, as what it was."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bench.load.generator import Job, Told, code_of, percentiles, run

GOOD = b'{"data":{}}'
REFUSED = b'{"errors":[{"message":"no","extensions":{"code":"UNAVAILABLE"}}],"data":null}'
REQUEST = b"POST /graphql HTTP/1.1\r\nHost: hub\r\nContent-Length: 0\r\n\r\n"


def answer(status: str, body: bytes) -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n" % (status.encode(), len(body)) + body


@asynccontextmanager
async def server(tell: Callable[[int], bytes | None]) -> AsyncIterator[str]:
    """Answers the request of that number, counted over all connections; None closes. An answer comes in pieces."""
    asked = iter(range(1_000_000))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                told = tell(next(asked))
                if told is None:
                    break
                writer.write(told[:20])
                await writer.drain()
                await asyncio.sleep(0)
                writer.write(told[20:])
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"


async def told(
    tell: Callable[[int], bytes | None], *, seconds: float = 0.5, rate: float | None = 200.0
) -> tuple[Told, int]:
    """What the generator says, and how many requests the server met."""
    met = 0

    def counted(number: int) -> bytes | None:
        nonlocal met
        met += 1
        return tell(number)

    async with server(counted) as url:
        job = Job(urls=(url,), deck=[("one", 1, [REQUEST])], connections=4, rate=rate, seconds=seconds)
        return await run(job), met


async def test_what_is_offered_is_asked_once_each() -> None:
    said, met = await told(lambda _: answer("200 OK", GOOD))
    assert met == said.answers + said.errors
    assert said.codes == {}
    assert said.answers + said.missed in (
        100,
        101,
    )  # of instants in floats the last may lie before the end or at it


async def test_without_a_rate_a_connection_asks_as_soon_as_it_is_answered() -> None:
    said, met = await told(lambda _: answer("200 OK", GOOD), rate=None, seconds=0.3)
    assert met == said.answers > 100


async def test_refusals_are_counted_by_code_and_are_no_answers() -> None:
    kinds = (answer("200 OK", GOOD), answer("200 OK", REFUSED), answer("503 Service Unavailable", b""))
    said, met = await told(lambda number: kinds[number % 3])
    assert set(said.codes) == {"UNAVAILABLE", "HTTP 503"}
    assert met == said.answers + said.errors
    assert abs(said.answers - met / 3) < 1


async def test_a_connection_that_is_closed_is_opened_again() -> None:
    said, met = await told(lambda number: None if number % 10 == 9 else answer("200 OK", GOOD))
    assert said.codes["CLOSED"] == met // 10
    assert met == said.answers + said.errors


async def test_nobody_there_is_counted_too() -> None:
    job = Job(urls=("http://127.0.0.1:1",), deck=[("one", 1, [REQUEST])], connections=2, rate=None, seconds=0.3)
    said = await run(job)
    assert (said.answers, set(said.codes)) == (0, {"NOT CONNECTED"})


@pytest.mark.parametrize(
    ("head", "body", "code"),
    [
        (b"HTTP/1.1 200 OK", GOOD, None),
        (b"HTTP/1.1 200 OK", REFUSED, "UNAVAILABLE"),
        (b"HTTP/1.1 408 Request Timeout", b"", "HTTP 408"),
        (b"HTTP/1.1 400 Bad Request", b'{"errors":[]}', "HTTP 400"),
    ],
)
def test_the_code_of_an_answer(head: bytes, body: bytes, code: str | None) -> None:
    assert code_of(head, body) == code


def test_percentiles_of_few() -> None:
    assert percentiles([3.0]) == (3.0, 3.0, 3.0)
    assert all(math.isnan(each) for each in percentiles([]))
    assert percentiles(range(1, 101))[0] == 50.5
