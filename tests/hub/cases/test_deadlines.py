"""The job of deadlines by the dates of the scenarios: warned, breached, moved, each once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from graph.cypher import alarms
from graph.engine import Engine
from graph.statement import Statement
from hub.cases.waking import Waking
from tests.hub.cases.asking import READ, UNIT, Clock, Desk, assessed
from tests.hub.cases.jobs import alerts, clocks, job, of_cases, said
from tests.hub.cases.test_instructions import restricted
from tests.hub.recorded import recorded


@pytest.fixture
async def waking(engine: Engine, tmp_path: Path, clock: Clock) -> AsyncIterator[Waking]:
    async with job(engine, tmp_path / "job", clock) as made:
        yield made


async def performed(desk: Desk, day: str, published: str = "2026-06-01") -> dict[str, Any]:
    """A listing under G1 that was published and then performed on the day."""
    case = await desk.published(published)
    desk_clock(desk).on(day)
    return await desk.move(case, "JUDGE", "end", endCause="PERFORMED", endedOn=day)


def desk_clock(desk: Desk) -> Clock:
    assert desk.client.hub is not None
    clock = desk.client.hub._clock
    assert isinstance(clock, Clock)
    return clock


async def test_f8_warned_before_wednesday_s_end_and_breached_on_thursday_once(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock
) -> None:
    await performed(desk, "2026-06-05")  # a Friday
    assert of_cases(await waking.run()) == "deadlines: 0 warned, 0 breached, 0 moved, 1 waiting"
    clock.on("2026-06-08", hour=15)  # Monday, 23:00 in Shanghai
    assert (await waking.run()).warned == 0
    clock.on("2026-06-08", hour=16)  # Tuesday, 00:00
    assert of_cases(await waking.run()) == "deadlines: 1 warned, 0 breached, 0 moved, 1 waiting"
    assert await said(engine) == [("DELETION", "WARNING", 1)]
    clock.on("2026-06-10", hour=15)  # Wednesday, 23:00
    assert of_cases(await waking.run()) == "deadlines: 0 warned, 0 breached, 0 moved, 1 waiting"
    clock.on("2026-06-10", hour=16)  # Thursday, 00:00
    assert of_cases(await waking.run()) == "deadlines: 0 warned, 1 breached, 0 moved, 0 waiting"
    clock.on("2026-07-01")
    assert of_cases(await waking.run()) == "deadlines: 0 warned, 0 breached, 0 moved, 0 waiting"
    [_, breach] = await alerts(engine)
    assert (breach["call"], breach["daysLeft"]) == ("BREACH", -1)
    assert (breach["dueAt"], breach["court"]) == ("2026-06-10T16:00:00.000000Z", "鄂0112")
    assert breach["law"] == "公布失信被执行人名单信息的若干规定(法释〔2017〕7号) 第10条"


async def test_f8_deleted_in_time_is_never_breached(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock
) -> None:
    case = await performed(desk, "2026-06-05")
    clock.on("2026-06-10", hour=15)
    await desk.move(case, "CLERK", "delete")
    assert await clocks(engine) == {}
    clock.on("2026-06-11")
    await waking.run()
    assert await said(engine) == []


async def test_f8_over_national_day_the_dates_move(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock
) -> None:
    clock.on("2026-09-01")
    await performed(desk, "2026-09-30", published="2026-09-01")  # due on Saturday 10 October, worked
    for day, hour, heard in (
        ("2026-10-08", 15, []),
        ("2026-10-08", 16, [("DELETION", "WARNING", 1)]),
        ("2026-10-10", 15, [("DELETION", "WARNING", 1)]),
        ("2026-10-10", 16, [("DELETION", "WARNING", 1), ("DELETION", "BREACH", -1)]),
    ):
        clock.on(day, hour)
        await waking.run()
        assert await said(engine) == heard


async def test_of_a_hub_that_was_down_only_the_breach_is_heard(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock
) -> None:
    await performed(desk, "2026-06-05")
    clock.on("2026-06-20")
    await waking.run()
    assert await said(engine) == [("DELETION", "BREACH", -10)]


async def test_what_is_learned_late_is_breached_at_once(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock
) -> None:
    case = await desk.published("2026-06-01")
    clock.on("2026-06-29")
    await desk.move(case, "JUDGE", "end", endCause="PERFORMED", endedOn="2026-06-05")
    assert (await waking.run()).breached == 1
    assert await said(engine) == [("DELETION", "BREACH", -19)]


async def test_f9_a_term_is_over_the_hub_moves_it_and_it_has_its_three_working_days(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock, tmp_path: Path
) -> None:
    await restricted(desk, "2026-06-01")
    case = await desk.published("2026-06-01", grounds=("G3",))
    assert (await clocks(engine))["TERM"]["dueAt"] == "2028-06-01T16:00:00.000000Z"
    clock.on("2028-06-01", hour=15)
    assert of_cases(await waking.run()) == "deadlines: 0 warned, 0 breached, 0 moved, 1 waiting"
    clock.on("2028-06-01", hour=16)  # Friday 2 June 2028, 00:00
    assert of_cases(await waking.run()) == "deadlines: 0 warned, 0 breached, 1 moved, 1 waiting"
    case = await desk.ask(READ, {"id": case["id"]}, role="JUDGE")
    assert (case["state"], case["endCause"], case["endedOn"]) == ("DELETION_DUE", "TERM_ENDED", "2028-06-01")
    assert case["history"][-1] == {
        "version": 6, "event": "TERM_ENDS", "state": "DELETION_DUE", "by": None, "role": None, "remark": None,
    }  # fmt: skip
    # Working days after Thursday 1 June: Friday, Monday, Tuesday; no edition of 2028 is published yet.
    [deletion] = case["deadlines"]
    assert (deletion["dueAt"], deletion["provisional"]) == ("2028-06-06T16:00:00.000000Z", True)
    begun, ended = recorded(tmp_path / "job")
    assert (begun["kind"], begun["operation_name"]) == ("MUTATION", "hub deadlines TERM_ENDS")
    assert (ended["kind"], ended["operation_name"], ended["decision"]) == ("REQUEST", "hub deadlines", "OK")
    assert begun["touched"] == ended["touched"] and begun["request_id"] == ended["request_id"]
    assert "subject" not in begun and "role" not in begun
    clock.on("2028-06-06", hour=16)
    assert (await waking.run()).breached == 1
    assert await said(engine) == [("DELETION", "BREACH", -1)]


async def test_a_term_that_was_over_long_ago_is_moved_and_breached_in_one_pass(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock
) -> None:
    await desk.published("2026-06-01", grounds=("G3",))
    clock.on("2028-09-01")
    counts = await waking.run()
    assert (counts.moved, counts.breached, counts.waiting) == (1, 1, 0)
    assert await said(engine) == [("DELETION", "BREACH", -87)]


async def test_grace_that_is_over_is_said_and_no_breach(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock
) -> None:
    case = await desk.open()
    bars = ("sufficientSecurity", "sufficientProperty", "notYetInRank", "holdOffRequested", "campusLoanStudent")
    case = await desk.move(case, "JUDGE", "assess", **dict.fromkeys(bars, False))
    case = await desk.move(case, "PRESIDENT", "decide", decisionNumber="决1", decidedOn="2026-06-01")
    case = await desk.move(case, "CLERK", "serve", servedOn="2026-06-01")
    await desk.move(case, "JUDGE", "grace", graceUntil="2026-07-01")
    clock.on("2026-07-02")
    assert of_cases(await waking.run()) == "deadlines: 0 warned, 0 breached, 0 moved, 0 waiting, 1 over"
    assert await said(engine) == [("GRACE_ENDS", "OVER", -1)]


async def test_a_clock_that_begins_again_is_warned_of_again(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock
) -> None:
    await restricted(desk, "2026-06-01")
    case = await desk.published("2026-06-01")
    for _ in range(2):
        case = await desk.move(case, "JUDGE", "findFault", faultFoundOn="2026-06-01")
        clock.on("2026-06-05")
        await waking.run()
        await waking.run()
        case = await desk.move(case, "JUDGE", "correct")
    assert await said(engine) == [("CORRECTION", "BREACH", -1)] * 2


async def test_a_move_that_lets_a_clock_run_on_does_not_have_it_say_anything_again(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock
) -> None:
    await restricted(desk, "2026-06-01")
    case = await desk.published("2026-06-01", grounds=("G3",))
    case = await desk.move(case, "JUDGE", "findFault", faultFoundOn="2026-06-01")
    clock.on("2026-06-05")
    await waking.run()
    clock.on("2026-06-08")
    case = await desk.move(case, "JUDGE", "correct")
    assert set(await clocks(engine)) == {"TERM"}
    await waking.run()
    assert await said(engine) == [("CORRECTION", "BREACH", -1)]


async def test_a_pass_for_a_court_looks_at_it_and_all_below_it_and_no_other(
    desk: Desk, waking: Waking, clock: Clock
) -> None:
    await performed(desk, "2026-06-05")
    clock.on("2026-06-11")
    assert of_cases(await waking.run("鄂0104")) == "deadlines: 0 warned, 0 breached, 0 moved, 0 waiting"
    assert (await waking.run("鄂01")).breached == 1


async def test_clocks_are_set_anew_where_nobody_set_them_and_say_nothing_twice(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock, tmp_path: Path
) -> None:
    """A graph of an older hub has none, nor has one out of a backup, where what was said is known."""
    await performed(desk, "2026-06-05")
    await assessed(desk)
    await desk.published("2026-06-05", UNIT, grounds=("G3",))
    clock.on("2026-06-11")
    assert (await waking.run()).breached == 2
    before = await clocks(engine)
    assert set(before) == {"DELETION", "TERM", "VALIDITY", "RESTRICTION"}
    await engine.write([Statement(text="MATCH (c:CaseClock) DELETE c", name="lose clocks")])
    await engine.write([alarms.set_edition("of another hub")])
    async with job(engine, tmp_path / "later", clock) as later:
        assert of_cases(await later.run()) == "deadlines: 0 warned, 0 breached, 0 moved, 2 waiting"
    assert await clocks(engine) == before


async def test_a_provisional_end_is_computed_again_under_another_edition(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock, tmp_path: Path
) -> None:
    """As if the edition of the year had said otherwise when the clock was set: three days too early."""
    await desk.published("2026-06-01", grounds=("G3",))
    clock.on("2028-06-02")
    await waking.run()
    right = (await clocks(engine))["DELETION"]
    assert right["provisional"]
    early = {**right, "dueAt": "2028-06-03T16:00:00.000000Z", "breachAt": "2028-06-03T16:00:00.000000Z"}
    await engine.write([*alarms.set_clocks([early], []), alarms.set_edition("before it was published")])
    async with job(engine, tmp_path / "later", clock) as later:
        await later.run()
    assert (await clocks(engine))["DELETION"] == right
    # Also without another edition: whoever wakes computes, and says nothing too early.
    await engine.write(alarms.set_clocks([{**early, "wakesAt": early["dueAt"]}], []))
    clock.on("2028-06-03", hour=17)
    assert (await waking.run()).breached == 0
    assert (await clocks(engine))["DELETION"] == right


async def test_a_clock_of_a_case_that_is_none_is_taken_away(waking: Waking, engine: Engine, clock: Clock) -> None:
    stray = {"key": "x|DELETION", "case": "x", "kind": "LISTING", "name": "DELETION", "court": "鄂0112"}
    at = "2026-05-01T00:00:00.000000Z"
    await engine.write(alarms.set_clocks([{**stray, "dueAt": at, "wakesAt": at, "breachAt": at}], []))
    assert of_cases(await waking.run()) == "deadlines: 0 warned, 0 breached, 0 moved, 0 waiting"
    assert await clocks(engine) == {} and await said(engine) == []


async def test_where_the_record_cannot_be_written_nothing_moves_and_the_others_are_warned_of(
    desk: Desk, engine: Engine, clock: Clock, tmp_path: Path
) -> None:
    term = await desk.published("2026-06-01", grounds=("G3",))
    await assessed(desk)
    case = await desk.published("2026-06-01", UNIT)
    clock.on("2028-06-02")
    await desk.move(case, "JUDGE", "end", endCause="PERFORMED", endedOn="2026-06-05")
    shut = tmp_path / "shut"
    shut.mkdir()
    (shut / "record").write_text("a file where the folder should be")
    async with job(engine, shut, clock, record_wait_seconds=0.5) as waking:
        counts = await waking.run()
        # Neither the term nor the validity of the assessment ends without its entry.
        assert (counts.moved, counts.failed, counts.breached) == (0, 2, 1)
    assert (await desk.ask(READ, {"id": term["id"]}, role="JUDGE"))["state"] == "PUBLISHED"
    async with job(engine, tmp_path / "open", clock) as waking:
        assert (await waking.run()).moved == 2


async def test_a_term_ends_though_whom_the_case_meets_is_gone(
    desk: Desk, waking: Waking, engine: Engine, clock: Clock
) -> None:
    case = await desk.published("2026-06-01", grounds=("G3",))
    clock.on("2026-06-10")
    await desk.move(case, "JUDGE", "end", endCause="PERFORMED", endedOn="2026-06-05")  # to review: two clocks run
    clock.on("2028-06-02")
    gone = "MATCH (n:Node {rk: 'court|debtor'}) OPTIONAL MATCH (n)<-[:ABOUT]-(t) DETACH DELETE t, n"
    await engine.write([Statement(text=gone, name="lose the debtor")])
    counts = await waking.run()
    assert (counts.moved, counts.failed) == (1, 0)
    assert (await waking.run()).moved == 0
