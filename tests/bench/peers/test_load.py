"""The callers against a real socket: bounded, byte for byte, and loud about anything else."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bench.peers.load import CONNECTIONS, Asked, WrongAnswer, ask_once, turn
from bench.wire import posted


@asynccontextmanager
async def answering(answer: Callable[[int], bytes]) -> AsyncIterator[str]:
    """A server that answers the nth request with these bytes, in two parts; b"" closes the connection."""
    number = itertools.count()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n{}"):
                told = answer(next(number))
                if not told:
                    break
                for part in (told[:20], told[20:]):
                    writer.write(part)
                    await writer.drain()
                    await asyncio.sleep(0)
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def said(body: bytes, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\ncontent-type: x\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def test_requests_begun_are_bounded_and_all_answered() -> None:
    seen: set[int] = set()

    def answer(number: int) -> bytes:
        seen.add(number)
        return said(b"yes")

    async with answering(answer) as url:
        told = await turn(url, [Asked(posted(url, {}, {}), b"yes")], seconds=60, most=100)
    assert len(told.times) == len(seen) == 100


async def test_time_is_bounded() -> None:
    async with answering(lambda _: said(b"yes")) as url:
        told = await turn(url, [Asked(posted(url, {}, {}), b"yes")], seconds=0)
    assert len(told.times) == CONNECTIONS  # one each, since whoever has begun is answered


async def test_another_answer_than_expected_ends_the_turn() -> None:
    async with answering(lambda number: said(b"no" if number == 30 else b"yes")) as url:
        with pytest.raises(ExceptionGroup) as failed:
            await turn(url, [Asked(posted(url, {}, {}), b"yes")], seconds=60, most=100)
    assert failed.value.subgroup(WrongAnswer) is not None


@pytest.mark.parametrize("answer", [said(b"busy", "429 Too Many Requests"), b""], ids=["refused", "closed"])
async def test_what_is_no_answer_is_told(answer: bytes) -> None:
    async with answering(lambda _: answer) as url:
        with pytest.raises(WrongAnswer):
            await ask_once(url, posted(url, {}, {}))
