"""Close links: who holds a fifth of whom, either way, or has a holder of a fifth in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

from graph.rules.ownership.faults import Fault
from graph.rules.ownership.flow import flow
from graph.rules.ownership.holdings import OwnershipGraph
from graph.rules.ownership.limits import DIGITS, Limits, at_least
from graph.rules.ownership.passage import TooFar, Work, greatest, least
from graph.rules.ownership.rings import Sound, without_rings
from graph.rules.ownership.shares import Share

FIFTH: Final = 0.2
VISITS_OFF: Final = 1e-6  # what the visits to companies may be off by, where circles are long


class LinkKind(StrEnum):
    """HELD: `holder` is one of the two. COMMON_HOLDER: `holder` has the threshold in both."""

    HELD = "HELD"
    COMMON_HOLDER = "COMMON_HOLDER"


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkReason:
    """`shares`: what `holder` has, directly and through others, of the one held, or of both as in `ends`."""

    kind: LinkKind
    holder: str
    shares: tuple[Share, ...]
    certain: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseLink:
    """Two ends in order of their names, and why they are linked. `certain`: for one reason at least."""

    ends: tuple[str, str]
    reasons: tuple[LinkReason, ...]

    @property
    def certain(self) -> bool:
        return any(reason.certain for reason in self.reasons)


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseLinks:
    """Links in order. With limits in `reached`, those listed stand and others may be missing."""

    links: tuple[CloseLink, ...]
    faults: tuple[Fault, ...]
    reached: frozenset[str]

    @property
    def truncated(self) -> bool:
        return bool(self.reached)


def close_links(
    graph: OwnershipGraph, threshold: float = FIFTH, *, of: str | None = None, limits: Limits | None = None
) -> CloseLinks:
    """Links among all of the graph, or those of one end. The threshold is a fraction of 1, itself included.

    Whatever a holder has is looked for in this graph, above and below: what was not read is to be `cut`.
    """
    if not 0.0 < threshold <= 1.0:
        raise ValueError(f"threshold {threshold}: a fraction above 0 and at most 1")
    limits = limits or Limits()
    for limit, count in (("companies", len(graph.registers)), ("holdings", graph.rows)):
        if count > getattr(limits, limit):
            return CloseLinks(links=(), faults=(), reached=frozenset({limit}))
    sound = without_rings(graph)
    unread = any(register.open_ended and register.rest for register in graph.registers.values())
    reached = {"cut"} if unread else set()
    work = Work(limits)
    reasons: dict[tuple[str, str], list[LinkReason]] = {}
    for holder in _holders(sound, threshold, of):
        if limits.expired():
            reached.add("expired")
            break
        shares, bounds = _shares(sound, holder, threshold, work)
        reached |= bounds
        for ends, reason in _links(holder, shares, threshold, of):
            if ends not in reasons and len(reasons) >= limits.links:
                reached.add("links")
                break
            reasons.setdefault(ends, []).append(reason)
    links = tuple(CloseLink(ends=ends, reasons=tuple(reasons[ends])) for ends in sorted(reasons))
    return CloseLinks(links=links, faults=sound.faults, reached=frozenset(reached))


def _holders(sound: Sound, threshold: float, of: str | None) -> list[str]:
    """Holders that may have the threshold of anything, or of one end; that end first."""
    import numpy as np

    table = sound.table
    if of is None:
        return sorted({*table.ends, *table.named(np.unique(table.inner[table.inner >= 0]).tolist())})
    if of not in table.company_at:
        return [of]
    found = flow(sound, of)
    may = found.visits + found.free + VISITS_OFF >= threshold
    in_rings = np.ones(len(may), dtype=bool)  # or held by closed rings alone, where visits have no end
    in_rings[sound.kept] = False
    if in_rings.any():
        may |= in_rings & table.above(of)
    companies = np.flatnonzero(may)
    ends = np.flatnonzero(found.ends + found.free + VISITS_OFF >= threshold)
    return [of, *sorted({*table.named(companies.tolist()), *(table.ends[end] for end in ends)} - {of})]


def _shares(sound: Sound, holder: str, threshold: float, work: Work) -> tuple[Mapping[str, Share], set[str]]:
    """The companies in which a holder may have the threshold; past a bound, those in which it certainly does."""
    import numpy as np

    table = sound.table
    bounds: set[str] = set()
    lower = np.zeros(len(table.companies))
    try:
        lower = least(table, holder)
        most = greatest(table, holder, work)
        upper = lower if most is None else np.maximum(lower, most)
        may = upper
    except TooFar as bound:
        bounds.add(bound.reached)
        may, upper = lower, np.ones(len(lower))
    numbers = np.flatnonzero((may > 0.0) & (may.round(DIGITS) >= round(threshold, DIGITS))).tolist()
    return {
        table.companies[number]: Share(lower=float(lower[number]), upper=float(upper[number]))
        for number in numbers
    }, bounds


def _links(
    holder: str, shares: Mapping[str, Share], threshold: float, of: str | None
) -> Iterable[tuple[tuple[str, str], LinkReason]]:
    certain = {company: at_least(share.lower, threshold) for company, share in shares.items()}
    companies = sorted(shares)
    for company in companies:
        if of in (None, holder, company):
            ends = (min(holder, company), max(holder, company))
            yield (
                ends,
                LinkReason(kind=LinkKind.HELD, holder=holder, shares=(shares[company],), certain=certain[company]),
            )
    pairs = (
        combinations(companies, 2)
        if of is None
        else (((min(of, other), max(of, other)) for other in companies if other != of) if of in shares else ())
    )
    for one, other in pairs:
        yield (
            (one, other),
            LinkReason(
                kind=LinkKind.COMMON_HOLDER,
                holder=holder,
                shares=(shares[one], shares[other]),
                certain=certain[one] and certain[other],
            ),
        )
