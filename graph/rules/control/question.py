"""One question about one company: what the rules of every tier look at, and the vote as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.rules.control.candidate import Ground, Group
from graph.rules.control.coalition import Coalition, Step
from graph.rules.control.control import Control, suppose_assertions, suppose_families
from graph.rules.control.sentences import Tier, Values, Why, told
from graph.rules.control.sides import Sides
from graph.rules.control.sole import upstream
from graph.rules.control.thresholds import Work
from graph.rules.control.ties import Influence, Medium, Nominee, Share, Subject, Tie
from graph.rules.control.votes import WHOLE, Tally, above, rounded


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


class Question:
    """`complete` is false where a bound was met: nothing may then be said that needs all sides to be known."""

    def __init__(self, control: Control, company: Subject) -> None:
        self.control = control
        self.votes = control.votes
        self.thresholds = control.thresholds
        self.company = company
        self.work = Work(control.limits)
        self.deep = self._deep()
        self.sides = self._shallow() if self.deep else control.sides

    @property
    def complete(self) -> bool:
        return not (
            self.deep or self.work.over or self.control.preparing.over or self.company in self.control.below_cut
        )

    def _deep(self) -> bool:
        """Whether somebody on the company's side stands further above it than the depth."""
        depth = self.thresholds.depth
        members = self.control.sides.of(self.company)
        above_it = upstream(self.votes, self.company, self.work, members, depth + 1)
        return len(members) > depth and max(above_it.values()) > depth

    def _shallow(self) -> Sides:
        """The sides of those within the depth."""
        within = upstream(self.votes, self.company, self.work, depth=self.thresholds.depth)
        return Sides(self.votes, self.thresholds, self.work, within=within)

    def assertions(self) -> tuple[tuple[Influence | Nominee, Sides], ...]:
        return suppose_assertions(self.control, self.sides, self.work) if self.deep else self.control.assertions

    def families(self) -> tuple[tuple[tuple[Subject, ...], Sides], ...]:
        return suppose_families(self.control, self.sides, self.work) if self.deep else self.control.families

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
        """Who stands behind a side, the company apart; nobody where the company itself does.

        Its tops; of a ring who controls the rest alone, else who signed an agreement, else who holds the company.
        """
        if tops := sides.tops(side):
            return tuple(each for each in tops if each != company)
        members = sides.of(side)
        ring = [each for each in members if each != company and self._takes(each, members)]
        signed = [each for each in sides.parties(side) if each != company]
        register = self.votes.register.get(company, {})
        return tuple(ring or signed or (each for each in members if each in register and each != company))

    def _takes(self, head: Subject, members: Sequence[Subject]) -> bool:
        coalition = Coalition(self.votes, self.thresholds, self.work, within=set(members))
        coalition.join([head])
        return len(coalition) == len(members)

    def path(self, heads: Iterable[Subject], company: Subject, sides: Sides) -> tuple[Step, ...]:
        """From `heads` down to `company`: the chain by which they take it, or to all their side's stakes in it."""
        coalition = Coalition(self.votes, self.thresholds, self.work)
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
