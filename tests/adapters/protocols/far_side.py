"""An agency over a real socket: a test says, byte by byte, what it answers, or that it does not."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Speak = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass(kw_only=True, slots=True)
class FarSide:
    url: str = ""
    requests: list[Request] = field(default_factory=list)


@asynccontextmanager
async def far_side(speak: Speak, tls: ssl.SSLContext | None = None) -> AsyncIterator[FarSide]:
    """Answers each request with `speak`, and ends with the test whatever it was doing."""
    far = FarSide()
    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                request = await _read(reader)
                far.requests.append(request)
                await speak(request, writer)
                await writer.drain()
                if writer.is_closing():
                    return

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(talk(reader, writer))
        talks.add(task)
        task.add_done_callback(talks.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    far.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield far
    finally:
        server.close()
        for task in tuple(talks):
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method=method, target=target, headers=headers, body=body)


def saying(status: int, body: bytes = b"", *, content_type: str = "application/json", **headers: str) -> Speak:
    """A whole answer; an underscore in a header's name stands for a hyphen."""

    async def speak(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(status, body, content_type=content_type, **headers))

    return speak


def answer(status: int, body: bytes = b"", *, content_type: str = "application/json", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", f"Content-Type: {content_type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def sending(content: bytes, *, close: bool = False) -> Speak:
    """These bytes; then silence, or the end of the connection."""

    async def speak(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(content)
        await writer.drain()
        if close:
            writer.close()
        else:
            await asyncio.Event().wait()

    return speak
