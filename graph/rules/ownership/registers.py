"""One company's register: its rows added up by holder, and what is left of the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from graph.rules.ownership.limits import RESOLUTION


@dataclass(frozen=True, kw_only=True, slots=True)
class Stake:
    """What one holder has of a company directly: a range of fractions of 1, and the rows that say so."""

    holder: str
    lower: float
    upper: float
    facts: tuple[object, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Register:
    """The stakes in one company, by holder.

    rest        1 less all lower ends; 0 if within 1e-9 of it
    free        of it, what unknown shares may take; the remainder is nobody's. All of it if open-ended
    open_ended  not read to its end: what is left may belong to anybody
    over_full   the lower ends exceed 1 by more than 1e-9. Some row is wrong and nobody knows which, so each counts
                as anything from nothing to what it states
    """

    stakes: tuple[Stake, ...]
    rest: float
    free: float
    open_ended: bool = False
    over_full: bool = False

    @property
    def facts(self) -> tuple[object, ...]:
        return tuple(fact for stake in self.stakes for fact in stake.facts)


UNREAD = Register(stakes=(), rest=1.0, free=1.0, open_ended=True)


def doubted(register: Register) -> Register:
    """Its holders stay named, what they have may be anybody's."""
    stakes = tuple(
        Stake(holder=stake.holder, lower=0.0, upper=stake.upper, facts=stake.facts) for stake in register.stakes
    )
    return Register(stakes=stakes, rest=1.0, free=1.0, open_ended=True)


def register_of(rows: Iterable[tuple[str, float, float, object]], *, open_ended: bool = False) -> Register:
    """The register of rows (holder, lower, upper, fact)."""
    by_holder: dict[str, list[tuple[float, float, object]]] = {}
    for holder, lower, upper, fact in rows:
        by_holder.setdefault(holder, []).append((lower, upper, fact))
    ends = {
        holder: (fsum(row[0] for row in own), fsum(row[1] for row in own)) for holder, own in by_holder.items()
    }
    told = fsum(lower for lower, _ in ends.values())
    over_full = told > 1.0 + RESOLUTION
    if over_full:
        ends = {holder: (0.0, upper) for holder, (_, upper) in ends.items()}
        told = 0.0
    elif told > 1.0:
        ends = {holder: (lower / told, upper) for holder, (lower, upper) in ends.items()}
        told = 1.0
    rest = 1.0 - told if told < 1.0 - RESOLUTION else 0.0
    stakes = tuple(
        Stake(
            holder=holder,
            lower=lower,
            upper=min(max(upper, lower), lower + rest),
            facts=tuple(fact for _, _, fact in by_holder[holder]),
        )
        for holder, (lower, upper) in sorted(ends.items())
    )
    unknown = fsum(stake.upper - stake.lower for stake in stakes)
    free = rest if open_ended else min(rest, unknown)
    return Register(stakes=stakes, rest=rest, free=free, open_ended=open_ended, over_full=over_full)
