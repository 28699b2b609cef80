"""Editions of grants that are loaded, beside what the desk gave: neither closes the other's."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta, Manifest
from adapters.loading.systems import source_system
from graph.engine import Engine
from tests.graphs import Node, bring_in
from tests.hub.desk.asking import ADVANCE, LIST, READ, TERMS, data, error, may_ask, opened
from tests.hub.serving import Client, served

EDITION = Manifest(complete=True, kinds=("GRANT",))
LOADED = datetime(2026, 2, 1, tzinfo=UTC)


def grant(key: str, edition: str, **more: Any) -> Node:
    values = {"agency": "RAILWAY", "measures": ["JP-702"], "legalBasis": "备忘录", "edition": edition, **more}
    return Node("GRANT", key, values, meta=FactMeta(valid_from="2026-01-01"))


async def load(engine: Engine, data: Path, rows: list[Node], days: int, source: str = "rights") -> None:
    await bring_in(engine, data, rows, source=source, manifest=EDITION, now=LOADED + timedelta(days=days))


async def listed(client: Client, **given: Any) -> dict[str, Any]:
    page = await data(client, LIST, given)
    return {edge["node"]["source"]["key"]: edge["node"] for edge in page["edges"]}


async def test_a_new_edition_supersedes_the_old_one_of_its_source(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await load(engine, tmp_path, [grant("a", "2026-1"), grant("b", "2026-1", agency="UNION")], 0)
    assert await may_ask(client)
    await load(engine, tmp_path, [grant("b", "2026-2", agency="UNION"), grant("c", "2026-2", agency="HRSS")], 1)
    assert not await may_ask(client)
    found = await listed(client)
    assert {key: (each["edition"], each["state"], each["version"]) for key, each in found.items()} == {
        "a": ("2026-1", "ENDED", 2),
        "b": ("2026-2", "ACTIVE", 2),
        "c": ("2026-2", "ACTIVE", 1),
    }
    assert [each["event"] for each in found["a"]["history"]] == ["LOAD", "WITHDRAW"]
    assert [each["event"] for each in found["b"]["history"]] == ["LOAD", "LOAD"]
    assert found["b"]["history"][1]["changes"] == [{"field": "edition", "before": ["2026-1"], "after": ["2026-2"]}]
    assert all(each["by"] is None for each in found["b"]["history"])
    assert set(await listed(client, edition="2026-2", state="ACTIVE")) == {"b", "c"}
    before = await listed(client, knownAt=found["a"]["history"][0]["at"])
    assert {key: each["state"] for key, each in before.items()} == {"a": "ACTIVE", "b": "ACTIVE"}


async def test_an_edition_closes_nothing_of_the_desk_and_the_desk_nothing_of_it(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    mine = await opened(client)
    await load(engine, tmp_path, [grant("a", "2026-1", agency="UNION")], 0)
    await load(engine, tmp_path, [], 1, source="others")
    later = datetime.now(UTC) - LOADED + timedelta(days=1)
    await bring_in(engine, tmp_path, [], source="rights", manifest=EDITION, now=LOADED + later)
    assert await may_ask(client)
    assert await data(client, READ, {"id": mine["id"]}) == mine


async def test_a_loaded_grant_takes_no_event(client: Client, engine: Engine, tmp_path: Path) -> None:
    await load(engine, tmp_path, [grant("a", "2026-1")], 0)
    [loaded] = (await listed(client)).values()
    assert (loaded["allowedEvents"], loaded["version"], loaded["source"]["system"]) == ([], 1, "rights")
    for event in ({"end": {"reason": "x"}}, {"amend": {"grant": TERMS, "reason": "x"}}):
        refused = await error(client, ADVANCE, {"id": loaded["id"], "version": 1, "event": event})
        assert refused["extensions"] == {"code": "ILLEGAL_STEP", "allowed": []}
    assert (await listed(client))["a"] == loaded and await may_ask(client)


def test_no_delivery_speaks_as_the_desk() -> None:
    with pytest.raises(ValueError, match="hub-desk"):
        source_system("hub-desk")


async def test_another_hub_knows_of_it_within_its_time(engine: Engine, tmp_path: Path) -> None:
    """Two hubs on one engine: what one gives and takes back, the other has read anew after HUB_RIGHTS_SECONDS."""
    seconds = 0.5
    async with (
        served(engine, tmp_path / "one", rights_seconds=seconds) as one,
        served(engine, tmp_path / "two", rights_seconds=seconds, record_replica="two") as two,
    ):
        assert not await may_ask(one) and not await may_ask(two)
        mine = await opened(one)
        await asyncio.sleep(seconds)
        assert await may_ask(two)
        event = {"id": mine["id"], "version": 1, "event": {"end": {"reason": "终止"}}}
        assert (await data(two, ADVANCE, event))["state"] == "ENDED"
        await asyncio.sleep(seconds)
        assert not await may_ask(one) and not await may_ask(two)
