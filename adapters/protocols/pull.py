"""REST pull: an agency's pages since an instant, from a cursor on, each checked before it is handed over.

A page is a JSON object with a list of items and the cursor of the next page, null on the last one. A page that is
wrong in any place is not handed over at all: the pull ends and says which page, where and why. The cursor in the
outcome is behind the last page that the caller was done with, so nothing is passed over and, after a crash, at
most one page comes twice.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Generic, TypeGuard, TypeVar

import orjson

from adapters.protocols.answer import Answer, Outcome
from adapters.protocols.http import AgencyClient
from graph.rules.days import stored_instant

Item = TypeVar("Item")
_CURSOR: Final = re.compile(r"[!-~]{1,512}")
_CURSOR_ALLOWED: Final = "1 to 512 printable ASCII characters"


def is_cursor(text: object) -> TypeGuard[str]:
    """Whether an agency may have given this as a cursor."""
    return isinstance(text, str) and _CURSOR.fullmatch(text) is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class PullRequest:
    """What to ask for; `since` is aware, `items_max` is of one page. The other names are those of the agency.

    Raises ValueError.
    """

    path: str
    since: datetime
    cursor: str | None = None
    pages_max: int = 1_000
    items_max: int = 10_000
    since_parameter: str = "since"
    cursor_parameter: str = "cursor"
    items_member: str = "items"
    next_member: str = "next"

    def __post_init__(self) -> None:
        if self.since.tzinfo is None:
            raise ValueError("since: allowed is an instant with its zone")
        if self.cursor is not None and not is_cursor(self.cursor):
            raise ValueError(f"cursor: allowed is {_CURSOR_ALLOWED}")
        if self.pages_max < 1 or self.items_max < 1:
            raise ValueError("pages_max, items_max: allowed is 1 or more")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Generic[Item]):
    """`number` counts from 1 in this pull; `cursor` is that of the page behind it, None for the last one."""

    number: int
    items: tuple[Item, ...] = field(repr=False)
    cursor: str | None


class Ended(StrEnum):
    COMPLETE = "COMPLETE"  # the last page was handed over
    MORE = "MORE"  # `pages_max` were, and there are others: go on from `cursor`
    STOPPED = "STOPPED"  # `reason`; go on from `cursor`


@dataclass(frozen=True, kw_only=True, slots=True)
class PullOutcome:
    """`cursor` is where to go on; None: at the beginning, or there is nothing left (`COMPLETE`).

    `outcome` is that of the request that was not answered: it tells whether another try may help. A page that was
    answered and is wrong is `BROKEN`.
    """

    ended: Ended
    cursor: str | None
    pages: int
    reason: str = ""
    outcome: Outcome = Outcome.DELIVERED
    retry_after_seconds: float | None = None


class BadPage(ValueError):
    """Where on a page, and what is allowed there; no value is repeated."""


class Pull(Generic[Item]):
    """`async for page in pull`, then `pull.outcome`, which before its end says where a new pull has to go on.

    `check` takes an item, always a JSON object, and gives what it means or raises ValueError with a reason that
    names no value. An agency that asks and tells in words of its own is a subclass (`_ask`, `_query`, `_page`).
    """

    def __init__(
        self, client: AgencyClient, request: PullRequest, check: Callable[[Mapping[str, Any]], Item]
    ) -> None:
        self._client = client
        self._request = request
        self._check = check
        self.outcome = PullOutcome(
            ended=Ended.STOPPED, cursor=request.cursor, pages=0, reason="not taken to its end"
        )

    async def __aiter__(self) -> AsyncIterator[Page[Item]]:
        request, cursor = self._request, self._request.cursor
        for number in range(1, request.pages_max + 1):
            answer = await self._ask(cursor)
            if answer.outcome is not Outcome.DELIVERED:
                self._stop(number, answer, answer.reason or f"status {answer.status}")
                return
            try:
                page = self._page(number, answer.body, cursor)
            except BadPage as error:
                self._stop(number, Answer(outcome=Outcome.BROKEN), str(error))
                return
            yield page
            # Only now is the caller done with it.
            cursor = page.cursor
            last = Ended.COMPLETE if cursor is None else Ended.MORE
            going_on = cursor is not None and number < request.pages_max
            self.outcome = PullOutcome(
                ended=Ended.STOPPED if going_on else last,
                cursor=cursor,
                pages=number,
                reason="not taken to its end" if going_on else "",
            )
            if cursor is None:
                return

    async def _ask(self, cursor: str | None) -> Answer:
        return await self._client.get(self._request.path, self._query(cursor))

    def _query(self, cursor: str | None) -> dict[str, str]:
        query = {self._request.since_parameter: stored_instant(self._request.since)}
        return query if cursor is None else {**query, self._request.cursor_parameter: cursor}

    def _stop(self, number: int, answer: Answer, reason: str) -> None:
        self.outcome = PullOutcome(
            ended=Ended.STOPPED,
            cursor=self.outcome.cursor,
            pages=self.outcome.pages,
            reason=f"page {number}: {reason}",
            outcome=answer.outcome,
            retry_after_seconds=answer.retry_after_seconds,
        )

    def _page(self, number: int, body: bytes, asked: str | None) -> Page[Item]:
        items_member, next_member = self._request.items_member, self._request.next_member
        try:
            told = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise BadPage(f"no JSON from line {error.lineno}, column {error.colno} on") from None
        if not isinstance(told, dict):
            raise BadPage(f"allowed is an object with {items_member} and {next_member}")
        items, cursor = told.get(items_member), told.get(next_member)
        if not isinstance(items, list) or len(items) > self._request.items_max:
            raise BadPage(f"{items_member}: allowed is a list of at most {self._request.items_max}")
        # One that is not there at all is no last page: it may be another answer altogether.
        if next_member not in told or not (cursor is None or is_cursor(cursor)):
            raise BadPage(f"{next_member}: allowed is null, or {_CURSOR_ALLOWED}")
        if cursor is not None and cursor == asked:
            raise BadPage(f"{next_member}: allowed is another cursor than that of the page itself")
        return Page(number=number, items=tuple(self._item(*each) for each in enumerate(items)), cursor=cursor)

    def _item(self, at: int, told: object) -> Item:
        place = f"{self._request.items_member}[{at}]"
        if not isinstance(told, dict):
            raise BadPage(f"{place}: allowed is an object")
        try:
            return self._check(told)
        except ValueError as error:
            raise BadPage(f"{place}: {error}") from None
