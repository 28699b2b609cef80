"""The ties within some hops of a centre, the most relevant first.

A tie is worth the greatest product of relevances over all ways of at most `hops` ties that begin at the centre,
lead through open nodes and end with it. So the first so many ties always hang together, and of a larger number
they are the beginning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from graph.rules.network.relevance import relevance
from graph.rules.network.ties import PLACES, Key, NetworkTie

Ways = dict[str, tuple[float, int]]  # of each node the best way to it: its worth, its length
Order = tuple[float, int, int, str, str]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A tie with the end that the best way comes from; `way`: the worth of that, `hops`: the whole length."""

    tie: NetworkTie
    near: str
    worth: float
    way: float
    hops: int

    @property
    def far(self) -> str:
        return self.tie.far_from(self.near)

    @property
    def order(self) -> Order:
        return -self.worth, self.hops, PLACES[self.tie.relation], self.tie.source, self.tie.target


def ranked(
    centre: str,
    ties: Mapping[Key, NetworkTie],
    open_: Collection[str],
    degrees: Mapping[str, int],
    hops: int,
) -> list[Ranked]:
    """All ties in order. `open_`: nodes that are led through, the centre among them or there are none; `degrees`:
    ties of each node in all, as far as known: one whose number is not is taken for rare.
    """
    beside: dict[str, list[NetworkTie]] = {}
    for tie in ties.values():
        for end in {tie.source, tie.target}:
            if end in open_:
                beside.setdefault(end, []).append(tie)
    worths = {
        (near, tie.key): relevance(tie, degrees.get(tie.far_from(near), 1))
        for near, of in beside.items()
        for tie in of
    }
    ways: Ways = {centre: (1.0, 0)}
    for _ in range(hops - 1):
        ways = _longer(ways, beside, worths)
    best: dict[Key, Ranked] = {}
    for near, of in beside.items():
        if near not in ways:
            continue
        way, length = ways[near]
        for tie in of:
            found = Ranked(tie, near, way * worths[near, tie.key], way, length + 1)
            known = best.get(tie.key)
            if known is None or (found.order, near) < (known.order, known.near):
                best[tie.key] = found
    return sorted(best.values(), key=lambda each: each.order)


def nodes_of(centre: str, order: Iterable[Ranked]) -> Iterator[str]:
    """The centre and what the ties lead to, each once, in their order."""
    seen = {centre}
    yield centre
    for each in order:
        if each.far not in seen:
            seen.add(each.far)
            yield each.far


def _longer(ways: Ways, beside: Mapping[str, list[NetworkTie]], worths: Mapping[tuple[str, Key], float]) -> Ways:
    """The best ways of one tie more; of equal worth the shorter stands."""
    found = dict(ways)
    for near, (way, length) in ways.items():
        for tie in beside.get(near, ()):
            far = tie.far_from(near)
            reached = (way * worths[near, tie.key], length + 1)
            known = found.get(far)
            if known is None or (-reached[0], reached[1]) < (-known[0], known[1]):
                found[far] = reached
    return found
