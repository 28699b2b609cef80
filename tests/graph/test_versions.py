from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from graph.cypher.dialects import Dialect
from graph.engine import Engine
from graph.statement import Statement
from graph.versions import (
    GRAPH_VERSION,
    MIGRATIONS,
    GraphTooNew,
    GraphUnversioned,
    Migration,
    ensure_version,
    graph_version,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
RECORD = Statement(text="CREATE (:Node {id: '00', rk: 'made|1', kind: 'COMPANY', system: 'made', key: '1'})")
BATCH = 2


def _shout(_: Dialect) -> Sequence[Statement]:
    """Upper case for all keys, a few at a time."""
    text = "MATCH (n:Node) WHERE n.shouted IS NULL WITH n LIMIT $batch SET n.shouted = true RETURN count(n)"
    return [Statement(text=text, parameters={"batch": BATCH})]


SHOUT = Migration(to_version=2, name="shout", statements=_shout)
NOTHING = Migration(to_version=3, name="nothing", statements=lambda _: [])


async def _shouted(engine: Engine) -> int:
    [[number]] = await engine.read(Statement(text="MATCH (n:Node) WHERE n.shouted RETURN count(n)"))
    return int(number)


async def _steps(engine: Engine) -> list[str]:
    [[steps]] = await engine.read(Statement(text="MATCH (g:GraphVersion) RETURN g.steps"))
    return list(steps or [])


@pytest.fixture
async def old(engine: Engine) -> Engine:
    """A graph of version 1 with five records."""
    await ensure_version(engine, NOW, (), current=1)
    text = "UNWIND range(1, 5) AS i CREATE (:Node {id: toString(i), rk: 'made|' + toString(i)})"
    await engine.write([Statement(text=text)])
    return engine


async def test_a_fresh_graph_gets_the_current_version(engine: Engine) -> None:
    await ensure_version(engine, NOW)
    assert await graph_version(engine) == GRAPH_VERSION


async def test_two_hubs_on_a_fresh_graph_write_one_version(engine: Engine) -> None:
    await asyncio.gather(*(ensure_version(engine, NOW) for _ in range(4)))
    assert await engine.read(Statement(text="MATCH (g:GraphVersion) RETURN g.version")) == [[GRAPH_VERSION]]


async def test_an_older_graph_is_led_to_the_current_version(old: Engine) -> None:
    await ensure_version(old, NOW, (SHOUT, NOTHING), current=3)
    assert await graph_version(old) == 3


async def test_a_step_runs_until_nothing_is_left(old: Engine) -> None:
    await ensure_version(old, NOW, (SHOUT,), current=2)
    assert await _shouted(old) == 5


async def test_steps_are_kept_with_their_instant(old: Engine) -> None:
    await ensure_version(old, NOW, (NOTHING, SHOUT), current=3)
    assert await _steps(old) == ["2|shout|2026-11-24T12:00:00.000000Z", "3|nothing|2026-11-24T12:00:00.000000Z"]


async def test_a_step_that_was_done_is_not_done_again(old: Engine) -> None:
    for _ in range(2):
        await ensure_version(old, NOW, (SHOUT,), current=2)
    assert len(await _steps(old)) == 1


async def test_a_step_that_broke_off_goes_on(old: Engine) -> None:
    def broken(dialect: Dialect) -> Sequence[Statement]:
        return [*_shout(dialect), Statement(text="RETURN $missing")]

    with pytest.raises(Exception, match="missing"):
        await ensure_version(old, NOW, (Migration(to_version=2, name="shout", statements=broken),), current=2)
    assert await graph_version(old) == 1
    await ensure_version(old, NOW, (SHOUT,), current=2)
    assert (await graph_version(old), await _shouted(old)) == (2, 5)


async def test_a_graph_of_a_newer_hub_is_refused(engine: Engine) -> None:
    await engine.write([Statement(text="CREATE (:GraphVersion {name: 'graph', version: 99})")])
    with pytest.raises(
        GraphTooNew, match=f"version 99, made by a newer hub; this hub knows versions up to {GRAPH_VERSION}"
    ):
        await ensure_version(engine, NOW)


async def test_records_without_a_version_are_refused(engine: Engine) -> None:
    await engine.write([RECORD])
    with pytest.raises(GraphUnversioned, match="holds records but not its version"):
        await ensure_version(engine, NOW)
    assert await graph_version(engine) is None


def test_the_table_leads_to_the_current_version() -> None:
    assert sorted(step.to_version for step in MIGRATIONS) == list(range(2, GRAPH_VERSION + 1))


async def test_a_table_with_a_gap_is_a_mistake(engine: Engine) -> None:
    with pytest.raises(ValueError, match="needed: one to each of 2 to 3"):
        await ensure_version(engine, NOW, (NOTHING,), current=3)
