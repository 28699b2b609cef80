"""The definitions written down as they are said, without care for speed: what the rules are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from graph.model.declare import Grade
from graph.rules.control.coalition import Step
from graph.rules.control.ties import Concert
from tests.graph.rules.control.drawn import SUBJECTS, Stake

HALF = 10  # of twenty


def controlled(stakes: Iterable[Stake], subject: str) -> set[str]:
    """Least fixed point of "it and what it controls hold more than half", over the lower ends."""
    stakes, found = list(stakes), set[str]()
    while True:
        new = {
            company
            for _, company, _, _ in stakes
            if company != subject
            and company not in found
            and sum(
                low for holder, held, low, _ in stakes if held == company != holder and holder in found | {subject}
            )
            > HALF
        }
        if not new:
            return found
        found |= new


def fillings(stakes: list[Stake]) -> Iterator[list[Stake]]:
    """All ways, in twentieths, to fill the unknown shares with each register's sum at most 1."""
    for shares in product(*(range(low, high + 1) for _, _, low, high in stakes)):
        filled = [(a, c, share, share) for (a, c, _, _), share in zip(stakes, shares, strict=True)]
        sums: dict[str, int] = {}
        for _, company, share, _ in filled:
            sums[company] = sums.get(company, 0) + share
        if all(total <= 20 for total in sums.values()):
            yield filled


def sides(stakes: list[Stake], concerts: tuple[Concert, ...]) -> set[frozenset[str]]:
    """Start from everybody alone; join by agreements and majorities until nothing changes."""
    division = {frozenset({each}) for each in SUBJECTS}
    agreed = [set(each.members) for each in concerts if each.grade in (Grade.A, Grade.B)]
    while True:
        joined = [(side, agreement) for side in division for agreement in agreed if side & agreement]
        joined += [
            (side, {company})
            for side in division
            for company in SUBJECTS
            if side_votes(stakes, side, company) > HALF
        ]
        for side, others in joined:
            parts = {each for each in division if each & others} | {side}
            if len(parts) > 1:
                division = (division - parts) | {frozenset().union(*parts)}
                break
        else:
            return division


def side_votes(stakes: list[Stake], side: frozenset[str], company: str) -> int:
    return sum(low for holder, held, low, _ in stakes if held == company != holder and holder in side)


def holds(chain: tuple[Step, ...], heads: set[str], company: str) -> bool:
    """Whether a chain proves its end: every step is a majority of stakes of the heads and of earlier steps."""
    before = set(heads)
    for step in chain:
        if any(each.held != step.company or each.holder not in before for each in step.stakes):
            return False
        if round(sum(each.votes.lower for each in step.stakes), 9) <= 0.5:
            return False
        before.add(step.company)
    return bool(chain) and chain[-1].company == company
