"""The catalogue of measures as values: definitions in editions, editions in a catalogue.

A catalogue never changes: one that holds another edition is another value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from graph.catalogue.executors import executor_types
from graph.model.measures import Mode, TargetType


class Trigger(StrEnum):
    """The decision from which a measure follows."""

    LISTING = "LISTING"  # 失信决定书
    RESTRICTION = "RESTRICTION"  # 限制消费令
    EXIT_BAN = "EXIT_BAN"  # 限制出境决定书
    REFERRAL = "REFERRAL"  # 移送, no measure


PROPAGATING: Final = (Trigger.RESTRICTION, Trigger.EXIT_BAN)
"""The decisions that may meet a responsible person; a listing never does (法发〔2019〕35号)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureDefinition:
    """One row: a measure in one mode. A code has as many rows in an edition as it has modes.

    `executors` are the agencies that answer for its `executor_types`. An edition from before there were types and
    triggers has none: its rows tell what was ordered, and order nothing. In force from `valid_from` until before
    `valid_to`. `verified` is false where the row was written from memory and not read in a source.
    """

    edition: str
    measure_code: str
    name: str
    english: str
    executors: tuple[str, ...]
    target_types: tuple[TargetType, ...]
    mode: Mode
    legal_basis: str
    verified: bool
    executor_types: tuple[str, ...] = ()
    trigger: Trigger | None = None
    reversible: bool = True
    valid_from: date = date.min
    valid_to: date | None = None
    notes: str = ""

    @property
    def key(self) -> str:
        """Its key as a record: edition, code and mode; without the mode where an edition knows one per code."""
        key = f"{self.edition}|{self.measure_code}"
        return key if self.trigger is None else f"{key}|{self.mode}"

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def may_meet(self, target: TargetType, executor: str) -> bool:
        """Whether the executor may carry it out, and against such a target."""
        known = executor_types().get(executor)
        return (
            known is not None
            and executor in self.executor_types
            and target in self.target_types
            and target in known.meets
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """Definitions under one name. `in_force_from` is None for one that is only read and not ordered under."""

    name: str
    in_force_from: date | None
    definitions: tuple[MeasureDefinition, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """In the order of the edition, each once."""
        return tuple(dict.fromkeys(row.measure_code for row in self.definitions))

    @property
    def measures(self) -> tuple[str, ...]:
        """The codes without those of referrals, which nothing undoes and which are no measures."""
        return tuple(dict.fromkeys(row.measure_code for row in self.definitions if row.reversible))

    def rows(self, code: str) -> tuple[MeasureDefinition, ...]:
        """The measure in each of its modes; none for a code outside the edition."""
        return tuple(row for row in self.definitions if row.measure_code == code)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Catalogue:
    """Editions; one that was made is the same as itself alone, so that what is told of it can be kept."""

    editions: tuple[Edition, ...]

    def __post_init__(self) -> None:
        names = [each.name for each in self.editions]
        if len(set(names)) != len(names):
            raise ValueError("two editions have one name; allowed: a name of its own for each")
        days = [each.in_force_from for each in self.editions if each.in_force_from is not None]
        if len(set(days)) != len(days):
            raise ValueError("two editions come into force on one day; allowed: a day of its own for each")

    def edition(self, name: str) -> Edition | None:
        return next((each for each in self.editions if each.name == name), None)

    def current(self, day: date) -> Edition | None:
        """The edition under which a decision of that day is made: the last that has come into force."""
        begun = [each for each in self.editions if each.in_force_from is not None and each.in_force_from <= day]
        return max(begun, key=_since, default=None)

    @property
    def newest(self) -> Edition:
        """The edition that comes into force last. Raises ValueError where nothing ever does."""
        found = self.current(date.max)
        if found is None:
            raise ValueError("no edition comes into force; allowed: at least one with a day from which it does")
        return found

    def definitions(self, edition: str, code: str) -> tuple[MeasureDefinition, ...]:
        """The measure in each of its modes under that edition; none where edition or code are unknown."""
        found = self.edition(edition)
        return found.rows(code) if found is not None else ()

    def with_edition(self, edition: Edition) -> Catalogue:
        """This catalogue and one edition more. Raises ValueError for a name or day that is taken: an edition is
        never edited.
        """
        return Catalogue(editions=(*self.editions, edition))

    def legal_basis(self) -> Mapping[tuple[str | None, str], str]:
        """By (edition, code); by (None, code) for an order that names no edition, as its newest edition has it."""
        found: dict[tuple[str | None, str], str] = {}
        for edition in sorted(self.editions, key=_since):
            for code in edition.codes:
                basis = "; ".join(dict.fromkeys(row.legal_basis for row in edition.rows(code)))
                found[edition.name, code] = found[None, code] = basis
        return MappingProxyType(found)


def _since(edition: Edition) -> date:
    return edition.in_force_from or date.min
