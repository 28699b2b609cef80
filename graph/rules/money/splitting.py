"""One sum broken into many smaller ones, or gathered from many: who stays below a threshold may mean to.

By the pieces of FIFO, so that no fen counts for two patterns of one kind: of an inflow that reaches the threshold,
what left in transfers below it soon after; of an outflow that reaches it, what came in by such soon before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

from graph.rules.money.matching import Piece, TracingRule, matched
from graph.rules.money.transfers import Account, Transfer
from graph.rules.simple_paths import Steps

# What a bank reports of cash in one day is 50,000 yuan or more (PBoC order no. 3 of 2016, art. 5).
BELOW: Final = 5_000_000
WITHIN_HOURS: Final = 72
LEAST_PARTS: Final = 5
LEAST_FRACTION: Final = Fraction(4, 5)


class SplittingKind(StrEnum):
    """Which way."""

    DISPERSED = "DISPERSED"
    GATHERED = "GATHERED"


@dataclass(frozen=True, kw_only=True, slots=True)
class SplittingTerms:
    """What makes the pattern: parts below `below` fen, so many of them and so much of the whole, in so long."""

    below: int = BELOW
    within: timedelta = timedelta(hours=WITHIN_HOURS)
    least_parts: int = LEAST_PARTS
    least_fraction: Fraction = LEAST_FRACTION


@dataclass(frozen=True, slots=True)
class Splitting:
    """`whole` and the transfers that it was broken into or gathered from, each with the fen of the whole in it."""

    kind: SplittingKind
    account: str
    whole: Transfer
    parts: tuple[tuple[Transfer, int], ...]

    @property
    def order(self) -> tuple[object, ...]:
        """By the time of the whole."""
        return *self.whole.order, self.kind, self.account

    @property
    def sum(self) -> int:
        """The fen of the whole that are in the parts."""
        return sum(part for _, part in self.parts)


def splittings(id_: str, account: Account, terms: SplittingTerms, steps: Steps) -> list[Splitting]:
    """All of one account, by the time of the whole; once `steps` are over some are missing."""
    pieces = matched(account, TracingRule.FIFO, steps)
    found = [
        *_of(SplittingKind.DISPERSED, id_, pieces, lambda p: p.into, lambda p: p.out, terms),
        *_of(SplittingKind.GATHERED, id_, pieces, lambda p: p.out, lambda p: p.into, terms),
    ]
    return sorted(found, key=lambda each: each.order)


def _of(
    kind: SplittingKind,
    id_: str,
    pieces: Iterable[Piece],
    whole_of: Callable[[Piece], Transfer],
    part_of: Callable[[Piece], Transfer],
    terms: SplittingTerms,
) -> Iterable[Splitting]:
    by_whole: dict[str, tuple[Transfer, dict[str, tuple[Transfer, int]]]] = {}
    for piece in pieces:
        whole, part = whole_of(piece), part_of(piece)
        if part.amount >= terms.below or whole.amount < terms.below or _apart(whole, part) > terms.within:
            continue
        _, parts = by_whole.setdefault(whole.key, (whole, {}))
        known = parts.get(part.key, (part, 0))[1]
        parts[part.key] = (part, known + piece.amount)
    for whole, parts in by_whole.values():
        found = Splitting(kind, id_, whole, tuple(sorted(parts.values(), key=lambda each: each[0].order)))
        if len(parts) >= terms.least_parts and found.sum >= terms.least_fraction * whole.amount:
            yield found


def _apart(one: Transfer, other: Transfer) -> timedelta:
    return abs(datetime.fromisoformat(one.at) - datetime.fromisoformat(other.at))
