"""Rings that nobody outside holds. In them I - W is singular: walking up the registers, one never leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.rules.ownership.faults import Fault, FaultKind
from graph.rules.ownership.holdings import HolderKind, OwnershipGraph
from graph.rules.ownership.limits import RESOLUTION
from graph.rules.ownership.linear import Singular, System, circles
from graph.rules.ownership.registers import Register, doubted
from graph.rules.ownership.table import Table

if TYPE_CHECKING:
    from graph.rules.ownership.linear import Indices, Mask


@dataclass(frozen=True, kw_only=True, slots=True)
class Sound:
    """The registers of a graph, its circles such that they can be solved.

    table    a nearly closed ring stands in it as companies whose register was not read
    persons  which of the table's ends are natural persons
    kept     numbers of the companies without any that closed rings alone hold: nothing of those reaches anybody
    system   A of those companies at the lower ends of all shares: row a company, column a holder
    faults   rings, closed or nearly, and over-full registers
    """

    table: Table
    persons: Mask
    kept: Indices
    system: System
    faults: tuple[Fault, ...]


def without_rings(graph: OwnershipGraph) -> Sound:
    """Finds the rings and takes the nearly closed ones out of the calculation. Worked out once for a graph."""
    if graph.sound is None:
        graph.sound = _without_rings(graph)
    return graph.sound


def persons_among(graph: OwnershipGraph, table: Table) -> Mask:
    """Which of the table's ends are natural persons."""
    import numpy as np

    return np.array([graph.kind(end) is HolderKind.NATURAL_PERSON for end in table.ends], dtype=bool)


def _without_rings(graph: OwnershipGraph) -> Sound:
    registers = dict(graph.registers)
    faults = [
        Fault(kind=FaultKind.OVER_FULL_REGISTER, companies=(company,), facts=register.facts)
        for company, register in registers.items()
        if register.over_full
    ]
    trapped = _nothing_leaves(registers)
    doubtful = []
    for ring in _rings(registers, trapped):
        outside = _outside(registers, ring)
        if any(share > RESOLUTION for share in outside):
            continue  # held by another ring
        if any(outside):
            doubtful.append(ring)
        else:
            faults.append(_fault(FaultKind.CLOSED_RING, registers, ring))
    if doubtful:
        faults += _take_out(registers, doubtful)
        trapped = _nothing_leaves(registers)
    while True:
        table = Table(registers)
        kept, system = _system(table, trapped)
        try:
            system.check()
            break
        except Singular:  # without any circle it never is
            rings = _rings(registers, registers.keys() - trapped, above=0.0)
            faults += _take_out(registers, [ring for ring in rings if _is_slow(registers, ring)] or rings)
    faults.sort(key=lambda fault: (fault.kind, fault.companies))
    return Sound(
        table=table,
        persons=persons_among(graph, table),
        kept=kept,
        system=system,
        faults=tuple(faults),
    )


def _system(table: Table, trapped: frozenset[str]) -> tuple[Indices, System]:
    """The numbers of the companies that are not trapped, and their system."""
    import numpy as np

    free = np.array([company not in trapped for company in table.companies], dtype=bool)
    place = np.cumsum(free) - 1
    inner = (table.inner >= 0) & (table.lower > 0.0)
    inner[inner] &= free[table.held[inner]] & free[table.inner[inner]]
    system = System(
        int(free.sum()), place[table.held[inner]], place[table.inner[inner]], table.lower[inner], often=True
    )
    return np.flatnonzero(free), system


def _is_slow(registers: Mapping[str, Register], ring: tuple[str, ...]) -> bool:
    try:
        _system(Table({company: registers[company] for company in ring}), frozenset())[1].check()
    except Singular:
        return True
    return False


def _nothing_leaves(registers: Mapping[str, Register]) -> frozenset[str]:
    """Companies from which no chain of holders leads to an end, to nobody, or to what is unknown."""
    held_by: dict[str, list[str]] = {}
    leaving = []
    for company, register in registers.items():
        leaves = register.rest > 0.0
        for stake in register.stakes:
            if stake.lower > RESOLUTION:
                if stake.holder in registers:
                    held_by.setdefault(stake.holder, []).append(company)
                else:
                    leaves = True
        if leaves:
            leaving.append(company)
    left = set(leaving)
    while leaving:
        for company in held_by.get(leaving.pop(), ()):
            if company not in left:
                left.add(company)
                leaving.append(company)
    return frozenset(registers.keys() - left) if len(left) < len(registers) else frozenset()


def _rings(
    registers: Mapping[str, Register], among: Iterable[str], *, above: float = RESOLUTION
) -> list[tuple[str, ...]]:
    companies = sorted(among)
    if not companies:
        return []
    at = {company: row for row, company in enumerate(companies)}
    edges = [
        (at[company], at[stake.holder])
        for company in companies
        for stake in registers[company].stakes
        if stake.holder in at and stake.lower > above
    ]
    return [tuple(companies[row] for row in ring) for ring in circles(len(companies), edges)]


def _outside(registers: Mapping[str, Register], ring: tuple[str, ...]) -> list[float]:
    """What holders outside the ring may have of each of its companies."""
    inside = frozenset(ring)
    return [
        sum(stake.upper for stake in registers[company].stakes if stake.holder not in inside) for company in ring
    ]


def _take_out(registers: dict[str, Register], rings: list[tuple[str, ...]]) -> list[Fault]:
    """Leaves of each ring companies whose register was not read: anybody may have them."""
    faults = [_fault(FaultKind.NEARLY_CLOSED_RING, registers, ring) for ring in rings]
    registers.update({company: doubted(registers[company]) for ring in rings for company in ring})
    return faults


def _fault(kind: FaultKind, registers: Mapping[str, Register], ring: tuple[str, ...]) -> Fault:
    facts = tuple(fact for company in ring for fact in registers[company].facts)
    return Fault(kind=kind, companies=ring, facts=facts)
