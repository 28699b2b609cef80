"""Transfers that lead back: each not before the one before it, each passing on what it must of it.

What is passed on is the least amount so far: a transfer that is larger than the one before carries no more of it.
A circle meets no account twice and ends as soon as it is home: at the account where it began, or at another one of
the same owner's. A transfer between two accounts of one owner is no circle.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction

from graph.rules.money.transfers import Books, Transfer
from graph.rules.simple_paths import Steps

_LATEST = "~"  # after every instant


@dataclass(frozen=True, slots=True)
class Circle:
    """Two transfers or more; `passed_on` is the part of the first that can have come home."""

    transfers: tuple[Transfer, ...]

    @property
    def passed_on(self) -> int:
        return min(transfer.amount for transfer in self.transfers)

    @property
    def order(self) -> tuple[object, ...]:
        """The shortest first, of one length the earliest."""
        return len(self.transfers), *(transfer.order for transfer in self.transfers)


@dataclass(frozen=True, slots=True)
class WayHome:
    """`latest`: by number of transfers left, how late each account may send for money to come home in so many."""

    homes: Set[str]
    latest: tuple[Mapping[str, str], ...]

    @classmethod
    def of(
        cls, books: Books, homes: Iterable[str], longest: int, passable: Callable[[str], bool], steps: Steps
    ) -> WayHome:
        """For circles of `longest` transfers at most; the same for all that may end at these homes.

        `passable` is asked of accounts on the way. Once `steps` are over some are missing.
        """
        ends = frozenset(homes)
        levels: list[dict[str, str]] = [dict.fromkeys(ends, _LATEST)]
        for _ in range(longest - 1):
            level: dict[str, str] = {}
            for target, latest in levels[-1].items():
                for transfer in books.account(target).incoming:
                    if not steps.take():
                        return cls(ends, (*levels, level))
                    source = transfer.source
                    if transfer.at <= latest and source not in ends and passable(source):
                        level[source] = max(level.get(source, ""), transfer.at)
            levels.append(level)
        return cls(ends, tuple(levels))


def circles(
    books: Books, start: str, way_home: WayHome, *, longest: int, fraction: Fraction, least: int, steps: Steps
) -> Iterator[Circle]:
    """All circles of 2 to `longest` transfers from `start`, one of the homes, to any of them, in `Circle.order`.

    Each transfer is at least `fraction` of what was passed on before it, and none is below `least` fen (or 1).
    Once `steps` are over some are missing.
    """
    for length in range(2, min(longest, len(way_home.latest)) + 1):
        yield from _of_length(books, start, length, way_home.latest, fraction, max(least, 1), steps)


def within_reach(
    books: Books, ends: Iterable[str], hops: int, least: int, *, down: bool, passable: Callable[[str], bool]
) -> set[str]:
    """Accounts that money of these can have come to by so many transfers at most, or (not `down`) come from, in
    time order and each of `least` fen or more. Whoever lies on a circle is among them.
    """
    reached = dict.fromkeys(ends, "" if down else _LATEST)
    better = min if down else max
    for _ in range(hops):
        level = dict(reached)
        for id_, at in reached.items():
            if at not in ("", _LATEST) and not passable(id_):
                continue
            account = books.account(id_)
            for transfer in account.outgoing if down else account.incoming:
                if transfer.amount < least or (transfer.at < at if down else transfer.at > at):
                    continue
                far = transfer.target if down else transfer.source
                level[far] = better(level.get(far, transfer.at), transfer.at)
        reached = level
    return set(reached)


def _of_length(
    books: Books,
    start: str,
    length: int,
    latest: Sequence[Mapping[str, str]],
    fraction: Fraction,
    least: int,
    steps: Steps,
) -> Iterator[Circle]:
    """In time order, so that circles come in order of their transfers."""
    way: list[Transfer] = []
    inside: set[str] = set()
    passed: list[int] = []
    tried = [iter(books.account(start).outgoing)]
    while tried:
        transfer = next(tried[-1], None)
        if transfer is None:
            tried.pop()
            if way:
                inside.discard(way.pop().target)
                passed.pop()
            continue
        if not steps.take():
            return
        due = latest[length - len(way) - 1].get(transfer.target)
        if due is None or transfer.at > due or transfer.target in inside or transfer.amount < least:
            continue
        if way and transfer.amount * fraction.denominator < passed[-1] * fraction.numerator:
            continue
        if len(way) + 1 == length:
            yield Circle((*way, transfer))
            continue
        way.append(transfer)
        inside.add(transfer.target)
        passed.append(min(transfer.amount, passed[-1]) if passed else transfer.amount)
        outgoing = books.account(transfer.target).outgoing
        tried.append(iter(outgoing[bisect_left(outgoing, transfer.at, key=lambda each: each.at) :]))
