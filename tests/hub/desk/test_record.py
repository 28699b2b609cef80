"""Every mutation is an entry of the record before its answer leaves; without the record nothing changes."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine
from hub.record.commitments import Commitments
from tests.graphs import RING
from tests.hub.desk.asking import ADVANCE, LIST, OPEN, READ, TERMS, data, headers, opened, sent
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served
from tests.hub.sockets.speaking import speaking


def entries(client: Client) -> list[dict[str, Any]]:
    return recorded(client.settings.data)


async def test_each_mutation_is_named_with_who_and_what_it_touched(client: Client) -> None:
    grant = await opened(client, "key-marked", holder="holder-marked")
    event = {"id": grant["id"], "version": 1, "event": {"end": {"reason": "reason-marked"}}}
    await data(client, ADVANCE, event)
    found = entries(client)
    assert [(each["kind"], each["decision"], each.get("operation_name")) for each in found] == [
        ("MUTATION", "OK", "openGrant"),
        ("REQUEST", "OK", None),
        ("MUTATION", "OK", "advanceGrant.end"),
        ("REQUEST", "OK", None),
    ]
    assert {each["subject"] for each in found} == {"lin"} and {each["role"] for each in found} == {"ADMIN"}
    assert {each["purpose"] for each in found} == {"DEVELOPMENT"}
    assert found[0]["request_id"] == found[1]["request_id"] != found[2]["request_id"]
    marks = Commitments(RING).marks_of([grant["id"]])
    assert all(set(each["touched"]) <= marks for each in found)
    assert "marked" not in str(found) and grant["id"] not in str(found)


async def test_a_refused_mutation_is_on_the_record_by_its_code(client: Client) -> None:
    grant = await opened(client)
    event = {"id": grant["id"], "version": 9, "event": {"end": {"reason": "x"}}}
    await sent(client, ADVANCE, event)
    await sent(client, OPEN, {"input": TERMS}, "AUDITOR")
    stale, request, forbidden = entries(client)[2:]
    assert (stale["kind"], stale["decision"], stale["operation_name"]) == ("MUTATION", "STALE", "advanceGrant")
    assert (request["kind"], request["decision"]) == ("REQUEST", "STALE")
    assert (forbidden["kind"], forbidden["decision"], forbidden["role"]) == ("REQUEST", "FORBIDDEN", "AUDITOR")


async def test_who_read_which_grants_is_on_the_record(client: Client) -> None:
    made = [await opened(client) for _ in range(3)]
    await data(client, LIST, {"first": 2}, role="AUDITOR")
    await data(client, READ, {"id": made[0]["id"]}, role="AUDITOR")
    page, one = entries(client)[-2:]
    assert (page["rows"], len(page["touched"]), one["rows"]) == (2, 2, 1)
    assert set(one["touched"]) <= Commitments(RING).marks_of([made[0]["id"]])


async def test_fields_run_in_their_order_and_each_stands_alone(client: Client) -> None:
    """The second fails, the third sees what the first did; each has its own error, null and entry."""
    grant = await opened(client)
    query = """mutation ($id: ID!) {
      first: advanceGrant(id: $id, version: 1, event: {end: {on: "2999-01-01", reason: "x"}}) { version }
      __typename
      second: advanceGrant(id: $id, version: 1, event: {end: {reason: "x"}}) { version }
      third: advanceGrant(id: $id, version: 2, event: {end: {reason: "x"}}) { version state }
    }"""
    answer = await sent(client, query, {"id": grant["id"]})
    assert answer.status_code == 200
    assert answer.json()["data"] == {
        "first": {"version": 2},
        "__typename": "Mutation",
        "second": None,
        "third": {"version": 3, "state": "ENDED"},
    }
    [error] = answer.json()["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["second"], "STALE")
    assert [each["decision"] for each in entries(client)[2:]] == ["OK", "STALE", "OK", "STALE"]


async def test_a_mutation_comes_over_a_socket_too(client: Client) -> None:
    async with speaking(str(client.http.base_url)) as speaker:
        await speaker.init(headers(client))
        await speaker.subscribe("a", OPEN, variables={"input": TERMS})
        heard = await speaker.hear()
        assert heard["payload"]["data"]["openGrant"]["state"] == "ACTIVE"
    assert (await data(client, LIST, {}))["totalCount"] == 1


async def test_never_by_get(client: Client) -> None:
    params = {
        "query": 'mutation { openGrant(input: {agency: UNION, measures: ["JP-702"], legalBasis: "x"}) { id } }'
    }
    answer = await client.http.get("/graphql", params=params, headers=headers(client))
    assert answer.status_code == 405
    assert (await data(client, LIST, {}))["totalCount"] == 0


@pytest.mark.slow
async def test_without_a_record_nothing_is_changed_and_the_retry_does_it(engine: Engine, tmp_path: Path) -> None:
    """The folder is taken away, and a file stands where the next log would be begun."""
    async with served(engine, tmp_path, record_checkpoint_seconds=0.2) as client:
        grant = await opened(client)
        os.truncate(client.settings.record / "hub-1" / "000000000000.entries", 10)
        client.settings.record.rename(tmp_path / "gone")
        client.settings.record.write_text("")
        async with asyncio.timeout(60):  # a log that is taken away is noticed at the next checkpoint
            while "errors" not in (await client.post("{ __typename }", headers=headers(client))).json():
                await asyncio.sleep(0.05)
        variables = {"input": TERMS, "key": "k"}
        event = {"id": grant["id"], "version": 1, "event": {"end": {"reason": "x"}}, "key": "e"}
        for query, given in ((OPEN, variables), (ADVANCE, event)):
            refused = (await sent(client, query, given)).json()
            assert refused["errors"][0]["extensions"]["code"] == "UNAVAILABLE" and "data" not in refused
        client.settings.record.unlink()
        page = await data(client, LIST, {})
        assert [edge["node"] for edge in page["edges"]] == [grant]
        assert (await data(client, ADVANCE, event))["version"] == 2
        made = await data(client, OPEN, variables)
        assert (await data(client, OPEN, variables)) == made
        assert (await data(client, LIST, {}))["totalCount"] == 2
