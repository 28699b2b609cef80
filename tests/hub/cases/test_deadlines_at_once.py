"""Two hubs that pass over the same clocks at once, and one killed again and again: each thing is said once."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest

from graph.engine import Engine, EngineAddress
from graph.rules.moves import read
from graph.statement import Statement
from hub.cases.looking import Look
from hub.cases.waking import Waking
from tests.graphs import bring_in
from tests.hub.cases.asking import ADVANCE, Clock, Desk
from tests.hub.cases.jobs import job
from tests.hub.cases.wages import OPENED, OVER, UNACKNOWLEDGED, breaches, debtors, histories, listed
from tests.hub.commands.cli import ROOT
from tests.hub.recorded import recorded
from tests.hub.serving import served

CASES = 50
KILLED_CASES = 12
STARTS_MAX = 60
START_SECONDS = 60


@pytest.fixture
async def wage_desk(engine: Engine, tmp_path: Path) -> AsyncIterator[tuple[Desk, Clock]]:
    await bring_in(engine, tmp_path, debtors(CASES), source="hrss", now=OPENED.replace(month=1))
    clock = Clock(OPENED)
    async with served(engine, tmp_path / "hub", clock=clock, rights_seconds=0) as client:
        yield Desk(client), clock


# Each is told to one executor, who never answers; and nobody removes it when its term is over.
UNHEARD: Final = "ACKNOWLEDGEMENT"


async def check_each_once(engine: Engine, ids: set[str]) -> None:
    assert await breaches(engine) == {(id_, name): 1 for id_ in ids for name in ("REMOVAL", UNHEARD)}
    moves = await histories(engine)
    assert set(moves) == ids
    assert {tuple(move["event"] for move in read(told)) for told in moves.values()} == {("OPEN", "TERM_ENDS")}


@pytest.mark.slow
async def test_two_hubs_that_pass_over_fifty_clocks_at_once_say_and_move_each_once(
    wage_desk: tuple[Desk, Clock], engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    desk, _ = wage_desk
    ids = {case["id"] for case in await listed(desk, CASES)}
    async with (
        await Engine.open(engine_address) as other_engine,
        job(engine, tmp_path / "one", lambda: OVER, "one") as one,
        job(other_engine, tmp_path / "two", lambda: OVER, "two") as two,
    ):
        counts = await asyncio.gather(one.run(), two.run())
    assert sum(each.breached for each in counts) == sum(each.moved for each in counts) == CASES
    assert sum(each.executors_breached for each in counts) == CASES
    assert not any(each.failed for each in counts)
    await check_each_once(engine, ids)


@pytest.mark.slow
async def test_two_hubs_that_pass_over_what_fifty_executors_did_not_acknowledge_say_each_once(
    wage_desk: tuple[Desk, Clock], engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    desk, _ = wage_desk
    ids = {case["id"] for case in await listed(desk, CASES)}
    async with (
        await Engine.open(engine_address) as other_engine,
        job(engine, tmp_path / "one", lambda: UNACKNOWLEDGED, "one") as one,
        job(other_engine, tmp_path / "two", lambda: UNACKNOWLEDGED, "two") as two,
    ):
        counts = await asyncio.gather(one.run(), two.run())
        assert sum(each.executors_breached for each in counts) == CASES
        assert not any(each.failed or each.moved or each.breached for each in counts)
        for id_ in ids:
            seen = await asyncio.gather(*(look(each, id_, UNACKNOWLEDGED).take() for each in (one, two)))
            assert not any(each.said or each.of_executors for each in seen)
    assert await breaches(engine) == {(id_, UNHEARD): 1 for id_ in ids}


@pytest.mark.slow
async def test_two_hubs_that_look_at_the_same_instruction_at_the_same_time_say_it_once(
    wage_desk: tuple[Desk, Clock], engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    desk, _ = wage_desk
    ids = [case["id"] for case in await listed(desk, CASES)]
    async with (
        await Engine.open(engine_address) as other_engine,
        job(engine, tmp_path / "one", lambda: UNACKNOWLEDGED, "one") as one,
        job(other_engine, tmp_path / "two", lambda: UNACKNOWLEDGED, "two") as two,
    ):
        for id_ in ids:
            seen = await asyncio.gather(*(look(each, id_, UNACKNOWLEDGED).take() for each in (one, two)))
            assert sum(len(each.of_executors) for each in seen) == 1
    assert await breaches(engine) == {(id_, UNHEARD): 1 for id_ in ids}


@pytest.mark.slow
async def test_two_hubs_that_look_at_the_same_case_at_the_same_time_say_and_move_it_once(
    wage_desk: tuple[Desk, Clock], engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    desk, _ = wage_desk
    ids = [case["id"] for case in await listed(desk, CASES)]
    async with (
        await Engine.open(engine_address) as other_engine,
        job(engine, tmp_path / "one", lambda: OVER, "one") as one,
        job(other_engine, tmp_path / "two", lambda: OVER, "two") as two,
    ):
        for id_ in ids:
            seen = await asyncio.gather(look(one, id_).take(), look(two, id_).take())
            assert sorted(each.moved for each in seen) == [0, 1] and sum(len(each.said) for each in seen) == 1
            assert sum(len(each.of_executors) for each in seen) == 1
    await check_each_once(engine, set(ids))
    for name in ("one", "two"):
        entries = recorded(tmp_path / name)
        begun = [each["request_id"] for each in entries if each["kind"] == "MUTATION"]
        ended = {each["request_id"]: each["decision"] for each in entries if each["kind"] == "REQUEST"}
        assert set(begun) == set(ended) and len(begun) == len(ended)
        assert set(ended.values()) <= {"OK", "STALE"}


def look(job: Waking, id_: str, now: datetime = OVER) -> Look:
    return Look(
        door=job.door,
        record=job.record,
        clock=job.clock,
        ahead=job.ahead,
        kind="LISTING",
        case=id_,
        woken=(),
        now=now,
    )


@pytest.mark.slow
async def test_the_same_without_lock_and_key_says_some_twice(
    engine: Engine, engine_address: EngineAddress
) -> None:
    """The control: looks whether it was said, and says it then, in a transaction each and under no unique key."""
    clocks = list(range(CASES))

    async def naive(through: Engine, number: int) -> None:
        asked = Statement(text="MATCH (a:NaiveAlert {clock: $clock}) RETURN 1", parameters={"clock": number})
        if not await through.read(asked):
            text = "CREATE (:NaiveAlert {clock: $clock})"
            await through.write([Statement(text=text, parameters={"clock": number})])

    async with await Engine.open(engine_address) as other_engine:
        for number in clocks:
            await asyncio.gather(naive(engine, number), naive(other_engine, number))
    rows = await engine.read(Statement(text="MATCH (a:NaiveAlert) RETURN a.clock"))
    assert max(Counter(number for (number,) in rows).values()) == 2


@pytest.mark.slow
async def test_an_officer_and_the_hub_do_not_both_end_a_term(
    wage_desk: tuple[Desk, Clock], engine: Engine, tmp_path: Path
) -> None:
    desk, clock = wage_desk
    cases = await listed(desk, CASES // 5)
    clock.now = OVER
    async with job(engine, tmp_path / "one", lambda: OVER, "one") as one:
        for case in cases:
            variables = {"id": case["id"], "version": 1, "event": {"termEnds": {}}}
            answer, seen = await asyncio.gather(
                desk.client.post(ADVANCE, variables, role="PARTNER", agency="HRSS"), look(one, case["id"]).take()
            )
            stale = [error["extensions"]["code"] for error in answer.json().get("errors", ())]
            assert stale == ([] if seen.moved == 0 else ["STALE"])
        await one.run()
    await check_each_once(engine, {case["id"] for case in cases})


async def start(address: EngineAddress, data: Path, place: str, spared: int) -> tuple[int, str]:
    """How a job ended that is killed there, and what it printed."""
    pipes: dict[str, Any] = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.hub.cases.killed_job", cwd=ROOT, **pipes
    )
    told = {"address": asdict(address), "data": str(data), "now": OVER.isoformat()}
    sent = json.dumps({**told, "place": place, "spared": spared}).encode() + b"\n"
    out, _ = await asyncio.wait_for(child.communicate(sent), START_SECONDS)
    assert child.returncode is not None
    return child.returncode, out.decode()


@pytest.mark.slow
async def test_a_job_killed_around_its_commits_and_started_again_until_all_is_said_says_each_once(
    wage_desk: tuple[Desk, Clock], engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    desk, _ = wage_desk
    ids = {case["id"] for case in await listed(desk, KILLED_CASES)}
    async with job(engine, tmp_path / "first", lambda: OPENED, "first") as first:
        await first.run()  # the clocks were set by this edition: what follows is passes alone
    kills = 0
    for number in range(STARTS_MAX):
        code, out = await start(
            engine_address, tmp_path / "job", ("before", "after")[number % 2], spared=number % 3
        )
        if code == 0:
            line = out.splitlines()[-1]
            own = line.partition(";")[0]
            assert own.startswith("deadlines: 0 warned, ") and own.endswith(" moved, 0 waiting"), out
            break
        assert code == -9
        kills += 1
    else:
        pytest.fail("never drained")
    # Each start that is killed after a commit has brought one to three cases further.
    assert kills >= KILLED_CASES // 2
    await check_each_once(engine, ids)
    # No move without its entry before it.
    assert sum(each["kind"] == "MUTATION" for each in recorded(tmp_path / "job")) >= KILLED_CASES
