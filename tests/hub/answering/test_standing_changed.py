"""`standingChanged` over a socket of a served hub: what `screen` answers, told whenever it changes, and once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from graph.engine import Engine, EngineAddress
from graph.rules.days import stored_instant
from graph.statement import Statement
from hub.answering.lookout import Lookout
from hub.budgets import budgets
from hub.callers.issuer import issue
from hub.door.door import Door
from hub.errors import ErrorCode, HubError
from hub.read.asking import present
from hub.read.keys import read_key
from hub.rights.grants import Books
from hub.rights.policy import OWN_RIGHTS
from tests.graphs import RING, Node, bring_in
from tests.hub.answering.following import FOLLOW, NEVER_SECONDS, following, look, restricted, warm
from tests.hub.cases.asking import DEBTOR, MINOR, SCREEN, UNIT, Clock, Desk, people
from tests.hub.cases.test_restriction import moved
from tests.hub.cases.test_restriction import served as served_order
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served
from tests.hub.sockets.speaking import PATIENCE_SECONDS

DAY = "2026-06-01"
JUNE = datetime(2026, 6, 1, 2, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(JUNE)


@pytest.fixture
async def client(engine: Engine, tmp_path: Path, clock: Clock) -> AsyncIterator[Client]:
    await bring_in(engine, tmp_path, people(), source="court", now=datetime(2026, 1, 6, tzinfo=UTC))
    async with served(engine, tmp_path, clock=clock, rights_seconds=0, standing_seconds=NEVER_SECONDS) as client:
        await warm(client)
        yield client


def events(client: Client) -> list[dict[str, Any]]:
    return [line for line in recorded(client.settings.data) if line["kind"] == "EVENT"]


async def recorded_since(engine: Engine, instant: str) -> int:
    """The naive control: how many facts have been recorded since the last look, by their own instants."""
    text = (
        "OPTIONAL MATCH (t:Statement) WHERE t.recordedAt > $since WITH count(t) AS told"
        " OPTIONAL MATCH ()-[r:TARGETS]->() WHERE r.recordedAt > $since RETURN told, count(r)"
    )
    rows = await engine.read(Statement(text=text, parameters={"since": instant}, name="control"))
    return sum(map(int, rows[0]))


async def test_whoever_is_listed_and_then_lifted_is_told_of_once_each(
    client: Client, engine: Engine, tmp_path: Path, clock: Clock
) -> None:
    desk = Desk(client)
    async with following(client, client.headers("PARTNER", "FINANCE")) as partner:
        await partner.begin([MINOR, DEBTOR])
        first = await partner.hears()
        assert [(place, row["underMeasure"], row["measures"]) for place, row in first] == [
            (0, False, []), (1, False, []),
        ]  # fmt: skip
        case = await desk.published(DAY, grounds=("G3",))
        await look(client)
        [(place, row)] = await partner.hears()
        assert (place, row["underMeasure"], row["since"]) == (1, True, DAY)
        assert row["caseNumber"] == "（2026）鄂0112执1号" and row["asAt"] > first[0][1]["asAt"]
        clock.on("2026-06-05")
        await desk.move(case, "JUDGE", "end", endCause="PERFORMED", endedOn="2026-06-05")
        for _ in range(3):
            await look(client)
        [(place, row)] = await partner.hears()
        assert (place, row["underMeasure"]) == (1, False)
        # What comes next is the next change and no second telling of these.
        minor = restricted("r", target="minor", measures=["JP-107"])
        await bring_in(engine, tmp_path, minor, source="others", now=JUNE)
        await look(client)
        [(place, row)] = await partner.hears()
        assert (place, row["since"]) == (0, "2026-05-04")


async def test_what_is_told_is_what_screen_answers(client: Client) -> None:
    desk = Desk(client)
    async with following(client) as partner:
        await partner.begin([DEBTOR, UNIT])
        await partner.hears()
        await served_order(desk, DAY)
        await look(client)
        told = await partner.hears()
    fields = ("underMeasure", "since", "caseNumber")
    answered = await desk.screened(DEBTOR)
    assert [(place, {name: row[name] for name in fields}) for place, row in told] == [
        (0, {name: answered[name] for name in fields})
    ]
    assert [measure["code"] for measure in told[0][1]["measures"]] == [
        each["code"] for each in answered["measures"]
    ]


async def test_a_change_before_the_first_look_is_not_lost(client: Client) -> None:
    async with following(client) as partner:
        await partner.begin()
        assert not (await partner.hears_of_one())["underMeasure"]
        await served_order(Desk(client), DAY)
        await look(client)
        assert (await partner.hears_of_one())["underMeasure"]


async def test_whoever_comes_back_begins_with_what_is(client: Client) -> None:
    async with following(client) as partner:
        await partner.begin()
        told = await partner.hears_of_one()
        partner.speaker.socket.transport.abort()
    await served_order(Desk(client), DAY)
    await look(client)
    async with following(client) as partner:
        await partner.begin()
        row = await partner.hears_of_one()
        assert row["underMeasure"] and row["asAt"] > told["asAt"]


async def test_what_was_recorded_late_is_told_though_its_instant_is_an_earlier_one(
    client: Client, engine: Engine, tmp_path: Path, clock: Clock
) -> None:
    """A move committed after the look that is dated before it: whoever asks for what is newer misses it."""
    async with following(client) as partner:
        await partner.begin()
        await partner.hears_of_one()
        await look(client)
        looked = clock()
        await bring_in(engine, tmp_path, restricted("r"), source="others", now=looked - timedelta(seconds=1))
        assert await recorded_since(engine, stored_instant(looked)) == 0
        await look(client)
        assert (await partner.hears_of_one())["since"] == "2026-05-04"


async def test_two_moves_between_two_looks_are_told_though_somebody_is_under_measure_before_and_after(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    """Lifted in one case and restricted in another: whoever compares a yes with a yes misses it."""
    desk = Desk(client)
    async with following(client) as partner:
        case = await served_order(desk, DAY)
        await partner.begin()
        before = await partner.hears_of_one()
        await look(client)
        await moved(desk, case, "PRESIDENT", "withdraw", faultFoundOn=DAY)
        await bring_in(engine, tmp_path, restricted("r"), source="others", now=JUNE)
        await look(client)
        after = await partner.hears_of_one()
        assert before["underMeasure"] is after["underMeasure"] is True  # the control
        assert (before["caseNumber"], after["caseNumber"]) == ("（2026）鄂0112执1号", "（2026）鄂0104执5号")


async def test_what_time_alone_begins_and_ends_is_told(client: Client, clock: Clock) -> None:
    """A journey is free until a day: what rested is in force again on the day after, and nobody moves."""
    desk = Desk(client)
    case = await served_order(desk, DAY)
    async with following(client) as partner:
        await partner.begin(measure="JP-701")
        assert (await partner.hears_of_one())["underMeasure"]
        await moved(desk, case, "PRESIDENT", "liftForATime", suspendedUntil="2026-06-20")
        await look(client)
        assert not (await partner.hears_of_one())["underMeasure"]
        clock.on("2026-06-20")
        await look(client)
        clock.on("2026-06-21")
        await look(client)
        row = await partner.hears_of_one()
        assert row["underMeasure"] and row["asAt"] >= "2026-06-21"


async def test_what_begins_on_a_later_day_is_told_on_that_day(
    client: Client, engine: Engine, tmp_path: Path, clock: Clock
) -> None:
    later = restricted("r", servedOn="2026-06-03")
    await bring_in(engine, tmp_path, later, source="others", now=datetime(2026, 1, 7, tzinfo=UTC))
    async with following(client) as partner:
        await partner.begin()
        assert not (await partner.hears_of_one())["underMeasure"]
        await look(client)
        clock.on("2026-06-03")
        await look(client)
        assert (await partner.hears_of_one())["since"] == "2026-06-03"


async def test_what_is_sealed_is_not_told_of(client: Client, engine: Engine, tmp_path: Path) -> None:
    async with following(client) as partner:
        await partner.begin()
        await partner.hears_of_one()
        await look(client)
        before = events(client)
        await bring_in(engine, tmp_path, restricted("s", access="SEALED"), source="others", now=JUNE)
        await look(client)
        await bring_in(engine, tmp_path, restricted("r"), source="open", now=JUNE)
        await look(client)
        row = await partner.hears_of_one()  # the very next that is heard
        assert [measure["since"] for measure in row["measures"]] == ["2026-05-04"]
        assert len(events(client)) == len(before) + 1


@pytest.mark.parametrize(
    ("role", "agency", "measure"), [("PARTNER", "RAILWAY", "JP-702"), ("MEDIATOR", None, None)]
)
async def test_whoever_may_not_ask_is_refused_as_by_screen(
    client: Client, role: str, agency: str | None, measure: str | None
) -> None:
    headers = client.headers(role, agency, purpose="MEDIATION" if role == "MEDIATOR" else None)
    variables = {"subjects": [DEBTOR], "measure": measure}
    screen = (await client.post(SCREEN, variables, headers=headers)).json()
    async with following(client, headers) as nobody:
        await nobody.begin(measure=measure)
        refused = await nobody.refused()
    assert refused == screen["errors"][0] and refused["extensions"]["code"] == "FORBIDDEN"
    assert recorded(client.settings.data)[-1]["decision"] == "FORBIDDEN"
    assert not events(client)


async def test_a_bad_key_is_its_rows_problem_and_an_unknown_measure_everybodys(client: Client) -> None:
    bad = {"citizenId": "420112198503071238"}
    async with following(client) as partner:
        await partner.begin([bad, DEBTOR])
        [(_, first), (_, second)] = await partner.hears()
        assert first["problem"] and first["underMeasure"] is None and bad["citizenId"] not in str(first)
        assert second["problem"] is None and second["underMeasure"] is False
    async with following(client) as partner:
        await partner.begin(measure="JP-000")
        assert (await partner.refused())["extensions"]["code"] == "BAD_INPUT"


async def test_more_than_may_be_screened_may_not_be_followed(client: Client) -> None:
    async with following(client) as partner:
        await partner.begin([DEBTOR] * 501)
        assert (await partner.refused())["extensions"]["code"] == "TOO_COSTLY"


async def test_each_telling_is_on_the_record_with_whom_it_tells_of_and_no_others(client: Client) -> None:
    async with following(client) as partner:
        await partner.begin([DEBTOR, UNIT])
        await partner.hears()
        await look(client)
        await served_order(Desk(client), DAY)
        await look(client)
        await partner.hears()
        opened, told = events(client)
    assert (opened["rows"], told["rows"]) == (2, 1)
    assert {opened["operation_name"], told["operation_name"]} == {"Follow"}
    assert {(line["role"], line["purpose"], line["decision"]) for line in (opened, told)} == {
        ("PARTNER", "CREDIT_CHECK", "OK")
    }
    # Debtor and unit; then the debtor and the order against him.
    assert len(opened["touched"]) == 2 and len(told["touched"]) == 2
    assert len(set(opened["touched"]) & set(told["touched"])) == 1


async def test_a_grant_that_is_taken_back_ends_it(
    client: Client, engine: Engine, tmp_path: Path, clock: Clock
) -> None:
    granted = {"agency": "RAILWAY", "measures": ["JP-702"], "legalBasis": "备忘录", "edition": "1"}
    await bring_in(engine, tmp_path, [Node("GRANT", "g", granted)], source="rights", now=JUNE)
    async with following(client) as partner:
        await partner.begin(measure="JP-702")
        await partner.hears_of_one()
        await look(client)
        gone = "MATCH (n:Node {kind: 'GRANT'})<-[:ABOUT]-(t) SET t.supersededAt = $at"
        at = stored_instant(clock())
        await engine.write([Statement(text=gone, parameters={"at": at}, name="take back")])
        await look(client)
        assert (await partner.refused())["extensions"]["code"] == "FORBIDDEN"
    assert events(client)[-1]["decision"] == "FORBIDDEN"


async def test_a_telling_is_paid_for_and_one_that_cannot_be_waits(
    engine: Engine, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row is three objects and its measures: 10 with 8 for a list. Of 25 there is enough for two in a minute."""
    window = SimpleNamespace(now=1_800_000_000.0)
    monkeypatch.setattr(budgets, "time", SimpleNamespace(time=lambda: window.now))
    await bring_in(engine, tmp_path, people(), source="court", now=datetime(2026, 1, 6, tzinfo=UTC))
    settings: dict[str, Any] = {"unsized_list": 8, "budgets": "RAILWAY:1000:25", "budget_leases": 1}
    async with served(
        engine, tmp_path, clock=clock, rights_seconds=0, standing_seconds=NEVER_SECONDS, **settings
    ) as client:
        desk = Desk(client)
        await warm(client)
        async with following(client) as partner:
            await partner.begin()
            await partner.hears_of_one()
            case = await served_order(desk, DAY)
            await look(client)
            assert (await partner.hears_of_one())["underMeasure"]
            await moved(desk, case, "PRESIDENT", "withdraw", faultFoundOn=DAY)
            await look(client)
            await until(lambda: refused(client), 1)
            await bring_in(engine, tmp_path, restricted("r"), source="others", now=JUNE)
            await look(client)
            await until(lambda: refused(client), 2)
            window.now += 60
            await look(client)
            assert (await partner.hears_of_one())["since"] == "2026-05-04"  # the withdrawal alone is never told of


async def test_only_so_many_parties_are_followed_and_whoever_leaves_makes_room(
    engine: Engine, tmp_path: Path, clock: Clock
) -> None:
    await bring_in(engine, tmp_path, people(), source="court", now=datetime(2026, 1, 6, tzinfo=UTC))
    settings: dict[str, Any] = {"standing_seconds": NEVER_SECONDS, "standing_subjects_max": 3}
    async with (
        served(engine, tmp_path, clock=clock, **settings) as client,
        following(client) as first,
        following(client) as second,
    ):
        await warm(client)
        await first.begin([DEBTOR, UNIT])
        await first.hears()
        await second.begin([DEBTOR, UNIT])
        assert (await second.refused())["extensions"]["code"] == "RATE_LIMITED"
        assert await followed(client) == 2
        await first.speaker.say({"id": "s", "type": "complete"})
        await until(lambda: followed(client), 0)
        await second.speaker.subscribe("t", FOLLOW, variables={"subjects": [DEBTOR, UNIT]})
        assert (await second.speaker.hear())["type"] == "next"


async def test_nobody_s_share_takes_what_others_may_follow(engine: Engine, tmp_path: Path, clock: Clock) -> None:
    """As with budgets, all of an agency have one share, and whoever acts for none has one of his own."""
    await bring_in(engine, tmp_path, people(), source="court", now=datetime(2026, 1, 6, tzinfo=UTC))
    settings: dict[str, Any] = {
        "standing_seconds": NEVER_SECONDS, "standing_subjects_max": 4, "standing_subjects_per_caller_max": 2,
    }  # fmt: skip
    async with served(engine, tmp_path, clock=clock, **settings) as client:
        colleague = client.headers("PARTNER", "RAILWAY")
        token = issue(client.settings, "PARTNER", agency="RAILWAY", court="鄂0112", subject="dev-colleague")
        colleague["Authorization"] = f"Bearer {token}"
        async with (
            following(client) as first,
            following(client, colleague) as second,
            following(client, client.headers("PARTNER", "FINANCE")) as other,
        ):
            await warm(client)
            await first.begin([DEBTOR, UNIT])
            await first.hears()
            await second.begin()
            error = await second.refused()
            assert error["extensions"]["code"] == "RATE_LIMITED" and "at most 2 " in error["message"]
            await other.begin([DEBTOR, UNIT])
            await other.hears()
            assert await followed(client) == 4
            await first.speaker.say({"id": "s", "type": "complete"})
            await until(lambda: followed(client), 2)
            await second.speaker.subscribe("t", FOLLOW, variables={"subjects": [DEBTOR]})
            assert (await second.speaker.hear())["type"] == "next"


async def test_what_another_hub_moves_is_told_by_each_hub(engine: Engine, tmp_path: Path, clock: Clock) -> None:
    await bring_in(engine, tmp_path, people(), source="court", now=datetime(2026, 1, 6, tzinfo=UTC))
    settings: dict[str, Any] = {"clock": clock, "rights_seconds": 0, "standing_seconds": 0.05}
    async with (
        served(engine, tmp_path / "one", **settings) as one,
        served(engine, tmp_path / "two", record_replica="two", **settings) as two,
        following(one) as here,
        following(two) as there,
    ):
        for client in (one, two):
            await warm(client)
        for partner in (here, there):
            await partner.begin()
            assert not (await partner.hears_of_one())["underMeasure"]
        case = await served_order(Desk(one), DAY)
        for partner in (here, there):
            assert (await partner.hears_of_one())["since"] == DAY
        await moved(Desk(two), case, "PRESIDENT", "withdraw", faultFoundOn=DAY)
        for partner in (here, there):
            assert not (await partner.hears_of_one())["underMeasure"]


async def test_a_look_at_what_is_at_rest_stirs_nobody(client: Client) -> None:
    """All followers of a hub share one look; only what moved is read again for each."""
    assert client.hub is not None
    lookout = client.hub.lookout
    await served_order(Desk(client), DAY)
    keys = tuple(read_key(by, RING, JUNE.date()) for by in (DEBTOR, UNIT))
    post = lookout.post(keys, lambda _: OWN_RIGHTS, follower="RAILWAY")
    await lookout.look()
    assert await post.stirred() == [0, 1]
    for _ in range(3):
        await lookout.look()
    assert not post.places and not post.woken.is_set()


async def test_whoever_follows_while_the_engine_is_gone_is_told(engine_address: EngineAddress) -> None:
    async with await Engine.open(engine_address) as engine:
        door = Door(engine, timeout_seconds=1, statements_kept=10)
    books = Books(own=door.own_pages, seconds=0, present=lambda: present(JUNE))
    lookout = Lookout(door=door, books=books, clock=lambda: JUNE, seconds=0.01, keys_max=10, share_max=10)
    post = lookout.post((read_key(DEBTOR, RING, JUNE.date()),), lambda _: OWN_RIGHTS, follower="RAILWAY")
    looking = asyncio.create_task(lookout.run())
    try:
        with pytest.raises(HubError) as caught:
            await asyncio.wait_for(post.stirred(), PATIENCE_SECONDS)
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
    assert caught.value.code is ErrorCode.UNAVAILABLE


async def refused(client: Client) -> int:
    return int((await client.metrics())['hub_budget_refusals_total{budget="cost"}'])


async def followed(client: Client) -> int:
    return int((await client.metrics())["hub_standings"])


async def until(count: Callable[[], Awaitable[int]], number: int) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await count() != number:
            await asyncio.sleep(0.02)
