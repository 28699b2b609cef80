"""Who is not there is not cleared: every question about ties or money says so, of the hidden in the same bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine
from graph.statement import Statement
from tests.graphs import Node, Tie, bring_in
from tests.hub.linkage.test_network import HIDDEN, client, of
from tests.hub.linkage.test_paths import companies, people
from tests.hub.money.made import WINDOW, accounts, moved
from tests.hub.serving import Client

__all__ = ["client"]
WINDOWED = f'since: "{WINDOW["since"]}", until: "{WINDOW["until"]}"'
# Field, what is selected of it, what it answers of nobody. `there` stands for a subject that is there.
QUESTIONS = {
    "moneyFlow": (f"moneyFlow(from: $of, {WINDOWED}) {{ traced startAccounts why }}", None),
    "circularTransfers": (f"circularTransfers(of: $of, {WINDOWED}) {{ startAccounts circles {{ why }} }}", None),
    "splitting": (f"splitting(of: $of, {WINDOWED}) {{ startAccounts patterns {{ why }} }}", None),
    "networkChange": (
        'networkChange(of: $of, from: "2025-01-01", to: "2026-01-07") { truncated counts { linksUnchanged }'
        " export { nodesCsv } }",
        None,
    ),
    "network": (
        "network(of: $of) { notFound truncated nodes { id } export { nodesCsv } }",
        {"notFound": ["of"], "truncated": False, "nodes": []},
    ),
    "paths": (
        "paths(from: $of, to: $there) { notFound truncated paths { length } }",
        {"notFound": ["from"], "truncated": False, "paths": []},
    ),
    "paths to": (
        "paths(from: $there, to: $of) { notFound truncated paths { length } }",
        {"notFound": ["to"], "truncated": False, "paths": []},
    ),
    "tiesAmong": (
        "tiesAmong(subjects: [$there, $of, $there]) { notFound truncated paths { length } }",
        {"notFound": ["subjects[1]"], "truncated": False, "paths": []},
    ),
    "identityCandidates": ("identityCandidates(of: $of) { outcome }", None),
    "associations": ("subject(by: $of) { associations { shared { others } truncated } }", None),
    "guaranteeChains": ("subject(by: $of) { guaranteeChains { truncated } }", None),
    "contractChain": ("subject(by: $of) { ... on Company { contractChain { truncated } } }", None),
}
EXPANSION = "query ($of: ID!) { networkExpansion(of: $of) { nodes { id } pageInfo { hasNextPage } } }"


def rows() -> list[Node | Tie]:
    """`a` and `b` are tied and share a phone, `a` has an account; `z` and its account `h` are sealed."""
    sealed: list[Node | Tie] = [Node("COMPANY", "z", {"name": "z"}, meta=HIDDEN), *accounts("h", access="SEALED")]
    sealed += [Tie("OWNS_ACCOUNT", "z", "h", meta=HIDDEN), Tie("SHAREHOLDER_OF", "z", "a", {"share": 0.5})]
    sealed += [moved("1", "h", "x", "5.00", "02 10:00"), moved("2", "x", "h", "5.00", "03 10:00")]
    open_: list[Node | Tie] = [*companies("ab"), *people(["poor"]), *accounts("x"), Tie("OWNS_ACCOUNT", "a", "x")]
    open_ += [Tie("SHAREHOLDER_OF", "a", "b", {"share": 0.5}), Node("MEDIUM", "m", {"mediumKind": "PHONE"})]
    return [*open_, *(Tie("USES", each, "m") for each in "ab"), *sealed]


async def asked(client: Client, question: str, key: dict[str, Any]) -> str:
    there = "" if "$there" not in question else ", $there: SubjectKey!"
    variables = {"of": key} | ({"there": of("a")} if there else {})
    return (await client.post(f"query ($of: SubjectKey!{there}) {{ it: {question} }}", variables)).text


async def test_nobody_is_not_cleared_and_the_hidden_are_nobody(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    assert (await bring_in(engine, tmp_path, rows())).rejected == 0
    [[hidden]] = await engine.read(
        Statement(text="MATCH (n:Node {rk: $rk}) RETURN n.id", parameters={"rk": "made|z"}, name="id")
    )
    nobody = [of("nobody"), {"id": "no such id"}]
    for name, (question, answer) in QUESTIONS.items():
        texts = {await asked(client, question, key) for key in (*nobody, of("z"), {"id": hidden})}
        assert len(texts) == 1, (name, texts)
        found = json.loads(texts.pop())["data"]["it"]
        assert (found and {each: found[each] for each in found if each != "export"}) == answer, name
        there = json.loads(await asked(client, question, of("b")))
        assert "errors" not in there and there["data"]["it"] != found, name
    texts = {(await client.post(EXPANSION, {"of": id_})).text for id_ in (hidden, "no such id", "")}
    assert texts == {'{"data":{"networkExpansion":null}}'}


@pytest.mark.parametrize("field", ["moneyFlow", "circularTransfers", "splitting"])
async def test_of_a_subject_without_an_account_it_is_said_that_none_is_seen(
    client: Client, engine: Engine, tmp_path: Path, field: str
) -> None:
    """As is of one whose only account is hidden: no pattern was found, since nothing was looked at."""
    await bring_in(engine, tmp_path, [*rows(), Tie("OWNS_ACCOUNT", "poor", "h", meta=HIDDEN)])
    question = QUESTIONS[field][0]
    counts = {}
    for name in ("a", "b", "poor"):
        found = await client.ask(f"query ($of: SubjectKey!) {{ {question} }}", {"of": of(name)})
        counts[name] = found[field]["startAccounts"]
    assert counts == {"a": 1, "b": 0, "poor": 0}


async def test_ties_among_those_who_are_there_are_told_beside_who_is_not(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, rows())
    query = "query ($of: [SubjectKey!]!) { it: tiesAmong(subjects: $of) { notFound paths { length } } }"
    keys = [of("nobody"), of("a"), of("z"), of("b")]
    found = (await client.ask(query, {"of": keys}))["it"]
    assert found == {"notFound": ["subjects[0]", "subjects[2]"], "paths": [{"length": 1}]}
    whole = (await client.ask(query, {"of": [of("a"), of("b")]}))["it"]
    assert whole == {"notFound": [], "paths": [{"length": 1}]}
    # A subject has no tie to itself, and is there.
    assert (await client.ask(query, {"of": [of("a"), of("a")]}))["it"] == {"notFound": [], "paths": []}
