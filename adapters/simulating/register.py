"""What an agency has to tell, page by page, as its mapping says it does: the records of its samples, and what it
holds of what it was told.

All of them changed when the simulator began: who asks for what changed after that gets nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from adapters.agencies import samples_of
from adapters.agencies.bodies import parsed, written
from adapters.agencies.mapping import AgencyMapping, Read
from adapters.agencies.pages import value_at
from adapters.protocols.keys import CheckingKey
from adapters.protocols.signing import NotSigned, check
from adapters.simulating.answers import holding, placed, success
from adapters.simulating.bearing import bears
from adapters.simulating.trouble import Trouble
from graph.rules.days import LEGAL_ZONE
from graph.rules.reconciling import Held

_SINCE: Final[Mapping[str, str]] = {
    "YYYY-MM-DD": "%Y-%m-%d",
    "YYYY-MM-DD HH:MM:SS": "%Y-%m-%d %H:%M:%S",
    "YYYYMMDD": "%Y%m%d",
    "YYYYMMDDHHMMSS": "%Y%m%d%H%M%S",
}
ASKED_MAX: Final = 10_000
_CURSOR: Final = "c-"
_ROOT: Final = "response"  # of a page in XML: nobody looks at its name


def sample_records(file: Path, mapping: AgencyMapping, read: Read) -> tuple[Any, ...]:
    """The records of a read's samples, in their order; `file` is that of the mapping."""
    found: list[Any] = []
    for name in mapping.samples[read.name]:
        content = (samples_of(file) / name).read_bytes()
        page = parsed(mapping.reading, content) if name.endswith(".xml") else json.loads(content)
        records = value_at(page, read.at)
        found += records if isinstance(records, list) else [records] if isinstance(records, dict) else []
    return tuple(found)


@dataclass(kw_only=True, slots=True)
class SimulatedRegister:
    """One kind of record of one agency, pulled over HTTP; `changed_at` is aware.

    Where it tells what the agency holds, `held` is that, and `count_off` by how much it counts wrong.
    """

    name: str
    mapping: AgencyMapping
    read: Read
    records: tuple[Any, ...] = ()
    held: Callable[[], Iterable[Held]] = tuple
    count_off: int = 0
    key: CheckingKey = field(repr=False)
    token: str = field(default="", repr=False)  # that it wants besides; empty: none
    trouble: Trouble = field(default_factory=Trouble)
    asked: list[str] = field(default_factory=list)  # queries that were answered, the latest
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    changed_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    mishap: Callable[[int], Response | None] = lambda number: None  # in place of the answer of this number, from 1
    _requests: int = 0

    async def give(self, request: Request) -> Response:
        met = self.trouble.met(f"{self.name}{self.read.path}", self._requests)
        self._requests += 1
        await asyncio.sleep(met.latency_seconds)
        if met.status is not None:
            return JSONResponse({"message": "away"}, status_code=met.status)
        if (wrong := self._unproven(request)) is not None:
            return wrong
        self.asked.append(request.url.query)
        del self.asked[:-ASKED_MAX]
        if (mishap := self.mishap(len(self.asked))) is not None:
            return mishap
        try:
            page = self.page(request.query_params)
        except ValueError as error:
            return JSONResponse({"message": str(error)}, status_code=400)
        body, media_type = written(self.mapping.reading, page, _ROOT)
        return Response(body, media_type=media_type)

    def _unproven(self, request: Request) -> Response | None:
        """What is signed is the path with the query, as it arrived."""
        query = request.scope["query_string"]
        target = request.scope["raw_path"] + (b"?" + query if query else b"")
        if self.token and not bears(request.headers, self.token):
            return JSONResponse({"message": "no token of ours"}, status_code=401)
        try:
            check(dict(request.headers), target, (self.key,), now=self.clock())
        except NotSigned as error:
            return JSONResponse({"message": str(error)}, status_code=401)
        return None

    def page(self, query: Mapping[str, str]) -> dict[str, Any]:
        """Raises ValueError for a parameter that is not as the mapping has it."""
        reading = self.mapping.reading
        size = self._size(query)
        there = [*self.records, *(holding(self.read, each) for each in self.held())]
        records = self.trouble.listed(self.name, self.read.name, there)
        if self.changed_at < self._since(query):
            records = []
        paging = reading.text("paging")
        start = 0
        if paging == "cursor":
            start = _whole(
                query.get(reading.text("cursor_parameter"), f"{_CURSOR}0").removeprefix(_CURSOR), "cursor"
            )
        elif paging == "page":
            start = (max(1, _whole(query.get(reading.text("page_parameter"), "1"), "page")) - 1) * size
        stop = start + size if paging != "none" else len(records)
        page = placed(success(reading), self.read.at, records[start:stop])
        if self.read.held is not None and self.read.held.count_at:
            placed(page, self.read.held.count_at, len(there) + self.count_off)
        if paging == "cursor":
            placed(page, reading.text("cursor_at").split("."), f"{_CURSOR}{stop}" if stop < len(records) else None)
        return page

    def _size(self, query: Mapping[str, str]) -> int:
        most = self.mapping.limits.page_size
        size = _whole(query.get(self.mapping.reading.text("page_size_parameter"), str(most)), "size")
        if not 1 <= size <= most:
            raise ValueError(f"size: allowed is 1 to {most}")
        return size

    def _since(self, query: Mapping[str, str]) -> datetime:
        name, form = self.mapping.reading.text("since_parameter"), self.mapping.reading.text("since_form")
        given = query.get(name, "")
        try:
            if form == "epoch-ms":
                return datetime.fromtimestamp(int(given) / 1000, UTC)
            return datetime.strptime(given, _SINCE[form]).replace(tzinfo=LEGAL_ZONE)
        except (ValueError, OverflowError, OSError):
            raise ValueError(f"{name}: allowed is {form}") from None


def _whole(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ValueError(f"{name}: allowed is a whole number")
    return int(text)
