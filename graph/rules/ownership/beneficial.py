"""Beneficial owners by integrated shares: the natural persons at the ends, and what cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Final

from graph.rules.ownership.faults import Fault
from graph.rules.ownership.holdings import HolderKind, OwnershipGraph
from graph.rules.ownership.limits import Limits, at_least
from graph.rules.ownership.paths import Path, PathSearch
from graph.rules.ownership.shares import Above, Share, direct

QUARTER: Final = 0.25


@dataclass(frozen=True, kw_only=True, slots=True)
class Owner:
    """A natural person who may reach the threshold. `certain`: does so whatever the unknown shares are."""

    person: str
    share: Share
    certain: bool
    direct: Share
    paths: tuple[Path, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class OtherEnd:
    """An end that is no natural person: a state body, an unknown or foreign holder, a company without holders."""

    holder: str
    kind: HolderKind
    share: Share
    direct: Share


@dataclass(frozen=True, kw_only=True, slots=True)
class BeneficialOwnership:
    """
    owners          persons whose greatest share reaches the threshold, the greatest least share first
    other_ends      all other ends that may have a share, likewise; `ends_left_out` of them are beyond the limit
    unknown_share   1 less the least shares of all natural persons, listed or not
    reached         fields of `Limits` that were reached, `cut` for a register that the caller did not read, `ring`
                    for a filling of unknown shares that floating point cannot follow round a circle
    """

    company: str
    threshold: float
    owners: tuple[Owner, ...]
    other_ends: tuple[OtherEnd, ...]
    ends_left_out: int
    unknown_share: float
    faults: tuple[Fault, ...]
    reached: frozenset[str]

    @property
    def truncated(self) -> bool:
        return bool(self.reached)


def beneficial_owners(
    graph: OwnershipGraph, company: str, threshold: float = QUARTER, limits: Limits | None = None
) -> BeneficialOwnership:
    """Who may own `threshold` (a fraction of 1, itself included) of `company`. ValueError unless in (0, 1]."""
    if not 0.0 < threshold <= 1.0:
        raise ValueError(f"threshold {threshold}: a fraction above 0 and at most 1")
    limits = limits or Limits()
    above = Above(graph, company, limits)
    shares = above.reaching(threshold, above.persons)
    others = above.reaching(0.0, ~above.persons)
    paths, reached = _paths(above.graph, company, list(shares), limits)
    owners = [
        Owner(
            person=person,
            share=share,
            certain=at_least(share.lower, threshold),
            direct=direct(graph, person, company),
            paths=paths.get(person, ()),
        )
        for person, share in shares.items()
    ]
    return BeneficialOwnership(
        company=company,
        threshold=threshold,
        owners=tuple(owners),
        other_ends=tuple(
            OtherEnd(holder=end, kind=graph.kind(end), share=share, direct=direct(graph, end, company))
            for end, share in islice(others.items(), limits.ends)
        ),
        ends_left_out=max(0, len(others) - limits.ends),
        unknown_share=max(0.0, 1.0 - above.told_of_persons),
        faults=above.faults,
        reached=above.reached | reached,
    )


def _paths(
    graph: OwnershipGraph, company: str, persons: list[str], limits: Limits
) -> tuple[dict[str, tuple[Path, ...]], set[str]]:
    """The strongest paths of the first persons, and the limits past which there may be more."""
    if not persons:
        return {}, set()
    search = PathSearch(graph, company, limits)
    reached = {"explained"} if len(persons) > limits.explained else set()
    paths = {}
    for person in persons[: limits.explained]:
        paths[person], stopped = search.strongest(person)
        reached |= {stopped} if stopped else set()
    return paths, reached
