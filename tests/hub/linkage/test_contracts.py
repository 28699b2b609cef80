"""Contract chains of projects over HTTP, on both engines: who pays wages, and up to what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from graph.model.declare import OPEN_FROM, OPEN_INSTANT, OPEN_TO
from graph.statement import Statement
from tests.graphs import Node, Tie, bring_in, case_of_the_purpose
from tests.hub.linkage.test_control import company, person
from tests.hub.serving import Client, served

FIELDS = """contractChain(first: $first) { leftOut truncated chains { project { name } projectKey truncated
  parties { subject { name kind } parts facts { relation } }
  contracts { contractor { name } client { name } tier amount fact { relation } }
  wages { employer { name } parts lacks { lack what whatZh } liable { liability subject { name } instrument article
    why whyZh certain price chain { contractor { name } client { name } } lacks { lack what whatZh } } } } }"""
COMPANY = f"""query ($key: String!, $first: Int! = 10, $asOf: Date) {{
  subject(by: {{source: {{system: "made", key: $key}}}}, asOf: $asOf) {{ ... on Company {{
    projects(first: 1) {{ edges {{ node {{ id }} }} }} {FIELDS} }} }} }}"""
PROJECT = f"""query ($id: ID!, $first: Int! = 10) {{ node(id: $id) {{ ... on Project {{ name {FIELDS} }} }} }}"""
PRICE = "100000000.00"
# No rule merges projects yet; the record of one source is made to stand for that of another as a merge would.
ONE_PROJECT = Statement(
    name="one project",
    text="MATCH (o:Node {rk: 'other|P'}), (m:Node {rk: 'made|P'})"
    " CREATE (o)-[:SAME_AS {open: 'o', slot: 'o', system: 'hub', document: 'd', hash: 'h', grade: 'A',"
    " access: 'INTERNAL', validFrom: $from, validTo: $to, recordedAt: $recorded, supersededAt: $never}]->(m)"
    " RETURN count(*)",
    parameters={
        "from": OPEN_FROM,
        "to": OPEN_TO,
        "recorded": "2026-01-01T00:00:00.000000Z",
        "never": OPEN_INSTANT,
    },
)


def contracts(who: str, whom: str, tier: str | None, amount: str | None = None, **more: Any) -> Tie:
    told = {"project": more.pop("project", "P"), "tier": tier, "amount": amount}
    return Tie("CONTRACTS_FOR", who, whom, {name: each for name, each in told.items() if each}, **more)


def takes_part(who: str, part: str, project: str = "P", **more: Any) -> Tie:
    return Tie("TAKES_PART_IN", who, project, {"part": part}, **more)


def project_p() -> list[Node | Tie]:
    """A subcontractor of a general contractor, on a project of a government body."""
    return [
        Node("PROJECT", "P", {"name": "P 工程"}),
        Node("GOVERNMENT_BODY", "dev", {"name": "dev"}),
        *company("gen", "sub", "lab"),
        takes_part("dev", "DEVELOPER"),
        takes_part("gen", "GENERAL_CONTRACTOR"),
        takes_part("sub", "SUBCONTRACTOR"),
        takes_part("lab", "LABOUR_SUBCONTRACTOR"),
        contracts("gen", "dev", "GENERAL_CONTRACTOR", PRICE),
        contracts("sub", "gen", "SUBCONTRACTOR", "30000000.00"),
        contracts("lab", "sub", "LABOUR_SUBCONTRACTOR"),
    ]


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> Any:
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="courts")
    async with served(engine, tmp_path, walk_seconds=60) as client:
        yield client


async def of_company(client: Client, key: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await client.ask(COMPANY, {"key": key, **more}))["subject"]["contractChain"]
    return found


def liable(wages: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["liability"]: each for each in wages["liable"]}


async def test_the_general_contractor_is_liable_first_and_the_developer_only_within_the_unpaid_price(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, project_p())
    for employer, up in (("sub", ["sub"]), ("lab", ["lab", "sub"])):
        found = await of_company(client, employer)
        [chain] = found["chains"]
        assert (chain["project"], chain["projectKey"], chain["truncated"]) == ({"name": "P 工程"}, None, False)
        assert {each["contractor"]["name"] for each in chain["contracts"]} == {*up, "gen"}
        [wages] = chain["wages"]
        assert wages["employer"]["name"] == employer and wages["lacks"] == []
        by_kind = liable(wages)
        assert set(by_kind) == {"OWES", "LIABLE_FIRST_FOR", "LIABLE_WITHIN_UNPAID_PRICE"}
        first, within = by_kind["LIABLE_FIRST_FOR"], by_kind["LIABLE_WITHIN_UNPAID_PRICE"]
        assert (first["subject"]["name"], first["article"], first["certain"]) == ("gen", "30(3)", True)
        assert "保障农民工工资支付条例" in first["instrument"] and "先行清偿" in first["whyZh"]
        assert [each["contractor"]["name"] for each in first["chain"]] == up
        assert [each["lack"] for each in first["lacks"]] == ["WAGES"]
        assert (within["subject"]["name"], within["article"], within["price"]) == ("dev", "29(2)", PRICE)
        assert [each["lack"] for each in within["lacks"]] == ["WAGES", "LATE_PAYMENT", "UNPAID_PRICE"]
        parties = {each["subject"]["name"]: each["parts"] for each in chain["parties"]}
        assert parties["gen"] == ["GENERAL_CONTRACTOR"] and parties["dev"] == ["DEVELOPER"]


async def test_a_project_tells_it_for_each_contractor(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [*project_p(), *person("foreman"), contracts("foreman", "gen", None)]
    rows += [Node("PROJECT", "Q", {"name": "Q"}), contracts("sub", "gen", "SUBCONTRACTOR", project="Q", item="Q")]
    await bring_in(engine, tmp_path, rows)
    answer = (await client.ask(COMPANY, {"key": "gen"}))["subject"]
    id_ = answer["projects"]["edges"][0]["node"]["id"]
    found = (await client.ask(PROJECT, {"id": id_}))["node"]
    assert found["name"] == "P 工程"
    [chain] = found["contractChain"]["chains"]
    told = {each["employer"]["name"]: liable(each) for each in chain["wages"]}
    assert set(told) == {"gen", "sub", "lab", "foreman"}
    assert set(told["gen"]) == {"OWES", "LIABLE_WITHIN_UNPAID_PRICE"} and told["gen"]["OWES"]["article"] == "16"
    award = told["foreman"]["LIABLE_FOR_AWARD"]
    assert (award["subject"]["name"], award["article"]) == ("gen", "36(1)")
    assert set(told["foreman"]) == {"LIABLE_FOR_AWARD", "LIABLE_WITHIN_UNPAID_PRICE"}
    [lacking] = [each["lacks"] for each in chain["wages"] if each["employer"]["name"] == "foreman"]
    assert [each["lack"] for each in lacking] == ["EMPLOYER"]
    assert len(chain["contracts"]) == 4
    both = await of_company(client, "sub")
    assert {each["project"]["name"] for each in both["chains"]} == {"P 工程", "Q"} and both["leftOut"] == 0
    one = await of_company(client, "sub", first=1)
    assert len(one["chains"]) == 1 and one["leftOut"] == 1


async def test_a_project_is_told_from_the_top_down(client: Client, engine: Engine, tmp_path: Path) -> None:
    """Whatever the ids: parties by their highest part, contracts by tier, or without one by their contractor's."""
    rows = [*project_p(), *company("sub2", "other"), takes_part("sub2", "SUBCONTRACTOR")]
    rows += [contracts("sub2", "gen", None), contracts("other", "sub2", None)]
    await bring_in(engine, tmp_path, rows)
    id_ = (await client.ask(COMPANY, {"key": "gen"}))["subject"]["projects"]["edges"][0]["node"]["id"]
    [chain] = (await client.ask(PROJECT, {"id": id_}))["node"]["contractChain"]["chains"]
    named = [each["subject"]["name"] for each in chain["parties"]]
    assert named[:2] == ["dev", "gen"] and set(named[2:4]) == {"sub", "sub2"} and named[4:] == ["lab", "other"]
    employers = [each["employer"]["name"] for each in chain["wages"]]
    assert employers == named[1:]
    contractors = [each["contractor"]["name"] for each in chain["contracts"]]
    assert contractors == named[1:]


async def test_contracts_of_a_project_that_is_not_there_go_by_its_key(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*company("gen", "sub", "dev"), contracts("sub", "gen", "SUBCONTRACTOR")]
    rows += [contracts("gen", "dev", "GENERAL_CONTRACTOR", meta=FactMeta(valid_from="2025-01-01"))]
    await bring_in(engine, tmp_path, rows)
    [chain] = (await of_company(client, "sub"))["chains"]
    assert (chain["project"], chain["projectKey"]) == (None, "P")
    within = liable(chain["wages"][0])["LIABLE_WITHIN_UNPAID_PRICE"]
    assert within["price"] is None and "PRICE" in {each["lack"] for each in within["lacks"]}
    [chain] = (await of_company(client, "sub", asOf="2024-12-31"))["chains"]
    assert [each["lack"] for each in chain["wages"][0]["lacks"]] == ["NO_GENERAL_CONTRACTOR", "NO_DEVELOPER"]
    assert set(liable(chain["wages"][0])) == {"OWES"}


@pytest.mark.parametrize(
    ("own", "others", "price"),
    [
        ([("1", "60.00"), ("2", "40.00")], [], "100.00"),
        ([("1", "60.00"), ("2", None)], [], None),
        ([("1", "60.00"), ("2", "40.00")], [("1", "100.00")], "100.00"),
        ([("1", "100.00")], [("1", "90.00")], None),
        ([("1", "100.00")], [("1", None)], None),
    ],
    ids=["summed", "one unknown", "stated twice", "differing", "unknown elsewhere"],
)
async def test_what_is_unpaid_is_bounded_by_all_contracts_as_each_source_sums_them(
    client: Client,
    engine: Engine,
    tmp_path: Path,
    own: list[tuple[str, str | None]],
    others: list[tuple[str, str | None]],
    price: str | None,
) -> None:
    """The developer answers within the price: what two sources state is one price, and none where they differ."""
    tier = "GENERAL_CONTRACTOR"
    rows: list[Node | Tie] = [each for each in project_p() if getattr(each, "values", {}).get("amount") != PRICE]
    rows += [contracts("gen", "dev", tier, amount, item=item) for item, amount in own]
    assert (await bring_in(engine, tmp_path, rows)).rejected == 0
    if others:
        there = {"source_system": "made", "target_system": "made"}
        more: list[Node | Tie] = [Node("PROJECT", "P", {"name": "P 工程"})]
        more += [contracts("gen", "dev", tier, amount, item=item, **there) for item, amount in others]
        assert (await bring_in(engine, tmp_path, more, source="other")).rejected == 0
        await engine.write([ONE_PROJECT])
    [chain] = (await of_company(client, "sub"))["chains"]
    [wages] = chain["wages"]
    within = liable(wages)["LIABLE_WITHIN_UNPAID_PRICE"]
    assert within["price"] == price
    assert ("PRICE" in {each["lack"] for each in within["lacks"]}) is (price is None)
    assert len([each for each in chain["contracts"] if each["contractor"]["name"] == "gen"]) == len(own) + len(
        others
    )


async def test_what_is_sealed_changes_nothing(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, project_p())
    keys = ("dev", "gen", "sub", "lab")
    assert all([(await of_company(client, key))["chains"] for key in ("gen", "sub", "lab")])
    before = [(await client.post(COMPANY, {"key": key})).text for key in keys]
    sealed = FactMeta(access="SEALED")
    hidden: list[Node | Tie] = [
        Node("COMPANY", "z", {"name": "z"}, meta=sealed),
        Node("PROJECT", "zp", {"name": "zp"}, meta=sealed),
        takes_part("z", "GENERAL_CONTRACTOR", target_system="made", meta=sealed),
        contracts("z", "dev", "GENERAL_CONTRACTOR", "1.00", target_system="made", meta=sealed),
        contracts("sub", "z", "SUBCONTRACTOR", source_system="made", meta=sealed),
        takes_part("sub", "SUBCONTRACTOR", "zp", source_system="made", meta=sealed),
    ]
    there = {"source_system": "made", "target_system": "made", "meta": sealed}
    hidden += [contracts("lab", "gen", "GENERAL_CONTRACTOR", **there), takes_part("lab", "DEVELOPER", **there)]
    await bring_in(engine, tmp_path, hidden, source="sealed")
    assert [(await client.post(COMPANY, {"key": key})).text for key in keys] == before


async def test_past_a_bound_it_is_said(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="courts")
    await bring_in(engine, tmp_path, project_p())
    async with served(engine, tmp_path, contract_nodes=2, walk_seconds=60) as client:
        [chain] = (await of_company(client, "lab"))["chains"]
        assert chain["truncated"]
    async with served(engine, tmp_path, contract_ties=2, walk_seconds=60) as client:
        found = await of_company(client, "gen")
        assert found["truncated"]
