"""The least fixed point of "it controls a company if it and what it controls hold more than half of it".

Percentages are never multiplied: who has 51 per cent of a company commands all its votes in the next. Circles need
no care, since a company once taken is never taken again; a stake is looked at once, so the work is linear in the
stakes of what is controlled.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from graph.rules.control.thresholds import Thresholds, Work
from graph.rules.control.ties import Holding, Share, Subject
from graph.rules.control.votes import Tally, Votes, above


@dataclass(frozen=True, slots=True)
class Step:
    """A company of a chain: the share that the whole coalition has in it, and stakes that are majority enough.

    Each stake's holder is who stands at the head of the chain, or a company of an earlier step.
    """

    company: Subject
    share: Share
    stakes: tuple[Holding, ...]


class Coalition:
    """Those at its head (`heads`) and the companies they have taken (`taken`), in the order of taking.

    With `upper` it takes what it may control in some filling of the unknown shares: each register is filled for
    itself, so one filling serves all companies at once. `within` bounds the companies looked at.
    """

    def __init__(
        self,
        votes: Votes,
        thresholds: Thresholds,
        work: Work,
        *,
        upper: bool = False,
        within: Container[Subject] | None = None,
    ) -> None:
        self.votes = votes
        self.heads: set[Subject] = set()
        self.taken: dict[Subject, int] = {}
        self._majority = thresholds.majority
        self._work = work
        self._upper = upper
        self._within = within
        self._tallies: dict[Subject, Tally] = {}

    def __contains__(self, subject: object) -> bool:
        return subject in self.taken or subject in self.heads

    def __len__(self) -> int:
        return len(self.taken) + len(self.heads)

    def join(self, heads: Iterable[Subject], until: Container[Subject] = ()) -> bool:
        """Puts `heads` at the head and takes what follows. Ends at the first company in `until`: True."""
        waiting: deque[Subject] = deque()
        for head in heads:
            if head not in self:
                self.heads.add(head)
                waiting.append(head)
        while waiting:
            holder = waiting.popleft()
            stakes = self.votes.out.get(holder, {})
            if not self._work.step(1 + len(stakes)):
                return False
            for company in self._won(stakes):
                self.taken[company] = len(self.taken)
                waiting.append(company)
                if company in until:
                    return True
        return False

    def _won(self, stakes: dict[Subject, Tally]) -> Iterator[Subject]:
        for company, stake in stakes.items():
            if self._within is not None and company not in self._within:
                continue
            tally = self._tallies.setdefault(company, Tally())
            tally.add(stake)
            if company not in self and self._has_majority(company, tally):
                yield company

    def _has_majority(self, company: Subject, tally: Tally) -> bool:
        if self._upper:
            return above(self.votes.possible(company, tally), self._majority)
        return above(self.votes.certain(company, tally.lower), self._majority)

    def chain(self, company: Subject) -> tuple[Step, ...]:
        """Why `company` was taken: the steps that it needs, from the head down; none if it was not taken."""
        needed, steps = [company], {}
        while needed:
            each = needed.pop()
            if each in steps or each not in self.taken or not self._work.step(1 + len(self.votes.register[each])):
                continue
            holders = self._enough(each)
            steps[each] = Step(
                each,
                self.votes.share(each, self.votes.of_coalition(each, self)),
                tuple(stake for holder in holders for stake in self.votes.stakes[holder, each]),
            )
            needed.extend(holders)
        return tuple(steps[each] for each in sorted(steps, key=self.taken.__getitem__))

    def _enough(self, company: Subject) -> list[Subject]:
        """Holders of the coalition before it took `company`, greatest first, until they are majority enough."""
        turn = self.taken[company]
        before = [
            (stake, holder)
            for holder, stake in self.votes.register[company].items()
            if holder != company and (holder in self.heads or self.taken.get(holder, turn) < turn)
        ]
        before.sort(key=lambda each: (-each[0].lower, -each[0].upper, each[1]))
        tally, enough = Tally(), []
        for stake, holder in before:
            tally.add(stake)
            enough.append(holder)
            if self._has_majority(company, tally):
                break
        return enough
