"""Integrated shares in one company: of one holder, or of everybody who stands at an end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.rules.ownership.faults import Fault
from graph.rules.ownership.flow import flow
from graph.rules.ownership.holdings import OwnershipGraph
from graph.rules.ownership.limits import DIGITS, RESOLUTION, Limits, at_least
from graph.rules.ownership.passage import TooFar, Work, greatest, least
from graph.rules.ownership.registers import UNREAD
from graph.rules.ownership.rings import persons_among, without_rings
from graph.rules.ownership.table import Table
from graph.rules.ownership.upstream import upstream

if TYPE_CHECKING:
    from graph.rules.ownership.linear import Mask


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """The least and the greatest fraction of 1, over all ways to fill unknown shares. Equal if all is known."""

    lower: float
    upper: float


NONE = Share(lower=0.0, upper=0.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class IntegratedShare:
    """`direct` is what the register says, `share` what is held directly and through others."""

    share: Share
    direct: Share
    faults: tuple[Fault, ...]
    reached: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class UltimateShares:
    """Ends above a company, the greatest first. `reached` as in `BeneficialOwnership`."""

    shares: Mapping[str, Share]
    faults: tuple[Fault, ...]
    reached: frozenset[str]

    @property
    def truncated(self) -> bool:
        return bool(self.reached)


def integrated(graph: OwnershipGraph, holder: str, held: str, limits: Limits | None = None) -> IntegratedShare:
    """What `holder` has of `held`, directly and through others, by the definition in `passage`."""
    limits = limits or Limits()
    above = Above(graph, held, limits)
    return IntegratedShare(
        share=above.share_of(holder),
        direct=direct(graph, holder, held),
        faults=above.faults,
        reached=above.reached,
    )


def direct(graph: OwnershipGraph, holder: str, held: str) -> Share:
    """What the register of `held` says of `holder`, its rows added up."""
    stake = graph.holds.get(holder, {}).get(held)
    return Share(lower=stake.lower, upper=stake.upper) if stake else NONE


def ultimate_shares(graph: OwnershipGraph, company: str, limits: Limits | None = None) -> UltimateShares:
    """The integrated shares in `company` of all holders whom nobody is recorded to hold."""
    limits = limits or Limits()
    above = Above(graph, company, limits)
    return UltimateShares(shares=above.reaching(0.0), faults=above.faults, reached=above.reached)


class Above:
    """What stands above one company: least shares of all ends at once, the greatest one by one, when asked for.

    Ends that hold the same of the same companies are in one position: what is worked out for one holds for all.
    """

    def __init__(self, graph: OwnershipGraph, company: str, limits: Limits) -> None:
        import numpy as np

        self.graph, reached = upstream(graph, company, limits)
        self.faults: tuple[Fault, ...] = ()
        self._company = company
        self._work = Work(limits)
        self._reached = set(reached)
        self._positions: dict[tuple[float, ...], float | None] = {}
        self._solved = not limits.expired()
        if self._solved:
            sound = without_rings(self.graph)
            self._table, self.persons = sound.table, sound.persons
            found = flow(sound, company)
            self._least = found.ends
            self._free = found.free if at_least(found.free, RESOLUTION) else 0.0
        else:
            self._reached.add("expired")
            sound = None
            self._table = Table(self.graph.registers)
            self.persons = persons_among(self.graph, self._table)
            self._least, self._free = np.zeros(len(self._table.ends)), 1.0
        self._number = self._table.company_at.get(company)
        self._within: Mask | None = None
        may = self._least > 0.0
        if self._number is not None and (self._free or (sound and sound.faults)):
            self._within = self._table.above(company)
            self._name_what_is_above(sound.faults if sound else ())
            ends = self._table.end[
                (self._table.end >= 0) & (self._table.upper > 0.0) & self._within[self._table.held]
            ]
            if self._free:
                may[ends] = True
        self._bound = np.where(may, (self._least + self._free).clip(max=1.0), 0.0)

    def _name_what_is_above(self, faults: tuple[Fault, ...]) -> None:
        assert self._within is not None
        above = {
            company
            for company, is_above in zip(self._table.companies, self._within.tolist(), strict=True)
            if is_above
        }
        self.faults = tuple(fault for fault in faults if not above.isdisjoint(fault.companies))
        registers = (self.graph.registers[company] for company in above)
        if any(register.open_ended and register.rest and register is not UNREAD for register in registers):
            self._reached.add("cut")

    @property
    def reached(self) -> frozenset[str]:
        return frozenset(self._reached)

    @property
    def told_of_persons(self) -> float:
        """The least shares of all natural persons, added up."""
        return float(self._least[self.persons].sum())

    def reaching(self, threshold: float, among: Mask | None = None) -> dict[str, Share]:
        """The ends, or those `among` them, whose share may reach the threshold and 1e-9, the greatest first.

        No share is more than what is known of it and all that is unknown: that tells whose need not be worked out.
        """
        import numpy as np

        least_told = max(threshold, RESOLUTION)
        may = self._bound.round(DIGITS) >= round(least_told, DIGITS)
        if among is not None:
            may &= among
        numbers = np.flatnonzero(may)
        found = {}
        for number in numbers[np.argsort(-self._least[numbers], kind="stable")].tolist():
            share = self._share(number)
            if at_least(share.upper, least_told):
                found[self._table.ends[number]] = share
        return dict(sorted(found.items(), key=lambda item: (-item[1].lower, -item[1].upper, item[0])))

    def share_of(self, holder: str) -> Share:
        """The share of any holder, an end or not."""
        if holder == self._company:
            return Share(lower=1.0, upper=1.0)
        if self._number is None:
            return NONE
        if not self._solved:
            return Share(lower=0.0, upper=1.0)
        if holder in self._table.end_at:
            return self._share(self._table.end_at[holder])
        lower = 0.0
        try:
            lower = float(least(self._table, holder, self._within)[self._number])
            if not self._free:
                return Share(lower=lower, upper=lower)
            most = greatest(self._table, holder, self._work, self._within)
        except TooFar as bound:
            self._reached.add(bound.reached)
            return Share(lower=lower, upper=1.0)
        return Share(lower=lower, upper=lower if most is None else max(lower, float(most[self._number])))

    def _share(self, number: int) -> Share:
        """An end's share."""
        lower = float(self._least[number])
        bound = min(1.0, lower + self._free)
        if not self._free or not self._solved:
            return Share(lower=lower, upper=bound)
        table = self._table
        stakes = table.end == number
        position = (*table.held[stakes].tolist(), *table.lower[stakes].tolist(), *table.upper[stakes].tolist())
        if position not in self._positions:
            self._positions[position] = self._most(number)
        most = self._positions[position]
        if most is None:
            return Share(lower=lower, upper=lower)
        return Share(lower=lower, upper=max(lower, min(most, bound)))

    def _most(self, number: int) -> float | None:
        """The greatest share, if any filling adds to the least. Past a bound, 1."""
        try:
            most = greatest(self._table, self._table.ends[number], self._work, self._within)
        except TooFar as bound:
            self._reached.add(bound.reached)
            return 1.0
        return None if most is None else float(most[self._number])
