"""Who may come to the desk: the table of roles walked, and what whoever only reads does not learn."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from graph.engine import Engine
from graph.model.roles import PURPOSES, Purpose, Role
from hub.callers.issuer import issue
from hub.desk.rights import DESK, Right
from tests.graphs import CASE, Node, bring_in
from tests.hub.desk.asking import ADVANCE, LIST, OPEN, READ, TERMS, code, data, opened, sent
from tests.hub.serving import Client

CELLS = [(role, purpose) for role, purposes in PURPOSES.items() for purpose in purposes]
READERS = [role.value for (role, _), right in DESK.items() if right is Right.READ]
SEALED = {
    "agency": None,
    "measures": None,
    "purposes": None,
    "holder": "zheng",
    "classes": ["SEALED"],
    "files": [CASE],
}


async def outcome(client: Client, role: Role, purpose: Purpose, query: str, variables: dict[str, Any]) -> str:
    token = issue(client.settings, role, agency="RAILWAY", court="鄂0112")
    headers = {
        "Authorization": f"Bearer {token}",
        "X-Purpose": purpose.value,
        "X-Case-Number": quote(CASE),
        "Accept": "application/graphql-response+json",
    }
    response = await client.post(query, variables, headers=headers)
    if response.status_code == 403:
        assert "data" not in response.json() and "grant-marked" not in response.text
        return str(response.json()["errors"][0]["extensions"]["code"])
    return "data" if "errors" not in response.json() else str(response.json()["errors"])


async def test_the_table_decides_who_reads_and_who_writes(client: Client) -> None:
    """Every role for every purpose; a role with another's purpose, or with none, is refused before."""
    grant = await opened(client, edition="grant-marked")
    event = {"id": grant["id"], "version": 99, "event": {"end": {"reason": "x"}}}
    for role, purpose in CELLS:
        right = DESK.get((role, purpose))
        for query, variables in ((LIST, {}), (READ, {"id": grant["id"]}), (READ, {"id": "none"})):
            expected = "data" if right is not None else "FORBIDDEN"
            assert await outcome(client, role, purpose, query, variables) == expected, (role, purpose)
        for query, variables in ((OPEN, {"input": TERMS}), (ADVANCE, event)):
            found = await outcome(client, role, purpose, query, variables)
            if right is Right.WRITE:
                assert found == "data" or "STALE" in found
            else:
                assert found == "FORBIDDEN", (role, purpose)
    listed = await data(client, LIST, {})
    assert listed["totalCount"] == 1 + sum(right is Right.WRITE for right in DESK.values())
    assert await data(client, READ, {"id": grant["id"]}) == grant


async def test_without_a_purpose_the_desk_is_shut(client: Client) -> None:
    token = issue(client.settings, "ADMIN")
    for query, variables in ((LIST, {}), (OPEN, {"input": TERMS})):
        answer = (await client.post(query, variables, headers={"Authorization": f"Bearer {token}"})).json()
        assert answer["errors"][0]["extensions"]["code"] == "PURPOSE_REQUIRED" and "data" not in answer


@pytest.mark.parametrize("role", READERS)
async def test_who_only_reads_learns_nothing_of_sealed_files(client: Client, role: str) -> None:
    seen = await opened(client, classes=["INTERNAL"], files=[CASE], measures=None)
    before = (await sent(client, LIST, {}, role)).content
    sealed = await opened(client, **SEALED)
    assert sealed["files"] == [CASE] and sealed["classes"] == ["SEALED"]
    assert (await sent(client, LIST, {}, role)).content == before
    missing = (await sent(client, READ, {"id": "0" * 32}, role)).content
    assert (await sent(client, READ, {"id": sealed["id"]}, role)).content == missing == b'{"data":{"grant":null}}'
    # Even once it opens nothing sealed any more: its history would tell.
    other = {**TERMS, "holder": "zheng"}
    event = {"amend": {"grant": other, "reason": "解除"}}
    await data(client, ADVANCE, {"id": sealed["id"], "version": 1, "event": event})
    assert (await sent(client, READ, {"id": sealed["id"]}, role)).content == missing
    assert (await sent(client, LIST, {}, role)).content == before
    shown = await data(client, READ, {"id": seen["id"]}, role=role)
    assert shown["files"] is None and CASE not in str(shown)
    assert {**shown, "files": seen["files"], "history": None} == {**seen, "history": None}


async def test_nobody_gives_a_grant_to_himself(client: Client) -> None:
    assert await code(client, OPEN, {"input": {**TERMS, "holder": "lin"}}) == "FORBIDDEN"
    assert await code(client, OPEN, {"input": {**TERMS, "holder": " ｌｉｎ "}}) == "FORBIDDEN"
    grant = await opened(client, holder="qin")
    event = {"amend": {"grant": {**TERMS, "holder": "lin"}, "reason": "x"}}
    assert await code(client, ADVANCE, {"id": grant["id"], "version": 1, "event": event}) == "FORBIDDEN"
    assert (await data(client, LIST, {}))["totalCount"] == 1


async def test_no_grant_opens_a_persons_data_for_development(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    """Neither one of the desk nor one that was loaded, whomever it is for and whatever it says it is for."""
    rows = [Node("COMPANY", "c", {"name": "甲公司"})]
    for number, who in enumerate(({"role": "ADMIN"}, {"holder": "qin"}, {"court": "鄂0112"})):
        for purposes in ({}, {"purposes": ["DEVELOPMENT"]}):
            who = {"grantedCourt" if name == "court" else name: value for name, value in who.items()}
            terms = {**who, **purposes, "classes": ["INTERNAL"], "legalBasis": "x"}
            rows.append(Node("GRANT", f"{number}{len(purposes)}", terms))
    await bring_in(engine, tmp_path, rows)
    await opened(client, agency=None, holder="qin", classes=["INTERNAL"], purposes=None)
    query = '{ subject(by: {source: {system: "made", key: "c"}}) { name } companies { totalCount } }'
    for role in ("ADMIN", "DEVELOPER"):
        token = issue(client.settings, role, court="鄂0112", subject="qin")
        headers = {"Authorization": f"Bearer {token}", "X-Purpose": "DEVELOPMENT"}
        answer = (await client.post(query, headers=headers)).json()
        assert answer["data"] == {"subject": None, "companies": {"totalCount": 0}}


async def test_a_grant_is_no_node_of_the_graph(client: Client) -> None:
    grant = await opened(client)
    query = "query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }"
    answer = (await sent(client, query, {"id": grant["id"]})).json()
    assert answer["data"] == {"node": None, "nodes": [None]}


async def test_the_id_of_another_thing_is_no_grant(client: Client) -> None:
    for id_ in ("", "x", "0" * 32, "长" * 10_000, "' OR 1=1 //"):
        assert await data(client, READ, {"id": id_}) is None
        event = {"id": id_, "version": 1, "event": {"end": {"reason": "x"}}}
        answer = (await sent(client, ADVANCE, event)).json()
        assert answer["data"] == {"advanceGrant": None}
        assert answer["errors"][0]["message"] == "id: no such grant"
