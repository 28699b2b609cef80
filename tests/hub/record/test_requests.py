"""Requests to a served hub, and what the record says of them."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.engine import Engine
from hub.record.commitments import Commitments
from hub.record.entry import Entry
from hub.record.finding import Level
from hub.record.note import PUBLIC_KEY_FILE, read_public_keys
from hub.record.trail import Trail
from hub.record.verify import verify
from tests.graphs import RING, Node, Tie, bring_in, case_of_the_purpose
from tests.hub.record.logs import leaves
from tests.hub.serving import Client, served

HOLDERS = """query ($by: SubjectKey!) { subject(by: $by) { id ... on Company {
    shareholders(first: 2) { edges { node { id } } } } } }"""


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> AsyncIterator[Client]:
    people = [Node("PERSON", f"p{n}", {"name": f"股东{n}"}) for n in range(3)]
    ties = [Tie("SHAREHOLDER_OF", f"p{n}", "c", {"share": 0.3}) for n in range(3)]
    company = Node("COMPANY", "c", {"name": "甲公司", "uscc": "91110000600037341L"})
    await bring_in(engine, tmp_path, [case_of_the_purpose(), company, *people, *ties])
    async with served(engine, tmp_path, record_checkpoint_seconds=0.2) as client:
        yield client


def entries(data: Path) -> list[Entry]:
    return [Entry.from_bytes(leaf) for leaf in leaves(data / "record" / "hub-1")]


def seen(data: Path, node_id: str) -> int:
    """How many requests touched the node."""
    return len(Trail(data / "record", Commitments(RING)).page([node_id]).sightings)


async def everybody(client: Client) -> dict[str, str]:
    """Ids by name."""
    query = '{ searchSubjects(text: "股东", first: 10) { edges { node { id name } } } }'
    found = await client.ask(query)
    return {edge["node"]["name"]: edge["node"]["id"] for edge in found["searchSubjects"]["edges"]}


async def test_who_was_shown_is_touched_and_who_waits_on_the_next_page_is_not(
    client: Client, tmp_path: Path
) -> None:
    people = await everybody(client)
    before = {name: seen(tmp_path, node_id) for name, node_id in people.items()}
    data = await client.ask(HOLDERS, {"by": {"source": {"system": "made", "key": "c"}}})
    shown = [edge["node"]["id"] for edge in data["subject"]["shareholders"]["edges"]]
    assert len(shown) == 2 and before == dict.fromkeys(people, 1)
    after = {node_id: seen(tmp_path, node_id) for node_id in people.values()}
    assert after == {node_id: 1 + (node_id in shown) for node_id in people.values()}
    assert seen(tmp_path, data["subject"]["id"]) == 1


async def test_a_screening_touches_who_is_screened(client: Client, tmp_path: Path) -> None:
    data = await client.ask('{ subject(by: {source: {system: "made", key: "c"}}) { id } }')
    await client.ask(
        '{ screen(subjects: [{uscc: "91110000600037341L"}]) { underMeasure } }', role="PARTNER", agency="RAILWAY"
    )
    assert seen(tmp_path, data["subject"]["id"]) == 2


async def test_the_record_tells_no_id(client: Client, tmp_path: Path) -> None:
    people = await everybody(client)
    text = b"".join(leaves(tmp_path / "record" / "hub-1")).decode()
    assert not [node_id for node_id in people.values() if node_id in text]


async def test_an_entry_says_who_what_for_and_how_it_was_decided(client: Client, tmp_path: Path) -> None:
    await client.ask("query Who { viewer { role } }")
    await client.post("{ viewer { role } }", headers={})
    await client.http.post("/graphql", content=b"{", headers={"Content-Type": "application/json"})
    asked, refused, unread = entries(tmp_path)[-3:]
    assert (asked.role, asked.court, asked.purpose, asked.decision) == (
        "INVESTIGATOR",
        "鄂0112",
        "ENFORCEMENT",
        "OK",
    )
    assert (asked.operation_name, asked.fields, asked.case_number) == ("Who", 1, "（2026）鄂0112执1号")
    assert (refused.decision, refused.subject) == ("UNAUTHENTICATED", None)
    assert unread.decision == "BAD_INPUT"


async def test_what_was_served_can_be_verified(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [case_of_the_purpose()])
    async with served(engine, tmp_path, record_checkpoint_entries=5) as client:
        await asyncio.gather(*(client.ask("{ viewer { role } }") for _ in range(23)))
    keys = read_public_keys(tmp_path / "keys" / PUBLIC_KEY_FILE)
    (finding,) = verify(tmp_path / "record", keys)
    assert finding.level is Level.OK and "23 entries" in finding.text


async def test_without_a_record_there_is_no_answer(client: Client, tmp_path: Path) -> None:
    """The folder is taken away, and a file stands where the next log would be begun."""
    assert (await client.ask("{ viewer { role } }"))["viewer"]
    os.truncate(tmp_path / "record" / "hub-1" / "000000000000.entries", 10)
    client.settings.record.rename(tmp_path / "gone")
    client.settings.record.write_text("")
    response = await _until_refused(client)
    assert response["errors"][0]["extensions"]["code"] == "UNAVAILABLE" and "data" not in response
    client.settings.record.unlink()
    assert (await client.ask("{ viewer { role } }"))["viewer"]


async def _until_refused(client: Client) -> dict[str, object]:
    """A log that is taken away is noticed at the next checkpoint at the latest."""
    async with asyncio.timeout(60):
        while True:
            response = (await client.post("{ viewer { role } }")).json()
            if "errors" in response:
                return response
            await asyncio.sleep(0.05)


async def test_metrics_tell_of_the_record(client: Client) -> None:
    await client.ask("{ viewer { role } }")
    text = (await client.http.get("/metrics")).text
    (line,) = [line for line in text.splitlines() if line.startswith("hub_record_entries ")]
    assert float(line.split()[1]) >= 1


async def test_a_witness_that_fails_is_told_in_metrics_and_stops_no_answer(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [case_of_the_purpose()])
    (tmp_path / "witness").write_text("")
    given = {"record_witness_dir": tmp_path / "witness", "record_checkpoint_entries": 1}
    async with served(engine, tmp_path, **given) as client:
        async with asyncio.timeout(60):
            while "hub_record_witness_failures 0.0" in (await client.http.get("/metrics")).text:
                await client.ask("{ viewer { role } }")
        assert (await client.ask("{ viewer { role } }"))["viewer"]
    shutil.rmtree(tmp_path / "witness", ignore_errors=True)
