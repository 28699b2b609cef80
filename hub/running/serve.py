"""The HTTP server: uvicorn on a socket that is taken first, with bounds that it lacks.

uvicorn waits for ever for the rest of a header, sets no bound to its size (llhttp has none), and waits for
ever for a client to take its answer; its thin subclass here answers 408 and 431, or cuts off, and closes. The
port is bound before anything slow starts, so "port taken" is said at once; connections that come early wait in
the backlog.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
import threading
from collections.abc import Callable, Generator
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from hub.http.taking import TakesInTime
from hub.http.tls import add_tls, server_tls
from hub.settings.config import Settings
from hub.sockets.transport import bounded_socket

BACKLOG: Final = 512


class CannotListen(Exception):
    """The address cannot be listened on; the text says which and why."""


class PortTaken(CannotListen):
    """Another process listens there."""


def bind(settings: Settings) -> socket.socket:
    """A listening socket on the hub's address. Raises `PortTaken`, `CannotListen`."""
    where = f"{settings.host}:{settings.port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError):
        raise CannotListen(f"HUB_HOST {settings.host}: no such address on this machine") from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"{where} is taken by another process; choose another with --port or HUB_PORT"
            ) from None
        raise CannotListen(f"{where}: {error.strerror}") from None
    listener.setblocking(False)
    return listener


def address_of(listener: socket.socket, scheme: str = "http") -> str:
    """The socket's base URL, e.g. `http://127.0.0.1:8000`; tells the port that 0 stood for."""
    host, port = listener.getsockname()[:2]
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def serve(
    app: ASGIApp, settings: Settings, on_ready: Callable[[], None], listener: socket.socket | None = None
) -> None:
    """Serves until SIGINT or SIGTERM, then lets running requests end and returns: the caller stops the rest.

    `on_ready` is called once, when the application has started and requests are answered.
    """
    listener = listener or bind(settings)
    try:
        asyncio.run(serve_in_loop(app, settings, on_ready, listener))
    finally:
        listener.close()


async def serve_in_loop(
    app: ASGIApp, settings: Settings, on_ready: Callable[[], None], listener: socket.socket
) -> None:
    """As `serve`, for an application whose engine lives in the same event loop. The listener stays open.

    Cancelled, it lets running requests end first: a server that is merely dropped goes on accepting on a
    socket number that may soon be another's.
    """
    server = _Server(server_config(app, settings), on_ready)
    serving = asyncio.ensure_future(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise


def server_config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """uvicorn's configuration for the hub. It logs no access: URLs may hold what a log may not."""
    tls = server_tls(settings)
    return uvicorn.Config(
        app,
        ssl_context_factory=None if tls is None else lambda *_: tls,
        http=bounded_headers(settings),
        ws=bounded_socket(settings),
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        ws_max_size=settings.body_bytes,
        ws_per_message_deflate=False,  # a compressed answer tells of its secrets by its length
        timeout_keep_alive=settings.keep_alive_seconds,
        timeout_graceful_shutdown=settings.shutdown_seconds,
        limit_concurrency=settings.connections_max,
        backlog=BACKLOG,
    )


def bounded_headers(settings: Settings) -> type[HttpToolsProtocol]:
    """uvicorn's protocol with the settings' bounds on the time and size of a request's headers."""

    class BoundedHeaders(_BoundedHeaders):
        timeout_seconds = settings.header_timeout_seconds
        bytes_max = settings.header_bytes
        send_seconds = settings.send_timeout_seconds

    return BoundedHeaders


class _BoundedHeaders(HttpToolsProtocol):
    timeout_seconds: float
    bytes_max: int
    send_seconds: float

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._taking = TakesInTime(self.send_seconds)
        self._timer: asyncio.TimerHandle | None = None
        self._awaited = True  # whether headers are under way, or may be
        self._received = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        super().connection_made(transport)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        self._taking.emptied()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._taking.full(self.transport)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._taking.emptied()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self._awaited:
            return
        self._received += len(data)
        if self._received > self.bytes_max:
            self._refuse(431)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        add_tls(self.scope, self.transport)
        self._awaited = True
        self._received = 0
        if self._timer is None:
            self._start_timer()

    def on_headers_complete(self) -> None:
        self._awaited = False
        self._stop_timer()
        super().on_headers_complete()

    def _start_timer(self) -> None:
        self._timer = self.loop.call_later(self.timeout_seconds, self._late)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        self._timer = None
        if self.cycle is not None and not self.cycle.response_complete:
            # The answer to the request before is still being made; the next look comes after another term.
            self._start_timer()
            return
        self._refuse(408)

    def _refuse(self, status: int) -> None:
        self._stop_timer()
        if self.transport.is_closing():
            return
        self.transport.write(STATUS_LINE[status] + b"connection: close\r\ncontent-length: 0\r\n\r\n")
        self.transport.close()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and not self.should_exit:
            self._on_ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """As uvicorn's, but it does not raise the signal again afterwards: SIGTERM would then end the process
        before the embedded engine is stopped.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        stopping = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in stopping}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
