"""What is wanted of a node, and of what hangs on it, page by page and as deep as one asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Direction(StrEnum):
    OUT = "out"
    IN = "in"
    BOTH = "both"


@dataclass(frozen=True, kw_only=True, slots=True)
class Select:
    """What is wanted of a node besides its id and kind.

    `properties` are stored statement properties; `sources` adds where each statement comes from.
    `complete`: something below is told from facts that the caller must be able to see all of.

    A selection is planned once and then looked up by thousands of requests, so it keeps its own hash.
    """

    properties: tuple[str, ...] = ()
    sources: bool = False
    edges: tuple[Expand, ...] = ()
    complete: bool = field(init=False, compare=False)
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        complete = any(expand.complete or expand.node.complete for expand in self.edges)
        object.__setattr__(self, "complete", complete)
        object.__setattr__(self, "_hash", hash((self.properties, self.sources, self.edges)))

    def __hash__(self) -> int:
        return self._hash

    @property
    def objects(self) -> int:
        """How many nodes one such row may hold at most, itself among them."""
        return 1 + sum(expand.first * expand.node.objects for expand in self.edges)

    @property
    def statements(self) -> bool:
        return bool(self.properties) or self.sources


@dataclass(frozen=True, kw_only=True, slots=True)
class Expand:
    """One edge per far node over some kinds of relation, in pages.

    `first` is the size of a page (one more is fetched to know whether there is a next), `after` the cursor's
    (order value, far id, slot). `order_by` sorts descending with missing values last, then by far id.
    `separate` keeps every fact an edge of its own (transfers); otherwise facts about the same pair are one
    edge: the best grade, then the newest record; facts whose `yields` attribute has that value come last.
    `complete`: the answer says yes or no by these facts, so whoever may not see their class is refused.
    `ended`: facts that ended by the day count, too (who was in office, and until when).
    `chosen`: of these kinds only those that the root names (`Find.among`), whatever they are by one and the same
    statement.
    `within`: an instant of the fact that must lie in the root's window (`Find.window`), unless it is closed.
    `counted`: the total is counted no further than this.
    `whole`: all edges or none: of a node with more than `first` the place of its edges is null, and no more than
    that many are read of it.
    """

    relations: tuple[str, ...]
    direction: Direction
    kinds: tuple[str, ...]
    first: int
    after: tuple[str | float, str, str] | None = None
    properties: tuple[str, ...] = ()
    order_by: str | None = None
    order_missing: str | float = ""
    separate: bool = False
    yields: tuple[str, str] | None = None
    others: bool = False
    count: bool = False
    page: bool = True
    complete: bool = False
    ended: bool = False
    chosen: bool = False
    within: str | None = None
    counted: int | None = None
    whole: bool = False
    node: Select = Select()
