"""Pulling pages over a real socket: to the end, in parts, and from where it stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from adapters.protocols.address import Address
from adapters.protocols.answer import Outcome
from adapters.protocols.http import AgencyClient, ClientLimits
from adapters.protocols.pull import Ended, Page, Pull, PullOutcome, PullRequest
from tests.adapters.protocols.far_side import Request, Speak, answer, far_side, saying, sending

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
LIMITS = ClientLimits(read_seconds=1, total_seconds=5, answer_bytes=2000)


def number(item: Mapping[str, Any]) -> int:
    if not isinstance(item.get("n"), int):
        raise ValueError("n: allowed is a whole number")
    return int(item["n"])


def page(items: list[Any], cursor: Any = None) -> bytes:
    return orjson.dumps({"items": items, "next": cursor})


def serving(pages: Mapping[str, bytes | Speak]) -> Speak:
    """By cursor, the first one under the empty text."""

    async def speak(request: Request, writer: asyncio.StreamWriter) -> None:
        [cursor] = parse_qs(urlsplit(request.target).query).get("cursor", [""])
        found = pages[cursor]
        if isinstance(found, bytes):
            writer.write(answer(200, found))
        else:
            await found(request, writer)

    return speak


async def pulled(
    pages: Mapping[str, bytes | Speak], cursor: str | None = None, **request: Any
) -> tuple[list[Page[int]], PullOutcome, list[str]]:
    async with far_side(serving(pages)) as far:
        client = AgencyClient(Address(base_url=far.url), LIMITS)
        pull = Pull(client, PullRequest(path="/items", since=SINCE, cursor=cursor, **request), number)
        found = [each async for each in pull]
        await client.close()
    return found, pull.outcome, [each.target for each in far.requests]


WHOLE = {
    "": page([{"n": 1}, {"n": 2}], "c2"),
    "c2": page([], "c3"),
    "c3": page([{"n": 3}]),
}


async def test_all_pages_come_in_order_and_it_ends() -> None:
    found, outcome, asked = await pulled(WHOLE)
    assert [each.items for each in found] == [(1, 2), (), (3,)]
    assert [each.number for each in found] == [1, 2, 3]
    assert outcome == PullOutcome(ended=Ended.COMPLETE, cursor=None, pages=3)
    since = "/items?since=2026-03-01T00%3A00%3A00.000000Z"
    assert asked == [since, f"{since}&cursor=c2", f"{since}&cursor=c3"]


async def test_it_goes_on_from_a_cursor() -> None:
    found, outcome, _ = await pulled(WHOLE, cursor="c3")
    assert [each.items for each in found] == [(3,)]
    assert outcome.ended is Ended.COMPLETE


async def test_its_pages_have_an_end_and_the_next_pull_goes_on_there() -> None:
    found, outcome, asked = await pulled(WHOLE, pages_max=2)
    assert len(asked) == 2
    assert outcome == PullOutcome(ended=Ended.MORE, cursor="c3", pages=2)
    more, _, _ = await pulled(WHOLE, cursor=outcome.cursor)
    assert [item for each in (*found, *more) for item in each.items] == [1, 2, 3]


async def test_an_agency_may_have_names_of_its_own() -> None:
    content = b'{"data":[{"n":1}],"nextPage":null}'
    found, _, asked = await pulled(
        {"": content}, items_member="data", next_member="nextPage", since_parameter="from", cursor_parameter="p"
    )
    assert found[0].items == (1,)
    assert asked == ["/items?from=2026-03-01T00%3A00%3A00.000000Z"]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (b'{"items":[{"n":1}],\n"next":nul}', "page 2: no JSON from line 2, column 8 on"),
        (page([{"n": 1}])[:-3], "page 2: no JSON from line 1"),
        (b"", "page 2: no JSON from line 1, column 1 on"),
        (b"[]", "page 2: allowed is an object with items and next"),
        (b"{}", "page 2: items: allowed is a list of at most 4"),
        (page([{"n": 1}] * 5), "page 2: items: allowed is a list of at most 4"),
        (page([{"n": 1}, 7]), "page 2: items[1]: allowed is an object"),
        (
            page([{"n": 1}, {"n": 2}, {"n": "420106199003071234"}]),
            "page 2: items[2]: n: allowed is a whole number",
        ),
        (b'{"items":[]}', "page 2: next: allowed is null, or"),
        (page([], 7), "page 2: next: allowed is null, or"),
        (page([], ""), "page 2: next: allowed is null, or"),
        (page([], "x" * 513), "page 2: next: allowed is null, or"),
        (page([], "c2"), "page 2: next: allowed is another cursor"),
        (b" " * 2001, "page 2: the answer has more than 2000 bytes"),
        (saying(200, b"<html>", content_type="text/html"), "page 2: the answer is of another media type"),
        (sending(answer(200, b"x" * 50)[:-9], close=True), "page 2: no HTTP"),
        (saying(302, Location="https://elsewhere.example/"), "page 2: status 302"),
    ],
)
async def test_a_page_that_is_wrong_stops_it_and_loses_nothing(second: bytes | Speak, reason: str) -> None:
    found, outcome, _ = await pulled({"": page([{"n": 1}], "c2"), "c2": second}, items_max=4)
    assert [each.items for each in found] == [(1,)]
    assert (outcome.ended, outcome.cursor, outcome.pages) == (Ended.STOPPED, "c2", 1)
    assert outcome.reason.startswith(reason) and outcome.outcome is Outcome.BROKEN
    assert "420106" not in outcome.reason
    repaired = {**WHOLE, "c2": page([{"n": 2}])}
    again, outcome, _ = await pulled(repaired, cursor=outcome.cursor)
    assert [each.items for each in again] == [(2,)] and outcome.ended is Ended.COMPLETE


@pytest.mark.parametrize(
    ("first", "outcome", "wait"),
    [
        (saying(429, Retry_After="30"), Outcome.BUSY, 30.0),
        (saying(401, b"no such key"), Outcome.REJECTED, None),
        (sending(b""), Outcome.UNREACHABLE, None),
        (saying(500), Outcome.BROKEN, None),
    ],
)
async def test_what_the_agency_answers_instead_is_told(first: Speak, outcome: Outcome, wait: float | None) -> None:
    found, said, asked = await pulled({"c9": first}, cursor="c9")
    assert found == [] and len(asked) == 1
    assert (said.ended, said.cursor, said.pages) == (Ended.STOPPED, "c9", 0)
    assert (said.outcome, said.retry_after_seconds) == (outcome, wait)
    assert said.reason.startswith("page 1: ")


async def test_a_page_that_the_caller_was_not_done_with_comes_again() -> None:
    async with far_side(serving(WHOLE)) as far:
        client = AgencyClient(Address(base_url=far.url), LIMITS)
        pull = Pull(client, PullRequest(path="/items", since=SINCE), number)
        assert pull.outcome.cursor is None
        with pytest.raises(RuntimeError, match="disk full"):
            async for each in pull:
                if each.number == 2:
                    raise RuntimeError("disk full")
        await client.close()
    assert (pull.outcome.ended, pull.outcome.cursor, pull.outcome.pages) == (Ended.STOPPED, "c2", 1)


async def test_cursors_in_a_circle_end_with_the_pages() -> None:
    circle = {"": page([], "a"), "a": page([], "b"), "b": page([], "a")}
    found, outcome, _ = await pulled(circle, pages_max=10)
    assert len(found) == 10 and outcome.ended is Ended.MORE


@pytest.mark.parametrize(
    "wrong",
    [{"since": datetime(2026, 3, 1)}, {"cursor": ""}, {"cursor": "a\r\n"}, {"pages_max": 0}, {"items_max": 0}],
)
def test_a_question_without_zone_or_end_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="allowed is"):
        PullRequest(**{"path": "/items", "since": SINCE, **wrong})
