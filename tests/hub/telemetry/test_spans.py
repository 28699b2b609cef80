"""Spans of a served hub, as a collector receives them over HTTP."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from graph.engine import Engine
from hub.settings.config import Settings
from hub.telemetry.seen import Seen
from hub.telemetry.spans import Spans
from hub.telemetry.timing import Timing
from tests.graphs import bring_in, case_of_the_purpose
from tests.hub.serving import Client, served
from tests.hub.telemetry.collector import Collector, collecting

SUBJECT = 'query Mine { subject(by: {source: {system: "made", key: "nobody"}}) { id } }'
PHASES = ["admit", "parse", "plan", "narrow", "compile", "database", "project", "audit"]
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = "00f067aa0ba902b7"
ENDS_SECONDS = 15  # half of what the SDK waits for its thread


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as collector:
        yield collector


@pytest.fixture
async def client(engine: Engine, tmp_path: Path, collector: Collector) -> AsyncIterator[Client]:
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="court")
    async with served(engine, tmp_path, traces_endpoint=collector.url) as client:
        yield client


def attributes(span: Span) -> dict[str, Any]:
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value")) for pair in span.attributes}


async def ask_with(client: Client, traceparent: str, **more: str) -> None:
    headers = {**client.headers("INVESTIGATOR"), "traceparent": traceparent, **more}
    assert "errors" not in (await client.post(SUBJECT, headers=headers)).json()


async def test_phases_lie_beneath_their_request_and_one_after_another(
    client: Client, collector: Collector
) -> None:
    answer = await client.post(SUBJECT)
    [request] = await collector.roots(1)
    assert request.name == "graphql query" and request.kind == Span.SPAN_KIND_SERVER
    told = attributes(request)
    assert told["hub.request_id"] == answer.headers["x-request-id"] and told["hub.decision"] == "OK"
    assert (told["graphql.operation.name"], told["hub.statements"]) == ("not-stored", 1)
    phases = collector.beneath(request)
    assert [phase.name for phase in phases] == PHASES
    assert {phase.trace_id for phase in phases} == {request.trace_id}
    ends = [request.start_time_unix_nano, *(phase.end_time_unix_nano for phase in phases)]
    assert ends[:-1] == [phase.start_time_unix_nano for phase in phases]
    assert ends[-1] == request.end_time_unix_nano
    resource = collector.requests[0].resource_spans[0].resource
    assert ("service.name", "enforcement-hub") in {
        (pair.key, pair.value.string_value) for pair in resource.attributes
    }


async def test_the_caller_s_trace_goes_on_and_its_state_goes_no_further(
    client: Client, collector: Collector
) -> None:
    await ask_with(client, f"00-{TRACE}-{PARENT}-01", tracestate="vendor=zhangsan")
    [request] = await collector.roots(1)
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == (TRACE, PARENT)
    assert b"zhangsan" not in b"".join(collector.bodies)


@pytest.mark.parametrize(
    "traceparent",
    [
        "",
        "x",
        f"00-{TRACE}-{PARENT}",
        f"00-{'0' * 32}-{PARENT}-01",
        f"00-{TRACE}-{PARENT}-01, 00-{TRACE}-{PARENT}-01",
    ],
)
async def test_a_traceparent_that_is_none_begins_a_trace(
    client: Client, collector: Collector, traceparent: str
) -> None:
    await ask_with(client, traceparent)
    [request] = await collector.roots(1)
    assert request.trace_id.hex() != TRACE and not request.parent_span_id


async def test_what_a_caller_leaves_out_is_left_out(client: Client, collector: Collector) -> None:
    await ask_with(client, f"00-{TRACE}-{PARENT}-00")
    await client.ask(SUBJECT)
    [request] = await collector.roots(1)
    assert request.trace_id.hex() != TRACE


async def test_who_is_not_let_in_goes_on_no_trace(client: Client, collector: Collector) -> None:
    await client.post(SUBJECT, headers={"traceparent": f"00-{TRACE}-{PARENT}-01"})
    [request] = await collector.roots(1)
    assert request.trace_id.hex() != TRACE
    assert attributes(request)["hub.decision"] == "UNAUTHENTICATED"
    assert [phase.name for phase in collector.beneath(request)] == ["admit", "audit"]


async def test_no_request_waits_for_a_collector_and_the_queue_is_bounded(
    engine: Engine, tmp_path: Path, collector: Collector
) -> None:
    """The collector takes a batch and says nothing: all are answered, and what there is no room for is dropped."""
    collector.speak.clear()
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="court")
    given = {"traces_endpoint": collector.url, "traces_queue_spans": 20, "traces_timeout_seconds": 60}
    async with served(engine, tmp_path, **given) as client:
        while not collector.came.is_set():
            await client.ask(SUBJECT)
        for _ in range(10):
            await client.ask(SUBJECT)
        assert not collector.bodies
        collector.speak.set()
    # Two batches of at most 20: the one under way, and the queue as it stood at the end.
    assert 20 < len(collector.spans) <= 40


async def test_the_hub_ends_in_time_beside_a_collector_that_says_nothing(
    engine: Engine, tmp_path: Path, collector: Collector
) -> None:
    """The collector never speaks: a hub that waited until its spans were taken would never end."""
    collector.speak.clear()
    given = {"traces_endpoint": collector.url, "traces_queue_spans": 10, "traces_timeout_seconds": 0.2}
    async with served(engine, tmp_path, **given) as client:
        while not collector.came.is_set():
            await client.ask("{ __typename }")
    assert not collector.bodies


async def test_a_hub_ends_in_time_beside_a_collector_that_never_ends_its_answer(tmp_path: Path) -> None:
    """It answers byte by byte, so that no single read is late."""
    told = threading.Event()

    async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        told.set()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        with suppress(OSError):
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.05)

    async with await asyncio.start_server(drips, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}/v1/traces"
        spans = Spans(Settings(data=tmp_path, traces_endpoint=url, traces_timeout_seconds=0.5))
        while not told.is_set():
            spans(seen())
            await asyncio.sleep(0.05)
        async with asyncio.timeout(ENDS_SECONDS):
            await spans.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()


def seen() -> Seen:
    timing = Timing()
    timing.end()
    return Seen(
        request_id="r",
        kind="query",
        stored=None,
        name=None,
        digest=str,
        decision="OK",
        rows=0,
        parent=None,
        timing=timing,
    )


async def test_nobody_listens(engine: Engine, tmp_path: Path) -> None:
    given = {"traces_endpoint": "http://127.0.0.1:9/v1/traces", "traces_timeout_seconds": 0.2}
    async with served(engine, tmp_path, **given) as client:
        assert await client.ask("{ __typename }")


def test_the_sdk_is_loaded_only_where_spans_are_on() -> None:
    script = """
import sys
from prometheus_client import CollectorRegistry
import hub.app, hub.commands.up
from hub.settings.config import Settings
from hub.telemetry.telemetry import Telemetry
def loaded(): return any(name.split(".")[0] == "opentelemetry" for name in sys.modules)
Telemetry(Settings(), CollectorRegistry())
assert not loaded()
Telemetry(Settings(traces_endpoint="http://127.0.0.1:9/v1/traces"), CollectorRegistry())
assert loaded()
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
