"""One question about one company: what the rules of every tier look at, and the vote as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.model.declare import Grade
from graph.rules.control.candidate import Ground, Group
from graph.rules.control.coalition import Coalition, Step
from graph.rules.control.sentences import Tier, Values, Why, told
from graph.rules.control.sides import Sides
from graph.rules.control.sole import Upstream
from graph.rules.control.thresholds import Limits, Thresholds, Work
from graph.rules.control.ties import Medium, Share, Subject, Tie
from graph.rules.control.votes import WHOLE, Tally, Votes, above, rounded


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A ground and whom it speaks of; claims on the same subjects become one candidate."""

    subjects: tuple[Subject, ...]
    group: Group
    ground: Ground


@dataclass(frozen=True, kw_only=True, slots=True)
class Vote:
    """How a company's votes stand: the greatest side (one on it), its share, the next one's at most, the tier."""

    side: Subject
    share: Share
    next: float
    tier: Tier | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """`complete` is false where a bound was met: nothing may then be said that needs all sides to be known."""

    votes: Votes
    company: Subject
    thresholds: Thresholds
    limits: Limits
    work: Work
    upstream: Upstream
    sides: Sides

    @classmethod
    def ask(cls, votes: Votes, company: Subject, thresholds: Thresholds, limits: Limits) -> Question:
        work = Work(limits)
        upstream = Upstream.of(votes, company, work, limits.upstream, thresholds.depth, beside(votes))
        sides = Sides(votes, thresholds, work, within=upstream.within)
        return cls(
            votes=votes,
            company=company,
            thresholds=thresholds,
            limits=limits,
            work=work,
            upstream=upstream,
            sides=sides,
        )

    @property
    def complete(self) -> bool:
        return not (self.work.over or self.upstream.cut)

    def suppose(self, pair: Sequence[Subject]) -> Sides:
        """The sides if the subjects of `pair` voted together."""
        return Sides(self.votes, self.thresholds, self.work, within=self.upstream.within, supposed=(pair,))

    def vote(self, company: Subject, sides: Sides) -> Vote | None:
        """How the votes stand; None where nobody else votes.

        A company's stake in itself has no vote (公司法 116), and stakes of what it controls make nobody its
        controller.
        """
        tallies: dict[Subject, Tally] = {}
        own = sides.key(company) if sides.tops(company) == (company,) else None
        for holder, stake in self.votes.register.get(company, {}).items():
            if holder != company and sides.key(holder) != own:
                tallies.setdefault(sides.key(holder), Tally()).add(stake)
        if not tallies:
            return None
        certain = {side: self.votes.certain(company, tally.lower) for side, tally in tallies.items()}
        best, *others = sorted(certain, key=lambda side: (-certain[side], side))
        following = max((self.votes.possible(company, tallies[side]) for side in others), default=0)
        return Vote(
            side=best,
            share=self.votes.share(company, tallies[best]),
            next=min(1.0, following / WHOLE),
            tier=self._tier(certain[best], following),
        )

    def _tier(self, first: int, following: int) -> Tier | None:
        if above(first, self.thresholds.majority):
            return Tier.MAJORITY
        ahead = rounded(first) >= self.thresholds.times_the_next * rounded(following)
        return Tier.PRESUMED if self.complete and ahead and above(first, self.thresholds.presumed) else None

    def behind(self, side: Subject, company: Subject, sides: Sides) -> tuple[Subject, ...]:
        """Who stands behind a side, the company apart: its tops; of a ring, who controls all the rest.

        Nobody where the company itself stands behind it.
        """
        if tops := sides.tops(side):
            return tuple(each for each in tops if each != company)
        members = sides.of(side)
        ring = [each for each in members if each != company and self._takes(each, members)]
        return tuple(ring or (each for each in sides.parties(side) if each != company))

    def _takes(self, head: Subject, members: Sequence[Subject]) -> bool:
        coalition = Coalition(self.votes, self.thresholds, self.work, within=set(members))
        coalition.join([head])
        return len(coalition) == len(members)

    def path(self, heads: Iterable[Subject], company: Subject, sides: Sides) -> tuple[Step, ...]:
        """From `heads` down to `company`: the chain by which they take it, or to all their side's stakes in it."""
        coalition = Coalition(self.votes, self.thresholds, self.work, within=self.upstream.within)
        heads = [each for each in heads if each != company]
        if not heads:
            return ()
        if coalition.join(heads, until={company}):
            return coalition.chain(company)
        register = self.votes.register.get(company, {})
        holders = [each for each in register if each != company and sides.together(each, heads[0])]
        if not holders:
            return ()
        steps = {step.company: step for holder in holders for step in coalition.chain(holder)}
        share = self.votes.share(company, self.votes.of_coalition(company, holders))
        stakes = tuple(stake for holder in holders for stake in self.votes.stakes[holder, company])
        return (*steps.values(), Step(company, share, stakes))

    def claim(
        self,
        subjects: tuple[Subject, ...],
        why: Why,
        *,
        group: Group = Group.NONE,
        path: tuple[Step, ...] = (),
        ties: tuple[Tie, ...] = (),
        votes: Share | None = None,
        through: Subject | None = None,
        next: float = 0.0,
        board: float = 0.0,
        document: str | None = None,
        until: str = "",
        medium: Medium | None = None,
        sharers: int = 0,
    ) -> Claim:
        """A claim with its sentences; the last seven fill the gaps of a template that has them."""
        name = self.votes.ties.name
        filled = Values(
            company=name(self.company),
            who=tuple(map(name, subjects)),
            through="" if through is None else name(through),
            votes=votes,
            next=next,
            board=board,
            document=document or "",
            until=until,
            medium=medium,
            sharers=sharers,
        )
        en, zh = told(why, filled, self.thresholds)
        ground = Ground(why=why, path=path, ties=ties, votes=votes, en=en, zh=zh)
        return Claim(subjects=subjects, group=group, ground=ground)


def beside(votes: Votes) -> dict[Subject, list[Subject]]:
    """Who else matters where a subject does: parties to its agreements, principals, kin, who directs it."""
    found: dict[Subject, list[Subject]] = {}
    ties = votes.ties
    pairs = [(tie.nominee, tie.principal) for tie in ties.nominees if tie.grade is not Grade.D]
    pairs += [(tie.company, tie.holder) for tie in ties.influences if tie.grade is not Grade.D]
    pairs += [(tie.company, tie.holder) for tie in ties.appointments if tie.grade is not Grade.D]
    for tie in ties.kinships:
        if tie.grade is not Grade.D:
            pairs += [(tie.one, tie.other), (tie.other, tie.one)]
    for concert in ties.concerts:  # a star, not all pairs: whoever reaches one reaches all
        for each in concert.members:
            pairs += [(concert.members[0], each), (each, concert.members[0])]
    for one, other in pairs:
        found.setdefault(one, []).append(other)
    return found
