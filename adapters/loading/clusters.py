"""Which records become one subject: pairs that `graph.rules.identity` calls the same, joined with care.

The oldest record represents the subject (then the smallest `rk`), whoever joins in which order. Two groups are
not joined if that would put two different identifiers of one scheme, or a contradiction, into one subject, nor
if a record fits two groups by its name, nor if a human took one of the pair out of a merge before: such pairs
are candidates for a review, which is computed when it is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from graph.model.declare import Access
from graph.rules.identity import Identity, Outcome, Verdict, compare

MAX_CLUSTER: Final = 1000  # records of one subject; one more is left for a review


@dataclass(frozen=True, kw_only=True, slots=True)
class Edge:
    """A record's open SAME_AS edge. `undone`: a human took the record out, and it stays out."""

    to: str
    hash: str
    reasons: tuple[str, ...]
    recorded_at: str
    undone: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """A record as merging sees it; `first` is when the hub first heard of it."""

    rk: str
    kind: str
    first: str
    identity: Identity
    sealed: bool
    edge: Edge | None = None

    @property
    def held(self) -> bool:
        return self.edge is not None and self.edge.undone

    @property
    def representative(self) -> str:
        return self.edge.to if self.edge is not None and not self.edge.undone else self.rk


@dataclass(frozen=True, kw_only=True, slots=True)
class Join:
    """An edge to be written: `member` is represented by `to`, for these reasons."""

    member: Record
    to: str
    reasons: tuple[str, ...]
    access: Access


def join(records: Mapping[str, Record], pairs: Iterable[tuple[str, str]]) -> list[Join]:
    """The edges that change. `records` hold every member of every group that a pair touches."""
    groups: dict[str, list[Record]] = {}
    for record in records.values():
        groups.setdefault(record.representative, []).append(record)
    of = {record.rk: group for group in groups.values() for record in group}
    same = list(_same(records, of, pairs))
    torn = _torn(records, of, same)
    why: dict[str, tuple[str, ...]] = {}
    for a, b, verdict in same:
        if of[a] is of[b] or not _may_join(of[a], of[b], records[a], records[b], torn):
            continue
        joined = [*of[a], *of[b]]
        for record in joined:
            of[record.rk] = joined
            why.setdefault(record.rk, verdict.reasons)
    changed = {id(of[rk]): of[rk] for rk in why}
    return [edge for group in changed.values() for edge in _star(group, why)]


def part(group: Sequence[Record], leaver: Record) -> tuple[Record, list[Join]]:
    """Who represents those that stay when a record leaves its subject, and their edges that change."""
    rest = [record for record in group if record.rk != leaver.rk]
    return _head(rest), _star(rest, {})


def _head(group: Sequence[Record]) -> Record:
    heads = [record for record in group if record.representative == record.rk]
    # A sealed head would seal every edge, and the others would fall apart for whoever may not see it.
    return min(heads or group, key=lambda record: (record.sealed, record.first, record.rk))


def _star(group: Sequence[Record], why: Mapping[str, tuple[str, ...]]) -> list[Join]:
    head = _head(group)
    return [
        Join(
            member=record,
            to=head.rk,
            reasons=record.edge.reasons if record.edge is not None else why[record.rk],
            access=Access.SEALED if record.sealed or head.sealed else Access.PUBLIC,
        )
        for record in sorted(group, key=lambda record: record.rk)
        if record is not head and (record.edge is None or record.edge.to != head.rk)
    ]


def _same(
    records: Mapping[str, Record], of: Mapping[str, Sequence[Record]], pairs: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str, Verdict]]:
    """The pairs that are one subject by the rules and not yet in one group."""
    for a, b in pairs:
        if a not in of or b not in of or of[a] is of[b] or records[a].held or records[b].held:
            continue
        verdict = compare(records[a].identity, records[b].identity)
        if verdict.outcome is Outcome.SAME:
            yield a, b, verdict


def _torn(
    records: Mapping[str, Record],
    of: Mapping[str, Sequence[Record]],
    same: Iterable[tuple[str, str, Verdict]],
) -> set[str]:
    """Records that by name belong to two groups with different numbers: to which, only a human can say."""
    numbers: dict[str, dict[str, str]] = {}
    torn: set[str] = set()
    for a, b, _ in same:
        if _share_a_number(records[a], records[b]):
            continue
        for one, other in ((a, b), (b, a)):
            met = numbers.setdefault(one, {})
            for scheme, value in _numbers(of[other]):
                if met.setdefault(scheme, value) != value:
                    torn.add(one)
    return torn


def _may_join(
    ours: Sequence[Record], theirs: Sequence[Record], a: Record, b: Record, torn: Collection[str]
) -> bool:
    if len(ours) + len(theirs) > MAX_CLUSTER:
        return False
    numbers: dict[str, str] = {}
    for scheme, value in _numbers((*ours, *theirs)):
        if numbers.setdefault(scheme, value) != value:
            return False
    if _share_a_number(a, b):
        return True
    if a.rk in torn or b.rk in torn:
        return False
    # Joined by name and a second attribute: no other member of the two groups may speak against it.
    return not any(_contradict(compare(x.identity, y.identity)) for x, y in product(ours, theirs))


def _share_a_number(a: Record, b: Record) -> bool:
    return bool(a.identity.identifiers & b.identity.identifiers)


def _numbers(group: Iterable[Record]) -> Iterator[tuple[str, str]]:
    return (number for record in group for number in record.identity.identifiers)


def _contradict(verdict: Verdict) -> bool:
    return verdict.outcome is Outcome.DIFFERENT or any(
        reason.startswith("different ") and reason != "different names" for reason in verdict.reasons
    )
