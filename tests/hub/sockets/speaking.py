"""A client of `graphql-transport-ws` for tests: frames as they are, nothing hidden."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from hub.sockets.protocol import SUBPROTOCOL

PATIENCE_SECONDS = 15


class Speaker:
    """One connection; whatever it waits for comes within its patience or fails the test."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, message: Mapping[str, Any] | str | bytes) -> None:
        text = message if isinstance(message, (str, bytes)) else orjson.dumps(message).decode()
        await self.socket.send(text)

    async def hear(self) -> dict[str, Any]:
        heard: dict[str, Any] = orjson.loads(await asyncio.wait_for(self.socket.recv(), PATIENCE_SECONDS))
        return heard

    async def init(self, headers: Mapping[str, str]) -> None:
        await self.say({"type": "connection_init", "payload": headers})
        assert await self.hear() == {"type": "connection_ack"}

    async def subscribe(self, operation_id: str, query: str, **payload: Any) -> None:
        await self.say({"id": operation_id, "type": "subscribe", "payload": {"query": query, **payload}})

    async def closed(self) -> tuple[int, str]:
        """The code and reason that the hub closes with; what it says before is passed over."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    await self.socket.recv()
        except ConnectionClosed as error:
            assert error.rcvd is not None, "the connection was cut, not closed"
            return error.rcvd.code, error.rcvd.reason


@asynccontextmanager
async def speaking(base: str, subprotocol: str | None = SUBPROTOCOL, **options: Any) -> AsyncIterator[Speaker]:
    """A connection to the hub at the base URL, before `connection_init`."""
    url = f"{base.replace('http', 'ws', 1).rstrip('/')}/graphql"
    subprotocols: Any = [subprotocol] if subprotocol else None
    async with connect(url, subprotocols=subprotocols, proxy=None, close_timeout=1, **options) as socket:
        yield Speaker(socket)
