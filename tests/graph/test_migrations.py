"""Each step of `graph.versions.MIGRATIONS`, on a graph as the hub before it left one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from graph.model.declare import Access
from graph.statement import Statement
from graph.versions import GRAPH_VERSION, ensure_version, graph_version, set_graph_version
from tests.graphs import Node, bring_in

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
COMPANIES = 40


async def _shelves(engine: Engine) -> dict[str, str | None]:
    return {rk: shelf for rk, shelf in await engine.read(Statement(text="MATCH (n:Node) RETURN n.rk, n.shelf"))}


@pytest.fixture
async def first(engine: Engine, tmp_path: Path) -> dict[str, str | None]:
    """A graph of version 1: records of all classes, some with several statements; the shelves they had."""
    classes = [access.value for access in Access]
    for day in range(3):
        rows = [
            Node(
                "COMPANY",
                f"c{number}",
                {"name": f"公司{number}"},
                item=str(number % 2 * day),
                meta=FactMeta(access=classes[(number + day * 5) % len(classes)]),
            )
            for number in range(COMPANIES)
        ]
        await bring_in(engine, tmp_path, rows, now=NOW - timedelta(days=9 - day))
    shelves = await _shelves(engine)
    await engine.write([Statement(text="MATCH (n:Node) REMOVE n.shelf"), set_graph_version(1)])
    return shelves


async def test_records_are_put_on_the_shelves_that_loading_gives_them(
    engine: Engine, first: dict[str, str | None]
) -> None:
    assert set((await _shelves(engine)).values()) == {None}
    assert await ensure_version(engine, NOW) == 1
    assert await _shelves(engine) == first
    assert len(first) == COMPANIES and None not in first.values()
    assert await graph_version(engine) == GRAPH_VERSION


async def test_what_an_earlier_try_has_done_stays(engine: Engine, first: dict[str, str | None]) -> None:
    done = Statement(text="MATCH (n:Node) WITH n LIMIT 7 SET n.shelf = 'done' RETURN n.rk")
    [rows] = await engine.write([done])
    await ensure_version(engine, NOW)
    found = await _shelves(engine)
    assert {rk for rk, shelf in found.items() if shelf == "done"} == {rk for [rk] in rows}
    assert {rk: shelf for rk, shelf in found.items() if shelf != "done"}.items() < first.items()


async def test_a_record_of_which_nobody_states_anything_opens_with_its_first_statement(
    engine: Engine, tmp_path: Path
) -> None:
    bare = "CREATE (:Node {id: '8f0a', rk: 'made|c1', kind: 'COMPANY', system: 'made', key: 'c1'})"
    await engine.write([Statement(text=bare), set_graph_version(1)])
    await ensure_version(engine, NOW)
    assert await _shelves(engine) == {"made|c1": "5572"}
    await bring_in(engine, tmp_path, [Node("COMPANY", "c1", {"name": "公司"}, meta=FactMeta(access="PUBLIC"))])
    assert await _shelves(engine) == {"made|c1": "0572"}


NUMBERS = (
    "（2026）鄂0112执1号",
    "（2026）鄂01执12345号",
    "（2026）鄂执2号",
    "（2026）最高法执监3号",
    "（2026）鄂96执恢4号",
)


async def test_a_case_belongs_to_its_own_file_and_court_as_loading_says(engine: Engine, tmp_path: Path) -> None:
    rows = [Node("CASE", number, {"caseNumber": number}) for number in NUMBERS]
    await bring_in(engine, tmp_path, [*rows, Node("COMPANY", "c", {"name": "甲公司"})])
    files = Statement(text="MATCH (t:Statement) RETURN t.slot, t.caseFile, t.court ORDER BY t.slot")
    loaded = await engine.read(files)
    assert len({court for _, _, court in loaded}) == len(NUMBERS) + 1
    await engine.write([Statement(text="MATCH (t:Statement) REMOVE t.caseFile, t.court"), set_graph_version(2)])
    assert await ensure_version(engine, NOW) == 2
    assert await engine.read(files) == loaded
