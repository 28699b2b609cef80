"""Where loaded records stand for listing: as open as the most open of their facts, whichever came first."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from graph.shelf import LEVELS, shelf_of
from graph.statement import Statement
from tests.graphs import Node, bring_in

START = datetime(2026, 1, 1, tzinfo=UTC)


def firm(access: str, item: str = "", key: str = "c1") -> Node:
    return Node("COMPANY", key, {"name": f"公司{access}"}, item=item, meta=FactMeta(access=access))


async def levels(engine: Engine) -> set[str]:
    """Of all records; every one stands where its id says."""
    rows = await engine.read(Statement(text="MATCH (n:Node) RETURN n.id, n.shelf"))
    names = {level: access for access, level in LEVELS.items()}
    found = {names[shelf[0]] for _, shelf in rows}
    assert {shelf_of(node_id, names[shelf[0]]) for node_id, shelf in rows} == {shelf for _, shelf in rows}
    return found


@pytest.mark.parametrize(
    ("told", "level"),
    [
        (["INTERNAL"], "INTERNAL"),
        (["SEALED", "PARTNER"], "PARTNER"),
        (["PARTNER", "SEALED"], "PARTNER"),
        (["SEALED", "INTERNAL", "PUBLIC", "PARTY"], "PUBLIC"),
    ],
)
async def test_a_record_is_as_open_as_its_most_open_fact(
    engine: Engine, tmp_path: Path, told: list[str], level: str
) -> None:
    await bring_in(engine, tmp_path, [firm(access, str(place)) for place, access in enumerate(told)], now=START)
    assert await levels(engine) == {level}


@pytest.mark.parametrize(("first", "then"), [("INTERNAL", "PUBLIC"), ("PUBLIC", "INTERNAL")])
async def test_a_record_opens_with_a_later_load_and_never_closes(
    engine: Engine, tmp_path: Path, first: str, then: str
) -> None:
    for day, access in enumerate((first, then)):
        await bring_in(engine, tmp_path, [firm(access)], now=START + timedelta(days=day))
    assert await levels(engine) == {"PUBLIC"}


@pytest.mark.slow
async def test_two_loads_that_open_the_same_records_do_not_undo_each_other(engine: Engine, tmp_path: Path) -> None:
    keys = [f"c{number}" for number in range(50)]
    await bring_in(engine, tmp_path, [firm("SEALED", key=key) for key in keys], now=START)
    rows = {access: [firm(access, access, key) for key in keys] for access in ("PUBLIC", "PARTNER", "INTERNAL")}
    await asyncio.gather(*(bring_in(engine, tmp_path / access, some) for access, some in rows.items()))
    assert await levels(engine) == {"PUBLIC"}
