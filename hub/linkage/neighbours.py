"""What stands beside nodes, read round by round: ties of any kind, and who has too many of them to be passed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from graph.cypher.rows import (
    FACT_GRADE,
    FACT_OUTWARD,
    FACT_SLOT,
    FACT_TYPE,
    NODE_ID,
)
from graph.model import MODEL
from graph.plan import Direction, Expand, Find, Select, Slice
from hub.read.allowance import Allowance
from hub.read.by_id import EDGES, nodes_by_id, read_rows
from hub.read.fields import Inquiry
from hub.settings.limits import PathLimits

TIES: Final = tuple(name for name in MODEL.relations if name != "SAME_AS")
_PLACES: Final = {name: place for place, name in enumerate(TIES)}


@dataclass(frozen=True, slots=True)
class Link:
    """One tie as the fact that counts tells it, seen from the node that it was read at."""

    near: str
    far: str
    fact: list[Any]

    @property
    def relation(self) -> str:
        return str(self.fact[FACT_TYPE])

    def forward(self, start: str) -> bool:
        """Whether it leads away from this end; a mutual tie does from both."""
        if MODEL.relations[self.relation].mutual:
            return True
        return bool(self.fact[FACT_OUTWARD]) == (start == self.near)

    @property
    def slot(self) -> str:
        return str(self.fact[FACT_SLOT])

    @property
    def rank(self) -> tuple[str, int, str]:
        """Which of several ties between two nodes is told first: the best grade, then in the model's order."""
        return str(self.fact[FACT_GRADE]), _PLACES[self.relation], self.slot


class PathBounds(Allowance):
    """What is left of the limits of one search; `cut` once one of them was met."""

    def __init__(self, limits: PathLimits, until: float) -> None:
        super().__init__(rounds=limits.rounds, seconds=limits.seconds, until=until)
        self.limits = limits
        self.cut = False

    def room(self, nodes: int, ties: int) -> int:
        """How many nodes one more round may ask about, after so many nodes and ties; none past a bound."""
        within = self.more() and nodes < self.limits.nodes and ties < self.limits.ties
        self.cut = self.cut or not within
        return self.limits.nodes - nodes if within else 0


@dataclass(slots=True)
class Neighbours:
    """The part of the graph that was read. `crowded`: nodes with too many ties, in the order met; of these nothing
    is kept, unless they are walked through: then what a round gives of them. `told`: properties that are read of
    each tie.
    """

    relations: tuple[str, ...]
    time: Slice
    told: tuple[str, ...] = ()
    beside: dict[str, set[str]] = field(default_factory=dict)
    links: dict[tuple[str, str], dict[str, Link]] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    crowded: list[str] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    degrees: dict[str, int] = field(default_factory=dict)
    ties: int = 0

    def read_all(
        self, ids: Iterable[str], most: int, bounds: PathBounds, *, through: bool = False
    ) -> Inquiry[bool]:
        """Has the ties of these read, so many of each at most; False if a bound left some unread."""
        wanted = [id_ for id_ in dict.fromkeys(ids) if id_ not in self.read]
        return (
            yield from read_rows(
                wanted,
                lambda batch: ties_of(batch, self.relations, most, self.time, self.told, whole=not through),
                lambda id_, row: self._take(id_, row, most, bounds, through=through),
                size=bounds.limits.round_nodes,
                room=lambda: bounds.room(len(self.read), self.ties),
            )
        )

    def _take(self, id_: str, row: list[Any] | None, most: int, bounds: PathBounds, *, through: bool) -> None:
        self.read.add(id_)
        self.beside.setdefault(id_, set())
        edges = row[EDGES] if row is not None else []
        degree = most + 1 if edges is None else len(edges)  # of a hub no more are counted
        self.degrees[id_] = degree
        self.ties += degree
        if degree > most:
            self.crowded.append(id_)
            if not through:
                self.closed.add(id_)
                return
            bounds.cut = True
        for node, fact, _others in edges[:most]:
            far = str(node[NODE_ID])
            if far == id_:
                continue
            self.beside[id_].add(far)
            self.beside.setdefault(far, set()).add(id_)
            slots = self.links.setdefault(_pair(id_, far), {})
            slots.setdefault(str(fact[FACT_SLOT]), Link(id_, far, fact))

    def meeting(self) -> list[str]:
        """Nodes that were not read and stand beside two that were: a path may lead through them."""
        return self.unread([node for node, beside in self.beside.items() if len(beside) > 1])

    def between(self, one: str, other: str) -> list[Link]:
        """All ties of these two, the one that is told first in front."""
        return sorted(self.links[_pair(one, other)].values(), key=lambda link: link.rank)

    def unread(self, nodes: Collection[str]) -> list[str]:
        return sorted(node for node in nodes if node not in self.read)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _expand(most: int, told: tuple[str, ...] = (), *, whole: bool = False) -> Expand:
    """All kinds, of which the root names those that are asked for: an engine plans each text for seconds."""
    return Expand(
        relations=TIES,
        chosen=True,
        direction=Direction.BOTH,
        kinds=MODEL.shown,
        first=most,
        whole=whole,
        properties=told,
        yields=MODEL.relations["SHAREHOLDER_OF"].yields,
    )


def ties_of(
    ids: Sequence[str],
    relations: tuple[str, ...],
    most: int,
    time: Slice,
    told: tuple[str, ...] = (),
    *,
    whole: bool = False,
) -> Find:
    """The ties of these nodes, both ways, with these properties of each; `whole`: no ties of whoever has more."""
    select = Select(edges=(_expand(most, told, whole=whole),))
    return nodes_by_id(ids, select, time, passing=True, among=relations)


def counts_of(
    ids: Sequence[str], relations: tuple[str, ...], most: int, time: Slice, *, passing: bool = False
) -> Find:
    """How many ties each of these has, counted up to one more than `most`."""
    expand = replace(_expand(1), page=False, count=True, counted=most + 1)
    return nodes_by_id(ids, Select(edges=(expand,)), time, passing=passing, among=relations)


def counted(
    ids: Sequence[str], relations: tuple[str, ...], most: int, time: Slice, *, passing: bool = False
) -> Inquiry[dict[str, int]]:
    """How many ties each of these has, one for each neighbour, kind and direction; past `most` one more."""
    if not ids:
        return {}
    [(rows, _)] = yield (counts_of(ids, relations, most, time, passing=passing),)
    return {id_: row[EDGES + 1] for id_, row in zip(ids, rows, strict=True) if row is not None}
