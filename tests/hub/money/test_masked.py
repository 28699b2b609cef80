"""Transfers that the caller sees in part: without its amount one is counted, without its time it is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine
from hub.callers.issuer import issue
from tests.graphs import Node, bring_in
from tests.hub.money.made import FLOW, WINDOW, accounts, by_name, hub_for, key, moved, owned
from tests.hub.serving import Client

HEADERS = {"X-Purpose": "CREDIT_CHECK", "X-Case-Number": "F-1"}
SEEN = ["PERSON.name", "ACCOUNT", "OWNS_ACCOUNT"]


async def asked(client: Client) -> Any:
    token = issue(client.settings, "PARTNER", agency="HRSS", subject="somebody")
    headers = {"Authorization": f"Bearer {token}", **HEADERS}
    sent = {"query": FLOW, "variables": {"key": key("debtor"), **WINDOW}}
    return (await client.http.post("/graphql", json=sent, headers=headers)).json()["data"]["moneyFlow"]


@pytest.mark.parametrize(
    ("fields", "traced", "closed"),
    [
        ([], [], 0),
        ([*SEEN, "TRANSFERS"], ["10.00", "4.00"], 0),
        ([*SEEN, "TRANSFERS.amount", "TRANSFERS.occurredAt"], ["10.00", "4.00"], 0),
        ([*SEEN, "TRANSFERS.occurredAt"], [], 1),
        ([*SEEN, "TRANSFERS.amount"], [], 0),
    ],
)
async def test_what_is_open_decides(
    engine: Engine, tmp_path: Path, fields: list[str], traced: list[str], closed: int
) -> None:
    rows = [*owned("debtor", "s"), *accounts("sab"), moved("1", "s", "a", "10.00", "02 10:00")]
    await bring_in(engine, tmp_path, [*rows, moved("2", "a", "b", "4.00", "03 10:00")])
    if fields:
        grant = {"agency": "HRSS", "classes": ["INTERNAL"], "legalBasis": "合作备忘录", "fields": fields}
        await bring_in(engine, tmp_path, [Node("GRANT", "g", grant)], source="rights-g")
    async with hub_for(engine, tmp_path, rights_seconds=0) as client:
        found = await asked(client)
    assert [each["traced"] for each in found["transfers"]] == traced
    assert found["closedTransfers"] == closed
    assert set(by_name(found)) == ({"s", "a", "b"} if traced else {"s"} if fields else set())
