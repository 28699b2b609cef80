"""The `/graphql` path over HTTP: reads within bounds, hands on, dresses the answer. No error escapes it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Final

import orjson
import structlog
from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from hub.callers.head import Head, Heads
from hub.callers.verifier import challenge
from hub.documents.parsing import holds_personal_number, is_query, operation_of, parse_document
from hub.errors import ERRORS, ErrorCode, HubError, bad_input, code_of, public_error
from hub.http.leaving import WhileConnected
from hub.http.wire import (
    PLAIN_JSON,
    SECURITY_HEADERS,
    Answer,
    GraphQLRequest,
    WireError,
    body_too_large,
    body_too_slow,
    check_head,
    read_request,
)
from hub.settings.config import Settings

REQUEST_ID_HEADER: Final = "X-Request-Id"

Execute = Callable[[GraphQLRequest, Head, str], Awaitable[Answer]]
Refused = Callable[[Head, str, HubError], Awaitable[None]]

_log = structlog.get_logger(__name__)


def graphql_endpoint(execute: Execute, settings: Settings, refused: Refused | None = None) -> GraphQLEndpoint:
    """An ASGI application for one Route without methods of its own.

    `execute(request, head, request_id)` gives the answer, or raises: `HubError` and `GraphQLError` are
    told to the caller, all else is masked and logged. It is cancelled if the client leaves.
    `refused(head, request_id, error)` hears of the requests that are turned away before `execute` sees
    them, so that they too can be put on the record; what it raises is answered instead.
    """
    return GraphQLEndpoint(execute, settings, refused)


class GraphQLEndpoint:
    def __init__(self, execute: Execute, settings: Settings, refused: Refused | None) -> None:
        self._execute = execute
        self._settings = settings
        self._refused = refused
        self._heads = Heads(settings)
        self._challenge = challenge(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._respond(Request(scope, receive), receive)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _respond(self, request: Request, receive: Receive) -> Response:
        request_id = uuid.uuid4().hex
        accept = PLAIN_JSON
        head = self._heads.of(request.scope)
        try:
            try:
                accept = check_head(request.method, head.fields, self._settings)
                body = await self._body(request) if request.method == "POST" else b""
                query_string: bytes = request.scope.get("query_string", b"")
                asked = read_request(request.method, head.fields, query_string, body, self._settings)
                if asked.by_get:
                    check_url(asked, self._settings)
            except HubError as error:
                if self._refused is not None:
                    await self._refused(head, request_id, error)
                raise
            async with WhileConnected(receive):
                answer = await self._execute(asked, head, request_id)
            status = answer.status(accept)
        except ClientDisconnect:
            raise
        except Exception as error:  # the client gets the request's id and nothing more, whatever it was
            answer = failed(error, request_id)
            status = error.status if isinstance(error, WireError) else answer.status(accept)
        return _dressed(answer, status, accept, request_id, self._challenge)

    async def _body(self, request: Request) -> bytes:
        """The body, read no further than its bound and no longer than its time."""
        body = bytearray()
        try:
            async with asyncio.timeout(self._settings.body_timeout_seconds):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > self._settings.body_bytes:
                        raise body_too_large(self._settings)
        except TimeoutError:
            raise body_too_slow(self._settings) from None
        return bytes(body)


def check_url(asked: GraphQLRequest, settings: Settings) -> None:
    """Refuses what may not stand in a URL: a mutation (405), a personal number (BAD_INPUT, never repeated).

    A document that does not parse, or whose operation cannot be found, is left for `execute` to tell of.
    """
    try:
        document = parse_document(asked.query, settings)
    except (GraphQLError, HubError):
        document = None
    if holds_personal_number(document, asked.texts, asked.variables, datetime.now(UTC).date()):
        raise bad_input("a citizen ID or document number may not stand in a URL; send the request by POST")
    if document is None:
        return
    try:
        operation = operation_of(document, asked.operation_name)
    except HubError:
        return
    if not is_query(operation):
        raise WireError(405, "GET serves queries only; send the request by POST", {"Allow": "POST"})


def failed(error: Exception, request_id: str) -> Answer:
    """The answer to a request that could not be answered; what was not foreseen is logged and masked."""
    code = code_of(error)
    if code is ErrorCode.INTERNAL:
        _log.error("request failed", request_id=request_id, exc_info=error)
    else:
        _log.log(ERRORS[code].log_level, "request refused", request_id=request_id, code=code.value)
    headers: Mapping[str, str] = error.headers if isinstance(error, WireError) else {}
    return Answer(body=orjson.dumps({"errors": [public_error(error, request_id)]}), failure=code, headers=headers)


def _dressed(answer: Answer, status: int, accept: str, request_id: str, challenge: str) -> Response:
    headers = {**SECURITY_HEADERS, **answer.headers, REQUEST_ID_HEADER: request_id}
    if answer.failure is ErrorCode.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = challenge
    headers["Content-Type"] = f"{accept}; charset=utf-8"
    return Response(answer.body, status_code=status, headers=headers)
