"""Who stands for whose debts: chains of guarantees up and down from a subject, and circles through it.

Amounts are those of the facts, in fen. A sum never takes an amount that is not known for nothing: it counts it
beside. What somebody stands for itself (direct) and what it stands for through others (indirect) are kept apart,
and an indirect amount is that of the further guarantee as it was given: what a court would let run through to the
subject depends on what is owed, which no register of guarantees tells.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from graph.rules.simple_paths import Steps, distances

Subject: TypeAlias = str
Fact: TypeAlias = Hashable


@dataclass(frozen=True, kw_only=True, slots=True)
class Guarantee:
    """`guarantor` stands for the debts of `debtor`; `amount` in fen, None where it is not known."""

    guarantor: Subject
    debtor: Subject
    fact: Fact
    amount: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sum:
    """What is known of some amounts: `known` is None where none of them is."""

    known: int | None
    count: int
    unknown: int

    @classmethod
    def of(cls, guarantees: Iterable[Guarantee]) -> Sum:
        amounts = [each.amount for each in guarantees]
        told = [amount for amount in amounts if amount is not None]
        return cls(known=sum(told) if told else None, count=len(amounts), unknown=len(amounts) - len(told))


@dataclass(slots=True)
class Guarantees:
    """What was read, at most one guarantee for each two. `whole_above`: those of whom all guarantors were read;
    `whole_below`: those of whom all guarantees that they gave were.
    """

    above: dict[Subject, dict[Subject, Guarantee]] = field(default_factory=dict)  # by debtor, by guarantor
    below: dict[Subject, dict[Subject, Guarantee]] = field(default_factory=dict)  # by guarantor, by debtor
    whole_above: set[Subject] = field(default_factory=set)
    whole_below: set[Subject] = field(default_factory=set)

    def add(self, guarantee: Guarantee) -> None:
        """Adds one; a guarantee for oneself is none."""
        if guarantee.guarantor != guarantee.debtor:
            self.above.setdefault(guarantee.debtor, {})[guarantee.guarantor] = guarantee
            self.below.setdefault(guarantee.guarantor, {})[guarantee.debtor] = guarantee


@dataclass(frozen=True, kw_only=True, slots=True)
class Party:
    """One of a chain: `depth` guarantees away at least; its guarantees to (or from) the subject, and to others of
    the chain through whom it is tied to the subject.
    """

    subject: Subject
    depth: int
    direct: tuple[Guarantee, ...]
    indirect: tuple[Guarantee, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Chain:
    """`parties` the nearest first, then by id; `further`: others may stand beyond them, that were not read."""

    parties: tuple[Party, ...]
    further: bool

    @property
    def direct(self) -> Sum:
        return Sum.of(each for party in self.parties for each in party.direct)

    @property
    def indirect(self) -> Sum:
        return Sum.of(each for party in self.parties for each in party.indirect)


@dataclass(frozen=True, kw_only=True, slots=True)
class Circle:
    """Guarantees that lead from the subject back to it, nobody met twice."""

    guarantees: tuple[Guarantee, ...]

    @property
    def least(self) -> int | None:
        """The least amount that is known: what runs round is no more than that."""
        return min((each.amount for each in self.guarantees if each.amount is not None), default=None)

    @property
    def unknown(self) -> int:
        return sum(each.amount is None for each in self.guarantees)


@dataclass(frozen=True, kw_only=True, slots=True)
class Circles:
    """`circles` the shortest first, of one length by id; `more`: a bound left some out."""

    circles: tuple[Circle, ...]
    more: bool


def guarantors(read: Guarantees, subject: Subject, hops: int) -> Chain:
    """Who stands for the subject's debts, and for the debts of those, up to `hops` guarantees away."""
    return _chain(read.above, read.whole_above, subject, hops)


def debtors(read: Guarantees, subject: Subject, hops: int) -> Chain:
    """Whose debts the subject stands for, and whose those stand for."""
    return _chain(read.below, read.whole_below, subject, hops)


def _chain(
    away: Mapping[Subject, Mapping[Subject, Guarantee]], whole: Collection[Subject], subject: Subject, hops: int
) -> Chain:
    depths = distances(away, subject, hops, lambda _: True)
    near = [node for node, depth in depths.items() if depth < hops]
    direct: dict[Subject, list[Guarantee]] = {}
    indirect: dict[Subject, list[Guarantee]] = {}
    round_: dict[Subject, Collection[Subject]] = {}
    for node in sorted(near):
        for far, guarantee in sorted(away.get(node, {}).items()):
            if far == subject:
                continue
            if node == subject:
                direct.setdefault(far, []).append(guarantee)
                continue
            if depths[node] >= depths[far]:  # its shortest way may lead through the far one itself
                if far not in round_:
                    round_[far] = distances(away, subject, hops - 1, _other(far))
                if node not in round_[far]:
                    continue
            indirect.setdefault(far, []).append(guarantee)
    parties = [
        Party(
            subject=node,
            depth=depth,
            direct=tuple(direct.get(node, ())),
            indirect=tuple(indirect.get(node, ())),
        )
        for node, depth in depths.items()
        if node != subject
    ]
    further = any(depth == hops for depth in depths.values()) or any(node not in whole for node in near)
    return Chain(parties=tuple(sorted(parties, key=lambda party: (party.depth, party.subject))), further=further)


def _other(than: Subject) -> Callable[[Subject], bool]:
    return lambda node: node != than


def circles(read: Guarantees, subject: Subject, length: int, most: int, steps: Steps) -> Circles:
    """The circles through the subject of at most `length` guarantees, so many of them at most, each once."""
    left = distances(read.above, subject, length - 1, lambda _: True)
    found: list[Circle] = []
    for exactly in range(2, length + 1):
        for circle in _of_length(read, subject, exactly, left, steps):
            if len(found) == most:
                return Circles(circles=tuple(found), more=True)
            found.append(Circle(guarantees=circle))
    return Circles(circles=tuple(found), more=steps.over)


def _of_length(
    read: Guarantees, subject: Subject, length: int, left: Mapping[Subject, int], steps: Steps
) -> Iterator[tuple[Guarantee, ...]]:
    """Circles of exactly so many guarantees; `left` is how many lead back to the subject at least."""
    way: list[Guarantee] = []
    inside = {subject}

    def going(node: Subject) -> Iterator[tuple[Guarantee, ...]]:
        for far, guarantee in sorted(read.below.get(node, {}).items()):
            if not steps.take():
                return
            if far == subject:
                if len(way) + 1 == length:
                    yield (*way, guarantee)
            elif far not in inside and left.get(far, length) <= length - len(way) - 1:
                way.append(guarantee)
                inside.add(far)
                yield from going(far)
                inside.discard(far)
                way.pop()

    yield from going(subject)
