"""Exports of answers over HTTP, on both engines: the answer's own facts, nothing that the caller may not see."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from adapters.exports.table import BOM
from adapters.formats.bods import Bods
from adapters.formats.bods_check import fault
from adapters.formats.record import FactMeta, NodeRow, Reject, RelationRow
from graph.engine import Engine
from hub.callers.issuer import issue
from tests.adapters.exports.test_exports import parsed
from tests.graphs import CITIZEN, USCC, Node, Tie, bring_in
from tests.hub.linkage.test_network import HIDDEN, PATIENT, client, of
from tests.hub.linkage.test_paths import companies, court, people
from tests.hub.serving import Client, served

__all__ = ["client"]
FILES = "export { bods graphml nodesCsv linksCsv }"
NETWORK = (
    f"query ($of: SubjectKey!, $asOf: Date) {{ answer: network(of: $of, hops: 2, asOf: $asOf) {{ {FILES} }} }}"
)
PATHS = f"query ($of: SubjectKey!, $to: SubjectKey!) {{ answer: paths(from: $of, to: $to) {{ {FILES} }} }}"
OWNERS = f"""query ($of: SubjectKey!) {{ subject(by: $of) {{ ... on Company {{
    answer: beneficialOwners(threshold: 0.1) {{ {FILES} }} }} }} }}"""


async def files(client: Client, query: str, key: str, **variables: Any) -> dict[str, str]:
    data = await client.ask(query, {"of": of(key), **variables})
    found: dict[str, str] = data.get("subject", data)["answer"]["export"]
    return found


def told(files_: dict[str, str]) -> list[dict[str, Any]]:
    """The statements, each held against the schema."""
    found: list[dict[str, Any]] = json.loads(files_["bods"])
    for statement in found:
        assert fault(statement) is None, statement
    return found


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


def told_of_ties(files_: dict[str, str]) -> set[tuple[str, ...]]:
    names = ("relation", "fromName", "toName", "shareMin", "shareMax", "interest", "directness")
    return {tuple(row[name] for name in names) for row in rows(files_["linksCsv"])}


def group() -> list[Node | Tie]:
    """`p` has 0.4 of `c` through `m`, `q` has 0.1 itself, of the rest nothing is known; an account beside."""
    made: list[Node | Tie] = [
        *people("q"),
        Node("PERSON", "p", {"name": "=甲", "citizenId": CITIZEN, "birthDate": "1985-03-07"}),
        *companies("m"),
        Node("COMPANY", "c", {"name": "乙,公司", "uscc": USCC}),
        Node("ACCOUNT", "x", {"accountType": "x"}),
        Tie("SHAREHOLDER_OF", "p", "m", {"share": 0.8}, meta=FactMeta(valid_from="2020-01-01", grade="A")),
        Tie("SHAREHOLDER_OF", "m", "c", {"share": 0.5, "directness": "DIRECT"}),
        Tie("SHAREHOLDER_OF", "q", "c", {"share": 0.1}),
        Tie("INFLUENCES", "q", "c", {"interest": "appointmentOfBoard", "shareMin": 0.2, "shareMax": 0.6}),
        Tie("DIRECTOR_OF", "q", "c"),
        Tie("EMPLOYS", "c", "q"),
        Tie("OWNS_ACCOUNT", "c", "x"),
    ]
    return made


async def test_a_network_as_statements_graph_and_tables(client: Client, engine: Engine, tmp_path: Path) -> None:
    assert (await bring_in(engine, tmp_path, group())).rejected == 0
    found = await files(client, NETWORK, "c")
    statements = told(found)
    names = [
        each["recordDetails"].get("name") or each["recordDetails"]["names"][0]["fullName"]
        for each in statements
        if each["recordType"] != "relationship"
    ]
    assert sorted(names) == ["=甲", "m", "q", "乙,公司"]
    interests = sorted(
        interest["type"]
        for each in statements
        if each["recordType"] == "relationship"
        for interest in each["recordDetails"]["interests"]
    )
    assert interests == ["appointmentOfBoard", "boardMember", "shareholding", "shareholding", "shareholding"]
    assert {row["name"] for row in rows(found["nodesCsv"])} == {"'=甲", "m", "q", "乙,公司", "x"}
    links = rows(found["linksCsv"])
    assert sorted(row["relation"] for row in links) == [
        "DIRECTOR_OF",
        "EMPLOYS",
        "INFLUENCES",
        "OWNS_ACCOUNT",
        "SHAREHOLDER_OF",
        "SHAREHOLDER_OF",
        "SHAREHOLDER_OF",
    ]
    assert {(row["fromName"], row["toName"]) for row in links if row["relation"] == "SHAREHOLDER_OF"} == {
        ("'=甲", "m"),
        ("m", "乙,公司"),
        ("q", "乙,公司"),
    }
    graph, _ = parsed(found["graphml"])
    assert len(graph) == 5 + 7
    assert CITIZEN not in json.dumps(found) and "4201" in found["nodesCsv"]


async def test_statements_of_a_network_load_again(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, group())
    path = tmp_path / "export.json"
    path.write_text((await files(client, NETWORK, "c"))["bods"], encoding="utf-8")
    read = list(Bods().read(Bods().open((path,))))
    assert not [row for row in read if isinstance(row, Reject)]
    assert sorted(row.kind for row in read if isinstance(row, NodeRow)) == [
        "COMPANY",
        "COMPANY",
        "PERSON",
        "PERSON",
    ]
    assert sorted((row.kind, str(row.values.get("share"))) for row in read if isinstance(row, RelationRow)) == [
        ("DIRECTOR_OF", "None"),
        ("INFLUENCES", "None"),
        ("SHAREHOLDER_OF", "0.1"),
        ("SHAREHOLDER_OF", "0.5"),
        ("SHAREHOLDER_OF", "0.8"),
    ]


async def test_owners_as_statements_with_their_chains(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, group())
    found = await files(client, OWNERS, "c")
    statements = told(found)
    by_record = {each["recordId"]: each["recordDetails"] for each in statements}
    wholes = [each for each in by_record.values() if "subject" in each and not each["isComponent"]]
    told_ = {}
    for whole in wholes:
        party = whole["interestedParty"]
        name = party["reason"] if isinstance(party, dict) else by_record[party]["names"][0]["fullName"]
        told_[name] = (whole["interests"][0]["directOrIndirect"], whole["interests"][0]["share"])
    assert told_ == {
        "=甲": ("indirect", {"exact": 40.0}),
        "q": ("direct", {"exact": 10.0}),
        "informationUnknownToPublisher": ("unknown", {"minimum": 0.0, "maximum": 50.0}),
    }
    [chain] = [whole["componentRecords"] for whole in wholes if whole.get("componentRecords")]
    assert [by_record[record].get("name", "link") for record in chain] == ["m", "link", "link"]
    assert {row["role"] for row in rows(found["linksCsv"])} == {"COMPONENT", "WHOLE"}
    # Of a company that nobody is known to own there is that to tell.
    await bring_in(engine, tmp_path, companies(["alone"]))
    [company, unknown] = told(await files(client, OWNERS, "alone"))
    assert company["recordDetails"]["name"] == "alone"
    assert unknown["recordDetails"]["interests"][0]["share"] == {"minimum": 0.0, "maximum": 100.0}


async def test_what_is_partly_direct_is_told_as_both(client: Client, engine: Engine, tmp_path: Path) -> None:
    """Of 0.4 in all 0.3 are direct; of a range that is direct in part, what may be left of it."""
    made: list[Node | Tie] = [
        *people(["p", "q", "r"]),
        *companies("cmn"),
        Tie("SHAREHOLDER_OF", "p", "c", {"share": 0.3}),
        Tie("SHAREHOLDER_OF", "p", "m", {"share": 0.5}),
        Tie("SHAREHOLDER_OF", "m", "c", {"share": 0.2}),
        Tie("SHAREHOLDER_OF", "q", "c", {"shareMin": 0.1, "shareMax": 0.2}),
        Tie("SHAREHOLDER_OF", "q", "n", {"share": 1.0}),
        Tie("SHAREHOLDER_OF", "n", "c", {"share": 0.1}),
        Tie("SHAREHOLDER_OF", "r", "c", {"shareMin": 0.15, "shareMax": 0.2}),
    ]
    assert (await bring_in(engine, tmp_path, made)).rejected == 0
    found = await files(client, OWNERS, "c")
    by_record = {each["recordId"]: each["recordDetails"] for each in told(found)}
    interests = {
        by_record[whole["interestedParty"]]["names"][0]["fullName"]: [
            (each["directOrIndirect"], each["share"]) for each in whole["interests"]
        ]
        for whole in by_record.values()
        if isinstance(whole.get("interestedParty"), str) and not whole["isComponent"]
    }
    assert interests == {
        "p": [("direct", {"exact": 30.0}), ("indirect", {"exact": 10.0})],
        "q": [
            ("direct", {"minimum": 10.0, "maximum": 20.0}),
            ("indirect", {"minimum": 0.0, "maximum": 20.0}),
        ],
        "r": [("direct", {"minimum": 15.0, "maximum": 20.0})],
    }
    wholes = [row["directness"] for row in rows(found["linksCsv"]) if row["role"] == "WHOLE" and row["from"]]
    assert sorted(wholes) == ["DIRECT", "DIRECT", "DIRECT", "INDIRECT", "INDIRECT"]


async def test_paths_as_files(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, group())
    found = await files(client, PATHS, "p", to=of("q"))
    assert [row["relation"] for row in rows(found["linksCsv"])][:2] == ["SHAREHOLDER_OF", "SHAREHOLDER_OF"]
    links = {(row["relation"]) for row in rows(found["linksCsv"])}
    assert links == {"SHAREHOLDER_OF", "INFLUENCES", "DIRECTOR_OF", "EMPLOYS"}
    assert {each["recordType"] for each in told(found)} == {"entity", "person", "relationship"}
    network_ = await files(client, NETWORK, "c")
    assert told_of_ties(found) == told_of_ties(network_) - {("OWNS_ACCOUNT", "乙,公司", "x", *[""] * 4)}
    assert ("SHAREHOLDER_OF", "m", "乙,公司", "0.5", "0.5", "", "DIRECT") in told_of_ties(found)
    nothing = await files(client, PATHS, "p", to=of("nobody"))
    assert nothing["bods"] == "[]" and rows(nothing["linksCsv"]) == []
    assert (await files(client, NETWORK, "nobody"))["bods"] == "[]"


async def test_statement_ids_are_the_same_each_time_and_another_for_other_content(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, group())
    one, other = [{each["statementId"] for each in told(await files(client, NETWORK, "c"))} for _ in range(2)]
    assert one == other
    await bring_in(engine, tmp_path, [Tie("SHAREHOLDER_OF", "q", "c", {"share": 0.2})])
    changed = {each["statementId"] for each in told(await files(client, NETWORK, "c"))}
    assert len(changed - one) == 1


CHANGE = """query ($of: SubjectKey!, $from: Date!, $to: Date!) {
  answer: networkChange(of: $of, hops: 2, from: $from, to: $to) { export { graphml nodesCsv linksCsv } } }"""


async def test_a_change_as_graph_and_tables(client: Client, engine: Engine, tmp_path: Path) -> None:
    """`c` lost `p`, won `n` with its account, is held for more by `q`, and `m` has another name."""
    was, is_ = FactMeta(valid_to="2025-01-01"), FactMeta(valid_from="2025-01-01")
    made: list[Node | Tie] = [
        *people("pq"),
        *companies("cn"),
        Node("COMPANY", "m", {"name": "=旧"}, item="1", meta=was),
        Node("COMPANY", "m", {"name": "新"}, item="2", meta=is_),
        Node("ACCOUNT", "x", {"accountType": "基本户", "bank": "甲银行"}),
        Tie("SHAREHOLDER_OF", "p", "c", {"share": 0.1}, meta=was),
        Tie("SHAREHOLDER_OF", "q", "c", {"share": 0.2}, item="1", meta=was),
        Tie("SHAREHOLDER_OF", "q", "c", {"share": 0.3}, item="2", meta=is_),
        Tie("SHAREHOLDER_OF", "n", "c", {"share": 0.4}, meta=is_),
        Tie("SHAREHOLDER_OF", "m", "c", {"share": 0.2}),
        Tie("OWNS_ACCOUNT", "n", "x", meta=is_),
    ]
    assert (await bring_in(engine, tmp_path, made)).rejected == 0
    days = {"from": "2024-06-01", "to": "2025-06-01"}
    found = await files(client, CHANGE, "c", **days)
    nodes = {(row["name"], row["change"], row["nameBefore"]) for row in rows(found["nodesCsv"])}
    assert nodes == {
        ("p", "REMOVED", ""),
        ("n", "ADDED", ""),
        ("甲银行 基本户", "ADDED", ""),
        ("新", "CHANGED", "'=旧"),
        ("q", "", ""),
        ("c", "", ""),
    }
    links = {(row["change"], row["fromName"], row["toName"], row["shareMin"]) for row in rows(found["linksCsv"])}
    assert links == {
        ("REMOVED", "p", "c", "0.1"),
        ("ADDED", "n", "c", "0.4"),
        ("ADDED", "n", "甲银行 基本户", ""),
        ("WAS", "q", "c", "0.2"),
        ("IS", "q", "c", "0.3"),
    }
    graph, _ = parsed(found["graphml"])
    assert len(graph) == 6 + 5 and found["graphml"].count(">WAS<") == 1
    same = await files(client, CHANGE, "c", **{**days, "from": days["to"]})
    assert rows(same["nodesCsv"]) == rows(same["linksCsv"]) == []
    assert "change" not in (await files(client, NETWORK, "c"))["linksCsv"]


async def test_exports_of_a_day(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, group())
    earlier = await files(client, NETWORK, "m", asOf="2019-12-31")
    assert "=甲" not in json.dumps(earlier, ensure_ascii=False)


async def test_the_hidden_changes_no_byte_of_an_export(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, group())

    async def texts() -> list[Any]:
        return [
            await files(client, NETWORK, "c"),
            await files(client, OWNERS, "c"),
            await files(client, PATHS, "p", to=of("q")),
            await files(client, CHANGE, "c", **{"from": "2019-01-01", "to": "2026-01-07"}),
        ]

    before = await texts()
    more: list[Node | Tie] = [Node("PERSON", "z", {"name": "z"}, meta=HIDDEN)]
    more += [Tie("SHAREHOLDER_OF", "z", "c", {"share": 0.3}), Tie("DIRECTOR_OF", "z", "m")]
    more += [Tie("GUARANTOR_OF", "p", "c", {"amount": "1.00"}, meta=HIDDEN)]
    assert (await bring_in(engine, tmp_path, more)).rejected == 0
    assert await texts() == before


@pytest.mark.parametrize("opened", [True, False])
async def test_what_a_grant_keeps_closed_is_in_no_export(engine: Engine, tmp_path: Path, opened: bool) -> None:
    await court(engine, tmp_path)
    await bring_in(engine, tmp_path, group())
    fields = ["COMPANY.name", "PERSON.name", "SHAREHOLDER_OF.directness"]
    if opened:
        fields += ["COMPANY.uscc", "SHAREHOLDER_OF.share", "PERSON.citizenId"]
    grant = {"agency": "HRSS", "classes": ["INTERNAL"], "legalBasis": "合作备忘录", "fields": fields}
    assert (await bring_in(engine, tmp_path, [Node("GRANT", "g", grant)], source="rights")).rejected == 0
    async with served(engine, tmp_path, rights_seconds=0, **PATIENT) as client:
        token = issue(client.settings, "PARTNER", agency="HRSS", subject="somebody")
        headers = {"Authorization": f"Bearer {token}", "X-Purpose": "CREDIT_CHECK", "X-Case-Number": "F-1"}
        for query in (NETWORK, OWNERS):
            answer = (await client.post(query, {"of": of("c")}, headers=headers)).json()
            text = json.dumps(answer, ensure_ascii=False)
            assert "errors" not in answer and "乙,公司" in text
            assert (USCC in text, "1985-03-07" in text) == (opened, False)
        for query in (NETWORK, PATHS):
            answer = (await client.post(query, {"of": of("c"), "to": of("p")}, headers=headers)).json()
            found = answer["data"]["answer"]["export"]
            assert ("0.5" in [row["shareMin"] for row in rows(found["linksCsv"])]) is opened
            assert told(found)


async def test_files_of_one_request_are_bounded_together(engine: Engine, tmp_path: Path) -> None:
    await court(engine, tmp_path)
    await bring_in(engine, tmp_path, group())
    async with served(engine, tmp_path, **PATIENT) as client:
        size = len((await files(client, NETWORK, "c"))["graphml"].encode())
    one, two = (
        "query ($of: SubjectKey!) { "
        + " ".join(f"a{n}: network(of: $of, hops: 2) {{ export {{ graphml }} }}" for n in range(count))
        + " }"
        for count in (1, 2)
    )
    async with served(engine, tmp_path, export_bytes=2 * size - 1, **PATIENT) as client:
        for _ in range(3):  # each request begins anew
            assert len((await client.ask(one, {"of": of("c")}))["a0"]["export"]["graphml"].encode()) == size
        [error] = (await client.post(two, {"of": of("c")})).json()["errors"]
        assert error["extensions"] == {"code": "TOO_COSTLY", "limit": 2 * size - 1, "counted": 2 * size}
        assert "bytes of the exports of one request (graphml among them)" in error["message"]
    async with served(engine, tmp_path, export_bytes=2 * size, **PATIENT) as client:
        assert len(await client.ask(two, {"of": of("c")})) == 2


async def test_a_file_that_is_too_large_is_refused(engine: Engine, tmp_path: Path) -> None:
    await court(engine, tmp_path)
    await bring_in(engine, tmp_path, group())
    async with served(engine, tmp_path, export_bytes=1024, **PATIENT) as client:
        for query in (NETWORK, OWNERS, PATHS):
            answer = (await client.post(query, {"of": of("p" if query == PATHS else "c"), "to": of("q")})).json()
            [error] = answer["errors"]
            assert error["extensions"]["code"] == "TOO_COSTLY" and "bytes of the exports" in error["message"]
