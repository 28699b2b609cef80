"""Many listings of the labour authority whose terms end on one day: one request each makes a case with a clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from graph.engine import Engine
from graph.statement import Statement
from tests.graphs import Node
from tests.hub.cases.asking import OPEN, Desk

OPENED: Final = datetime(2026, 6, 1, 2, tzinfo=UTC)
# The term of three years ends on 15 June 2026, a Monday, and the three working days for removal on Thursday.
PUBLISHED: Final = "2023-06-15"
# What its executor was told on Monday 1 June has to be acknowledged by Thursday.
UNACKNOWLEDGED: Final = datetime(2026, 6, 4, 16, tzinfo=UTC)
OVER: Final = datetime(2026, 7, 1, 2, tzinfo=UTC)
_GIVEN: Final = {
    "list": "HRSS_WAGE",
    "decisionNumber": "人社决1",
    "decidedOn": "2023-06-01",
    "publishedOn": PUBLISHED,
    "measures": ["JP-107"],
    "orderUnmet": True,
    "wageAmountReached": True,
}


def _passport(number: int) -> str:
    return f"E{10_000_000 + number}"


def debtors(count: int) -> list[Node]:
    return [
        Node(
            "PERSON",
            f"wage:{number}",
            {
                "name": "己",
                "birthDate": "1980-01-01",
                "documentType": "PASSPORT",
                "documentNumber": _passport(number),
            },
        )
        for number in range(count)
    ]


async def listed(desk: Desk, count: int) -> list[dict[str, Any]]:
    """A listing of each of them."""
    return [
        await desk.ask(
            OPEN,
            {"input": {**_GIVEN, "subject": {"document": {"type": "PASSPORT", "number": _passport(number)}}}},
            role="PARTNER",
            agency="HRSS",
        )
        for number in range(count)
    ]


async def breaches(engine: Engine) -> dict[tuple[str, str], int]:
    """How often each case was said to be breached, by its id and the deadline: its own, and its executor's."""
    asked = Statement(
        text="MATCH (a:CaseAlert) WHERE a.call = 'BREACH' RETURN a.case, a.name, count(a)", name="count breaches"
    )
    return {(str(case), str(name)): int(count) for case, name, count in await engine.read(asked)}


async def histories(engine: Engine) -> dict[str, list[str]]:
    """The moves of each case as its open statements have them."""
    asked = Statement(
        text="MATCH (n:Node {kind: 'LISTING'})<-[:ABOUT]-(t:Statement) WHERE t.history IS NOT NULL"
        " AND t.supersededAt = '9999-12-31T23:59:59.999999Z' RETURN n.id, t.history",
        name="histories",
    )
    return {str(case): list(history) for case, history in await engine.read(asked)}
