"""Root connections: what a page of nodes selects, and how its rows are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLObjectType, SelectionSetNode, get_named_type

from graph.plan import Select
from hub.read.root import RootField


@dataclass(frozen=True, slots=True)
class PagePlan:
    """`write(rows, first, after, total)`; rows are at most first + 1."""

    select: Select
    count: bool
    write: Callable[[list[Any], int, bool, int | None], dict[str, Any]]


def plan_page(field: RootField, node_of: Callable[[Any], list[Any]], cursor_of: Callable[[Any], str]) -> PagePlan:
    """Plan a root connection; `node_of` and `cursor_of` read a row of the root."""
    planner = field.planner
    flattener = planner.flattener
    connection = get_named_type(field.definition.type)
    assert isinstance(connection, GraphQLObjectType)
    edge_type = get_named_type(connection.fields["edges"].type)
    assert isinstance(edge_type, GraphQLObjectType)

    wanted = flattener.fields(connection, flattener.subsets(field.nodes))
    node_sets: list[list[SelectionSetNode]] = []
    edges: dict[str, list[tuple[str, str, int]]] = {}
    infos: dict[str, Callable[[Any], Any]] = {}
    counts: list[str] = []
    order = list(wanted)
    for key, nodes in wanted.items():
        name = nodes[0].name.value
        if name == "edges":
            parts: list[tuple[str, str, int]] = []
            for edge_key, edge_nodes in flattener.fields(edge_type, flattener.subsets(nodes)).items():
                parts.append((edge_key, edge_nodes[0].name.value, len(node_sets)))
                if edge_nodes[0].name.value == "node":
                    node_sets.append(flattener.subsets(edge_nodes))
            edges[key] = parts
        elif name == "pageInfo":
            infos[key] = planner.plain(connection.fields[name].type, nodes)
        elif name == "totalCount":
            counts.append(key)
    select, node_writers = planner.together(edge_type.fields["node"].type, node_sets)

    def write(rows: list[Any], first: int, after: bool, total: int | None) -> dict[str, Any]:
        shown = rows[:first]
        answer: dict[str, Any] = {}
        for key in order:
            if key in edges:
                answer[key] = [_edge(row, edges[key]) for row in shown]
            elif key in infos:
                answer[key] = infos[key](
                    {
                        "hasNextPage": len(rows) > first,
                        "hasPreviousPage": after,
                        "startCursor": cursor_of(shown[0]) if shown else None,
                        "endCursor": cursor_of(shown[-1]) if shown else None,
                    }
                )
            elif key in counts:
                answer[key] = total
            else:
                answer[key] = connection.name
        return answer

    def _edge(row: Any, parts: list[tuple[str, str, int]]) -> dict[str, Any]:
        written: dict[str, Any] = {}
        for key, name, place in parts:
            if name == "node":
                written[key] = node_writers[place](node_of(row))
            elif name == "cursor":
                written[key] = cursor_of(row)
            else:
                written[key] = edge_type.name
        return written

    return PagePlan(select=select, count=bool(counts), write=write)
