"""What is overdue, told to the court, to the courts above it and to the duty officer; to nobody else.

What executors let pass beside it is told in `test_deadlines_of_instructions`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest

from graph.engine import Engine
from hub.callers.issuer import issue
from hub.cases.waking import Waking
from tests.graphs import CASE, Node, bring_in
from tests.hub.cases.asking import NOTHING_BARS, UNIT, Clock, Desk, assessed
from tests.hub.cases.jobs import job

OVERDUE: Final = """query ($court: String, $first: Int = 100, $after: String) {
  overdue(court: $court, first: $first, after: $after) {
    edges { cursor node { name dueAt daysLate provisional court law instruction { id }
      case { id ... on Listing { state } } } }
    pageInfo { hasNextPage endCursor } } }"""
ALERTS: Final = """query ($court: String, $first: Int = 100, $after: String) {
  deadlineAlerts(court: $court, first: $first, after: $after) {
    edges { node { call name at dueAt daysLeft court instruction { id } case { id } } }
    pageInfo { hasNextPage endCursor } } }"""
OTHER_CASE: Final = "（2026）鄂0104执1号"


@pytest.fixture
async def late(desk: Desk, engine: Engine, tmp_path: Path, clock: Clock) -> AsyncIterator[tuple[Desk, Waking]]:
    """Two listings of 鄂0112, both performed on Friday 5 June and not deleted by Friday 12; and another court."""
    other = Node("CASE", "case:2", {"caseNumber": OTHER_CASE, "filedOn": "2026-01-05"})
    await bring_in(engine, tmp_path, [other], source="other-court", now=datetime(2026, 1, 6, tzinfo=UTC))
    await assessed(desk)
    cases = [await desk.published("2026-06-01"), await desk.published("2026-06-01", UNIT)]
    clock.on("2026-06-05")
    for case in cases:
        await desk.move(case, "JUDGE", "end", endCause="PERFORMED", endedOn="2026-06-05")
    clock.on("2026-06-12")
    async with job(engine, tmp_path / "job", clock) as waking:
        yield desk, waking


def headers(desk: Desk, role: str, court: str | None, number: str = CASE) -> dict[str, str]:
    duty = role == "DUTY_OFFICER"
    token = issue(desk.client.settings, role, court=court, agency="RAILWAY" if role == "PARTNER" else None)
    purpose = "COMMAND" if duty else "CREDIT_CHECK" if role == "PARTNER" else "ENFORCEMENT"
    number = "file 7" if role == "PARTNER" else number
    named = {} if duty else {"X-Case-Number": quote(number)}
    return {"Authorization": f"Bearer {token}", "X-Purpose": purpose, **named}


async def answer(
    desk: Desk, query: str, role: str = "JUDGE", own: str | None = "鄂0112", number: str = CASE, **given: Any
) -> Any:
    return (await desk.client.post(query, given, headers=headers(desk, role, own, number))).json()


async def names(
    desk: Desk, role: str = "JUDGE", own: str | None = "鄂0112", number: str = CASE, **given: Any
) -> list[str]:
    """Of the deadlines that are told of."""
    body = await answer(desk, OVERDUE, role, own, number, **given)
    assert "errors" not in body, body
    return [node["name"] for node in of_cases(body["data"]["overdue"])]


def of_cases(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The page's deadlines that are a case's own."""
    return [edge["node"] for edge in page["edges"] if edge["node"].pop("instruction") is None]


BOTH: Final = ["DELETION", "DELETION"]


async def test_a_court_is_told_of_what_it_let_pass(late: tuple[Desk, Waking]) -> None:
    desk, _ = late
    node, _ = of_cases((await answer(desk, OVERDUE, role="CLERK"))["data"]["overdue"])
    assert node.pop("case")["state"] == "DELETION_DUE"
    assert node == {
        "name": "DELETION",
        "dueAt": "2026-06-10T16:00:00.000000Z",
        "daysLate": 2,
        "provisional": False,
        "court": "鄂0112",
        "law": "公布失信被执行人名单信息的若干规定(法释〔2017〕7号) 第10条",
    }


async def test_pages_go_on_where_the_last_one_ended(late: tuple[Desk, Waking]) -> None:
    desk, _ = late
    [whole] = [(await answer(desk, OVERDUE))["data"]["overdue"]["edges"]]
    seen, after, further = [], None, True
    while further:
        page = (await answer(desk, OVERDUE, first=7, after=after))["data"]["overdue"]
        assert len(page["edges"]) == 7 or not page["pageInfo"]["hasNextPage"]
        seen += page["edges"]
        after, further = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert seen == whole and len(of_cases({"edges": seen})) == 2


WHO: Final[tuple[tuple[str, str | None, str | None, list[str]], ...]] = (
    ("JUDGE", "鄂0112", None, BOTH),
    ("JUDGE", "鄂0112", "鄂0112", BOTH),
    ("JUDGE", "鄂0112", "鄂01", BOTH),  # of which it may see its own
    ("JUDGE", "鄂0112", "鄂0104", []),
    ("PRESIDENT", "鄂01", None, BOTH),
    ("PRESIDENT", "鄂01", "鄂0112", BOTH),
    ("PRESIDENT", "鄂01", "鄂0104", []),
    ("FINANCE_OFFICER", "鄂", "鄂01", BOTH),
    ("DUTY_OFFICER", None, None, BOTH),
    ("DUTY_OFFICER", None, "鄂01", BOTH),
    ("DUTY_OFFICER", None, "鄂02", []),
    ("DUTY_OFFICER", "鄂0104", "鄂0112", []),
)


async def test_it_is_told_to_the_court_to_those_above_it_and_to_the_duty_officer(
    late: tuple[Desk, Waking],
) -> None:
    desk, _ = late
    for role, own, asked, told in WHO:
        assert await names(desk, role, own, court=asked) == told, (role, own, asked)


async def test_another_court_is_told_nothing_of_it(late: tuple[Desk, Waking]) -> None:
    desk, _ = late
    for asked in (None, "鄂0112", "鄂01"):
        assert await names(desk, "PRESIDENT", "鄂0104", OTHER_CASE, court=asked) == []


async def test_a_partner_is_refused_and_a_file_that_is_not_one_s_own_is_none(late: tuple[Desk, Waking]) -> None:
    desk, _ = late
    for query in (OVERDUE, ALERTS):
        for who in (("PARTNER", None), ("JUDGE", "鄂0104")):
            [error] = (await answer(desk, query, *who))["errors"]
            assert error["extensions"]["code"] == "FORBIDDEN"


async def test_what_was_done_and_what_is_in_time_is_not_overdue(late: tuple[Desk, Waking], clock: Clock) -> None:
    desk, _ = late
    clock.on("2026-06-10", hour=15)
    assert await names(desk) == []
    clock.on("2026-06-12")
    first, _ = of_cases((await answer(desk, OVERDUE))["data"]["overdue"])
    id_ = first["case"]["id"]
    await desk.move({"id": id_, "version": 6}, "CLERK", "delete")
    assert await names(desk) == ["DELETION"]


async def test_what_is_no_court_is_refused(
    late: tuple[Desk, Waking],
) -> None:
    desk, _ = late
    [error] = (await answer(desk, OVERDUE, court="Wuhan"))["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT" and error["message"].startswith("court: not a court's code")


async def test_what_the_hub_said_is_told_the_newest_first(late: tuple[Desk, Waking], clock: Clock) -> None:
    desk, waking = late
    for day in ("2026-06-09", "2026-06-11"):
        clock.on(day)
        await waking.run()
    seen, after, further = [], None, True
    while further:
        page = (await answer(desk, ALERTS, first=70, after=after))["data"]["deadlineAlerts"]
        seen += page["edges"]
        after, further = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert [edge["node"]["at"] for edge in seen] == sorted((edge["node"]["at"] for edge in seen), reverse=True)
    told = of_cases({"edges": seen})
    calls = [(each["call"], each["daysLeft"]) for each in told]
    assert calls == [("BREACH", -1), ("BREACH", -1), ("WARNING", 1), ("WARNING", 1)]
    assert len({(each["case"]["id"], each["call"]) for each in told}) == 4
    other = await answer(desk, ALERTS, "PRESIDENT", "鄂0104", OTHER_CASE)
    assert other["data"]["deadlineAlerts"]["edges"] == []


async def test_what_was_said_of_a_draft_is_told_to_its_court_alone(
    desk: Desk, engine: Engine, tmp_path: Path, clock: Clock
) -> None:
    case = await desk.open()
    case = await desk.move(case, "JUDGE", "assess", **NOTHING_BARS)
    case = await desk.move(case, "PRESIDENT", "decide", decisionNumber="决1", decidedOn="2026-06-01")
    case = await desk.move(case, "CLERK", "serve", servedOn="2026-06-01")
    await desk.move(case, "JUDGE", "grace", graceUntil="2026-07-01")
    clock.on("2026-07-02")
    async with job(engine, tmp_path / "job", clock) as waking:
        assert (await waking.run()).over == 1
    for role, court, calls in (("JUDGE", "鄂0112", ["OVER"]), ("DUTY_OFFICER", None, [])):
        told = of_cases((await answer(desk, ALERTS, role, court))["data"]["deadlineAlerts"])
        assert [each["call"] for each in told] == calls
    assert await names(desk) == []  # nobody is late
