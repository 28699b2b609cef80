"""Instructions written as a desk writes them, many at once; their cases are not there, so nothing follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from adapters.loading.batch import new_id
from graph.cypher import instructions
from graph.engine import Engine, Transaction
from graph.rules.days import stored_instant
from graph.rules.moves import Entry, written
from graph.rules.sealing import KeyRing
from graph.statement import Statement
from hub.cases.instructing import moved, send
from tests.graphs import RING, Node, bring_in

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def citizen_id(number: int) -> str:
    """GB 11643: made up, with the digit that it must have."""
    digits = f"42011219850307{number:03}"
    return digits + "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, digits, strict=True)) % 11]


async def debtors(engine: Engine, folder: Path, count: int, ring: KeyRing = RING) -> list[str]:
    """The ids of so many persons with numbers, and of one without at the end."""
    people = [
        Node("PERSON", f"p{number:03}", {"name": "甲", "birthDate": "1985-03-07", "citizenId": citizen_id(number)})
        for number in range(count)
    ]
    nameless = Node("PERSON", "without", {"name": "乙", "birthDate": "1990-01-01"})
    rows = [*people, nameless]
    await bring_in(engine, folder, rows, source="court", ring=ring, now=datetime(2026, 1, 6, tzinfo=UTC))
    text = "MATCH (n:Node {kind: 'PERSON'}) RETURN n.key, n.id ORDER BY n.key"
    return [id_ for _, id_ in await engine.read(Statement(text=text))]


async def issue(
    engine: Engine,
    subjects: Sequence[str],
    at: datetime | None = None,
    message: str = "ISSUE",
    *,
    agency: str = "RAILWAY",
    executor: str = "RAILWAY",
    measure: str = "JP-701",
) -> list[dict[str, Any]]:
    """An instruction to the agency about each, in one move."""
    stored = stored_instant(at or datetime.now(UTC))
    made = [
        {
            "key": new_id(),
            "case": new_id(),
            "kind": "RESTRICTION",
            "subject": subject,
            "targetType": "NATURAL_PERSON",
            "measure": measure,
            "edition": "HUB-2026-02",
            "mode": "INSTRUCTION",
            "executor": executor,
            "agency": agency,
            "legalBasis": "法释〔2015〕17号 第3条",
            "caseNumber": "（2026）鄂0112执1号",
            "courtName": "某某法院",
            "issuedOn": "2026-06-01",
            "issuedAt": stored,
            "state": "ISSUED",
            "version": 1,
            "moves": [written(Entry(version=1, at=stored, event="OPEN", state="ISSUED"))],
        }
        for subject in subjects
    ]

    async def work(tx: Transaction) -> None:
        await tx.run(instructions.create_instructions(made))
        await send(tx, made, message, stored)

    await engine.transact(work)
    return made


async def lift(engine: Engine, told: dict[str, Any], at: datetime | None = None) -> None:
    stored = stored_instant(at or datetime.now(UTC))

    async def work(tx: Transaction) -> None:
        [[now]] = await tx.run(instructions.hold_instruction(told["key"], new_id()))
        says = {**moved(now, "LIFT", "LIFT_ISSUED", stored), "endedOn": "2026-06-05"}
        await tx.run(instructions.change_instructions([(told["key"], says)]))
        await send(tx, [now], "LIFT", stored)

    await engine.transact(work)


async def states(engine: Engine) -> dict[str, str]:
    rows = await engine.read(Statement(text="MATCH (i:Instruction) RETURN i.key, i.state"))
    return {key: state for key, state in rows}


async def deliveries(engine: Engine) -> list[dict[str, Any]]:
    """In order of line and number."""
    text = "MATCH (d:Delivery) RETURN properties(d) ORDER BY d.line, d.number"
    return [row for (row,) in await engine.read(Statement(text=text))]


async def works(engine: Engine) -> list[Any]:
    return [work for (work,) in await engine.read(Statement(text="MATCH (l:DeliveryLine) RETURN l.work"))]
