"""How Neo4j runs each golden statement: led by an index, no kind walked through, nothing multiplied.

In a province, since Neo4j plans by what the graph holds: of an empty one it reads whole labels, and plans anew
once they have grown. ArcadeDB's plan stops at a subquery and so tells nothing; that its statements seek is seen
in `bench growth`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from neo4j import AsyncDriver, AsyncGraphDatabase

from adapters.formats.rows import Rows
from adapters.loading.loader import LoadSettings, load
from adapters.sample.province import write_province
from graph.engine import Engine
from graph.plan import Plan
from tests.conftest import Servers, clean
from tests.graphs import RING
from tests.hub.test_golden_statements import QUESTIONS, ROUNDS, bound, plan_of

SUBJECTS: Final = 4_000
SOUGHT: Final = frozenset({"NodeIndexSeek", "NodeUniqueIndexSeek", "ProcedureCall"})
WALKED: Final = frozenset(
    {
        "AllNodesScan",
        "NodeByLabelScan",
        "NodeIndexScan",
        "NodeUniqueIndexScan",
        "DirectedRelationshipTypeScan",
        "UndirectedRelationshipTypeScan",
        "DirectedAllRelationshipsScan",
        "UndirectedAllRelationshipsScan",
        "Eager",
    }
)
Step = dict[str, Any]


@pytest.fixture
async def driver(servers: Servers, tmp_path: Path) -> AsyncIterator[AsyncDriver]:
    """Neo4j, holding a province."""
    address = await servers.address("neo4j")
    async with await Engine.open(address) as engine:
        await clean(engine)
        write_province(tmp_path / "province", scale=SUBJECTS, seed=1)
        await load(
            engine,
            Rows(),
            Rows().open((tmp_path / "province",)),
            source="province",
            data=tmp_path,
            key_ring=RING,
            now=lambda: datetime.now(UTC),
            settings=LoadSettings(),
            on_progress=lambda _: None,
        )
    async with AsyncGraphDatabase.driver(address.url, auth=(address.user, address.password)) as driver:
        # What it plans by is counted anew now and then only: here it must know what was just loaded.
        await driver.execute_query("CALL db.prepareForReplanning(300)")
        yield driver


def golden() -> Iterator[tuple[str, Plan]]:
    yield from ((path.stem, plan_of(path.read_text(encoding="utf-8"))) for path in QUESTIONS)
    yield from ((name, Plan(roots=roots)) for name, roots in ROUNDS.items())


def steps(plan: Step) -> Iterator[Step]:
    yield plan
    for child in plan.get("children", ()):
        yield from steps(child)


def name_of(step: Step) -> str:
    return str(step["operatorType"]).partition("@")[0]


def faults(plan: Step) -> Iterator[str]:
    """What a statement must not do. Independent parts of a request stand side by side by a product of one row
    each, which multiplies nothing.
    """
    found = list(steps(plan))
    yield from sorted(WALKED.intersection(map(name_of, found)))
    if not SOUGHT.intersection(map(name_of, found)):
        yield "no index"
    for step in found:
        if name_of(step) == "CartesianProduct" and any(not one_row(child) for child in step["children"]):
            yield "CartesianProduct"


def one_row(step: Step) -> bool:
    """Whether it gives one row, whatever the graph holds: all that is found, collected or counted."""
    if name_of(step) == "EagerAggregation":
        return not grouped(step)
    children = step.get("children", ())
    lets_through = {"Projection", "ProduceResults", "CartesianProduct", "Apply", "CacheProperties"}
    return name_of(step) in lets_through and all(map(one_row, children))


def grouped(step: Step) -> bool:
    """Whether an aggregation has keys: they stand before what is aggregated."""
    return not str(step["args"]["Details"]).startswith(("collect(", "count("))


async def explained(driver: AsyncDriver, text: str, parameters: Any) -> Step:
    async with driver.session() as session:
        result = await session.run(f"CYPHER replan=force EXPLAIN {text}", parameters)
        plan: Step | None = (await result.consume()).plan
    assert plan is not None
    return plan


async def test_golden_statements_are_led_by_an_index(driver: AsyncDriver) -> None:
    wrong = {}
    for name, plan in golden():
        statement = bound(plan)
        if found := list(faults(await explained(driver, statement.text, statement.parameters))):
            wrong[name] = found
    assert not wrong


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("MATCH (n:Node) WHERE n.kind = 'COMPANY' AND n.name = 'x' RETURN n", "NodeByLabelScan"),
        ("MATCH (n:Node {id: 'a'}) MATCH (m:Node {id: 'b'})-[:TRANSFERS]-(:Node) RETURN n, m", "CartesianProduct"),
        ("MATCH (n:Node {id: 'a'})-[:ABOUT]-(m) CREATE (k:Node {id: m.id}) RETURN k", "Eager"),
    ],
)
async def test_a_statement_that_is_not_is_found_out(driver: AsyncDriver, text: str, fault: str) -> None:
    assert fault in list(faults(await explained(driver, text, {})))
