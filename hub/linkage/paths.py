"""Shortest ties between two nodes: a search from both ends, level by level, with one set-wise question a round.

After `n` levels in all, whichever end they were read from, every path of at most `n` edges is among what was read:
of its edge number i either the near end was read from the start or the far end from the goal. So paths of length
`n` are looked for as soon as level `n` is there, and whatever is shorter has been told before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from graph.rules.simple_paths import Steps, simple_paths
from hub.linkage.neighbours import Neighbours, PathBounds
from hub.read.fields import Inquiry

Path = tuple[str, ...]


@dataclass(slots=True)
class Side:
    """One end, and the nodes that are so many levels away from it."""

    end: str
    level: list[str]
    seen: set[str]

    @classmethod
    def at(cls, end: str) -> Side:
        return cls(end, [end], {end})

    def advance(self, neighbours: Neighbours, besides: Collection[str]) -> None:
        """To the next level; what was not read, or is closed, leads nowhere, nor do those `besides`."""
        near = (node for node in self.level if node in neighbours.read and node not in neighbours.closed)
        far = {node for each in near for node in neighbours.beside[each]}.difference(self.seen, besides)
        self.seen |= far
        self.level = sorted(far)


@dataclass(slots=True)
class Search:
    """A search between two ends: `found` paths, the shortest first, one more than were wanted if there are."""

    neighbours: Neighbours
    bounds: PathBounds
    hops: int
    first: int
    through: bool = False
    found: list[Path] = field(default_factory=list)

    @property
    def _most(self) -> int:
        limits = self.bounds.limits
        return limits.end_ties if self.through else limits.hub_ties

    def between(self, source: str, target: str) -> Inquiry[None]:
        """Raises nothing: past a bound `found` holds less, and `bounds.cut` says so."""
        ends = (source, target)
        if not (yield from self.neighbours.read_all(ends, self.bounds.limits.end_ties, self.bounds)):
            return
        sides = [Side.at(end) for end in ends if end not in self.neighbours.closed]
        if not sides:
            self.bounds.cut = True
            return
        for length in range(1, self.hops + 1):
            side = min(sides, key=lambda side: len(self.neighbours.unread(side.level)))
            unread = self.neighbours.unread(side.level)
            if self.found and len(unread) > self.bounds.limits.round_nodes:
                self.bounds.cut = True  # longer ties are a by-product, as long as they cost one round a level
                return
            whole = yield from self._read(unread)
            side.advance(self.neighbours, ends)
            if not (yield from self.of_length(length, source, target)) or not whole:
                return

    def _read(self, nodes: list[str]) -> Inquiry[bool]:
        return (yield from self.neighbours.read_all(nodes, self._most, self.bounds, through=self.through))

    def of_length(self, length: int, source: str, target: str) -> Inquiry[bool]:
        """Adds the paths of one length; False once there are enough, or a bound was met.

        A node where the two sides meet was read from neither: whether it is a hub is asked before it is walked
        through.
        """
        neighbours, limits = self.neighbours, self.bounds.limits
        unknown = True
        while True:
            steps, paths = Steps(limits.steps), list[Path]()
            for path in simple_paths(neighbours.beside, source, target, length, self._passable(unknown), steps):
                paths.append(path)
                if len(self.found) + len(paths) > self.first:
                    break
            unread = neighbours.unread({node for path in paths for node in path[1:-1]})
            if not unread:
                break
            unknown = yield from self._read(unread)
        self.bounds.cut = self.bounds.cut or steps.over
        self.found += paths
        return unknown and not steps.over and len(self.found) <= self.first

    def _passable(self, unknown: bool) -> Callable[[str], bool]:
        closed, read = self.neighbours.closed, self.neighbours.read
        return lambda node: node not in closed and (unknown or node in read)
