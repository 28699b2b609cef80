"""Whom a decision tells, what they say of it, and that each is told of its end: over HTTP, on each engine."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from graph.engine import Engine
from tests.graphs import CASE, Node, bring_in
from tests.hub.cases.asking import ADVANCE_RESTRICTION as ADVANCE_ORDER
from tests.hub.cases.asking import (
    DEBTOR,
    HEAD,
    NOT_BARRED,
    OPEN,
    OPEN_RESTRICTION,
    READ,
    UNIT,
    Cases,
    Clock,
    Desk,
    assessed,
)
from tests.hub.cases.test_wage_list import GIVEN

FIELDS: Final = """id state version measure edition mode executor agency legalBasis caseNumber courtName issuedOn
  target { kind type name scheme number numberMasked } executedOn feedback returnReason objection liftExecutedOn
  allowedEvents deadlines { name dueAt overdue law } history { version event state by role remark }"""
LIST: Final = f"""query ($first: Int, $after: String, $of: ID) {{
  instructions(first: $first, after: $after, of: $of) {{
  edges {{ message sequence urgent at node {{ {FIELDS} }} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
ONE: Final = f"query ($id: ID!) {{ instruction(id: $id) {{ {FIELDS} }} }}"
REPORT: Final = f"""mutation ($id: ID!, $version: Int!, $event: InstructionEvent!, $key: String) {{
  advanceInstruction(id: $id, version: $version, event: $event, idempotencyKey: $key) {{ {FIELDS} }} }}"""
RAILWAY: Final = {"role": "PARTNER", "agency": "RAILWAY"}
AIR: Final = {"role": "PARTNER", "agency": "CIVIL_AVIATION"}


async def told(desk: Desk, after: str | None = None, of: str | None = None, **who: str) -> list[dict[str, Any]]:
    """All edges from a cursor on, in pages of three."""
    edges: list[dict[str, Any]] = []
    while True:
        page = (await desk.client.ask(LIST, {"first": 3, "after": after, "of": of}, **who))["instructions"]
        edges += page["edges"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return edges


async def report(desk: Desk, node: dict[str, Any], event: str, *, who: dict[str, str], **facts: Any) -> Any:
    variables = {"id": node["id"], "version": node["version"], "event": {event: facts}}
    return await desk.ask(REPORT, variables, **who)


async def restricted(desk: Desk, day: str) -> dict[str, Any]:
    given = {"subject": DEBTOR, "basisRole": "DEBTOR", **NOT_BARRED}
    case = await desk.ask(OPEN_RESTRICTION, {"input": given}, role="JUDGE")
    for role, event in (
        ("PRESIDENT", {"issue": {"decisionNumber": "（2026）鄂0112执1号限", "issuedOn": day}}),
        ("CLERK", {"serve": {"servedOn": day}}),
    ):
        case = await moved(desk, case, role, event)
    return case


async def moved(desk: Desk, case: dict[str, Any], role: str, event: dict[str, Any]) -> dict[str, Any]:
    variables = {"id": case["id"], "version": case["version"], "event": event}
    return await desk.ask(ADVANCE_ORDER, variables, role=role)


async def test_an_executor_is_told_whom_it_meets_by_its_number_and_nobody_else_is(desk: Desk) -> None:
    await restricted(desk, "2026-06-01")
    [edge] = await told(desk, **RAILWAY)
    node = edge["node"]
    assert (edge["message"], edge["sequence"], edge["urgent"]) == ("ISSUE", 1, False)
    assert (node["state"], node["version"], node["measure"], node["executor"]) == (
        "ISSUED",
        1,
        "JP-701",
        "RAILWAY",
    )
    assert (node["edition"], node["mode"], node["caseNumber"]) == (
        "HUB-2026-02",
        "INSTRUCTION",
        "（2026）鄂0112执1号",
    )
    assert node["target"] == {
        "kind": "PERSON",
        "type": "NATURAL_PERSON",
        "name": "甲",
        "scheme": "CITIZEN_ID",
        "number": "420112198503071237",
        "numberMasked": "4201121985****1237",
    }
    [air] = await told(desk, **AIR)
    assert air["node"]["id"] != node["id"] and air["node"]["executor"] == "CIVIL_AVIATION"
    # Of another agency it is as if it were not there; a court reads it without the number.
    assert (await desk.client.ask(ONE, {"id": node["id"]}, **AIR))["instruction"] is None
    refused = await desk.refused(REPORT, {"id": node["id"], "version": 1, "event": {"acknowledge": {}}}, **AIR)
    assert (refused["code"], refused["message"]) == ("BAD_INPUT", "id: no such Instruction")
    of_court = (await desk.client.ask(ONE, {"id": node["id"]}, role="CLERK"))["instruction"]
    assert (of_court["target"]["number"], of_court["target"]["numberMasked"]) == (None, "4201121985****1237")
    assert {edge["node"]["executor"] for edge in await told(desk, role="JUDGE")} >= {"RAILWAY", "CIVIL_AVIATION"}
    assert await told(desk, role="PARTNER", agency="UNION") == []


async def test_f8_every_executor_has_lifted_before_the_case_is_lifted_everywhere(desk: Desk, clock: Clock) -> None:
    case = await restricted(desk, "2026-06-01")
    [edge] = await told(desk, **RAILWAY)
    cursor = (await desk.client.ask(LIST, {"first": 3}, **RAILWAY))["instructions"]["pageInfo"]["endCursor"]
    node = await report(desk, edge["node"], "acknowledge", who=RAILWAY)
    node = await report(desk, node, "execute", who=RAILWAY, executedOn="2026-06-01")
    assert (node["state"], node["executedOn"]) == ("EXECUTED", "2026-06-01")
    clock.on("2026-06-05")  # a Friday
    case = await moved(desk, case, "CLERK", {"end": {"liftCause": "PERFORMED", "endedOn": "2026-06-05"}})
    assert await told(desk, cursor, **RAILWAY) == []
    case = await moved(desk, case, "CLERK", {"lift": {}})
    # The one that only asks goes on where it was, and is told at once.
    [edge] = await told(desk, cursor, **RAILWAY)
    assert (edge["message"], edge["sequence"], edge["urgent"]) == ("LIFT", 2, True)
    node = edge["node"]
    assert (node["state"], node["allowedEvents"]) == ("LIFT_ISSUED", ["CONFIRM_LIFT"])
    [deadline] = node["deadlines"]
    assert (deadline["name"], deadline["dueAt"]) == ("LIFT", "2026-06-10T16:00:00.000000Z")
    everybody = await told(desk, role="CLERK")
    assert {edge["node"]["state"] for edge in everybody} == {"LIFT_ISSUED"}
    for place, each in enumerate(everybody):
        assert case["state"] == "LIFTED", place
        done = await report(desk, each["node"], "confirmLift", who={"role": "CLERK"}, liftExecutedOn="2026-06-05")
        assert done["state"] == "LIFTED"
        case = await desk.ask(
            "query ($id: ID!) { restriction(id: $id) { id state version history { event by } } }",
            {"id": case["id"]},
            role="CLERK",
        )
    assert case["state"] == "CONFIRMED_LIFTED"
    assert case["history"][-1] == {"event": "CONFIRM_LIFTED", "by": None}


async def test_a_list_is_distributed_with_the_last_acknowledgement(desk: Desk, clock: Clock) -> None:
    case = await desk.published("2026-06-01")
    everybody = await told(desk, role="CLERK")
    assert len(everybody) > 10
    for edge in everybody:
        assert (await desk.ask(READ, {"id": case["id"]}, role="JUDGE"))["state"] == "PUBLISHED"
        await report(desk, edge["node"], "acknowledge", who={"role": "CLERK"})
    case = await desk.ask(READ, {"id": case["id"]}, role="JUDGE")
    assert case["state"] == "DISTRIBUTED"
    # A correction is told to all, and has to be acknowledged anew.
    case = await desk.move(case, "CLERK", "findFault", faultFoundOn="2026-06-01")
    await desk.move(case, "CLERK", "correct", conduct="更正后的情形")
    assert {edge["node"]["state"] for edge in await told(desk, role="CLERK")} == {"ISSUED"}
    [issue, correct] = await told(desk, role="PARTNER", agency="SASAC", after=None) and [
        edge for edge in await told(desk, role="PARTNER", agency="SASAC") if edge["node"]["measure"] == "JP-301"
    ]
    assert (issue["message"], correct["message"]) == ("ISSUE", "CORRECT")


async def test_what_is_withdrawn_is_told_as_that(desk: Desk, clock: Clock) -> None:
    await assessed(desk)
    case = await desk.published("2026-06-01", UNIT)
    [first, *_] = [edge for edge in await told(desk, role="PARTNER", agency="FINANCE")]
    assert first["node"]["target"]["number"] == "91110000600037341L"
    await desk.move(case, "PRESIDENT", "withdraw", faultFoundOn="2026-06-01")
    edges = await told(desk, role="PARTNER", agency="FINANCE")
    half = len(edges) // 2
    assert {edge["message"] for edge in edges[:half]} == {"ISSUE"}
    assert {(edge["message"], edge["urgent"]) for edge in edges[half:]} == {("WITHDRAW", True)}
    assert [edge["sequence"] for edge in edges] == list(range(1, len(edges) + 1))


async def test_a_wrong_person_is_returned_looked_at_and_told_again(desk: Desk, clock: Clock) -> None:
    await restricted(desk, "2026-06-01")
    [edge] = await told(desk, **RAILWAY)
    node = await report(desk, edge["node"], "return", who=RAILWAY, returnReason="WRONG_PERSON", remark="查无此人")
    assert (node["state"], node["returnReason"], node["allowedEvents"]) == (
        "RETURNED",
        "WRONG_PERSON",
        ["REISSUE"],
    )
    refused = await desk.refused(
        REPORT, {"id": node["id"], "version": node["version"], "event": {"reissue": {}}}, **RAILWAY
    )
    assert refused["code"] == "FORBIDDEN"
    of_court = await report(desk, node, "reissue", who={"role": "JUDGE"})
    assert of_court["state"] == "ISSUED"
    first, again = await told(desk, **RAILWAY)
    assert (first["sequence"], again["sequence"], again["message"]) == (1, 2, "ISSUE")
    # Names of officers do not leave the court.
    assert {move["by"] for move in again["node"]["history"] if move["event"] == "REISSUE"} == {None}
    refused = await desk.refused(REPORT, {"id": node["id"], "version": 1, "event": {"acknowledge": {}}}, **RAILWAY)
    assert (refused["code"], refused["version"]) == ("STALE", 3)


async def test_the_same_key_is_answered_the_same(desk: Desk, clock: Clock) -> None:
    await restricted(desk, "2026-06-01")
    [edge] = await told(desk, **RAILWAY)
    variables = {"id": edge["node"]["id"], "version": 1, "event": {"acknowledge": {}}, "key": "once"}
    first = await desk.ask(REPORT, variables, **RAILWAY)
    await report(desk, first, "execute", who=RAILWAY, executedOn="2026-06-01")
    assert await desk.ask(REPORT, variables, **RAILWAY) == first


async def test_who_is_behind_a_unit_is_told_as_that(desk: Desk, clock: Clock) -> None:
    given = {"subject": HEAD, "basisRole": "LEGAL_REPRESENTATIVE", "roleOn": "2026-01-06", **NOT_BARRED}
    case = await desk.ask(OPEN_RESTRICTION, {"input": given}, role="JUDGE")
    case = await moved(desk, case, "PRESIDENT", {"issue": {"decisionNumber": "限2", "issuedOn": "2026-06-01"}})
    await moved(desk, case, "CLERK", {"serve": {"servedOn": "2026-06-01"}})
    [edge] = await told(desk, **RAILWAY)
    assert edge["node"]["target"]["type"] == "RESPONSIBLE_PERSON"


async def test_the_labour_authority_reads_whom_its_list_was_told_and_speaks_for_who_has_no_interface(
    desk: Desk, clock: Clock
) -> None:
    hrss = {"role": "PARTNER", "agency": "HRSS"}
    case = await desk.ask(OPEN, {"input": {**GIVEN, "measures": ["JP-106", "JP-107"]}}, **hrss)
    edges = await told(desk, of=case["id"], **hrss)
    assert {edge["node"]["caseNumber"] for edge in edges} == {None}
    by_hand = [edge["node"] for edge in edges if edge["node"]["agency"] == "OTHER"]
    assert by_hand and {node["target"]["number"] for node in by_hand} == {None}
    done = await report(desk, by_hand[0], "acknowledge", who=hrss)
    assert done["state"] == "ACKED"
    [finance] = [edge["node"] for edge in edges if edge["node"]["agency"] == "FINANCE"]
    variables = {"id": finance["id"], "version": 1, "event": {"acknowledge": {}}}
    assert (await desk.refused(REPORT, variables, **hrss))["code"] == "FORBIDDEN"
    returned = await report(
        desk, finance, "return", who={"role": "PARTNER", "agency": "FINANCE"}, returnReason="INCOMPLETE"
    )
    assert (await report(desk, returned, "reissue", who=hrss))["state"] == "ISSUED"
    # No other agency does, nor a court for a list that is not its own.
    for who in (RAILWAY, {"role": "CLERK"}):
        assert await told(desk, of=case["id"], **who) == []
        assert (await desk.client.ask(ONE, {"id": by_hand[0]["id"]}, **who))["instruction"] is None


async def test_who_watches_the_border_is_told_of_an_exit_ban_and_of_its_end(desk: Desk, clock: Clock) -> None:
    bans, police = Cases(desk, "ExitBan", "id version state"), {"role": "PARTNER", "agency": "PUBLIC_SECURITY"}
    case = await bans.open(DEBTOR, basisRole="DEBTOR", conduct="有出境逃避之虞")
    case = await bans.move(case, "PRESIDENT", "decide", decisionNumber="境1", decidedOn="2026-06-01")
    assert await told(desk, **police) == []
    case = await bans.move(case, "CLERK", "serve", servedOn="2026-06-01")
    await bans.move(case, "CLERK", "end", liftCause="PERFORMED", endedOn="2026-06-01")
    edges = await told(desk, **police)
    assert [(edge["message"], edge["sequence"], edge["node"]["measure"]) for edge in edges] == [
        ("ISSUE", 1, "JP-802"),
        ("LIFT", 2, "JP-802"),
    ]


async def test_executors_who_lift_before_the_court_deletes_do_not_leave_the_case_waiting(
    desk: Desk, clock: Clock
) -> None:
    """Measures are lifted with the payment, the listing is deleted within three working days of it."""
    case = await desk.published("2026-06-01")
    clock.on("2026-06-05")
    case = await desk.move(case, "CLERK", "end", endCause="PERFORMED", endedOn="2026-06-05")
    for edge in await told(desk, role="CLERK"):
        await report(desk, edge["node"], "confirmLift", who={"role": "CLERK"}, liftExecutedOn="2026-06-05")
    case = await desk.ask(READ, {"id": case["id"]}, role="CLERK")
    assert case["state"] == "DELETION_DUE"
    case = await desk.move(case, "CLERK", "delete")
    assert case["state"] == "CONFIRMED_LIFTED"
    assert [move["event"] for move in case["history"][-2:]] == ["DELETE", "CONFIRM_LIFTED"]


async def test_in_a_closed_file_a_lift_is_read_and_confirmed_and_nothing_is_ordered_again(
    desk: Desk, engine: Engine, tmp_path: Path, clock: Clock
) -> None:
    await restricted(desk, "2026-06-01")
    [edge] = await told(desk, **RAILWAY)
    returned = await report(desk, edge["node"], "return", who=RAILWAY, returnReason="OTHER")
    closed = Node(
        "CASE",
        "case:1",
        {"caseNumber": CASE, "filedOn": "2026-01-05", "closedOn": "2026-06-02", "closeMode": "PERFORMED"},
    )
    await bring_in(engine, tmp_path, [closed], source="court", now=datetime(2026, 6, 2, tzinfo=UTC))
    clock.on("2026-06-03")
    assert await told(desk, role="CLERK")
    others = [edge["node"] for edge in await told(desk, role="CLERK") if edge["node"]["agency"] == "OTHER"]
    assert (await report(desk, others[0], "acknowledge", who={"role": "CLERK"}))["state"] == "ACKED"
    variables = {"id": returned["id"], "version": returned["version"], "event": {"reissue": {}}}
    assert (await desk.refused(REPORT, variables, role="JUDGE"))["code"] == "FORBIDDEN"
