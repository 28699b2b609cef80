"""Registers of holders, fetched set by set: all that stands above some companies, or what a holder has below.

One round asks about all subjects of one distance at once. What is fetched is what the caller may see; whoever is
hidden is not there, as in every other answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graph.cypher.node import OPENED
from graph.cypher.rows import FACT_GRADE, FACT_HEAD, FACT_SLOT, NODE_ID, NODE_KIND
from graph.model import MODEL
from graph.model.declare import Grade
from graph.plan import Direction, Expand, Find, Select, Slice
from hub.errors import too_costly
from hub.read.allowance import Allowance
from hub.read.by_id import EDGES, nodes_by_id
from hub.read.fields import Inquiry, T
from hub.settings.limits import WalkLimits

_RELATION: Final = MODEL.relations["SHAREHOLDER_OF"]
_TOLD: Final = ("share", "shareMin", "shareMax", "votingShare", "directness")
_SHARE, _MIN, _MAX, _VOTING, _DIRECTNESS, _OPENED = range(FACT_HEAD, FACT_HEAD + len(_TOLD) + 1)
STAKE: Final = (*_TOLD, OPENED)  # the properties that a stake is read from, in this order, before any others
_ALL_TOLD: Final = frozenset(f"{_RELATION.name}.{name}" for name in _TOLD)
# Nobody stands behind a state body, whatever a source records above it.
ABOVE: Final = frozenset(_RELATION.targets) - {"GOVERNMENT_BODY"}


@dataclass(frozen=True, slots=True)
class Told:
    """What one fact tells of a relation (`graph.cypher.rows`)."""

    fact: list[Any]

    @property
    def slot(self) -> str:
        return str(self.fact[FACT_SLOT])

    @property
    def grade(self) -> Grade:
        return Grade(self.fact[FACT_GRADE])


@dataclass(frozen=True, slots=True)
class Stake(Told):
    """One direct holding, as the fact that counts tells it: what is not known of its share lies in between.

    Where part of what a share is told from is masked, nothing of it is known: hidden votes may outweigh what is
    seen of the capital, and a hidden `directness` may say that it counts for nothing.
    """

    holder: str
    held: str

    @property
    def masked(self) -> bool:
        opened = self.fact[_OPENED]
        return opened is not None and not _ALL_TOLD.issubset(opened)

    @property
    def indirect(self) -> bool:
        """The total of chains whose links stand in registers themselves."""
        return bool(self.fact[_DIRECTNESS] == "INDIRECT")

    @property
    def lower(self) -> float:
        return 0.0 if self.masked else _first(self.fact[_SHARE], self.fact[_MIN], 0.0)

    @property
    def upper(self) -> float:
        return 1.0 if self.masked else _first(self.fact[_SHARE], self.fact[_MAX], 1.0)

    @property
    def voting(self) -> float | None:
        found: float | None = self.fact[_VOTING]
        return None if self.masked else found


def _first(*values: float | None) -> float:
    return float(next(value for value in values if value is not None))


@dataclass(slots=True)
class Registers:
    """What was fetched: stakes, and all facts, by slot; the kinds of all who were met; whose holders were read,
    and whose not, or not all; of whom not all holdings were.
    """

    stakes: dict[str, Stake] = field(default_factory=dict)
    facts: dict[str, list[Any]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    cut_below: set[str] = field(default_factory=set)

    def take(self, row: list[Any] | None, direction: Direction, limits: WalkLimits) -> list[str]:
        """The far ends of one subject's stakes."""
        if row is None:
            return []
        near, edges = row[NODE_ID], row[EDGES]
        self.kinds[near] = row[NODE_KIND]
        inward = direction is Direction.IN
        if inward:
            self.read.add(near)
        if len(edges) > limits.holders:
            (self.cut if inward else self.cut_below).add(near)
        far = []
        for node, fact, _others in edges[: limits.holders]:
            self.kinds[node[NODE_ID]] = node[NODE_KIND]
            stake = Stake(fact, *((node[NODE_ID], near) if inward else (near, node[NODE_ID])))
            if stake.indirect:
                continue
            self.stakes[stake.slot] = stake
            self.facts[stake.slot] = fact
            far.append(node[NODE_ID])
        return far


class Bounds(Allowance):
    """What is left of the limits of one walk."""

    def __init__(self, limits: WalkLimits) -> None:
        super().__init__(rounds=limits.rounds, seconds=limits.seconds, until=limits.until)
        self.limits = limits

    def round(self, registers: Registers) -> bool:
        """Whether one more round may be asked."""
        return self.more() and len(registers.stakes) < self.limits.holdings

    def judged(self, ids: Sequence[str], rule: Callable[[str], T]) -> dict[str, T]:
        """What the rule says of each. Raises HubError TOO_COSTLY when time is up before the last one's turn."""
        found: dict[str, T] = {}
        for id_ in ids:
            if found and self.expired():
                raise too_costly("subjects of one walk, in the time that it has", len(ids), len(found))
            found[id_] = rule(id_)
        return found


def stakes(ids: Sequence[str], direction: Direction, time: Slice, limits: WalkLimits) -> Find:
    """The stakes of these subjects: those in them (IN), or those that they have (OUT)."""
    kinds = _RELATION.sources if direction is Direction.IN else _RELATION.targets
    expand = Expand(
        relations=(_RELATION.name,),
        direction=direction,
        kinds=kinds,
        first=limits.holders,
        properties=STAKE,
        order_by="share",
        order_missing=-1.0,
        yields=_RELATION.yields,
    )
    return subjects(ids, Select(edges=(expand,)), time)


def subjects(ids: Sequence[str], select: Select, time: Slice) -> Find:
    """Subjects by id: one root however many there are, so that one plan of the engine serves them."""
    return nodes_by_id(ids, select, time, kinds=MODEL.subjects)


def asked(
    registers: Registers, ids: Sequence[str], direction: Direction, time: Slice, bounds: Bounds
) -> Inquiry[list[str]]:
    """One round: the far ends of these subjects' stakes, each once."""
    [(rows, _)] = yield (stakes(ids, direction, time, bounds.limits),)
    far = (end for row in rows for end in registers.take(row, direction, bounds.limits))
    return list(dict.fromkeys(far))


def read_above(registers: Registers, ids: Iterable[str], time: Slice, bounds: Bounds) -> Inquiry[None]:
    """All registers above some companies, their own among them; past a bound the rest is cut."""
    frontier = [id_ for id_ in dict.fromkeys(ids) if id_ not in registers.read]
    while frontier:
        room = max(0, bounds.limits.companies - len(registers.read))
        registers.cut.update(frontier[room:])
        if not room or not bounds.round(registers):
            registers.cut.update(frontier)
            return
        far = yield from asked(registers, frontier[:room], Direction.IN, time, bounds)
        frontier = [
            end
            for end in far
            if registers.kinds[end] in ABOVE and end not in registers.read and end not in registers.cut
        ]
