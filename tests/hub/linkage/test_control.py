"""Control over HTTP, on both engines: sole control, who stands above, candidates by tier, what they rest on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from tests.graphs import Node, Tie, bring_in, case_of_the_purpose
from tests.hub.linkage.test_owners import rows_of
from tests.hub.serving import Client, served

WORKED: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "ownership" / "worked.json").read_text(encoding="utf-8")
)
BY = 'subject(by: {source: {system: "made", key: $key}}, asOf: $asOf)'
CONTROLS = f"query ($key: String!, $asOf: Date) {{ {BY} {{ controls {{ name }} }} }}"
PAGES = """query ($key: String!, $first: Int, $after: String) {
  subject(by: {source: {system: "made", key: $key}}) {
  controlled(first: $first, after: $after) { totalCount edges { node { name } }
    pageInfo { hasNextPage hasPreviousPage endCursor } } } }"""
ABOVE = f"""query ($key: String!, $asOf: Date) {{ {BY} {{ ... on Company {{ controlledBy {{
  controllers {{ subject {{ name }} path {{ company {{ name }} share {{ lower }}
    stakes {{ holder {{ name }} votes {{ lower }} fact {{ source {{ system }} }} }} }} }}
  ultimate {{ name }} count stop ring {{ name }} truncated }} }} }} }}"""
CANDIDATES = f"""query ($key: String!, $asOf: Date) {{ {BY} {{ ... on Company {{
  controllerCandidates {{ subject {{ name }} group {{ kind members {{ name }} }} tier isFinding reason why whyZh
    votes {{ lower upper }} path {{ company {{ name }} }} evidence {{ relation grade source {{ system }} }}
    offices {{ role until }} missing {{ lack subject {{ name }} }} stop }}
  controlInquiry {{ possible {{ subjects {{ name }} }} formerOfficers {{ holder {{ name }} role since until }}
    missing {{ lack }} truncated }} }} }} }}"""


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> Any:
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="courts")
    async with served(engine, tmp_path) as client:
        yield client


def company(*names: str) -> list[Node | Tie]:
    return [Node("COMPANY", name, {"name": name}) for name in names]


def person(*names: str) -> list[Node | Tie]:
    return [Node("PERSON", name, {"name": name}) for name in names]


def holds(holder: str, held: str, share: float | None = None, **values: Any) -> Tie:
    told = {"share": share} if share is not None else {}
    return Tie("SHAREHOLDER_OF", holder, held, {**told, **values})


async def controls(client: Client, key: str, **variables: Any) -> set[str]:
    data = await client.ask(CONTROLS, {"key": key, **variables})
    return {each["name"] for each in data["subject"]["controls"]}


async def candidates(client: Client, key: str, **variables: Any) -> list[dict[str, Any]]:
    data = await client.ask(CANDIDATES, {"key": key, **variables})
    found: list[dict[str, Any]] = data["subject"]["controllerCandidates"]
    assert not any(each["isFinding"] for each in found)
    return found


def who(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(each["subject"]["name"], each["tier"]) for each in found]


@pytest.mark.parametrize("name", WORKED)
async def test_worked_examples(client: Client, engine: Engine, tmp_path: Path, name: str) -> None:
    example = WORKED[name]
    await bring_in(engine, tmp_path, rows_of(example["edges"]))
    expected = example["controls_over_half"]
    for subject in {end for holder, held, _ in example["edges"] for end in (holder, held)}:
        assert await controls(client, subject) == set(expected.get(subject, []))
        page = (await client.ask(PAGES, {"key": subject}))["subject"]["controlled"]
        assert page["totalCount"] == len(expected.get(subject, []))
        assert {edge["node"]["name"] for edge in page["edges"]} == set(expected.get(subject, []))


async def test_exactly_a_half_is_no_control_and_votes_go_before_capital(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*person("p", "q"), *company("half", "more", "votes")]
    rows += [holds("p", "half", 0.5), holds("q", "half", 0.5), holds("p", "more", 0.500000002)]
    rows += [holds("p", "votes", 0.9, votingShare=0.4), holds("q", "votes", 0.1, votingShare=0.6)]
    await bring_in(engine, tmp_path, rows)
    assert await controls(client, "p") == {"more"}
    assert await controls(client, "q") == {"votes"}


async def test_controlled_has_pages(client: Client, engine: Engine, tmp_path: Path) -> None:
    names = [f"c{n}" for n in range(7)]
    await bring_in(engine, tmp_path, [*person("p"), *company(*names), *(holds("p", name, 1.0) for name in names)])
    seen: list[str] = []
    after = None
    for left in (2, 1, 0):
        page = (await client.ask(PAGES, {"key": "p", "first": 3, "after": after}))["subject"]["controlled"]
        seen += [edge["node"]["name"] for edge in page["edges"]]
        assert page["totalCount"] == 7 and page["pageInfo"]["hasNextPage"] is (left > 0)
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        after = page["pageInfo"]["endCursor"]
    assert sorted(seen) == names


async def test_more_than_a_thousand_are_named_the_other_way(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    names = [f"c{n}" for n in range(1_001)]
    await bring_in(engine, tmp_path, [*person("p"), *company(*names), *(holds("p", name, 1.0) for name in names)])
    error = (await client.post(CONTROLS, {"key": "p"})).json()["errors"][0]
    assert error["extensions"]["code"] == "TOO_COSTLY" and "controlled" in error["message"]
    page = (await client.ask(PAGES, {"key": "p", "first": 100}))["subject"]["controlled"]
    assert page["totalCount"] == 1_001 and len(page["edges"]) == 100


async def test_who_stands_above_with_the_chain_that_says_why(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*person("p"), *company("h", "k", "c")]
    rows += [holds("p", "h", 0.51), holds("h", "c", 0.3), holds("h", "k", 0.6), holds("k", "c", 0.25)]
    await bring_in(engine, tmp_path, rows)
    found = (await client.ask(ABOVE, {"key": "c"}))["subject"]["controlledBy"]
    assert [each["subject"]["name"] for each in found["controllers"]] == ["p", "h"]
    assert found["ultimate"] == {"name": "p"} and found["stop"] == "NATURAL_PERSON" and found["truncated"] is False
    path = found["controllers"][0]["path"]
    assert [step["company"]["name"] for step in path] == ["h", "k", "c"]
    assert path[-1]["share"]["lower"] == pytest.approx(0.55)
    assert {stake["holder"]["name"] for stake in path[-1]["stakes"]} == {"h", "k"}
    assert path[0]["stakes"][0]["fact"] == {"source": {"system": "made"}}


async def test_a_state_body_is_the_end_of_every_chain(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows: list[Node | Tie] = [
        Node("GOVERNMENT_BODY", "s", {"name": "s"}),
        Node("GOVERNMENT_BODY", "t", {"name": "t"}),
        *company("c"),
        holds("s", "c", 1.0),
        holds("t", "s", 1.0),
    ]
    await bring_in(engine, tmp_path, rows)
    found = (await client.ask(ABOVE, {"key": "c"}))["subject"]["controlledBy"]
    assert found["ultimate"] == {"name": "s"} and found["stop"] == "STATE_BODY"


async def test_a_majority_candidate_says_why_in_two_languages(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, [*person("甲"), *company("乙"), holds("甲", "乙", 0.6)])
    [found] = await candidates(client, "乙")
    assert found["tier"] == "MAJORITY" and found["subject"] == {"name": "甲"} and found["group"] is None
    assert "甲" in found["why"] and "60" in found["why"] and "甲" in found["whyZh"] and "乙" in found["whyZh"]
    assert found["evidence"] == [{"relation": "SHAREHOLDER_OF", "grade": "C", "source": {"system": "made"}}]
    assert {each["lack"] for each in found["missing"]} >= {"OWN_STATEMENT"}


async def test_a_concert_group_counts_together_and_kin_never_do(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    graded = FactMeta(grade="B")
    rows = [*person("p", "q", "r"), *company("c", "d")]
    rows += [holds("p", "c", 0.3), holds("q", "c", 0.25), holds("r", "c", 0.45)]
    rows += [holds("p", "d", 0.3), holds("r", "d", 0.25)]
    rows += [Tie("ACTS_IN_CONCERT", "p", "q", meta=graded), Tie("RELATIVE_OF", "p", "r", {"kinship": "SPOUSE"})]
    await bring_in(engine, tmp_path, rows)
    best, *others = await candidates(client, "c")
    assert best["tier"] == "MAJORITY" and best["group"]["kind"] == "CONCERT"
    assert {each["name"] for each in best["group"]["members"]} == {"p", "q"}
    assert await controls(client, "p") == set()
    assert all(each["group"] is None or each["group"]["kind"] != "CONCERT" for each in others)
    kin = [
        each for each in await candidates(client, "d") if each["group"] and each["group"]["kind"] == "RELATIVES"
    ]
    assert [each["tier"] for each in kin] == ["CLUE"]


async def test_the_greatest_holder_is_presumed_if_far_ahead(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*person("p", "q"), *company("far", "near")]
    rows += [holds("p", "far", 0.4), holds("q", "far", 0.2), holds("p", "near", 0.4), holds("q", "near", 0.21)]
    await bring_in(engine, tmp_path, rows)
    assert ("p", "PRESUMED") in who(await candidates(client, "far"))
    assert all(tier != "PRESUMED" for _, tier in who(await candidates(client, "near")))


async def test_nominees_contracts_and_conduct(client: Client, engine: Engine, tmp_path: Path) -> None:
    graded = FactMeta(grade="B")
    rows = [*person("front", "behind", "director", "guarantor"), *company("c")]
    rows += [holds("front", "c", 0.8)]
    rows += [Tie("NOMINEE_FOR", "front", "behind", {"basis": "代持协议"}, meta=graded)]
    rows += [Tie("INFLUENCES", "director", "c", {"interest": "otherInfluenceOrControl"}, meta=graded)]
    rows += [Tie("GUARANTOR_OF", "guarantor", "c", {"amount": "100.00"})]
    await bring_in(engine, tmp_path, rows)
    found = dict(who(await candidates(client, "c")))
    assert found["front"] == "MAJORITY" and found["behind"] == "ASSERTED"
    assert found["director"] == "ASSERTED" and found["guarantor"] == "CLUE"


async def test_former_representatives_are_clues_for_two_years_and_stay_listed(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*person("old", "new"), *company("c")]
    rows += [
        Tie("LEGAL_REP_OF", "old", "c", meta=FactMeta(valid_from="2020-01-01", valid_to="2024-05-01")),
        Tie("LEGAL_REP_OF", "new", "c", meta=FactMeta(valid_from="2024-05-01")),
    ]
    await bring_in(engine, tmp_path, rows)
    for day, clue in (("2024-04-30", False), ("2024-05-01", True), ("2026-05-01", True), ("2026-05-02", False)):
        data = (await client.ask(CANDIDATES, {"key": "c", "asOf": day}))["subject"]
        assert (("old", "CLUE") in who(data["controllerCandidates"])) is clue, day
        former = data["controlInquiry"]["formerOfficers"]
        if day >= "2024-05-01":
            assert former == [
                {
                    "holder": {"name": "old"},
                    "role": "LEGAL_REPRESENTATIVE",
                    "since": "2020-01-01",
                    "until": "2024-05-01",
                }
            ]
        else:
            assert former == []


async def test_a_shared_phone_is_a_clue_and_one_of_thousands_is_none(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    crowd = [f"n{n}" for n in range(30)]
    rows = [*person("p", *crowd), *company("c", "d")]
    rows += [Node("MEDIUM", f"m{n}", {"mediumKind": "PHONE", "mediumValue": f"027-8{n}"}) for n in (1, 2)]
    rows += [Tie("USES", "p", "m1"), Tie("USES", "c", "m1"), Tie("USES", "d", "m2")]
    rows += [Tie("USES", name, "m2") for name in crowd]
    await bring_in(engine, tmp_path, rows)
    assert who(await candidates(client, "c")) == [("p", "CLUE")]
    assert await candidates(client, "d") == []


async def test_what_is_hidden_changes_nothing(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(
        engine, tmp_path, [*person("p", "q"), *company("c"), holds("p", "c", 0.4), holds("q", "c", 0.3)]
    )
    before = [(await client.ask(query, {"key": "c"})) for query in (ABOVE, CANDIDATES)]
    sealed = FactMeta(access="SEALED")
    rows: list[Node | Tie] = [
        Node("PERSON", "z", {"name": "z"}, meta=sealed),
        Tie(
            "ACTS_IN_CONCERT",
            "p",
            "q",
            meta=FactMeta(access="SEALED", grade="A"),
            source_system="made",
            target_system="made",
        ),
        Tie("LEGAL_REP_OF", "z", "c", meta=sealed, target_system="made"),
        Tie("SHAREHOLDER_OF", "z", "c", {"share": 0.3}, meta=sealed, target_system="made"),
    ]
    assert (await bring_in(engine, tmp_path, rows, source="sealed")).rejected == 0
    assert [(await client.ask(query, {"key": "c"})) for query in (ABOVE, CANDIDATES)] == before
