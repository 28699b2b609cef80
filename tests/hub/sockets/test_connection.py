"""`graphql-transport-ws` on the served hub, over real sockets."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from graph.engine import Engine
from tests.conftest import Servers
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served
from tests.hub.sockets.speaking import PATIENCE_SECONDS, speaking


@pytest.fixture(scope="module")
async def quiet_engine(servers: Servers) -> AsyncIterator[Engine]:
    """One engine for all: what is tested here is not the graph."""
    async with await Engine.open(await servers.address("embedded")) as engine:
        yield engine


@pytest.fixture
async def client(quiet_engine: Engine, tmp_path: Path) -> AsyncIterator[Client]:
    async with served(quiet_engine, tmp_path, socket_init_seconds=1, sockets_per_caller=2) as client:
        yield client


def base(client: Client) -> str:
    return str(client.http.base_url)


def developer(client: Client) -> dict[str, str]:
    return client.headers("DEVELOPER", purpose="DEVELOPMENT")


def record(client: Client) -> list[dict[str, Any]]:
    return recorded(client.settings.data)


async def test_a_query_has_one_answer_and_one_line_in_the_record(client: Client) -> None:
    async with speaking(base(client)) as speaker:
        await speaker.init(developer(client))
        await speaker.subscribe("a", "query Who { viewer { role } }")
        assert await speaker.hear() == {
            "id": "a", "type": "next", "payload": {
                "data": {"viewer": {"role": "DEVELOPER"}},
                "extensions": {"cost": 1, "costLimit": client.settings.max_cost},
            },
        }  # fmt: skip
        assert await speaker.hear() == {"id": "a", "type": "complete"}
    (line,) = record(client)
    assert (line["decision"], line["operation_name"], line["role"]) == ("OK", "Who", "DEVELOPER")


async def test_an_id_may_be_used_again_when_it_is_complete(client: Client) -> None:
    async with speaking(base(client)) as speaker:
        await speaker.init(developer(client))
        for _ in range(3):
            await speaker.subscribe("a", "{ __typename }")
            assert [(await speaker.hear())["type"] for _ in range(2)] == ["next", "complete"]


@pytest.mark.parametrize(
    ("query", "code"),
    [("{ nothing }", "BAD_INPUT"), ("{", "BAD_INPUT"), ("mutation { a }", "BAD_INPUT")],
)
async def test_a_refused_operation_is_an_error_and_on_the_record(client: Client, query: str, code: str) -> None:
    async with speaking(base(client)) as speaker:
        await speaker.init(developer(client))
        await speaker.subscribe("a", query)
        heard = await speaker.hear()
        assert (heard["id"], heard["type"]) == ("a", "error")
        assert [error["extensions"]["code"] for error in heard["payload"]] == [code]
        await speaker.subscribe("a", "{ __typename }")
        assert (await speaker.hear())["type"] == "next"
    assert [line["decision"] for line in record(client)] == [code, "OK"]


async def test_the_purpose_of_init_is_the_purpose_of_each_operation(client: Client) -> None:
    headers = client.headers("INVESTIGATOR")
    without = {"Authorization": headers["Authorization"]}
    async with speaking(base(client)) as speaker:
        await speaker.init(without)
        await speaker.subscribe("a", "{ viewer { role } }")
        assert (await speaker.hear())["payload"][0]["extensions"]["code"] == "PURPOSE_REQUIRED"


async def test_a_ping_is_answered_before_and_after_init(client: Client) -> None:
    async with speaking(base(client)) as speaker:
        await speaker.say({"type": "ping", "payload": {"at": 1}})
        assert await speaker.hear() == {"type": "pong", "payload": {"at": 1}}
        await speaker.init(developer(client))
        await speaker.say({"type": "ping"})
        assert await speaker.hear() == {"type": "pong"}
        await speaker.say({"type": "pong"})
        await speaker.say({"id": "never begun", "type": "complete"})
        await speaker.say({"type": "ping"})
        assert await speaker.hear() == {"type": "pong"}


async def test_another_subprotocol_is_closed_with_4406(client: Client) -> None:
    async with speaking(base(client), None) as speaker:
        assert (await speaker.closed())[0] == 4406


async def test_without_init_it_is_closed_with_4408(client: Client) -> None:
    async with speaking(base(client)) as speaker:
        await speaker.say({"type": "ping"})
        assert (await speaker.closed())[0] == 4408


async def test_an_operation_before_init_is_closed_with_4401(client: Client) -> None:
    async with speaking(base(client)) as speaker:
        await speaker.subscribe("a", "{ __typename }")
        assert (await speaker.closed())[0] == 4401


async def test_a_second_init_is_closed_with_4429(client: Client) -> None:
    async with speaking(base(client)) as speaker:
        await speaker.init(developer(client))
        await speaker.say({"type": "connection_init", "payload": developer(client)})
        assert (await speaker.closed())[0] == 4429


@pytest.mark.parametrize("message", ["{", b"{}", '{"type":"start"}', "[" * 5000, '{"type":"ping","payload":1}'])
async def test_a_message_that_is_none_is_closed_with_4400(client: Client, message: str | bytes) -> None:
    async with speaking(base(client)) as speaker:
        await speaker.say(message)
        assert (await speaker.closed())[0] == 4400


@pytest.mark.parametrize(
    ("change", "decision"),
    [
        ({"Authorization": "Bearer no.such.token"}, "UNAUTHENTICATED"),
        ({"Authorization": ""}, "UNAUTHENTICATED"),
        ({"X-Purpose": "ENFORCEMENT"}, "FORBIDDEN"),
        ({"X-Purpose": "FUN"}, "BAD_INPUT"),
    ],
)
async def test_who_may_not_come_in_is_closed_with_4403_and_on_the_record(
    client: Client, change: dict[str, str], decision: str
) -> None:
    async with speaking(base(client)) as speaker:
        await speaker.say({"type": "connection_init", "payload": {**developer(client), **change}})
        code, reason = await speaker.closed()
        assert code == 4403 and reason
    assert [line["decision"] for line in record(client)] == [decision]


async def test_a_message_larger_than_a_body_is_closed_with_1009(quiet_engine: Engine, tmp_path: Path) -> None:
    async with served(quiet_engine, tmp_path, body_bytes=2000) as client, speaking(base(client)) as speaker:
        await speaker.init(developer(client))
        await speaker.subscribe("a", " " * 2000 + "{ __typename }")
        assert (await speaker.closed())[0] == 1009


async def test_a_message_in_endless_parts_is_closed_with_1009(client: Client) -> None:
    async def parts() -> AsyncIterator[str]:
        for _ in range(5000):
            yield ""

    async with speaking(base(client)) as speaker:
        with pytest.raises(ConnectionClosed):
            await speaker.socket.send(parts())
            await speaker.socket.recv()
        assert (await speaker.closed())[0] == 1009


async def test_a_caller_has_only_so_many_connections(client: Client) -> None:
    headers = developer(client)
    async with speaking(base(client)) as first, speaking(base(client)) as second, speaking(base(client)) as third:
        await first.init(headers)
        await second.init(headers)
        await third.say({"type": "connection_init", "payload": headers})
        code, reason = await third.closed()
        assert code == 4403 and "at most 2 are allowed" in reason
        async with speaking(base(client)) as other:
            await other.init(client.headers("AUDITOR", purpose="AUDIT"))
    async with speaking(base(client)) as again:
        await again.init(headers)


async def test_there_are_only_so_many_connections_in_all(quiet_engine: Engine, tmp_path: Path) -> None:
    async with served(quiet_engine, tmp_path, sockets_max=1) as client, speaking(base(client)):
        with pytest.raises(InvalidStatus) as refused:
            async with speaking(base(client)):
                pass
        assert refused.value.response.status_code == 429
        assert refused.value.response.headers["retry-after"]


async def test_it_is_closed_with_4403_when_the_token_ends(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = developer(client)
    async with speaking(base(client)) as speaker:
        await speaker.init(headers)
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 3601)
        code, reason = await speaker.closed()
    assert code == 4403 and "expired" in reason


async def test_it_is_closed_on_time_for_a_client_that_takes_nothing(
    quiet_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(quiet_engine, tmp_path) as client, speaking(base(client), max_queue=1) as speaker:
        await speaker.init(developer(client))
        speaker.socket.transport.pause_reading()
        sending = asyncio.create_task(_ping_until_stuck(speaker))
        await asyncio.sleep(0.5)
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 3601)
        await _until_no_socket(client)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def _ping_until_stuck(speaker: Any) -> None:
    payload = {"fill": "x" * 100_000}
    for _ in range(500):
        await speaker.say({"type": "ping", "payload": payload})


async def _until_no_socket(client: Client) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while "hub_sockets 0.0" not in (await client.http.get("/metrics")).text:
        assert time.monotonic() < end, "the connection is still open"
        await asyncio.sleep(0.1)


async def test_who_takes_no_answer_is_cut_off(quiet_engine: Engine, tmp_path: Path) -> None:
    async with (
        served(quiet_engine, tmp_path, send_timeout_seconds=0.5) as client,
        speaking(base(client), max_queue=1) as speaker,
    ):
        await speaker.init(developer(client))
        speaker.socket.transport.pause_reading()
        sending = asyncio.create_task(_ping_until_stuck(speaker))
        await _until_no_socket(client)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def test_pings_of_the_socket_that_nobody_takes_do_not_fill_the_memory(client: Client) -> None:
    address = urlsplit(base(client))
    assert address.hostname and address.port
    loop = asyncio.get_running_loop()
    with socket.socket() as raw:
        raw.setblocking(False)
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        await loop.sock_connect(raw, (address.hostname, address.port))
        await loop.sock_sendall(
            raw,
            b"GET /graphql HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            b"Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n",
        )
        ping = b"\x89\xfd\x00\x00\x00\x00" + b"p" * 125
        with pytest.raises((OSError, TimeoutError)):  # closed for want of connection_init, or cut off
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    await loop.sock_sendall(raw, ping * 500)
    assert (await client.http.get("/healthz")).text == "ok\n"
