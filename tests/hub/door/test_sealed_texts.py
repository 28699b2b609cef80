"""Property reports and mediation texts: sealed at rest, opened for whoever may see them, on the record."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from adapters.formats.record import FactMeta
from adapters.loading.loader import Summary
from graph.engine import Engine
from graph.rules.field_cipher import CIPHERS
from graph.slots import slot_of
from graph.statement import Statement
from hub.callers.issuer import issue
from hub.keyring.resealing import reseal_graph, users_of
from hub.keyring.ring import StoredRing
from tests.graphs import CASE, CITIZEN, RING, Node, Tie, bring_in, case_of_the_purpose
from tests.hub.keyring.killed_reseal import nowhere
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served

REFERRAL = "（2026）鄂0112诉前调确3号"
OTHER = "（2026）鄂0112诉前调确4号"
REPORT = f"名下房屋一套，公民身份号码 {CITIZEN}。\n存款 120,000 元。"
AGREED = "双方同意分期给付，首期 5,000 元。"
ASK = """query ($key: String!) { subject(by: {source: {system: "made", key: $key}}) { id ... on Person {
  propertyReports { totalCount edges { node { caseNumber submittedOn text } } }
  mediationTexts { totalCount edges { node { number textKind text } } } } } }"""
STORED = Statement(text="MATCH (t:Statement) WHERE t.text IS NOT NULL RETURN t.slot, t.text", name="stored texts")


def rows() -> list[Node | Tie]:
    grant = {
        "role": "JUDGE",
        "holder": "walker",
        "classes": ["SEALED"],
        "files": [CASE],
        "legalBasis": "财产调查规定 第八条",
    }
    filed = FactMeta(case_file=CASE)
    told = {"caseNumber": CASE, "submittedOn": "2026-02-01", "text": REPORT}
    return [
        case_of_the_purpose(),
        Node("PERSON", "p", {"name": "张三"}, meta=FactMeta(access="PUBLIC")),
        Node("PROPERTY_REPORT", "r", told),
        Node("PROPERTY_REPORT", "r2", {**told, "text": "另一份报告。"}),
        Tie("REPORTS_PROPERTY", "p", "r", meta=filed),
        Node("MEDIATION_TEXT", "m", {"number": REFERRAL, "textKind": "AGREEMENT", "text": AGREED}),
        Node("MEDIATION_TEXT", "o", {"number": OTHER, "text": "另案内容。"}),
        Tie("MEDIATES", "p", "m", meta=FactMeta(case_file=REFERRAL)),
        Tie("MEDIATES", "p", "o", meta=FactMeta(case_file=OTHER)),
        Node("ASSIGNMENT", "a", {"assignee": "walker", "number": REFERRAL, "task": "MEDIATOR"}),
        Node("GRANT", "g", grant),
    ]


@pytest.fixture(params=CIPHERS)
async def client(engine: Engine, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Client]:
    ring = replace(RING, field_cipher=request.param)
    summary = await bring_in(engine, tmp_path, rows(), ring=ring)
    assert summary.rejected == 0, summary.reject_file.read_text()
    # Which cipher is set now makes no difference to what is opened.
    async with served(engine, tmp_path) as client:
        yield client


async def asked(client: Client, role: str, purpose: str, number: str) -> dict[str, Any]:
    token = issue(client.settings, role, court="鄂0112", subject="walker")
    headers = {"Authorization": f"Bearer {token}", "X-Purpose": purpose, "X-Case-Number": quote(number)}
    data = await client.ask(ASK, {"key": "p"}, headers=headers)
    found: dict[str, Any] = data["subject"]
    return found


def nodes(connection: dict[str, Any]) -> list[dict[str, Any]]:
    assert connection["totalCount"] == len(connection["edges"])
    return [edge["node"] for edge in connection["edges"]]


async def test_a_report_is_opened_for_whom_it_was_granted_and_that_is_on_the_record(
    client: Client, tmp_path: Path
) -> None:
    found = await asked(client, "JUDGE", "ENFORCEMENT", CASE)
    assert nodes(found["propertyReports"]) == [{"caseNumber": CASE, "submittedOn": "2026-02-01", "text": REPORT}]
    entry = recorded(tmp_path)[-1]
    assert (entry["opened"], entry["decision"], len(entry["touched"])) == (1, "OK", 2)


async def test_for_others_it_is_not_there_and_nothing_is_opened(client: Client, tmp_path: Path) -> None:
    found = await asked(client, "CLERK", "ENFORCEMENT", CASE)
    assert nodes(found["propertyReports"]) == nodes(found["mediationTexts"]) == []
    assert "opened" not in recorded(tmp_path)[-1]


async def test_a_mediator_reads_the_texts_of_that_referral_alone(client: Client, tmp_path: Path) -> None:
    found = await asked(client, "MEDIATOR", "MEDIATION", REFERRAL)
    assert nodes(found["mediationTexts"]) == [{"number": REFERRAL, "textKind": "AGREEMENT", "text": AGREED}]
    assert recorded(tmp_path)[-1]["opened"] == 1


async def test_what_is_not_asked_for_is_not_opened(client: Client, tmp_path: Path) -> None:
    query = ASK.replace(" text }", " }")
    token = issue(client.settings, "JUDGE", court="鄂0112", subject="walker")
    headers = {"Authorization": f"Bearer {token}", "X-Purpose": "ENFORCEMENT", "X-Case-Number": quote(CASE)}
    found = (await client.ask(query, {"key": "p"}, headers=headers))["subject"]
    assert len(nodes(found["propertyReports"])) == 1
    assert "opened" not in recorded(tmp_path)[-1]


async def test_in_the_graph_no_text_stands_in_clear(client: Client, engine: Engine) -> None:
    stored = [text for _, text in await engine.read(STORED)]
    assert len(stored) == 4 and {text.split(":")[0] for text in stored} == {"s1"}
    assert len({text.split(":")[1] for text in stored}) == 1
    whole = repr(await engine.read(Statement(text="MATCH (n) RETURN properties(n)", name="all")))
    for secret in (CITIZEN, "房屋", "分期给付", "另案内容"):
        assert secret not in whole
    assert "张三" in whole  # what is not sealed is found


async def test_a_text_that_is_copied_to_another_record_does_not_open(client: Client, engine: Engine) -> None:
    sealed = dict(await engine.read(STORED))
    ours, other = slot_of("made", "PROPERTY_REPORT", "r", ""), slot_of("made", "PROPERTY_REPORT", "r2", "")
    copy = Statement(
        text="MATCH (t:Statement {open: $slot}) SET t.text = $text",
        parameters={"slot": ours, "text": sealed[other]},
        name="copy a text",
    )
    await engine.write([copy])
    token = issue(client.settings, "JUDGE", court="鄂0112", subject="walker")
    headers = {"Authorization": f"Bearer {token}", "X-Purpose": "ENFORCEMENT", "X-Case-Number": quote(CASE)}
    answer = (await client.post(ASK, {"key": "p"}, headers=headers)).json()
    (node,) = nodes(answer["data"]["subject"]["propertyReports"])
    assert node["text"] is None and node["caseNumber"] == CASE
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAVAILABLE"]


async def load_again(engine: Engine, tmp_path: Path, **changes: Any) -> Summary:
    return await bring_in(engine, tmp_path, [replace(row, **changes) if changes else row for row in rows()])


async def test_loading_twice_changes_nothing(client: Client, engine: Engine, tmp_path: Path) -> None:
    summary = await load_again(engine, tmp_path)
    assert "0 new, 0 changed" in summary.line()


async def test_texts_are_put_under_a_new_key_with_the_numbers(engine: Engine, tmp_path: Path) -> None:
    first = StoredRing.fresh()
    await bring_in(engine, tmp_path, rows(), ring=first.ring())
    turned = first.with_next(matching=False, sealing=True).turned()
    done = await reseal_graph(engine, turned.ring(), nowhere)
    assert done.texts == 4 and "and 4 texts" in done.line()
    assert await users_of(engine, "s1") == {} and await users_of(engine, "s2") == {"texts": 4}
    async with served(engine, tmp_path / "hub", ring=turned.without("s1").ring()) as client:
        found = await asked(client, "JUDGE", "ENFORCEMENT", CASE)
        assert nodes(found["propertyReports"])[0]["text"] == REPORT


@pytest.mark.parametrize("text", ["", "  \n ", 7, "a\x00b", "x" * 20_001])
async def test_a_text_that_cannot_be_is_rejected_and_not_shown(
    engine: Engine, tmp_path: Path, text: object
) -> None:
    row = Node("MEDIATION_TEXT", "m", {"number": REFERRAL, "text": text})
    summary = await bring_in(engine, tmp_path, [row])
    assert summary.rejected == 1
    told = summary.reject_file.read_text()
    assert "text" in told and "x" * 30 not in told and "a\x00b" not in told
