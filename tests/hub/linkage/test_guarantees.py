"""Guarantee chains and circles over HTTP, on both engines."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from tests.graphs import Node, Tie, bring_in, case_of_the_purpose
from tests.hub.linkage.test_control import company, person
from tests.hub.serving import Client, served

CHAIN = """{ parties { subject { name } depth direct { amount count unknown } indirect { amount count unknown }
    guarantees { guarantor { name } debtor { name } amount fact { relation source { system } } } }
  partiesLeftOut direct { amount count unknown } indirect { amount count unknown } truncated }"""
FIELDS = f"""guaranteeChains(first: $first, maxHops: $hops) {{ guarantors {CHAIN} debtors {CHAIN}
    circles {{ length least unknown guarantees {{ guarantor {{ name }} debtor {{ name }} amount }} }}
    circlesTruncated truncated }}"""
QUERY = f"""query ($key: String!, $first: Int! = 20, $hops: Int! = 5) {{
  subject(by: {{source: {{system: "made", key: $key}}}}) {{ name {FIELDS} }} }}"""
MANY = f"""query ($of: [SubjectKey!]!, $first: Int! = 5, $hops: Int! = 4) {{
  subjects(by: $of) {{ name {FIELDS} }} }}"""


def guarantees(guarantor: str, debtor: str, amount: str | None = None, **more: Any) -> Tie:
    return Tie("GUARANTOR_OF", guarantor, debtor, {"amount": amount} if amount else {}, **more)


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> Any:
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="courts")
    async with served(engine, tmp_path, walk_seconds=60) as client:
        yield client


async def asked(client: Client, key: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await client.ask(QUERY, {"key": key, **more}))["subject"]["guaranteeChains"]
    return found


def summed(amount: str | None, count: int, unknown: int) -> dict[str, Any]:
    return {"amount": amount, "count": count, "unknown": unknown}


async def test_chains_up_and_down_keep_direct_and_indirect_apart(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*company("c", "d", "e"), *person("p", "q", "r", "inferred")]
    rows += [guarantees("p", "c", "1000.10"), guarantees("q", "c"), guarantees("r", "p", "0.20")]
    rows += [guarantees("q", "p", "70.00"), guarantees("c", "d", "500.00"), guarantees("d", "e")]
    rows += [guarantees("inferred", "c", "9.00", meta=FactMeta(grade="D"))]
    await bring_in(engine, tmp_path, rows)
    found = await asked(client, "c")
    up, down = found["guarantors"], found["debtors"]
    assert {
        each["subject"]["name"]: (each["depth"], each["direct"], each["indirect"]) for each in up["parties"]
    } == {
        "p": (1, summed("1000.10", 1, 0), summed(None, 0, 0)),
        "q": (1, summed(None, 1, 1), summed("70.00", 1, 0)),
        "r": (2, summed(None, 0, 0), summed("0.20", 1, 0)),
    }
    assert (up["direct"], up["indirect"]) == (summed("1000.10", 2, 1), summed("70.20", 2, 0))
    assert [(each["subject"]["name"], each["depth"]) for each in down["parties"]] == [("d", 1), ("e", 2)]
    assert (down["direct"], down["indirect"]) == (summed("500.00", 1, 0), summed(None, 1, 1))
    assert (found["circles"], found["circlesTruncated"], found["truncated"]) == ([], False, False)
    [link] = up["parties"][-1]["guarantees"]
    assert (link["guarantor"]["name"], link["debtor"]["name"], link["amount"]) == ("r", "p", "0.20")
    assert link["fact"] == {"relation": "GUARANTOR_OF", "source": {"system": "made"}}
    few = await asked(client, "c", first=1)
    assert len(few["guarantors"]["parties"]) == 1 and few["guarantors"]["partiesLeftOut"] == 2
    assert few["guarantors"]["direct"] == up["direct"]
    near = await asked(client, "c", hops=1)
    assert {each["subject"]["name"] for each in near["guarantors"]["parties"]} == {"p", "q"}
    assert near["guarantors"]["truncated"] and near["debtors"]["truncated"]


async def test_a_circle_is_told_once_with_its_least_amount(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [*company("a", "b", "c", "d")]
    rows += [guarantees("a", "b", "300.00"), guarantees("b", "c", "100.00"), guarantees("c", "a", "200.00")]
    rows += [guarantees("b", "a"), guarantees("c", "d", "1.00"), guarantees("d", "b", "1.00")]
    await bring_in(engine, tmp_path, rows)
    found = await asked(client, "a")
    assert [
        (each["length"], each["least"], each["unknown"], [one["guarantor"]["name"] for one in each["guarantees"]])
        for each in found["circles"]
    ] == [(2, "300.00", 1, ["a", "b"]), (3, "100.00", 0, ["a", "b", "c"])]
    assert {each["subject"]["name"] for each in found["guarantors"]["parties"]} == {"b", "c", "d"}
    only = await asked(client, "a", first=1)
    assert len(only["circles"]) == 1 and only["circlesTruncated"]
    assert [each["length"] for each in (await asked(client, "a", hops=2))["circles"]] == [2]


async def test_past_a_bound_less_is_told_and_said(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="courts")
    rows = [*company("c"), *person("p", "q", "r"), *(guarantees(each, "c", "1.00") for each in "pq")]
    rows += [guarantees("r", "p", "2.00")]
    await bring_in(engine, tmp_path, rows)
    async with served(engine, tmp_path, guarantee_ties=1, walk_seconds=60) as client:
        found = await asked(client, "c")
        assert found["guarantors"]["truncated"] and found["guarantors"]["direct"]["count"] == 1
    async with served(engine, tmp_path, guarantee_nodes=1, walk_seconds=60) as client:
        found = await asked(client, "c")
        assert found["guarantors"]["truncated"] and found["guarantors"]["direct"]["count"] == 2
        assert not found["debtors"]["truncated"]
    async with served(engine, tmp_path, guarantee_hops_max=3, walk_seconds=60) as client:
        refused = (await client.post(QUERY, {"key": "c", "hops": 4})).json()
        assert "1 to 3 are allowed" in refused["errors"][0]["message"]


@pytest.mark.parametrize("seed", range(2))
async def test_asked_about_many_at_once_each_is_told_as_alone_and_nothing_of_the_hidden(
    engine: Engine, tmp_path: Path, seed: int
) -> None:
    draw = random.Random(seed)
    names = [f"c{n}" for n in range(8)]
    rows: list[Node | Tie] = [*company(*names)]
    for one, other in sorted({tuple(draw.sample(names, 2)) for _ in range(18)}):
        rows.append(guarantees(one, other, draw.choice([None, "1.00", "20.50"])))
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="courts")
    await bring_in(engine, tmp_path, rows)
    keys = [{"source": {"system": "made", "key": each}} for each in names]
    async with served(engine, tmp_path, guarantee_round_nodes=3, walk_seconds=60) as client:
        before = await client.post(MANY, {"of": keys})
        together = before.json()["data"]["subjects"]
        alone = [(await client.ask(QUERY, {"key": each, "first": 5, "hops": 4}))["subject"] for each in names]
        assert together == alone
        sealed = FactMeta(access="SEALED")
        hidden: list[Node | Tie] = [Node("COMPANY", "z", {"name": "z"}, meta=sealed)]
        for each in names:
            hidden.append(guarantees("z", each, "5.00", target_system="made", meta=sealed))
            hidden.append(guarantees(each, "z", "5.00", source_system="made", meta=sealed))
            other = draw.choice([name for name in names if name != each])
            there = {"source_system": "made", "target_system": "made"}
            hidden.append(guarantees(each, other, "7.00", meta=sealed, **there))
        await bring_in(engine, tmp_path, hidden, source="sealed")
        assert (await client.post(MANY, {"of": keys})).text == before.text
