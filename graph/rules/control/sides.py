"""Who votes together: the finest division of the subjects into sides such that the parties of a concert agreement
are on one side, and a company is on the side that has more than half of its votes.

One answer for every subject at once: union-find over agreements of grade A or B, then each majority that a side
comes to have pulls the company's own side in. Kin never join a side; what is only supposed is tried on a division
of its own (`supposed`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from graph.model.declare import Grade
from graph.rules.control.coalition import Coalition
from graph.rules.control.thresholds import Limits, Thresholds, Work
from graph.rules.control.ties import Concert, Subject
from graph.rules.control.votes import Votes, above

CONCERT_GRADES: Final = frozenset({Grade.A, Grade.B})


class Union:
    """Union-find over subjects; a subject never joined is a class of its own."""

    def __init__(self) -> None:
        self._parent: dict[Subject, Subject] = {}

    def find(self, subject: Subject) -> Subject:
        root = subject
        while (above_it := self._parent.get(root, root)) != root:
            root = above_it
        while (above_it := self._parent.get(subject, root)) != root:
            self._parent[subject] = root
            subject = above_it
        return root

    def hang(self, root: Subject, below: Subject) -> None:
        self._parent[below] = root


class Sides:
    """The division. `within` bounds the subjects looked at; `supposed` are pairs joined besides the agreements."""

    def __init__(
        self,
        votes: Votes,
        thresholds: Thresholds,
        work: Work,
        *,
        within: Container[Subject] | None = None,
        supposed: Iterable[Sequence[Subject]] = (),
    ) -> None:
        self.votes = votes
        self.agreements: dict[Subject, list[Concert]] = {}
        self._majority = thresholds.majority
        self._within = within
        self._union = Union()
        self._members: dict[Subject, list[Subject]] = {}
        self._held: dict[Subject, dict[Subject, int]] = {}
        self._won: deque[tuple[Subject, Subject]] = deque()
        for concert in votes.ties.concerts:
            if concert.grade in CONCERT_GRADES:
                self._agree(concert)
        for pair in supposed:
            self._join_all(pair, work)
        for holder in votes.out:
            if self._inside(holder) and work.step(1 + len(votes.out[holder])):
                self._stakes(self._union.find(holder))
        while self._won and work.step():
            side, company = self._won.popleft()
            self._join(side, company, work)

    def of(self, subject: Subject) -> tuple[Subject, ...]:
        """All on the subject's side, itself too, sorted."""
        return tuple(sorted(self._members.get(self._union.find(subject), (subject,))))

    def together(self, one: Subject, other: Subject) -> bool:
        return self._union.find(one) == self._union.find(other)

    def key(self, subject: Subject) -> Subject:
        """One subject that stands for the side, as long as the division stays."""
        return self._union.find(subject)

    def has_majority(self, subject: Subject, company: Subject) -> bool:
        """Whether the subject's side has the majority of the company."""
        held = self._stakes(self._union.find(subject)).get(company)
        return held is not None and above(self.votes.certain(company, held), self._majority)

    def tops(self, subject: Subject) -> tuple[Subject, ...]:
        """Those on the subject's side in whom the side has no majority: who stands behind it. None in a ring."""
        return tuple(each for each in self.of(subject) if not self.has_majority(subject, each))

    def parties(self, subject: Subject) -> tuple[Subject, ...]:
        """Those on its side who signed an agreement, and those who stand behind it."""
        tops = set(self.tops(subject))
        return tuple(each for each in self.of(subject) if each in tops or each in self.agreements)

    def concerts(self, subject: Subject) -> tuple[Concert, ...]:
        """The agreements that hold the subject's side together."""
        found = {id(tie): tie for each in self.of(subject) for tie in self.agreements.get(each, ())}
        return tuple(found.values())

    def _agree(self, concert: Concert) -> None:
        members = [each for each in concert.members if self._inside(each)]
        for each in members:
            self.agreements.setdefault(each, []).append(concert)
            self._merge(members[0], each)

    def _join_all(self, pair: Sequence[Subject], work: Work) -> None:
        for each in pair[1:]:
            if work.step():
                self._merge(pair[0], each)

    def _join(self, one: Subject, other: Subject, work: Work) -> None:
        if not self.together(one, other):
            work.step(self._merge(one, other))

    def _merge(self, one: Subject, other: Subject) -> int:
        """One side of two; the smaller table of stakes goes into the greater. Says how many stakes it moved."""
        left, right = self._union.find(one), self._union.find(other)
        if left == right:
            return 0
        if len(self._stakes(left)) < len(self._stakes(right)):
            left, right = right, left
        self._union.hang(left, right)
        self._members.setdefault(left, [left]).extend(self._members.pop(right, [right]))
        moved = self._held.pop(right)
        for company, held in moved.items():
            self._add(left, company, held)
        return len(moved)

    def _stakes(self, root: Subject) -> dict[Subject, int]:
        """What the side of `root` holds, certain parts by company."""
        if root not in self._held:
            self._held[root] = {}
            for company, stake in self.votes.out.get(root, {}).items():
                if company != root and self._inside(company):
                    self._add(root, company, stake.lower)
        return self._held[root]

    def _add(self, root: Subject, company: Subject, held: int) -> None:
        total = self._held[root][company] = self._held[root].get(company, 0) + held
        if above(self.votes.certain(company, total), self._majority):
            self._won.append((root, company))

    def _inside(self, subject: Subject) -> bool:
        return self._within is None or subject in self._within


@dataclass(frozen=True, kw_only=True, slots=True)
class JointControl:
    """A company that `subject` controls only together with others, and who they are."""

    company: Subject
    with_: tuple[Subject, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ControlsJointly:
    """What a party to concert agreements controls together with the others; `agreements` say why they are one.

    What one of them controls alone is not listed: that is his own.
    """

    subject: Subject
    companies: tuple[JointControl, ...]
    count: int
    agreements: tuple[Concert, ...]
    truncated: bool


def controls_jointly(
    votes: Votes, subject: Subject, thresholds: Thresholds | None = None, limits: Limits | None = None
) -> ControlsJointly:
    """The companies that the subject's concert group controls and no one of the group alone.

    Empty for whoever neither signed an agreement nor stands behind one who did.
    """
    thresholds, limits = thresholds or Thresholds(), limits or Limits()
    work = Work(limits)
    sides = Sides(votes, thresholds, work)
    parties = sides.parties(subject)
    agreements = sides.concerts(subject)
    if not agreements or subject not in parties:
        return ControlsJointly(subject=subject, companies=(), count=0, agreements=(), truncated=work.over)
    alone: set[Subject] = set()
    for top in sides.tops(subject):
        own = Coalition(votes, thresholds, work)
        own.join([top])
        alone.update(own.taken)
    others = tuple(each for each in parties if each != subject)
    found = [
        JointControl(company=each, with_=tuple(other for other in others if other != each))
        for each in sides.of(subject)
        if each not in alone and each != subject and sides.has_majority(subject, each)
    ]
    return ControlsJointly(
        subject=subject,
        companies=tuple(found[: limits.told]),
        count=len(found),
        agreements=agreements,
        truncated=work.over or not votes.ties.cut.isdisjoint(sides.of(subject)),
    )


def kin(votes: Votes) -> tuple[tuple[Subject, ...], ...]:
    """Classes of relatives, by ties of grade A to C: candidates for a group, never a group."""
    union = Union()
    members: set[Subject] = set()
    for tie in votes.ties.kinships:
        if tie.grade is not Grade.D:
            members.update((tie.one, tie.other))
            one, other = union.find(tie.one), union.find(tie.other)
            if one != other:
                union.hang(one, other)
    classes: dict[Subject, list[Subject]] = {}
    for each in sorted(members):
        classes.setdefault(union.find(each), []).append(each)
    return tuple(tuple(each) for each in classes.values())
