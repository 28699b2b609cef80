"""The statements of a desk: what it looks up and locks, and what it remembers of those who asked.

Neither engine isolates a read from the write after it. So a move writes its record first (`lock_record`) and reads
then what it decides on; and it takes the caller's key (`claim_key`) before it looks whether that was used. The
second of two then waits (Neo4j) or is refused at its commit and tries again (ArcadeDB), and sees what the first
one did. What a move writes are facts like a load's: `graph.cypher.load` has the statements.

All values travel in one map `$p`, which has no size class (`graph/cypher/README.md`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graph.cypher.dialects import Dialect
from graph.model.declare import OPEN_INSTANT, Access
from graph.shelf import LEVELS, SHELVES, shelf_number
from graph.statement import Statement, Value


def _statement(name: str, text: str, **values: Value) -> Statement:
    return Statement(text=text, parameters={"p": values}, name=name)


# --- records --------------------------------------------------------------------------------------


def list_records(kind: str, after: str, most: int, dialect: Dialect) -> Statement:
    """-> one row [[id …]] of the records of a kind after an id, in order of id, at most `most`."""
    return _statement(
        "list records",
        "UNWIND range($p.first, $p.last) AS shelf UNWIND $p.levels AS level"
        f" MATCH (n:Node {{kind: $p.kind, shelf: level + toString(shelf)}}){dialect.on_shelf('n')}"
        " WITH n.id AS id WHERE id > $p.after WITH id ORDER BY id LIMIT $p.most RETURN collect(id)",
        kind=kind,
        first=shelf_number(after),
        last=SHELVES - 1,
        levels=list(LEVELS.values()),
        after=after,
        most=most,
    )


def list_records_of(kind: str, name: str, value: str, after: str, most: int) -> Statement:
    """As `list_records`, of those only of which an indexed property of any version has the value."""
    return _statement(
        "list records by property",
        f"UNWIND [$p.value] AS value MATCH (s:Statement {{{_property(name)}: value}})-[:ABOUT]->(n:Node)"
        " WHERE n.kind = $p.kind AND n.id > $p.after"
        " WITH DISTINCT n.id AS id ORDER BY id LIMIT $p.most RETURN collect(id)",
        kind=kind,
        value=value,
        after=after,
        most=most,
    )


def told_of(kind: str, ids: Sequence[str]) -> Statement:
    """-> one row [[id, rk, system, key, [statement's properties …]] …] of the records of a kind among the ids.

    All versions of all their statements but the sealed ones, which not even the hub reads for itself.
    """
    return _statement(
        "told of records",
        "UNWIND $p.ids AS id MATCH (n:Node {id: id}) WHERE n.kind = $p.kind"
        " CALL (n) { MATCH (n)<-[:ABOUT]-(t:Statement) WHERE t.access <> 'SEALED'"
        " RETURN collect(properties(t)) AS told }"
        " RETURN collect([n.id, n.rk, n.system, n.key, told])",
        ids=list(ids),
        kind=kind,
    )


_OPEN: Final = (
    " CALL (n) { MATCH (n)<-[:ABOUT]-(t:Statement) WHERE t.supersededAt = $p.never AND t.access <> 'SEALED'"
    " RETURN collect(properties(t)) AS told }"
    " RETURN collect([n.id, n.rk, n.system, n.key, told])"
)


def open_of(kind: str, id_: str) -> Statement:
    """As `told_of`, of one record and only what is said of it now."""
    return _statement(
        "open of record",
        f"MATCH (n:Node {{id: $p.id}}) WHERE n.kind = $p.kind{_OPEN}",
        id=id_,
        kind=kind,
        never=OPEN_INSTANT,
    )


def open_by(kind: str, name: str, value: str, most: int) -> Statement:
    """As `open_of`, of at most so many records of a kind of which an indexed property has the value now."""
    return _statement(
        "open by property",
        f"UNWIND [$p.value] AS value MATCH (s:Statement {{{_property(name)}: value}})-[:ABOUT]->(n:Node)"
        " WHERE n.kind = $p.kind AND s.supersededAt = $p.never"
        f" WITH DISTINCT n LIMIT $p.most{_OPEN}",
        value=value,
        kind=kind,
        most=most,
        never=OPEN_INSTANT,
    )


def rk_of(id_: str) -> Statement:
    """-> one row [[rk]], [[]] for an id that is none."""
    return _statement("rk of id", "MATCH (n:Node {id: $p.id}) RETURN collect(n.rk)", id=id_)


def told_by(kind: str, name: str, values: Sequence[str]) -> Statement:
    """As `told_of`, of the records of a kind of which an indexed property of any version has one of the values."""
    return _statement(
        "told by property",
        f"UNWIND $p.values AS value MATCH (s:Statement {{{_property(name)}: value}})-[:ABOUT]->(n:Node)"
        " WHERE n.kind = $p.kind WITH DISTINCT n"
        " CALL (n) { MATCH (n)<-[:ABOUT]-(t:Statement) WHERE t.access <> 'SEALED'"
        " RETURN collect(properties(t)) AS told }"
        " RETURN collect([n.id, n.rk, n.system, n.key, told])",
        values=list(values),
        kind=kind,
    )


def _property(name: str) -> str:
    if not name.isidentifier():
        raise ValueError(f"{name!r} is no property")
    return name


# Another value each time: ArcadeDB takes what leaves a record as it was (n.kind = n.kind, or set and removed) for
# no write, and then two that read after it do not meet at their commits (60 of 60 races).
_LOCK: Final = "SET n.locked = coalesce(n.locked, 0) + 1"


def lock_node(record_id: str) -> Statement:
    """Holds a record of any kind for this transaction: of two that make something about it one waits."""
    return _statement("lock node", f"MATCH (n:Node {{id: $p.id}}) {_LOCK}", id=record_id)


def lock_record(kind: str, record_id: str) -> Statement:
    """Holds a record for this transaction, if it is of the kind: no other can change what is said of it."""
    return _statement(
        "lock record",
        f"MATCH (n:Node {{id: $p.id}}) WHERE n.kind = $p.kind {_LOCK}",
        id=record_id,
        kind=kind,
    )


def keep_to_courts(rk: str) -> Statement:
    """Opens what was ever said of a record, and whom it meets, to courts only from now on. Content, times and hash
    of what is closed stay as they are: it is who reads them that changes.
    """
    return _statement(
        "keep to courts",
        "MATCH (n:Node {rk: $p.rk}) CALL (n) { MATCH (n)<-[:ABOUT]-(t:Statement) WHERE t.access IN $p.opened"
        " SET t.access = $p.kept RETURN count(t) AS statements }"
        " CALL (n) { MATCH (n)-[r:TARGETS]->() WHERE r.access IN $p.opened"
        " SET r.access = $p.kept RETURN count(r) AS relations }"
        " RETURN statements, relations",
        rk=rk,
        opened=[Access.PUBLIC.value, Access.PARTNER.value],
        kept=Access.INTERNAL.value,
    )


# --- what callers' keys stand for -----------------------------------------------------------------


def claim_key(key: str, claim: str) -> Statement:
    """-> one row [input, node, at, until] of what the key was used for, all null if it was not; it is ours now.

    `claim` differs from try to try, so that the key is written and thereby locked.
    """
    return _statement(
        "claim key",
        "MERGE (k:IdempotencyKey {key: $p.key}) SET k.claim = $p.claim WITH k"
        " RETURN k.input, k.node, k.at, k.until",
        key=key,
        claim=claim,
    )


def keep_key(key: str, *, input_: str, node: str, at: str, until: str) -> Statement:
    """Keeps until the instant `until` what the claimed key was used for, and what came of it."""
    return _statement(
        "keep key",
        "MATCH (k:IdempotencyKey {key: $p.key}) SET k.input = $p.input, k.node = $p.node, k.at = $p.at,"
        " k.until = $p.until",
        key=key,
        input=input_,
        node=node,
        at=at,
        until=until,
    )
