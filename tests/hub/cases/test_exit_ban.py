"""Exit bans over HTTP: whom they meet, from when and until when `screen` names JP-802."""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.hub.cases.asking import DEBTOR, HEAD, UNIT, Cases, Clock, Desk, found

FIELDS: Final = """id state version allowedEvents basisRole decidedOn servedOn liftedOn measures edition
  history { event } targets { edges { basisRole } }"""
POLICE: Final = "PUBLIC_SECURITY"


@pytest.fixture
def bans(desk: Desk) -> Cases:
    return Cases(desk, "ExitBan", FIELDS)


async def served(bans: Cases, subject: Any = DEBTOR, **given: Any) -> dict[str, Any]:
    case = await bans.open(subject, **{"basisRole": "DEBTOR", "conduct": "有出境逃避之虞", **given})
    case = await bans.move(case, "PRESIDENT", "decide", decisionNumber="境1", decidedOn="2026-06-01")
    return await bans.move(case, "CLERK", "serve", servedOn="2026-06-01")


async def test_from_service_until_it_is_lifted_screening_names_it(desk: Desk, bans: Cases, clock: Clock) -> None:
    case = await bans.open(DEBTOR, basisRole="DEBTOR", conduct="x")
    assert (case["measures"], case["edition"]) == (["JP-802"], "HUB-2026-02")
    case = await bans.move(case, "PRESIDENT", "decide", decisionNumber="境1", decidedOn="2026-06-01")
    assert not (await desk.screened(DEBTOR, POLICE, measure="JP-802"))["underMeasure"]
    case = await bans.move(case, "CLERK", "serve", servedOn="2026-06-01")
    found_ = await desk.screened(DEBTOR, POLICE, measure="JP-802")
    assert (found_["underMeasure"], found_["since"], found_["measures"]) == (
        True,
        "2026-06-01",
        [{"code": "JP-802"}],
    )
    clock.on("2026-06-05")
    case = await bans.move(case, "CLERK", "end", liftCause="PERFORMED", endedOn="2026-06-04")
    assert (case["state"], case["liftedOn"]) == ("LIFTED", "2026-06-05")
    assert not (await desk.screened(DEBTOR, POLICE, measure="JP-802"))["underMeasure"]


async def test_security_lifts_it_by_a_judge(bans: Cases) -> None:
    case = await served(bans)
    facts = {"liftCause": "SECURITY", "endedOn": "2026-06-01"}
    assert (await bans.refused_move(case, "CLERK", "end", **facts))["code"] == "FORBIDDEN"
    assert (await bans.move(case, "JUDGE", "end", **facts))["state"] == "LIFTED"


async def test_a_head_by_the_register_and_a_controller_by_a_finding(desk: Desk, bans: Cases) -> None:
    role = {"basisRole": "ACTUAL_CONTROLLER", "roleOn": "2026-05-01", "conduct": "x"}
    assert (await bans.refused_open(HEAD, **role))["rule"] == "JUDICIAL_FINDING"
    await found(desk, HEAD, "ACTUAL_CONTROLLER", "2026-05-01")
    case = await bans.open(HEAD, **role)
    await bans.move(case, "JUDGE", "reject")
    case = await served(bans, HEAD, basisRole="LEGAL_REPRESENTATIVE", roleOn="2026-05-01")
    assert case["targets"]["edges"] == [{"basisRole": "LEGAL_REPRESENTATIVE"}]


async def test_a_unit_is_not_kept_in_the_country(bans: Cases) -> None:
    refused = await bans.refused_open(UNIT, basisRole="DEBTOR", conduct="x")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "PERSON_ONLY")


async def test_what_was_wrong_ends_today(desk: Desk, bans: Cases) -> None:
    case = await bans.move(await served(bans), "PRESIDENT", "withdraw", faultFoundOn="2026-06-01")
    assert (case["state"], case["liftedOn"]) == ("WITHDRAWN", "2026-06-01")
    assert not (await desk.screened(DEBTOR, POLICE))["underMeasure"]


async def test_whoever_carries_it_out_sees_it_from_service_and_none_of_its_moves(desk: Desk, bans: Cases) -> None:
    case = await bans.open(DEBTOR, basisRole="DEBTOR", conduct="x")
    who = {"role": "PARTNER", "agency": POLICE}
    assert (await desk.client.post(bans.read, {"id": case["id"]}, **who)).json() == {"data": {"exitBan": None}}
    case = await bans.move(case, "PRESIDENT", "decide", decisionNumber="境1", decidedOn="2026-06-01")
    case = await bans.move(case, "CLERK", "serve", servedOn="2026-06-01")
    seen = await desk.ask(bans.read, {"id": case["id"]}, **who)
    assert (seen["state"], seen["measures"], seen["history"]) == ("SERVED", ["JP-802"], None)
    # A carrier that carries other measures out sees none of it.
    other = await desk.client.post(bans.read, {"id": case["id"]}, role="PARTNER", agency="RAILWAY")
    assert other.json() == {"data": {"exitBan": None}}
