"""Who votes together: the finest division of the subjects into sides such that the parties of a concert agreement
are on one side, and a company is on the side that has more than half of its votes.

One answer for every subject at once: union-find over agreements of grade A or B, then each majority that a side
comes to have pulls the company's own side in. Kin never join a side; what is only supposed is tried on an overlay
that copies no more than the sides it touches.
"""

from __future__ import annotations

from collections import ChainMap, deque
from collections.abc import Container, Sequence
from typing import Final

from graph.model.declare import Grade
from graph.rules.control.thresholds import Thresholds, Work
from graph.rules.control.ties import Concert, Subject
from graph.rules.control.votes import Votes, above

CONCERT_GRADES: Final = frozenset({Grade.A, Grade.B})


class Union:
    """Union-find over subjects, on top of a `base` that stays as it is. One never joined is a class of its own."""

    def __init__(self, base: Union | None = None) -> None:
        self._base = base
        self._parent: dict[Subject, Subject] = {}

    def find(self, subject: Subject) -> Subject:
        if self._base is not None:
            subject = self._base.find(subject)
        root = subject
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while (parent := self._parent.get(subject, root)) != root:
            self._parent[subject] = root
            subject = parent
        return root

    def hang(self, root: Subject, below: Subject) -> None:
        self._parent[below] = root


class Sides:
    """The division. Without `agreements` it is by sole control: a side is an ultimate controller and what it
    controls. `within` bounds the subjects looked at.
    """

    def __init__(
        self,
        votes: Votes,
        thresholds: Thresholds,
        work: Work,
        *,
        agreements: bool = True,
        within: Container[Subject] | None = None,
    ) -> None:
        self.votes = votes
        self._majority = thresholds.majority
        self._within = within
        self._union = Union()
        self._agreements: dict[Subject, list[Concert]] = {}
        self._members: ChainMap[Subject, list[Subject]] = ChainMap()
        self._held: ChainMap[Subject, dict[Subject, int]] = ChainMap()
        self._won: deque[tuple[Subject, Subject]] = deque()
        self._tops: dict[Subject, tuple[Subject, ...]] = {}
        self._base: Sides | None = None
        for concert in votes.ties.concerts if agreements else ():
            if concert.grade in CONCERT_GRADES:
                self._agree(concert, work)
        for holder in votes.out:
            if self._inside(holder) and work.step(1 + len(votes.out[holder])):
                self._stakes(self._union.find(holder))
        self._settle(work)

    def suppose(self, together: Sequence[Subject], work: Work) -> Sides:
        """The division if the subjects of `together` were on one side, too. This one stays as it is."""
        other = object.__new__(Sides)
        other.votes, other._majority, other._within = self.votes, self._majority, self._within
        other._union, other._agreements = Union(self._union), self._agreements
        other._members, other._held = self._members.new_child(), self._held.new_child()
        other._won, other._tops, other._base = deque(), {}, self
        for each in together[1:]:
            work.step(other._merge(together[0], each))
        other._settle(work)
        return other

    def of(self, subject: Subject) -> tuple[Subject, ...]:
        """All on the subject's side, itself too, sorted."""
        return tuple(sorted(self._members.get(self._union.find(subject), (subject,))))

    def key(self, subject: Subject) -> Subject:
        """One subject that stands for the side."""
        return self._union.find(subject)

    def together(self, one: Subject, other: Subject) -> bool:
        return self._union.find(one) == self._union.find(other)

    def has_majority(self, subject: Subject, company: Subject) -> bool:
        """Whether the subject's side has the majority of the company."""
        held = self._stakes(self._union.find(subject)).get(company)
        return held is not None and above(self.votes.certain(company, held), self._majority)

    def tops(self, subject: Subject) -> tuple[Subject, ...]:
        """Those on the subject's side in whom the side has no majority: who stands behind it. None in a ring."""
        root = self._union.find(subject)
        if self._base is not None and root not in self._members.maps[0]:
            return self._base.tops(root)  # no supposition touched that side
        if root not in self._tops:
            self._tops[root] = tuple(each for each in self.of(root) if not self.has_majority(root, each))
        return self._tops[root]

    def parties(self, subject: Subject) -> tuple[Subject, ...]:
        """Those on its side who signed an agreement, and those who stand behind it."""
        tops = set(self.tops(subject))
        return tuple(each for each in self.of(subject) if each in tops or each in self._agreements)

    def concerts(self, subject: Subject) -> tuple[Concert, ...]:
        """The agreements that hold the subject's side together."""
        found = {id(tie): tie for each in self.of(subject) for tie in self._agreements.get(each, ())}
        return tuple(found.values())

    def _agree(self, concert: Concert, work: Work) -> None:
        members = [each for each in concert.members if self._inside(each)]
        for each in members:
            self._agreements.setdefault(each, []).append(concert)
            if work.step():
                self._merge(members[0], each)

    def _settle(self, work: Work) -> None:
        while self._won and work.step():
            side, company = self._won.popleft()
            work.step(self._merge(side, company))

    def _merge(self, one: Subject, other: Subject) -> int:
        """One side of two; the smaller table of stakes goes into the greater. Says how much it moved."""
        left, right = self._union.find(one), self._union.find(other)
        if left == right:
            return 0
        if len(self._stakes(left)) < len(self._stakes(right)):
            left, right = right, left
        moved, joining = self._stakes(right), self._members.get(right, [right])
        self._union.hang(left, right)
        for table in (self._members.maps[0], self._held.maps[0]):
            table.pop(right, None)
        self._members[left] = [*self._members.get(left, (left,)), *joining]
        copied = left not in self._held.maps[0]
        if copied:
            self._held[left] = dict(self._held[left])
        for company, held in moved.items():
            self._add(left, company, held)
        return len(moved) + len(joining) + (len(self._held[left]) if copied else 0)

    def _stakes(self, root: Subject) -> dict[Subject, int]:
        """What the side of `root` holds, certain parts by company."""
        if root not in self._held:
            self._held[root] = {}
            for company, stake in self.votes.out.get(root, {}).items():
                if company != root and self._inside(company):
                    self._add(root, company, stake.lower)
        return self._held[root]

    def _add(self, root: Subject, company: Subject, held: int) -> None:
        stakes = self._held[root]
        total = stakes[company] = stakes.get(company, 0) + held
        if above(self.votes.certain(company, total), self._majority):
            self._won.append((root, company))

    def _inside(self, subject: Subject) -> bool:
        return self._within is None or subject in self._within
