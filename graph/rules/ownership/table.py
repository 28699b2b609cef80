"""The registers of a graph as arrays: a row for each stake, numbers for names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from graph.rules.ownership.registers import Register

if TYPE_CHECKING:
    from graph.rules.ownership.linear import Indices, Mask, Vector


class Table:
    """
    companies   those with a register, and `ends`: the holders without; `company_at`, `end_at` their numbers
    held        of each stake, the number of the company held
    inner, end  and of its holder among companies, among ends; -1 if it is not there
    lower, upper, and of each company rest, free, unread: the rest of registers that were not read to their end
    """

    def __init__(self, registers: Mapping[str, Register]) -> None:
        import numpy as np

        self.companies = list(registers)
        self.company_at = {company: number for number, company in enumerate(self.companies)}
        self.end_at: dict[str, int] = {}
        held, inner, end, lower, upper = [], [], [], [], []
        for number, register in enumerate(registers.values()):
            for stake in register.stakes:
                at = self.company_at.get(stake.holder, -1)
                held.append(number)
                inner.append(at)
                end.append(-1 if at >= 0 else self.end_at.setdefault(stake.holder, len(self.end_at)))
                lower.append(stake.lower)
                upper.append(stake.upper)
        self.ends = list(self.end_at)
        self.held = np.array(held, dtype=np.intp)
        self.inner = np.array(inner, dtype=np.intp)
        self.end = np.array(end, dtype=np.intp)
        self.lower: Vector = np.array(lower, dtype=float)
        self.upper: Vector = np.array(upper, dtype=float)
        self.rest: Vector = np.array([register.rest for register in registers.values()], dtype=float)
        self.free: Vector = np.array([register.free for register in registers.values()], dtype=float)
        self.unread: Vector = np.array(
            [register.rest if register.open_ended else 0.0 for register in registers.values()], dtype=float
        )

    def stakes_of(self, holder: str) -> Mask:
        """Which stakes are this holder's."""
        at = self.company_at.get(holder)
        own: Mask = self.inner == at if at is not None else self.end == self.end_at.get(holder, -2)
        return own

    def above(self, company: str) -> Mask:
        """The companies that may have a part of this one, itself among them."""
        import numpy as np

        met: Mask = np.zeros(len(self.companies), dtype=bool)
        met[self.company_at[company]] = True
        between = (self.inner >= 0) & (self.upper > 0.0)
        return spread(met, self.held[between], self.inner[between])

    def below(self, holders: Mask, stakes: Mask) -> Mask:
        """The companies of which these, or whoever has these stakes, may have a part; they themselves too."""
        met: Mask = holders.copy()
        met[self.held[stakes & (self.upper > 0.0)]] = True
        between = (self.inner >= 0) & (self.upper > 0.0)
        return spread(met, self.inner[between], self.held[between])

    def named(self, companies: Iterable[int]) -> list[str]:
        return [self.companies[number] for number in companies]


def spread(met: Mask, sources: Indices, targets: Indices) -> Mask:
    """All that is reached from what is met, along pairs of a source and a target."""
    count = -1
    while (now := int(met.sum())) != count:
        count = now
        met[targets[met[sources]]] = True
    return met
