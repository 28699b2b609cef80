"""Detention and fine over HTTP (F6): on whose ground, how long, how much, and the one review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from graph.engine import Engine
from tests.graphs import Node, Tie, bring_in
from tests.hub.cases.asking import DEBTOR, HEAD, REGISTER, SAID, UNIT, Cases, Clock, Desk, assessed, found

DETENTION: Final = """id state version allowedEvents basisRole days decidedOn detainedOn detainedUntil releasedOn
  reviewOutcome deadlines { name dueAt overdue law } targets { edges { basisRole } }"""
FINE: Final = "id state version allowedEvents basisRole amount paidOn reviewAskedOn reviewOutcome"
CONTROLLER: Final = {"source": {"system": "court", "key": "controller"}}
CANDIDATES: Final = """query ($by: SubjectKey!) { subject(by: $by) { ... on Company {
  controllerCandidates { tier isFinding subject { id } path { share { lower } } } } } }"""
ID: Final = "query ($by: SubjectKey!) { subject(by: $by) { id } }"


@pytest.fixture
def detentions(desk: Desk) -> Cases:
    return Cases(desk, "Detention", DETENTION)


@pytest.fixture
def fines(desk: Desk) -> Cases:
    return Cases(desk, "Fine", FINE)


def proposed(role: str = "DEBTOR", days: int = 15, on: str | None = "2026-05-01") -> dict[str, Any]:
    given = {"basisRole": role, "conduct": "转移财产", "days": days}
    return given if role == "DEBTOR" else {**given, "roleOn": on}


async def decided(detentions: Cases, subject: Mapping[str, Any] = DEBTOR, **given: Any) -> dict[str, Any]:
    case = await detentions.open(subject, **proposed(**given))
    case = await detentions.move(case, "PRESIDENT", "decide", decisionNumber="拘1", decidedOn="2026-06-01")
    return await detentions.move(case, "CLERK", "serve", servedOn="2026-06-01")


async def test_f6_a_majority_holder_is_detained_on_a_finding_only_and_for_fifteen_days_at_most(
    desk: Desk, detentions: Cases, engine: Engine, tmp_path: Path
) -> None:
    rows = [
        Node("PERSON", "controller", {"name": "辛", "birthDate": "1970-01-01"}),
        Node("COMPANY", "holding", {"name": "壬公司"}),
        Tie("SHAREHOLDER_OF", "controller", "holding", {"share": 0.62}, meta=REGISTER),
        Tie("SHAREHOLDER_OF", "holding", "unit", {"share": 1.0}, meta=REGISTER),
    ]
    await bring_in(engine, tmp_path, rows, source="court", now=datetime(2026, 1, 7, tzinfo=UTC))
    person = (await desk.client.ask(ID, {"by": CONTROLLER}))["subject"]["id"]
    [candidate] = (await desk.client.ask(CANDIDATES, {"by": UNIT}))["subject"]["controllerCandidates"]
    assert (candidate["tier"], candidate["isFinding"]) == ("MAJORITY", False)
    assert candidate["subject"]["id"] == person
    assert [step["share"]["lower"] for step in candidate["path"]] == [0.62, 1.0]

    for role in ("ACTUAL_CONTROLLER", "DIRECTLY_RESPONSIBLE", "OBSTRUCTION"):
        refused = await detentions.refused_open(CONTROLLER, **proposed(role))
        assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "JUDICIAL_FINDING"), role
        assert "第一百一十四条" in refused["law"]
    # That he controls is found; article 114 does not name him for it.
    await found(desk, CONTROLLER, "ACTUAL_CONTROLLER", "2026-05-01")
    refused = await detentions.refused_open(CONTROLLER, **proposed("ACTUAL_CONTROLLER"))
    assert refused["rule"] == "JUDICIAL_FINDING" and "ACTUAL_CONTROLLER alone" in refused["message"]

    await found(desk, CONTROLLER, "DIRECTLY_RESPONSIBLE", "2026-05-01")
    refused = await detentions.refused_open(CONTROLLER, **proposed("DIRECTLY_RESPONSIBLE", days=16))
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "FIFTEEN_DAYS")
    case = await detentions.open(CONTROLLER, **proposed("DIRECTLY_RESPONSIBLE", days=15))
    assert (case["state"], case["days"]) == ("DRAFT", 15)
    signed = {"decisionNumber": "拘1", "decidedOn": "2026-06-01"}
    refused = await detentions.refused_move(case, "PRESIDENT", "decide", **signed, days=16)
    assert refused["rule"] == "FIFTEEN_DAYS"
    refused = await detentions.refused_move(case, "JUDGE", "decide", **signed)
    assert refused["code"] == "FORBIDDEN" and "PRESIDENT" in refused["message"]
    await assessed(desk, stage="ENFORCEMENT")
    case = await detentions.move(case, "PRESIDENT", "decide", **signed)
    assert case["state"] == "DECIDED"
    assert [edge["basisRole"] for edge in case["targets"]["edges"]] == ["DIRECTLY_RESPONSIBLE"]


async def test_neither_a_head_by_the_register_nor_whom_a_party_accuses_is_detained(detentions: Cases) -> None:
    for subject, role in ((HEAD, "LEGAL_REPRESENTATIVE"), (SAID, "DIRECTLY_RESPONSIBLE")):
        assert (await detentions.refused_open(subject, **proposed(role)))["rule"] == "JUDICIAL_FINDING"
    assert (await detentions.refused_open(HEAD, **proposed()))["rule"] == "BASIS_ROLE"
    assert (await detentions.refused_open(UNIT, **proposed()))["rule"] == "PERSON_ONLY"


async def test_it_ends_by_itself_on_its_last_day_the_first_counted(detentions: Cases, clock: Clock) -> None:
    case = await decided(detentions)
    case = await detentions.move(case, "CLERK", "detain", detainedOn="2026-06-01")
    assert case["detainedUntil"] == "2026-06-15"
    [ends] = case["deadlines"]
    assert (ends["name"], ends["dueAt"]) == ("DETENTION_ENDS", "2026-06-15T16:00:00.000000Z")
    clock.on("2026-06-14")
    assert (await detentions.refused_move(case, "CLERK", "termEnds"))["rule"] == "TERM"
    clock.on("2026-06-15")
    case = await detentions.move(case, "CLERK", "termEnds")
    assert (case["state"], case["releasedOn"], case["deadlines"]) == ("RELEASED", "2026-06-15", [])


async def test_on_correction_the_president_ends_it_before(detentions: Cases, clock: Clock) -> None:
    case = await detentions.move(await decided(detentions), "CLERK", "detain", detainedOn="2026-06-01")
    clock.on("2026-06-04")
    assert (await detentions.refused_move(case, "JUDGE", "release"))["code"] == "FORBIDDEN"
    case = await detentions.move(case, "PRESIDENT", "release", remark="具结悔过")
    assert (case["state"], case["releasedOn"]) == ("RELEASED", "2026-06-04")


async def test_a_finding_that_was_withdrawn_meanwhile_detains_nobody(desk: Desk, detentions: Cases) -> None:
    finding = await found(desk, HEAD, "OBSTRUCTION", "2026-05-01")
    await assessed(desk, stage="ENFORCEMENT")
    case = await decided(detentions, HEAD, role="OBSTRUCTION")
    await Cases(desk, "JudicialFinding", "id").move(finding, "PRESIDENT", "withdraw", faultFoundOn="2026-06-01")
    refused = await detentions.refused_move(case, "CLERK", "detain", detainedOn="2026-06-01")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "JUDICIAL_FINDING")


async def test_two_detentions_do_not_run_beside_each_other(detentions: Cases) -> None:
    case = await detentions.open(DEBTOR, **proposed())
    assert (await detentions.refused_open(DEBTOR, **proposed()))["rule"] == "ONE_DETENTION"
    await detentions.move(case, "JUDGE", "reject")
    assert (await detentions.open(DEBTOR, **proposed()))["state"] == "DRAFT"


async def test_there_is_one_review_and_it_suspends_nothing(detentions: Cases, clock: Clock) -> None:
    case = await decided(detentions)
    outcome = {"reviewOutcome": "REVOKED", "reviewDecidedOn": "2026-06-03"}
    clock.on("2026-06-03")
    assert (await detentions.refused_move(case, "CLERK", "decideReview", **outcome))["rule"] == "ONE_REVIEW"
    case = await detentions.move(case, "CLERK", "askReview", reviewAskedOn="2026-06-02")
    refused = await detentions.refused_move(case, "CLERK", "askReview", reviewAskedOn="2026-06-02")
    assert refused["rule"] == "ONE_REVIEW"
    case = await detentions.move(case, "CLERK", "detain", detainedOn="2026-06-02")
    case = await detentions.move(case, "CLERK", "decideReview", **outcome)
    assert (case["state"], case["releasedOn"]) == ("REVOKED", "2026-06-03")


async def test_nobody_outside_the_courts_is_told(desk: Desk, detentions: Cases) -> None:
    case = await detentions.move(await decided(detentions), "CLERK", "detain", detainedOn="2026-06-01")
    for who in ({"role": "PARTNER", "agency": "PUBLIC_SECURITY"}, {"role": "CREDIT_OFFICER"}):
        answer = (await desk.client.post(detentions.read, {"id": case["id"]}, **who)).json()
        assert answer == {"data": {"detention": None}}
    assert not (await desk.screened(DEBTOR, "PUBLIC_SECURITY"))["underMeasure"]


@pytest.mark.parametrize(
    ("subject", "amount", "fits"),
    [
        (DEBTOR, "100000.00", True),
        (DEBTOR, "100000.01", False),
        (DEBTOR, "0.00", False),
        (UNIT, "49999.99", False),
        (UNIT, "50000.00", True),
        (UNIT, "1000000.00", True),
        (UNIT, "1000000.01", False),
    ],
)
async def test_a_fine_is_within_what_the_law_names(
    fines: Cases, subject: Mapping[str, Any], amount: str, fits: bool
) -> None:
    given = {"basisRole": "DEBTOR", "conduct": "拒不报告财产", "amount": amount}
    if fits:
        assert (await fines.open(subject, **given))["amount"] == amount
    else:
        refused = await fines.refused_open(subject, **given)
        assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "FINE_AMOUNT")


async def test_a_fine_stands_on_performance_until_it_is_paid_or_revoked(fines: Cases) -> None:
    case = await fines.open(DEBTOR, basisRole="DEBTOR", conduct="拒不报告财产", amount="20000")
    case = await fines.move(case, "PRESIDENT", "decide", decisionNumber="罚1", decidedOn="2026-06-01")
    case = await fines.move(case, "CLERK", "serve", servedOn="2026-06-01")
    assert case["allowedEvents"] == ["PAY", "ASK_REVIEW", "DECIDE_REVIEW", "WITHDRAW"]
    case = await fines.move(case, "CLERK", "askReview", reviewAskedOn="2026-06-01")
    case = await fines.move(case, "CLERK", "decideReview", reviewOutcome="UPHELD", reviewDecidedOn="2026-06-01")
    assert (case["state"], case["reviewOutcome"]) == ("SERVED", "UPHELD")
    assert (await fines.move(case, "CLERK", "pay", paidOn="2026-06-01"))["state"] == "PAID"


async def test_an_actual_controller_is_not_fined_for_being_one(desk: Desk, fines: Cases) -> None:
    await found(desk, HEAD, "ACTUAL_CONTROLLER", "2026-05-01")
    given = {"conduct": "x", "amount": "1000", "roleOn": "2026-05-01"}
    refused = await fines.refused_open(HEAD, basisRole="ACTUAL_CONTROLLER", **given)
    assert refused["rule"] == "JUDICIAL_FINDING"
