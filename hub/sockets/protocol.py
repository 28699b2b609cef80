"""The messages of `graphql-transport-ws`, and the codes that a connection is closed with.

    client                                  server
    connection_init {Authorization, …}  ->
                                        <-  connection_ack
    subscribe id                        ->
                                        <-  next id, any number of times
                                        <-  complete id, or error id
    complete id (ends it)               ->
    ping                                <-> pong

Pure: text in, values out. What a client may not send closes the connection, as the protocol says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import orjson

from hub.errands.purpose import CASE_HEADER, PURPOSE_HEADER
from hub.http.wire import GRAPHQL_JSON, Answer, GraphQLRequest, WireError, read_json, request_of
from hub.settings.config import Settings

SUBPROTOCOL: Final = "graphql-transport-ws"
REASON_BYTES_MAX: Final = 123  # RFC 6455: a control frame has 125 bytes, two of them are the code
KEYS: Final = ("Authorization", "DPoP", PURPOSE_HEADER, CASE_HEADER)


class Code(IntEnum):
    """Codes of the protocol, and the one of RFC 6455 for what none of them tells."""

    MALFORMED = 4400
    NOT_ACKNOWLEDGED = 4401
    FORBIDDEN = 4403
    SUBPROTOCOL = 4406
    INIT_TIMEOUT = 4408
    SAME_ID = 4409
    INIT_TWICE = 4429
    INTERNAL = 4500


class Closing(Exception):
    """The connection is to be closed with this code; the reason is for the client to read."""

    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason.encode("utf-8", "replace")[:REASON_BYTES_MAX].decode("utf-8", "ignore")


@dataclass(frozen=True, kw_only=True, slots=True)
class Init:
    """`headers`: the keys of the payload as HTTP would carry them, names in lower case."""

    headers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ping:
    payload: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pong:
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscribe:
    id: str
    request: GraphQLRequest


@dataclass(frozen=True, kw_only=True, slots=True)
class Complete:
    id: str


Message = Init | Ping | Pong | Subscribe | Complete


def read_message(text: str | None, limits: Settings) -> Message:
    """The message in a frame's text; None stands for a binary frame. Raises `Closing` 4400."""
    if text is None:
        raise Closing(Code.MALFORMED, "a text message is wanted")
    try:
        given = read_json(text.encode("utf-8", "surrogatepass"), "the message", limits)
        if not isinstance(given, dict):
            raise WireError(400, "the message is not a JSON object")
        return _message(given)
    except WireError as error:
        raise Closing(Code.MALFORMED, error.message) from None


def acknowledged() -> str:
    return '{"type":"connection_ack"}'


def pong(payload: Mapping[str, Any] | None) -> str:
    said: dict[str, Any] = {"type": "pong"}
    if payload is not None:
        said["payload"] = payload
    return orjson.dumps(said).decode()


def next_of(operation_id: str, answer: Answer) -> str:
    """The answer is encoded already, so it is put in as it is."""
    return f'{{"id":{_text(operation_id)},"type":"next","payload":{answer.body.decode()}}}'


def error_of(operation_id: str, answer: Answer) -> str:
    """A failed operation: the list of its errors."""
    errors = orjson.dumps(orjson.loads(answer.body)["errors"]).decode()
    return f'{{"id":{_text(operation_id)},"type":"error","payload":{errors}}}'


def complete_of(operation_id: str) -> str:
    return f'{{"id":{_text(operation_id)},"type":"complete"}}'


def _message(given: dict[str, Any]) -> Message:
    kind = given.get("type")
    if kind == "connection_init":
        return Init(headers=_headers(_payload(given) or {}))
    if kind == "ping":
        return Ping(payload=_payload(given))
    if kind == "pong":
        return Pong()
    if kind == "subscribe":
        request = request_of(_payload(given) or {}, GRAPHQL_JSON, by_get=False)
        return Subscribe(id=_id(given), request=request)
    if kind == "complete":
        return Complete(id=_id(given))
    raise WireError(400, "type: connection_init, ping, pong, subscribe and complete are allowed")


def _payload(given: dict[str, Any]) -> dict[str, Any] | None:
    payload = given.get("payload")
    if payload is not None and not isinstance(payload, dict):
        raise WireError(400, "payload: an object is allowed")
    return payload


def _headers(payload: dict[str, Any]) -> dict[str, str]:
    """The keys that the hub reads, in any case, as header names are; others are passed over."""
    known = {name.lower() for name in KEYS}
    headers = {name.lower(): value for name, value in payload.items() if name.lower() in known}
    for name, value in headers.items():
        if not isinstance(value, str):
            raise WireError(400, f"{name}: a string is allowed")
    return headers


def _id(given: dict[str, Any]) -> str:
    value = given.get("id")
    if not isinstance(value, str) or not value:
        raise WireError(400, "id is wanted, as a string that is not empty")
    return value


def _text(value: str) -> str:
    return orjson.dumps(value).decode()
