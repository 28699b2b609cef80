"""Where money went, and where it came from, through accounts that keep the sums.

All that left the accounts where a trace begins is traced. What came into another account is traced on through the
pieces by which it left (`matched`), backwards upstream. A trace ends where it comes back to where it began: what
is sent from there again is another outflow of theirs, and already counted as one.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from graph.rules.money.matching import Piece, TracingRule, matched
from graph.rules.money.transfers import Account, Books, Transfer
from graph.rules.simple_paths import Steps


class FlowDirection(StrEnum):
    """Which way a trace leads."""

    DOWNSTREAM = "DOWNSTREAM"
    UPSTREAM = "UPSTREAM"


@dataclass(frozen=True, slots=True)
class Link:
    """A piece, seen along the trace: from fen `start` on of one transfer, to fen `start_next` on of the next."""

    next: Transfer
    amount: int
    start: int
    start_next: int


@dataclass(slots=True)
class Sums:
    """Traced fen of one account: what came to it and what left it, along time in either direction."""

    came: int = 0
    left: int = 0


@dataclass(slots=True)
class Trace:
    """`parts`: the traced fen of each transfer that has any, by key; `accounts`: of each account they touch."""

    parts: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, Sums] = field(default_factory=dict)

    @classmethod
    def of(cls, books: Books, parts: Mapping[str, int]) -> Trace:
        trace = cls({key: part for key, part in parts.items() if part})
        for key, part in trace.parts.items():
            transfer = books.transfers[key]
            trace.accounts.setdefault(transfer.target, Sums()).came += part
            trace.accounts.setdefault(transfer.source, Sums()).left += part
        return trace


class Tracing:
    """A trace that grows as more accounts are followed.

    `steps` bound all of it: once they are over less is traced.
    """

    def __init__(self, starts: Iterable[str], direction: FlowDirection, rule: TracingRule, steps: Steps) -> None:
        self.starts = tuple(dict.fromkeys(starts))
        self.rule = rule
        self.steps = steps
        self._down = direction is FlowDirection.DOWNSTREAM
        self._links: dict[str, list[Link]] = {}
        self._followed = set(self.starts)

    def follow(self, id_: str, account: Account) -> None:
        """Traces on through an account, of which these are all transfers; not through one where the trace begins.

        Following more accounts never lessens a part under FIFO and LIFO; under PROPORTIONAL, by rounding alone.
        """
        if id_ in self._followed:
            return
        self._followed.add(id_)
        for piece in matched(account, self.rule, self.steps):
            own, link = _link(piece, self._down)
            self._links.setdefault(own.key, []).append(link)

    def trace(self, books: Books) -> Trace:
        """What is traced of each transfer, as far as accounts are followed by now."""
        seeds = [
            each
            for start in self.starts
            for each in (books.account(start).outgoing if self._down else books.account(start).incoming)
        ]
        by_shares = self.rule is TracingRule.PROPORTIONAL
        parts = self._by_shares(seeds, books) if by_shares else self._by_fen(seeds)
        return Trace.of(books, parts)

    def _by_fen(self, seeds: list[Transfer]) -> dict[str, int]:
        """Each fen on its own way. It has one way at most, and so is met once, also where transfers of one instant
        lead in a circle.
        """
        parts: dict[str, int] = {}
        waiting = deque((seed, 0, seed.amount) for seed in seeds)
        while waiting:
            transfer, start, end = waiting.popleft()
            parts[transfer.key] = parts.get(transfer.key, 0) + end - start
            for link in self._links.get(transfer.key, ()):
                low, high = max(start, link.start), min(end, link.start + link.amount)
                if low < high and self.steps.take():
                    shift = link.start_next - link.start
                    waiting.append((link.next, low + shift, high + shift))
        return parts

    def _by_shares(self, seeds: list[Transfer], books: Books) -> dict[str, int]:
        """Of each piece the traced share of its transfer, rounded down in running sums: together never more than
        it.
        """
        parts = {seed.key: seed.amount for seed in seeds}
        for transfer in in_order(books.transfers.values(), self._links, down=self._down):
            part = parts.get(transfer.key, 0)
            if not part:
                continue
            for link in self._links.get(transfer.key, ()):
                if not self.steps.take():
                    return parts
                end = link.start + link.amount
                share = part * end // transfer.amount - part * link.start // transfer.amount
                parts[link.next.key] = parts.get(link.next.key, 0) + share
        return parts


def _link(piece: Piece, down: bool) -> tuple[Transfer, Link]:
    if down:
        return piece.into, Link(piece.out, piece.amount, piece.into_from, piece.out_from)
    return piece.out, Link(piece.into, piece.amount, piece.out_from, piece.into_from)


def in_order(transfers: Iterable[Transfer], links: Mapping[str, list[Link]], *, down: bool) -> Iterator[Transfer]:
    """Each transfer after all that lead to it: by time, and at one instant by the links.

    Transfers of one instant that lead in a circle are taken by their keys: of what comes to one of them after it
    was taken nothing is traced on.
    """
    ordered = sorted(transfers, key=lambda each: each.at, reverse=not down)
    for _, group in groupby(ordered, key=lambda each: each.at):
        yield from _of_instant({each.key: each for each in group}, links)


def _of_instant(group: dict[str, Transfer], links: Mapping[str, list[Link]]) -> Iterator[Transfer]:
    waits = dict.fromkeys(group, 0)
    for key in group:
        for link in links.get(key, ()):
            if link.next.key in waits:
                waits[link.next.key] += 1
    ready = [key for key, count in waits.items() if not count]
    heapq.heapify(ready)
    left = sorted(group, reverse=True)
    while waits:
        while not ready:
            if (key := left.pop()) in waits:
                ready.append(key)
        key = heapq.heappop(ready)
        if waits.pop(key, None) is None:
            continue
        yield group[key]
        for link in links.get(key, ()):
            if (after := link.next.key) in waits:
                waits[after] -= 1
                if not waits[after]:
                    heapq.heappush(ready, after)
