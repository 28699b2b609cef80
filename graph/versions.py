"""The graph's version: which form of the storage model it has, and how an older one becomes today's.

    GraphVersionError
    ├── GraphTooNew         made by a newer hub
    └── GraphUnversioned    holds records but does not say of which version

A graph that cannot say its version is not guessed at: a restore that broke off leaves just that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graph.cypher.copy import NODES_PER_RANGE, count_label, id_ranges
from graph.cypher.dialects import Dialect, dialect_of
from graph.cypher.migrate import find_unshelved, put_in_files, put_on_shelves
from graph.engine import Engine
from graph.rules.days import stored_instant
from graph.statement import Statement

__all__ = [
    "GRAPH_VERSION",
    "MIGRATIONS",
    "GraphTooNew",
    "GraphUnversioned",
    "GraphVersionError",
    "Migration",
    "NodeChange",
    "ensure_version",
    "forget_version",
    "graph_version",
    "set_graph_version",
]

GRAPH_VERSION: Final = 3
ROUNDS_MAX: Final = 1_000_000  # rounds of one statement of a migration


class GraphVersionError(Exception):
    """The graph cannot be used by this hub; one line that says why."""


class GraphTooNew(GraphVersionError):
    """The graph was made or migrated by a newer hub."""


class GraphUnversioned(GraphVersionError):
    """Records without a version."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NodeChange:
    """A change of all nodes, a range of ids at a time.

    `find(from, to)` returns one row [[id …]] of those in the range that still need it, `change(ids)` changes them.
    """

    find: Callable[[str, str], Statement]
    change: Callable[[Sequence[str]], Statement]


@dataclass(frozen=True, kw_only=True, slots=True)
class Migration:
    """One step forward, to `to_version` from the version before.

    Each statement changes a bounded number of things and returns one row [how many]; it is run again until
    that is 0. Then come the nodes. So a step that was cut off goes on where it stopped. Constraints and indexes
    are not its business: `create_schema` follows.
    """

    to_version: int
    name: str
    statements: Callable[[Dialect], Sequence[Statement]] = lambda _: ()
    nodes: NodeChange | None = None


MIGRATIONS: Final = (
    Migration(to_version=2, name="shelves", nodes=NodeChange(find=find_unshelved, change=put_on_shelves)),
    Migration(to_version=3, name="case files", statements=lambda _: (put_in_files(),)),
)


async def graph_version(engine: Engine) -> int | None:
    """The version the graph says it has; None if it does not say."""
    rows = await engine.read(
        Statement(text="MATCH (g:GraphVersion {name: 'graph'}) RETURN g.version", name="graph version")
    )
    return int(rows[0][0]) if rows else None


def set_graph_version(version: int = GRAPH_VERSION) -> Statement:
    """Says which version of the storage model a graph has, if it does not say so yet."""
    text = "MERGE (g:GraphVersion {name: 'graph'}) ON CREATE SET g.version = $version RETURN g.version"
    return Statement(text=text, parameters={"version": version}, name="graph version")


def forget_version() -> Statement:
    """Takes the version away: until it is set again, no hub uses the graph's records."""
    return Statement(text="MATCH (g:GraphVersion) DELETE g", name="forget version")


async def ensure_version(
    engine: Engine,
    now: datetime,
    migrations: Sequence[Migration] = MIGRATIONS,
    *,
    current: int = GRAPH_VERSION,
) -> int:
    """Brings the graph to version `current` and returns the version it had (`current` for a fresh graph).

    Steps that were done are kept in `GraphVersion.steps` as `version|name|instant`. Two hubs may do this at
    once. Raises GraphTooNew, GraphUnversioned, EngineError.
    """
    _check(migrations, current)
    version = await graph_version(engine)
    if version is None:
        if await _holds_records(engine):
            raise GraphUnversioned(
                "the graph holds records but not its version: a restore into it broke off, or another program"
                " made it; allowed: an empty graph (of the embedded engine: remove engine/ in the data folder)"
                " or one that a hub made"
            )
        await engine.schema([_ONE_VERSION])
        await engine.write([set_graph_version(current)])
        return current
    if version > current:
        raise GraphTooNew(
            f"the graph has version {version}, made by a newer hub; this hub knows versions up to {current}"
        )
    dialect = dialect_of(engine.flavour)
    for step in sorted(migrations, key=lambda step: step.to_version):
        if version < step.to_version <= current:
            for statement in step.statements(dialect):
                await _until_done(engine, step, statement)
            if step.nodes is not None:
                await _change_nodes(engine, step.nodes)
            await engine.write([_record(step, now)])
    return version


# Before the first version is written: two hubs that start on one fresh graph must not both write theirs.
_ONE_VERSION: Final = Statement(
    text="CREATE CONSTRAINT graphversion_name IF NOT EXISTS FOR (n:GraphVersion) REQUIRE n.name IS UNIQUE",
    name="schema",
)


def _check(migrations: Sequence[Migration], current: int) -> None:
    versions = sorted(step.to_version for step in migrations)
    if versions != list(range(2, current + 1)):
        raise ValueError(f"migrations lead to versions {versions}; needed: one to each of 2 to {current}")


async def _holds_records(engine: Engine) -> bool:
    return bool(await engine.read(Statement(text="MATCH (n:Node) RETURN 1 LIMIT 1", name="any record")))


async def _until_done(engine: Engine, step: Migration, statement: Statement) -> None:
    for _ in range(ROUNDS_MAX):
        [[[changed]]] = await engine.write([statement])
        if changed == 0:
            return
    raise GraphVersionError(f"migration {step.name}: not done after {ROUNDS_MAX} rounds")


async def _change_nodes(engine: Engine, nodes: NodeChange) -> None:
    [[number]] = await engine.read(count_label("Node"))
    for id_from, id_to in id_ranges(number, NODES_PER_RANGE):
        [[ids]] = await engine.read(nodes.find(id_from, id_to))
        if ids:
            await engine.write([nodes.change(ids)])


def _record(step: Migration, now: datetime) -> Statement:
    """Marks the step as done, unless another hub has."""
    return Statement(
        text="MATCH (g:GraphVersion {name: 'graph'}) WHERE g.version = $before"
        " SET g.version = $version, g.steps = coalesce(g.steps, []) + $step",
        parameters={
            "before": step.to_version - 1,
            "version": step.to_version,
            "step": [f"{step.to_version}|{step.name}|{stored_instant(now)}"],
        },
        name="record migration",
    )
