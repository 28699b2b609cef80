"""The strongest chains of holdings from a holder to a company: best first, never through one company twice.

They explain a share; they do not make it. In circles the sum over simple paths is less than the integrated share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from math import log
from typing import Final

from graph.rules.ownership.holdings import OwnershipGraph
from graph.rules.ownership.limits import Limits
from graph.rules.ownership.registers import Stake

CLOCK_EVERY: Final = 256  # steps between two looks at the deadline
SMALLEST: Final = 1e-300


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One direct holding on the way, all rows of the pair together."""

    holder: str
    held: str
    lower: float
    upper: float
    facts: tuple[object, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Path:
    """Steps from the holder down to the company, and the products of the ends of their shares."""

    steps: tuple[Step, ...]
    lower: float
    upper: float


class PathSearch:
    """Paths to one company in the graph above it. What does not depend on the holder is worked out once.

    First those of the greatest product known (lower ends), then of the greatest product possible (upper ends).
    Both searches go by the product so far times the best that can still follow: each path found is the next best.
    """

    def __init__(self, graph: OwnershipGraph, company: str, limits: Limits) -> None:
        self._graph = graph
        self._company = company
        self._limits = limits
        self._ahead: dict[bool, Mapping[str, float]] = {}

    def strongest(self, holder: str) -> tuple[tuple[Path, ...], str | None]:
        """At most `limits.paths`, and the limit past which there may be stronger ones."""
        found: list[Path] = []
        stopped = None
        for known in (True, False):
            if not known and self._graph.exact:
                break
            paths, cut = self._search(holder, known, self._limits.paths)
            stopped = stopped or cut
            found += [path for path in paths if path not in found][: self._limits.paths - len(found)]
            if len(found) >= self._limits.paths:
                break
        return tuple(found), stopped

    def _best_ahead(self, known: bool) -> Mapping[str, float]:
        """The greatest product of shares from each company above down to the one in question."""
        weight, registers = _WEIGHTS[known], self._graph.registers
        best: dict[str, float] = {}
        waiting = [(-1.0, self._company)]
        while waiting:
            product, held = heappop(waiting)
            if held in best:
                continue
            best[held] = -product
            for stake in registers[held].stakes if held in registers else ():
                if stake.holder in registers and stake.holder not in best and weight(stake) > 0.0:
                    heappush(waiting, (product * weight(stake), stake.holder))
        return best

    def _search(self, holder: str, known: bool, wanted: int) -> tuple[list[Path], str | None]:
        weight = _WEIGHTS[known]
        if known not in self._ahead:
            self._ahead[known] = self._best_ahead(known)
        ahead = self._ahead[known]
        found: list[Path] = []
        waiting: list[tuple[float, int, tuple[str, ...], float]] = [(0.0, -1, (holder,), 1.0)]
        for count in range(self._limits.path_steps):
            if not waiting or len(found) >= wanted:
                return found, None
            if count % CLOCK_EVERY == 0 and self._limits.expired():
                return found, "expired"
            _, _, way, product = heappop(waiting)
            if way[-1] == self._company:
                found.append(self._path(way))
                continue
            for held, stake in self._graph.holds.get(way[-1], {}).items():
                share = weight(stake)
                if held not in way and share > 0.0 and held in ahead:
                    further = product * share
                    heappush(waiting, (_rank(further * ahead[held]), -len(way) - 1, (*way, held), further))
        return found, "path_steps" if waiting and len(found) < wanted else None

    def _path(self, way: tuple[str, ...]) -> Path:
        steps = []
        lower = upper = 1.0
        for holder, held in pairwise(way):
            stake = self._graph.holds[holder][held]
            lower *= stake.lower
            upper *= stake.upper
            steps.append(Step(holder=holder, held=held, lower=stake.lower, upper=stake.upper, facts=stake.facts))
        return Path(steps=tuple(steps), lower=lower, upper=upper)


def _rank(product: float) -> float:
    """Less for more. Products that differ in rounding only are one, so that the longer way is tried first."""
    return round(-log(max(product, SMALLEST)), 9)


_WEIGHTS: Final[Mapping[bool, Callable[[Stake], float]]] = {
    True: lambda stake: stake.lower,
    False: lambda stake: stake.upper,
}
