"""Transfers that the caller sees in part: they are counted, and no account that has one is traced through."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from hub.callers.issuer import issue
from tests.graphs import Node, bring_in
from tests.hub.money.made import FLOW, SPLITTING, WINDOW, accounts, by_name, hub_for, key, moved, owned
from tests.hub.money.test_split import SPLIT
from tests.hub.serving import Client

HEADERS = {"X-Purpose": "CREDIT_CHECK", "X-Case-Number": "F-1"}
PUBLIC = FactMeta(access="PUBLIC")
SEEN = ["PERSON.name", "ACCOUNT", "OWNS_ACCOUNT"]


async def asked(client: Client, query: str = FLOW, field: str = "moneyFlow", **more: str) -> Any:
    token = issue(client.settings, "PARTNER", agency="HRSS", subject="somebody")
    headers = {"Authorization": f"Bearer {token}", **HEADERS}
    sent = {"query": query, "variables": {"key": key("debtor"), **WINDOW, **more}}
    return (await client.http.post("/graphql", json=sent, headers=headers)).json()["data"][field]


async def granted(engine: Engine, data: Path, fields: list[str]) -> None:
    grant = {"agency": "HRSS", "classes": ["INTERNAL"], "legalBasis": "合作备忘录", "fields": fields}
    await bring_in(engine, data, [Node("GRANT", "g", grant)], source="rights-g")


@pytest.mark.parametrize(
    ("fields", "traced", "closed"),
    [
        ([], [], 0),
        ([*SEEN, "TRANSFERS"], ["10.00", "4.00"], 0),
        ([*SEEN, "TRANSFERS.amount", "TRANSFERS.occurredAt"], ["10.00", "4.00"], 0),
        ([*SEEN, "TRANSFERS.occurredAt"], [], 1),
        ([*SEEN, "TRANSFERS.amount"], [], 1),
    ],
)
async def test_what_is_open_decides(
    engine: Engine, tmp_path: Path, fields: list[str], traced: list[str], closed: int
) -> None:
    rows = [*owned("debtor", "s"), *accounts("sab"), moved("1", "s", "a", "10.00", "02 10:00")]
    await bring_in(engine, tmp_path, [*rows, moved("2", "a", "b", "4.00", "03 10:00")])
    if fields:
        await granted(engine, tmp_path, fields)
    async with hub_for(engine, tmp_path, rights_seconds=0) as client:
        found = await asked(client)
    if not fields:
        assert found is None
        return
    assert [each["traced"] for each in found["transfers"]] == traced
    assert found["closedTransfers"] == closed
    assert set(by_name(found)) == ({"s", "a", "b"} if traced else {"s"})


@pytest.mark.parametrize("rule", ["FIFO", "LIFO", "PROPORTIONAL"])
@pytest.mark.parametrize("opened", ["amount", "occurredAt"])
async def test_an_account_with_a_transfer_of_closed_amount_or_time_is_not_traced_through(
    engine: Engine, tmp_path: Path, opened: str, rule: str
) -> None:
    """Of the 80 that left 20 are ours, by FIFO, and without what is closed 80 would be told."""
    rows = [*owned("debtor", "s"), *accounts("sxabc")]
    rows += [moved("1", "x", "a", "60.00", "02 09:00")]
    for item, source, target, yuan in (("2", "s", "a", "100.00"), ("3", "a", "b", "80.00")):
        rows += [moved(item, source, target, yuan, f"02 1{item}:00", access="PUBLIC")]
    rows += [moved("4", "s", "c", "5.00", "02 14:00", access="PUBLIC")]
    await bring_in(engine, tmp_path, [*rows, moved("5", "c", "c", "1.00", "02 15:00")])
    await granted(engine, tmp_path, [*SEEN, f"TRANSFERS.{opened}"])
    async with hub_for(engine, tmp_path, rights_seconds=0) as client:
        found = await asked(client, rule=rule)
    assert [each["traced"] for each in found["transfers"]] == ["100.00", "5.00"]
    told = by_name(found)
    a = told["a"]
    assert (a["stop"], a["received"], a["sent"], a["fromBefore"]) == ("CLOSED", None, None, None)
    assert (a["tracedIn"], a["tracedOut"], a["remaining"]) == ("100.00", "0.00", "100.00")
    # What an account sends to itself moves nothing, however much it was.
    assert (told["c"]["stop"], told["c"]["received"], told["c"]["sent"]) == (None, "5.00", "0.00")
    assert (found["closedTransfers"], found["bounds"], found["remaining"]) == (2, [], "105.00")


@pytest.mark.parametrize("opened", ["amount", "occurredAt"])
@pytest.mark.parametrize(
    ("closed", "told"), [(None, "st"), ("s", "t"), ("t", "s"), ("x0", "st")], ids=["none", "s", "t", "elsewhere"]
)
async def test_an_account_with_a_transfer_of_closed_amount_or_time_is_not_judged_for_splitting(
    engine: Engine, tmp_path: Path, opened: str, closed: str | None, told: str
) -> None:
    """What is closed might be the whole or a part; that of another's account says nothing of this one."""
    rows = [each if isinstance(each, Node) else replace(each, meta=PUBLIC) for each in SPLIT]
    if closed is not None:
        rows += [moved("c", closed, "z", "60000.00", "02 09:00")]
    assert (await bring_in(engine, tmp_path, rows)).rejected == 0
    await granted(engine, tmp_path, [*SEEN, f"TRANSFERS.{opened}"])
    async with hub_for(engine, tmp_path, rights_seconds=0) as client:
        found = await asked(client, SPLITTING, "splitting")
    assert "".join(each["account"]["accountType"] for each in found["patterns"]) == told
    assert (found["closedTransfers"], found["startAccounts"]) == (closed in ("s", "t"), 2)
    assert found["bounds"] == []
