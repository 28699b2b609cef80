"""The gate before measures on an enterprise, over HTTP (F12: listings, restrictions, detentions)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest

from tests.hub.cases.asking import (
    ADVANCE_RESTRICTION,
    ASSESSMENT,
    DEBTOR,
    HEAD,
    NOT_BARRED,
    NOTHING_BARS,
    OPEN_RESTRICTION,
    RATED,
    UNIT,
    Cases,
    Clock,
    Desk,
    assessed,
    found,
)

SIGNED: Final = {"decisionNumber": "决1", "decidedOn": "2026-06-01"}
NOTICE: Final = {"noticeSentOn": "2026-06-01", "replyUntil": "2026-06-08"}
STAGE: Final = {"stage": "CREDIT_PUNISHMENT"}


@pytest.fixture
def assessments(desk: Desk) -> Cases:
    return Cases(desk, "ImpactAssessment", ASSESSMENT)


async def notified(assessments: Cases) -> dict[str, Any]:
    return await assessments.move(await assessments.open(UNIT, **STAGE), "CLERK", "notify", **NOTICE)


async def checked(desk: Desk, subject: Mapping[str, Any] = UNIT) -> dict[str, Any]:
    """A listing that lacks nothing but its decision."""
    return await desk.move(await desk.open(subject), "JUDGE", "assess", **NOTHING_BARS)


async def gated(desk: Desk, case: Mapping[str, Any]) -> bool:
    refused = await desk.refused_move(case, "PRESIDENT", "decide", **SIGNED)
    return (refused["code"], refused["rule"]) == ("GUARD_FAILED", "IMPACT_ASSESSMENT")


async def test_f12_an_enterprise_is_not_listed_without_an_assessment(desk: Desk) -> None:
    case = await checked(desk)
    refused = await desk.refused_move(case, "PRESIDENT", "decide", **SIGNED)
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "IMPACT_ASSESSMENT")
    assert "经济影响评估" in refused["law"]
    # One of another stage is none for this.
    await assessed(desk, stage="ENFORCEMENT")
    assert await gated(desk, case)
    await assessed(desk)
    assert (await desk.move(case, "PRESIDENT", "decide", **SIGNED))["state"] == "DECIDED"


async def test_f12_red_needs_an_alternative_and_a_period_of_grace_and_vetoes_nothing(
    desk: Desk, assessments: Cases
) -> None:
    case = await notified(assessments)
    case = await assessments.move(case, "CLERK", "selfAssess", selfRating="BLUE", operatingStatus="停产")
    red = {**RATED, "courtRating": "RED"}
    both = {"lessRestrictive": "分期履行", "graceUntil": "2026-07-01"}
    for given in ({}, {"lessRestrictive": "分期履行"}, {"graceUntil": "2026-07-01"}):
        refused = await assessments.refused_move(case, "JUDGE", "rate", **red, **given)
        assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "RED_RATING")
    case = await assessments.move(case, "JUDGE", "rate", **red, **both)
    case = await assessments.move(case, "PRESIDENT", "approve", validUntil="2026-12-31")
    assert (case["state"], case["courtRating"], case["graceUntil"]) == ("VALID", "RED", "2026-07-01")
    listing = await desk.move(await checked(desk), "PRESIDENT", "decide", **SIGNED)
    assert listing["state"] == "DECIDED"


async def test_one_that_was_rated_and_not_approved_or_is_over_does_not_count(
    desk: Desk, assessments: Cases, clock: Clock
) -> None:
    listing = await checked(desk)
    case = await notified(assessments)
    case = await assessments.move(case, "CLERK", "selfAssess", selfRating="BLUE", operatingStatus="正常")
    case = await assessments.move(case, "JUDGE", "rate", **RATED)
    assert await gated(desk, listing)
    case = await assessments.move(case, "PRESIDENT", "approve", validUntil="2026-06-10")
    assert [each["name"] for each in case["deadlines"]] == ["VALIDITY"]
    clock.on("2026-06-11")
    assert await gated(desk, listing)
    assert (await assessments.move(case, "CLERK", "expire"))["state"] == "EXPIRED"
    # Over, it makes room for another.
    await assessed(desk, day="2026-06-11")
    assert (await desk.move(listing, "PRESIDENT", "decide", **SIGNED))["state"] == "DECIDED"


async def test_without_a_reply_the_judge_rates_after_its_day(assessments: Cases, clock: Clock) -> None:
    case = await notified(assessments)
    assert case["deadlines"][0]["dueAt"] == "2026-06-08T16:00:00.000000Z"
    clock.on("2026-06-08")
    assert (await assessments.refused_move(case, "CLERK", "noReply"))["rule"] == "TERM"
    clock.on("2026-06-09")
    case = await assessments.move(case, "CLERK", "noReply")
    assert (await assessments.move(case, "JUDGE", "rate", **RATED))["state"] == "COURT_RATED"


async def test_in_an_emergency_the_president_lets_it_go_first_for_a_day(
    desk: Desk, assessments: Cases, clock: Clock
) -> None:
    listing = await checked(desk)
    case = await assessments.open(UNIT, **STAGE)  # the enterprise is not told before
    assert (await assessments.refused_move(case, "JUDGE", "override", overrideReason="x"))["code"] == "FORBIDDEN"
    clock.on("2026-06-05", hour=2)
    case = await assessments.move(case, "PRESIDENT", "override", overrideReason="正在转移资产")
    assert case["state"] == "OVERRIDDEN" and case["overriddenAt"].startswith("2026-06-05T02:00:00.")
    [backfill] = case["deadlines"]  # 24 hours, the weekend or not
    assert (backfill["name"], backfill["overdue"]) == ("BACKFILL", False)
    assert backfill["dueAt"].startswith("2026-06-06T02:00:00.")
    clock.on("2026-06-06", hour=2)
    clock.now = clock.now.replace(hour=1, minute=59)
    decided = await desk.move(listing, "PRESIDENT", "decide", **SIGNED)
    assert decided["state"] == "DECIDED"


async def test_what_is_not_filled_in_within_the_day_carries_nothing_more(
    desk: Desk, assessments: Cases, clock: Clock
) -> None:
    listing = await checked(desk)
    case = await assessments.open(UNIT, **STAGE)  # the enterprise is not told before
    case = await assessments.move(case, "PRESIDENT", "override", overrideReason="正在转移资产")
    clock.on("2026-06-02", hour=3)
    assert await gated(desk, listing)
    assert (await assessments.seen(case))["deadlines"][0]["overdue"]
    case = await assessments.move(case, "JUDGE", "rate", **RATED)
    refused = await assessments.refused_move(case, "PRESIDENT", "override", overrideReason="again")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "ONE_OVERRIDE")
    assert await gated(desk, listing)
    await assessments.move(case, "PRESIDENT", "approve", validUntil="2026-12-31")
    assert (await desk.move(listing, "PRESIDENT", "decide", **SIGNED))["state"] == "DECIDED"


async def test_the_restriction_of_an_enterprise_is_gated_and_that_of_its_head_is_not(desk: Desk) -> None:
    issue = {"event": {"issue": {"decisionNumber": "限1", "issuedOn": "2026-06-01"}}}

    async def proposed(subject: Mapping[str, Any], **role: str) -> dict[str, Any]:
        case = await desk.ask(
            OPEN_RESTRICTION, {"input": {"subject": subject, **role, **NOT_BARRED}}, role="JUDGE"
        )
        return {"id": case["id"], "version": case["version"], **issue}

    unit = await proposed(UNIT, basisRole="DEBTOR")
    refused = await desk.refused(ADVANCE_RESTRICTION, unit, role="PRESIDENT")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "IMPACT_ASSESSMENT")
    head = await proposed(HEAD, basisRole="LEGAL_REPRESENTATIVE", roleOn="2026-05-01")
    assert (await desk.ask(ADVANCE_RESTRICTION, head, role="PRESIDENT"))["state"] == "ISSUED"
    await assessed(desk)
    assert (await desk.ask(ADVANCE_RESTRICTION, unit, role="PRESIDENT"))["state"] == "ISSUED"


async def test_the_detention_of_its_head_is_gated_and_that_of_a_debtor_is_not(desk: Desk) -> None:
    detentions = Cases(desk, "Detention", "id version state")
    given = {"conduct": "x", "days": 15}
    debtor = await detentions.open(DEBTOR, basisRole="DEBTOR", **given)
    assert (await detentions.move(debtor, "PRESIDENT", "decide", **SIGNED))["state"] == "DECIDED"
    # The head by the register, for obstruction that names no unit.
    await found(desk, HEAD, "OBSTRUCTION", "2026-05-01")
    head = await detentions.open(HEAD, basisRole="OBSTRUCTION", roleOn="2026-05-01", **given)
    refused = await detentions.refused_move(head, "PRESIDENT", "decide", **SIGNED)
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "IMPACT_ASSESSMENT")
    await assessed(desk, stage="ENFORCEMENT")
    assert (await detentions.move(head, "PRESIDENT", "decide", **SIGNED))["state"] == "DECIDED"


async def test_so_is_that_of_whom_the_court_finds_responsible_in_it(desk: Desk) -> None:
    detentions = Cases(desk, "Detention", "id version state")
    someone = {"source": {"system": "court", "key": "minor"}}  # in no office of the unit
    await found(desk, someone, "DIRECTLY_RESPONSIBLE", "2026-05-01")
    case = await detentions.open(
        someone, basisRole="DIRECTLY_RESPONSIBLE", roleOn="2026-05-01", conduct="x", days=3
    )
    refused = await detentions.refused_move(case, "PRESIDENT", "decide", **SIGNED)
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "IMPACT_ASSESSMENT")


async def test_a_fine_of_an_enterprise_needs_none_as_the_table_stands(desk: Desk) -> None:
    fines = Cases(desk, "Fine", "id version state")
    case = await fines.open(UNIT, basisRole="DEBTOR", conduct="x", amount="50000")
    assert (await fines.move(case, "PRESIDENT", "decide", **SIGNED))["state"] == "DECIDED"


async def test_one_stage_has_one_assessment_and_only_an_enterprise_any(assessments: Cases) -> None:
    await assessments.open(UNIT, **STAGE)
    assert (await assessments.refused_open(UNIT, **STAGE))["rule"] == "ONE_ASSESSMENT"
    await assessments.open(UNIT, stage="ENFORCEMENT")
    assert (await assessments.refused_open(DEBTOR, **STAGE))["rule"] == "ENTERPRISE_ONLY"


async def test_nobody_outside_the_courts_sees_one(desk: Desk, assessments: Cases) -> None:
    case = await assessed(desk)
    for who in ({"role": "PARTNER", "agency": "MARKET"}, {"role": "CREDIT_OFFICER"}):
        answer = (await desk.client.post(assessments.read, {"id": case["id"]}, **who)).json()
        assert answer == {"data": {"impactAssessment": None}}
