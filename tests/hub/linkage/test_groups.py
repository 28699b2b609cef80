"""Groups, joint control and filing over HTTP, on both engines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from tests.graphs import Node, Tie, bring_in, case_of_the_purpose
from tests.hub.linkage.test_control import company, holds, person
from tests.hub.serving import Client, served

GROUP = """query ($key: String!) { subject(by: {source: {system: "made", key: $key}}) { ... on Company {
  corporateGroup { heads { name } stop count truncated agreements { relation }
    members { company { name } path { company { name } stakes { holder { name } } } } } } } }"""
JOINTLY = """query ($key: String!) { subject(by: {source: {system: "made", key: $key}}) {
  controls { name }
  controlsJointly { companies { company { name } with { name } } count truncated
    agreements { relation grade } } } }"""
FILING = """query ($key: String!) { subject(by: {source: {system: "made", key: $key}}) { ... on Company {
  ownersToFile { answer ground owners { person { name } ground basis certain share { lower upper } }
    exemption exemptionBasis exemptionReasons truncated } } } }"""
DOCUMENTED = FactMeta(grade="B")


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> Any:
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="courts")
    async with served(engine, tmp_path) as client:
        yield client


async def group(client: Client, key: str) -> dict[str, Any]:
    found: dict[str, Any] = (await client.ask(GROUP, {"key": key}))["subject"]["corporateGroup"]
    return found


async def jointly(client: Client, key: str) -> dict[str, set[str]]:
    found = (await client.ask(JOINTLY, {"key": key}))["subject"]["controlsJointly"]
    assert found["truncated"] is False and found["count"] == len(found["companies"])
    return {each["company"]["name"]: {other["name"] for other in each["with"]} for each in found["companies"]}


async def filing(client: Client, key: str) -> dict[str, Any]:
    found: dict[str, Any] = (await client.ask(FILING, {"key": key}))["subject"]["ownersToFile"]
    return found


async def test_a_group_is_all_under_one_controller_seen_from_any_of_it(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*person("p", "q"), *company("h", "a", "b", "deep", "other")]
    rows += [holds("p", "h", 0.8), holds("h", "a", 0.6), holds("h", "b", 0.3), holds("a", "b", 0.3)]
    rows += [holds("b", "deep", 1.0), holds("q", "other", 1.0), holds("h", "other", 0.0)]
    await bring_in(engine, tmp_path, rows)
    for key in ("h", "a", "b", "deep"):
        found = await group(client, key)
        assert found["heads"] == [{"name": "p"}] and found["stop"] == "NATURAL_PERSON"
        assert {each["company"]["name"] for each in found["members"]} == {"h", "a", "b", "deep"}
        assert found["count"] == 4 and found["truncated"] is False
    [last] = [each for each in found["members"] if each["company"]["name"] == "b"]
    assert {stake["holder"]["name"] for stake in last["path"][-1]["stakes"]} == {"h", "a"}


async def test_a_company_that_nobody_controls_heads_its_own_group(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*person("p", "q"), *company("c", "below")]
    rows += [holds("p", "c", 0.5), holds("q", "c", 0.5), holds("c", "below", 0.51)]
    await bring_in(engine, tmp_path, rows)
    found = await group(client, "c")
    assert found["heads"] == [{"name": "c"}] and found["stop"] == "NO_MAJORITY"
    assert {each["company"]["name"] for each in found["members"]} == {"below"}


async def test_joint_control_names_with_whom_and_leaves_sole_control_out(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*person("p", "q", "r"), *company("together", "alone", "under")]
    rows += [holds("p", "together", 0.3), holds("q", "together", 0.3), holds("r", "together", 0.4)]
    rows += [holds("p", "alone", 0.6), holds("together", "under", 0.9)]
    rows += [Tie("ACTS_IN_CONCERT", "p", "q", meta=DOCUMENTED)]
    await bring_in(engine, tmp_path, rows)
    assert await jointly(client, "p") == {"together": {"q"}, "under": {"q"}}
    assert await jointly(client, "q") == {"together": {"p"}, "under": {"p"}}
    assert await jointly(client, "r") == {}
    sole = (await client.ask(JOINTLY, {"key": "p"}))["subject"]["controls"]
    assert sole == [{"name": "alone"}]


async def test_an_agreement_that_a_company_signed_binds_who_controls_it(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*person("p", "q"), *company("h", "c")]
    rows += [holds("p", "h", 0.9), holds("h", "c", 0.3), holds("q", "c", 0.3)]
    rows += [Tie("ACTS_IN_CONCERT", "h", "q", meta=DOCUMENTED)]
    await bring_in(engine, tmp_path, rows)
    for key in ("p", "h", "q"):
        assert "c" in await jointly(client, key), key


async def test_a_statement_of_kin_or_of_grade_c_makes_no_joint_control(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*person("p", "q", "r"), *company("c")]
    rows += [holds("p", "c", 0.3), holds("q", "c", 0.3), holds("r", "c", 0.3)]
    rows += [
        Tie("ACTS_IN_CONCERT", "p", "q"),
        Tie("RELATIVE_OF", "p", "r", {"kinship": "SPOUSE"}, meta=DOCUMENTED),
    ]
    await bring_in(engine, tmp_path, rows)
    assert await jointly(client, "p") == {}


async def test_filing_goes_by_equity_then_rights_then_control(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*person("equity", "votes", "income", "small"), *company("c")]
    rows += [holds("equity", "c", 0.25), holds("small", "c", 0.2499)]
    rows += [Tie("INFLUENCES", "votes", "c", {"interest": "votingRights", "share": 0.3})]
    rows += [Tie("INFLUENCES", "income", "c", {"interest": "rightsToProfitOrIncome", "share": 0.25})]
    total = {"interest": "votingRights", "share": 0.9, "directness": "INDIRECT"}  # of ties that stand elsewhere
    rows += [Tie("INFLUENCES", "small", "c", total)]
    await bring_in(engine, tmp_path, rows)
    found = await filing(client, "c")
    grounds = {each["person"]["name"]: each["ground"] for each in found["owners"]}
    assert grounds == {"equity": "EQUITY", "votes": "VOTING_RIGHTS", "income": "INCOME_RIGHTS"}
    assert (found["answer"], found["ground"]) == ("FOUND", "EQUITY")
    assert "第六条" in found["owners"][0]["basis"] and found["truncated"] is False


async def test_nobody_found_is_said_and_a_small_company_may_be_exempt(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    capital = {"name": "small", "registeredCapital": "10000000.00"}
    rows: list[Node | Tie] = [
        *company("empty"),
        Node("COMPANY", "small", capital),
        Node("COMPANY", "large", {**capital, "name": "large", "registeredCapital": "10000000.01"}),
        *person("p"),
    ]
    rows += [holds("p", "small", 1.0), holds("p", "large", 1.0)]
    await bring_in(engine, tmp_path, rows)
    nobody = await filing(client, "empty")
    assert (nobody["answer"], nobody["ground"], nobody["owners"]) == ("NOBODY_FOUND", None, [])
    small, large = await filing(client, "small"), await filing(client, "large")
    assert small["exemption"] == "MAY_PROMISE" and "第三条" in small["exemptionBasis"]
    assert large["exemption"] == "NOT_EXEMPT" and small["answer"] == large["answer"] == "FOUND"
