from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from hub.running.serve import CannotListen, PortTaken, _Server, address_of, bind, server_config
from hub.settings.config import Settings

WAIT_SECONDS = 10
LARGE_BYTES = 32 << 20  # more than the kernel takes on its way


async def _slow(request: Request) -> PlainTextResponse:
    import asyncio

    await asyncio.sleep(float(request.query_params.get("seconds", "0")))
    return PlainTextResponse("served")


async def _large(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("x" * LARGE_BYTES)


@contextlib.contextmanager
def _served(**settings: float | int) -> Iterator[tuple[str, int]]:
    """A server on a free port, in a thread: over a real socket, as the bounds concern bytes on the wire."""
    chosen = Settings(port=0, **settings)
    listener = bind(chosen)
    ready = threading.Event()
    server = _Server(
        server_config(Starlette(routes=[Route("/", _slow), Route("/large", _large)]), chosen), ready.set
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    address = listener.getsockname()
    thread.start()
    try:
        assert ready.wait(WAIT_SECONDS)
        yield address
    finally:
        server.should_exit = True
        thread.join(WAIT_SECONDS)
        listener.close()


def _connection(address: tuple[str, int]) -> socket.socket:
    return socket.create_connection(address, timeout=WAIT_SECONDS)


def _until_closed(client: socket.socket) -> bytes:
    received = b""
    while chunk := client.recv(65536):
        received += chunk
    return received


REQUEST = b"GET / HTTP/1.1\r\nHost: hub\r\n\r\n"


def test_a_request_is_served() -> None:
    with _served() as address, _connection(address) as client:
        client.sendall(REQUEST)
        assert client.recv(65536).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("sent", [b"", b"G", b"GET / HTTP/1.1\r\nHost: hub\r\nX-A: "])
def test_a_half_sent_header_is_closed(sent: bytes) -> None:
    with _served(header_timeout_seconds=0.3) as address, _connection(address) as client:
        client.sendall(sent)
        assert _until_closed(client).startswith(b"HTTP/1.1 408")


def test_a_header_that_trickles_in_is_closed() -> None:
    with _served(header_timeout_seconds=0.5) as address, _connection(address) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        for _ in range(100):
            time.sleep(0.05)
            try:
                client.sendall(b"X-A: b\r\n")
            except OSError:
                return
    pytest.fail("the connection stayed open")


def test_the_half_sent_header_of_a_second_request_is_closed() -> None:
    with _served(header_timeout_seconds=0.3) as address, _connection(address) as client:
        client.sendall(REQUEST)
        assert client.recv(65536).startswith(b"HTTP/1.1 200")
        client.sendall(b"GET / HT")
        assert _until_closed(client).startswith(b"HTTP/1.1 408")


def test_a_slow_answer_is_not_cut_off_by_a_half_sent_second_request() -> None:
    with _served(header_timeout_seconds=0.2) as address, _connection(address) as client:
        client.sendall(b"GET /?seconds=0.7 HTTP/1.1\r\nHost: hub\r\n\r\nGET / HT")
        received = _until_closed(client)
        assert b"served" in received and b"408" in received


def test_an_answer_may_take_longer_than_a_header() -> None:
    with _served(header_timeout_seconds=0.2) as address, _connection(address) as client:
        client.sendall(b"GET /?seconds=0.7 HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n")
        assert b"served" in _until_closed(client)


def test_an_endless_header_is_refused() -> None:
    with _served(header_bytes=4096) as address, _connection(address) as client:
        client.sendall(b"GET / HTTP/1.1\r\nX-A: " + b"a" * 20_000)
        assert client.recv(65536).startswith(b"HTTP/1.1 431")


def test_who_takes_no_answer_is_cut_off() -> None:
    with _served(send_timeout_seconds=0.3) as address, _connection(address) as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: hub\r\n\r\n")
        time.sleep(1.5)
        with contextlib.suppress(ConnectionResetError):
            assert len(_until_closed(client)) < LARGE_BYTES


def test_who_takes_an_answer_slowly_gets_it_whole() -> None:
    with _served(send_timeout_seconds=0.5) as address, _connection(address) as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n")
        taken = 0
        while chunk := client.recv(1 << 20):
            taken += len(chunk)
            time.sleep(0.05)
        assert taken > LARGE_BYTES


def test_a_taken_port_is_said_before_anything_starts() -> None:
    first = bind(Settings(port=0))
    with contextlib.closing(first), pytest.raises(PortTaken, match="is taken by another process"):
        bind(Settings(port=first.getsockname()[1]))


def test_an_address_that_is_none_is_said() -> None:
    with pytest.raises(CannotListen, match="HUB_HOST"):
        bind(Settings(host="no such host", port=0))


def test_the_address_tells_the_port_that_was_found() -> None:
    with contextlib.closing(bind(Settings(port=0))) as listener:
        assert address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"
