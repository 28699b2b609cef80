"""Subjects by name or exact code, the best hits first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph.cypher.node import node_block
from graph.cypher.rights import NAME_KEYS, permitted
from graph.cypher.scope import Scope
from graph.plan import Search
from graph.statement import Value


def search_calls(scope: Scope, search: Search) -> list[tuple[str, str]]:
    """Column and text of the page's `CALL`, and of that of the total where it is asked for."""
    return [_search(scope, search), _search_count(scope, search)] if search.count else [_search(scope, search)]


def _search(scope: Scope, search: Search) -> tuple[str, str]:
    column = f"f{scope.root}_0"
    if not search.keys and not search.codes:
        return column, f"CALL () {{ RETURN [] AS {column} }}"
    bound = after = ""
    if search.after is not None:
        rank, label, node = (scope.late("after", _after_at(place)) for place in range(3))
        bound = _bound(scope, label)
        after = (
            f"WITH n, rank, label, bound WHERE rank > {rank} OR (rank = {rank} AND (label > bound"
            f" OR (label = bound AND n.id > {node})))\n"
        )
    limit = scope.late("limit", lambda root: root.first + 1)
    block, expression = node_block(scope, "n", search.node)
    return column, (
        f"CALL () {{\n{bound}{_search_hits(scope, search, ', bound' if bound else '')}{after}"
        f"WITH n, rank, label ORDER BY rank, label, n.id LIMIT {limit}\n"
        f"{block}RETURN collect([rank, label, {expression}]) AS {column}\n}}"
    )


def _search_count(scope: Scope, search: Search) -> tuple[str, str]:
    column = f"f{scope.root}_count"
    if not search.keys and not search.codes:
        return column, f"CALL () {{ RETURN 0 AS {column} }}"
    return column, f"CALL () {{\n{_search_hits(scope, search)}RETURN count(n) AS {column}\n}}"


def _search_hits(scope: Scope, search: Search, carry: str = "") -> str:
    """Rows (n, rank, label): every subject found, with its best rank and the first of the names that gave it.

    `carry` is what else stays in scope.
    """
    w = scope.writer
    kinds = scope.late("kinds", lambda root: list(root.kinds))
    branches: list[str] = []
    if search.keys:
        index = w.parameter("index", w.dialect.name_index)
        terms = scope.late("terms", lambda root: " ".join(f"+{key}" for key in root.keys))
        exact = scope.late("exact", lambda root: f"\n{root.compact}\n")
        prefix = scope.late("prefix", lambda root: f"\n{root.compact}")
        fragment = scope.late("fragment", lambda root: root.compact)
        branches.append(
            f"CALL db.index.fulltext.queryNodes({index}, {terms}) YIELD node AS t\n"
            f"WITH t WHERE t.compactNames CONTAINS {fragment} AND {scope.visible('t', *NAME_KEYS)}\n"
            "MATCH (t)-[:ABOUT]->(n0:Node)\n"
            f"RETURN n0, CASE WHEN t.compactNames CONTAINS {exact} THEN 0"
            f" WHEN t.compactNames CONTAINS {prefix} THEN 1 ELSE 2 END AS rank,"
            " coalesce(t.foldedName, '') AS label"
        )
    for place, (scheme, _) in enumerate(search.codes):
        value = scope.late("code", _code_at(place))
        branches.append(
            f"MATCH (t:Statement {{{scheme.value}: {value}}}) WHERE {scope.visible('t', scheme.value)}\n"
            "MATCH (t)-[:ABOUT]->(n0:Node)\n"
            f"RETURN n0, 0 AS rank, coalesce({scope.told('t', 'foldedName')}, '') AS label"
        )
    hits = "\nUNION ALL\n".join(branches)
    return (
        f"CALL () {{\n{hits}\n}}\n"
        f"{scope.representative('n0', 'n', f'rank, label{carry}')}\n"
        f"WITH n, rank, label{carry} WHERE n.kind IN {kinds}\n"
        f"WITH n, min([rank, label]) AS hit{carry}\n"
        f"WITH n, hit[0] AS rank, hit[1] AS label{carry}\n"
    )


def _bound(scope: Scope, label: str) -> str:
    """Gives `bound`: the name to compare others with, as a statement has it.

    Neo4j orders stored texts by code point, but by UTF-16 unit as soon as one of two is a parameter: compared
    with the parameter, hits would fall between the order of a page and the start of the next. (For
    `b.foldedName` its index would hand back the parameter, so the property is named by one.)

    Only statements of classes that the caller may see count, so that no made-up cursor finds out what others
    hold; their time does not, so that a name that has changed since the page before still serves.
    """
    b, name = scope.writer.fresh("b"), scope.writer.parameter("name", "foldedName")
    return (
        f"CALL () {{ OPTIONAL MATCH ({b}:Statement {{foldedName: {label}}})"
        f" WHERE {permitted(b, scope.writer.rights, NAME_KEYS)}"
        f" WITH {b} LIMIT 1 RETURN coalesce({b}[{name}], {label}) AS bound }}\n"
    )


def _code_at(place: int) -> Callable[[Any], Value]:
    return lambda root: root.codes[place][1]


def _after_at(place: int) -> Callable[[Any], Value]:
    return lambda root: root.after[place]
