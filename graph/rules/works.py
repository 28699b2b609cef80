"""Who has which part in a construction project, and who works for whom on it, as parts and contracts tell."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

Subject: TypeAlias = str
Fact: TypeAlias = Hashable


class Part(StrEnum):
    """A part in a project, as the model names it; from the top down."""

    DEVELOPER = "DEVELOPER"
    GENERAL_CONTRACTOR = "GENERAL_CONTRACTOR"
    SUBCONTRACTOR = "SUBCONTRACTOR"
    LABOUR_SUBCONTRACTOR = "LABOUR_SUBCONTRACTOR"


_RANKS: Final[Mapping[Part | None, int]] = {part: rank for rank, part in enumerate((*Part, None))}


@dataclass(frozen=True, kw_only=True, slots=True)
class Contract:
    """`contractor` works for `client` at a price of `amount` fen, as `system` states it; None is not known."""

    contractor: Subject
    client: Subject
    fact: Fact
    tier: Part | None = None
    amount: int | None = None
    system: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    subject: Subject
    part: Part
    fact: Fact


@dataclass(frozen=True, kw_only=True, slots=True)
class Works:
    """All that is known of one project: recorded parts, contracts, and who is a natural person."""

    roles: tuple[Role, ...] = ()
    contracts: tuple[Contract, ...] = ()
    persons: frozenset[Subject] = frozenset()

    def having(self, part: Part) -> tuple[Subject, ...]:
        """Who has the part, by record or by contract: whoever a general contractor works for is the developer."""
        found = {role.subject for role in self.roles if role.part is part}
        for contract in self.contracts:
            if contract.tier is part:
                found.add(contract.contractor)
            if contract.tier is Part.GENERAL_CONTRACTOR and part is Part.DEVELOPER:
                found.add(contract.client)
        return tuple(sorted(found))

    def top_down(self, subjects: Iterable[Subject]) -> tuple[Subject, ...]:
        """By the highest part of each, the developer first, who has none last; then by id."""
        highest = self._highest
        return tuple(sorted(subjects, key=lambda each: (_RANKS[highest.get(each)], each)))

    def contracts_top_down(self) -> tuple[Contract, ...]:
        """By the contractor's tier in it, else by its highest part; then by its id."""
        highest = self._highest

        def place(each: Contract) -> tuple[int, Subject, str]:
            return _RANKS[each.tier or highest.get(each.contractor)], each.contractor, str(each.fact)

        return tuple(sorted(self.contracts, key=place))

    @property
    def _highest(self) -> dict[Subject, Part]:
        return {each: part for part in reversed(Part) for each in self.having(part)}

    def parts(self, subject: Subject) -> tuple[Part, ...]:
        return tuple(part for part in Part if subject in self.having(part))

    @property
    def contractors(self) -> tuple[Subject, ...]:
        """All who may employ workers on it: those with a contractor's part, and whoever has a contract for it."""
        by_part = (each for part in Part if part is not Part.DEVELOPER for each in self.having(part))
        return tuple(sorted({*by_part, *(contract.contractor for contract in self.contracts)}))

    def upwards(self, subject: Subject) -> dict[Subject, tuple[Contract, ...]]:
        """Everybody whom it works for, directly or through others, with a shortest chain of contracts to them."""
        ways: dict[Subject, tuple[Contract, ...]] = {subject: ()}
        level = [subject]
        ordered = sorted(self.contracts, key=lambda each: (each.client, str(each.fact)))
        while level:
            further = []
            for near in level:
                for contract in ordered:
                    if contract.contractor == near and contract.client not in ways:
                        ways[contract.client] = (*ways[near], contract)
                        further.append(contract.client)
            level = sorted(further)
        del ways[subject]
        return ways

    def between(self, contractor: Subject, client: Subject) -> tuple[Contract, ...]:
        return tuple(each for each in self.contracts if (each.contractor, each.client) == (contractor, client))
