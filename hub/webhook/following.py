"""The subscription `standingChanged` over a WebSocket, opened again whenever it breaks.

Whoever opens it is told of all parties first, so nothing is lost between two connections.
"""

from __future__ import annotations

import asyncio
import random
import ssl
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Subprotocol

from adapters.protocols.retrying import Retrying
from hub.screening.asking import PATH, Asker, NotAnswered

SUBPROTOCOL: Final = Subprotocol("graphql-transport-ws")
MESSAGE_BYTES_MAX: Final = 8 * 1024 * 1024  # of one list of changes
OPEN_SECONDS: Final = 20.0
BATCH: Final = 500  # parties of one subscription; a connection carries several
_QUERY: Final = """subscription ($subjects: [SubjectKey!]!, $measure: String) {
  standingChanged(subjects: $subjects, measure: $measure) { place screening {
    underMeasure since caseNumber court asAt problem measures { code since until caseNumber } } } }"""
_AGAIN: Final = frozenset({"RATE_LIMITED", "UNAVAILABLE", "INTERNAL", "UNAUTHENTICATED"})
# How the server closes what no other try will open: what was sent has another shape, or no right. A token that
# has expired is closed so, too: it is final only where no connection was ever let in.
_REFUSED: Final = frozenset({4400, 4401, 4403, 4406})

Changes = list[tuple[int, dict[str, Any]]]


class BrokenConnection(Exception):
    """This connection; another may do. `closed`: by which code of the server."""

    def __init__(self, reason: str, closed: int = 0) -> None:
        super().__init__(reason)
        self.closed = closed


class _Connect(connect):
    """A redirect is no other hub: the token goes to the address that was named, and to none else."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


@dataclass(frozen=True, kw_only=True, slots=True)
class Follower:
    """Follows for whoever `asker` says, asked anew before each connection: a token may have been renewed."""

    asker: Callable[[], Asker]
    batch: int = BATCH
    retrying: Retrying = field(default_factory=lambda: Retrying(last_seconds=60, tries_max=30))

    async def changes(self, keys: Sequence[Mapping[str, Any]]) -> AsyncGenerator[Changes]:
        """Lists of (place, what `screen` answers of it now), without end; the first of each connection are whole.

        Raises NotAnswered: refused, or not there so often one after another.
        """
        failed, let_in = 0, False
        while True:
            try:
                async with aclosing(self._connection(keys)) as lists:
                    async for told in lists:
                        failed, let_in = 0, True
                        yield told
            except BrokenConnection as broken:
                if broken.closed in _REFUSED and not let_in:
                    raise NotAnswered(f"the hub refused it: {broken}") from None
                failed += 1
                wait = self.retrying.wait_seconds(failed, random.random())
                if wait is None:
                    raise NotAnswered(f"the hub was asked {failed} times: {broken}") from None
                await asyncio.sleep(wait)

    async def _connection(self, keys: Sequence[Mapping[str, Any]]) -> AsyncGenerator[Changes]:
        asker = self.asker()
        url = f"{asker.url.rstrip('/')}{PATH}".replace("http", "ws", 1)
        try:
            async with _Connect(
                url,
                subprotocols=[SUBPROTOCOL],
                proxy=None,
                open_timeout=OPEN_SECONDS,
                max_size=MESSAGE_BYTES_MAX,
                ssl=ssl.create_default_context() if url.startswith("wss") else None,
            ) as socket:
                await _say(socket, {"type": "connection_init", "payload": asker.headers})
                async for text in socket:
                    message = _read(text)
                    if message.get("type") == "connection_ack":
                        for start in range(0, len(keys), self.batch):
                            variables = {"subjects": keys[start : start + self.batch], "measure": asker.measure}
                            payload = {"query": _QUERY, "variables": variables}
                            await _say(socket, {"id": str(start), "type": "subscribe", "payload": payload})
                    elif message.get("type") == "ping":
                        await _say(socket, {"type": "pong"})
                    elif message.get("type") == "next":
                        yield changes_of(message, self.batch, len(keys))
                    elif message.get("type") in ("error", "complete"):
                        raise _refusal(message.get("payload"))
        except (OSError, InvalidHandshake) as error:
            raise BrokenConnection(f"no connection: {type(error).__name__}") from None
        except ConnectionClosed as closed:
            code, reason = (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (1006, "cut")
            raise BrokenConnection(f"closed: {code} {reason}", code) from None
        raise BrokenConnection("closed")


async def _say(socket: ClientConnection, message: Mapping[str, Any]) -> None:
    await socket.send(orjson.dumps(message).decode())


def _read(text: str | bytes) -> dict[str, Any]:
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BrokenConnection("no JSON") from None
    return message if isinstance(message, dict) else {}


def changes_of(message: Mapping[str, Any], batch: int, parties: int) -> Changes:
    """The rows of a `next`, by their place in the whole list. Raises BrokenConnection for what is none."""
    payload = message.get("payload")
    if not isinstance(payload, dict):
        raise BrokenConnection("an answer of another shape")
    if payload.get("errors"):
        raise _refusal(payload["errors"])
    try:
        start = int(message["id"])
        rows = [(start + row["place"], row["screening"]) for row in payload["data"]["standingChanged"]]
        ends = min(start + batch, parties)
        named = all(start <= place < ends and isinstance(screening, dict) for place, screening in rows)
    except (KeyError, TypeError, ValueError):
        raise BrokenConnection("an answer of another shape") from None
    if not named:
        raise BrokenConnection("an answer about nobody that was asked about")
    return rows


def _refusal(errors: object) -> Exception:
    error = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    code = (error.get("extensions") or {}).get("code")
    reason = f"{code}: {error.get('message')}"
    return (
        NotAnswered(f"the hub refused it: {reason}") if code and code not in _AGAIN else BrokenConnection(reason)
    )
