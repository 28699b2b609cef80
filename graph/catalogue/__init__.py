"""The law as data, by edition: measures of joint punishment (`measures/`), who carries them out, time limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graph.catalogue.definitions import Catalogue, Edition, MeasureDefinition, Trigger
from graph.catalogue.executors import ExecutorType, executor_types, is_bound
from graph.catalogue.reading import Fault, UnreadableEdition, read_edition
from graph.catalogue.shipped import shipped_catalogue

__all__ = [
    "Catalogue",
    "Edition",
    "ExecutorType",
    "Fault",
    "MeasureDefinition",
    "Trigger",
    "UnreadableEdition",
    "adopt_catalogue",
    "agencies_of",
    "catalogue",
    "codes_of",
    "executor_types",
    "is_bound",
    "legal_basis",
    "measure_codes",
    "measure_definitions",
    "read_edition",
    "shipped_catalogue",
]


CATALOGUES_KEPT: Final = 8


@dataclass(slots=True)
class _Adopted:
    catalogue: Catalogue | None = None


_adopted = _Adopted()


def catalogue() -> Catalogue:
    """The editions that this process goes by: the shipped ones, or what it was given at its start."""
    return _adopted.catalogue or shipped_catalogue()


def adopt_catalogue(given: Catalogue | None) -> None:
    """From now on this one holds; None: the shipped one. For `graph.catalogue.in_force.adopt`, nobody else."""
    _adopted.catalogue = given


def measure_definitions(edition: str | None = None) -> tuple[MeasureDefinition, ...]:
    """The rows of an edition in its order, by default of the newest. Raises KeyError for an unknown one."""
    known = catalogue()
    found = known.newest if edition is None else known.edition(edition)
    if found is None:
        raise KeyError(edition)
    return found.definitions


def measure_codes() -> frozenset[str]:
    """The codes of all editions: an order keeps the edition under which it was issued."""
    return _codes(catalogue())


def agencies_of(code: str) -> tuple[str, ...]:
    """The agencies that carry out a measure under any edition."""
    rows = (row for edition in catalogue().editions for row in edition.rows(code))
    return tuple(dict.fromkeys(agency for row in rows for agency in row.executors))


def codes_of(agency: str) -> frozenset[str]:
    """The codes that an agency carries out under any edition."""
    return _by_agency(catalogue()).get(agency, frozenset())


def legal_basis() -> Mapping[tuple[str | None, str], str]:
    """Legal basis by (edition, code), and by (None, code) for an order that names no edition."""
    return _basis(catalogue())


@lru_cache(CATALOGUES_KEPT)
def _codes(known: Catalogue) -> frozenset[str]:
    return frozenset(code for edition in known.editions for code in edition.codes)


@lru_cache(CATALOGUES_KEPT)
def _by_agency(known: Catalogue) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for edition in known.editions:
        for row in edition.definitions:
            for agency in row.executors:
                found.setdefault(agency, set()).add(row.measure_code)
    return {agency: frozenset(codes) for agency, codes in found.items()}


@lru_cache(CATALOGUES_KEPT)
def _basis(known: Catalogue) -> Mapping[tuple[str | None, str], str]:
    return known.legal_basis()
