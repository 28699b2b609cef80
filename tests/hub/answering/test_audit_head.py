"""`auditHead` over a socket of a served hub: what was signed, to whom, and that telling it is no news."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from graph.engine import Engine
from graph.model.roles import PURPOSES, Purpose, Role
from hub.errands.purpose import CASE_KINDS, CaseKind
from hub.record.checkpoint import read_checkpoint
from hub.record.finding import Level
from hub.record.note import PUBLIC_KEY_FILE, read_public_keys
from hub.record.verify import verify
from tests.graphs import CASE
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served
from tests.hub.sockets.speaking import PATIENCE_SECONDS, Speaker, speaking

HEAD = "subscription Head { auditHead { log size rootHash at checkpoint } }"
INTERVAL_SECONDS = 0.2


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> AsyncIterator[Client]:
    given = {"record_checkpoint_seconds": INTERVAL_SECONDS, "record_witness_dir": tmp_path / "witness"}
    async with served(engine, tmp_path / "data", **given) as client:
        yield client


@asynccontextmanager
async def auditor(client: Client, role: str = "AUDITOR") -> AsyncIterator[Speaker]:
    async with speaking(str(client.http.base_url)) as speaker:
        await speaker.init(client.headers(role, purpose="AUDIT"))
        yield speaker


async def told(speaker: Speaker) -> dict[str, Any]:
    heard = await speaker.hear()
    assert heard["type"] == "next" and "errors" not in heard["payload"], heard
    head: dict[str, Any] = heard["payload"]["data"]["auditHead"]
    return head


def events(client: Client) -> list[dict[str, Any]]:
    return [line for line in recorded(client.settings.data) if line["kind"] == "EVENT"]


@pytest.mark.parametrize("role", ["AUDITOR", "DATA_PROTECTION_OFFICER"])
async def test_what_is_told_is_what_the_hub_signed(client: Client, role: str) -> None:
    async with auditor(client, role) as speaker:
        await speaker.subscribe("h", HEAD)
        head = await told(speaker)
        (line,) = events(client)  # on disk by the time that it is heard
    keys = read_public_keys(client.settings.keys / PUBLIC_KEY_FILE)
    checkpoint = read_checkpoint(head["checkpoint"].encode(), keys)
    assert head["log"] == f"hub-record/{checkpoint.log}" and head["size"] == checkpoint.size == 1
    assert base64.b64decode(head["rootHash"]) == checkpoint.root
    assert (line["role"], line["purpose"], line["operation_name"]) == (role, "AUDIT", "Head")
    assert (line["rows"], line["decision"]) == (1, "OK")


async def test_a_head_that_was_told_convicts_whoever_cuts_the_record_back(client: Client, tmp_path: Path) -> None:
    async with auditor(client) as speaker:
        await speaker.subscribe("h", HEAD)
        await told(speaker)
        await client.http.post("/graphql", json={"query": "{ __typename }"})
        brought = (await told(speaker))["checkpoint"].encode()
    keys = read_public_keys(client.settings.keys / PUBLIC_KEY_FILE)
    kept = tmp_path / "kept.checkpoints"
    kept.write_bytes(brought)
    from hub.record.chain import read_brought

    notes, _ = read_brought([kept], keys)
    assert all(finding.level is not Level.WRONG for finding in verify(client.settings.record, keys, notes))
    (log,) = client.settings.record.glob("hub-1")
    for path in log.glob("*.entries"):
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(lines[:2]))
    for path in log.glob("*.checkpoints"):
        path.write_bytes(b"")
    assert any(finding.level is Level.WRONG for finding in verify(client.settings.record, keys, notes))


async def test_each_checkpoint_over_something_new_is_told(client: Client) -> None:
    async with auditor(client) as speaker:
        await speaker.subscribe("h", HEAD)
        sizes = [(await told(speaker))["size"]]
        for _ in range(3):
            await client.http.post("/graphql", json={"query": "{ __typename }"})
            sizes.append((await told(speaker))["size"])
    assert sizes == sorted(set(sizes)) and len(events(client)) == 4


async def test_an_idle_hub_with_a_subscriber_comes_to_rest(client: Client) -> None:
    """Its own events are signed, too, and not told of: else each would make the next, for ever."""
    async with auditor(client) as one, auditor(client, "DATA_PROTECTION_OFFICER") as two:
        for speaker in (one, two):
            await speaker.subscribe("h", HEAD)
        await until_signed(client, at_least=4)
        at_rest = recorded(client.settings.data)
        await asyncio.sleep(INTERVAL_SECONDS * 8)
        assert recorded(client.settings.data) == at_rest
        # The subscribers are still there, and what happens now they are told.
        before = len(events(client))
        await client.http.post("/graphql", json={"query": "{ __typename }"})
        await until_signed(client, at_least=len(at_rest) + 3)
        assert len(events(client)) == before + 2


async def until_signed(client: Client, at_least: int) -> None:
    """So many entries are there and a checkpoint covers all of them."""
    keys = read_public_keys(client.settings.keys / PUBLIC_KEY_FILE)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            entries = len(recorded(client.settings.data))
            if entries >= at_least:
                witnessed = b"".join(path.read_bytes() for path in client.settings.record.rglob("*.checkpoints"))
                newest = witnessed.rpartition(b"hub-record/")
                if read_checkpoint(newest[1] + newest[2], keys).size == entries:
                    return
            await asyncio.sleep(0.02)


async def test_nobody_else_is_told(client: Client) -> None:
    for role in (role for role in Role if Purpose.AUDIT not in PURPOSES[role]):
        for purpose in PURPOSES[role]:
            number = "file 7" if CASE_KINDS[purpose] is CaseKind.AGENCY_FILE else CASE
            headers = {**client.headers(role, "RAILWAY", purpose), "X-Case-Number": quote(number)}
            async with speaking(str(client.http.base_url)) as speaker:
                await speaker.init(headers)
                await speaker.subscribe("h", HEAD)
                heard = await speaker.hear()
                assert heard["type"] == "error", heard
                assert heard["payload"][0]["extensions"]["code"] == "FORBIDDEN"
    assert not events(client)


async def test_the_purpose_is_wanted_also_behind_a_fragment_and_another_name(client: Client) -> None:
    query = "subscription { ...F } fragment F on Subscription { x: auditHead { size } }"
    async with speaking(str(client.http.base_url)) as speaker:
        await speaker.init(client.headers("DEVELOPER", purpose="DEVELOPMENT"))
        await speaker.subscribe("h", query)
        assert (await speaker.hear())["payload"][0]["extensions"]["code"] == "FORBIDDEN"
    async with auditor(client) as speaker:
        await speaker.subscribe("h", query)
        assert (await speaker.hear())["payload"]["data"]["x"]["size"] >= 1
