"""Findings of the court over HTTP: what turns somebody behind a unit into whom a measure may reach."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from hub.api.schema import schema
from tests.graphs import Node, Tie, bring_in
from tests.hub.cases.asking import DEBTOR, HEAD, NOT_BARRED, OPEN_RESTRICTION, REGISTER, UNIT, Cases, Desk, found

FIELDS: Final = """id state version allowedEvents role roleOn roleUntil roleIn reasons evidence decidedOn
  candidateTier candidatePath candidateAsOf candidateKnownAt targets { edges { basisRole node { id } } }
  deadlines { name dueAt }"""
SECOND: Final = {"source": {"system": "court", "key": "second"}}


@pytest.fixture
def findings(desk: Desk) -> Cases:
    return Cases(desk, "JudicialFinding", FIELDS)


def restricted(role: str, day: str = "2026-05-01", subject: Mapping[str, Any] = HEAD) -> dict[str, Any]:
    return {"subject": subject, "basisRole": role, "roleOn": day, **NOT_BARRED}


async def test_with_a_finding_of_that_kind_and_day_an_actual_controller_is_restricted(
    desk: Desk, findings: Cases
) -> None:
    finding = await found(desk, HEAD, "ACTUAL_CONTROLLER", "2026-05-01")
    assert finding["state"] == "SERVED"
    # Of that kind and that day alone.
    for given in (restricted("DIRECTLY_RESPONSIBLE"), restricted("ACTUAL_CONTROLLER", "2026-05-02")):
        refused = await desk.refused(OPEN_RESTRICTION, {"input": given}, role="JUDGE")
        assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "JUDICIAL_FINDING")
    case = await desk.ask(OPEN_RESTRICTION, {"input": restricted("ACTUAL_CONTROLLER")}, role="JUDGE")
    assert (case["state"], case["basisRole"]) == ("DRAFT", "ACTUAL_CONTROLLER")


async def test_what_is_not_served_yet_or_withdrawn_carries_no_measure(desk: Desk, findings: Cases) -> None:
    case = await findings.open(HEAD, role="ACTUAL_CONTROLLER", roleOn="2026-05-01", reasons="x", evidence=["y"])
    case = await findings.move(case, "JUDGE", "decide", decisionNumber="认1", decidedOn="2026-06-01")
    given = {"input": restricted("ACTUAL_CONTROLLER")}
    assert (await desk.refused(OPEN_RESTRICTION, given, role="JUDGE"))["rule"] == "JUDICIAL_FINDING"
    case = await findings.move(case, "CLERK", "serve", servedOn="2026-06-01")
    case = await findings.move(case, "CLERK", "object", objectedOn="2026-06-01")
    assert case["deadlines"] == [{"name": "OBJECTION", "dueAt": "2026-06-16T16:00:00.000000Z"}]
    case = await findings.move(case, "PRESIDENT", "withdraw", faultFoundOn="2026-06-01")
    assert case["state"] == "WITHDRAWN"
    assert (await desk.refused(OPEN_RESTRICTION, given, role="JUDGE"))["rule"] == "JUDICIAL_FINDING"


async def test_it_says_which_candidate_was_looked_at_and_rests_on_papers(desk: Desk, findings: Cases) -> None:
    unit = (await desk.client.ask("query ($by: SubjectKey!) { subject(by: $by) { id } }", {"by": UNIT}))["subject"]
    looked_at = {
        "candidateTier": "MAJORITY",
        "candidatePath": ["p", unit["id"]],
        "candidateAsOf": "2026-05-01",
        "candidateKnownAt": "2026-05-31T08:00:00+08:00",
    }
    given = {"role": "ACTUAL_CONTROLLER", "roleOn": "2026-05-01", "reasons": "经查", **looked_at}
    refused = await findings.refused_open(HEAD, **given, evidence=[])
    assert (refused["code"], refused["field"]) == ("BAD_INPUT", "evidence")
    case = await findings.open(HEAD, **given, evidence=["询问笔录"])
    assert (case["candidateTier"], case["candidatePath"]) == ("MAJORITY", ["p", unit["id"]])
    assert case["candidateKnownAt"] == "2026-05-31T00:00:00.000000Z"
    assert (case["evidence"], case["roleIn"]) == (["询问笔录"], unit["id"])
    # It meets a person in no role of the order's own.
    assert [edge["basisRole"] for edge in case["targets"]["edges"]] == [None]


def test_no_input_takes_a_candidate() -> None:
    names = [name for name, kind in schema().type_map.items() if "ControllerCandidate" in name]
    assert names == ["ControllerCandidate"]
    given = schema().type_map["JudicialFindingInput"].to_kwargs()["fields"]
    assert {str(field.type).strip("![]") for field in given.values()} == {
        "SubjectKey", "JudicialFindingRole", "Date", "DateTime", "String", "JudicialFindingCandidateTier",
    }  # fmt: skip


async def test_nobody_outside_the_courts_sees_one(desk: Desk, findings: Cases) -> None:
    case = await found(desk, HEAD, "ACTUAL_CONTROLLER", "2026-05-01")
    for who in ({"role": "PARTNER", "agency": "PUBLIC_SECURITY"}, {"role": "CREDIT_OFFICER"}):
        assert (await desk.client.post(findings.read, {"id": case["id"]}, **who)).json() == {
            "data": {"judicialFinding": None}
        }


async def test_a_unit_is_found_for_obstruction_only(findings: Cases) -> None:
    given = {"roleOn": "2026-05-01", "reasons": "x", "evidence": ["y"]}
    assert (await findings.refused_open(UNIT, role="ACTUAL_CONTROLLER", **given))["rule"] == "PERSON_ONLY"
    assert (await findings.open(UNIT, role="OBSTRUCTION", **given))["roleIn"] is None


async def test_of_several_units_the_one_is_named(
    desk: Desk, findings: Cases, engine: Engine, tmp_path: Path
) -> None:
    rows = [
        Node("COMPANY", "second", {"name": "己公司"}),
        Tie("PARTY_TO", "second", "case:1", {"partyRole": "JUDGMENT_DEBTOR"}, meta=REGISTER),
    ]
    await bring_in(engine, tmp_path, rows, source="court", now=datetime(2026, 1, 7, tzinfo=UTC))
    given = {"role": "ACTUAL_CONTROLLER", "roleOn": "2026-05-01", "reasons": "x", "evidence": ["y"]}
    for more in ({}, {"roleIn": "nobody"}):
        assert (await findings.refused_open(HEAD, **given, **more))["rule"] == "UNIT_OF_FILE"
    asked = {"by": SECOND}
    second = (await desk.client.ask("query ($by: SubjectKey!) { subject(by: $by) { id } }", asked))["subject"]
    assert (await findings.open(HEAD, **given, roleIn=second["id"]))["roleIn"] == second["id"]


async def test_a_former_legal_representative_is_restricted_on_a_finding_only(
    desk: Desk, findings: Cases, engine: Engine, tmp_path: Path
) -> None:
    former = {"source": {"system": "court", "key": "former"}}
    rows = [
        Node("PERSON", "former", {"name": "庚", "birthDate": "1979-02-02"}),
        Tie("LEGAL_REP_OF", "former", "unit", meta=FactMeta(grade="A", valid_to="2026-03-01")),
    ]
    await bring_in(engine, tmp_path, rows, source="court", now=datetime(2026, 1, 7, tzinfo=UTC))
    given = {"input": restricted("LEGAL_REPRESENTATIVE", "2026-02-02", former)}
    assert (await desk.refused(OPEN_RESTRICTION, given, role="JUDGE"))["rule"] == "BASIS_ROLE"
    late = {"roleOn": "2026-04-01", "reasons": "x", "evidence": ["y"]}
    refused = await findings.refused_open(former, role="FORMER_LEGAL_REPRESENTATIVE", **late)
    assert refused["rule"] == "FORMER_OFFICE"  # it was none any more
    await found(desk, former, "FORMER_LEGAL_REPRESENTATIVE", "2026-02-02")
    case = await desk.ask(OPEN_RESTRICTION, given, role="JUDGE")
    assert case["basisRole"] == "LEGAL_REPRESENTATIVE"


async def test_somebody_who_was_never_in_office_is_no_former_officer(findings: Cases) -> None:
    given = {"roleOn": "2026-05-01", "reasons": "x", "evidence": ["y"]}
    refused = await findings.refused_open(DEBTOR, role="FORMER_LEGAL_REPRESENTATIVE", **given)
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "FORMER_OFFICE")


async def test_it_stands_when_person_and_unit_are_merged_with_what_another_source_has(
    desk: Desk, findings: Cases, engine: Engine, tmp_path: Path
) -> None:
    await found(desk, HEAD, "ACTUAL_CONTROLLER", "2026-05-01")
    citizen, uscc = "420281199012310021", "91110000600037341L"
    for source in ("market", "police"):
        rows = [
            Node("PERSON", "p", {"name": "丁", "birthDate": "1990-12-31", "citizenId": citizen}),
            Node("COMPANY", "c", {"name": "丙公司", "uscc": uscc}),
        ]
        await bring_in(engine, tmp_path, rows, source=source, now=datetime(2026, 5, 1, tzinfo=UTC))
    given = restricted("ACTUAL_CONTROLLER", subject={"citizenId": citizen})
    case = await desk.ask(OPEN_RESTRICTION, {"input": given}, role="JUDGE")
    assert (case["state"], case["basisRole"]) == ("DRAFT", "ACTUAL_CONTROLLER")


async def test_what_was_found_and_withdrawn_before_service_carries_nothing(desk: Desk) -> None:
    finding = await found(desk, HEAD, "ACTUAL_CONTROLLER", "2026-05-01")
    orders = Cases(desk, "Restriction", "id version state")
    given = {"basisRole": "ACTUAL_CONTROLLER", "roleOn": "2026-05-01", **NOT_BARRED}
    case = await orders.open(HEAD, **given)
    case = await orders.move(case, "PRESIDENT", "issue", decisionNumber="限1", issuedOn="2026-06-01")
    findings = Cases(desk, "JudicialFinding", "id version state")
    finding = await findings.move(finding, "PRESIDENT", "withdraw", faultFoundOn="2026-06-01")
    assert finding["state"] == "WITHDRAWN"
    refused = await orders.refused_move(case, "CLERK", "serve", servedOn="2026-06-01")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "JUDICIAL_FINDING")


async def test_no_order_is_dated_before_the_finding_that_it_rests_on(desk: Desk) -> None:
    await found(desk, HEAD, "ACTUAL_CONTROLLER", "2026-04-01", day="2026-06-01")
    orders = Cases(desk, "Restriction", "id version state")
    given = {"basisRole": "ACTUAL_CONTROLLER", "roleOn": "2026-04-01", **NOT_BARRED}
    case = await orders.open(HEAD, **given)
    refused = await orders.refused_move(case, "PRESIDENT", "issue", decisionNumber="限1", issuedOn="2026-05-31")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "JUDICIAL_FINDING")
    case = await orders.move(case, "PRESIDENT", "issue", decisionNumber="限1", issuedOn="2026-06-01")
    assert case["state"] == "ISSUED"
