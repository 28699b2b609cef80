"""A fetched graph made ready for questions: what all of them need is worked out once, when the first one asks."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import cached_property
from itertools import islice

from graph.model.declare import Grade
from graph.rules.control.sides import Sides, Union
from graph.rules.control.thresholds import Limits, Thresholds, Work
from graph.rules.control.ties import Influence, Nominee, Subject, Ties
from graph.rules.control.votes import Votes


class Control:
    """The ties of one day with the law's numbers and the bounds of a question.

    Preparing has the bounds of one question, too; past them each answer is `truncated`.
    """

    def __init__(self, ties: Ties, thresholds: Thresholds | None = None, limits: Limits | None = None) -> None:
        self.ties = ties
        self.thresholds = thresholds or Thresholds()
        self.limits = limits or Limits()
        self.votes = Votes(ties)
        self.preparing = Work(self.limits)

    @cached_property
    def sides(self) -> Sides:
        """Who votes together, by majorities and agreements."""
        return Sides(self.votes, self.thresholds, self.preparing)

    @cached_property
    def blocks(self) -> Sides:
        """Who votes together by sole control alone."""
        if not self.ties.concerts:
            return self.sides
        return Sides(self.votes, self.thresholds, self.preparing, agreements=False)

    @cached_property
    def below_cut(self) -> frozenset[Subject]:
        """The subjects at which fetching stopped, and all whose control may hang on what was not fetched."""
        bound: dict[Subject, list[Subject]] = {}
        for tie in self.ties.concerts:
            for each in tie.members:
                bound.setdefault(each, []).extend(tie.members)
        reached, waiting = set(self.ties.cut), deque(self.ties.cut)
        while waiting:
            subject = waiting.popleft()
            for each in (*self.votes.out.get(subject, ()), *bound.get(subject, ())):
                if each not in reached:
                    reached.add(each)
                    waiting.append(each)
        return frozenset(reached)

    @cached_property
    def assertions(self) -> tuple[tuple[Influence | Nominee, Sides], ...]:
        """Each contract and each nominee of grade A to C, with the sides as they were if it were believed."""
        return suppose_assertions(self, self.sides, self.preparing)

    @cached_property
    def families(self) -> tuple[tuple[tuple[Subject, ...], Sides], ...]:
        """Each class of relatives, with the sides as they were if they voted together."""
        return suppose_families(self, self.sides, self.preparing)


def commander(tie: Influence | Nominee) -> tuple[Subject, Subject]:
    """Who commands, and whom."""
    return (tie.holder, tie.company) if isinstance(tie, Influence) else (tie.principal, tie.nominee)


def suppose_assertions(
    control: Control, sides: Sides, work: Work
) -> tuple[tuple[Influence | Nominee, Sides], ...]:
    ties: Sequence[Influence | Nominee] = [*control.ties.influences, *control.ties.nominees]
    believed = (tie for tie in ties if tie.grade is not Grade.D)
    return tuple((tie, sides.suppose(commander(tie), work)) for tie in islice(believed, control.limits.supposed))


def suppose_families(control: Control, sides: Sides, work: Work) -> tuple[tuple[tuple[Subject, ...], Sides], ...]:
    return tuple(
        (family, sides.suppose(family, work)) for family in islice(kin(control.ties), control.limits.supposed)
    )


def kin(ties: Ties) -> tuple[tuple[Subject, ...], ...]:
    """Classes of relatives, by ties of grade A to C: candidates for a group, never a group."""
    union, members = Union(), dict[Subject, None]()
    for tie in ties.kinships:
        if tie.grade is not Grade.D:
            members |= {tie.one: None, tie.other: None}
            one, other = union.find(tie.one), union.find(tie.other)
            if one != other:
                union.hang(one, other)
    classes: dict[Subject, list[Subject]] = {}
    for each in sorted(members):
        classes.setdefault(union.find(each), []).append(each)
    return tuple(map(tuple, classes.values()))
