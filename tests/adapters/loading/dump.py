"""All that a graph says, in one order, without what differs by chance: ids, sealed numbers, finishing times."""

from __future__ import annotations

from typing import Any

from graph.engine import Engine
from graph.statement import Statement

CHANCE = frozenset(("id", "citizenSealed", "documentSealed", "finishedAt"))
_NODES = "MATCH (n:Node) RETURN properties(n)"
_LOADS = "MATCH (n:Load) RETURN properties(n)"
_PUBLICATIONS = "MATCH (p:Publication) RETURN properties(p)"
_STATEMENTS = "MATCH (t:Statement)-[:ABOUT]->(n:Node) RETURN n.rk, properties(t)"
_COUNT = "MATCH (t:Statement) RETURN count(t)"
_RELATIONS = "MATCH (a:Node)-[r]->(b:Node) RETURN a.rk, type(r), b.rk, properties(r)"


async def dump(engine: Engine) -> list[str]:
    """One line a node, load, publication, statement and relation."""
    lines: list[str] = []
    for text in (_NODES, _LOADS, _PUBLICATIONS, _STATEMENTS, _COUNT, _RELATIONS):
        rows = await engine.read(Statement(text=text))
        lines += sorted(repr([_steady(value) for value in row]) for row in rows)
    return lines


async def facts(engine: Engine, kind: str) -> list[dict[str, Any]]:
    """The properties of all statements about nodes of a kind, or of all its relations, oldest first."""
    about = "MATCH (t:Statement)-[:ABOUT]->(:Node {kind: $kind}) RETURN properties(t)"
    related = f"MATCH (:Node)-[r:{kind}]->(:Node) RETURN properties(r)"
    found = [
        row[0]
        for text in (about, related)
        for row in await engine.read(Statement(text=text, parameters={"kind": kind}))
    ]
    return sorted(found, key=lambda fact: (fact["recordedAt"], fact["slot"]))


async def merges(engine: Engine) -> dict[str, str]:
    """The records that are merged now: each one's representative."""
    text = (
        "MATCH (a:Node)-[r:SAME_AS]->(b:Node) WHERE r.validFrom < r.validTo"
        " WITH a, b, r.open AS open WHERE open IS NOT NULL RETURN a.rk, b.rk"
    )
    return {member: head for member, head in await engine.read(Statement(text=text))}


def _steady(value: Any) -> Any:
    if isinstance(value, dict):
        return sorted((name, _certain(name, each)) for name, each in value.items() if name not in CHANCE)
    return value


def _certain(name: str, value: Any) -> Any:
    """Of a shelf only the level: the rest follows from the id."""
    return value[:1] if name == "shelf" else value
