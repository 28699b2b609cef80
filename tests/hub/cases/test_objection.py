"""Objections to listings and restrictions over HTTP, by the days of 第十二条; they suspend nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from graph.engine import Engine
from tests.graphs import CASE, Node, bring_in
from tests.hub.cases.asking import (
    ADVANCE_RESTRICTION,
    DEBTOR,
    HEAD,
    NOT_BARRED,
    OPEN_RESTRICTION,
    UNIT,
    Cases,
    Clock,
    Desk,
)

FIELDS: Final = """id state version allowedEvents about receivedOn foundedOn remediedOn reviewOutcome
  deadlines { name dueAt overdue law }"""
DISMISSED: Final = {"decisionNumber": "驳1", "decidedOn": "2026-06-10"}


@pytest.fixture
def objections(desk: Desk) -> Cases:
    return Cases(desk, "Objection", FIELDS)


async def objected(objections: Cases, clock: Clock) -> tuple[dict[str, Any], dict[str, Any]]:
    """A listing of 1 June, and what was received about it on the 2nd."""
    listing = await objections.desk.published("2026-06-01")
    clock.on("2026-06-02")
    given = {"about": listing["id"], "receivedOn": "2026-06-02", "reasons": "已全部履行"}
    return listing, await objections.open(DEBTOR, by="CLERK", **given)


async def dismissed(objections: Cases, case: dict[str, Any], clock: Clock) -> dict[str, Any]:
    clock.on("2026-06-10")
    case = await objections.move(case, "JUDGE", "dismiss", **DISMISSED)
    return await objections.move(case, "CLERK", "serveDismissal", servedOn="2026-06-10")


def clocks(case: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["name"], each["dueAt"]) for each in case["deadlines"]]


async def test_examined_in_fifteen_days_and_remedied_in_three_working_days(
    desk: Desk, objections: Cases, clock: Clock
) -> None:
    listing, case = await objected(objections, clock)
    assert clocks(case) == [("EXAMINATION", "2026-06-17T16:00:00.000000Z")]
    clock.on("2026-06-17")
    case = await objections.move(case, "JUDGE", "uphold")
    # Dragon Boat is on Friday the 19th: Thursday, Monday, Tuesday.
    assert clocks(case) == [("REMEDY", "2026-06-23T16:00:00.000000Z")]
    refused = await objections.refused_move(case, "CLERK", "remedy")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "REMEDIED")
    listing = await desk.move(listing, "JUDGE", "findFault", faultFoundOn="2026-06-17")
    assert (await objections.refused_move(case, "CLERK", "remedy"))["rule"] == "REMEDIED"
    await desk.move(listing, "JUDGE", "correct", conduct="更正")
    case = await objections.move(case, "CLERK", "remedy")
    assert (case["state"], case["remediedOn"], case["deadlines"]) == ("REMEDIED", "2026-06-17", [])


async def test_what_should_never_have_been_is_remedied_by_its_withdrawal(
    desk: Desk, objections: Cases, clock: Clock
) -> None:
    listing, case = await objected(objections, clock)
    case = await objections.move(case, "JUDGE", "uphold")
    await desk.move(listing, "PRESIDENT", "withdraw", faultFoundOn="2026-06-02")
    assert (await objections.move(case, "JUDGE", "remedy"))["state"] == "REMEDIED"


async def test_review_is_asked_for_in_ten_days_decided_in_fifteen_and_suspends_nothing(
    desk: Desk, objections: Cases, clock: Clock
) -> None:
    _, case = await objected(objections, clock)
    case = await dismissed(objections, case, clock)
    # The 20th is a Saturday after a holiday: it rolls to Monday.
    assert clocks(case) == [("REVIEW_REQUEST", "2026-06-22T16:00:00.000000Z")]
    clock.on("2026-06-23")
    refused = await objections.refused_move(case, "CLERK", "askReview", reviewAskedOn="2026-06-23")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "REVIEW_REQUEST")
    case = await objections.move(case, "CLERK", "askReview", reviewAskedOn="2026-06-22")
    assert clocks(case) == [("REVIEW_DECISION", "2026-07-07T16:00:00.000000Z")]
    assert (await desk.screened(DEBTOR, "FINANCE"))["underMeasure"]
    outcome = {"reviewDecidedOn": "2026-06-23"}
    closed = await objections.move(case, "CLERK", "decideReview", reviewOutcome="UPHELD", **outcome)
    assert (closed["state"], closed["reviewOutcome"]) == ("CLOSED", "UPHELD")
    refused = await objections.refused_move(closed, "CLERK", "askReview", reviewAskedOn="2026-06-22")
    assert refused["rule"] == "ONE_REVIEW"


async def test_a_dismissal_that_is_revoked_starts_the_clock_of_the_remedy(objections: Cases, clock: Clock) -> None:
    _, case = await objected(objections, clock)
    case = await dismissed(objections, case, clock)
    case = await objections.move(case, "CLERK", "askReview", reviewAskedOn="2026-06-10")
    clock.on("2026-06-24")
    outcome = {"reviewOutcome": "REVOKED", "reviewDecidedOn": "2026-06-22"}
    case = await objections.move(case, "CLERK", "decideReview", **outcome)
    assert (case["state"], case["foundedOn"]) == ("UPHELD", "2026-06-22")
    assert clocks(case) == [("REMEDY", "2026-06-25T16:00:00.000000Z")]


async def test_it_is_closed_once_the_time_for_review_is_over_but_the_post_may_be_late(
    objections: Cases, clock: Clock
) -> None:
    _, case = await objected(objections, clock)
    case = await dismissed(objections, case, clock)
    assert (await objections.refused_move(case, "CLERK", "close"))["rule"] == "REVIEW_REQUEST"
    clock.on("2026-06-23")
    case = await objections.move(case, "CLERK", "close")
    assert case["state"] == "CLOSED"
    case = await objections.move(case, "CLERK", "askReview", reviewAskedOn="2026-06-22")
    assert case["state"] == "IN_REVIEW"


async def test_it_is_about_a_decision_of_the_file_against_whoever_objects(
    desk: Desk, objections: Cases, clock: Clock
) -> None:
    draft = await desk.open(UNIT)
    listing = await desk.published("2026-06-01")
    given = {"receivedOn": "2026-06-01", "reasons": "x"}
    for subject, about in ((HEAD, listing["id"]), (UNIT, draft["id"]), (DEBTOR, "nothing")):
        refused = await objections.refused_open(subject, by="CLERK", about=about, **given)
        assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "ABOUT")
    await objections.open(DEBTOR, by="CLERK", about=listing["id"], **given)
    refused = await objections.refused_open(DEBTOR, by="CLERK", about=listing["id"], **given)
    assert refused["rule"] == "ONE_OBJECTION"


async def test_a_head_objects_to_its_restriction(desk: Desk, objections: Cases) -> None:
    given = {"subject": HEAD, "basisRole": "LEGAL_REPRESENTATIVE", "roleOn": "2026-05-01", **NOT_BARRED}
    order = await desk.ask(OPEN_RESTRICTION, {"input": given}, role="JUDGE")

    async def moved(role: str, event: str, **facts: Any) -> None:
        variables = {"id": order["id"], "version": order["version"], "event": {event: facts}}
        order.update(await desk.ask(ADVANCE_RESTRICTION, variables, role=role))

    await moved("PRESIDENT", "issue", decisionNumber="限1", issuedOn="2026-06-01")
    await moved("CLERK", "serve", servedOn="2026-06-01")
    about = {"about": order["id"], "receivedOn": "2026-06-01", "reasons": "已离职"}
    case = await objections.open(HEAD, by="CLERK", **about)
    case = await objections.move(case, "JUDGE", "uphold")
    await moved("JUDGE", "end", liftCause="ROLE_ENDED", endedOn="2026-06-01")
    assert (await objections.refused_move(case, "CLERK", "remedy"))["rule"] == "REMEDIED"
    await moved("JUDGE", "lift")
    assert (await objections.move(case, "CLERK", "remedy"))["state"] == "REMEDIED"


async def test_in_a_closed_file_one_still_objects(
    desk: Desk, objections: Cases, clock: Clock, engine: Engine, tmp_path: Path
) -> None:
    listing = await desk.published("2026-06-01")
    clock.on("2026-06-05")
    closed = {"caseNumber": CASE, "filedOn": "2026-01-05", "closedOn": "2026-06-05", "closeMode": "PERFORMED"}
    rows = [Node("CASE", "case:1", closed)]
    await bring_in(engine, tmp_path, rows, source="court", now=datetime(2026, 6, 5, 1, tzinfo=UTC))
    given = {"about": listing["id"], "receivedOn": "2026-06-05", "reasons": "x"}
    case = await objections.open(DEBTOR, by="CLERK", **given)
    assert (await objections.move(case, "JUDGE", "uphold"))["state"] == "UPHELD"


async def test_a_clerk_records_it_and_nobody_outside_the_courts_sees_it(
    desk: Desk, objections: Cases, clock: Clock
) -> None:
    listing, case = await objected(objections, clock)
    given = {"about": listing["id"], "receivedOn": "2026-06-02", "reasons": "x"}
    assert (await objections.refused_open(DEBTOR, by="JUDGE", **given))["code"] == "FORBIDDEN"
    for who in ({"role": "PARTNER", "agency": "FINANCE"}, {"role": "CREDIT_OFFICER"}):
        answer = (await desk.client.post(objections.read, {"id": case["id"]}, **who)).json()
        assert answer == {"data": {"objection": None}}
