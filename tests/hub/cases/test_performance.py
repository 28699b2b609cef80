"""Performance over HTTP (F8, F9): it ends what must end of its file, at once, and nothing of another file."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest

from graph.engine import Engine
from tests.graphs import Node, Tie, bring_in
from tests.hub.cases.asking import (
    ADVANCE_RESTRICTION,
    COURT,
    DEBTOR,
    HEAD,
    LISTING,
    NOT_BARRED,
    NOTHING_BARS,
    OPEN_RESTRICTION,
    RESTRICTION,
    UNIT,
    Cases,
    Clock,
    Desk,
    assessed,
)
from tests.hub.cases.test_exit_ban import served as banned
from tests.hub.cases.test_instructions import restricted

OTHER_CASE: Final = "（2026）鄂0112执2号"
FIELDS: Final = "id version state performedOn receipt notEnded withdrawnOn allowedEvents history { event by role }"
RECORDED: Final = {"performedOn": "2026-06-05", "receipt": "（2026）鄂0112案款7号"}


@pytest.fixture
def performances(desk: Desk) -> Cases:
    return Cases(desk, "Performance", FIELDS)


@pytest.fixture
def listings(desk: Desk) -> Cases:
    return Cases(desk, "Listing", LISTING)


@pytest.fixture
def orders(desk: Desk) -> Cases:
    return Cases(desk, "Restriction", RESTRICTION)


async def test_f8_all_of_the_file_ends_at_once_and_each_has_its_three_days(
    desk: Desk, clock: Clock, performances: Cases, listings: Cases, orders: Cases
) -> None:
    bans = Cases(desk, "ExitBan", "id version state liftedOn")
    listing, order, ban = (
        await desk.published("2026-06-01"),
        await restricted(desk, "2026-06-01"),
        await banned(bans),
    )
    clock.on("2026-06-05")  # a Friday
    done = await performances.open(DEBTOR, "CLERK", **RECORDED)
    assert (done["state"], done["performedOn"]) == ("RECORDED", "2026-06-05")
    listing, order, ban = await listings.seen(listing), await orders.seen(order), await bans.seen(ban)
    assert (listing["state"], listing["endCause"], listing["endedOn"]) == (
        "DELETION_DUE",
        "PERFORMED",
        "2026-06-05",
    )
    assert (order["state"], ban["state"], ban["liftedOn"]) == ("LIFT_DUE", "LIFTED", "2026-06-05")
    for case in (listing, order):
        assert {each["dueAt"] for each in case["deadlines"]} == {"2026-06-10T16:00:00.000000Z"}
        assert case["history"][-1]["event"] == "END" and case["history"][-1]["role"] == "CLERK"


async def test_f8_over_national_day_the_date_moves(
    desk: Desk, clock: Clock, performances: Cases, orders: Cases
) -> None:
    clock.on("2026-09-01")
    order = await restricted(desk, "2026-09-01")
    clock.on("2026-09-30")  # Wednesday; off from 1 to 7 October, made up on Saturday the 10th
    await performances.open(DEBTOR, "CLERK", performedOn="2026-09-30")
    [lift] = (await orders.seen(order))["deadlines"]
    assert lift["dueAt"] == "2026-10-10T16:00:00.000000Z"


async def test_f9_a_listing_with_a_term_goes_to_review_at_once(
    desk: Desk, clock: Clock, performances: Cases, listings: Cases
) -> None:
    listing = await desk.published("2026-06-01", grounds=("G3",))
    clock.on("2026-11-02")
    await performances.open(DEBTOR, "CLERK", performedOn="2026-11-02")
    assert (await listings.seen(listing))["state"] == "EARLY_DELETION_REVIEW"
    assert not (await desk.screened(DEBTOR, "FINANCE"))["underMeasure"]


async def test_it_ends_what_others_of_the_file_are_under_and_nothing_of_another_file(
    desk: Desk, engine: Engine, tmp_path: Path, clock: Clock, performances: Cases, orders: Cases, listings: Cases
) -> None:
    """The unit has paid: who was restricted for it is free of this file; what another file ordered stands."""
    other = [
        Node("CASE", "case:2", {"caseNumber": OTHER_CASE, "filedOn": "2026-01-05"}),
        Tie("PARTY_TO", "debtor", "case:2", {"partyRole": "JUDGMENT_DEBTOR"}, meta=COURT),
    ]
    await bring_in(engine, tmp_path, other, source="court", now=datetime(2026, 1, 6, tzinfo=UTC))
    await assessed(desk)
    of_head = await orders.open(HEAD, basisRole="LEGAL_REPRESENTATIVE", roleOn="2026-05-01", **NOT_BARRED)
    of_head = await orders.move(of_head, "PRESIDENT", "issue", decisionNumber="限2", issuedOn="2026-06-01")
    of_head = await orders.move(of_head, "CLERK", "serve", servedOn="2026-06-01")
    draft = await desk.open()
    elsewhere = await opened_in(desk, OTHER_CASE)
    await performances.open(UNIT, "JUDGE", **{**RECORDED, "performedOn": "2026-06-01"})
    assert (await orders.seen(of_head))["state"] == "LIFT_DUE"
    assert (await listings.seen(draft))["state"] in ("ENDED", "DRAFT")
    judge = in_file(desk, "JUDGE", OTHER_CASE)
    told = await desk.client.ask(orders.read, {"id": elsewhere["id"]}, headers=judge)
    assert told["restriction"]["state"] == "SERVED"
    assert (await desk.screened(DEBTOR))["caseNumber"] == OTHER_CASE


def in_file(desk: Desk, role: str, number: str) -> dict[str, str]:
    return {**desk.client.headers(role), "X-Case-Number": quote(number)}


async def opened_in(desk: Desk, number: str) -> dict[str, Any]:
    """The debtor's restriction in another file."""
    given = {"subject": DEBTOR, "basisRole": "DEBTOR", **NOT_BARRED}

    async def ask(query: str, variables: dict[str, Any], role: str) -> dict[str, Any]:
        [value] = (await desk.client.ask(query, variables, headers=in_file(desk, role, number))).values()
        return dict(value)

    case = await ask(OPEN_RESTRICTION, {"input": given}, "JUDGE")
    for role, event in (
        ("PRESIDENT", {"issue": {"decisionNumber": "限3", "issuedOn": "2026-06-01"}}),
        ("CLERK", {"serve": {"servedOn": "2026-06-01"}}),
    ):
        case = await ask(ADVANCE_RESTRICTION, {"id": case["id"], "version": case["version"], "event": event}, role)
    return case


async def test_one_that_was_ordered_after_the_day_keeps_no_other_alive_and_is_named(
    desk: Desk, clock: Clock, performances: Cases, listings: Cases, orders: Cases
) -> None:
    """Paid before it was listed: the listing was wrong, and is withdrawn, not ended."""
    order = await restricted(desk, "2026-06-01")
    clock.on("2026-06-04")
    listing = await desk.published("2026-06-04")
    done = await performances.open(DEBTOR, "CLERK", performedOn="2026-06-02")
    assert done["notEnded"] == [listing["id"]]
    assert (await listings.seen(listing))["state"] == "PUBLISHED"
    assert (await orders.seen(order))["state"] == "LIFT_DUE"


async def test_nothing_more_is_ordered_in_a_file_that_is_performed(
    desk: Desk, clock: Clock, performances: Cases, orders: Cases
) -> None:
    draft = await orders.open(DEBTOR, basisRole="DEBTOR", **NOT_BARRED)
    listing = await desk.open()
    done = await performances.open(DEBTOR, "CLERK", performedOn="2026-06-01")
    bans = Cases(desk, "ExitBan", "id version state")
    refused = [
        await orders.refused_move(draft, "PRESIDENT", "issue", decisionNumber="限1", issuedOn="2026-06-01"),
        await desk.refused_move(listing, "JUDGE", "assess", **NOTHING_BARS),
        await bans.refused_open(DEBTOR, basisRole="DEBTOR", conduct="拒不履行"),
    ]
    assert {each.get("rule") for each in refused} == {"NOT_PERFORMED"}, refused
    await performances.move(done, "JUDGE", "withdraw", faultFoundOn="2026-06-01")
    draft = await orders.move(draft, "PRESIDENT", "issue", decisionNumber="限1", issuedOn="2026-06-01")
    assert draft["state"] == "ISSUED"


async def test_an_order_that_is_signed_at_that_moment_ends_or_is_not_signed(
    desk: Desk, clock: Clock, performances: Cases, orders: Cases
) -> None:
    for number in range(5):
        draft = await orders.open(DEBTOR, basisRole="DEBTOR", **NOT_BARRED)
        event = {"issue": {"decisionNumber": f"限{number}", "issuedOn": "2026-06-01"}}
        given = {"id": draft["id"], "version": draft["version"], "event": event}
        _, standing = await asyncio.gather(
            desk.client.post(ADVANCE_RESTRICTION, given, role="PRESIDENT"),
            performances.open(DEBTOR, "CLERK", performedOn="2026-06-01", receipt=f"R{number}"),
        )
        draft = await orders.seen(draft)
        assert draft["state"] in ("DRAFT", "ENDED")
        if draft["state"] == "DRAFT":
            await orders.move(draft, "JUDGE", "reject")
        await performances.move(standing, "JUDGE", "withdraw", faultFoundOn="2026-06-01")


async def test_it_is_recorded_once_and_taken_back_by_a_judge(desk: Desk, performances: Cases) -> None:
    case = await performances.open(DEBTOR, "CLERK", performedOn="2026-06-01")
    assert (await performances.refused_open(DEBTOR, "CLERK", performedOn="2026-06-01"))[
        "rule"
    ] == "ONE_PERFORMANCE"
    facts = {"faultFoundOn": "2026-06-01"}
    assert (await performances.refused_move(case, "CLERK", "withdraw", **facts))["code"] == "FORBIDDEN"
    case = await performances.move(case, "JUDGE", "withdraw", **facts)
    assert (case["state"], case["withdrawnOn"], case["allowedEvents"]) == ("WITHDRAWN", "2026-06-01", [])
    await performances.open(DEBTOR, "CLERK", performedOn="2026-06-01")


async def test_only_a_debtor_of_the_file_performs_and_not_tomorrow(performances: Cases) -> None:
    assert (await performances.refused_open(HEAD, "CLERK", performedOn="2026-06-01"))["rule"] == "DEBTOR_ONLY"
    assert (await performances.refused_open(DEBTOR, "CLERK", performedOn="2026-06-02"))["rule"] == "NOT_TO_COME"
    assert (await performances.refused_open(DEBTOR, "PRESIDENT", performedOn="2026-06-01"))["code"] == "FORBIDDEN"
