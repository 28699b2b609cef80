"""Subscriptions on the served hub: a schema of the test's own stands for one that has them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from graphql import GraphQLArgument, GraphQLField, GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema

from graph.engine import Engine
from hub.api.schema import schema
from hub.api.subscriptions.watch import Watch
from hub.errors import ErrorCode, HubError
from tests.conftest import Servers
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served
from tests.hub.sockets.speaking import PATIENCE_SECONDS, Speaker, speaking


class Source:
    """Counts to a number and then waits for ever; knows how many listen, and who came."""

    def __init__(self) -> None:
        self.listening = 0
        self.watches: list[Watch] = []

    async def subscribe(self, _parent: None, info: Any, to: int) -> AsyncIterator[int]:
        if to > 100:
            raise HubError(ErrorCode.BAD_INPUT, "to: at most 100")
        self.watches.append(info.context)
        return self._count(to)

    async def _count(self, to: int) -> AsyncIterator[int]:
        self.listening += 1
        try:
            for number in range(to):
                yield number
            if to == 13:
                raise RuntimeError("bolt://hub:pa55@10.0.0.9")
            await asyncio.sleep(3600)
        finally:
            self.listening -= 1


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
async def client(servers: Servers, source: Source, tmp_path: Path) -> AsyncIterator[Client]:
    field = GraphQLField(
        GraphQLInt,
        {"to": GraphQLArgument(GraphQLNonNull(GraphQLInt))},
        subscribe=source.subscribe,
        resolve=lambda value, _info, **_: value,
    )
    contract = GraphQLSchema(
        query=schema().query_type, subscription=GraphQLObjectType("Subscription", {"count": field})
    )
    async with (
        await Engine.open(await servers.address("embedded")) as engine,
        served(engine, tmp_path, contract, socket_operations_per_caller=3) as client,
    ):
        yield client


def record(client: Client) -> list[dict[str, Any]]:
    return recorded(client.settings.data)


def developer(client: Client) -> dict[str, str]:
    return client.headers("DEVELOPER", purpose="DEVELOPMENT")


async def until(holds: Callable[[], bool], what: str) -> None:
    end = monotonic() + PATIENCE_SECONDS
    while not holds():
        assert monotonic() < end, what
        await asyncio.sleep(0.02)


async def counts(speaker: Speaker, number: int) -> list[int]:
    return [(await speaker.hear())["payload"]["data"]["count"] for _ in range(number)]


async def test_each_event_is_an_answer_and_a_line_of_the_record(client: Client, source: Source) -> None:
    async with speaking(str(client.http.base_url)) as speaker:
        await speaker.init(developer(client))
        await speaker.subscribe("s", "subscription Up($to: Int!) { count(to: $to) }", variables={"to": 3})
        assert await counts(speaker, 3) == [0, 1, 2]
        lines = record(client)
        assert [(line["decision"], line["operation_name"], line["rows"]) for line in lines] == [
            ("OK", "Up", 0), ("OK", "Up", 1), ("OK", "Up", 1), ("OK", "Up", 1),
        ]  # fmt: skip
        assert {line["purpose"] for line in lines} == {"DEVELOPMENT"}
        assert source.watches[0].caller.role == "DEVELOPER"


async def test_it_ends_when_the_client_completes_it_and_queries_go_on(client: Client, source: Source) -> None:
    async with speaking(str(client.http.base_url)) as speaker:
        await speaker.init(developer(client))
        await speaker.subscribe("s", "subscription { count(to: 1) }")
        assert await counts(speaker, 1) == [0]
        await speaker.subscribe("q", "{ __typename }")
        assert [(await speaker.hear())["type"] for _ in range(2)] == ["next", "complete"]
        await speaker.say({"id": "s", "type": "complete"})
        await until(lambda: source.listening == 0, "the source is still listened to")


async def test_it_ends_when_the_client_leaves(client: Client, source: Source) -> None:
    async with speaking(str(client.http.base_url)) as speaker:
        await speaker.init(developer(client))
        await speaker.subscribe("s", "subscription { count(to: 1) }")
        assert await counts(speaker, 1) == [0]
        speaker.socket.transport.abort()
        await until(lambda: source.listening == 0, "the source is still listened to")


async def test_an_id_in_use_is_closed_with_4409(client: Client, source: Source) -> None:
    async with speaking(str(client.http.base_url)) as speaker:
        await speaker.init(developer(client))
        for _ in range(2):
            await speaker.subscribe("s", "subscription { count(to: 0) }")
        assert await speaker.closed() == (4409, "Subscriber for s already exists")
    await until(lambda: source.listening == 0, "the source is still listened to")


async def test_no_more_run_at_once_than_the_cap_over_all_connections_of_the_caller(
    client: Client, source: Source
) -> None:
    base, headers = str(client.http.base_url), developer(client)
    async with speaking(base) as first, speaking(base) as second:
        for speaker in (first, second):
            await speaker.init(headers)
            for name in "ab":
                await speaker.subscribe(name, "subscription { count(to: 1) }")
                heard = await speaker.hear()
        assert (heard["id"], heard["type"]) == ("b", "error")
        assert heard["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        assert (record(client)[-1]["decision"], record(client)[-1]["role"]) == ("RATE_LIMITED", "DEVELOPER")
        await first.say({"id": "a", "type": "complete"})
        await until(lambda: source.listening == 2, "it still runs")
        await second.subscribe("b", "subscription { count(to: 1) }")
        assert (await second.hear())["type"] == "next"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription { count(to: 101) }", "BAD_INPUT"),
        ('subscription { count(to: "x") }', "BAD_INPUT"),
        ("subscription { nothing }", "BAD_INPUT"),
        ("subscription { count(to: 1) other: count(to: 2) }", "BAD_INPUT"),
        ("subscription { __typename }", "BAD_INPUT"),
    ],
)
async def test_one_that_cannot_be_opened_is_an_error_and_on_the_record(
    client: Client, query: str, code: str
) -> None:
    async with speaking(str(client.http.base_url)) as speaker:
        await speaker.init(developer(client))
        await speaker.subscribe("s", query)
        heard = await speaker.hear()
        assert heard["type"] == "error" and heard["payload"][0]["extensions"]["code"] == code
    assert [line["decision"] for line in record(client)] == [code]


async def test_without_a_purpose_there_is_none(client: Client) -> None:
    headers = {"Authorization": developer(client)["Authorization"]}
    async with speaking(str(client.http.base_url)) as speaker:
        await speaker.init(headers)
        await speaker.subscribe("s", "subscription { count(to: 1) }")
        heard = await speaker.hear()
        assert heard["payload"][0]["extensions"]["code"] == "PURPOSE_REQUIRED", heard


async def test_a_source_that_breaks_is_masked(client: Client) -> None:
    async with speaking(str(client.http.base_url)) as speaker:
        await speaker.init(developer(client))
        await speaker.subscribe("s", "subscription { count(to: 13) }")
        await counts(speaker, 13)
        heard = await speaker.hear()
        assert heard["type"] == "error" and heard["payload"][0]["extensions"]["code"] == "INTERNAL"
        assert "pa55" not in str(heard)


async def test_over_http_it_is_refused(client: Client) -> None:
    answer = await client.post("subscription { count(to: 1) }", headers=developer(client))
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_INPUT"
