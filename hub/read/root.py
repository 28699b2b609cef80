"""What a root field is: planned once for each shape of operation, bound to each request's arguments.

A reader (in `hub.api.queries`) gets a `RootField`, plans its selection, and gives a `Bind`: from arguments and
what the request carries to a `RootCall`. A call's `finish` makes the field's value of its answers, or another
call that asks on, in the next round and together with all others that do.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLField, SelectionSetNode

from graph.plan import Root
from hub.read.asking import Asking
from hub.read.fields import Answers
from hub.read.planner import NodePlan, Planner
from hub.read.writing import Write

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RootField:
    """One selected root field: its definition, its nodes, the key it answers under, what plans below it."""

    key: str
    definition: GraphQLField
    nodes: list[FieldNode]
    planner: Planner

    @property
    def sets(self) -> list[SelectionSetNode]:
        return self.planner.flattener.subsets(self.nodes)

    def node(self) -> NodePlan:
        """The plan of the node (or list of nodes) that the field gives."""
        return self.planner.node(self.definition.type, self.sets)

    def plain(self) -> Write:
        """The writer of a field whose value is given as the schema names it."""
        return self.planner.plain(self.definition.type, self.nodes)


@dataclass(frozen=True, slots=True)
class RootCall:
    """The roots it needs (maybe none) and what makes its value, or a further call, of their answers.

    `tell`: the value is told by a desk or the record instead, which see to the rights themselves.
    `judges`: to finish may take seconds, so other requests should go on beside it.
    """

    roots: tuple[Root, ...]
    finish: Callable[[Answers], Any]
    tell: Callable[[], Awaitable[Any]] | None = None
    judges: bool = False


Bind = Callable[[Arguments, Asking], RootCall]
Reader = Callable[[RootField], Bind]


def nothing(value: Any) -> RootCall:
    """A call that needs no answer."""
    return RootCall((), lambda _: value)


def told(ask: Callable[[], Awaitable[Any]], write: Write) -> RootCall:
    """A call whose value is told beside the graph."""

    async def tell() -> Any:
        return write(await ask())

    return RootCall((), lambda _: None, tell)
