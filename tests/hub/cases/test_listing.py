"""The court's list, over HTTP, by the dates of the scenarios (F7, F8, F9)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from graph.engine import Engine
from hub.callers.issuer import issue
from tests.graphs import CASE, Node, Tie, bring_in
from tests.hub.cases.asking import (
    ADVANCE,
    DEBTOR,
    HEAD,
    MINOR,
    NOTHING_BARS,
    OPEN,
    READ,
    SAID,
    UNIT,
    Clock,
    Desk,
    assessed,
)

GIVEN: Final = {"list": "COURT_DISHONEST", "grounds": ["G1"], "conduct": "x", "requested": "EX_OFFICIO"}


async def test_f7_a_debtor_of_seventeen_years_is_refused(desk: Desk) -> None:
    given = {
        "list": "COURT_DISHONEST",
        "subject": MINOR,
        "grounds": ["G3"],
        "conduct": "转移财产",
        "requested": "APPLICANT",
    }
    refused = await desk.refused(OPEN, {"input": given}, role="JUDGE")
    assert (refused["code"], refused["rule"], refused["law"]) == (
        "GUARD_FAILED",
        "NO_MINOR",
        "法释〔2017〕7号 第四条",
    )


async def test_f7_who_stands_behind_a_listed_unit_is_not_listed(desk: Desk) -> None:
    await assessed(desk)
    await desk.published("2026-06-01", UNIT)
    given = {
        "list": "COURT_DISHONEST",
        "subject": HEAD,
        "grounds": ["G1"],
        "conduct": "单位被纳入",
        "requested": "EX_OFFICIO",
    }
    refused = await desk.refused(OPEN, {"input": given}, role="JUDGE")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "DEBTOR_ONLY")


async def test_whom_a_party_alone_calls_a_debtor_is_none(desk: Desk) -> None:
    refused = await desk.refused(OPEN, {"input": {**GIVEN, "subject": SAID}}, role="JUDGE")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "DEBTOR_ONLY")


async def test_f8_paid_on_friday_deleted_by_wednesday_red_on_thursday(desk: Desk, clock: Clock) -> None:
    case = await desk.published("2026-06-01")
    clock.on("2026-06-05")  # a Friday; no holiday follows
    case = await desk.move(case, "JUDGE", "end", endCause="PERFORMED", endedOn="2026-06-05")
    assert case["state"] == "DELETION_DUE" and case["liftedOn"] == "2026-06-05"
    [deletion] = case["deadlines"]
    assert deletion == {
        "name": "DELETION",
        "dueAt": "2026-06-10T16:00:00.000000Z",  # the end of Wednesday in Shanghai
        "provisional": False,
        "overdue": False,
        "law": "公布失信被执行人名单信息的若干规定(法释〔2017〕7号) 第10条",
    }
    clock.on("2026-06-10", hour=15)
    assert not (await desk.ask(READ, {"id": case["id"]}, role="JUDGE"))["deadlines"][0]["overdue"]
    clock.on("2026-06-11", hour=1)
    assert (await desk.ask(READ, {"id": case["id"]}, role="JUDGE"))["deadlines"][0]["overdue"]
    case = await desk.move(case, "CLERK", "delete")
    assert (case["state"], case["deletedOn"], case["deadlines"]) == ("DELETED", "2026-06-11", [])


async def test_f8_over_national_day_the_date_moves(desk: Desk, clock: Clock) -> None:
    clock.on("2026-09-01")
    case = await desk.published("2026-09-01")
    clock.on("2026-09-30")  # Wednesday; off from 1 to 7 October, made up on Saturday the 10th
    case = await desk.move(case, "JUDGE", "end", endCause="PERFORMED", endedOn="2026-09-30")
    [deletion] = case["deadlines"]
    assert deletion["dueAt"] == "2026-10-10T16:00:00.000000Z" and not deletion["provisional"]


async def test_a_payment_that_is_learned_late_is_overdue_at_once(desk: Desk, clock: Clock) -> None:
    case = await desk.published("2026-06-01")
    clock.on("2026-06-29")
    case = await desk.move(case, "JUDGE", "end", endCause="PERFORMED", endedOn="2026-06-05")
    assert case["deadlines"][0]["overdue"]


async def test_f9_a_listing_with_a_term_goes_to_review_and_its_measures_are_lifted(
    desk: Desk, clock: Clock
) -> None:
    case = await desk.published("2026-06-01", grounds=("G3",))
    assert (case["clock"], case["termYears"], case["termEndsOn"]) == ("TERM", 2, "2028-06-01")
    assert (await desk.screened(DEBTOR, "FINANCE"))["underMeasure"]
    clock.on("2026-11-02")  # five months later
    case = await desk.move(case, "JUDGE", "end", endCause="PERFORMED", endedOn="2026-11-02")
    assert case["state"] == "EARLY_DELETION_REVIEW"
    assert {each["name"] for each in case["deadlines"]} == {"EARLY_DELETION_REVIEW", "TERM"}
    assert not (await desk.screened(DEBTOR, "FINANCE"))["underMeasure"]
    case = await desk.move(case, "JUDGE", "allowEarlyDeletion", remark="主动履行")
    assert (case["state"], case["endCause"]) == ("DELETION_DUE", "EARLY_DELETION")


async def test_a_listing_with_a_term_is_not_ended_by_a_request(desk: Desk) -> None:
    case = await desk.published("2026-06-01", grounds=("G2",))
    refused = await desk.refused_move(case, "JUDGE", "end", endCause="APPLICANT_REQUEST", endedOn="2026-06-01")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "END_CAUSE")


async def test_nothing_of_a_draft_is_told_to_partners(desk: Desk) -> None:
    case = await desk.open()
    answer = await desk.client.post(READ, {"id": case["id"]}, role="PARTNER", agency="RAILWAY")
    assert answer.json() == {"data": {"listing": None}}
    assert not (await desk.screened(DEBTOR, "FINANCE"))["underMeasure"]


async def test_partners_see_what_is_published_and_none_of_the_moves(desk: Desk) -> None:
    case = await desk.published("2026-06-01")
    seen = await desk.ask(READ, {"id": case["id"]}, role="PARTNER", agency="FINANCE")
    assert seen["state"] == "PUBLISHED" and seen["publishedOn"] == "2026-06-01" and seen["history"] is None
    found = await desk.screened(DEBTOR, "FINANCE")
    assert found["underMeasure"] and found["since"] == "2026-06-01"


async def test_no_publication_in_grace_or_before_service(desk: Desk, clock: Clock) -> None:
    case = await desk.open()
    case = await desk.move(case, "JUDGE", "assess", **NOTHING_BARS)
    case = await desk.move(case, "PRESIDENT", "decide", decisionNumber="决1", decidedOn="2026-06-01")
    refused = await desk.refused_move(case, "CLERK", "publish", publishedOn="2026-06-01", stillUnperformed=True)
    assert refused["code"] == "ILLEGAL_STEP" and refused["allowed"] == ["SERVE", "END", "WITHDRAW"]
    case = await desk.move(case, "CLERK", "serve", servedOn="2026-06-01")
    refused = await desk.refused_move(case, "JUDGE", "grace", graceUntil="2026-06-30")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "GRACE_PERIOD")
    case = await desk.move(case, "JUDGE", "grace", graceUntil="2026-07-01")
    clock.on("2026-07-01")
    refused = await desk.refused_move(case, "CLERK", "publish", publishedOn="2026-07-01", stillUnperformed=True)
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "GRACE_PERIOD")
    clock.on("2026-07-02")
    case = await desk.move(case, "CLERK", "publish", publishedOn="2026-07-02", stillUnperformed=True)
    assert case["state"] == "PUBLISHED"


async def test_who_may_not_do_a_step_is_told_who_may(desk: Desk) -> None:
    case = await desk.open()
    case = await desk.move(case, "JUDGE", "assess", **NOTHING_BARS)
    refused = await desk.refused_move(case, "JUDGE", "decide", decisionNumber="决1", decidedOn="2026-06-01")
    assert refused["code"] == "FORBIDDEN" and "PRESIDENT" in refused["message"]


async def test_the_second_of_two_is_stale(desk: Desk) -> None:
    case = await desk.open()
    await desk.move(case, "JUDGE", "assess", **NOTHING_BARS)
    refused = await desk.refused_move(case, "JUDGE", "reject")
    assert (refused["code"], refused["version"]) == ("STALE", 2)


async def test_the_same_key_moves_once(desk: Desk) -> None:
    case = await desk.open()
    variables = {"id": case["id"], "version": 1, "event": {"assess": NOTHING_BARS}, "key": "k1"}
    first = await desk.ask(ADVANCE, variables, role="JUDGE")
    assert await desk.ask(ADVANCE, variables, role="JUDGE") == first and first["version"] == 2


async def test_what_was_known_before_a_move_is_still_to_be_read(desk: Desk, clock: Clock) -> None:
    case = await desk.open()
    clock.on("2026-06-02")
    await desk.move(case, "JUDGE", "assess", **NOTHING_BARS)
    earlier = await desk.ask(READ, {"id": case["id"], "knownAt": "2026-06-01T12:00:00Z"}, role="JUDGE")
    assert (earlier["state"], earlier["version"], len(earlier["history"])) == ("DRAFT", 1, 1)
    now = await desk.ask(READ, {"id": case["id"]}, role="JUDGE")
    assert (now["state"], [each["event"] for each in now["history"]]) == ("ASSESSED", ["OPEN", "ASSESS"])


async def test_what_bars_a_listing_refuses_it_and_names_the_grounds_left(desk: Desk) -> None:
    case = await desk.open(grounds=("G1", "G3"))
    facts = {**NOTHING_BARS, "sufficientProperty": True}
    refused = await desk.refused_move(case, "JUDGE", "assess", **facts)
    assert refused["rule"] == "EXCLUDED_SUFFICIENT_PROPERTY" and "G3 alone" in refused["message"]


async def test_what_is_performed_meanwhile_is_not_published(desk: Desk) -> None:
    case = await desk.open()
    case = await desk.move(case, "JUDGE", "assess", **NOTHING_BARS)
    case = await desk.move(case, "PRESIDENT", "decide", decisionNumber="决1", decidedOn="2026-06-01")
    case = await desk.move(case, "CLERK", "serve", servedOn="2026-06-01")
    day = {"publishedOn": "2026-06-01"}
    refused = await desk.refused_move(case, "CLERK", "publish", **day, stillUnperformed=False)
    assert refused["rule"] == "STILL_UNPERFORMED"
    refused = await desk.refused_move(
        case, "CLERK", "publish", **day, stillUnperformed=True, sufficientProperty=True
    )
    assert refused["rule"] == "EXCLUDED_SUFFICIENT_PROPERTY"


async def test_one_key_for_two_debtors_is_bad_input(desk: Desk) -> None:
    variables = {"input": {**GIVEN, "subject": DEBTOR}, "key": "k1"}
    first = await desk.ask(OPEN, variables, role="JUDGE")
    assert await desk.ask(OPEN, variables, role="JUDGE") == first
    refused = await desk.refused(OPEN, {**variables, "input": {**GIVEN, "subject": UNIT}}, role="JUDGE")
    assert refused["code"] == "BAD_INPUT" and "idempotencyKey" in refused["message"]


async def test_in_a_closed_file_what_is_in_force_is_still_ended(
    desk: Desk, clock: Clock, engine: Engine, tmp_path: Path
) -> None:
    case = await desk.published("2026-06-01")
    clock.on("2026-06-05")
    closed = {"caseNumber": CASE, "filedOn": "2026-01-05", "closedOn": "2026-06-05", "closeMode": "PERFORMED"}
    rows = [Node("CASE", "case:1", closed)]
    await bring_in(engine, tmp_path, rows, source="court", now=datetime(2026, 6, 5, 1, tzinfo=UTC))
    refused = await desk.refused(OPEN, {"input": {**GIVEN, "subject": UNIT}}, role="JUDGE")
    assert refused["code"] == "FORBIDDEN"
    case = await desk.move(case, "CLERK", "end", endCause="PERFORMED", endedOn="2026-06-05")
    assert (await desk.move(case, "CLERK", "delete"))["state"] == "DELETED"


async def test_a_clerk_records_performance_and_a_judge_decides_the_rest(desk: Desk) -> None:
    case = await desk.published("2026-06-01")
    facts = {"endCause": "APPLICANT_REQUEST", "endedOn": "2026-06-01"}
    refused = await desk.refused_move(case, "CLERK", "end", **facts)
    assert refused["code"] == "FORBIDDEN" and "JUDGE" in refused["message"]
    assert (await desk.move(case, "JUDGE", "end", **facts))["state"] == "DELETION_DUE"


async def test_the_end_of_the_term_leads_to_deletion(desk: Desk, clock: Clock) -> None:
    case = await desk.published("2026-06-01", grounds=("G3",))
    clock.on("2028-06-01")
    refused = await desk.refused_move(case, "CLERK", "termEnds")
    assert refused["rule"] == "TERM"
    clock.on("2028-06-02")
    case = await desk.move(case, "CLERK", "termEnds")
    assert (case["state"], case["endCause"], case["endedOn"]) == ("DELETION_DUE", "TERM_ENDED", "2028-06-01")
    assert not (await desk.screened(DEBTOR, "FINANCE"))["underMeasure"]


async def test_what_left_the_list_tells_the_public_no_more_than_that(desk: Desk) -> None:
    case = await desk.published("2026-06-01")
    assert (await desk.ask(READ, {"id": case["id"]}, role="PARTNER", agency="UNION"))["grounds"] == ["G1"]
    await desk.move(case, "PRESIDENT", "withdraw", faultFoundOn="2026-06-01")
    left = await desk.ask(READ, {"id": case["id"]}, role="PARTNER", agency="UNION")
    assert (left["state"], left["grounds"], left["decidedOn"]) == ("WITHDRAWN", None, None)


async def test_no_day_before_the_clocks_begin(desk: Desk) -> None:
    case = await desk.published("2026-06-01")
    refused = await desk.refused_move(case, "JUDGE", "findFault", faultFoundOn="1900-01-01")
    assert (refused["code"], refused["field"]) == ("BAD_INPUT", "faultFoundOn")


async def test_a_court_above_moves_no_case_of_the_file(desk: Desk) -> None:
    token = issue(desk.client.settings, "JUDGE", court="鄂01")
    headers = {**desk.client.headers("JUDGE"), "Authorization": f"Bearer {token}"}
    refused = await desk.refused(OPEN, {"input": {**GIVEN, "subject": DEBTOR}}, headers=headers)
    assert refused["code"] == "FORBIDDEN" and "own court" in refused["message"]


async def test_beside_a_listing_that_a_delivery_brought_none_is_opened(
    desk: Desk, engine: Engine, tmp_path: Path, clock: Clock
) -> None:
    told = {
        "list": "COURT_DISHONEST",
        "caseNumber": CASE,
        "courtName": "某法院",
        "measures": ["JP-107"],
        "publishedOn": "2026-05-04",
    }
    rows = [Node("LISTING", "l", told), Tie("TARGETS", "l", "debtor", {"basisRole": "DEBTOR"})]
    await bring_in(engine, tmp_path, rows, source="court", now=datetime(2026, 5, 5, tzinfo=UTC))
    refused = await desk.refused(OPEN, {"input": {**GIVEN, "subject": DEBTOR}}, role="JUDGE")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "ONE_LISTING")
    lifted = [Node("LISTING", "l", {**told, "liftedOn": "2026-05-20"})]
    await bring_in(engine, tmp_path, lifted, source="court", now=datetime(2026, 5, 20, tzinfo=UTC))
    assert (await desk.ask(OPEN, {"input": {**GIVEN, "subject": DEBTOR}}, role="JUDGE"))["state"] == "DRAFT"
