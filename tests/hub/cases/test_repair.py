"""Credit repair over HTTP, on each engine: use stops everywhere, all are told, the last acknowledgement completes.

Who determined repairs, and the court ends its own list itself (法释〔2017〕7号 第十条).
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from graph.engine import Engine
from tests.graphs import CASE, Node, bring_in
from tests.hub.cases.asking import ADVANCE, DEBTOR, OPEN, READ, UNIT, Cases, Clock, Desk, assessed
from tests.hub.cases.test_instructions import LIST, REPORT, told
from tests.hub.cases.test_wage_list import GIVEN, HRSS

FIELDS: Final = """id state version allowedEvents procedure about route receivedOn acceptedOn grantedOn completedOn
  refusalReason deadlines { name dueAt overdue law } history { version event state by role }"""
MET: Final = {"citizenId": "420112198503071237"}
GROUNDS: Final = {"correctedOn": "2026-06-05", "performed": True, "publicUndertaking": True}
WINDOW: Final = {"role": "CREDIT_OFFICER", "purpose": "INTEGRITY_SUPERVISION"}
OVERDUE: Final = "query { overdue(first: 100) { edges { node { name instruction { id } } } } }"


@pytest.fixture
def repairs(desk: Desk) -> Cases:
    return Cases(desk, "CreditRepair", FIELDS)


async def deleted(desk: Desk, clock: Clock) -> dict[str, Any]:
    """A listing of 1 June that was paid on Friday the 5th and deleted by the court that day."""
    case = await desk.published("2026-06-01")
    clock.on("2026-06-05")
    case = await desk.move(case, "CLERK", "end", endCause="PERFORMED", endedOn="2026-06-05")
    return await desk.move(case, "CLERK", "delete")


async def applied(repairs: Cases, about: str, day: str = "2026-06-05", **grounds: Any) -> dict[str, Any]:
    given = {"procedure": "COURT_REPAIR", "about": about, "receivedOn": day, **(grounds or GROUNDS)}
    return await repairs.open(MET, by="CLERK", **given)


async def granted(repairs: Cases, about: str) -> dict[str, Any]:
    case = await applied(repairs, about)
    case = await repairs.move(case, "CLERK", "acceptApplication")
    return await repairs.move(case, "JUDGE", "grantRepair")


async def notices(desk: Desk, case: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in await told(desk, of=case["id"], role="CLERK")]


async def acknowledge(desk: Desk, node: dict[str, Any], event: str = "acknowledge", **facts: Any) -> Any:
    variables = {"id": node["id"], "version": node["version"], "event": {event: facts}}
    return await desk.ask(REPORT, variables, role="CLERK")


async def test_all_recipients_are_told_and_none_is_forgotten(desk: Desk, repairs: Cases, clock: Clock) -> None:
    listing = await deleted(desk, clock)
    ordered = {
        (edge["node"]["id"], edge["node"]["measure"], edge["node"]["executor"])
        for edge in await told(desk, of=listing["id"], role="CLERK")
    }
    assert len(ordered) > 10
    case = await granted(repairs, listing["id"])
    assert (case["state"], case["grantedOn"], case["allowedEvents"]) == ("GRANTED", "2026-06-05", [])
    query = LIST.replace("edges {", "edges { node { repairs measure executor } ", 1)
    page = await desk.client.ask(query, {"first": 100, "of": case["id"]}, role="CLERK")
    found = [edge["node"] for edge in page["instructions"]["edges"]]
    assert {(each["repairs"], each["measure"], each["executor"]) for each in found} == ordered
    assert len(found) == len(ordered)
    # An executor reads it in its own feed, behind the lift, before all that is only ordered.
    edges = await told(desk, role="PARTNER", agency="FINANCE")
    last = [edge for edge in edges if edge["message"] == "REPAIR"]
    assert last and {edge["urgent"] for edge in last} == {True}
    assert [edge["message"] for edge in edges] == sorted(
        (edge["message"] for edge in edges), key=["ISSUE", "LIFT", "REPAIR"].index
    )
    assert {edge["node"]["legalBasis"] for edge in last} == {"信用修复管理办法(2026-04-01施行)"}


async def test_the_last_acknowledgement_completes_it_and_none_before(
    desk: Desk, repairs: Cases, clock: Clock
) -> None:
    case = await granted(repairs, (await deleted(desk, clock))["id"])
    everybody = await notices(desk, case)
    for node in everybody:
        assert (await repairs.seen(case))["state"] == "GRANTED"
        await acknowledge(desk, node)
    case = await repairs.seen(case)
    assert (case["state"], case["completedOn"], case["deadlines"]) == ("COMPLETED", "2026-06-05", [])
    assert (case["history"][-1]["event"], case["history"][-1]["by"]) == ("COMPLETE", None)


async def test_acknowledgements_twice_and_in_another_order_end_the_same(
    desk: Desk, repairs: Cases, clock: Clock
) -> None:
    case = await granted(repairs, (await deleted(desk, clock))["id"])
    first, *others = reversed(await notices(desk, case))
    once = {"id": first["id"], "version": 1, "event": {"acknowledge": {}}, "key": "once"}
    done = await desk.ask(REPORT, once, role="CLERK")
    assert await desk.ask(REPORT, once, role="CLERK") == done
    # Used no more already, before the acknowledgement comes; and what was acknowledged is told again in vain.
    second, *others = others
    carried = await acknowledge(desk, second, "execute", executedOn="2026-06-05")
    late = {"id": second["id"], "version": carried["version"], "event": {"acknowledge": {}}}
    assert (await desk.refused(REPORT, late, role="CLERK"))["code"] == "ILLEGAL_STEP"
    for node in others:
        await acknowledge(desk, node)
    assert (await repairs.seen(case))["state"] == "COMPLETED"
    assert {node["state"] for node in await notices(desk, case)} == {"ACKED", "EXECUTED"}
    later = await acknowledge(desk, done, "feedBack", feedback="已停止使用")
    assert later["state"] == "FEEDBACK"
    assert (await repairs.seen(case))["state"] == "COMPLETED"


async def test_one_that_returns_it_is_told_of_the_repair_again_and_never_to_carry_the_measure_out(
    desk: Desk, repairs: Cases, clock: Clock
) -> None:
    case = await granted(repairs, (await deleted(desk, clock))["id"])
    finance = {"role": "PARTNER", "agency": "FINANCE"}
    edge = next(each for each in await told(desk, **finance) if each["message"] == "REPAIR")
    returning = {"id": edge["node"]["id"], "version": 1, "event": {"return": {"returnReason": "NOT_FOUND"}}}
    returned = await desk.ask(REPORT, returning, **finance)
    for node in await notices(desk, case):
        if node["id"] != returned["id"]:
            await acknowledge(desk, node)
    assert (await repairs.seen(case))["state"] == "GRANTED"
    await acknowledge(desk, returned, "reissue")
    again = [each for each in await told(desk, **finance) if each["node"]["id"] == returned["id"]]
    assert [each["message"] for each in again] == ["REPAIR", "REPAIR"]
    await desk.ask(REPORT, {"id": returned["id"], "version": 3, "event": {"acknowledge": {}}}, **finance)
    assert (await repairs.seen(case))["state"] == "COMPLETED"


async def test_use_stops_for_everybody_but_the_courts_even_of_what_was_known_before(
    desk: Desk, repairs: Cases, clock: Clock
) -> None:
    listed = await desk.published("2026-06-01")
    assert (await desk.screened(MET, "FINANCE"))["underMeasure"]
    clock.on("2026-06-05")
    case = await desk.move(listed, "CLERK", "end", endCause="PERFORMED", endedOn="2026-06-05")
    case = await desk.move(case, "CLERK", "delete")
    then = {"asOf": "2026-06-02", "knownAt": "2026-06-02T12:00:00Z"}
    finance = {"role": "PARTNER", "agency": "FINANCE"}
    # Deleted, it is still told as over to whoever has its id, and as published of the days when it was.
    assert (await desk.client.ask(READ, {"id": case["id"]}, **finance))["listing"]["state"] == "DELETED"
    before = await desk.client.ask(READ, {"id": case["id"], **then}, **finance)
    assert (before["listing"]["state"], before["listing"]["publishedOn"]) == ("PUBLISHED", "2026-06-01")
    await granted(repairs, case["id"])
    for who in (finance, {"role": "CREDIT_OFFICER"}, {"role": "DUTY_OFFICER", "purpose": "COMMAND"}):
        for time in ({}, then):
            assert (await desk.client.ask(READ, {"id": case["id"], **time}, **who))["listing"] is None
    assert not (await desk.screened(MET, "FINANCE"))["underMeasure"]
    # The court's own record keeps it, with its history, of those days, too.
    kept = await desk.ask(READ, {"id": case["id"]}, role="JUDGE")
    assert (kept["state"], kept["history"][-1]["event"]) == ("DELETED", "STOP_USE")
    assert not (await standing(desk, {}))["underMeasure"]
    assert (await standing(desk, then))["underMeasure"]


async def standing(desk: Desk, time: dict[str, str]) -> dict[str, Any]:
    query = """query ($by: SubjectKey!, $asOf: Date, $knownAt: DateTime) {
      subject(by: $by, asOf: $asOf, knownAt: $knownAt) { standing { underMeasure } } }"""
    found = await desk.client.ask(query, {"by": DEBTOR, **time}, role="JUDGE")
    return dict(found["subject"]["standing"])


async def test_what_the_court_has_not_ended_is_not_repaired(desk: Desk, repairs: Cases, clock: Clock) -> None:
    listing = await desk.published("2026-06-01")
    clock.on("2026-06-05")
    case = await repairs.move(await applied(repairs, listing["id"]), "CLERK", "acceptApplication")
    refused = await repairs.refused_move(case, "JUDGE", "grantRepair")
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "ENDED_FIRST")
    listing = await desk.move(listing, "CLERK", "end", endCause="PERFORMED", endedOn="2026-06-05")
    assert (await repairs.refused_move(case, "JUDGE", "grantRepair"))["rule"] == "ENDED_FIRST"
    await desk.move(listing, "CLERK", "delete")
    assert (await repairs.move(case, "JUDGE", "grantRepair"))["state"] == "GRANTED"


async def test_it_lacks_correction_performance_or_undertaking_and_is_returned(
    desk: Desk, repairs: Cases, clock: Clock
) -> None:
    listing = await deleted(desk, clock)
    case = await applied(repairs, listing["id"], performed=True)
    assert clocks(case) == [("ACCEPTANCE", "2026-06-10T16:00:00.000000Z")]
    refused = await repairs.refused_move(case, "CLERK", "acceptApplication")
    assert (refused["rule"], refused["message"].split(":")[0]) == (
        "REPAIR_CONDITIONS",
        "correctedOn, publicUndertaking",
    )
    case = await repairs.move(case, "CLERK", "returnApplication", refusalReason="缺少信用承诺书")
    assert (case["state"], case["deadlines"]) == ("RETURNED", [])
    case = await repairs.move(case, "CLERK", "resubmit", receivedOn="2026-06-05", **GROUNDS)
    case = await repairs.move(case, "JUDGE", "acceptApplication")
    # Ten working days from Friday the 5th: Friday the 19th is Dragon Boat.
    assert clocks(case) == [("DECISION", "2026-06-22T16:00:00.000000Z")]
    case = await repairs.move(case, "JUDGE", "refuseRepair", refusalReason="承诺不实")
    assert (case["state"], case["deadlines"]) == ("REFUSED", [])
    # Refused, it may be applied for anew.
    assert (await applied(repairs, listing["id"]))["state"] == "APPLIED"


def clocks(case: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["name"], each["dueAt"]) for each in case["deadlines"]]


async def test_bankruptcy_is_for_enterprises_and_by_a_ruling(desk: Desk, repairs: Cases, clock: Clock) -> None:
    case = await applied(repairs, (await deleted(desk, clock))["id"], route="BANKRUPTCY", rulingNumber="破1")
    assert (await repairs.refused_move(case, "CLERK", "acceptApplication"))["rule"] == "REPAIR_CONDITIONS"
    await assessed(desk)
    listing = await desk.published("2026-06-01", UNIT)
    given = {"procedure": "COURT_REPAIR", "about": listing["id"], "receivedOn": "2026-06-05"}
    case = await repairs.open(UNIT, by="CLERK", **given, route="BANKRUPTCY")
    assert (await repairs.refused_move(case, "CLERK", "acceptApplication"))["rule"] == "REPAIR_CONDITIONS"
    case = await repairs.move(case, "CLERK", "returnApplication", refusalReason="缺少裁定")
    case = await repairs.move(case, "CLERK", "resubmit", receivedOn="2026-06-05", rulingNumber="（2026）鄂01破1号")
    assert (await repairs.move(case, "CLERK", "acceptApplication"))["state"] == "ACCEPTED"


async def test_one_about_a_decision_of_this_file_at_a_time_and_once(
    desk: Desk, repairs: Cases, clock: Clock
) -> None:
    listing = await deleted(desk, clock)
    given = {"procedure": "COURT_REPAIR", "receivedOn": "2026-06-05", **GROUNDS}
    refused = await repairs.refused_open(UNIT, by="CLERK", about=listing["id"], **given)
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "ABOUT")
    case = await applied(repairs, listing["id"])
    assert (await repairs.refused_open(MET, by="CLERK", about=listing["id"], **given))["rule"] == "ONE_REPAIR"
    case = await repairs.move(case, "CLERK", "acceptApplication")
    await repairs.move(case, "JUDGE", "grantRepair")
    assert (await repairs.refused_open(MET, by="CLERK", about=listing["id"], **given))["rule"] == "ONE_REPAIR"


async def test_who_may_do_what(desk: Desk, repairs: Cases, clock: Clock) -> None:
    listing = await deleted(desk, clock)
    given = {"procedure": "COURT_REPAIR", "about": listing["id"], "receivedOn": "2026-06-05", **GROUNDS}
    variables = {"input": {"subject": MET, **given}}
    for who in (HRSS, {"role": "PARTNER", "agency": "RAILWAY"}, {"role": "CREDIT_OFFICER"}, {"role": "JUDGE"}):
        assert (await desk.refused(repairs.opening, variables, **who))["code"] == "FORBIDDEN"
    # The single window hands on in the court's file, follows it by its id, and decides nothing.
    case = await desk.ask(repairs.opening, variables, **WINDOW)
    assert case["state"] == "APPLIED"
    accepting = {"id": case["id"], "version": 1, "event": {"acceptApplication": {}}}
    assert (await desk.refused(repairs.advancing, accepting, **WINDOW))["code"] == "FORBIDDEN"
    case = await repairs.move(case, "CLERK", "acceptApplication")
    granting = {"id": case["id"], "version": 2, "event": {"grantRepair": {}}}
    for who in (WINDOW, {"role": "CLERK"}):
        assert (await desk.refused(repairs.advancing, granting, **who))["code"] == "FORBIDDEN"
    await repairs.move(case, "JUDGE", "grantRepair")
    assert (await desk.ask(repairs.read, {"id": case["id"]}, **WINDOW))["state"] == "GRANTED"


async def test_the_window_names_nobody_by_what_is_no_number(desk: Desk, repairs: Cases, clock: Clock) -> None:
    listing = await deleted(desk, clock)
    given = {"procedure": "COURT_REPAIR", "about": listing["id"], "receivedOn": "2026-06-05"}
    by_key = {"input": {"subject": {"source": {"system": "court", "key": "debtor"}}, **given}}
    refused = await desk.refused(repairs.opening, by_key, **WINDOW)
    assert (refused["code"], refused["field"]) == ("BAD_INPUT", "subject")


async def test_executors_read_no_more_whom_the_repaired_decision_met(
    desk: Desk, repairs: Cases, clock: Clock
) -> None:
    listing = await deleted(desk, clock)
    finance = {"role": "PARTNER", "agency": "FINANCE"}
    before = {edge["node"]["id"]: edge["node"] for edge in await told(desk, **finance)}
    assert {node["target"]["number"] for node in before.values()} == {MET["citizenId"]}
    await granted(repairs, listing["id"])
    after = [edge["node"] for edge in await told(desk, **finance)]
    assert {node["id"] for node in after} > before.keys()
    for node in after:
        if node["id"] not in before:  # the notice itself
            assert node["target"]["number"] == MET["citizenId"]
            continue
        assert {node["target"][name] for name in ("name", "scheme", "number", "numberMasked")} == {None}
        assert (node["caseNumber"], node["courtName"]) == (None, None) and node["measure"]
    [of_court, *_] = await told(desk, of=listing["id"], role="CLERK")
    assert of_court["node"]["target"]["numberMasked"] and of_court["node"]["caseNumber"]


async def test_a_refusal_does_not_tell_the_window_whether_a_number_is_known(
    desk: Desk, repairs: Cases, clock: Clock
) -> None:
    listing = await deleted(desk, clock)
    court = {"procedure": "COURT_REPAIR", "receivedOn": "2026-06-05"}
    wage = {"procedure": "WAGE_REPAIR", "receivedOn": "2026-06-05", **GROUNDS}
    office = {"role": "CREDIT_OFFICER"}
    unknown, known = {"citizenId": "420112198503071050"}, MET
    for who, given in ((WINDOW, court), (office, wage), (HRSS, wage)):
        told = []
        for subject in (unknown, known):
            for about in ("x", listing["id"] if given is wage or subject is unknown else "y"):
                variables = {"input": {"subject": subject, "about": about, **given}}
                told.append(await desk.refused(repairs.opening, variables, **who))
        assert told[0]["code"] == "BAD_INPUT" and told == [told[0]] * 4, who
    for subject in (unknown, known):
        variables = {"input": {"subject": subject, "about": "x", **wage}}
        assert (await desk.refused(repairs.opening, variables, **WINDOW))["code"] == "FORBIDDEN"


async def test_the_labour_authority_repairs_its_own_list_after_six_months(
    desk: Desk, repairs: Cases, clock: Clock
) -> None:
    listing = await desk.ask(OPEN, {"input": GIVEN}, **HRSS)
    clock.on("2026-12-14")
    given = {
        "procedure": "WAGE_REPAIR",
        "about": listing["id"],
        "receivedOn": "2026-12-14",
        "correctedOn": "2026-06-15",
        "performed": True,
        "publicUndertaking": True,
    }
    variables = {"input": {"subject": GIVEN["subject"], **given}}
    assert (await desk.refused(repairs.opening, variables, role="CLERK"))["code"] == "FORBIDDEN"
    # The window of the credit office hands on to it, too.
    case = await desk.ask(repairs.opening, variables, role="CREDIT_OFFICER")

    async def refused(event: str) -> dict[str, Any]:
        moving = {"id": case["id"], "version": case["version"], "event": {event: {}}}
        return await desk.refused(repairs.advancing, moving, **HRSS)

    async def move(event: str) -> dict[str, Any]:
        moving = {"id": case["id"], "version": case["version"], "event": {event: {}}}
        return await desk.ask(repairs.advancing, moving, **HRSS)

    early = await refused("acceptApplication")
    assert (early["code"], early["rule"]) == ("GUARD_FAILED", "MINIMUM_PERIOD")
    clock.on("2026-12-15")
    case = await move("acceptApplication")
    assert (await refused("grantRepair"))["rule"] == "ENDED_FIRST"
    removing = {"correctedOn": "2026-06-15", "undertaken": True}
    variables = {"id": listing["id"], "version": listing["version"], "event": {"remove": removing}}
    await desk.ask(ADVANCE, variables, **HRSS)
    case = await move("grantRepair")
    assert case["state"] == "GRANTED"
    for edge in await told(desk, of=case["id"], **HRSS):
        node = edge["node"]
        who = HRSS if node["agency"] == "OTHER" else {"role": "PARTNER", "agency": node["agency"]}
        report = {"id": node["id"], "version": node["version"], "event": {"acknowledge": {}}}
        assert (await desk.ask(repairs.read, {"id": case["id"]}, **HRSS))["state"] == "GRANTED"
        await desk.ask(REPORT, report, **who)
    assert (await desk.ask(repairs.read, {"id": case["id"]}, **HRSS))["state"] == "COMPLETED"
    assert (await desk.client.ask(READ, {"id": listing["id"]}, role="PARTNER", agency="FINANCE"))[
        "listing"
    ] is None


async def test_an_unacknowledged_recipient_has_a_clock_and_the_case_is_overdue(
    desk: Desk, repairs: Cases, clock: Clock
) -> None:
    case = await granted(repairs, (await deleted(desk, clock))["id"])
    due = "2026-06-10T16:00:00.000000Z"
    assert clocks(case) == [("ACKNOWLEDGEMENTS", due)]
    for node in await notices(desk, case):
        [deadline] = node["deadlines"]
        assert (deadline["name"], deadline["dueAt"]) == ("ACKNOWLEDGEMENT", due)
    told_of = {node["id"] for node in await notices(desk, case)}
    assert await overdue(desk, told_of) == ([], set())
    clock.on("2026-06-11")
    assert await overdue(desk, told_of) == (["ACKNOWLEDGEMENTS"], told_of)
    for node in await notices(desk, case):
        await acknowledge(desk, node)
    assert await overdue(desk, told_of) == ([], set())


async def overdue(desk: Desk, told_of: set[str]) -> tuple[list[str], set[str]]:
    """What is late of cases, and of these instructions."""
    edges = (await desk.client.ask(OVERDUE, role="CLERK"))["overdue"]["edges"]
    nodes = [edge["node"] for edge in edges]
    late = {node["instruction"]["id"] for node in nodes if node["instruction"]}
    return [node["name"] for node in nodes if node["instruction"] is None], late & told_of


async def test_lifts_confirmed_after_the_repair_still_lead_the_listing_out_and_open_it_to_nobody(
    desk: Desk, repairs: Cases, clock: Clock
) -> None:
    listing = await deleted(desk, clock)
    await granted(repairs, listing["id"])
    for edge in await told(desk, of=listing["id"], role="CLERK"):
        await acknowledge(desk, edge["node"], "confirmLift", liftExecutedOn="2026-06-05")
    assert (await desk.ask(READ, {"id": listing["id"]}, role="CLERK"))["state"] == "CONFIRMED_LIFTED"
    assert (await desk.client.ask(READ, {"id": listing["id"]}, role="CREDIT_OFFICER"))["listing"] is None


async def test_all_of_it_is_done_in_a_closed_file(
    desk: Desk, repairs: Cases, engine: Engine, tmp_path: Path, clock: Clock
) -> None:
    listing = await deleted(desk, clock)
    closing = {"caseNumber": CASE, "filedOn": "2026-01-05", "closedOn": "2026-06-06", "closeMode": "PERFORMED"}
    closed = Node("CASE", "case:1", closing)
    await bring_in(engine, tmp_path, [closed], source="court", now=datetime(2026, 6, 6, tzinfo=UTC))
    clock.on("2026-06-08")
    case = await granted(repairs, listing["id"])
    first, *others = await notices(desk, case)
    returned = await acknowledge(desk, first, "return", returnReason="OTHER")
    again = await acknowledge(desk, returned, "reissue")
    for node in (again, *others):
        await acknowledge(desk, node)
    # The credit office follows it by its own file; a court's question names a file that is open.
    assert (await repairs.seen(case, "CREDIT_OFFICER"))["state"] == "COMPLETED"
