"""Who may be the same: shown with reasons to whoever may see both, never merged; over HTTP, on both engines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from adapters.formats.record import FactMeta
from graph.engine import Engine
from tests.graphs import CITIZEN, OTHER_USCC, USCC, Node, bring_in
from tests.hub.serving import Client

QUESTION = """query ($of: SubjectKey!, $first: Int) {
  identityCandidates(of: $of, first: $first) { outcome reasons subject { name sources { key } } } }"""


def of(key: str, system: str = "made") -> dict[str, Any]:
    return {"of": {"source": {"system": system, "key": key}}}


async def found(client: Client, key: str, **more: Any) -> dict[str, tuple[str, list[str]]]:
    data = await client.ask(QUESTION, {**of(key), **more.pop("variables", {})}, **more)
    return {
        each["subject"]["sources"][0]["key"]: (each["outcome"], each["reasons"])
        for each in data["identityCandidates"]
    }


async def test_a_name_alone_is_a_candidate_with_its_reasons(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [
        Node("PERSON", "a", {"name": "张伟", "birthDate": "1985-03-07"}),
        Node("PERSON", "b", {"name": "张 伟"}),
        Node("PERSON", "c", {"name": "张伟", "birthDate": "1990-01-01"}),
        Node("PERSON", "d", {"name": "李娜", "birthDate": "1985-03-07"}),
    ]
    await bring_in(engine, tmp_path, rows)
    assert await found(client, "a") == {
        "b": ("REVIEW", ["same name", "no second attribute"]),
        "c": ("REVIEW", ["same name", "different birth date"]),
    }


async def test_different_numbers_of_one_scheme_are_no_candidates(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [
        Node("COMPANY", "a", {"name": "甲公司", "uscc": USCC}),
        Node("COMPANY", "b", {"name": "甲公司", "uscc": OTHER_USCC}),
        Node("COMPANY", "c", {"name": "甲公司"}),
    ]
    await bring_in(engine, tmp_path, rows)
    assert await found(client, "a") == {"c": ("REVIEW", ["same name", "no second attribute"])}


async def test_merged_records_are_no_candidates_of_each_other(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, [Node("PERSON", "a", {"name": "张伟", "citizenId": CITIZEN})], source="s1")
    await bring_in(engine, tmp_path, [Node("PERSON", "b", {"name": "张伟", "citizenId": CITIZEN})], source="s2")
    data = await client.ask(QUESTION, of("a", "s1"))
    assert data["identityCandidates"] == []


async def test_what_the_caller_may_not_see_is_no_candidate(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [
        Node("PERSON", "a", {"name": "张伟"}),
        Node("PERSON", "b", {"name": "张伟"}, meta=FactMeta(access="SEALED")),
        Node("PERSON", "c", {"name": "张伟"}),
    ]
    await bring_in(engine, tmp_path, rows)
    assert list(await found(client, "a")) == ["c"]
    hidden, nobody = [(await client.post(QUESTION, of(key))).text for key in ("b", "nobody")]
    assert hidden == nobody == '{"data":{"identityCandidates":null}}'


async def test_candidates_hold_for_the_day_asked(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [
        Node("PERSON", "a", {"name": "张伟"}),
        Node("PERSON", "b", {"name": "张伟"}, meta=FactMeta(valid_from="2024-01-01")),
    ]
    await bring_in(engine, tmp_path, rows)
    question = QUESTION.replace("first: $first)", 'asOf: "2023-12-31")').replace(", $first: Int", "")
    assert (await client.ask(question, of("a")))["identityCandidates"] == []
    assert list(await found(client, "a")) == ["b"]


async def test_no_more_than_asked_for_come_and_aliases_are_written_each_for_itself(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, [Node("PERSON", key, {"name": "张伟"}) for key in "abcd"])
    assert len(await found(client, "a")) == 3
    assert len(await found(client, "a", variables={"first": 2})) == 2
    question = """query ($of: SubjectKey!) { identityCandidates(of: $of, first: 1) {
        __typename one: subject { kind } two: subject { name } outcome } }"""
    data = await client.ask(question, of("a"))
    assert data["identityCandidates"] == [
        {
            "__typename": "IdentityCandidate",
            "one": {"kind": "PERSON"},
            "two": {"name": "张伟"},
            "outcome": "REVIEW",
        }
    ]


async def test_of_nobody_no_list_is_told_and_of_a_bad_key_what_is_wrong(client: Client) -> None:
    assert (await client.ask(QUESTION, of("nobody"))) == {"identityCandidates": None}
    answer = (await client.post(QUESTION, {"of": {"uscc": "91110000600037341X"}})).json()
    assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"
