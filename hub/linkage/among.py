"""Shortest ties between any two of some nodes: one search from all of them, a level of each at a time.

After `n` levels of both of two ends every path of at most `2n` edges between them is among what was read (see
`paths`). A pair is done with its shortest ties, and an end with its pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice, zip_longest

from graph.rules.simple_paths import Steps, simple_paths
from hub.linkage.neighbours import Neighbours, PathBounds
from hub.linkage.paths import Path, Side
from hub.read.fields import Inquiry

Pair = tuple[str, str]


@dataclass(slots=True)
class Among:
    """A search among several ends: `found` shortest paths of each pair that is tied, so many of a pair at most."""

    neighbours: Neighbours
    bounds: PathBounds
    hops: int
    first: int
    through: bool = False
    found: dict[Pair, list[Path]] = field(default_factory=dict)
    _told: dict[Pair, int] = field(default_factory=dict)  # up to which length a pair was looked for
    _hubs: set[str] = field(default_factory=set)  # ends that no other pair's path leads through

    def search(self, ends: Sequence[str]) -> Inquiry[None]:
        neighbours, limits = self.neighbours, self.bounds.limits
        if not (yield from neighbours.read_all(ends, limits.end_ties, self.bounds)):
            return
        if not self.through:
            self._hubs = {end for end in ends if neighbours.degrees[end] > limits.hub_ties}
        sides = {end: Side.at(end) for end in ends if end not in neighbours.closed}
        self._told = dict.fromkeys(combinations(ends, 2), 0)
        for pair in [pair for pair in self._told if not any(end in sides for end in pair)]:
            self.bounds.cut = True
            del self._told[pair]
        levels = 0
        whole = True
        while self._told and whole:
            open_ = [side for end, side in sides.items() if any(end in pair for pair in self._told)]
            whole = yield from self._read(node for side in open_ for node in side.level)
            for side in open_:
                side.advance(neighbours, self._hubs)
            levels += 1
            whole = (yield from self._read(neighbours.meeting())) and whole
            for pair in list(self._told):
                known = levels * sum(end in sides for end in pair)
                # Of a level read in part only the next length is sure to be the shortest.
                self._look(pair, known if whole else self._told[pair] + 1)

    def _read(self, nodes: Iterable[str]) -> Inquiry[bool]:
        limits = self.bounds.limits
        most = limits.end_ties if self.through else limits.hub_ties
        return (yield from self.neighbours.read_all(nodes, most, self.bounds, through=self.through))

    def _look(self, pair: Pair, known: int) -> None:
        """Looks for the pair's paths of the lengths that are known now; with some, or with none, it is done."""
        for length in range(self._told[pair] + 1, min(known, self.hops) + 1):
            steps = Steps(self.bounds.limits.steps)
            ways = simple_paths(self.neighbours.beside, *pair, length, self._passable, steps)
            found = list(islice(ways, self.first + 1))
            self.bounds.cut = self.bounds.cut or steps.over
            self._told[pair] = length
            if found:
                self.found[pair] = found
            if found or steps.over or length == self.hops:
                del self._told[pair]
                return

    def _passable(self, node: str) -> bool:
        return node in self.neighbours.read and node not in self.neighbours.closed and node not in self._hubs


def shared_out(found: Iterable[list[Path]], first: int) -> tuple[list[Path], bool]:
    """So many paths at most, the first of each pair before the second of any, in order of length; whether any is
    left out.
    """
    turns = [path for turn in zip_longest(*found) for path in sorted(filter(None, turn), key=_order)]
    return sorted(turns[:first], key=_order), len(turns) > first


def _order(path: Path) -> tuple[int, Path]:
    return len(path), path
