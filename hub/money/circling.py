"""Circles of transfers through some accounts, read from both ends: what they sent, and what came home.

A circle of `n` transfers is known when of its `n - 1` accounts on the way all but one were read, so half of the
way is read from each side. The one where both sides meet is read before it is passed, since it may be busy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from graph.rules.money.circles import Circle, WayHome, circles, within_reach
from hub.money.ledger import Ledger, MoneyBounds
from hub.read.fields import Inquiry


@dataclass(slots=True)
class Circling:
    """`homes`: by account where a circle begins, the accounts at which it may end, itself among them.

    `found`: one more than wanted, if there are, the shortest first.
    """

    ledger: Ledger
    bounds: MoneyBounds
    homes: Mapping[str, frozenset[str]]
    longest: int
    fraction: Fraction
    least: int
    first: int
    found: list[Circle] = field(default_factory=list)

    def walk(self) -> Inquiry[None]:
        """Raises nothing: past a bound some are missing, and the bound is met."""
        ends = frozenset(self.homes).union(*self.homes.values())
        yield from self.ledger.read_starts(sorted(ends), self.bounds)
        for hops in range(1, (self.longest - 1) // 2 + 1):
            books = self.ledger.books
            met = within_reach(books, self.homes, hops, self.least, down=True, passable=self._open)
            met |= within_reach(books, ends, hops, self.least, down=False, passable=self._open)
            yield from self.ledger.read_all(sorted(met - ends), self.bounds)
        self._search(unknown=True)
        while unread := self._unread():
            yield from self.ledger.read_all(unread, self.bounds)
            # Where a bound left some unread, circles through them are left out.
            self._search(unknown=self.ledger.read.issuperset(unread))

    def _unread(self) -> list[str]:
        met = {each.target for circle in self.found for each in circle.transfers[:-1]}
        return sorted(met - self.ledger.read)

    def _open(self, id_: str) -> bool:
        return id_ not in self.ledger.busy

    def _passable(self, id_: str, unknown: bool) -> bool:
        return self._open(id_) and (unknown or id_ in self.ledger.read)

    def _search(self, *, unknown: bool) -> None:
        books, found = self.ledger.books, list[Circle]()
        steps, longest = self.bounds.steps, self.longest
        ways = {
            homes: WayHome.of(books, homes, longest, lambda id_: self._passable(id_, unknown), steps)
            for homes in dict.fromkeys(self.homes.values())
        }
        for start, homes in sorted(self.homes.items()):
            some = circles(
                books,
                start,
                ways[homes],
                longest=longest,
                fraction=self.fraction,
                least=self.least,
                steps=steps,
            )
            found += [circle for _, circle in zip(range(self.first + 1), some, strict=False)]
        self.found = sorted(found, key=lambda circle: circle.order)[: self.first + 1]
