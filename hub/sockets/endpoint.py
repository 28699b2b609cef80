"""The `/graphql` path as a WebSocket: who is let in at all, under which protocol."""

from __future__ import annotations

import uuid
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from hub.callers.head import Heads
from hub.errors import ERRORS, HubError, retry_headers
from hub.http.endpoint import REQUEST_ID_HEADER
from hub.http.wire import SECURITY_HEADERS
from hub.settings.config import Settings
from hub.sockets.caps import Caps
from hub.sockets.connection import Answering, Connection
from hub.sockets.protocol import SUBPROTOCOL, Code


class SocketEndpoint:
    """An ASGI application for one WebSocketRoute.

    There is no look at `Origin`: a page of another site could open a connection, but the token comes in a
    message, not in a cookie that the browser adds by itself.
    """

    def __init__(self, answering: Answering, caps: Caps, settings: Settings) -> None:
        self._answering = answering
        self._caps = caps
        self._settings = settings
        self._heads = Heads(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # websocket.connect
        connection_id = uuid.uuid4().hex
        try:
            held = self._caps.socket()
        except HubError as error:
            await self._answering.refused(connection_id, error)
            await _deny(send, error, connection_id)
            return
        with held:
            spoken = SUBPROTOCOL in scope["subprotocols"]
            await send(
                {
                    "type": "websocket.accept",
                    "subprotocol": SUBPROTOCOL if spoken else None,
                    "headers": [(REQUEST_ID_HEADER.encode(), connection_id.encode())],
                }
            )
            if not spoken:
                reason = f"the subprotocol {SUBPROTOCOL} is wanted"
                await send({"type": "websocket.close", "code": Code.SUBPROTOCOL, "reason": reason})
                return
            connection = Connection(
                receive,
                send,
                head=self._heads.of(scope),
                answering=self._answering,
                caps=self._caps,
                settings=self._settings,
            )
            await connection.run()


async def _deny(send: Send, error: HubError, connection_id: str) -> None:
    headers = {
        **SECURITY_HEADERS,
        "Content-Type": "application/json; charset=utf-8",
        **retry_headers(error),
        REQUEST_ID_HEADER: connection_id,
    }
    start: dict[str, Any] = {
        "type": "websocket.http.response.start",
        "status": ERRORS[error.code].status,
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    await send(start)
    await send({"type": "websocket.http.response.body", "body": orjson.dumps({"errors": [error.formatted()]})})
