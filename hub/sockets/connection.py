"""One connection: who it is, which operations run on it, and when it ends.

Nothing is queued for a slow client: an operation waits until its answer is taken before it makes the next,
and reading waits until a pong is. So a connection holds at most one answer for each of its operations, and
their number is capped. A client that takes nothing at all is cut off below (`hub.http.taking`).
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing, suppress
from dataclasses import replace
from typing import Final, NoReturn, Protocol

import structlog
from starlette.types import Receive, Send

from hub.callers.caller import Caller
from hub.callers.head import Head
from hub.errors import HubError
from hub.http.endpoint import failed
from hub.http.wire import Answer, GraphQLRequest
from hub.settings.config import Settings
from hub.sockets.caps import Caps
from hub.sockets.protocol import (
    Closing,
    Code,
    Complete,
    Init,
    Message,
    Ping,
    Subscribe,
    acknowledged,
    complete_of,
    error_of,
    next_of,
    pong,
    read_message,
)

LOOK_SECONDS: Final = 1  # between two looks at the token; the clock may be set, too
GOODBYE_SECONDS: Final = 1  # for a close to be taken by a client that takes nothing

_log = structlog.get_logger(__name__)


class Answering(Protocol):
    """What stands behind a connection."""

    async def admit(self, headers: Head) -> tuple[Caller, Head]:
        """Who the headers speak for, and the headers as all operations carry them. Raises `HubError`."""
        ...

    async def still(self, headers: Head) -> None:
        """Raises `HubError` when they speak for nobody any more."""
        ...

    def answers(self, request: GraphQLRequest, headers: Head, request_id: str) -> AsyncGenerator[Answer]:
        """One answer to a query, any number to a subscription; one that failed is the last."""
        ...

    async def refused(self, request_id: str, error: HubError, caller: Caller | None = None) -> None:
        """Hears of what is turned away before it comes to an answer, so that it is on the record too."""
        ...


class _Left(Exception):
    """The client has closed the connection."""


class Connection:
    """Runs an accepted connection until either side closes it."""

    def __init__(
        self, receive: Receive, send: Send, *, head: Head, answering: Answering, caps: Caps, settings: Settings
    ) -> None:
        self._head = head
        self._receive = receive
        self._send = send
        self._answering = answering
        self._caps = caps
        self._settings = settings
        self._sending = asyncio.Lock()
        self._running: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Returns when the connection is closed; its operations have ended by then."""
        try:
            async with asyncio.TaskGroup() as self._tasks:
                await self._serve()
        except ExceptionGroup as group:
            closing = _closing_of(group)
            if closing is not None:
                await self._close(closing)

    async def _serve(self) -> NoReturn:
        init = await self._greeting()
        caller, head = await self._admit(init)
        try:
            held = await self._caps.caller(caller)
        except HubError as error:
            await self._turn_away(error, caller)
        with held:
            self._tasks.create_task(self._end(caller.expires_at, head))
            await self._deliver(acknowledged())
            while True:
                await self._take(await self._next(), head, caller)

    async def _greeting(self) -> Init:
        """The first `connection_init`; pings may come before it."""
        try:
            async with asyncio.timeout(self._settings.socket_init_seconds):
                while True:
                    message = await self._next()
                    if isinstance(message, Init):
                        return message
                    if isinstance(message, Subscribe):
                        raise Closing(Code.NOT_ACKNOWLEDGED, "connection_init is wanted first")
                    if isinstance(message, Ping):
                        await self._deliver(pong(message.payload))
        except TimeoutError:
            raise Closing(Code.INIT_TIMEOUT, "connection_init did not come in time") from None

    async def _admit(self, init: Init) -> tuple[Caller, Head]:
        try:
            return await self._answering.admit(replace(self._head, fields=init.headers))
        except HubError as error:
            await self._turn_away(error)

    async def _turn_away(self, error: HubError, caller: Caller | None = None) -> NoReturn:
        await self._answering.refused(uuid.uuid4().hex, error, caller)
        raise Closing(Code.FORBIDDEN, error.message) from None

    async def _take(self, message: Message, head: Head, caller: Caller) -> None:
        if isinstance(message, Ping):
            await self._deliver(pong(message.payload))
        elif isinstance(message, Subscribe):
            if message.id in self._running:
                raise Closing(Code.SAME_ID, f"Subscriber for {message.id} already exists")
            work = self._operate(message, head, caller)
            self._running[message.id] = self._tasks.create_task(work)
        elif isinstance(message, Complete):
            if (task := self._running.pop(message.id, None)) is not None:
                task.cancel()
        elif isinstance(message, Init):
            raise Closing(Code.INIT_TWICE, "Too many initialisation requests")

    async def _operate(self, asked: Subscribe, headers: Head, caller: Caller) -> None:
        request_id = uuid.uuid4().hex
        try:
            async with AsyncExitStack() as held:
                try:
                    await held.enter_async_context(self._caps.operation(caller))
                except HubError as error:
                    await self._answering.refused(request_id, error, caller)
                    raise
                await self._answer(asked, headers, request_id)
        except _Left:
            raise
        except Exception as error:  # one operation's: the others on the connection go on
            await self._deliver(error_of(asked.id, failed(error, request_id)))
        finally:
            if self._running.get(asked.id) is asyncio.current_task():
                del self._running[asked.id]

    async def _answer(self, asked: Subscribe, headers: Head, request_id: str) -> None:
        async with aclosing(self._answering.answers(asked.request, headers, request_id)) as answers:
            async for answer in answers:
                if answer.failure is not None:
                    await self._end_with(asked.id, error_of(asked.id, answer))
                    return
                await self._deliver(next_of(asked.id, answer))
        await self._end_with(asked.id, complete_of(asked.id))

    async def _end_with(self, operation_id: str, text: str) -> None:
        """The id is free before the client can read that it is."""
        self._running.pop(operation_id, None)
        await self._deliver(text)

    async def _next(self) -> Message:
        event = await self._receive()
        if event["type"] == "websocket.disconnect":
            raise _Left
        return read_message(event.get("text"), self._settings)

    async def _deliver(self, text: str) -> None:
        """Waits until the client takes what was sent before."""
        async with self._sending:
            try:
                await self._send({"type": "websocket.send", "text": text})
            except OSError:
                raise _Left from None

    async def _close(self, closing: Closing) -> None:
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._send({"type": "websocket.close", "code": closing.code, "reason": closing.reason})

    async def _end(self, expires_at: int, head: Head) -> NoReturn:
        """Waits until the token ends, is revoked, or its key withdrawn.

        A client that comes back with a new token is welcome, so this is the code that clients try again after.
        """
        while (seconds := expires_at - time.time()) > 0:
            await asyncio.sleep(min(seconds, LOOK_SECONDS))
            try:
                await self._answering.still(head)
            except HubError as error:
                raise Closing(Code.FORBIDDEN, error.message) from None
        raise Closing(Code.FORBIDDEN, "the token has expired")


def _closing_of(group: ExceptionGroup[Exception]) -> Closing | None:
    """What to tell the client; None if it has left."""
    if group.subgroup(_Left):
        return None
    for error in group.exceptions:
        if isinstance(error, Closing):
            return error
    _log.error("connection failed", exc_info=group)
    return Closing(Code.INTERNAL, "internal error")
