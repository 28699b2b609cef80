"""Beneficial owners over HTTP: the worked examples, on both engines, and what only a graph with rights has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from tests.graphs import Node, Tie, bring_in, case_of_the_purpose
from tests.hub.serving import Client, served

WORKED: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "ownership" / "worked.json").read_text(encoding="utf-8")
)
OWNERS = """query ($key: String!, $threshold: Float, $asOf: Date) {
  subject(by: {source: {system: "made", key: $key}}, asOf: $asOf) { ... on Company {
    beneficialOwners(threshold: $threshold) {
    owners { person { name } share { lower upper } certain direct { lower upper }
      paths { share { lower upper } steps { from { name } to { name } facts { grade source { system } } } } }
    otherEnds { subject { name } kind share { lower upper } }
    unknownShare truncated bounds faults { kind companies { name } facts { source { key } } } } } } }"""


def rows_of(edges: list[tuple[str, str, float]], **values: Any) -> list[Node | Tie]:
    held = {held for _, held, _ in edges}
    names = dict.fromkeys(name for holder, held_, _ in edges for name in (holder, held_))
    rows: list[Node | Tie] = [
        Node("COMPANY" if name in held else "PERSON", name, {"name": name}) for name in names
    ]
    rows += [
        Tie("SHAREHOLDER_OF", holder, held_, {"share": share, **values}, item=f"{place}")
        for place, (holder, held_, share) in enumerate(edges)
    ]
    return rows


async def owners(client: Client, key: str, **variables: Any) -> dict[str, Any]:
    data = await client.ask(OWNERS, {"key": key, **variables})
    found: dict[str, Any] = data["subject"]["beneficialOwners"]
    return found


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> Any:
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="courts")
    async with served(engine, tmp_path) as client:
        yield client


@pytest.mark.parametrize("name", WORKED)
async def test_worked_examples(client: Client, engine: Engine, tmp_path: Path, name: str) -> None:
    example = WORKED[name]
    await bring_in(engine, tmp_path, rows_of(example["edges"]))
    for company, ultimate in example["ultimate_shares"].items():
        found = await owners(client, company)
        told = {owner["person"]["name"]: owner for owner in found["owners"]}
        assert sorted(told) == sorted(example["beneficial_owners_from_quarter"].get(company, []))
        for person, owner in told.items():
            assert owner["share"]["lower"] == owner["share"]["upper"] == pytest.approx(ultimate[person], abs=1e-6)
            assert owner["certain"] is True and owner["paths"]
        everybody = await owners(client, company, threshold=1e-9)
        shares = {owner["person"]["name"]: owner["share"]["lower"] for owner in everybody["owners"]}
        assert shares == pytest.approx(ultimate, abs=1e-6)
        assert everybody["unknownShare"] == pytest.approx(max(0.0, 1 - sum(shares.values())), abs=1e-9)
        assert found["truncated"] is False and found["faults"] == []


async def test_a_quarter_itself_counts_and_the_path_says_why(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, rows_of([("p", "h", 0.5), ("h", "c", 0.5), ("q", "c", 0.2499)]))
    found = await owners(client, "c")
    [owner] = found["owners"]
    assert owner["person"] == {"name": "p"} and owner["share"] == {"lower": 0.25, "upper": 0.25}
    assert owner["direct"] == {"lower": 0.0, "upper": 0.0}
    [path] = owner["paths"]
    assert [(step["from"]["name"], step["to"]["name"]) for step in path["steps"]] == [("p", "h"), ("h", "c")]
    assert path["share"] == {"lower": 0.25, "upper": 0.25}
    assert path["steps"][0]["facts"] == [{"grade": "C", "source": {"system": "made"}}]


async def test_unknown_shares_are_ranges(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = rows_of([("p", "c", 0.6)])
    rows += [Node("PERSON", "u", {"name": "u"}), Tie("SHAREHOLDER_OF", "u", "c", {})]
    rows += [
        Node("PERSON", "m", {"name": "m"}),
        Tie("SHAREHOLDER_OF", "m", "c", {"shareMin": 0.1, "shareMax": 0.3}),
    ]
    await bring_in(engine, tmp_path, rows)
    found = await owners(client, "c")
    told = {owner["person"]["name"]: (owner["share"], owner["certain"]) for owner in found["owners"]}
    assert told["p"] == ({"lower": 0.6, "upper": 0.6}, True)
    assert told["m"][0] == pytest.approx({"lower": 0.1, "upper": 0.3}) and told["m"][1] is False
    assert told["u"][0] == pytest.approx({"lower": 0.0, "upper": 0.3}) and told["u"][1] is False
    assert found["unknownShare"] == pytest.approx(0.3)


async def test_a_guess_counts_for_nothing_and_neither_does_a_declared_total(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = rows_of([("p", "h", 1.0), ("h", "c", 0.5)])
    rows += [Tie("SHAREHOLDER_OF", "p", "c", {"share": 0.5, "directness": "INDIRECT"}, item="declared")]
    rows += [
        Node("PERSON", "g", {"name": "g"}),
        Tie("SHAREHOLDER_OF", "g", "c", {"share": 0.4}, meta=FactMeta(grade="D")),
    ]
    await bring_in(engine, tmp_path, rows)
    found = await owners(client, "c")
    assert [(owner["person"]["name"], owner["share"]["lower"]) for owner in found["owners"]] == [("p", 0.5)]
    assert found["unknownShare"] == pytest.approx(0.5)


async def test_state_bodies_and_companies_without_holders_are_other_ends(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows: list[Node | Tie] = [
        Node("COMPANY", "c", {"name": "c"}),
        Node("COMPANY", "h", {"name": "h"}),
        Node("GOVERNMENT_BODY", "s", {"name": "s"}),
        Tie("SHAREHOLDER_OF", "h", "c", {"share": 0.4}),
        Tie("SHAREHOLDER_OF", "s", "c", {"share": 0.6}),
    ]
    await bring_in(engine, tmp_path, rows)
    found = await owners(client, "c")
    assert found["owners"] == [] and found["unknownShare"] == 1.0
    assert [(end["subject"]["name"], end["kind"], end["share"]["lower"]) for end in found["otherEnds"]] == [
        ("s", "STATE_BODY", 0.6),
        ("h", "COMPANY", 0.4),
    ]


async def test_faults_are_named_with_their_rows_and_the_rest_stands(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    over = rows_of([("p", "over", 0.7), ("q", "over", 0.6), ("over", "c", 0.1), ("r", "c", 0.9)])
    ring = rows_of([("x", "y", 1.0), ("y", "x", 1.0), ("y", "d", 0.5), ("s", "d", 0.5)])
    await bring_in(engine, tmp_path, over)
    await bring_in(engine, tmp_path, ring, source="more")
    found = await owners(client, "c")
    assert [owner["person"]["name"] for owner in found["owners"]] == ["r"]
    [fault] = found["faults"]
    assert fault["kind"] == "OVER_FULL_REGISTER" and fault["companies"] == [{"name": "over"}]
    assert len(fault["facts"]) == 2
    query = OWNERS.replace('system: "made"', 'system: "more"')
    found = (await client.ask(query, {"key": "d"}))["subject"]["beneficialOwners"]
    assert [owner["share"]["lower"] for owner in found["owners"]] == [0.5]
    [fault] = found["faults"]
    assert fault["kind"] == "CLOSED_RING" and {each["name"] for each in fault["companies"]} == {"x", "y"}


async def test_a_hidden_holder_is_as_if_there_were_none(client: Client, engine: Engine, tmp_path: Path) -> None:
    seen = rows_of([("p", "h", 0.6), ("h", "c", 0.5)])
    await bring_in(engine, tmp_path, seen)
    before = await owners(client, "c")
    hidden = FactMeta(access="SEALED")
    rows: list[Node | Tie] = [
        Node("PERSON", "z", {"name": "z"}, meta=hidden),
        Tie("SHAREHOLDER_OF", "z", "h", {"share": 0.4}, meta=hidden, target_system="made"),
        Node("COMPANY", "k", {"name": "k"}, meta=hidden),
        Tie("SHAREHOLDER_OF", "k", "c", {"share": 0.5}, meta=hidden, target_system="made"),
        Tie("SHAREHOLDER_OF", "p", "k", {"share": 1.0}, meta=hidden, source_system="made"),
    ]
    await bring_in(engine, tmp_path, rows, source="sealed")
    assert await owners(client, "c") == before


async def test_it_holds_on_the_day_asked(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows: list[Node | Tie] = [Node("COMPANY", "c", {"name": "c"})]
    rows += [Node("PERSON", name, {"name": name}) for name in "pq"]
    rows += [
        Tie(
            "SHAREHOLDER_OF",
            "p",
            "c",
            {"share": 1.0},
            meta=FactMeta(valid_from="2020-01-01", valid_to="2024-01-01"),
        ),
        Tie("SHAREHOLDER_OF", "q", "c", {"share": 1.0}, meta=FactMeta(valid_from="2024-01-01")),
    ]
    await bring_in(engine, tmp_path, rows)
    for day, person in (("2023-12-31", "p"), ("2024-01-01", "q")):
        found = await owners(client, "c", asOf=day)
        assert [owner["person"]["name"] for owner in found["owners"]] == [person]


@pytest.mark.parametrize("threshold", [0.0, -0.1, 1.1])
async def test_a_threshold_that_is_none_is_bad_input(
    client: Client, engine: Engine, tmp_path: Path, threshold: float
) -> None:
    await bring_in(engine, tmp_path, rows_of([("p", "c", 1.0)]))
    answer = (await client.post(OWNERS, {"key": "c", "threshold": threshold})).json()
    assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert "above 0 and at most 1" in answer["errors"][0]["message"]


async def test_walks_stand_below_pages_edges_and_walks(client: Client, engine: Engine, tmp_path: Path) -> None:
    """Wherever a company is selected, also as an end of another walk; all of a level are walked together."""
    await bring_in(engine, tmp_path, rows_of([("p", "h", 1.0), ("h", "c", 0.5), ("q", "c", 0.5)]))
    query = """{
      companies(first: 2) { edges { node { name beneficialOwners { owners { person { name
        investments { edges { node { name ... on Company { beneficialOwners { unknownShare } } } } } } } } } } }
      again: subject(by: {source: {system: "made", key: "p"}}) { investments { edges { node { ... on Company {
        name one: beneficialOwners { owners { certain } } all: beneficialOwners(threshold: 0.9) {
          owners { person { name } } } } } } } } }"""
    data = await client.ask(query)
    told = {
        edge["node"]["name"]: {owner["person"]["name"] for owner in edge["node"]["beneficialOwners"]["owners"]}
        for edge in data["companies"]["edges"]
    }
    assert told == {"h": {"p"}, "c": {"p", "q"}}
    [edge] = data["again"]["investments"]["edges"]
    assert edge["node"] == {
        "name": "h",
        "one": {"owners": [{"certain": True}]},
        "all": {"owners": [{"person": {"name": "p"}}]},
    }
    deep = data["companies"]["edges"][0]["node"]["beneficialOwners"]["owners"][0]["person"]["investments"]
    assert deep["edges"][0]["node"]["beneficialOwners"] == {"unknownShare": 0.0}


LINKS = """query ($key: String!) { subject(by: {source: {system: "made", key: $key}}) { ... on Company {
  closeLinks { truncated links { subject { name } certain
    reasons { kind holder { name } shares { lower } } } } } } }"""


@pytest.mark.parametrize("name", WORKED)
async def test_close_links_of_the_worked_examples(
    client: Client, engine: Engine, tmp_path: Path, name: str
) -> None:
    example = WORKED[name]
    await bring_in(engine, tmp_path, rows_of(example["edges"]))
    expected = {frozenset(pair) for pair in example["close_links_from_fifth"]}
    found: set[frozenset[str]] = set()
    companies = {held for _, held, _ in example["edges"]}
    for company in companies:
        told = (await client.ask(LINKS, {"key": company}))["subject"]["closeLinks"]
        assert told["truncated"] is False
        found |= {frozenset((company, link["subject"]["name"])) for link in told["links"]}
    assert found == {pair for pair in expected if pair & companies}
