"""Budgets as callers meet them: two served hubs on one engine, the clock standing still."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from graph.engine import Engine
from hub.budgets import budgets
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served
from tests.hub.sockets.speaking import speaking

GRAPHQL = {"Accept": "application/graphql-response+json"}
BUDGET = 40
OWN = {"budget_leases": 8, "budgets": f"RAILWAY:{BUDGET}:1000000,HOUSING:1000:500,FINANCE:1:1000"}
SLICE = BUDGET // 8
COMPANIES = "query($n: Int!) { companies(first: $n) { edges { cursor } } }"
WHO = "{ viewer { agency } }"


class Clock:
    """The clock by which all hubs of this process name their windows: 17.2 s into one."""

    def __init__(self) -> None:
        self.now = time.time() // 60 * 60 + 17.2

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(budgets, "time", SimpleNamespace(time=clock.time))
    return clock


@pytest.fixture
async def hubs(engine: Engine, tmp_path: Path, clock: Clock) -> AsyncIterator[tuple[Client, Client]]:
    async with (
        served(engine, tmp_path, record_replica="one", **OWN) as one,
        served(engine, tmp_path, record_replica="two", **OWN) as two,
    ):
        yield one, two


async def send(
    client: Client, query: str = WHO, variables: dict[str, Any] | None = None, *, agency: str = "RAILWAY"
) -> httpx.Response:
    return await client.post(query, variables, headers={**client.headers("PARTNER", agency), **GRAPHQL})


async def flood(clients: tuple[Client, ...], number: int, **more: Any) -> Counter[int]:
    answers = await asyncio.gather(*(send(client, **more) for client in clients for _ in range(number)))
    return Counter(answer.status_code for answer in answers)


async def test_two_hubs_together_serve_no_more_than_the_budget(hubs: tuple[Client, Client]) -> None:
    statuses = await flood(hubs, BUDGET)
    assert set(statuses) == {200, 429}
    # What one hub leased and the other then lacked is all that may be lost.
    assert BUDGET - 2 * SLICE <= statuses[200] <= BUDGET


async def test_one_hub_alone_serves_the_whole_budget(hubs: tuple[Client, Client]) -> None:
    assert await flood(hubs[:1], BUDGET + 10) == {200: BUDGET, 429: 10}


async def test_a_flood_of_one_agency_refuses_no_other(hubs: tuple[Client, Client]) -> None:
    flooding, other = await asyncio.gather(flood(hubs, 3 * BUDGET), flood(hubs, 2 * BUDGET, agency="BANKING"))
    assert flooding[429] >= 5 * BUDGET
    assert other == {200: 4 * BUDGET}
    for client in hubs:
        assert (await send(client)).status_code == 429
        assert await client.ask("{ __typename }", role="JUDGE") == {"__typename": "Query"}


async def test_a_refusal_says_when_to_come_again_and_then_it_is_so(
    hubs: tuple[Client, Client], clock: Clock
) -> None:
    await flood(hubs, BUDGET)
    refused = await send(hubs[0])
    assert refused.headers["retry-after"] == "43"
    (error,) = refused.json()["errors"]
    assert error["extensions"] == {"code": "RATE_LIMITED", "limit": BUDGET, "retryAfterSeconds": 43}
    assert "data" not in refused.json()
    clock.now += 42
    assert (await send(hubs[0])).headers["retry-after"] == "1"
    clock.now += 1
    assert (await send(hubs[0])).status_code == 200


async def test_a_refusal_asks_the_engine_nothing_and_is_on_the_record(hubs: tuple[Client, Client]) -> None:
    one, _ = hubs
    await flood((one,), BUDGET + 1)
    before = await one.metrics()
    assert await flood((one,), 20) == {429: 20}
    after = await one.metrics()
    assert after["hub_budget_leases_total"] == before["hub_budget_leases_total"]
    refusals = 'hub_budget_refusals_total{budget="rate"}'
    assert after[refusals] == before[refusals] + 20 == 21
    assert after['hub_requests_total{code="RATE_LIMITED"}'] == 21
    lines = [line for line in recorded(one.settings.data) if line["decision"] == "RATE_LIMITED"]
    assert len(lines) == 21 and {line["agency"] for line in lines} == {"RAILWAY"}


async def test_leases_are_as_many_as_the_parts_of_a_budget(hubs: tuple[Client, Client]) -> None:
    await flood(hubs, BUDGET)
    leases = [(await client.metrics())["hub_budget_leases_total"] for client in hubs]
    # Eight parts of the requests; a hub that finds nothing left has asked once more. The cost goes with them.
    assert sum(leases) <= 8 + 2


async def test_costs_are_counted_as_requests_are(hubs: tuple[Client, Client]) -> None:
    statuses = await flood(hubs, 10, query=COMPANIES, variables={"n": 99}, agency="HOUSING")
    assert set(statuses) == {200, 429} and 500 - 3 * 100 <= statuses[200] * 100 <= 500
    refused = await send(hubs[0], COMPANIES, {"n": 450}, agency="HOUSING")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "43")
    assert refused.json()["errors"][0]["extensions"]["limit"] == 500
    assert (await send(hubs[0], "{ __typename }", agency="HOUSING")).status_code == 200


async def test_what_no_minute_would_allow_is_too_costly_and_not_for_later(hubs: tuple[Client, Client]) -> None:
    refused = await send(hubs[0], COMPANIES, {"n": 500}, agency="HOUSING")
    assert (refused.status_code, refused.headers.get("retry-after")) == (400, None)
    extensions = refused.json()["errors"][0]["extensions"]
    assert extensions == {"code": "TOO_COSTLY", "limit": 500, "counted": 501}


async def test_what_cannot_be_read_counts_as_a_request(hubs: tuple[Client, Client]) -> None:
    assert (await send(hubs[0], "{ nonsense", agency="FINANCE")).status_code == 400
    assert (await send(hubs[0], agency="FINANCE")).status_code == 429
    assert (await send(hubs[1], agency="FINANCE")).status_code == 429


async def test_over_a_socket_it_is_the_operations_error(hubs: tuple[Client, Client]) -> None:
    one, _ = hubs
    await flood((one,), BUDGET)
    async with speaking(str(one.http.base_url)) as speaker:
        await speaker.init(one.headers("PARTNER", "RAILWAY"))
        await speaker.subscribe("a", WHO)
        heard = await speaker.hear()
        assert (heard["type"], heard["id"]) == ("error", "a")
        assert heard["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        assert heard["payload"][0]["extensions"]["retryAfterSeconds"] == 43


QUOTA = (
    "{ viewer { quota { subjectsPerRequest costPerRequest requestsPerMinute requestsLeft costPerMinute costLeft"
    " secondsLeft } } }"
)


async def test_the_viewer_sees_the_budget_and_about_what_is_left(hubs: tuple[Client, Client]) -> None:
    one, two = hubs
    await flood((one,), 20)
    seen = [(await send(client, QUOTA)).json()["data"]["viewer"]["quota"] for client in hubs]
    for quota in seen:
        assert quota["requestsPerMinute"] == BUDGET and quota["costPerMinute"] == 1_000_000
        assert quota["secondsLeft"] == 43 and quota["costPerRequest"] == one.settings.max_cost
    assert seen[0]["requestsLeft"] == BUDGET - 21
    # The other counts as gone what the first has leased and not spent.
    assert BUDGET - 22 - 2 * SLICE <= seen[1]["requestsLeft"] <= BUDGET - 22
    assert two.settings.max_cost == seen[1]["costPerRequest"]
