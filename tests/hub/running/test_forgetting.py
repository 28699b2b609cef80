"""What hubs remember together is forgotten once its time is over, and not before."""

from __future__ import annotations

import asyncio

import pytest

from graph.cypher.desk import claim_key, keep_key
from graph.cypher.expiring import EXPIRING, find_expired, forget_expired
from graph.engine import Engine, Transaction
from graph.rules.days import stored_seconds
from graph.statement import Statement
from hub.running.forgetting import Forgetting

BATCH = 20
PATIENCE_SECONDS = 60
WAITING = "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*)"

labels = pytest.mark.parametrize("label", EXPIRING)


@labels
async def test_what_is_over_is_forgotten_and_no_more(engine: Engine, label: str) -> None:
    now = [1_000_000.0]
    forgetting = Forgetting(engine, batch=BATCH, clock=lambda: now[0])
    await _remember(engine, label, {"old": stored_seconds(1_000_010), "new": stored_seconds(1_000_030)})
    assert await forgetting.forget(label) == 0
    now[0] += 20
    assert await forgetting.forget(label) == 1
    assert await _held(engine, label) == ["new"]


@labels
async def test_they_are_forgotten_in_bounded_batches(engine: Engine, label: str) -> None:
    await _remember(engine, label, {str(number): "2000" for number in range(2 * BATCH + 7)})
    held: list[int] = []

    class Watched:
        read = engine.read

        async def write(self, statements: list[Statement]) -> None:
            await engine.write(statements)
            held.append(len(await _held(engine, label)))

    assert await Forgetting(Watched(), batch=BATCH).forget(label) == 2 * BATCH + 7
    assert held == [BATCH + 7, 7, 0]


async def test_what_is_used_anew_while_it_is_being_forgotten_stays(engine: Engine) -> None:
    """A key that is lost then would have the mutation done twice."""
    assert await _used_anew(engine, forget_expired("IdempotencyKey", ["k"], "2026")) == ["k"]


async def test_control_what_is_not_locked_first_may_be_lost(engine: Engine) -> None:
    """On Neo4j; the other engine refuses the commit of the second of two, which then comes again."""
    naive = "MATCH (k:IdempotencyKey {key: 'k'}) WHERE k.until < '2026' DELETE k"
    held = await _used_anew(engine, Statement(text=naive, name="naive"))
    assert held == ([] if engine.flavour == "neo4j" else ["k"])


async def test_two_hubs_that_forget_at_once_are_not_in_each_others_way(engine: Engine) -> None:
    await _remember(engine, "Seat", {str(number): "2000" for number in range(30 * BATCH)})
    await asyncio.gather(*(Forgetting(engine, batch=BATCH).forget("Seat") for _ in range(4)))
    assert await _held(engine, "Seat") == []


async def _used_anew(engine: Engine, forget: Statement) -> list[str]:
    """Which keys are held after one was forgotten from the middle of a transaction that uses it."""
    await _remember(engine, "IdempotencyKey", {"k": "2000"})
    forgetting: list[asyncio.Task[object]] = []

    async def use(tx: Transaction) -> None:
        await tx.run(claim_key("k", "mine"))
        if not forgetting:
            forgetting.append(asyncio.create_task(engine.write([forget])))
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not forgetting[0].done() and not await _waits(engine):
                    await asyncio.sleep(0.05)
        await tx.run(keep_key("k", input_="i", node="n", at="2026", until="2027"))

    await engine.transact(use)
    await asyncio.gather(*forgetting)
    return await _held(engine, "IdempotencyKey")


def test_only_what_expires_is_forgotten() -> None:
    with pytest.raises(ValueError, match="allowed are UsedProof"):
        find_expired("Node", "2000", 1)


async def _waits(engine: Engine) -> bool:
    """Whether a transaction waits for a lock; the embedded engine has none, there nobody waits."""
    if engine.flavour != "neo4j":
        return False
    [[waiting]] = await engine.read(Statement(text=WAITING, name="waiting"))
    return bool(waiting)


async def _remember(engine: Engine, label: str, until: dict[str, str]) -> None:
    text = f"UNWIND $rows AS row CREATE (:{label} {{key: row[0], until: row[1]}})"
    await engine.write([Statement(text=text, parameters={"rows": [list(row) for row in until.items()]})])


async def _held(engine: Engine, label: str) -> list[str]:
    rows = await engine.read(Statement(text=f"MATCH (n:{label}) RETURN n.key ORDER BY n.key"))
    return [key for (key,) in rows]
