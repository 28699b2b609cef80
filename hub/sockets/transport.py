"""uvicorn's WebSocket protocol with bounds that it lacks.

It sends a pong for each ping whether the client takes them or not, keeps the empty parts of a message
without end, and waits for ever, when it closes, for a client that takes nothing.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

from hub.http.taking import TakesInTime
from hub.http.tls import add_tls
from hub.settings.config import Settings

CLOSE_SECONDS: Final = 2.0
PARTS_MAX: Final = 1024
TOO_BIG: Final = 1009


def bounded_socket(settings: Settings) -> type[WebSocketsSansIOProtocol]:
    """The protocol with the settings' bounds."""

    class BoundedSocket(_BoundedSocket):
        send_seconds = settings.send_timeout_seconds

    return BoundedSocket


class _BoundedSocket(WebSocketsSansIOProtocol):
    send_seconds: float

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.close_timeout = CLOSE_SECONDS
        self._taking = TakesInTime(self.send_seconds)
        self._end: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        super().pause_writing()
        self._taking.full(self.transport)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._taking.emptied()

    def connection_lost(self, exc: Exception | None) -> None:
        self._taking.emptied()
        if self._end is not None:
            self._end.cancel()
        super().connection_lost(exc)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            add_tls(self.scope, self.transport)

    def handle_ping(self) -> None:
        # RFC 6455 lets the answer to a later ping stand for those before.
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) < PARTS_MAX:
            super().handle_cont(event)
        elif not self.close_sent:
            self.conn.fail(TOO_BIG, f"at most {PARTS_MAX} parts of a message are allowed")
            self.handle_parser_exception()

    async def run_asgi(self) -> None:
        await super().run_asgi()
        # The application has closed, perhaps towards a client that takes not even that.
        self._end = self.loop.call_later(CLOSE_SECONDS, self.transport.abort)
