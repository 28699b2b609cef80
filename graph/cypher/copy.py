"""The statements that copy a whole graph out and in again, for `hub.keeping`.

Neither engine pages cheaply by ORDER BY … LIMIT over millions of nodes. A node's `id` is random hex and
indexed, so ranges of ids are pages of even size. What hangs on a node is not even (a court has a million
cases): `weigh` says how much there is, so that the caller asks for as much as it can hold.

A node, its statements and the relations that leave it are read in ONE statement: all versions of a slot
are then seen together. Rows are lists; their shapes are in the docstrings, `…` repeats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from graph.cypher.alarms import ALERT, CLOCK, EDITION
from graph.cypher.expiring import EXPIRING
from graph.cypher.instructions import KEYS
from graph.cypher.pulling import CURSOR
from graph.model import MODEL
from graph.statement import Statement

NODES_PER_RANGE: Final = 1_000
_DIGITS: Final = 8  # of an id that bound a range
_FIRST: Final = ""
_LAST: Final = "\uffff"  # after every id, hex or not

# What a copy holds or may leave out: a lock, and what expires but callers' keys, means nothing in another graph;
# clocks are set anew there from the cases.
LABELS: Final = frozenset(
    (
        "Node",
        "Statement",
        "Load",
        "Publication",
        "GraphVersion",
        "Lock",
        CLOCK,
        ALERT,
        EDITION,
        CURSOR,
        *KEYS,
        *EXPIRING,
    )
)


class Beside(NamedTuple):
    """Nodes that stand beside the facts and hang on nothing: the property that they are paged by, and the one that
    is the instant at which they were recorded.
    """

    label: str
    key: str
    at: str


BESIDE: Final[Mapping[str, Beside]] = {
    "publications": Beside("Publication", "id", "recordedAt"),
    "keys": Beside("IdempotencyKey", "key", "at"),
    "instructions": Beside("Instruction", "key", "issuedAt"),
    "deliveries": Beside("Delivery", "key", "at"),
    "lines": Beside("DeliveryLine", "key", "at"),
    "alerts": Beside(ALERT, "key", "at"),
    "cursors": Beside(CURSOR, "key", "at"),
}


def id_ranges(nodes: int, per_range: int = NODES_PER_RANGE) -> Iterator[tuple[str, str]]:
    """Half-open ranges of ids that cover all of them, about `per_range` of `nodes` in each."""
    ranges = min(max(1, -(-nodes // per_range)), 16**_DIGITS)
    bounds = [format(16**_DIGITS * place // ranges, f"0{_DIGITS}x") for place in range(1, ranges)]
    yield from zip([_FIRST, *bounds], [*bounds, _LAST], strict=True)


# --- out ------------------------------------------------------------------------------------------


def count_label(label: str) -> Statement:
    """-> one row [number of nodes]"""
    return Statement(text=f"MATCH (n:{_quoted(label)}) RETURN count(n)", name="count nodes")


def count_relations(kind: str) -> Statement:
    """-> one row [number of relations of a kind of the model]"""
    return Statement(text=f"MATCH ()-[r:{_known(kind)}]->() RETURN count(r)", name="count relations")


def labels() -> Statement:
    """-> a row [label] for each label that the graph has ever held."""
    return Statement(text="CALL db.labels()", name="labels")


def loads() -> Statement:
    """-> a row [properties] for each load."""
    return Statement(text="MATCH (l:Load) RETURN properties(l)", name="loads")


def export_beside(kind: str, key_from: str, key_to: str) -> Statement:
    """-> a row [properties] for each of a kind of `BESIDE` in a range of its keys."""
    label, key, _ = BESIDE[kind]
    return Statement(
        text=f"MATCH (p:{label}) WHERE p.{key} >= $from AND p.{key} < $to RETURN properties(p)",
        parameters={"from": key_from, "to": key_to},
        name=f"export {kind}",
    )


def weigh(id_from: str, id_to: str) -> Statement:
    """-> a row [id, statements, relations that leave it] for each node of a range."""
    return Statement(
        text="MATCH (n:Node) WHERE n.id >= $from AND n.id < $to"
        " RETURN n.id, COUNT { (n)<-[:ABOUT]-() }, COUNT { (n)-->() }",
        parameters={"from": id_from, "to": id_to},
        name="weigh nodes",
    )


def export_nodes(ids: Sequence[str]) -> Statement:
    """-> a row [node, [statement …], [[type, target's rk, relation] …]] of properties for each id."""
    return Statement(
        text="UNWIND $ids AS id MATCH (n:Node {id: id})"
        " CALL (n) { MATCH (n)<-[:ABOUT]-(t:Statement) RETURN collect(properties(t)) AS statements }"
        " CALL (n) { MATCH (n)-[r]->(m:Node) RETURN collect([type(r), m.rk, properties(r)]) AS relations }"
        " RETURN properties(n), statements, relations",
        parameters={"ids": list(ids)},
        name="export nodes",
    )


def export_statements(node_id: str) -> Statement:
    """-> one row [node, [statement …]] of properties."""
    return Statement(
        text="MATCH (n:Node {id: $id})"
        " CALL (n) { MATCH (n)<-[:ABOUT]-(t:Statement) RETURN collect(properties(t)) AS statements }"
        " RETURN properties(n), statements",
        parameters={"id": node_id},
        name="export statements",
    )


def export_relations(node_id: str, id_from: str, id_to: str) -> Statement:
    """-> one row [[type, target's rk, relation] …]: what leaves one node towards a range of ids."""
    return Statement(
        text="MATCH (n:Node {id: $id})-[r]->(m:Node) WHERE m.id >= $from AND m.id < $to"
        " RETURN collect([type(r), m.rk, properties(r)])",
        parameters={"id": node_id, "from": id_from, "to": id_to},
        name="export relations",
    )


def find_reached(ids: Sequence[str], at: str, unfinished: Sequence[str]) -> Statement:
    """-> a row [id] for each of the nodes that a relation reaches which was known at the instant `at`.

    `unfinished` are instants of recording that do not count.
    """
    return Statement(
        text="UNWIND $ids AS id MATCH (n:Node {id: id}) WHERE EXISTS { MATCH (n)<-[r]-(:Node)"
        " WHERE r.recordedAt <= $at AND NOT r.recordedAt IN $unfinished } RETURN n.id",
        parameters={"ids": list(ids), "at": at, "unfinished": list(unfinished)},
        name="find reached",
    )


# --- in -------------------------------------------------------------------------------------------


def import_nodes(rows: Sequence[tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]]) -> Statement:
    """(node, [statement …]) …: creates them."""
    return Statement(
        text="UNWIND $rows AS row CREATE (n:Node) SET n = row[0] WITH n, row UNWIND row[1] AS statement"
        " CREATE (t:Statement) SET t = statement CREATE (t)-[:ABOUT]->(n)",
        parameters={"rows": [[dict(node), [dict(each) for each in about]] for node, about in rows]},
        name="import nodes",
    )


def import_relations(kind: str, rows: Sequence[tuple[str, str, Mapping[str, Any]]]) -> Statement:
    """(source's rk, target's rk, relation) … -> one row [how many were created]"""
    return Statement(
        text="UNWIND $rows AS row MATCH (a:Node {rk: row[0]}) MATCH (b:Node {rk: row[1]})"
        f" CREATE (a)-[r:{_known(kind)}]->(b) SET r = row[2] RETURN count(r)",
        parameters={"rows": [[source, target, dict(relation)] for source, target, relation in rows]},
        name="import relations",
    )


def import_loads(rows: Sequence[Mapping[str, Any]]) -> Statement:
    return Statement(
        text="UNWIND $rows AS row CREATE (l:Load) SET l = row",
        parameters={"rows": [dict(row) for row in rows]},
        name="import loads",
    )


def import_beside(kind: str, rows: Sequence[Mapping[str, Any]]) -> Statement:
    return Statement(
        text=f"UNWIND $rows AS row CREATE (p:{BESIDE[kind].label}) SET p = row",
        parameters={"rows": [dict(row) for row in rows]},
        name=f"import {kind}",
    )


def _known(kind: str) -> str:
    """A relation's name as it goes into a text; only the model's do."""
    if kind not in MODEL.relations:
        raise ValueError(f"relation {kind!r} is not known; known: {', '.join(MODEL.relations)}")
    return kind


def _quoted(label: str) -> str:
    return "`" + label.replace("`", "``") + "`"
