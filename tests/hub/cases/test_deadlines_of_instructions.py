"""What executors did not acknowledge or lift in time, by the dates of the scenarios: warned, breached, each once.

A restriction against a person is told to ten: who acts in time is never heard of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from graph.cypher import alarms
from graph.engine import Engine
from graph.statement import Statement
from hub.callers.issuer import issue
from hub.cases.waking import Waking
from tests.graphs import Node, bring_in
from tests.hub.cases.asking import OPEN, Clock, Desk
from tests.hub.cases.jobs import alerts, alerts_of_executors, clocks_of_executors, job
from tests.hub.cases.test_instructions import RAILWAY, moved, report, restricted, told
from tests.hub.cases.test_overdue import ALERTS, OTHER_CASE, answer
from tests.hub.cases.test_wage_list import GIVEN

# Of the edition HUB-2026-02, against a natural person.
EXECUTIONS: Final = frozenset(
    {
        ("JP-701", "RAILWAY"),
        ("JP-701", "CIVIL_AVIATION"),
        ("JP-702", "PUBLIC_SECURITY"),
        ("JP-702", "COMMERCE"),
        ("JP-702", "TOURISM"),
        ("JP-703", "TOURISM"),
        ("JP-704", "EDUCATION"),
        ("JP-705", "INSURANCE_REGULATOR"),
        ("JP-706", "HOUSING"),
        ("JP-706", "PUBLIC_SECURITY"),
    }
)
NOT_RAILWAY: Final = EXECUTIONS - {("JP-701", "RAILWAY")}
OVERDUE: Final = """query ($court: String, $first: Int = 50) {
  overdue(court: $court, first: $first) { edges { node { name dueAt daysLate court law case { id }
    instruction { id measure executor agency } } } } }"""
TOLD: Final = """query ($court: String) { deadlineAlerts(court: $court, first: 50) { edges { node {
  name call daysLeft instruction { id measure executor agency } case { id } } } } }"""
PARAMETER: Final = "本目录设定的参数(HUB-2026-01)"

Said = Counter[tuple[str, str, str, str]]


@pytest.fixture
async def waking(engine: Engine, tmp_path: Path, clock: Clock) -> AsyncIterator[Waking]:
    async with job(engine, tmp_path / "job", clock) as made:
        yield made


async def said(engine: Engine) -> Said:
    """How often each thing was said: measure, executor, deadline, call."""
    found = await alerts_of_executors(engine)
    return Counter((each["measure"], each["executor"], each["name"], each["call"]) for each in found)


def of(executions: frozenset[tuple[str, str]], name: str, call: str) -> Said:
    """Each once."""
    return Counter((measure, executor, name, call) for measure, executor in executions)


async def railway(desk: Desk) -> dict[str, Any]:
    """What the railway was told last."""
    return dict((await told(desk, **RAILWAY))[-1]["node"])


async def ended(desk: Desk, case: dict[str, Any], day: str) -> dict[str, Any]:
    """Performed on that day, and lifted by the court on it."""
    case = await moved(desk, case, "CLERK", {"end": {"liftCause": "PERFORMED", "endedOn": day}})
    return await moved(desk, case, "CLERK", {"lift": {}})


async def test_who_does_not_acknowledge_within_three_working_days_breaches_once(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock
) -> None:
    await restricted(desk, "2026-06-01")  # a Monday: Tuesday, Wednesday, Thursday
    own = "deadlines: 0 warned, 0 breached, 0 moved, 0 waiting"
    assert (await waking.run()).line() == f"{own}; executors: 0 warned, 0 breached, 10 waiting"
    clock.on("2026-06-03")
    await report(desk, await railway(desk), "acknowledge", who=RAILWAY)
    clock.on("2026-06-04", hour=15)  # 23:00 in Shanghai
    assert (await waking.run()).line() == f"{own}; executors: 0 warned, 0 breached, 9 waiting"
    clock.on("2026-06-04", hour=16)
    assert (await waking.run()).line() == f"{own}; executors: 0 warned, 9 breached, 0 waiting"
    clock.on("2026-07-01")
    assert (await waking.run()).line() == own
    assert await said(engine) == of(NOT_RAILWAY, "ACKNOWLEDGEMENT", "BREACH")
    [alert, *_] = await alerts_of_executors(engine)
    assert (alert["dueAt"], alert["court"]) == ("2026-06-04T16:00:00.000000Z", "鄂0112")
    assert (alert["law"], alert["daysLeft"], alert["kind"]) == (PARAMETER, -1, "RESTRICTION")
    assert await alerts(engine) == []


async def test_f8_who_has_not_lifted_by_wednesday_is_warned_on_tuesday_and_breaches_on_thursday(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock
) -> None:
    case = await restricted(desk, "2026-06-01")
    clock.on("2026-06-05")
    await ended(desk, case, "2026-06-05")  # a Friday
    assert {name for _, _, name in await clocks_of_executors(engine)} == {"LIFT"}
    warned, breached = of(EXECUTIONS, "LIFT", "WARNING"), of(NOT_RAILWAY, "LIFT", "BREACH")
    for day, hour, heard in (
        ("2026-06-08", 15, Counter()),
        ("2026-06-08", 16, warned),
        ("2026-06-10", 15, warned),
    ):
        clock.on(day, hour)
        await waking.run()
        assert await said(engine) == heard
    await report(desk, await railway(desk), "confirmLift", who=RAILWAY, liftExecutedOn="2026-06-10")
    clock.on("2026-06-10", hour=16)
    assert (await waking.run()).executors_breached == 9
    await waking.run()
    assert await said(engine) == warned + breached


async def test_f8_over_national_day_the_dates_move(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock
) -> None:
    clock.on("2026-09-30")
    await ended(desk, await restricted(desk, "2026-09-30"), "2026-09-30")  # due on Saturday 10 October, worked
    warned = of(EXECUTIONS, "LIFT", "WARNING")
    for day, hour, heard in (
        ("2026-10-08", 15, Counter()),
        ("2026-10-08", 16, warned),
        ("2026-10-10", 15, warned),
        ("2026-10-10", 16, warned + of(EXECUTIONS, "LIFT", "BREACH")),
    ):
        clock.on(day, hour)
        await waking.run()
        assert await said(engine) == heard


async def test_who_is_told_again_has_its_time_anew_and_is_heard_of_anew(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock
) -> None:
    await restricted(desk, "2026-06-01")
    clock.on("2026-06-05")
    await waking.run()
    node = await report(desk, await railway(desk), "return", who=RAILWAY, returnReason="WRONG_PERSON")
    assert ("JP-701", "RAILWAY", "ACKNOWLEDGEMENT") not in await clocks_of_executors(engine)
    await report(desk, node, "reissue", who={"role": "JUDGE"})  # Friday: Monday, Tuesday, Wednesday
    clock.on("2026-06-10", hour=15)
    assert (await waking.run()).executors_breached == 0
    clock.on("2026-06-10", hour=16)
    assert (await waking.run()).executors_breached == 1
    assert await said(engine) == of(EXECUTIONS, "ACKNOWLEDGEMENT", "BREACH") + Counter(
        {("JP-701", "RAILWAY", "ACKNOWLEDGEMENT", "BREACH"): 1}
    )


async def test_an_end_takes_the_time_to_acknowledge_away_and_begins_the_time_to_lift(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock
) -> None:
    case = await restricted(desk, "2026-06-01")
    clock.on("2026-06-04")
    await ended(desk, case, "2026-06-04")  # Thursday: Friday, Monday, Tuesday
    clock.on("2026-06-08")
    assert (await waking.run()).line().endswith("; executors: 10 warned, 0 breached, 10 waiting")
    clock.on("2026-06-10")
    await waking.run()
    expected = of(EXECUTIONS, "LIFT", "WARNING") + of(EXECUTIONS, "LIFT", "BREACH")
    assert await said(engine) == expected


async def test_a_hub_that_was_down_says_the_breach_alone(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock
) -> None:
    await ended(desk, await restricted(desk, "2026-06-01"), "2026-06-01")
    clock.on("2026-06-20")
    await waking.run()
    assert await said(engine) == of(EXECUTIONS, "LIFT", "BREACH")


async def test_clocks_of_instructions_are_set_anew_where_nobody_set_them_and_say_nothing_twice(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock, tmp_path: Path
) -> None:
    await restricted(desk, "2026-06-01")
    await report(desk, await railway(desk), "acknowledge", who=RAILWAY)
    clock.on("2026-06-05")
    assert (await waking.run()).executors_breached == 9
    before = await clocks_of_executors(engine)
    assert len(before) == 9
    await engine.write([Statement(text="MATCH (c:CaseClock) DELETE c", name="lose clocks")])
    await engine.write([alarms.set_edition("of a hub that looked at cases only")])
    async with job(engine, tmp_path / "later", clock) as later:
        assert not (await later.run()).told
    assert await clocks_of_executors(engine) == before


async def test_a_clock_of_an_instruction_that_is_none_is_taken_away(
    waking: Waking, engine: Engine, clock: Clock
) -> None:
    at = "2026-05-01T00:00:00.000000Z"
    stray = {"key": "y|LIFT", "case": "x", "kind": "LISTING", "name": "LIFT", "court": "鄂0112"}
    of_whom = {"instruction": "y", "measure": "JP-701", "executor": "RAILWAY", "agency": "RAILWAY"}
    await engine.write(alarms.set_clocks([{**stray, **of_whom, "dueAt": at, "wakesAt": at, "breachAt": at}], []))
    assert (await waking.run()).line() == "deadlines: 0 warned, 0 breached, 0 moved, 0 waiting"
    assert await clocks_of_executors(engine) == {} and await said(engine) == Counter()


@pytest.fixture
async def unacknowledged(desk: Desk, engine: Engine, tmp_path: Path, clock: Clock) -> dict[str, Any]:
    """A restriction of 鄂0112 told on Monday 1 June; on Friday the railway alone has it. And another court."""
    other = Node("CASE", "case:2", {"caseNumber": OTHER_CASE, "filedOn": "2026-01-05"})
    await bring_in(engine, tmp_path, [other], source="other-court", now=datetime(2026, 1, 6, tzinfo=UTC))
    case = await restricted(desk, "2026-06-01")
    clock.on("2026-06-04")
    await report(desk, await railway(desk), "acknowledge", who=RAILWAY)
    clock.on("2026-06-05")
    return case


async def late(desk: Desk, role: str = "JUDGE", own: str | None = "鄂0112", **given: Any) -> list[dict[str, Any]]:
    body = await answer(desk, OVERDUE, role, own, **given)
    assert "errors" not in body, body
    return [edge["node"] for edge in body["data"]["overdue"]["edges"]]


async def test_a_court_is_told_who_has_not_acknowledged_in_time(
    desk: Desk, unacknowledged: dict[str, Any]
) -> None:
    found = await late(desk, "CLERK")
    assert {(each["instruction"]["measure"], each["instruction"]["executor"]) for each in found} == NOT_RAILWAY
    assert len(found) == len(NOT_RAILWAY)
    of_courts = {edge["node"]["id"]: edge["node"]["state"] for edge in await told(desk, role="CLERK")}
    assert {of_courts[each["instruction"]["id"]] for each in found} == {"ISSUED"}
    [air] = [each for each in found if each["instruction"]["executor"] == "CIVIL_AVIATION"]
    assert air["instruction"]["agency"] == "CIVIL_AVIATION"
    assert air.pop("instruction") and air == {
        "name": "ACKNOWLEDGEMENT",
        "dueAt": "2026-06-04T16:00:00.000000Z",
        "daysLate": 1,
        "court": "鄂0112",
        "law": PARAMETER,
        "case": {"id": unacknowledged["id"]},
    }


async def test_who_acknowledges_late_is_overdue_no_more(desk: Desk, unacknowledged: dict[str, Any]) -> None:
    [air] = await told(desk, role="PARTNER", agency="CIVIL_AVIATION")
    await report(desk, air["node"], "acknowledge", who={"role": "PARTNER", "agency": "CIVIL_AVIATION"})
    assert len(await late(desk)) == 8


async def test_executors_that_lift_late_are_overdue_beside_a_court_that_deletes_late(
    desk: Desk, clock: Clock
) -> None:
    case = await desk.published("2026-06-01")
    clock.on("2026-06-05")
    await desk.move(case, "JUDGE", "end", endCause="PERFORMED", endedOn="2026-06-05")
    ids = {edge["node"]["id"] for edge in await told(desk, role="CLERK")}
    clock.on("2026-06-10", hour=15)
    assert await late(desk) == []
    clock.on("2026-06-11")
    found = await late(desk)
    assert [each["name"] for each in found if each["instruction"] is None] == ["DELETION"]
    assert {each["instruction"]["id"] for each in found if each["instruction"]} == ids
    assert {each["name"] for each in found if each["instruction"]} == {"LIFT"}


WHO: Final[tuple[tuple[str, str | None, str | None, int], ...]] = (
    ("JUDGE", "鄂0112", None, 9),
    ("JUDGE", "鄂0112", "鄂0104", 0),
    ("PRESIDENT", "鄂01", None, 9),
    ("FINANCE_OFFICER", "鄂", "鄂01", 9),
    ("DUTY_OFFICER", None, None, 9),
    ("DUTY_OFFICER", None, "鄂02", 0),
    ("DUTY_OFFICER", "鄂0104", "鄂0112", 0),
)


async def test_late_executors_are_told_of_by_the_court_of_their_file(
    desk: Desk, unacknowledged: dict[str, Any]
) -> None:
    for role, own, asked, count in WHO:
        assert len(await late(desk, role, own, court=asked)) == count, (role, own, asked)
    for asked in (None, "鄂0112", "鄂01"):
        assert await late(desk, "PRESIDENT", "鄂0104", number=OTHER_CASE, court=asked) == []


async def test_what_was_said_of_executors_is_told_with_whom_it_was_said_of(
    desk: Desk, waking: Waking, unacknowledged: dict[str, Any]
) -> None:
    await waking.run()
    edges = (await answer(desk, TOLD))["data"]["deadlineAlerts"]["edges"]
    assert {(edge["node"]["name"], edge["node"]["call"], edge["node"]["daysLeft"]) for edge in edges} == {
        ("ACKNOWLEDGEMENT", "BREACH", -1)
    }
    found = [(edge["node"]["instruction"]["measure"], edge["node"]["instruction"]["executor"]) for edge in edges]
    assert set(found) == NOT_RAILWAY and len(found) == 9
    assert {edge["node"]["case"]["id"] for edge in edges} == {unacknowledged["id"]}
    other = await answer(desk, ALERTS, "PRESIDENT", "鄂0104", OTHER_CASE)
    assert other["data"]["deadlineAlerts"]["edges"] == []


async def test_the_labour_authority_s_executors_are_told_of_to_the_duty_officer_of_no_court(
    desk: Desk, clock: Clock
) -> None:
    token = issue(desk.client.settings, "PARTNER", agency="HRSS")
    headers = {**desk.client.headers("PARTNER", "HRSS"), "Authorization": f"Bearer {token}"}
    await desk.ask(OPEN, {"input": {**GIVEN, "measures": ["JP-107"]}}, headers=headers)
    clock.on("2026-06-05")
    [found] = await late(desk, "DUTY_OFFICER", None)
    assert (found["instruction"]["executor"], found["court"]) == ("FINANCE", "HRSS")
    assert await late(desk) == [] and await late(desk, "DUTY_OFFICER", None, court="鄂") == []
