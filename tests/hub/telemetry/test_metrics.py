"""Histograms of a served hub: as many as were asked, under few labels."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine
from hub.answering.stored import store
from hub.api.schema import schema
from hub.record.entry import operation_hash
from tests.graphs import bring_in, case_of_the_purpose
from tests.hub.desk.asking import OPEN, TERMS, sent
from tests.hub.serving import Client, served
from tests.hub.sockets.speaking import speaking

SUBJECT = 'query Mine { subject(by: {source: {system: "made", key: "nobody"}}) { id } }'
STORED = "query Reviewed { viewer { role } }"
# Grants are read once: how often they were would depend on the machine.
SETTINGS = {"metrics_operations": 2, "record_checkpoint_seconds": 0.2, "rights_seconds": 3_600}
ADMITTED = ("admit", "parse", "plan")
READING = (*ADMITTED, "narrow", "compile", "database", "project", "audit")


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> AsyncIterator[Client]:
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="court")
    async with served(engine, tmp_path, **SETTINGS) as client:
        yield client


def counted(metrics: dict[str, float], name: str) -> dict[str, float]:
    """Observations of a histogram, by its labels."""
    start = f"hub_{name}_count"
    return {key.removeprefix(start): value for key, value in metrics.items() if key.startswith(start)}


def phases(metrics: dict[str, float], operation: str = "not-stored") -> dict[str, float]:
    found = counted(metrics, "phase_seconds")
    start = f'{{operation="{operation}",phase="'
    return {key.removeprefix(start).rstrip('"}'): value for key, value in found.items() if key.startswith(start)}


async def by_hash(client: Client, text: str, agency: str = "BANKING") -> dict[str, Any]:
    body = {
        "extensions": {
            "persistedQuery": {"version": 1, "sha256Hash": store(client.settings, schema(), text, None)}
        }
    }
    answer: dict[str, Any] = (
        await client.http.post("/graphql", json=body, headers=client.headers("PARTNER", agency))
    ).json()
    return answer


async def test_a_request_is_counted_once_with_each_phase_that_it_came_to(client: Client) -> None:
    await asyncio.gather(*(client.ask(SUBJECT) for _ in range(7)))
    metrics = await client.metrics()
    assert counted(metrics, "request_seconds") == {'{kind="query",operation="not-stored"}': 7}
    assert phases(metrics) == dict.fromkeys(READING, 7)
    assert counted(metrics, "request_statements") == {'{operation="not-stored"}': 7}
    assert metrics['hub_request_statements_sum{operation="not-stored"}'] == 7


async def test_phases_add_up_to_the_requests(client: Client) -> None:
    for _ in range(3):
        await client.ask(SUBJECT)
    metrics = await client.metrics()
    sums = sum(value for key, value in metrics.items() if key.startswith("hub_phase_seconds_sum"))
    assert sums == pytest.approx(metrics['hub_request_seconds_sum{kind="query",operation="not-stored"}'])


async def test_buckets_are_cumulative_and_end_with_all(client: Client) -> None:
    for _ in range(3):
        await client.ask(SUBJECT)
    metrics = await client.metrics()
    for name in ("request_seconds", "phase_seconds", "request_statements"):
        for labels, count in counted(metrics, name).items():
            wanted = set(labels[1:-1].split(","))
            buckets = [value for key, value in metrics.items() if _is_bucket(key, name, wanted)]
            assert len(buckets) > 5 and buckets == sorted(buckets) and buckets[-1] == count
    assert metrics['hub_request_statements_bucket{le="0.0",operation="not-stored"}'] == 0
    assert metrics['hub_request_statements_bucket{le="1.0",operation="not-stored"}'] == 3


def _is_bucket(key: str, name: str, wanted: set[str]) -> bool:
    start = f"hub_{name}_bucket{{"
    return key.startswith(start) and wanted < set(key.removeprefix(start).rstrip("}").split(","))


async def test_names_that_callers_choose_add_no_label(client: Client) -> None:
    await client.ask(SUBJECT)
    before = set(await client.metrics())
    for number in range(5):
        await client.ask(SUBJECT.replace("Mine", f"Chosen{number}"))
        digest = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 63 + str(number)}}}
        await client.http.post("/graphql", json=digest, headers=client.headers("PARTNER", "BANKING"))
    after = {key for key in await client.metrics() if not key.startswith("hub_requests")}
    assert {key for key in after - before if 'kind="unread"' not in key} == set()
    assert not [key for key in after if "Chosen" in key]


async def test_a_text_sent_with_its_hash_is_not_stored_for_that(client: Client) -> None:
    text = "query Smuggled { viewer { role } }"
    body = {"query": text, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": operation_hash(text)}}}
    answer = await client.http.post("/graphql", json=body, headers=client.headers("PARTNER", "BANKING"))
    assert "errors" not in answer.json()
    assert counted(await client.metrics(), "request_seconds") == {'{kind="query",operation="not-stored"}': 1}


async def test_stored_operations_have_names_up_to_the_setting_then_they_are_other(client: Client) -> None:
    for name in ("One", "Two", "Three", "Four", "One"):
        assert "errors" not in await by_hash(client, STORED.replace("Reviewed", name))
    assert counted(await client.metrics(), "request_seconds") == {
        '{kind="query",operation="One"}': 2,
        '{kind="query",operation="Two"}': 1,
        '{kind="query",operation="other"}': 2,
    }


async def test_an_operation_that_was_not_read_takes_no_label(client: Client) -> None:
    """Else a caller of many stored operations could take up all labels under names that nobody gave."""
    for number in range(3):
        digest = store(client.settings, schema(), STORED.replace("Reviewed", f"Unread{number}"), None)
        body = {
            "operationName": "Nobody",
            "extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}},
        }
        answer = await client.http.post("/graphql", json=body, headers=client.headers("PARTNER", "BANKING"))
        assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert "errors" not in await by_hash(client, STORED)
    assert counted(await client.metrics(), "request_seconds") == {
        '{kind="unread",operation="not-stored"}': 3,
        '{kind="query",operation="Reviewed"}': 1,
    }


async def test_hits_and_misses_are_counted(client: Client) -> None:
    before = await client.metrics()
    for _ in range(3):
        await client.ask(SUBJECT)
    await by_hash(client, STORED)
    unknown = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}}
    await client.http.post("/graphql", json=unknown, headers=client.headers("PARTNER", "BANKING"))
    after = await client.metrics()
    grown = {name: after[name] - before[name] for name in after if name.endswith(("_hits", "_misses"))}
    assert grown == {
        "hub_document_cache_hits": 2,
        "hub_document_cache_misses": 2,
        "hub_statement_cache_hits": 2,
        # The statement, and that of the grants.
        "hub_statement_cache_misses": 2,
        "hub_stored_operation_hits": 1,
        "hub_stored_operation_misses": 1,
    }


async def test_what_asks_the_engine_nothing_has_no_phase_of_it(client: Client) -> None:
    await client.ask("{ __typename }")
    metrics = await client.metrics()
    assert phases(metrics) == dict.fromkeys((*ADMITTED, "project", "audit"), 1)
    assert metrics['hub_request_statements_sum{operation="not-stored"}'] == 0


async def test_who_is_not_let_in_is_unread(client: Client) -> None:
    await client.post(SUBJECT, headers={})
    metrics = await client.metrics()
    assert counted(metrics, "request_seconds") == {'{kind="unread",operation="not-stored"}': 1}
    assert phases(metrics) == {"admit": 1, "audit": 1}


async def test_a_mutation_is_of_its_own_kind(client: Client) -> None:
    assert "errors" not in (await sent(client, OPEN, {"input": TERMS})).json()
    metrics = await client.metrics()
    assert counted(metrics, "request_seconds") == {'{kind="mutation",operation="not-stored"}': 1}
    assert phases(metrics) == dict.fromkeys((*ADMITTED, "desk", "audit"), 1)


async def test_a_subscription_is_counted_when_it_is_opened_and_with_each_event(client: Client) -> None:
    async with speaking(str(client.http.base_url)) as speaker:
        await speaker.init(client.headers("AUDITOR", purpose="AUDIT"))
        await speaker.subscribe("h", "subscription Head { auditHead { size } }")
        assert (await speaker.hear())["type"] == "next"
        metrics = await client.metrics()
    assert counted(metrics, "request_seconds") == {
        '{kind="subscription",operation="not-stored"}': 1,
        '{kind="event",operation="not-stored"}': 1,
    }
    assert phases(metrics) == {"admit": 1, "parse": 1, "plan": 1, "project": 1, "audit": 2}
