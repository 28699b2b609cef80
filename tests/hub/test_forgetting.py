"""What hubs remember together is forgotten once its time is over, and not before."""

from __future__ import annotations

import pytest

from graph.cypher.expiring import EXPIRING, find_expired
from graph.engine import Engine
from graph.statement import Statement
from hub.forgetting import FORGET_BATCH, Forgetting, instant

labels = pytest.mark.parametrize("label", EXPIRING)


@labels
async def test_what_is_over_is_forgotten_and_no_more(engine: Engine, label: str) -> None:
    now = [1_000_000.0]
    forgetting = Forgetting(engine, clock=lambda: now[0])
    await _remember(engine, label, {"old": instant(1_000_010), "new": instant(1_000_030)})
    assert await forgetting.forget(label) == 0
    now[0] += 20
    assert await forgetting.forget(label) == 1
    assert await _held(engine, label) == ["new"]


@labels
async def test_more_than_one_batch_is_forgotten(engine: Engine, label: str) -> None:
    await _remember(engine, label, {str(number): "2000" for number in range(FORGET_BATCH + 7)})
    assert await Forgetting(engine).forget(label) == FORGET_BATCH + 7
    assert await _held(engine, label) == []


def test_only_what_expires_is_forgotten() -> None:
    with pytest.raises(ValueError, match="allowed are UsedProof"):
        find_expired("Node", "2000", 1)


async def _remember(engine: Engine, label: str, until: dict[str, str]) -> None:
    text = f"UNWIND $rows AS row CREATE (:{label} {{key: row[0], until: row[1]}})"
    await engine.write([Statement(text=text, parameters={"rows": [list(row) for row in until.items()]})])


async def _held(engine: Engine, label: str) -> list[str]:
    rows = await engine.read(Statement(text=f"MATCH (n:{label}) RETURN n.key ORDER BY n.key"))
    return [key for (key,) in rows]
