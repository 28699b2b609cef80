"""Agencies over HTTP on this machine: one process, one port, one path an agency."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterable
from contextlib import asynccontextmanager
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.agencies.mapping import Write
from adapters.simulating.agency import SimulatedAgency
from adapters.simulating.register import SimulatedRegister

HOST: Final = "127.0.0.1"
_BACKLOG: Final = 256
_END_SECONDS: Final = 10
_Answering = Callable[[Request], Awaitable[Response]]


def listening(port: int) -> socket.socket:
    """A socket of this machine only; 0 takes a free port. Raises OSError."""
    return socket.create_server((HOST, port), backlog=_BACKLOG)


def url_of(listener: socket.socket) -> str:
    return f"http://{HOST}:{listener.getsockname()[1]}"


@asynccontextmanager
async def served(
    agencies: Iterable[SimulatedAgency], registers: Iterable[SimulatedRegister], listener: socket.socket
) -> AsyncIterator[None]:
    """Serves them while the block runs; the agency NAME is at `/NAME`."""
    routes = [*_taking(agencies), *_giving(registers)]
    app = Starlette(routes=routes)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=_END_SECONDS,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not task.done():
            await asyncio.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        await task


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """None: whoever serves says when it ends."""
        yield


def _taking(agencies: Iterable[SimulatedAgency]) -> list[Route]:
    routes = []
    for agency in agencies:
        base = f"/{agency.name}{agency.mapping.writing.text('base_path').rstrip('/')}"
        for write in agency.mapping.writes:
            routes.append(Route(base + write.path, _take(agency, write), methods=["POST"]))
            if write.feedback is not None:
                routes.append(Route(base + write.feedback.path, _feedback(agency, write), methods=["GET"]))
    return routes


def _giving(registers: Iterable[SimulatedRegister]) -> list[Route]:
    routes = []
    for register in registers:
        base = f"/{register.name}{register.mapping.reading.text('base_path').rstrip('/')}"
        routes.append(Route(base + register.read.path, register.give, methods=["GET"]))
    return routes


def _take(agency: SimulatedAgency, write: Write) -> _Answering:
    async def take(request: Request) -> Response:
        return await agency.take(request, write)

    return take


def _feedback(agency: SimulatedAgency, write: Write) -> _Answering:
    async def feedback(request: Request) -> Response:
        return await agency.feedback(write)

    return feedback
