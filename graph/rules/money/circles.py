"""Transfers that lead back: each not before the one before it, each passing on what it must of it.

What is passed on is the least amount so far: a transfer that is larger than the one before carries no more of it.
A circle meets no account twice and ends as soon as it is home: at the account where it began, or at another one of
the same owner's. A transfer between two accounts of one owner is no circle.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
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


def circles(
    books: Books,
    start: str,
    homes: Set[str],
    *,
    longest: int,
    fraction: Fraction,
    least: int,
    passable: Callable[[str], bool],
    steps: Steps,
) -> Iterator[Circle]:
    """All circles of 2 to `longest` transfers from `start` to itself or another of `homes`, in `Circle.order`.

    Each transfer is at least `fraction` of what was passed on before it, and none is below `least` fen (or 1).
    `passable` is asked of accounts on the way. Once `steps` are over some are missing.
    """
    homes = homes | {start}
    for length in range(2, longest + 1):
        latest = _latest(books, homes, length, passable)
        yield from _of_length(books, start, homes, length, latest, fraction, max(least, 1), steps)


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


def _latest(
    books: Books, homes: Set[str], length: int, passable: Callable[[str], bool]
) -> list[Mapping[str, str]]:
    """By number of transfers left, how late each account may send for money to come home in so many."""
    levels: list[dict[str, str]] = [dict.fromkeys(homes, _LATEST)]
    for _ in range(length - 1):
        level: dict[str, str] = {}
        for target, latest in levels[-1].items():
            for transfer in books.account(target).incoming:
                source = transfer.source
                if transfer.at <= latest and source not in homes and passable(source):
                    level[source] = max(level.get(source, ""), transfer.at)
        levels.append(level)
    return [dict(level) for level in levels]


def _of_length(
    books: Books,
    start: str,
    homes: Set[str],
    length: int,
    latest: list[Mapping[str, str]],
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
