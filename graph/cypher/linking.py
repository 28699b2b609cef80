"""The statements of merging: who may be the same, who already is, and the one writer at a time.

A merge is an edge SAME_AS to the record that represents the subject. An open edge that holds at no time
(`validFrom` not before `validTo`) says that a human undid it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from graph.model.declare import OPEN_INSTANT, Access
from graph.rules import told
from graph.statement import Statement

# Of a statement, in the order in which `find_records` gives it.
JUDGED_BY: Final = ("access", *told.JUDGED_BY)
_JUDGED: Final = ", ".join(f"t.{name}" for name in JUDGED_BY)
_MERGED: Final = "m.supersededAt = $never AND m.validFrom < m.validTo"


def _statement(name: str, text: str, **parameters: Any) -> Statement:
    return Statement(text=text, parameters={"never": OPEN_INSTANT, **parameters}, name=name)


def find_sharing(name: str, values: Sequence[str], most: int) -> Statement:
    """-> one row [[value, [rk …]] …]: values of an indexed property that several records share now.

    Most values have one statement: those are left before anything else of them is looked at.
    """
    return _statement(
        "find sharing",
        f"UNWIND $values AS value MATCH (t:Statement {{{name}: value}})"
        " WITH value, collect(t) AS found WHERE size(found) > 1"
        " UNWIND found AS t MATCH (t)-[:ABOUT]->(n:Node) WHERE t.supersededAt = $never"
        " WITH value, collect(DISTINCT n.rk) AS rks WHERE size(rks) > 1"
        " RETURN collect([value, rks[0..$most]])",
        values=list(values),
        most=most,
    )


def find_namesakes(names: Sequence[str], most: int) -> Statement:
    """-> one row [[folded name, statements, [[rk, kind, judged …] …]] …] of names that several statements bear.

    At most `most` statements of each name are looked at; that many means there may be more. Judged are the
    values of `JUDGED_BY`, of the open statements only.
    """
    return _statement(
        "find namesakes",
        "UNWIND $names AS name"
        " CALL (name) { MATCH (t:Statement {foldedName: name}) RETURN t LIMIT $most }"
        " WITH name, collect(t) AS found WHERE size(found) > 1"
        " UNWIND found AS t MATCH (t)-[:ABOUT]->(n:Node)"
        " WITH name, size(found) AS statements,"
        f" collect(CASE WHEN t.supersededAt = $never THEN [n.rk, n.kind, {_JUDGED}] END) AS told"
        " RETURN collect([name, statements, told])",
        names=list(names),
        most=most,
    )


def find_born(rows: Sequence[tuple[str, str]], most: int) -> Statement:
    """(folded name, birth date) … -> one row [[name, birth date, [rk …]] …] of pairs that several share."""
    return _statement(
        "find born",
        "UNWIND $rows AS row"
        " CALL (row) { MATCH (t:Statement {foldedName: row[0], birthDate: row[1]}) RETURN t LIMIT $most }"
        " MATCH (t)-[:ABOUT]->(n:Node)"
        " WITH row, collect(DISTINCT n.rk) AS rks WHERE size(rks) > 1"
        " RETURN collect([row[0], row[1], rks])",
        rows=[list(row) for row in rows],
        most=most,
    )


def lock_linking(at: str) -> Statement:
    """Written first in every transaction that merges: two that did so at once could chain their stars."""
    return _statement("lock linking", "MERGE (l:Lock {name: 'linking'}) SET l.at = $at", at=at)


def find_representatives(rks: Sequence[str]) -> Statement:
    """-> one row [[rk, representative's rk or null] …]"""
    return _statement(
        "find representatives",
        "UNWIND $rks AS rk MATCH (n:Node {rk: rk})"
        f" OPTIONAL MATCH (n)-[m:SAME_AS]->(c:Node) WHERE {_MERGED}"
        " RETURN collect([rk, c.rk])",
        rks=list(rks),
    )


def find_members(rks: Sequence[str]) -> Statement:
    """Representatives' rk -> one row [[representative, member] …]"""
    return _statement(
        "find members",
        "UNWIND $rks AS rk MATCH (c:Node {rk: rk}) MATCH (c)<-[m:SAME_AS]-(n:Node)"
        f" WHERE {_MERGED} RETURN collect([rk, n.rk])",
        rks=list(rks),
    )


def find_ids(node_id: str, most: int) -> Statement:
    """A representative's id -> one row [[record's id, id it is or was merged into or null, from, until] …].

    One line for each record that is part of its subject now and each merge that the record was ever in, at most
    so many.
    Merges of sealed facts are left out. An instant `until` of `OPEN_INSTANT`: it holds.
    """
    return _statement(
        "find ids",
        "MATCH (c:Node {id: $id})"
        f" OPTIONAL MATCH (c)<-[m:SAME_AS]-(o:Node) WHERE {_MERGED} AND m.access <> $sealed"
        " WITH c, collect(o) AS others UNWIND [c] + others AS x"
        " OPTIONAL MATCH (x)-[t:SAME_AS]->(w:Node) WHERE t.validFrom < t.validTo AND t.access <> $sealed"
        " WITH x, t, w LIMIT $most RETURN collect([x.id, w.id, t.recordedAt, t.supersededAt])",
        id=node_id,
        most=most,
        sealed=Access.SEALED.value,
    )


def find_records(rks: Sequence[str]) -> Statement:
    """-> one row [[rk, kind, first recordedAt, [statement …], [edge …]] …]

    A statement: the values of `JUDGED_BY`. An edge, at most one: [representative's rk, hash, reasons,
    recordedAt, undone].
    """
    return _statement(
        "find records",
        "UNWIND $rks AS rk MATCH (n:Node {rk: rk})"
        " CALL (n) { MATCH (n)<-[:ABOUT]-(t:Statement) RETURN min(t.recordedAt) AS first,"
        f" collect(CASE WHEN t.supersededAt = $never THEN [{_JUDGED}] END) AS statements }}"
        " CALL (n) { MATCH (n)-[m:SAME_AS]->(c:Node) WHERE m.supersededAt = $never"
        " RETURN collect([c.rk, m.hash, m.reasons, m.recordedAt, m.validFrom >= m.validTo]) AS edges }"
        " RETURN collect([n.rk, n.kind, first, statements, edges])",
        rks=list(rks),
    )
