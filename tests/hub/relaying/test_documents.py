"""An agency that takes documents in XML: the credit office is told of a unit on the list, and answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.responses import Response

from adapters.agencies.mapping import Answered
from adapters.protocols.retrying import Retrying
from adapters.simulating.agency import Message
from adapters.simulating.trouble import Trouble
from graph.engine import Engine
from tests.graphs import bring_in
from tests.hub.cases.asking import UNIT, Clock, Desk, assessed, people
from tests.hub.cases.test_instructions import report, told
from tests.hub.relaying.agency import CREDIT, Agency, agency_there
from tests.hub.relaying.backlog import deliveries
from tests.hub.relaying.conftest import PATIENT, Relaying
from tests.hub.serving import served

OFFICE = {"role": "PARTNER", "agency": "CREDIT_OFFICE"}
MEASURES = ["JP-102", "JP-108", "JP-202"]
UNIT_S_NUMBER = "91110000600037341L"


@pytest.fixture
async def agency() -> AsyncIterator[Agency]:
    async with agency_there(CREDIT) as agency:
        yield agency


@pytest.fixture
def clock(agency: Agency) -> Clock:
    agency.clock = clock = Clock(datetime(2026, 6, 1, 2, tzinfo=UTC))
    return clock


@pytest.fixture
async def desk(engine: Engine, tmp_path: Path, clock: Clock) -> AsyncIterator[Desk]:
    await bring_in(engine, tmp_path, people(), source="court", now=datetime(2026, 1, 6, tzinfo=UTC))
    async with served(engine, tmp_path, clock=clock, rights_seconds=0) as client:
        desk = Desk(client)
        await assessed(desk)
        yield desk


async def test_it_is_told_in_its_own_words_and_has_them_until_they_are_repaired(
    desk: Desk, clock: Clock, agency: Agency, relaying: Relaying
) -> None:
    case = await desk.published("2026-06-01", UNIT)
    assert (await relaying(record_replica="relay")).delivered == 3
    assert sorted(got.measure for got in agency.arrived) == MEASURES
    [bids] = [got.payload for got in agency.arrived if got.measure == "JP-108"]
    assert (bids["head"]["xxlx"], bids["body"]["csdm"], bids["body"]["csxz"]) == ("TS", "0108", "ZX")
    assert (bids["body"]["ztmc"], bids["body"]["zjlx"], bids["body"]["zjhm"]) == ("丙公司", "1", UNIT_S_NUMBER)
    # What stands in the headers stands in the document, as far as it has a place for it.
    assert [got.payload["head"]["xh"] for got in agency.arrived] == [str(got.sequence) for got in agency.arrived]
    assert [edge["node"]["state"] for edge in await told(desk, **OFFICE)] == ["ACKED"] * 3
    clock.on("2026-06-05")
    await desk.move(case, "JUDGE", "end", endCause="PERFORMED", endedOn="2026-06-05")
    agency.result = Answered.EXECUTED
    assert (await relaying(record_replica="relay")).delivered == 3
    repairs = agency.arrived[3:]
    assert sorted(got.measure for got in repairs) == MEASURES
    assert {(got.kind, got.payload["head"]["xxlx"], got.payload["body"]["zjhm"]) for got in repairs} == {
        ("LIFT", "XF", UNIT_S_NUMBER)
    }
    assert {edge["node"]["state"] for edge in await told(desk, **OFFICE)} == {"LIFTED"}
    assert {held.status for held in agency.holds()} == {"LIFTED"}


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
    await desk.published("2026-06-01", UNIT)
    agency.result = result
    await relaying(record_replica="relay")
    edges = await told(desk, **OFFICE)
    assert {(edge["node"]["state"], edge["node"][name]) for edge in edges} == {(state, said)}
    agency.result = Answered.ACKNOWLEDGED
    await report(desk, edges[0]["node"], "reissue", who={"role": "JUDGE"})
    await relaying(record_replica="relay")
    assert len(agency.arrived) == 4
    states = {edge["node"]["id"]: edge["node"]["state"] for edge in await told(desk, **OFFICE)}
    assert sorted(states.values()) == ["ACKED", state, state]


async def test_what_is_not_understood_is_no_answer(
    engine: Engine, desk: Desk, agency: Agency, relaying: Relaying
) -> None:
    await desk.published("2026-06-01", UNIT)
    agency.mishap = lambda message: Response(b"<LHCJ>\n<head></LHCJ>", media_type="application/xml")
    counts = await relaying(PATIENT, record_replica="relay")
    assert (counts.delivered, counts.waiting, counts.dead) == (0, 3, 0)
    # What is told of one party is one line: the others wait behind the first.
    [reason] = [each["reason"] for each in await deliveries(engine) if "reason" in each]
    assert reason.startswith("its answer: line 2, column 9: no XML from here on (mismatched tag)")
    assert {edge["node"]["state"] for edge in await told(desk, **OFFICE)} == {"ISSUED"}


async def test_whatever_goes_wrong_there_each_has_one_effect_in_the_end(
    desk: Desk, agency: Agency, relaying: Relaying
) -> None:
    await desk.published("2026-06-01", UNIT)
    agency.trouble = Trouble(seed=3, errors=0.3, duplicates=0.6)
    again = Retrying(floor_seconds=1e-6, first_seconds=1e-6, last_seconds=1e-6, tries_max=200)
    counts = await relaying(again, record_replica="relay")
    assert (counts.delivered, counts.waiting, counts.dead) == (3, 0, 0)
    assert len(agency.arrived) > len(agency.effects) == 3
    assert {edge["node"]["state"] for edge in await told(desk, **OFFICE)} == {"ACKED"}


async def test_who_has_a_message_already_names_it_in_a_header(
    engine: Engine, desk: Desk, agency: Agency, relaying: Relaying
) -> None:
    await desk.published("2026-06-01", UNIT)

    def there(message: Message) -> Response:
        return Response(b"<LHCJ/>", status_code=409, media_type="text/xml", headers={"webhook-id": message.id})

    agency.mishap = there
    assert (await relaying(record_replica="relay")).delivered == 3
    ended = {each["ended"] for each in await deliveries(engine) if each["agency"] == "CREDIT_OFFICE"}
    assert ended == {"DUPLICATE"}
