"""Restrictions of consumption over HTTP: who may be met, from when, and until when."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.engine import Engine
from graph.statement import Statement
from tests.graphs import Node, Tie, bring_in
from tests.hub.cases.asking import (
    ADVANCE_RESTRICTION,
    COURT,
    DEBTOR,
    HEAD,
    NOT_BARRED,
    OPEN_RESTRICTION,
    SAID,
    UNIT,
    Clock,
    Desk,
    assessed,
)


async def opened(desk: Desk, subject: Any = DEBTOR, **facts: Any) -> dict[str, Any]:
    given = {"subject": subject, "basisRole": "DEBTOR", **NOT_BARRED, **facts}
    return await desk.ask(OPEN_RESTRICTION, {"input": given}, role="JUDGE")


async def moved(desk: Desk, case: Any, role: str, event: str, **facts: Any) -> dict[str, Any]:
    variables = {"id": case["id"], "version": case["version"], "event": {event: facts}}
    return await desk.ask(ADVANCE_RESTRICTION, variables, role=role)


async def served(desk: Desk, day: str, subject: Any = DEBTOR, **facts: Any) -> dict[str, Any]:
    case = await opened(desk, subject, **facts)
    case = await moved(desk, case, "PRESIDENT", "issue", decisionNumber="限1", issuedOn=day)
    return await moved(desk, case, "CLERK", "serve", servedOn=day)


async def test_f7_the_legal_representative_of_a_unit_is_restricted(desk: Desk) -> None:
    head = {"basisRole": "LEGAL_REPRESENTATIVE", "roleOn": "2026-05-01"}
    case = await served(desk, "2026-06-01", HEAD, **head)
    assert case["state"] == "SERVED" and case["basisRole"] == "LEGAL_REPRESENTATIVE"
    found = await desk.screened(HEAD, measure="JP-701")
    assert found["underMeasure"] and found["since"] == "2026-06-01"


async def test_whoever_was_no_legal_representative_on_that_day_is_refused(desk: Desk) -> None:
    for subject in (DEBTOR, SAID):  # of the second a party alone says that he is
        given = {"subject": subject, "basisRole": "LEGAL_REPRESENTATIVE", "roleOn": "2026-05-01", **NOT_BARRED}
        refused = await desk.refused(OPEN_RESTRICTION, {"input": given}, role="JUDGE")
        assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "BASIS_ROLE")


async def test_an_actual_controller_needs_a_finding_of_the_court(desk: Desk) -> None:
    given = {"subject": HEAD, "basisRole": "ACTUAL_CONTROLLER", "roleOn": "2026-05-01", **NOT_BARRED}
    refused = await desk.refused(OPEN_RESTRICTION, {"input": given}, role="JUDGE")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "JUDICIAL_FINDING")


async def test_it_is_in_force_from_service_and_until_its_lift(desk: Desk, clock: Clock) -> None:
    case = await opened(desk)
    case = await moved(desk, case, "PRESIDENT", "issue", decisionNumber="限1", issuedOn="2026-06-01")
    assert not (await desk.screened(DEBTOR))["underMeasure"]
    case = await moved(desk, case, "CLERK", "serve", servedOn="2026-06-01")
    assert (await desk.screened(DEBTOR))["underMeasure"]
    clock.on("2026-06-05")
    case = await moved(desk, case, "JUDGE", "end", liftCause="PERFORMED", endedOn="2026-06-05")
    assert case["deadlines"] == [{"name": "LIFT", "dueAt": "2026-06-10T16:00:00.000000Z", "overdue": False}]
    clock.on("2026-06-08")
    case = await moved(desk, case, "JUDGE", "lift")
    assert (case["state"], case["liftedOn"]) == ("LIFTED", "2026-06-08")
    assert not (await desk.screened(DEBTOR))["underMeasure"]


async def test_transport_rests_for_a_month_at_most(desk: Desk, clock: Clock) -> None:
    case = await served(desk, "2026-06-01")
    variables = {
        "id": case["id"],
        "version": case["version"],
        "event": {"liftForATime": {"suspendedUntil": "2026-07-02"}},
    }
    refused = await desk.refused(ADVANCE_RESTRICTION, variables, role="PRESIDENT")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "ONE_MONTH")
    await moved(desk, case, "PRESIDENT", "liftForATime", suspendedUntil="2026-07-01")
    assert not (await desk.screened(DEBTOR, measure="JP-701"))["underMeasure"]
    assert (await desk.screened(DEBTOR, "PUBLIC_SECURITY"))["underMeasure"]
    clock.on("2026-07-02")
    assert (await desk.screened(DEBTOR, measure="JP-701"))["underMeasure"]


async def test_a_unit_is_restricted_as_a_debtor(desk: Desk) -> None:
    await assessed(desk)
    assert (await served(desk, "2026-06-01", UNIT))["state"] == "SERVED"


async def test_what_is_performed_before_service_never_comes_into_force(desk: Desk) -> None:
    case = await opened(desk)
    case = await moved(desk, case, "PRESIDENT", "issue", decisionNumber="限1", issuedOn="2026-06-01")
    case = await moved(desk, case, "CLERK", "end", liftCause="PERFORMED", endedOn="2026-06-01")
    assert case["state"] == "ENDED" and not (await desk.screened(DEBTOR))["underMeasure"]


async def test_what_was_wrong_ends_today_and_not_before(desk: Desk, clock: Clock) -> None:
    case = await served(desk, "2026-06-01")
    clock.on("2026-06-03")
    case = await moved(desk, case, "PRESIDENT", "withdraw", faultFoundOn="2026-06-02")
    assert (case["state"], case["liftedOn"]) == ("WITHDRAWN", "2026-06-03")


async def test_whom_it_meets_may_be_gone_and_it_is_lifted_all_the_same(desk: Desk, engine: Engine) -> None:
    case = await served(desk, "2026-06-01")
    gone = "MATCH (n:Node {rk: 'court|debtor'}) OPTIONAL MATCH (n)<-[:ABOUT]-(t) DETACH DELETE t, n"
    await engine.write([Statement(text=gone, name="lose the debtor")])
    case = await moved(desk, case, "CLERK", "end", liftCause="PERFORMED", endedOn="2026-06-01")
    assert (await moved(desk, case, "CLERK", "lift"))["state"] == "LIFTED"


async def test_d6_7_nobody_is_met_by_a_name(desk: Desk, engine: Engine, tmp_path: Path) -> None:
    rows = [
        Node("PERSON", "nameless", {"name": "张伟", "birthDate": "1980-01-01"}),
        Tie("PARTY_TO", "nameless", "case:1", {"partyRole": "JUDGMENT_DEBTOR"}, meta=COURT),
    ]
    await bring_in(engine, tmp_path, rows, source="court", now=datetime(2026, 1, 7, tzinfo=UTC))
    case = await opened(desk, {"source": {"system": "court", "key": "nameless"}})
    variables = {"id": case["id"], "version": case["version"]}
    issue = {"issue": {"decisionNumber": "限1", "issuedOn": "2026-06-01"}}
    refused = await desk.refused(ADVANCE_RESTRICTION, {**variables, "event": issue}, role="PRESIDENT")
    assert (refused["code"], refused["rule"], refused["law"]) == (
        "GUARD_FAILED",
        "IDENTIFIED",
        "法释〔2017〕7号 第六条",
    )
