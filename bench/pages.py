"""A page of companies and of a search in a small graph and in a large one, through the door, on both engines."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.figure import Figure
from graph.embedded import EmbeddedEngine, EmbeddedLimits
from graph.engine import Engine
from graph.founding import create_schema
from graph.model.roles import Purpose, Role
from graph.plan import Page, Plan, Search, Select, Slice
from graph.rules.days import legal_day, stored_instant
from graph.rules.names import compact, fold_name, query_keys
from hub.callers.caller import Caller
from hub.door.door import Door
from hub.errands.purpose import Errand
from hub.rights.policy import Acting
from hub.running.development import CASE_NUMBER
from tests.engines.neo4j_boot import neo4j_server
from tests.graphs import Node, bring_in

FEW, MANY = 1_000, 40_000
FIRST = 20
ROUNDS = 200
SEARCH_ROUNDS = 12
AFTER = ("", "4", "8", "c")  # places of pages of companies
NAMED = "公司"
SEARCHED_AFTER = (
    None,
    (1, f"{NAMED}3", ""),
    (1, f"{NAMED}9", ""),
)  # places of pages of a search: all are prefixes
SELECT = Select(properties=("name",))
CALLER = Caller(
    role=Role.INVESTIGATOR, agency=None, court=None, subject="bench", token_id="bench", expires_at=2**31
)
ACTING = Acting(caller=CALLER, errand=Errand(purpose=Purpose.ENFORCEMENT, case_number=CASE_NUMBER))


def pages(work: Path) -> list[Figure]:
    """On both engines."""
    return asyncio.run(_both(work / "pages"))


async def _both(work: Path) -> list[Figure]:
    work.mkdir()
    async with (
        await EmbeddedEngine.start(work / "embedded", EmbeddedLimits(heap="1g")) as embedded,
        await Engine.open(embedded.address) as engine,
    ):
        figures = await _measure("embedded", engine, work / "embedded")
    async with neo4j_server(work / "neo4j") as address, await Engine.open(address) as engine:
        return [*figures, *await _measure("Neo4j 5.26", engine, work / "neo4j")]


async def _measure(name: str, engine: Engine, data: Path) -> list[Figure]:
    await create_schema(engine)
    few = await _after_loading(engine, data, range(FEW))
    many = await _after_loading(engine, data, range(FEW, MANY))
    return [
        Figure(
            what=f"{FIRST} of {MANY:,} {what}, p50, {name}",
            measured=f"{many[what]:.1f} ms",
            floor=f"{few[what]:.1f} ms of {FEW:,}; ratio {many[what] / few[what]:.1f}",
        )
        for what in many
    ]


async def _after_loading(engine: Engine, data: Path, numbers: range) -> dict[str, float]:
    """Milliseconds of each page, once these companies are there too."""
    rows = [Node("COMPANY", f"c{number}", {"name": f"{NAMED}{number}"}) for number in numbers]
    await bring_in(engine, data, rows)
    now = datetime.now(UTC)
    present = Slice(as_of=legal_day(now), known_at=stored_instant(now))
    listed = [Page(kind="COMPANY", first=FIRST, after=after, time=present, node=SELECT) for after in AFTER]
    found = [_search(after, present) for after in SEARCHED_AFTER]
    return {
        "companies": await _median(engine, listed, ROUNDS),
        "hits of a search": await _median(engine, found, SEARCH_ROUNDS),
    }


def _search(after: tuple[int, str, str] | None, present: Slice) -> Search:
    folded = fold_name(NAMED)
    return Search(
        compact=compact(folded),
        keys=tuple(query_keys(folded)),
        codes=(),
        kinds=("COMPANY",),
        first=FIRST,
        after=after,
        time=present,
        node=SELECT,
    )


async def _median(engine: Engine, roots: Sequence[Page | Search], rounds: int) -> float:
    """Milliseconds of a page, each of them asked in turn; the first of each only warms up."""
    door = Door(engine, timeout_seconds=30, statements_kept=2)
    took: list[float] = []
    for round_ in range(rounds + len(roots)):
        began = time.perf_counter()
        ((rows, _),) = await door.ask(Plan(roots=(roots[round_ % len(roots)],)), ACTING)
        took.append((time.perf_counter() - began) * 1000)
        assert len(rows) == FIRST + 1
    return statistics.median(took[len(roots) :])
