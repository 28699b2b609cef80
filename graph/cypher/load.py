"""The statements of loading: look up what a batch finds, write what it decides, close what is no longer told.

A batch looks up first and creates then, or creates at once what cannot be there: the unique keys tell if it was.
MERGE would cost as much (the indexes are what costs) and could not tell new from changed. Relations are looked
up from their slim end, all of one end at once: ArcadeDB finds an edge only by walking a node's edges.
`$wanted[r.open]` is a look into a map, where `IN` would walk a list.

Rows go as lists, not as maps with the same names in each, and new things are created with their properties:
`CREATE … SET r = row` costs Neo4j a third more. Shapes are in the docstrings, `…` repeats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from graph.model import MODEL
from graph.model.declare import FACT_COLUMNS, OPEN_INSTANT
from graph.shelf import LEVELS
from graph.statement import Statement

Properties = Mapping[str, Any]

_SLIM: Final = {
    name: "-[r:{0}]->()" if kind.slim == "source" else "<-[r:{0}]-()" for name, kind in MODEL.relations.items()
}
# What is so of the newest version of every fact; its slot is the second value of a row.
_NEWEST: Final = {"open": "row[1]", "slot": "row[1]", "recordedAt": "$at", "supersededAt": "$never"}
_RELATION_COLUMNS: Final = {
    name: tuple(
        column
        for column in (*FACT_COLUMNS, *(stored for each in kind.attributes for stored in each.properties))
        if column not in _NEWEST
    )
    for name, kind in MODEL.relations.items()
}


def _statement(name: str, text: str, **parameters: Any) -> Statement:
    return Statement(text=text, parameters=parameters, name=name)


# --- nodes and their statements -------------------------------------------------------------------


def find_statements(rows: Sequence[tuple[str, str]]) -> Statement:
    """(rk, slot) … -> one row [[slot, kind, hash, recordedAt] …] of the records that exist.

    Hash and instant are those of the slot's open version, null if there is none.
    """
    return _statement(
        "find statements",
        "UNWIND $rows AS row MATCH (n:Node {rk: row[0]}) OPTIONAL MATCH (t:Statement {open: row[1]})"
        " RETURN collect([row[1], n.kind, t.hash, t.recordedAt])",
        rows=[list(row) for row in rows],
    )


def create_nodes(rows: Sequence[tuple[Properties, str, Properties]], at: str) -> Statement:
    """(node, slot, statement) …: new records, each with its first statement."""
    node, nodes = _in_columns([row[0] for row in rows], "row[0]", {})
    statement, statements = _in_columns([row[2] for row in rows], "row[2]", _NEWEST)
    return _statement(
        "create nodes",
        f"UNWIND $rows AS row CREATE (:Node {{{node}}})<-[:ABOUT]-(:Statement {{{statement}}})",
        rows=[[of_node, row[1], told] for of_node, row, told in zip(nodes, rows, statements, strict=True)],
        at=at,
        never=OPEN_INSTANT,
    )


def create_statements(rows: Sequence[tuple[str, str, Properties]], at: str) -> Statement:
    """(rk, slot, statement) …: statements about records that exist, which open up where a statement is more open.

    Two loaders that open one record at a time do not undo each other: the record is written, and so locked, first.
    """
    statement, statements = _in_columns([row[2] for row in rows], "row[2]", _NEWEST)
    return _statement(
        "create statements",
        "UNWIND $rows AS row MATCH (n:Node {rk: row[0]}) SET n.kind = n.kind"
        f" CREATE (n)<-[:ABOUT]-(:Statement {{{statement}}})"
        " WITH n, min(row[3]) AS level WHERE level < left(n.shelf, 1)"
        " SET n.shelf = level + substring(n.shelf, 1)",
        rows=[
            [rk, slot, told, LEVELS[properties["access"]]]
            for (rk, slot, properties), told in zip(rows, statements, strict=True)
        ],
        at=at,
        never=OPEN_INSTANT,
    )


def supersede_statements(rows: Sequence[tuple[str, str]], at: str) -> Statement:
    """(slot, hash) …: closes the open versions, if they still are the ones that were looked at."""
    return _statement(
        "supersede statements",
        "UNWIND $rows AS row MATCH (t:Statement {open: row[0]}) WHERE t.hash = row[1]"
        " SET t.supersededAt = $at REMOVE t.open",
        rows=[list(row) for row in rows],
        at=at,
    )


# --- relations ------------------------------------------------------------------------------------


def find_nodes(rks: Iterable[str]) -> Statement:
    """-> one row [[rk, kind] …] of the records that exist."""
    return _statement(
        "find nodes",
        "UNWIND $rows AS row MATCH (n:Node {rk: row}) RETURN collect([n.rk, n.kind])",
        rows=list(rks),
    )


def find_relations(kind: str, ends: Iterable[str], slots: Iterable[str]) -> Statement:
    """Slim ends' rk, slots -> one row [[slot, hash, recordedAt] …] of the open ones among the slots."""
    return _statement(
        "find relations",
        f"UNWIND $ends AS end MATCH (n:Node {{rk: end}}) MATCH (n){_SLIM[kind].format(kind)}"
        " WHERE $wanted[r.open] RETURN collect([r.open, r.hash, r.recordedAt])",
        ends=list(ends),
        wanted=dict.fromkeys(slots, True),
    )


def create_relations(kind: str, rows: Sequence[tuple[str, str, str, Properties]], at: str) -> Statement:
    """(source rk, slot, target rk, properties) … -> one row [[place in rows …]] of those created.

    The others lack an end, or it is of a kind that this relation does not join. What the model does not declare is
    not carried over: properties may have been read from the graph, and their names would stand in the text.
    """
    relation = MODEL.relations[kind]
    names = _RELATION_COLUMNS[kind]
    values = [[row[3].get(name) for name in names] for row in rows]
    return _statement(
        "create relations",
        "UNWIND $rows AS row MATCH (a:Node {rk: row[0]}) WHERE a.kind IN $sources"
        " MATCH (b:Node {rk: row[2]}) WHERE b.kind IN $targets"
        f" CREATE (a)-[:{kind} {{{_inside(names, 'row[3]', _NEWEST)}}}]->(b) RETURN collect(row[4])",
        rows=[
            [source, slot, target, told, place]
            for place, ((source, slot, target, _), told) in enumerate(zip(rows, values, strict=True))
        ],
        sources=list(relation.sources),
        targets=list(relation.targets),
        at=at,
        never=OPEN_INSTANT,
    )


def supersede_relations(kind: str, ends: Iterable[str], hashes: Mapping[str, str], at: str) -> Statement:
    """Slim ends' rk, hash by slot: closes the open versions, if they still are the ones looked at."""
    return _statement(
        "supersede relations",
        f"UNWIND $ends AS end MATCH (n:Node {{rk: end}}) MATCH (n){_SLIM[kind].format(kind)}"
        " WHERE $hashes[r.open] = r.hash SET r.supersededAt = $at REMOVE r.open",
        ends=list(ends),
        hashes=dict(hashes),
        at=at,
    )


def open_versions(kind: str, ends: Iterable[str], slots: Iterable[str]) -> Statement:
    """As `find_relations` -> one row [[slot, properties] …]."""
    return _statement(
        "open versions",
        f"UNWIND $ends AS end MATCH (n:Node {{rk: end}}) MATCH (n){_SLIM[kind].format(kind)}"
        " WHERE $wanted[r.open] RETURN collect([r.open, properties(r)])",
        ends=list(ends),
        wanted=dict.fromkeys(slots, True),
    )


# --- what sources published under ids of their own ------------------------------------------------

PUBLICATION: Final = ("statement", "record", "content", "time", "day", "closed", "told", "recordedAt", "place")
_PUBLICATION: Final = ", ".join(f"p.{name}" for name in PUBLICATION)


def find_publications(ids: Iterable[str]) -> Statement:
    """-> one row [[the values of PUBLICATION …] …] of those that are known."""
    return _statement(
        "find publications",
        f"UNWIND $ids AS id MATCH (p:Publication {{id: id}}) RETURN collect([{_PUBLICATION}])",
        ids=list(ids),
    )


def find_publications_of(records: Iterable[str]) -> Statement:
    """Records' rk -> as `find_publications`, all that are about them."""
    return _statement(
        "find publications of records",
        f"UNWIND $records AS record MATCH (p:Publication {{record: record}}) RETURN collect([{_PUBLICATION}])",
        records=list(records),
    )


def remember_publications(rows: Iterable[tuple[str, Properties]]) -> Statement:
    """(id, properties) …: notes them; what is known under an id already stays as it is."""
    return _statement(
        "remember publications",
        "UNWIND $rows AS row MERGE (p:Publication {id: row[0]}) ON CREATE SET p += row[1]",
        rows=[[id_, dict(properties)] for id_, properties in rows],
    )


# --- what a complete delivery no longer lists -----------------------------------------------------


def count_nodes() -> Statement:
    return _statement("count nodes", "MATCH (n:Node) RETURN count(n)")


def open_statements(
    id_from: str, id_to: str, *, kinds: Sequence[str], system: str, recorded_before: str
) -> Statement:
    """-> one row [[slot, kind, hash] …]: the system's open statements on nodes of a range of ids.

    The range stands alone in its MATCH on purpose, see `graph.cypher.dialects`.
    """
    return _statement(
        "open statements",
        "MATCH (n:Node) WHERE n.id >= $from AND n.id < $to WITH n WHERE n.kind IN $kinds"
        " MATCH (n)<-[:ABOUT]-(t:Statement)"
        " WHERE t.system = $system AND t.supersededAt = $never AND t.recordedAt < $before"
        " RETURN collect([t.slot, n.kind, t.hash])",
        **{"from": id_from, "to": id_to, "kinds": list(kinds), "system": system},
        never=OPEN_INSTANT,
        before=recorded_before,
    )


def open_relations(kind: str, id_from: str, id_to: str, *, system: str, recorded_before: str) -> Statement:
    """-> one row [[slot, slim end's rk, hash] …], as `open_statements`."""
    relation = MODEL.relations[kind]
    ends = relation.sources if relation.slim == "source" else relation.targets
    return _statement(
        "open relations",
        "MATCH (n:Node) WHERE n.id >= $from AND n.id < $to WITH n WHERE n.kind IN $kinds"
        f" MATCH (n){_SLIM[kind].format(kind)}"
        " WHERE r.system = $system AND r.supersededAt = $never AND r.recordedAt < $before"
        " RETURN collect([r.slot, n.rk, r.hash])",
        **{"from": id_from, "to": id_to, "kinds": list(ends), "system": system},
        never=OPEN_INSTANT,
        before=recorded_before,
    )


# --- the load itself ------------------------------------------------------------------------------


def latest_load() -> Statement:
    """-> one row: the greatest instant at which a load recorded, null before the first."""
    return _statement("latest load", "MATCH (l:Load) RETURN max(l.recordedAt)")


def other_loads(system: str, load_id: str) -> Statement:
    """-> one row: how many loads of this source there were besides this one."""
    return _statement(
        "other loads",
        "MATCH (l:Load {source: $system}) WHERE l.id <> $id RETURN count(l)",
        system=system,
        id=load_id,
    )


def write_load(load_id: str, properties: Properties) -> Statement:
    return _statement(
        "write load",
        "MERGE (l:Load {id: $id}) SET l += $properties",
        id=load_id,
        properties=dict(properties),
    )


def slim_end(kind: str, source: str, target: str) -> str:
    """Which of the two ends a relation of this kind is looked up from."""
    return source if MODEL.relations[kind].slim == "source" else target


def _in_columns(rows: Sequence[Properties], row: str, same: Mapping[str, str]) -> tuple[str, list[list[Any]]]:
    """The inside of a map that has all the rows' properties, and the rows as lists in its order.

    The names are those that the check of a row gives, which are the model's; few sets of them occur.
    """
    names = sorted({name for of_row in set(map(tuple, rows)) for name in of_row} - same.keys())
    return _inside(names, row, same), [list(map(each.get, names)) for each in rows]


def _inside(names: Iterable[str], row: str, same: Mapping[str, str]) -> str:
    """`grade: row[0], …`: each name's place in a row, and what is the `same` in all. A null is no property."""
    places = {**{name: f"{row}[{place}]" for place, name in enumerate(names)}, **same}
    return ", ".join(f"{name}: {place}" for name, place in places.items())
