"""Freezes of accounts over HTTP (F5, F8, F12): whose account, for which debt, how much, until when."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from graph.engine import Engine
from tests.graphs import bring_in
from tests.hub.cases.asking import DEBTOR, HEAD, UNIT, Cases, Clock, Desk, assessed
from tests.hub.cases.freezes import FIELDS, RULED, account_ids, in_force, money, project_ids, proposal

BROUGHT: Final = datetime(2026, 1, 7, tzinfo=UTC)


@pytest.fixture
def freezes(desk: Desk) -> Cases:
    return Cases(desk, "Freeze", FIELDS)


@pytest.fixture
async def accounts(desk: Desk, engine: Engine, tmp_path: Path) -> dict[str, str]:
    await bring_in(engine, tmp_path, money(), source="court", now=BROUGHT)
    return await account_ids(desk)


async def test_in_force_from_its_service_on_the_bank_for_a_stated_amount_and_a_year(
    freezes: Cases, accounts: dict[str, str]
) -> None:
    case = await freezes.open(DEBTOR, **proposal(accounts["own"]))
    assert (case["state"], case["allowedEvents"]) == ("DRAFT", ["DECIDE", "REJECT"])
    assert case["targets"]["edges"] == [{"basisRole": "DEBTOR"}]
    refused = await freezes.refused_move(case, "CLERK", "decide", **RULED)
    assert refused["code"] == "FORBIDDEN"
    case = await freezes.move(case, "JUDGE", "decide", **RULED)
    assert (case["frozenUntil"], case["deadlines"]) == (None, [])
    case = await freezes.move(case, "CLERK", "serve", servedOn="2026-06-01", heldAmount="150000.50")
    assert (case["state"], case["amount"], case["heldAmount"]) == ("IN_FORCE", "200000.00", "150000.50")
    assert (case["account"], case["frozenUntil"]) == (accounts["own"], "2027-06-01")
    [term] = case["deadlines"]
    assert (term["name"], term["dueAt"]) == ("TERM", "2027-06-01T16:00:00.000000Z")
    assert term["law"] == "民诉法解释(2022-04-01) 第四百八十五条"


async def test_f5_the_wage_account_of_a_project_is_not_frozen_for_a_bank_debt(
    freezes: Cases, accounts: dict[str, str]
) -> None:
    for of in ("wage", "deposit"):
        refused = await freezes.refused_open(UNIT, **proposal(accounts[of]))
        assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "WAGE_ACCOUNT")
        assert refused["law"] == "保障农民工工资支付条例(2019-12-30) 第三十三条"
    # That its holder is no debtor of the file makes it no less a wage account.
    assert (await freezes.refused_open(DEBTOR, **proposal(accounts["wage"])))["rule"] == "WAGE_ACCOUNT"


async def test_f5_it_is_for_the_wages_of_that_project_and_in_a_file_about_wages_only(
    desk: Desk, freezes: Cases, accounts: dict[str, str], engine: Engine, tmp_path: Path
) -> None:
    projects = await project_ids(desk)
    for_wages = proposal(accounts["wage"], wagesOf=projects["project"])
    # The judge's word alone does not make a bank's file one about wages.
    assert (await freezes.refused_open(UNIT, **for_wages))["rule"] == "WAGE_ACCOUNT"
    await bring_in(engine, tmp_path / "later", money(wages=True), source="court", now=BROUGHT.replace(day=8))
    for wrong in ({"wagesOf": projects["other project"]}, {"wagesOf": accounts["wage"]}, {}):
        refused = await freezes.refused_open(UNIT, **proposal(accounts["wage"], **wrong))
        assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "WAGE_ACCOUNT")
    case = await freezes.open(UNIT, **for_wages)
    assert (await freezes.move(case, "JUDGE", "decide", **RULED))["state"] == "DECIDED"


async def test_what_turns_out_to_be_a_wage_account_is_not_served_on_the_bank(
    freezes: Cases, accounts: dict[str, str], engine: Engine, tmp_path: Path
) -> None:
    case = await freezes.open(UNIT, **proposal(accounts["plain"]))
    case = await freezes.move(case, "JUDGE", "decide", **RULED)
    rows = [each for each in money() if getattr(each, "key", "") == "plain"]
    assert len(rows) == 1
    rows[0].values["purpose"] = "WAGE_DEPOSIT"  # type: ignore[index,union-attr]
    await bring_in(engine, tmp_path / "later", rows, source="court", now=BROUGHT.replace(day=8))
    refused = await freezes.refused_move(case, "CLERK", "serve", servedOn="2026-06-01")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "WAGE_ACCOUNT")
    assert (await freezes.move(case, "JUDGE", "end", liftCause="CASE_ENDED", endedOn="2026-06-01"))[
        "state"
    ] == "ENDED"


async def test_f12_the_basic_account_of_an_enterprise_is_not_frozen_without_an_assessment(
    desk: Desk, freezes: Cases, accounts: dict[str, str]
) -> None:
    case = await freezes.open(UNIT, **proposal(accounts["basic"]))
    refused = await freezes.refused_move(case, "JUDGE", "decide", **RULED)
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "IMPACT_ASSESSMENT")
    assert "经济影响评估" in refused["law"]
    # One of another stage is none for this.
    await assessed(desk, stage="CREDIT_PUNISHMENT")
    assert (await freezes.refused_move(case, "JUDGE", "decide", **RULED))["rule"] == "IMPACT_ASSESSMENT"
    await assessed(desk, stage="ENFORCEMENT")
    assert (await freezes.move(case, "JUDGE", "decide", **RULED))["state"] == "DECIDED"


async def test_f12_of_a_red_rating_alternative_and_grace_are_on_record_and_the_freeze_may_follow(
    desk: Desk, freezes: Cases, accounts: dict[str, str]
) -> None:
    red = {"courtRating": "RED", "proposedMeasure": "冻结基本账户"}
    found = await assessed(
        desk, stage="ENFORCEMENT", **red, lessRestrictive="冻结一般账户", graceUntil="2026-07-01"
    )
    assert (found["courtRating"], found["lessRestrictive"], found["graceUntil"]) == (
        "RED",
        "冻结一般账户",
        "2026-07-01",
    )
    case = await freezes.open(UNIT, **proposal(accounts["basic"]))
    assert (await freezes.move(case, "JUDGE", "decide", **RULED))["state"] == "DECIDED"


async def test_another_account_of_it_and_one_of_a_person_need_none(
    freezes: Cases, accounts: dict[str, str]
) -> None:
    for subject, of in ((UNIT, "plain"), (DEBTOR, "own")):
        case = await freezes.open(subject, **proposal(accounts[of]))
        assert (await freezes.move(case, "JUDGE", "decide", **RULED))["state"] == "DECIDED"


async def test_only_an_account_that_the_debtor_holds_on_record_and_whose_purpose_is_told(
    freezes: Cases, accounts: dict[str, str]
) -> None:
    for subject, id_, rule in (
        (DEBTOR, accounts["plain"], "ACCOUNT_OF_DEBTOR"),  # of another debtor
        (UNIT, accounts["claimed account"], "ACCOUNT_OF_DEBTOR"),  # only a party says so
        (UNIT, "no such account", "ACCOUNT_OF_DEBTOR"),
        (UNIT, "x" * 100, "ACCOUNT_OF_DEBTOR"),
        (UNIT, accounts["untold"], "ACCOUNT_PURPOSE"),
        (HEAD, accounts["plain"], "DEBTOR_ONLY"),  # who stands behind it owes nothing
    ):
        refused = await freezes.refused_open(subject, **proposal(id_))
        assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", rule)


@pytest.mark.parametrize(
    ("amount", "taken"), [("0.01", True), ("1000000.00", True), ("1000000.01", False), ("0.00", False)]
)
async def test_an_amount_is_stated_and_not_above_the_claim(
    freezes: Cases, accounts: dict[str, str], amount: str, taken: bool
) -> None:
    given = proposal(accounts["own"], amount=amount)
    if taken:
        assert (await freezes.open(DEBTOR, **given))["amount"] == amount
    else:
        refused = await freezes.refused_open(DEBTOR, **given)
        assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "FREEZE_AMOUNT")


async def test_never_the_whole_account(freezes: Cases, accounts: dict[str, str]) -> None:
    given = proposal(accounts["own"])
    del given["amount"]
    assert (await freezes.refused_open(DEBTOR, **given))["code"] == "BAD_INPUT"


async def test_without_a_claim_on_record_any_amount_is_stated(
    freezes: Cases, accounts: dict[str, str], engine: Engine, tmp_path: Path
) -> None:
    rows = money(claimed=None)
    await bring_in(engine, tmp_path / "later", rows, source="court", now=BROUGHT.replace(day=8))
    assert (await freezes.open(DEBTOR, **proposal(accounts["own"], amount="1000000.01")))["state"] == "DRAFT"


async def test_what_is_held_already_is_not_frozen_twice(
    desk: Desk, freezes: Cases, accounts: dict[str, str]
) -> None:
    """Two accounts of one debtor: the second for what the first does not hold, and after its lift for all."""
    await assessed(desk, stage="ENFORCEMENT")
    first = await freezes.open(UNIT, **proposal(accounts["plain"], amount="1000000.00"))
    first = await freezes.move(first, "JUDGE", "decide", **RULED)
    second = await freezes.open(UNIT, **proposal(accounts["basic"], amount="1000000.00"))
    first = await freezes.move(first, "CLERK", "serve", servedOn="2026-06-01", heldAmount="700000.00")
    refused = await freezes.refused_move(second, "JUDGE", "decide", **RULED)
    assert refused["rule"] == "FREEZE_AMOUNT" and "300000.00" in refused["message"]
    second = await freezes.move(second, "JUDGE", "decide", **RULED, amount="300000.00")
    assert (second["state"], second["amount"]) == ("DECIDED", "300000.00")


async def test_a_bank_that_has_not_answered_holds_all_that_it_was_told_to_until_it_does(
    desk: Desk, freezes: Cases, accounts: dict[str, str]
) -> None:
    await assessed(desk, stage="ENFORCEMENT")
    first = await in_force(freezes, UNIT, accounts["plain"], amount="1000000.00")
    assert (first["state"], first["heldAmount"]) == ("IN_FORCE", None)
    refused = await freezes.refused_open(UNIT, **proposal(accounts["basic"], amount="1000000.00"))
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "FREEZE_AMOUNT")
    above = await freezes.refused_move(first, "CLERK", "bankAnswered", heldAmount="1000000.01")
    assert (above["code"], above["rule"]) == ("GUARD_FAILED", "HELD_AMOUNT")
    assert (await freezes.refused_move(first, "JUDGE", "bankAnswered", heldAmount="0.00"))["code"] == "FORBIDDEN"
    first = await freezes.move(first, "CLERK", "bankAnswered", heldAmount="0.00")  # an empty account
    assert (first["state"], first["heldAmount"]) == ("IN_FORCE", "0.00")
    second = await freezes.open(UNIT, **proposal(accounts["basic"], amount="1000000.00"))
    # The bank corrects itself before the second is ruled.
    first = await freezes.move(first, "CLERK", "object", objectedOn="2026-06-01")
    first = await freezes.move(first, "CLERK", "bankAnswered", heldAmount="700000.00")
    assert (first["state"], first["heldAmount"]) == ("OBJECTED", "700000.00")
    refused = await freezes.refused_move(second, "JUDGE", "decide", **RULED)
    assert refused["rule"] == "FREEZE_AMOUNT" and "300000.00" in refused["message"]


@pytest.mark.parametrize(("months", "taken"), [(1, True), (12, True), (13, False), (0, False)])
async def test_a_term_is_a_year_at_most(
    freezes: Cases, accounts: dict[str, str], months: int, taken: bool
) -> None:
    given = proposal(accounts["own"], termMonths=months)
    if taken:
        assert (await freezes.open(DEBTOR, **given))["termMonths"] == months
    else:
        refused = await freezes.refused_open(DEBTOR, **given)
        assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "FREEZE_TERM")


async def test_one_freeze_of_an_account_in_a_file(freezes: Cases, accounts: dict[str, str]) -> None:
    case = await freezes.open(DEBTOR, **proposal(accounts["own"]))
    assert (await freezes.refused_open(DEBTOR, **proposal(accounts["own"])))["rule"] == "ONE_FREEZE"
    await freezes.move(case, "JUDGE", "reject")
    assert (await freezes.open(DEBTOR, **proposal(accounts["own"])))["state"] == "DRAFT"


async def test_the_bank_holds_no_more_than_it_is_told_to(freezes: Cases, accounts: dict[str, str]) -> None:
    case = await freezes.open(DEBTOR, **proposal(accounts["own"]))
    case = await freezes.move(case, "JUDGE", "decide", **RULED)
    refused = await freezes.refused_move(case, "CLERK", "serve", servedOn="2026-06-01", heldAmount="200000.01")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "HELD_AMOUNT")


async def test_f8_performed_on_friday_it_is_lifted_by_wednesday(
    freezes: Cases, accounts: dict[str, str], clock: Clock
) -> None:
    case = await in_force(freezes, DEBTOR, accounts["own"])
    clock.on("2026-06-05")  # a Friday
    case = await freezes.move(case, "CLERK", "end", liftCause="PERFORMED", endedOn="2026-06-05")
    due = {each["name"]: (each["dueAt"], each["overdue"]) for each in case["deadlines"]}
    assert (case["state"], due["LIFT"]) == ("LIFT_DUE", ("2026-06-10T16:00:00.000000Z", False))
    clock.on("2026-06-11")
    late = (await freezes.seen(case))["deadlines"]
    assert [each["overdue"] for each in late if each["name"] == "LIFT"] == [True]
    case = await freezes.move(case, "CLERK", "lift")
    assert (case["state"], case["liftedOn"], case["deadlines"]) == ("LIFTED", "2026-06-11", [])


async def test_security_ends_it_by_a_judge(freezes: Cases, accounts: dict[str, str]) -> None:
    case = await in_force(freezes, DEBTOR, accounts["own"])
    facts = {"liftCause": "SECURITY", "endedOn": "2026-06-01"}
    assert (await freezes.refused_move(case, "CLERK", "end", **facts))["code"] == "FORBIDDEN"
    assert (await freezes.move(case, "JUDGE", "end", **facts))["state"] == "LIFT_DUE"


async def test_what_is_too_much_is_released_within_its_limit(
    freezes: Cases, accounts: dict[str, str], clock: Clock
) -> None:
    case = await in_force(freezes, DEBTOR, accounts["own"])
    clock.on("2026-06-05")
    case = await freezes.move(case, "JUDGE", "findExcess", excessFoundOn="2026-06-05")
    due = {each["name"]: each["dueAt"] for each in case["deadlines"]}
    assert due == {"TERM": "2027-06-01T16:00:00.000000Z", "EXCESS_RELEASE": "2026-06-10T16:00:00.000000Z"}
    for amount in ("200000.00", "0.00"):
        refused = await freezes.refused_move(case, "CLERK", "releaseExcess", amount=amount)
        assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "LESS_THAN_FROZEN")
    case = await freezes.move(case, "CLERK", "releaseExcess", amount="80000.00")
    assert (case["state"], case["amount"], case["frozenUntil"]) == ("IN_FORCE", "80000.00", "2027-06-01")


async def test_an_objection_has_its_fifteen_days_and_suspends_nothing(
    freezes: Cases, accounts: dict[str, str], clock: Clock
) -> None:
    case = await in_force(freezes, DEBTOR, accounts["own"])
    clock.on("2026-06-02")
    case = await freezes.move(case, "CLERK", "object", objectedOn="2026-06-02")
    due = {each["name"]: each["dueAt"] for each in case["deadlines"]}
    assert due == {"TERM": "2027-06-01T16:00:00.000000Z", "OBJECTION": "2026-06-17T16:00:00.000000Z"}
    case = await freezes.move(case, "JUDGE", "dismiss")
    assert (case["state"], case["frozenUntil"]) == ("IN_FORCE", "2027-06-01")
    case = await freezes.move(case, "CLERK", "object", objectedOn="2026-06-02")
    facts = {"faultFoundOn": "2026-06-02"}
    assert (await freezes.refused_move(case, "JUDGE", "withdraw", **facts))["code"] == "FORBIDDEN"
    case = await freezes.move(case, "PRESIDENT", "withdraw", **facts)
    assert (case["state"], case["liftedOn"]) == ("LIFT_DUE", None)


async def test_one_that_is_withdrawn_holds_until_the_bank_is_served_with_its_lift(
    freezes: Cases, accounts: dict[str, str], clock: Clock
) -> None:
    """Withdrawn on Friday, lifted by Wednesday."""
    case = await in_force(freezes, DEBTOR, accounts["own"])
    clock.on("2026-06-05")
    case = await freezes.move(case, "PRESIDENT", "withdraw", faultFoundOn="2026-06-04")
    assert (case["state"], case["allowedEvents"]) == ("LIFT_DUE", ["LIFT", "TERM_ENDS", "WITHDRAW"])
    assert (case["endedOn"], case["withdrawnOn"], case["liftedOn"]) == ("2026-06-05", "2026-06-05", None)
    due = {each["name"]: each["dueAt"] for each in case["deadlines"]}
    assert due == {"TERM": "2027-06-01T16:00:00.000000Z", "LIFT": "2026-06-10T16:00:00.000000Z"}
    again = await freezes.refused_move(case, "PRESIDENT", "withdraw", faultFoundOn="2026-06-05")
    assert (again["code"], again["rule"]) == ("GUARD_FAILED", "WITHDRAWN_ONCE")
    # The account is held still: no second freeze of it.
    assert (await freezes.refused_open(DEBTOR, **proposal(accounts["own"])))["rule"] == "ONE_FREEZE"
    clock.on("2026-06-11")
    assert [each["overdue"] for each in (await freezes.seen(case))["deadlines"]] == [False, True]
    case = await freezes.move(case, "CLERK", "lift")
    assert (case["state"], case["withdrawnOn"], case["liftedOn"]) == ("LIFTED", "2026-06-05", "2026-06-11")
    assert case["deadlines"] == []


async def test_a_late_lift_stays_late_when_the_freeze_is_withdrawn(
    freezes: Cases, accounts: dict[str, str], clock: Clock
) -> None:
    case = await in_force(freezes, DEBTOR, accounts["own"])
    clock.on("2026-06-05")
    case = await freezes.move(case, "CLERK", "end", liftCause="PERFORMED", endedOn="2026-06-05")
    clock.on("2026-06-11")
    case = await freezes.move(case, "PRESIDENT", "withdraw", faultFoundOn="2026-06-11")
    late = {each["name"]: (each["dueAt"], each["overdue"]) for each in case["deadlines"]}
    assert (case["state"], case["endedOn"], case["withdrawnOn"]) == ("LIFT_DUE", "2026-06-05", "2026-06-11")
    assert late["LIFT"] == ("2026-06-10T16:00:00.000000Z", True)


async def test_nobody_outside_the_courts_sees_one(desk: Desk, freezes: Cases, accounts: dict[str, str]) -> None:
    case = await in_force(freezes, DEBTOR, accounts["own"])
    for who in ({"role": "PARTNER", "agency": "BANKING"}, {"role": "CREDIT_OFFICER"}):
        answer = (await desk.client.post(freezes.read, {"id": case["id"]}, **who)).json()
        assert answer == {"data": {"freeze": None}}
