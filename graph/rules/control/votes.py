"""Who votes in which company, in whole parts, so that no sum depends on its order.

In floats two per cent of random splits of exactly one half sum above it. Here a share is a whole number of parts
(1e-15); a sum is compared after rounding to 1e-9.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Final

from graph.model.declare import Grade
from graph.rules.control.ties import TERMINAL, End, Fact, Holding, Share, Subject, Ties

WHOLE: Final = 10**15
_NANO: Final = 10**6  # parts in 1e-9


def parts(fraction: float) -> int:
    return round(fraction * WHOLE)


def rounded(count: int) -> int:
    """Parts to whole 1e-9, half up."""
    return (count + _NANO // 2) // _NANO


def above(count: int, threshold: float) -> bool:
    return rounded(count) > rounded(parts(threshold))


def at_least(count: int, threshold: float) -> bool:
    return rounded(count) >= rounded(parts(threshold))


@dataclass(slots=True)
class Tally:
    """What a coalition holds of a company: parts at the lower and at the upper ends."""

    lower: int = 0
    upper: int = 0

    def add(self, other: Tally) -> None:
        self.lower += other.lower
        self.upper += other.upper


@dataclass(frozen=True, slots=True)
class Overfull:
    """A register whose certain shares sum above 1: a fault of the data, with the facts of its rows."""

    company: Subject
    sum: float
    facts: tuple[Fact, ...]


class Votes:
    """The stakes of grade A to C by holder and by company held; nobody holds persons, state bodies or the unknown.

    `loose`: some share is not known exactly or some register is overfull, so that more is possible than certain.
    """

    def __init__(self, ties: Ties) -> None:
        self.ties = ties
        self.out: dict[Subject, dict[Subject, Tally]] = {}
        self.register: dict[Subject, dict[Subject, Tally]] = {}
        self.total: dict[Subject, Tally] = {}
        self.stakes: dict[tuple[Subject, Subject], list[Holding]] = {}
        self.left_out = tuple(each for each in ties.holdings if each.grade is Grade.D)
        counted = (each for each in ties.holdings if each.grade is not Grade.D)
        for each in sorted(counted, key=lambda each: (each.held, each.holder)):
            if ties.kinds.get(each.held) not in TERMINAL:
                self._count(each)
        self.loose = any(
            tally.lower != tally.upper or self.excess(company) for company, tally in self.total.items()
        )

    def _count(self, holding: Holding) -> None:
        tally = Tally(parts(holding.votes.lower), parts(holding.votes.upper))
        self.stakes.setdefault((holding.holder, holding.held), []).append(holding)
        self.total.setdefault(holding.held, Tally()).add(tally)
        row = self.out.setdefault(holding.holder, {}).setdefault(holding.held, Tally())
        row.add(tally)
        self.register.setdefault(holding.held, {})[holding.holder] = row

    def kind(self, subject: Subject) -> End:
        told = self.ties.kinds.get(subject)
        return told or (End.COMPANY if subject in self.register else End.UNKNOWN)

    def certain(self, company: Subject, lower: int) -> int:
        """Parts that a coalition holds whichever way the unknown is filled, of the `lower` that it adds up to.

        Where the register is overfull any row may be the wrong one, so the excess is taken off whoever is asked
        about; no two coalitions apart can then both have a majority.
        """
        return max(0, lower - self.excess(company))

    def possible(self, company: Subject, tally: Tally) -> int:
        """Parts that a coalition may hold at most: its upper ends, as far as the others' lower ends leave room."""
        if self.excess(company):
            return min(tally.upper, WHOLE)
        return max(tally.lower, min(tally.upper, WHOLE - (self.total[company].lower - tally.lower)))

    def excess(self, company: Subject) -> int:
        over = self.total[company].lower - WHOLE
        return over if over > _NANO else 0

    def share(self, company: Subject, tally: Tally) -> Share:
        lower = self.certain(company, tally.lower)
        upper = max(lower, self.possible(company, tally))
        return Share(lower=min(1.0, lower / WHOLE), upper=min(1.0, upper / WHOLE))

    def of_coalition(self, company: Subject, members: Container[Subject]) -> Tally:
        """What they hold of the company together, the company's own stake in itself apart."""
        tally = Tally()
        for holder, stake in self.register.get(company, {}).items():
            if holder in members and holder != company:
                tally.add(stake)
        return tally

    def overfull(self, companies: Iterable[Subject]) -> tuple[Overfull, ...]:
        return tuple(
            Overfull(company, self.total[company].lower / WHOLE, self.facts(company))
            for company in sorted(set(companies))
            if company in self.total and self.excess(company)
        )

    def facts(self, company: Subject) -> tuple[Fact, ...]:
        """The facts of a company's whole register."""
        holders = sorted(self.register.get(company, ()))
        return tuple(each.fact for holder in holders for each in self.stakes[holder, company])
