"""REST pull by a mapping: its own names, forms and places, its records read and checked a page at a time.

What is asked has no body: signed is its path with the query, as it is sent. A page that is not of the shape is
told with its line and place (`BadPage`); of a record with a fault, the page tells a reject.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from adapters.agencies.accepting import Accepted, accept
from adapters.agencies.bodies import BadBody, is_xml, media_types, parsed
from adapters.agencies.endpoint import Endpoint
from adapters.agencies.forms import FORMS
from adapters.agencies.json_lines import line_in
from adapters.agencies.mapping import Read
from adapters.agencies.pages import UnreadablePage, records_of, value_at
from adapters.agencies.reading import read_page
from adapters.formats.record import Document
from adapters.loading.check import Checker
from adapters.protocols.answer import Answer
from adapters.protocols.http import AgencyClient, ClientLimits
from adapters.protocols.pull import BadPage, Page, Pull, PullRequest, is_cursor
from adapters.protocols.signing import sign
from graph.rules.days import stored_instant

CONNECT_SECONDS: Final = 5.0
DIGEST_SHOWN: Final = 12  # of a page's SHA-256, in its name
BEGINNING: Final = datetime(1970, 1, 2, tzinfo=UTC)  # of all that is asked for; no form of it is before 1970
_SINCE: Final[Mapping[str, str]] = {
    "YYYY-MM-DD": "date:YYYY-MM-DD",
    "YYYYMMDD": "date:YYYYMMDD",
    "YYYY-MM-DD HH:MM:SS": "time:YYYY-MM-DD HH:MM:SS",
    "YYYYMMDDHHMMSS": "time:YYYYMMDDHHMMSS",
    "epoch-ms": "time:epoch-milliseconds",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class PulledPage:
    """`document` is the page as a document of the load; a reject's line is the place of its record, from 1."""

    document: Document
    accepted: Accepted
    passed_over: tuple[str, ...]
    count: int | None = None  # of all that they hold, where they say it


class MappedPull(Pull[PulledPage]):
    """Pages of one kind of record, each with one item: itself, read. `pace` is waited for before each."""

    def __init__(
        self,
        client: AgencyClient,
        endpoint: Endpoint,
        read: Read,
        checker: Checker,
        *,
        since: datetime,
        cursor: str | None,
        pages_max: int,
        pace: Callable[[], Awaitable[None]],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        request = PullRequest(path=read.path, since=since, cursor=cursor, pages_max=pages_max)
        super().__init__(client, request, _unused)
        self._endpoint = endpoint
        self._mapping = endpoint.mapping
        self._read = read
        self._checker = checker
        self._pace = pace
        self._clock = clock

    async def _ask(self, cursor: str | None) -> Answer:
        await self._pace()
        accept = media_types(self._mapping.reading)
        return await self._client.get(self._read.path, self._query(cursor), accept=accept, proof=self._proof)

    def _proof(self, target: bytes) -> Mapping[str, str]:
        return sign(uuid4().hex, target, (self._endpoint.signing,), at=self._clock())

    def _query(self, cursor: str | None) -> dict[str, str]:
        reading = self._mapping.reading
        overlap = timedelta(seconds=int(reading.text("overlap_seconds") or 0))
        form = FORMS[_SINCE[reading.text("since_form")]]
        assert form.write is not None  # all forms of an instant can be written
        since = max(self._request.since - overlap, BEGINNING)
        query = {reading.text("since_parameter"): form.write(stored_instant(since))}
        if size := reading.text("page_size_parameter"):
            query[size] = str(self._mapping.limits.page_size)
        if reading.text("paging") == "page":
            query[reading.text("page_parameter")] = cursor or "1"
        elif cursor is not None:
            query[reading.text("cursor_parameter")] = cursor
        return query

    def _page(self, number: int, body: bytes, asked: str | None) -> Page[PulledPage]:
        xml = is_xml(self._mapping.reading)
        try:
            told = parsed(self._mapping.reading, body)
        except BadBody as error:
            raise BadPage(str(error)) from None
        digest = hashlib.sha256(body).hexdigest()
        name = f"{self._read.name}-{digest[:DIGEST_SHOWN]}.{'xml' if xml else 'json'}"
        try:
            records = records_of(self._mapping, self._read, told)
            document = Document(name=name, path=Path(name), digest=digest, rows=len(records))
            found = read_page(self._mapping, self._read, told, document, self._checker.today)
        except UnreadablePage as error:
            # Of a document, the reason names the place.
            where = "" if xml else f"line {line_in(body.decode(), self._read.at)}: "
            raise BadPage(where + error.reason) from None
        page = PulledPage(
            document=document,
            accepted=accept(found, self._checker),
            passed_over=found.passed_over,
            count=found.count,
        )
        return Page(number=number, items=(page,), cursor=self._next(told, len(records), asked))

    def _next(self, told: object, records: int, asked: str | None) -> str | None:
        reading = self._mapping.reading
        paging = reading.text("paging")
        if paging == "page":
            # A short page is not the last: agencies cap their pages, or leave out of them who we may not see.
            return str(int(asked or "1") + 1) if records else None
        if paging == "none":
            return None
        at = reading.text("cursor_at").split(".")
        holder = value_at(told, at[:-1])
        # One that is not there at all is no last page: it may be another answer altogether.
        if not isinstance(holder, dict) or at[-1] not in holder:
            raise BadPage(f"{'.'.join(at)}: missing; allowed: a cursor, or null or nothing in it on the last page")
        cursor = holder[at[-1]]
        if cursor in (None, ""):
            return None
        if not is_cursor(cursor):
            raise BadPage(f"{'.'.join(at)}: no cursor; allowed: 1 to 512 printable ASCII characters")
        if cursor == asked:
            raise BadPage(f"{'.'.join(at)}: allowed is another cursor than that of the page itself")
        return str(cursor)


def pull_limits(endpoint: Endpoint) -> ClientLimits:
    """What a request for a page may take: one at a time, within what the agency says that it bears."""
    limits = endpoint.mapping.limits
    seconds = float(limits.time_limit_seconds)
    return ClientLimits(
        connect_seconds=min(CONNECT_SECONDS, seconds),
        read_seconds=seconds,
        write_seconds=seconds,
        total_seconds=seconds,
        answer_bytes=limits.body_bytes,
        connections=1,
    )


def _unused(item: Mapping[str, Any]) -> PulledPage:
    raise AssertionError("a page is read as a whole")
