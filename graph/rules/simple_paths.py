"""Paths between two nodes of a graph in which no node is met twice, by length; the order among equals is by name.

Walks of the length come first: whoever lies on none is never tried. What is left to try in vain is a walk that
meets a node again; `Steps` bounds that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

Beside = Mapping[str, Collection[str]]
Passable = Callable[[str], bool]


class Steps:
    """How many steps may still be tried; `over` once one more was wanted."""

    __slots__ = ("_left", "over")

    def __init__(self, most: int) -> None:
        self._left = most
        self.over = False

    def take(self) -> bool:
        self._left -= 1
        self.over = self.over or self._left < 0
        return not self.over


def simple_paths(
    beside: Beside, source: str, target: str, length: int, passable: Passable, steps: Steps
) -> Iterator[tuple[str, ...]]:
    """All simple paths of exactly `length` edges (at least 1), as their nodes, ordered by them.

    `passable` is asked of nodes between the ends only, which are two nodes.
    """
    left = _on_walks(beside, source, target, length, passable)
    path, inside = [source], {source}
    tried = [iter(_next(beside, source, left[length - 1]))]
    while tried:
        node = next(tried[-1], None)
        if node is None:
            tried.pop()
            inside.discard(path.pop())
        elif node not in inside:
            if not steps.take():
                return
            if len(path) == length:
                yield (*path, node)
                continue
            path.append(node)
            inside.add(node)
            tried.append(iter(_next(beside, node, left[length - len(path)])))


def _next(beside: Beside, node: str, wanted: Collection[str]) -> list[str]:
    return sorted(each for each in beside[node] if each in wanted)


def _on_walks(beside: Beside, source: str, target: str, length: int, passable: Passable) -> list[set[str]]:
    """By number of edges left: the nodes from which a walk of so many leads to the target, and that the source
    reaches in time.
    """
    away = distances(beside, source, length, lambda node: node != target and passable(node))
    found: list[set[str]] = [{target}]
    for left in range(1, length):
        found.append(
            {
                node
                for near in found[-1]
                for node in beside.get(near, ())
                if node not in (source, target) and away.get(node, length) <= length - left and passable(node)
            }
        )
    return found


def distances(beside: Beside, source: str, most: int, passable: Passable) -> dict[str, int]:
    """Edges from the source to each node that is at most so many away; paths lead through what is passable."""
    found, level = {source: 0}, [source]
    for distance in range(1, most + 1):
        further: list[str] = []
        for near in level:
            for node in beside.get(near, ()):
                if node not in found:
                    found[node] = distance
                    if passable(node):
                        further.append(node)
        level = further
    return found
