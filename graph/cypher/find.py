"""Nodes by their keys."""

from __future__ import annotations

from graph.cypher.node import node_block
from graph.cypher.rights import NAME_KEYS
from graph.cypher.scope import Scope
from graph.plan import Find, KeyScheme


def find_calls(scope: Scope, find: Find) -> list[tuple[str, str]]:
    """Column and text of a `CALL` for each scheme of the keys."""
    return [_find(scope, find, scheme, f"f{scope.root}_{place}") for place, scheme in enumerate(find.schemes)]


def _find(scope: Scope, find: Find, scheme: KeyScheme, column: str) -> tuple[str, str]:
    if find.each is not None:
        return _find_each(scope, find, scheme, find.each, column)
    writer = scope.writer
    places = scope.late("keys", lambda root: root.branches[scheme])
    kinds = writer.parameter("kinds", list(find.kinds))
    if scheme in (KeyScheme.ID, KeyScheme.SOURCE):
        field_name = "id" if scheme is KeyScheme.ID else "rk"
        # An id is handed out for a subject, so any record of it will do; a source's key is one record's own.
        seen = _seen if scheme is KeyScheme.ID else Scope.stated
        stated = "" if find.blind else f" AND {seen(scope, 'n0')}"
        found = f"MATCH (n0:Node {{{field_name}: key}}) WHERE n0.kind IN {kinds}{stated}"
        order, carry = "place", "place"
    else:
        t = writer.fresh("t")
        found = (
            f"MATCH ({t}:Statement {{{scheme.value}: key}}) WHERE {scope.identifies(t, scheme.value)}\n"
            f"MATCH ({t})-[:ABOUT]->(n0:Node) WHERE n0.kind IN {kinds}"
        )
        order, carry = f"place, {t}.grade, {t}.recordedAt DESC, {t}.slot", f"place, {t}"
    block, expression = node_block(scope, "n", find.node)
    # Two subjects that state one number and could not be merged both count where only edges come back.
    chosen = "WITH DISTINCT place, n" if find.several else "WITH place, collect(n)[0] AS n"
    if find.most is not None:
        chosen += f" ORDER BY place, n.id LIMIT {writer.parameter('most', find.most)}"
    return column, (
        "CALL () {\n"
        f"UNWIND {places} AS pair\nWITH pair[0] AS place, pair[1] AS key\n"
        f"{found}\n{scope.representative('n0', 'n', carry)}\n"
        f"WITH {carry}, n ORDER BY {order}\n{chosen}\n"
        f"{block}RETURN collect([place, {expression}]) AS {column}\n}}"
    )


def _find_each(scope: Scope, find: Find, scheme: KeyScheme, each: int, column: str) -> tuple[str, str]:
    """As `_find`, with a subquery for each value, so that each has a limit of its own: of what may be seen."""
    writer = scope.writer
    places = scope.late("keys", lambda root: root.branches[scheme])
    kinds = writer.parameter("kinds", list(find.kinds))
    limit = writer.parameter("each", each)
    if scheme in (KeyScheme.ID, KeyScheme.SOURCE):
        raise ValueError(f"{scheme}: one subject has it; allowed for `each`: what several may bear")
    found = f"{_bearers(scope, scheme)}\nMATCH (t)-[:ABOUT]->(n0:Node) WHERE n0.kind IN {kinds}"
    block, expression = node_block(scope, "n", find.node)
    return column, (
        "CALL () {\n"
        f"UNWIND {places} AS pair\nCALL (pair) {{\n"
        "WITH pair[0] AS place, pair[1] AS key, pair[2] AS born\n"
        f"{found}\n{scope.representative('n0', 'n', 'place')}\n"
        f"WITH DISTINCT place, n ORDER BY n.id LIMIT {limit} RETURN place, n\n}}\n"
        f"WITH DISTINCT place, n\n{block}RETURN collect([place, {expression}]) AS {column}\n}}"
    )


def _bearers(scope: Scope, scheme: KeyScheme) -> str:
    """Clauses that give the statements `t` by `key` (and `born`)."""
    if scheme is KeyScheme.NAME_PARTS:
        index = scope.writer.parameter("index", scope.writer.dialect.name_index)
        seen = scope.visible("t", *NAME_KEYS)
        return f"CALL db.index.fulltext.queryNodes({index}, key) YIELD node AS t\nWITH place, t WHERE {seen}"
    if scheme is KeyScheme.NAME_BORN:
        seen = scope.identifies("t", "foldedName", "birthDate")
        return f"MATCH (t:Statement {{foldedName: key, birthDate: born}}) WHERE {seen}"
    return f"MATCH (t:Statement {{{scheme.value}: key}}) WHERE {scope.identifies('t', scheme.value)}"


def _seen(scope: Scope, node: str) -> str:
    """The subject may be seen, by this record or by one that points at it."""
    w = scope.writer
    m, o, t = w.fresh("m"), w.fresh("o"), w.fresh("t")
    return (
        f"({scope.stated(node)} OR EXISTS {{ MATCH ({node})<-[{m}:SAME_AS]-({o}:Node)"
        f"<-[:ABOUT]-({t}:Statement) WHERE {scope.visible(m)} AND {scope.visible(t)} }})"
    )
