"""What the clauses of one statement share: names, parameters, and what of the graph one root may see."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from graph.cypher.dialects import Dialect
from graph.cypher.rights import opened, permitted, permitted_whole, told, told_whole
from graph.plan import Rights
from graph.statement import Value

# A parameter that a root of the plan gives: its name, the root's place, how it is read off that root.
Late = tuple[str, int, Callable[[Any], Value]]


@dataclass(slots=True)
class Writer:
    """Collects parameters and hands out names that no other part of the statement uses."""

    dialect: Dialect
    rights: Rights  # its shape alone may be looked at here
    fixed: dict[str, Value] = field(default_factory=dict)
    late: list[Late] = field(default_factory=list)
    _count: int = 0

    def fresh(self, stem: str) -> str:
        self._count += 1
        return f"{stem}{self._count}"

    def parameter(self, stem: str, value: Value) -> str:
        name = self.fresh(stem)
        self.fixed[name] = value
        return f"$p.{name}"


@dataclass(slots=True)
class Scope:
    """One root: its names, its time slice. `whole`: facts that the caller sees in part do not count."""

    writer: Writer
    root: int
    blind: bool = False
    own: bool = False
    whole: bool = False

    def __post_init__(self) -> None:
        self.writer.late.append((f"day{self.root}", self.root, lambda root: root.time.as_of))
        self.writer.late.append((f"known{self.root}", self.root, lambda root: root.time.known_at))

    def late(self, stem: str, read: Callable[[Any], Value]) -> str:
        """A parameter that each plan's own root gives."""
        name = self.writer.fresh(stem)
        self.writer.late.append((name, self.root, read))
        return f"$p.{name}"

    def timely(self, fact: str, *, ended: bool = False) -> str:
        """Valid on the day (or ended by then), recorded by then and not yet superseded."""
        day, known = f"$p.day{self.root}", f"$p.known{self.root}"
        valid = "" if ended else f" AND {fact}.validTo > {day}"
        return (
            f"{fact}.validFrom <= {day}{valid} AND {fact}.recordedAt <= {known} AND {fact}.supersededAt > {known}"
        )

    def of_whole_facts(self) -> Self:
        """The same root, for answers that a fact seen in part would falsify: that an order was lifted, too."""
        scope = copy.copy(self)
        scope.whole = True
        return scope

    def visible(self, fact: str, *telling: str, ended: bool = False) -> str:
        """In the slice, and one that the caller may see and be told these properties of."""
        timely = self.timely(fact, ended=ended)
        if self.own:
            return f"{timely} AND {fact}.access <> 'SEALED'"
        rights = self.writer.rights
        seen = permitted_whole(fact, rights) if self.whole else permitted(fact, rights, telling)
        return f"{timely} AND {seen}"

    def told(self, fact: str, name: str) -> str:
        """A property of a visible fact as the caller may see it."""
        return f"{fact}.{name}" if self.own or self.whole else told(fact, self.writer.rights, name)

    def told_whole(self, fact: str, name: str) -> str:
        """A property that tells of all others of a visible fact."""
        return f"{fact}.{name}" if self.own or self.whole else told_whole(fact, self.writer.rights, name)

    def opened(self, fact: str) -> str:
        """The properties that are open of a visible fact; null where all are."""
        return "null" if self.own or self.whole else opened(fact, self.writer.rights)

    def identifies(self, fact: str, *telling: str) -> str:
        """What may lead from a key to its subject: visible facts, or any in the slice for a blind find."""
        return self.timely(fact) if self.blind else self.visible(fact, *telling)

    def stated(self, node: str) -> str:
        """The record itself may be seen: at least one visible statement says something of it."""
        t = self.writer.fresh("t")
        return f"EXISTS {{ MATCH ({node})<-[:ABOUT]-({t}:Statement) WHERE {self.visible(t)} }}"

    def representative(self, record: str, into: str, carry: str) -> str:
        """Lead a record to the one that represents its subject; `carry` is what else stays in scope."""
        m, c = self.writer.fresh("m"), self.writer.fresh("c")
        return (
            f"OPTIONAL MATCH ({record})-[{m}:SAME_AS]->({c}:Node) WHERE {self.identifies(m)}\n"
            f"WITH {carry}, coalesce({c}, {record}) AS {into}"
        )
