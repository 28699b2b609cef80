"""The one client for agencies: bounded in time, bytes and connections, and held to one address.

A request goes to the agency's base URL and below it. No redirect is followed, no proxy of the environment used, no
cookie kept, no packed answer unpacked. It gives an `Answer` whatever the far side does; only a call that this side
has wrong raises.
"""

from __future__ import annotations

import asyncio
import codecs
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final

import httpx
import orjson

from adapters.formats.charset import GB18030, UTF8
from adapters.formats.shown import starred
from adapters.protocols.address import Address, check_headers
from adapters.protocols.answer import Answer, Outcome

JSON: Final = ("application/json",)
ACKNOWLEDGED: Final = (*JSON, "text/plain")
_USER_AGENT: Final = "enforcement-hub"
_BUSY: Final = frozenset({408, 425, 429, 503})
_WAITED_FOR: Final = frozenset({429, 503})
_CONFLICT: Final = 409
_REASON_READ: Final = 4_000
_REASON_SHOWN: Final = 200
_SECRET_LEAST: Final = 8  # a header of fewer characters is no secret, and stands in any sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientLimits:
    """Seconds of one request (`total_seconds` all in all), bytes of one answer, connections to one agency."""

    connect_seconds: float = 5.0
    read_seconds: float = 15.0
    write_seconds: float = 15.0
    total_seconds: float = 30.0
    answer_bytes: int = 8 * 2**20
    connections: int = 4
    retry_after_seconds: float = 3600.0


class AgencyClient:
    """Asks one agency. Close it."""

    def __init__(
        self,
        address: Address,
        limits: ClientLimits | None = None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._address = address
        self._limits = limits = limits or ClientLimits()
        self._now = now
        self._secrets = _secrets(address)
        self._http = httpx.AsyncClient(
            verify=address.tls(),
            headers={"User-Agent": _USER_AGENT, "Accept-Encoding": "identity", **address.headers},
            timeout=httpx.Timeout(
                connect=limits.connect_seconds,
                read=limits.read_seconds,
                write=limits.write_seconds,
                pool=limits.connect_seconds,
            ),
            limits=httpx.Limits(max_connections=limits.connections, max_keepalive_connections=limits.connections),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
            trust_env=False,
        )

    async def post(
        self,
        path: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        accept: Sequence[str] = ACKNOWLEDGED,
        message_id: str | None = None,
    ) -> Answer:
        """Sends a body; `accept` are media types of its answer. `message_id` tells by which id a 409 is of our own
        message.
        """
        return await self._ask("POST", path, accept, headers, body=body, message_id=message_id)

    async def get(
        self,
        path: str,
        query: Mapping[str, str],
        *,
        accept: Sequence[str] = JSON,
        proof: Callable[[bytes], Mapping[str, str]] | None = None,
    ) -> Answer:
        """Asks for what has one of these media types; `proof` gives headers for the path with its query."""
        return await self._ask("GET", path, accept, {}, query=query, proof=proof)

    async def close(self) -> None:
        await self._http.aclose()

    async def _ask(
        self,
        method: str,
        path: str,
        accept: Sequence[str],
        headers: Mapping[str, str],
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
        message_id: str | None = None,
        proof: Callable[[bytes], Mapping[str, str]] | None = None,
    ) -> Answer:
        url = self._address.url(path)
        check_headers(headers)
        seconds = self._limits.total_seconds
        try:
            async with asyncio.timeout(seconds):
                request = self._http.build_request(
                    method, url, params=query, content=body, headers={"Accept": ", ".join(accept), **headers}
                )
                if proof is not None:
                    request.headers.update(proof(request.url.raw_path))
                answer = await self._http.send(request, stream=True)
                try:
                    return await self._told(answer, accept, message_id)
                finally:
                    await answer.aclose()
        except TimeoutError:
            return _unreachable(f"no answer within {seconds:g} s")
        except httpx.PoolTimeout:
            return Answer(
                outcome=Outcome.BUSY, reason=f"all {self._limits.connections} connections to it are taken"
            )
        except httpx.TimeoutException as error:
            return _unreachable(f"no answer in time ({type(error).__name__})")
        except httpx.ProtocolError as error:
            return Answer(outcome=Outcome.BROKEN, reason=f"no HTTP ({type(error).__name__})")
        except (httpx.HTTPError, OSError) as error:
            return _unreachable(f"no connection ({_cause(error)})")

    async def _told(self, answer: httpx.Response, accept: Sequence[str], message_id: str | None) -> Answer:
        status = answer.status_code
        content = await self._content(answer)
        if answer.is_success:
            fault = _fault(answer, content, accept, self._limits.answer_bytes)
            if fault is None:
                return Answer(outcome=Outcome.DELIVERED, status=status, body=content)
            return Answer(outcome=Outcome.BROKEN, status=status, reason=fault)
        reason = self._reason(content)
        if status in _BUSY:
            wait = self._retry_after(answer) if status in _WAITED_FOR else None
            return Answer(outcome=Outcome.BUSY, status=status, reason=reason, retry_after_seconds=wait)
        if answer.is_client_error:
            known = status == _CONFLICT and message_id is not None and _names(answer, content, message_id)
            outcome = Outcome.DUPLICATE if known else Outcome.REJECTED
            return Answer(outcome=outcome, status=status, reason=reason)
        return Answer(outcome=Outcome.BROKEN, status=status, reason=reason)

    async def _content(self, answer: httpx.Response) -> bytes:
        """The body as it was sent; of one that is too long, a little more than allowed, the rest unread."""
        content = bytearray()
        async for chunk in answer.aiter_raw():
            content += chunk
            if len(content) > self._limits.answer_bytes:
                break
        return bytes(content)

    def _reason(self, content: bytes) -> str:
        text = " ".join(_decoded(content[:_REASON_READ]).split())
        if len(content) > _REASON_READ:  # half a number would not look like one
            text = text.rpartition(" ")[0] or text
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return "".join(each for each in starred(text)[:_REASON_SHOWN] if each.isprintable())

    def _retry_after(self, answer: httpx.Response) -> float | None:
        """RFC 9110, section 10.2.3: seconds, or a date."""
        given = answer.headers.get("retry-after", "").strip()
        if given.isascii() and given.isdigit():
            seconds = float(given[:9])
        else:
            try:
                until = parsedate_to_datetime(given)
            except ValueError:
                return None
            seconds = (until.replace(tzinfo=until.tzinfo or UTC) - self._now()).total_seconds()
        return min(max(seconds, 0.0), self._limits.retry_after_seconds)


def _decoded(content: bytes) -> str:
    """UTF-8, cut anywhere, or what Chinese servers write instead."""
    try:
        return codecs.getincrementaldecoder(UTF8)().decode(content)
    except UnicodeDecodeError:
        return content.decode(GB18030, "replace")


def _unreachable(reason: str) -> Answer:
    return Answer(outcome=Outcome.UNREACHABLE, reason=reason)


def _secrets(address: Address) -> tuple[str, ...]:
    """What an agency might send back of our headers; a token also without the word in front of it."""
    texts = {text for value in address.headers.values() for text in (value, value.rpartition(" ")[2])}
    return tuple(sorted((text for text in texts if len(text) >= _SECRET_LEAST), key=len, reverse=True))


def _cause(error: BaseException) -> str:
    """The name of the fault of TLS if it is one, else its own."""
    inner: BaseException | None = error
    for _ in range(5):
        if isinstance(inner, ssl.SSLError):
            return type(inner).__name__
        inner = inner and (inner.__cause__ or inner.__context__)
    return type(error).__name__


def _fault(answer: httpx.Response, content: bytes, accept: Sequence[str], most: int) -> str | None:
    """Why a 2xx is no answer; a page of a portal on the way is none, whatever its status."""
    if len(content) > most:
        return f"the answer has more than {most} bytes"
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        return "the answer is packed, which was not asked for"
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content and media_type not in accept and not (accept[0] in JSON and media_type.endswith("+json")):
        return f"the answer is of another media type; allowed: {', '.join(accept)}"
    return None


def _names(answer: httpx.Response, content: bytes, message_id: str) -> bool:
    """Whether a conflict is with our own message: it says so by `webhook-id`, or by `id` in JSON."""
    if answer.headers.get("webhook-id") == message_id:
        return True
    try:
        told: Any = orjson.loads(content)
    except orjson.JSONDecodeError:
        return False
    return isinstance(told, dict) and told.get("id") == message_id
