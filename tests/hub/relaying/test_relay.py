"""What an agency is told without asking: in order, again until it arrived, and nothing twice."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.responses import Response

from adapters.agencies.mapping import Answered
from adapters.protocols.circuit import CircuitLimits
from adapters.protocols.retrying import Retrying
from adapters.simulating.agency import Message
from adapters.simulating.trouble import Trouble
from graph.cypher import instructions
from graph.engine import Engine
from graph.rules.days import stored_instant
from graph.statement import Statement
from hub.door.door import Door
from hub.relaying.dead import DeadMessages, NoSuchMessage
from hub.relaying.hearing import Arrived
from hub.relaying.lines import Lines, LostLease
from tests.hub.recorded import recorded
from tests.hub.relaying.agency import Agency, status
from tests.hub.relaying.backlog import citizen_id, debtors, deliveries, issue, lift, states, works
from tests.hub.relaying.conftest import PATIENT, Relaying


def door_of(engine: Engine) -> Door:
    return Door(engine, timeout_seconds=60, statements_kept=10)


def dead_of(engine: Engine) -> DeadMessages:
    return DeadMessages(door=door_of(engine), clock=lambda: datetime.now(UTC))


async def test_each_is_told_once_and_in_order_of_its_debtor(
    engine: Engine, tmp_path: Path, agency: Agency, relaying: Relaying
) -> None:
    *people, _ = await debtors(engine, tmp_path, 5)
    for _ in range(4):
        await issue(engine, people)
    counts = await relaying()
    assert (counts.delivered, counts.waiting, counts.dead) == (20, 0, 0)
    assert len(agency.arrived) == len(agency.effects) == 20
    for subject in people:
        assert agency.orders(subject) == [1, 2, 3, 4]
    assert set((await states(engine)).values()) == {"ACKED"}
    assert {each["ended"] for each in await deliveries(engine)} == {"DELIVERED"}
    # Nothing is left to look at, and whoever looks again tells nobody anything.
    assert await works(engine) == [None] * 5
    assert (await relaying()).delivered == 0 and len(agency.arrived) == 20


async def test_it_is_told_in_the_agency_s_words_by_number_and_on_record_before(
    engine: Engine, tmp_path: Path, agency: Agency, relaying: Relaying
) -> None:
    [person, _] = await debtors(engine, tmp_path, 1)
    await issue(engine, [person])
    agency.mishap = lambda got: None if len(recorded(tmp_path)) == 1 else status(500)
    await relaying()
    [got] = agency.arrived
    assert got.subject == person and got.payload["idNo"] == citizen_id(0) and got.payload["name"] == "甲"
    assert (got.payload["caseNo"], got.payload["order"]) == ("（2026）鄂0112执1号", "1")
    [entry] = recorded(tmp_path)
    assert (entry["kind"], entry["rows"], entry["operation_name"]) == ("OPENING", 1, "hub relay")
    assert (entry["subject"], entry["agency"], len(entry["touched"])) == ("os:relay", "RAILWAY", 1)


async def test_an_end_goes_before_the_backlog(
    engine: Engine, tmp_path: Path, agency: Agency, relaying: Relaying
) -> None:
    *people, _ = await debtors(engine, tmp_path, 30)
    made = await issue(engine, people, datetime.now(UTC) - timedelta(hours=1))
    await relaying()
    for _ in range(3):
        await issue(engine, people, datetime.now(UTC) - timedelta(minutes=5))
    await lift(engine, made[7])
    before = len(agency.arrived)
    await relaying()
    # Behind nothing but what the same debtor was told before it.
    first = agency.arrived[before : before + 4]
    assert [(got.subject, got.kind) for got in first] == [
        (people[7], operation) for operation in ("ISSUE", "ISSUE", "ISSUE", "LIFT")
    ]


async def test_a_notice_of_repair_is_read_and_not_pushed(
    engine: Engine, tmp_path: Path, agency: Agency, relaying: Relaying
) -> None:
    """Pushed as an end, it would lift what was ordered anew of the same party."""
    person, _ = await debtors(engine, tmp_path, 1)
    await issue(engine, [person])
    now = stored_instant(datetime.now(UTC))
    [notice] = await issue(engine, [person], message="REPAIR")
    await issue(engine, [person])
    counts = await relaying()
    assert (counts.delivered, counts.waiting, counts.dead) == (2, 0, 0)
    assert [(got.kind, got.payload["order"]) for got in agency.arrived] == [("ISSUE", "1"), ("ISSUE", "3")]
    feed = instructions.feed_of("RAILWAY", "", now[:4] + "9", 10)
    assert notice["key"] in str(await engine.read(feed.rows(feed.last))) and await works(engine) == [None]


async def test_what_is_lifted_before_it_was_told_is_not_told_any_more(
    engine: Engine, tmp_path: Path, agency: Agency, relaying: Relaying
) -> None:
    [person, _] = await debtors(engine, tmp_path, 1)
    [first, second] = [*(await issue(engine, [person])), *(await issue(engine, [person]))]
    await lift(engine, first)
    agency.result = Answered.EXECUTED
    counts = await relaying()
    assert [(got.kind, got.sequence) for got in agency.arrived] == [("ISSUE", 2), ("LIFT", 3)]
    assert [each["ended"] for each in await deliveries(engine)] == ["OVERTAKEN", "DELIVERED", "DELIVERED"]
    assert await states(engine) == {first["key"]: "LIFTED", second["key"]: "EXECUTED"}
    assert (counts.waiting, counts.dead) == (0, 0)


@pytest.mark.parametrize("wrong", [503, 500, 429, 401, 404])
async def test_one_that_fails_holds_its_debtor_back_and_nobody_else(
    engine: Engine, tmp_path: Path, agency: Agency, relaying: Relaying, wrong: int
) -> None:
    [one, other, _] = await debtors(engine, tmp_path, 2)
    await issue(engine, [one, other])
    await issue(engine, [one, other])
    agency.mishap = lambda got: status(wrong) if (got.subject, got.sequence) == (one, 1) else None
    counts = await relaying(PATIENT)
    assert (counts.delivered, counts.waiting, counts.dead) == (2, 2, 0)
    assert agency.orders(one) == [] and agency.orders(other) == [1, 2]
    # An hour later it is sent again, with a greater fence, and what waited behind it after it.
    agency.mishap = lambda got: None
    hour = datetime.now(UTC) + timedelta(hours=1, seconds=1)
    agency.clock = lambda: hour
    assert (await relaying(PATIENT)).delivered == 2
    assert agency.orders(one) == [1, 2]
    first, again = [got for got in agency.arrived if (got.subject, got.sequence) == (one, 1)]
    assert first.id == again.id and first.fence < again.fence


async def test_an_agency_that_is_away_is_left_alone(
    engine: Engine, tmp_path: Path, agency: Agency, relaying: Relaying
) -> None:
    *people, _ = await debtors(engine, tmp_path, 12)
    await issue(engine, people)
    agency.mishap = lambda got: status(503)
    counts = await relaying(PATIENT, CircuitLimits(failures_max=3), relay_batch=1)
    assert len(agency.arrived) == 3
    assert (counts.delivered, counts.waiting, counts.dead) == (0, 12, 0)


async def test_what_nobody_took_is_told_when_somebody_is_there_again(
    engine: Engine, tmp_path: Path, agency: Agency, relaying: Relaying
) -> None:
    *people, _ = await debtors(engine, tmp_path, 3)
    await issue(engine, people)
    there, agency.url = agency.url, "http://127.0.0.1:1/rail"
    counts = await relaying(PATIENT)
    assert (counts.delivered, counts.waiting, counts.dead) == (0, 3, 0)
    agency.url = there
    # A try that failed is no reason to forget it, and none to hurry.
    assert (await relaying(PATIENT)).delivered == 0
    hour = datetime.now(UTC) + timedelta(hours=1, seconds=1)
    agency.clock = lambda: hour
    assert (await relaying(PATIENT)).delivered == 3
    assert len(agency.arrived) == 3


async def test_a_lost_answer_is_asked_again_and_has_one_effect(
    engine: Engine, tmp_path: Path, agency: Agency, relaying: Relaying
) -> None:
    [person, _] = await debtors(engine, tmp_path, 1)
    await issue(engine, [person])
    seen: list[str] = []

    def late(got: Message) -> Response | None:
        """Takes it, answers with a fault; the second time says that it has it."""
        agency.effects.setdefault(got.id, got)
        seen.append(got.id)
        return status(502) if len(seen) == 1 else status(409, id=got.id)

    agency.mishap = late
    counts = await relaying()
    assert (counts.delivered, len(agency.effects), len(seen)) == (1, 1, 2)
    assert [each["ended"] for each in await deliveries(engine)] == ["DUPLICATE"]
    # That it has it is no acknowledgement (签收).
    assert set((await states(engine)).values()) == {"ISSUED"}


async def test_whatever_goes_wrong_there_each_has_one_effect_in_the_end(
    engine: Engine, tmp_path: Path, agency: Agency, relaying: Relaying
) -> None:
    *people, _ = await debtors(engine, tmp_path, 5)
    for _ in range(4):
        await issue(engine, people)
    agency.trouble = Trouble(seed=3, errors=0.3, duplicates=0.4, outages=0.4)
    again = Retrying(floor_seconds=1e-6, first_seconds=1e-6, last_seconds=1e-6, tries_max=200)
    counts = await relaying(again)
    assert (counts.delivered, counts.waiting, counts.dead) == (20, 0, 0)
    # Answers were lost, so some came twice.
    assert len(agency.arrived) > len(agency.effects) == 20
    assert all(agency.orders(subject) == [1, 2, 3, 4] for subject in people)
    assert set((await states(engine)).values()) == {"ACKED"}


async def test_what_is_refused_waits_for_a_human_and_goes_on_from_there(
    engine: Engine, tmp_path: Path, agency: Agency, relaying: Relaying
) -> None:
    [one, other, _] = await debtors(engine, tmp_path, 2)
    [refused, _] = await issue(engine, [one, other])
    await issue(engine, [one])
    agency.mishap = lambda got: (
        status(422, message="查无此人") if (got.subject, got.sequence) == (one, 1) else None
    )
    counts = await relaying()
    assert (counts.delivered, counts.waiting, counts.dead) == (1, 1, 1)
    dead = dead_of(engine)
    [line] = await dead.listed()
    key = line.split("  ")[0]
    assert line.split("  ")[1:] == [
        "RAILWAY",
        "ISSUE",
        "JP-701",
        "（2026）鄂0112执1号",
        "1 tries",
        'REJECTED 422 {"message":"查无此人"}',
    ]
    assert len(agency.arrived) == 2 and refused["key"] not in line
    with pytest.raises(NoSuchMessage):
        await dead.put_back("none")
    agency.mishap = lambda got: None
    await dead.put_back(key)
    counts = await relaying()
    assert (counts.delivered, counts.waiting, counts.dead) == (2, 0, 0)
    assert agency.orders(one) == [1, 2] and await dead.listed() == []
    with pytest.raises(NoSuchMessage):
        await dead.put_back(key)


async def test_the_last_try_leaves_it_dead_and_an_end_passes_over(
    engine: Engine, tmp_path: Path, agency: Agency, relaying: Relaying
) -> None:
    [person, _] = await debtors(engine, tmp_path, 1)
    [first] = await issue(engine, [person])
    await relaying()
    await issue(engine, [person])
    agency.mishap = lambda got: status(500) if got.kind == "ISSUE" else None
    counts = await relaying()
    assert (len(agency.arrived), counts.dead) == (1 + 3, 1)
    await lift(engine, first)
    counts = await relaying()
    assert agency.orders(person) == [1, 3]
    assert (counts.delivered, counts.waiting, counts.dead) == (1, 0, 1)


async def test_nobody_is_told_by_a_name_alone(
    engine: Engine, tmp_path: Path, agency: Agency, relaying: Relaying
) -> None:
    [_, without] = await debtors(engine, tmp_path, 1)
    await issue(engine, [without])
    counts = await relaying()
    assert agency.arrived == [] and (counts.delivered, counts.dead) == (0, 1)
    [line] = await dead_of(engine).listed()
    assert line.endswith("no number: nobody is told by a name alone")
    assert recorded(tmp_path) == []


async def test_a_new_code_counts_for_nothing_and_an_end_that_is_refused_is_for_a_human(
    engine: Engine, tmp_path: Path, agency: Agency, relaying: Relaying
) -> None:
    [one, other, _] = await debtors(engine, tmp_path, 2)
    await issue(engine, [one])
    agency.result = "7"
    assert (await relaying()).dead == 1
    assert set((await states(engine)).values()) == {"ISSUED"}
    agency.result = Answered.EXECUTED
    [told] = await issue(engine, [other])
    await relaying()
    agency.result = Answered.RETURNED
    await lift(engine, told)
    assert (await relaying()).dead == 2
    assert (await states(engine))[told["key"]] == "LIFT_ISSUED"
    assert [line.split("  ")[-1] for line in await dead_of(engine).listed()][1] == "RETURNED: 查无此人"


async def test_two_relays_at_once_tell_each_once(
    engine: Engine, tmp_path: Path, agency: Agency, relaying: Relaying
) -> None:
    *people, _ = await debtors(engine, tmp_path, 10)
    for _ in range(4):
        await issue(engine, people)
    agency.trouble = Trouble(latency=10)
    counts = await asyncio.gather(
        relaying(record_replica="one", relay_batch=3), relaying(record_replica="two", relay_batch=3)
    )
    # Whoever came last to an empty table left before the other was done; what is left is for the next.
    rest = await relaying()
    assert sum(each.delivered for each in (*counts, rest)) == 40
    assert len(agency.arrived) == len(agency.effects) == 40
    assert all(agency.orders(subject) == [1, 2, 3, 4] for subject in people)


async def test_who_was_overtaken_writes_nothing(engine: Engine, tmp_path: Path) -> None:
    [person, _] = await debtors(engine, tmp_path, 1)
    await issue(engine, [person])
    lines = Lines(door=door_of(engine), lease=timedelta(seconds=30), ahead=timedelta(0))
    now = datetime.now(UTC)
    [(line, work)] = await lines.due("RAILWAY", False, now, 10)
    first = await lines.claim(line, work, now)
    assert first is not None
    # Neither the work that it saw nor a lease that still holds gives it to another.
    assert await lines.claim(line, work, now) is None
    assert await lines.due("RAILWAY", False, now + timedelta(seconds=29), 10) == []
    later = now + timedelta(seconds=31)
    [(line, work)] = await lines.due("RAILWAY", False, later, 10)
    second = await lines.claim(line, work, later)
    assert second is not None and second.key == first.key and second.fence > first.fence
    before = await deliveries(engine)
    with pytest.raises(LostLease):
        await lines.settle(first, Arrived(how="DELIVERED"), later, 1)
    with pytest.raises(LostLease):
        await lines.give_back(first, later, 1)
    assert await deliveries(engine) == before
    await lines.settle(second, Arrived(how="DELIVERED"), later, 1)
    assert [each["ended"] for each in await deliveries(engine)] == ["DELIVERED"]
    assert await works(engine) == [None]


async def test_a_fence_goes_on_where_agencies_are_after_a_restore(engine: Engine, tmp_path: Path) -> None:
    [person, _] = await debtors(engine, tmp_path, 1)
    await issue(engine, [person])
    lines = Lines(door=door_of(engine), lease=timedelta(seconds=30), ahead=timedelta(0))
    fences = []
    now = datetime.now(UTC)
    for known in (None, 1, 2**30):
        await engine.write(
            [Statement(text="MATCH (l:DeliveryLine) SET l.fence = $known", parameters={"known": known})]
        )
        [(line, work)] = await lines.due("RAILWAY", False, now, 10)
        claimed = await lines.claim(line, work, now)
        assert claimed is not None
        fences.append(claimed.fence)
        now += timedelta(seconds=31)
    seconds = (now - datetime(2026, 1, 1, tzinfo=UTC)).total_seconds()
    assert fences == [int(seconds) - 93, int(seconds) - 62, 2**30 + 1]


async def test_a_move_beside_a_lease_leaves_it_and_is_found_when_it_ends(engine: Engine, tmp_path: Path) -> None:
    [person, _] = await debtors(engine, tmp_path, 1)
    [told] = await issue(engine, [person])
    lines = Lines(door=door_of(engine), lease=timedelta(seconds=30), ahead=timedelta(0))
    now = datetime.now(UTC)
    [(line, work)] = await lines.due("RAILWAY", False, now, 10)
    claimed = await lines.claim(line, work, now)
    assert claimed is not None
    await lift(engine, told)
    assert await lines.due("RAILWAY", True, datetime.now(UTC), 10) == []
    await lines.settle(claimed, Arrived(how="DELIVERED"), datetime.now(UTC), 1)
    assert len(await lines.due("RAILWAY", True, datetime.now(UTC), 10)) == 1
