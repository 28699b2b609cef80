"""Projects and court cases are found by name, by number and by a source's key, over HTTP on both engines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine
from tests.graphs import CASE, Node, Tie, bring_in
from tests.hub.linkage.test_contracts import project_p
from tests.hub.linkage.test_network import HIDDEN
from tests.hub.linkage.test_paths import companies, court
from tests.hub.serving import Client, served

SEARCH = """query ($text: String!, $kinds: [NamedKind!], $first: Int, $after: String) {
  searchNodes(text: $text, kinds: $kinds, first: $first, after: $after) { totalCount pageInfo { endCursor }
    edges { node { __typename id ... on Project { name } ... on Case { caseNumber } } } } }"""
BY_SOURCE = """query ($key: String!) { nodeBySource(source: {system: "made", key: $key}) {
    __typename id ... on Project { name } } }"""
CHAIN = """query ($text: String!) { searchNodes(text: $text) { edges { node { ... on Project { contractChain {
    chains { wages { employer { name } liable { liability subject { name } } } } } } } } } }"""


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> AsyncIterator[Client]:
    await court(engine, tmp_path)
    async with served(engine, tmp_path) as client:
        yield client


def rows() -> list[Node | Tie]:
    """Projects of like names, a company of such a name, a case of the court and one of another."""
    made: list[Node | Tie] = [
        Node("PROJECT", "pj:1", {"name": "滨江污水处理厂"}),
        Node("PROJECT", "pj:2", {"name": "滨江污水处理厂二期"}),
        Node("PROJECT", "pj:3", {"name": "新滨江小学"}),
        Node("CASE", "case:2", {"caseNumber": "（2026）鄂0112执22号"}),
        Node("CASE", "case:3", {"caseNumber": "（2026）鄂0591执7号"}),
        *companies(["滨江污水处理厂"]),
    ]
    return made


def hidden() -> list[Node | Tie]:
    return [
        Node("PROJECT", "pj:9", {"name": "滨江大桥"}, meta=HIDDEN),
        Node("CASE", "case:9", {"caseNumber": "（2026）鄂0112执99号"}, meta=HIDDEN),
    ]


async def found(client: Client, text: str, **more: Any) -> list[str]:
    page = (await client.ask(SEARCH, {"text": text, **more}))["searchNodes"]
    nodes = [edge["node"] for edge in page["edges"]]
    assert len({node["id"] for node in nodes}) == len(nodes)
    return [node.get("name") or node["caseNumber"] for node in nodes]


async def test_a_project_is_found_by_name_and_a_case_by_its_number(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    assert (await bring_in(engine, tmp_path, rows())).rejected == 0
    whole = ["滨江污水处理厂", "滨江污水处理厂二期"]  # the exact name, then what begins with it; no company
    assert await found(client, "滨江污水处理厂") == whole
    assert await found(client, "滨江") == [*whole, "新滨江小学"]
    assert await found(client, "滨江", kinds=["CASE"]) == []
    for written in ("（2026）鄂0112执22号", "(2026) 鄂0112执022号", "〔2026〕鄂0112执22号"):
        assert await found(client, written) == ["（2026）鄂0112执22号"]
    assert await found(client, "（2026）鄂0112执22号", kinds=["PROJECT"]) == []
    assert await found(client, CASE) == [CASE]
    page = (await client.ask(SEARCH, {"text": "滨江", "first": 2}))["searchNodes"]
    assert page["totalCount"] == 3
    assert await found(client, "滨江", after=page["pageInfo"]["endCursor"]) == ["新滨江小学"]
    again = await client.post(SEARCH, {"text": "江", "after": page["pageInfo"]["endCursor"]})
    assert again.json()["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    node = (await client.ask(BY_SOURCE, {"key": "pj:3"}))["nodeBySource"]
    assert (node["__typename"], node["name"]) == ("Project", "新滨江小学")


async def test_the_hidden_is_as_what_is_not_there(client: Client, engine: Engine, tmp_path: Path) -> None:
    """A case of another court is none, too, byte for byte."""
    await bring_in(engine, tmp_path, rows())

    async def texts() -> list[str]:
        searched = ("滨江", "大桥", "（2026）鄂0112执99号", "（2026）鄂0591执7号", "（2026）鄂0112执98号")
        asks = [client.post(SEARCH, {"text": text}) for text in searched]
        keyed = [client.post(BY_SOURCE, {"key": key}) for key in ("pj:9", "case:9", "case:3", "pj:404")]
        return [(await each).text for each in (*asks, *keyed)]

    before = await texts()
    assert set(before[-4:]) == {'{"data":{"nodeBySource":null}}'}
    assert len(set(before[1:5])) == 1 and '"totalCount":0' in before[1]
    assert (await bring_in(engine, tmp_path, hidden())).rejected == 0
    assert await texts() == before


async def test_who_answers_for_wages_is_told_of_a_project_that_is_known_by_name(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, project_p())
    [edge] = (await client.ask(CHAIN, {"text": "P 工程"}))["searchNodes"]["edges"]
    [chain] = edge["node"]["contractChain"]["chains"]
    first = {each["employer"]["name"]: each["liable"] for each in chain["wages"]}["sub"]
    assert {"liability": "LIABLE_FIRST_FOR", "subject": {"name": "gen"}} in first
