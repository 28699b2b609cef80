"""The three things an output field can be, said beside the field (its `extensions["reads"]`).

*Property*: from the node's own statements. *Edge*: a connection over a kind of relation. *Computed*: a pure
function over properties and edges that the same plan fetches for all parents at once. A field of a plain
type (`PageInfo`, `Screening`) has none and is read by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.model.declare import RelationKind
from graph.plan import Direction, Expand, Slice
from hub.read.view import NodeView


@dataclass(frozen=True, kw_only=True)
class Property:
    """`read` turns the view into a JSON-ready value; `needs` are the stored properties it looks at."""

    needs: tuple[str, ...]
    read: Callable[[NodeView], Any]
    sources: bool = False


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A connection over one kind of relation, seen from one end."""

    relation: RelationKind
    direction: Direction
    kinds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FactProperty:
    """A field of a connection's edge: a property of the relation's fact."""

    name: str
    read: Callable[[Any], Any]


@dataclass(frozen=True, kw_only=True)
class FactField:
    """A field of a connection's edge that every fact has: `read` takes the whole fact."""

    read: Callable[[list[Any]], Any]


@dataclass(frozen=True, kw_only=True)
class Computed:
    """`compute(view, edges, time)` gives a plain value; `edges` names the expansions it needs."""

    needs: tuple[str, ...]
    edges: Mapping[str, Expand]
    compute: Callable[[NodeView, Mapping[str, list[list[Any]]], Slice], Any]


Reads = Property | Edge | Computed
