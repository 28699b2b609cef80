"""Grounds for adding a debtor beside the steps of a path, over HTTP on both engines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from hub.callers.issuer import issue
from tests.graphs import Node, Tie, bring_in, case_of_the_purpose
from tests.hub.linkage.test_control import company, holds, person
from tests.hub.serving import Client, served

GROUNDS = """grounds { article instrument edition position effect extentZh told remedy why whyZh
  debtor { ... on Subject { name } } party { ... on Subject { name } }
  toProve { condition prover what whatZh } facts { relation source { system } } }"""
PATHS = f"""query ($from: String!, $to: String!, $asOf: Date, $knownAt: DateTime) {{
  paths(from: {{source: {{system: "made", key: $from}}}}, to: {{source: {{system: "made", key: $to}}}},
    asOf: $asOf, knownAt: $knownAt) {{ paths {{ steps {{ relation {GROUNDS} }} }} }} }}"""
AMONG = f"""query ($of: [SubjectKey!]!) {{
  tiesAmong(subjects: $of, first: 20) {{ paths {{ steps {{ relation {GROUNDS} }} }} }} }}"""
UNPAID = {"subscribed": "1000000.00", "paidIn": "250000.00", "dueDate": "2025-01-01"}
LIMITED = {"form": "LIMITED_COMPANY"}


def made(name: str, **values: Any) -> Node:
    return Node("COMPANY", name, {"name": name, **values})


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> Any:
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="courts")
    async with served(engine, tmp_path) as client:
        yield client


async def steps(client: Client, source: str, target: str, **more: Any) -> list[dict[str, Any]]:
    found = (await client.ask(PATHS, {"from": source, "to": target, **more}))["paths"]["paths"]
    return [step for path in found for step in path["steps"]]


async def articles(client: Client, source: str, target: str, **more: Any) -> set[tuple[str, str, str]]:
    return {
        (ground["article"], ground["debtor"]["name"], ground["party"]["name"])
        for step in await steps(client, source, target, **more)
        for ground in step["grounds"]
    }


async def test_each_step_says_which_ground_it_is_and_what_must_be_proved(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows: list[Node | Tie] = [
        *person("owner", "boss"),
        *company("plain"),
        made("debtor", **LIMITED),
        made("one", **LIMITED),
        made("branch", form="BRANCH"),
        holds("owner", "debtor", 0.3, **UNPAID),
        holds("boss", "debtor", 0.7, subscribed="100.00", paidIn="100.00"),
        holds("boss", "one", 1.0),
        holds("one", "plain", 0.9),
        Tie("BRANCH_OF", "branch", "debtor"),
        Tie("LEGAL_REP_OF", "boss", "plain"),
    ]
    await bring_in(engine, tmp_path, rows)
    [step] = await steps(client, "owner", "debtor")
    [ground] = step["grounds"]
    assert (ground["article"], ground["debtor"]["name"], ground["party"]["name"]) == ("17", "debtor", "owner")
    assert "法释〔2016〕21号" in ground["instrument"] and "2020" in ground["edition"]
    assert ground["told"] == ["UNPAID", "DUE"] and ground["remedy"] == "SUIT" and ground["effect"] == "ADD"
    assert [(each["condition"], each["prover"]) for each in ground["toProve"]] == [("INSOLVENT", "APPLICANT")]
    assert [fact["relation"] for fact in ground["facts"]] == ["SHAREHOLDER_OF"]
    assert "第17条" in ground["whyZh"] and "17" in ground["why"]
    assert ground["whyZh"].endswith("由法院审查认定。") and ground["why"].endswith("for the court.")
    assert await articles(client, "boss", "debtor") == set()
    assert await articles(client, "boss", "one") == {("20", "one", "boss")}
    legal_representative, *_ = await steps(client, "boss", "plain")
    assert (legal_representative["relation"], legal_representative["grounds"]) == ("LEGAL_REP_OF", [])
    assert await articles(client, "branch", "debtor") == {
        ("15(1)", "branch", "debtor"),
        ("15(2)", "debtor", "branch"),
    }
    keys = [{"source": {"system": "made", "key": key}} for key in ("owner", "debtor", "branch")]
    among = (await client.ask(AMONG, {"of": keys}))["tiesAmong"]["paths"]
    assert {ground["article"] for path in among for step in path["steps"] for ground in step["grounds"]} == {
        "15(2)",
        "15(1)",
        "17",
    }


async def test_a_second_shareholder_ends_the_ground_of_the_one_person_company_and_a_sealed_one_does_not(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*person("p", "q"), made("c", **LIMITED), holds("p", "c", 1.0)]
    await bring_in(engine, tmp_path, rows)
    before = (await client.post(PATHS, {"from": "p", "to": "c"})).text
    assert '"20"' in before
    sealed = FactMeta(access="SEALED")
    hidden = [
        Node("COMPANY", "c", {"name": "c", "form": "JOINT_STOCK_COMPANY", "status": "DEREGISTERED"}, meta=sealed),
        Tie("SHAREHOLDER_OF", "q", "c", {"share": 0.2}, meta=sealed, source_system="made", target_system="made"),
        Tie("SHAREHOLDER_OF", "p", "c", UNPAID, meta=sealed, source_system="made", target_system="made"),
    ]
    await bring_in(engine, tmp_path, hidden, source="sealed")
    assert (await client.post(PATHS, {"from": "p", "to": "c"})).text == before
    await bring_in(engine, tmp_path, [*rows, holds("q", "c", 0.2)])
    assert await articles(client, "p", "c") == set()


async def test_a_ground_is_of_the_day_asked(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [*person("p", "q"), made("c", **LIMITED), holds("p", "c", 1.0)]
    rows += [Tie("SHAREHOLDER_OF", "q", "c", {"share": 0.1}, meta=FactMeta(valid_from="2025-01-01"))]
    rows += [Node("COMPANY", "c", {"status": "DEREGISTERED"}, item="2", meta=FactMeta(valid_from="2025-06-01"))]
    await bring_in(engine, tmp_path, rows)
    assert await articles(client, "p", "c", asOf="2024-12-31") == {("20", "c", "p")}
    assert await articles(client, "p", "c", asOf="2025-01-01") == set()
    assert await articles(client, "p", "c", asOf="2025-06-01") == {("21", "c", "p")}


@pytest.mark.parametrize("closed", [None, "paidIn", "directness", "form"])
async def test_what_is_masked_tells_nothing(engine: Engine, tmp_path: Path, closed: str | None) -> None:
    await bring_in(engine, tmp_path, [*person("p"), made("c", form="PARTNERSHIP"), holds("p", "c", 0.3, **UNPAID)])
    told = ("share", "shareMin", "shareMax", "votingShare", "directness", "subscribed", "paidIn", "dueDate")
    fields = ["PERSON", *(f"SHAREHOLDER_OF.{name}" for name in told if name != closed)]
    fields += [f"COMPANY.{name}" for name in ("name", "form", "status") if name != closed]
    grant = {"agency": "HRSS", "classes": ["INTERNAL"], "legalBasis": "合作备忘录", "fields": fields}
    await bring_in(engine, tmp_path, [Node("GRANT", "g", grant)], source="rights")
    async with served(engine, tmp_path, rights_seconds=0) as client:
        token = issue(client.settings, "PARTNER", agency="HRSS", subject="somebody")
        headers = {"Authorization": f"Bearer {token}", "X-Purpose": "CREDIT_CHECK", "X-Case-Number": "F-1"}
        answer = (await client.post(PATHS, {"from": "p", "to": "c"}, headers=headers)).json()
    [step] = answer["data"]["paths"]["paths"][0]["steps"]
    expected = {None: {"14(1)", "14(2)"}, "paidIn": {"14(1)"}, "directness": set(), "form": {"17"}}[closed]
    assert {ground["article"] for ground in step["grounds"]} == expected


async def test_nothing_more_is_asked_unless_grounds_are_selected(
    client: Client, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bring_in(engine, tmp_path, [*person("p"), made("c", **LIMITED), holds("p", "c", 1.0)])
    asked: list[str] = []
    read = engine.read

    async def counting(statement: Any, **more: Any) -> Any:
        asked.append(statement.text)
        return await read(statement, **more)

    monkeypatch.setattr(engine, "read", counting)
    counts = []
    for query in (PATHS, PATHS.replace(GROUNDS, "")):
        asked.clear()
        await client.ask(query, {"from": "p", "to": "c"})
        counts.append(sum("paidIn" in text for text in asked))
    assert counts == [1, 0]
