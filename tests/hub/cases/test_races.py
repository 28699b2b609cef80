"""Many who move at once: one wins, on either engine. `tests/hub/desk/test_races` has the control to it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine
from tests.graphs import bring_in
from tests.hub.cases.asking import ADVANCE, OPEN, READ, Clock, Desk, people
from tests.hub.serving import served

RACES = 200


def told(answer: Any) -> str:
    """The state that was reached, or the code of the error."""
    body = answer.json()
    if "errors" in body:
        return str(body["errors"][0]["extensions"]["code"])
    return str(body["data"]["advanceListing"]["state"])


@pytest.mark.slow
async def test_of_two_hubs_that_move_one_version_one_wins_in_each_of_200_races(
    engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, people(), source="court", now=datetime(2026, 1, 6, tzinfo=UTC))
    clock = Clock(datetime(2026, 6, 1, 2, tzinfo=UTC))
    async with (
        served(engine, tmp_path / "one", clock=clock) as one,
        served(engine, tmp_path / "two", clock=clock, record_replica="two") as two,
    ):
        desk = Desk(one)
        case = await desk.published("2026-06-01")
        for race in range(RACES // 2):
            # There and back again, so that one case has a history and each race a version of its own.
            if case["version"] > 190:
                case = await desk.move(case, "PRESIDENT", "withdraw", faultFoundOn="2026-06-01")
                case = await desk.published("2026-06-01")
            for event in ({"findFault": {"faultFoundOn": "2026-06-01"}}, {"correct": {}}):
                variables = {"id": case["id"], "version": case["version"], "event": event}
                answers = await asyncio.gather(
                    *(client.post(ADVANCE, variables, role="JUDGE") for client in (one, two))
                )
                won = "CORRECTING" if "findFault" in event else "PUBLISHED"
                assert sorted(map(told, answers)) == sorted([won, "STALE"]), (race, [a.text for a in answers])
                case = await desk.ask(READ, {"id": case["id"]}, role="JUDGE")
                assert len(case["history"]) == case["version"]


@pytest.mark.slow
async def test_of_ten_who_open_the_same_at_once_one_does(desk: Desk) -> None:
    given = {
        "list": "COURT_DISHONEST",
        "subject": {"source": {"system": "court", "key": "debtor"}},
        "grounds": ["G1"],
        "conduct": "有能力而拒不履行",
        "requested": "EX_OFFICIO",
    }
    answers = await asyncio.gather(*(desk.client.post(OPEN, {"input": given}, role="JUDGE") for _ in range(10)))
    codes = [
        answer.json()["errors"][0]["extensions"].get("rule") for answer in answers if "errors" in answer.json()
    ]
    assert codes == ["ONE_LISTING"] * 9
