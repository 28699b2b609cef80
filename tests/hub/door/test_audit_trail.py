"""`auditTrail` over HTTP on both engines: who looked at whom, for those who may ask, and that they asked."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from adapters.formats.record import FactMeta
from adapters.loading.unmerging import unmerge
from graph.engine import Engine
from graph.model.roles import PURPOSES, Purpose, Role
from graph.versions import ensure_version
from hub.errands.purpose import CASE_KINDS, CaseKind
from tests.graphs import CASE, CITIZEN, OTHER_USCC, USCC, Node, bring_in, case_of_the_purpose
from tests.hub.serving import Client, served

SEALED = "420281199012310021"
LOOK = "query Look($by: SubjectKey!) { subject(by: $by) { id } }"
TRAIL = """query Trail($by: SubjectKey!, $first: Int, $after: String) {
  auditTrail(subject: $by, first: $first, after: $after) {
    edges { cursor node { log number kind at requestId caller role agency court purpose caseNumber operationName
      operationHash fields rows opened decision reason durationMs } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


def by(system: str, key: str) -> dict[str, Any]:
    return {"source": {"system": system, "key": key}}


COMPANY = by("market", "c")


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> AsyncIterator[Client]:
    await ensure_version(engine, datetime.now(UTC))
    rows = [
        case_of_the_purpose(),
        Node("COMPANY", "c", {"name": "甲公司", "uscc": USCC}),
        Node("COMPANY", "other", {"name": "乙公司", "uscc": OTHER_USCC}),
        Node("PERSON", "p", {"name": "张三", "citizenId": CITIZEN}),
        Node("PERSON", "s", {"name": "李四", "citizenId": SEALED}, meta=FactMeta(access="SEALED")),
    ]
    await bring_in(engine, tmp_path, rows, source="market")
    async with served(engine, tmp_path) as client:
        yield client


async def look(client: Client, key: dict[str, Any]) -> str:
    found = await client.ask(LOOK, {"by": key})
    return str(found["subject"]["id"])


async def page(client: Client, key: dict[str, Any], role: str = "AUDITOR", **given: Any) -> dict[str, Any]:
    data = await client.ask(TRAIL, {"by": key, **given}, role=role, purpose="AUDIT")
    found: dict[str, Any] = data["auditTrail"]
    return found


async def nothing() -> None:
    """What stands for the command's line in the record."""


async def names(client: Client, key: dict[str, Any]) -> list[str]:
    """The operations that looked, newest first."""
    return [edge["node"]["operationName"] for edge in (await page(client, key))["edges"]]


@pytest.mark.parametrize("role", ["AUDITOR", "DATA_PROTECTION_OFFICER"])
async def test_who_looked_is_told_with_where_it_stands_in_the_record(client: Client, role: str) -> None:
    await look(client, COMPANY)
    await look(client, by("market", "other"))
    (edge,) = (await page(client, {"uscc": USCC}, role))["edges"]
    node = edge["node"]
    assert (node["log"], node["number"], node["kind"]) == ("hub-1", 0, "REQUEST")
    assert (node["role"], node["court"], node["agency"]) == ("INVESTIGATOR", "鄂0112", None)
    assert (node["purpose"], node["caseNumber"]) == ("ENFORCEMENT", CASE)
    assert (node["operationName"], node["decision"], node["rows"], node["fields"]) == ("Look", "OK", 1, 1)
    assert len(node["operationHash"]) == 64 and node["durationMs"] > 0 and len(node["requestId"]) == 32


async def test_to_ask_is_a_look_too(client: Client) -> None:
    await look(client, COMPANY)
    assert await names(client, COMPANY) == ["Look"]
    assert await names(client, COMPANY) == ["Trail", "Look"]
    newest = (await page(client, COMPANY))["edges"][0]["node"]
    assert (newest["role"], newest["purpose"]) == ("AUDITOR", "AUDIT")


async def test_pages_go_on_where_the_one_before_ended(client: Client) -> None:
    for _ in range(5):
        await look(client, COMPANY)
    first = await page(client, COMPANY, first=2)
    assert [edge["node"]["number"] for edge in first["edges"]] == [4, 3]
    info = first["pageInfo"]
    assert (info["hasNextPage"], info["hasPreviousPage"]) == (True, False)
    assert info["endCursor"] == first["edges"][-1]["cursor"]
    # An edge's own cursor goes on behind that edge, too.
    again = await page(client, COMPANY, first=10, after=info["startCursor"])
    assert [edge["node"]["number"] for edge in again["edges"]] == [3, 2, 1, 0]
    last = await page(client, COMPANY, first=10, after=info["endCursor"])
    assert [edge["node"]["number"] for edge in last["edges"]] == [2, 1, 0]
    assert (last["pageInfo"]["hasNextPage"], last["pageInfo"]["hasPreviousPage"]) == (False, True)


@pytest.mark.parametrize("after", ["", "x", "bnVsbA==", "W10="])
async def test_a_cursor_of_its_own_is_wanted(client: Client, after: str) -> None:
    headers = client.headers("AUDITOR", purpose="AUDIT")
    answer = (await client.post(TRAIL, {"by": COMPANY, "after": after}, headers=headers)).json()
    assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT" and "cursor" in answer["errors"][0]["message"]


async def test_nobody_else_is_told(client: Client) -> None:
    others = [role for role in Role if Purpose.AUDIT not in PURPOSES[role]]
    assert len(others) == len(Role) - 2
    for role in others:
        for purpose in (*PURPOSES[role], Purpose.AUDIT):
            number = "file 7" if CASE_KINDS[purpose] is CaseKind.AGENCY_FILE else CASE
            headers = {**client.headers(role, "RAILWAY", purpose), "X-Case-Number": quote(number)}
            answer = (await client.post(TRAIL, {"by": COMPANY}, headers=headers)).json()
            assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN" and not answer.get("data"), answer
    assert await names(client, COMPANY) == []


async def test_one_who_is_known_by_sealed_facts_alone_is_nobody(client: Client) -> None:
    """Byte for byte, by each key that there is, and it is on the record as a look at nobody."""
    sealed = [{"citizenId": SEALED}, by("market", "s")]
    nobody = [{"citizenId": "110101199003070011"}, by("market", "nobody")]
    for key, missing in zip(sealed, nobody, strict=True):
        headers = client.headers("AUDITOR", purpose="AUDIT")
        answers = [await client.post(TRAIL, {"by": each}, headers=headers) for each in (key, missing)]
        assert answers[0].content == answers[1].content and answers[0].status_code == answers[1].status_code
        assert answers[0].json()["data"]["auditTrail"]["edges"] == []
    # One that exists and was never looked at is answered the same.
    assert (await page(client, {"citizenId": CITIZEN}))["edges"] == []
    assert (await page(client, {"id": "no-such-id"}))["edges"] == []


async def test_looks_before_a_merge_are_found_under_the_one_subject(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    tax = by("tax", "t")
    firm = Node("COMPANY", "t", {"name": "丙公司"})
    await bring_in(engine, tmp_path, [firm], source="tax")
    alone = await look(client, tax)
    firm = Node("COMPANY", "t", {"name": "丙公司", "uscc": USCC})
    await bring_in(engine, tmp_path, [firm], source="tax")
    together = await look(client, tax)
    assert alone != together == await look(client, COMPANY)
    found = [edge["node"]["number"] for edge in (await page(client, {"id": alone}))["edges"]]
    assert found == [2, 1, 0]


async def test_what_was_merged_by_mistake_keeps_the_looks_of_that_time_and_gets_no_others(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    tax = by("tax", "t")
    await bring_in(engine, tmp_path, [Node("COMPANY", "t", {"name": "丙公司", "uscc": USCC})], source="tax")
    await look(client, COMPANY)  # showed the record of the tax office, too
    told = {"system": "tax", "key": "t", "reason": "another firm", "now": datetime.now(UTC)}
    await unmerge(engine, **told, before_commit=nothing)
    await look(client, COMPANY)
    await look(client, tax)
    assert [edge["node"]["number"] for edge in (await page(client, tax))["edges"]] == [2, 0]
    assert [edge["node"]["number"] for edge in (await page(client, COMPANY))["edges"]] == [1, 0]


async def test_a_record_that_was_changed_is_not_told_from(client: Client) -> None:
    await look(client, COMPANY)
    (path,) = (client.settings.record / "hub-1").glob("*.entries")
    text = path.read_bytes().replace(b"INVESTIGATOR", b"INVESTIGAToR")
    with path.open("r+b") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    headers = client.headers("AUDITOR", purpose="AUDIT")
    answer = (await client.post(TRAIL, {"by": COMPANY}, headers=headers)).json()
    assert answer["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert "audit verify" in answer["errors"][0]["message"]
