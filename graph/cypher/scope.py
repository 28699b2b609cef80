"""What the clauses of one statement share: names, parameters, and what of the graph one root may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graph.cypher.dialects import Dialect
from graph.cypher.rights import permitted
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
    """One root: its names, its time slice."""

    writer: Writer
    root: int
    blind: bool = False
    own: bool = False

    def __post_init__(self) -> None:
        self.writer.late.append((f"day{self.root}", self.root, lambda root: root.time.as_of))
        self.writer.late.append((f"known{self.root}", self.root, lambda root: root.time.known_at))

    def late(self, stem: str, read: Callable[[Any], Value]) -> str:
        """A parameter that each plan's own root gives."""
        name = self.writer.fresh(stem)
        self.writer.late.append((name, self.root, read))
        return f"$p.{name}"

    def timely(self, fact: str) -> str:
        """Valid on the day, recorded by then and not yet superseded."""
        day, known = f"$p.day{self.root}", f"$p.known{self.root}"
        return (
            f"{fact}.validFrom <= {day} AND {fact}.validTo > {day} AND {fact}.recordedAt <= {known}"
            f" AND {fact}.supersededAt > {known}"
        )

    def visible(self, fact: str) -> str:
        """In the slice, and of a class the caller may see."""
        if self.own:
            return f"{self.timely(fact)} AND {fact}.access <> 'SEALED'"
        return f"{self.timely(fact)} AND {permitted(fact, self.writer.rights)}"

    def identifies(self, fact: str) -> str:
        """What may lead from a key to its subject: visible facts, or any in the slice for a blind find."""
        return self.timely(fact) if self.blind else self.visible(fact)

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
