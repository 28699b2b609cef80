"""What a WebSocket's operations are answered by: queries as over HTTP, subscriptions event by event."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace

from hub.answering.watching import Watching
from hub.callers.caller import Caller
from hub.callers.head import Head
from hub.callers.verifier import Verifier
from hub.errands.purpose import CASE_HEADER, PURPOSE_HEADER, check
from hub.errors import HubError
from hub.http.wire import Answer, GraphQLRequest

Execute = Callable[[GraphQLRequest, Head, str], Awaitable[Answer]]
Refused = Callable[[str, HubError, Caller | None], Awaitable[None]]


class Streaming:
    """`hub.sockets.connection.Answering` over the same service as HTTP."""

    def __init__(self, *, verifier: Verifier, execute: Execute, watching: Watching, refused: Refused) -> None:
        self._verifier = verifier
        self._execute = execute
        self._watching = watching
        self._refused = refused

    async def admit(self, headers: Head) -> tuple[Caller, Head]:
        """A purpose may be missing, since not all operations need one; it may not be another role's."""
        caller = await self._verifier.caller(headers)
        purpose = headers.get(PURPOSE_HEADER.lower())
        if purpose is not None:
            check(caller, purpose, headers.get(CASE_HEADER.lower()))
        return caller, replace(headers, proven=True)

    async def still(self, headers: Head) -> None:
        await self._verifier.caller(headers)

    async def answers(self, request: GraphQLRequest, headers: Head, request_id: str) -> AsyncGenerator[Answer]:
        if not await self._watching.serves(request, headers):
            yield await self._execute(request, headers, request_id)
            return
        async for answer in self._watching.answers(request, headers, request_id):
            yield answer

    async def refused(self, request_id: str, error: HubError, caller: Caller | None = None) -> None:
        await self._refused(request_id, error, caller)
