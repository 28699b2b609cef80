"""Pages of a range: the first ones in order, on either engine, whatever order it reads its index in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from graph.cypher.ranges import RangePage
from graph.engine import Engine
from graph.statement import Statement

PAGE = RangePage(name="probes", label="Probe", key="of", after="b|", last="b|9", most=3, told="n.of")


@pytest.fixture
async def probed(engine: Engine) -> AsyncIterator[Engine]:
    await engine.schema([Statement(text="CREATE INDEX probe_of IF NOT EXISTS FOR (n:Probe) ON (n.of)")])
    rows = ["b|4", "c|1", "b|1", "a|9", "b|3", "b|2", "b|5"]
    text = "UNWIND $rows AS row CREATE (:Probe {of: row}) CREATE (:Probe {name: row})"
    await engine.write([Statement(text=text, parameters={"rows": rows})])
    yield engine


async def read(engine: Engine, page: RangePage) -> list[str]:
    [[last]] = await engine.read(page.reach())
    return [str(of) for [of] in await engine.read(page.rows(last))]


async def test_a_page_holds_the_first_ones_in_order(probed: Engine) -> None:
    assert await read(probed, PAGE) == ["b|1", "b|2", "b|3"]
    assert await read(probed, replace(PAGE, after="b|3")) == ["b|4", "b|5"]
    assert await read(probed, replace(PAGE, last="b|2")) == ["b|1", "b|2"]


async def test_what_moved_on_or_went_stands_where_it_is_now(probed: Engine) -> None:
    moved = "MATCH (n:Probe {of: $from}) SET n.of = $to"
    await probed.write([Statement(text=moved, parameters={"from": "b|1", "to": "b|8"})])
    await probed.write([Statement(text="MATCH (n:Probe {of: 'b|2'}) REMOVE n.of")])
    assert await read(probed, PAGE) == ["b|3", "b|4", "b|5"]
    assert await read(probed, replace(PAGE, after="b|5")) == ["b|8"]


async def test_where_nothing_is_there_is_no_reach(probed: Engine) -> None:
    assert await probed.read(replace(PAGE, after="b|5").reach()) == []
