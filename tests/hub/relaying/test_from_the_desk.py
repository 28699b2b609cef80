"""From a decision to an agency and back: what it answers moves the instruction, and the case with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.agencies.mapping import Answered
from graph.engine import Engine
from tests.graphs import bring_in
from tests.hub.cases.asking import Clock, Desk, people
from tests.hub.cases.test_instructions import LIST, RAILWAY, moved, report, restricted, told
from tests.hub.relaying.agency import Agency
from tests.hub.relaying.backlog import deliveries
from tests.hub.relaying.conftest import Relaying
from tests.hub.serving import served


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 6, 1, 2, tzinfo=UTC))


@pytest.fixture
async def desk(engine: Engine, tmp_path: Path, clock: Clock, agency: Agency) -> AsyncIterator[Desk]:
    agency.clock = clock
    await bring_in(engine, tmp_path, people(), source="court", now=datetime(2026, 1, 6, tzinfo=UTC))
    async with served(engine, tmp_path, clock=clock, rights_seconds=0) as client:
        yield Desk(client)


async def test_what_is_decided_is_pushed_and_what_is_answered_moves_it(
    desk: Desk, clock: Clock, agency: Agency, relaying: Relaying
) -> None:
    case = await restricted(desk, "2026-06-01")
    agency.result, agency.on = Answered.EXECUTED, "2026-06-01T02:30:00.000000Z"
    counts = await relaying(record_replica="relay")
    # Of all who were told, the railway alone has an endpoint.
    assert (counts.delivered, counts.waiting) == (1, 0)
    [got] = agency.arrived
    assert (got.kind, got.sequence, got.payload["idNo"]) == ("ISSUE", 1, "420112198503071237")
    [edge] = await told(desk, **RAILWAY)
    node = edge["node"]
    assert (node["state"], node["version"], node["executedOn"]) == ("EXECUTED", 2, "2026-06-01")
    assert {name: node["history"][1][name] for name in ("event", "by", "role")} == {
        "event": "EXECUTE",
        "by": None,
        "role": "PARTNER",
    }
    clock.on("2026-06-05")
    case = await moved(desk, case, "CLERK", {"end": {"liftCause": "PERFORMED", "endedOn": "2026-06-05"}})
    case = await moved(desk, case, "CLERK", {"lift": {}})
    agency.on = None
    for edge in await told(desk, role="CLERK"):
        if edge["node"]["executor"] != "RAILWAY":
            await report(desk, edge["node"], "confirmLift", who={"role": "CLERK"}, liftExecutedOn="2026-06-05")
    assert (await relaying(record_replica="relay")).delivered == 1
    assert [got.kind for got in agency.arrived] == ["ISSUE", "LIFT"]
    # It was the last one: the case is lifted everywhere.
    ask = "query ($id: ID!) { restriction(id: $id) { state history { event by role } } }"
    lifted = await desk.ask(ask, {"id": case["id"]}, role="CLERK")
    assert lifted["state"] == "CONFIRMED_LIFTED"
    assert lifted["history"][-1] == {"event": "CONFIRM_LIFTED", "by": None, "role": None}


@pytest.mark.parametrize(
    ("result", "state", "name", "said"),
    [
        (Answered.RETURNED, "RETURNED", "returnReason", "OTHER"),
        (Answered.OBJECTED, "OBJECTED", "objection", "查无此人"),
    ],
)
async def test_what_comes_back_is_for_the_court(
    desk: Desk, agency: Agency, relaying: Relaying, result: Answered, state: str, name: str, said: str
) -> None:
    await restricted(desk, "2026-06-01")
    agency.result = result
    await relaying(record_replica="relay")
    [edge] = await told(desk, **RAILWAY)
    assert (edge["node"]["state"], edge["node"][name]) == (state, said)
    # Told again by the court, it is pushed again.
    agency.result = Answered.ACKNOWLEDGED
    await report(desk, edge["node"], "reissue", who={"role": "JUDGE"})
    await relaying(record_replica="relay")
    assert [got.sequence for got in agency.arrived] == [1, 2]
    assert (await told(desk, **RAILWAY))[0]["node"]["state"] == "ACKED"


async def test_a_day_that_cannot_be_is_no_answer(desk: Desk, agency: Agency, relaying: Relaying) -> None:
    await restricted(desk, "2026-06-01")
    agency.result, agency.on = Answered.EXECUTED, "2027-01-01T02:00:00.000000Z"
    assert (await relaying(record_replica="relay")).dead == 1
    [edge] = await told(desk, **RAILWAY)
    assert edge["node"]["state"] == "ISSUED"


async def test_what_was_read_and_reported_is_not_pushed_any_more(
    engine: Engine, desk: Desk, agency: Agency, relaying: Relaying
) -> None:
    await restricted(desk, "2026-06-01")
    [edge] = (await desk.client.ask(LIST, {"first": 3}, **RAILWAY))["instructions"]["edges"]
    await report(desk, edge["node"], "acknowledge", who=RAILWAY)
    counts = await relaying(record_replica="relay")
    assert agency.arrived == [] and (counts.delivered, counts.waiting) == (0, 0)
    ended = {each["agency"]: each.get("ended") for each in await deliveries(engine)}
    assert ended["RAILWAY"] == "REPORTED" and ended["CIVIL_AVIATION"] is None
