"""What a root field is to the planner: a function from arguments to roots of a plan and a finish."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLField

from graph.plan import Root
from hub.read.asking import Asking
from hub.read.planner import Planner

# Per root of the call: its rows and its total (`graph.cypher.rows.split`).
Answers = Sequence[tuple[list[Any], int | None]]


@dataclass(frozen=True, slots=True)
class RootField:
    """One selected root field: its definition, its nodes, its arguments, the key it answers under."""

    key: str
    definition: GraphQLField
    nodes: list[FieldNode]
    arguments: dict[str, Any]
    planner: Planner
    asking: Asking


@dataclass(frozen=True, slots=True)
class RootCall:
    """The roots it needs (maybe none) and what makes its value of their answers."""

    roots: tuple[Root, ...]
    finish: Callable[[Answers], Any]


Reader = Callable[[RootField], RootCall]
