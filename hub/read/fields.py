"""The four things an output field can be, said beside the field (its `extensions["reads"]`).

*Property*: from the node's own statements. *Edge*: a connection over a kind of relation. *Computed*: a pure
function over properties and edges that the same plan fetches for all parents at once. *Walked*: told of a walk of
several rounds, for all parents together. A field of a plain type (`PageInfo`, `Screening`) has none and is read by
its name.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from graph.model.declare import RelationKind
from graph.plan import Direction, Expand, Root, Slice
from hub.read.cursor import Cursors
from hub.read.view import NodeView
from hub.settings.limits import WalkLimits

T = TypeVar("T")
# Per root that was asked: its rows and its total (`graph.cypher.rows.split`).
Answers = Sequence[tuple[list[Any], int | None]]
# A read of several rounds: yields what to ask, is sent the answers (one for each root), returns its value.
Inquiry = Generator[tuple[Root, ...], Answers, T]


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


@dataclass(frozen=True, kw_only=True)
class Walk:
    """What a walk is asked: about which subjects (ids), with which arguments of the field, at which slice.

    `exported`: the whole answer is wanted as a file, too, so the subjects themselves are among its nodes.

    `nodes` fetches subjects by id as the selection below the field wants them, for the value's places of nodes.
    `limits` bound it; what it cannot do within them it says.
    """

    ids: tuple[str, ...]
    arguments: Mapping[str, Any]
    cursors: Cursors
    time: Slice
    limits: WalkLimits
    nodes: Callable[[Iterable[str]], Inquiry[Mapping[str, Any]]]
    exported: bool = False


@dataclass(frozen=True, kw_only=True)
class Walked:
    """`walk` gives the plain value of each id (null for one it lacks); `kinds` have the field."""

    kinds: frozenset[str]
    walk: Callable[[Walk], Inquiry[Mapping[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class OfNodes:
    """Said beside a plain type (its `extensions["reads"]`): a value of it is told of nodes in the value around it.

    `read` takes what stands for the value and a way to view a node's pair (row, slice); it gives the value, whose
    members are picked by `get`. `needs` are the stored properties that it looks at in those nodes.
    """

    needs: tuple[str, ...]
    read: Callable[[Any, Callable[[Any], NodeView]], Any]


Reads = Property | Edge | Computed | Walked
