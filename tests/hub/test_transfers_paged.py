"""Transfers that tie in all but their keys, paged whole, whatever stands in the keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.loading.check import MAX_KEY
from graph.engine import Engine
from tests.graphs import Node, Tie, bring_in
from tests.hub.serving import Client

TRANSFERS = """query ($id: ID!, $first: Int, $after: String) { node(id: $id) { ... on Account {
  transfersOut(first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { source { key } } } } } }"""


async def one_by_one(
    client: Client, engine: Engine, tmp_path: Path, keys: list[str], items: list[str]
) -> list[str]:
    """Items of the transfers at one instant between the accounts of these keys, by pages of one."""
    rows = [Node("ACCOUNT", key, {"accountType": "debit card"}) for key in keys]
    rows.append(Node("COMPANY", "c", {"name": "甲公司"}))
    values = {"amount": "1.00", "occurredAt": "2026-01-02T03:04:05Z"}
    ties = [Tie("TRANSFERS", keys[0], keys[1], values, item=item) for item in items]
    await bring_in(engine, tmp_path, [*rows, Tie("OWNS_ACCOUNT", "c", keys[0]), *ties])
    query = """{ subject(by: {source: {system: "made", key: "c"}}) {
        ... on Company { accounts { edges { node { id } } } } } }"""
    owned = (await client.ask(query))["subject"]["accounts"]["edges"]
    seen: list[str] = []
    after, unread = None, True
    while unread:
        variables = {"id": owned[0]["node"]["id"], "first": 1, "after": after}
        page = (await client.ask(TRANSFERS, variables))["node"]["transfersOut"]
        assert page["totalCount"] == len(items)
        seen += [edge["source"]["key"].rpartition("|")[2] for edge in page["edges"]]
        after, unread = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert len(seen) <= len(items)
    return seen


async def test_keys_beyond_the_first_plane_of_characters_lose_no_transfer(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    # By code point U+20BB7 comes last, by UTF-16 unit before the other two.
    items = ["𠮷", "\ufa0e", "１", "1"]
    assert sorted(await one_by_one(client, engine, tmp_path, ["a", "b"], items)) == sorted(items)


@pytest.mark.slow
async def test_the_longest_keys_make_cursors_that_are_taken_back(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    keys = [start + "𠮷" * (MAX_KEY - 1) for start in "ab"]
    items = [start + "𠮷" * (MAX_KEY - 1) for start in "cde"]
    assert sorted(await one_by_one(client, engine, tmp_path, keys, items)) == items
