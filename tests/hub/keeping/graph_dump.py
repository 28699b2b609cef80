"""A whole graph as one comparable value."""

from __future__ import annotations

from typing import Any

import orjson

from graph.engine import Engine
from graph.statement import Statement

QUESTIONS = {
    "nodes": "MATCH (n:Node) RETURN properties(n)",
    "statements": "MATCH (t:Statement)-[:ABOUT]->(n:Node) RETURN properties(t), n.rk",
    "relations": "MATCH (a:Node)-[r]->(b:Node) RETURN type(r), a.rk, b.rk, properties(r)",
    "publications": "MATCH (p:Publication) RETURN properties(p)",
    "keys": "MATCH (k:IdempotencyKey) RETURN properties(k)",
    "alerts": "MATCH (a:CaseAlert) RETURN properties(a)",
    "loads": "MATCH (l:Load) RETURN properties(l)",
    "version": "MATCH (g:GraphVersion) RETURN properties(g)",
}


async def dump(engine: Engine) -> dict[str, list[bytes]]:
    """Every node, statement, relation, publication, key, alert, load and the version, sorted."""
    return {
        name: sorted(_canonical(row) for row in await engine.read(Statement(text=text, name=name)))
        for name, text in QUESTIONS.items()
    }


def _canonical(row: list[Any]) -> bytes:
    return orjson.dumps(row, option=orjson.OPT_SORT_KEYS)
