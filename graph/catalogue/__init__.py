"""The law as data, by edition: measures of joint punishment (`measures/`), who carries them out, time limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

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
    for told in (measure_codes, agencies_of, codes_of, legal_basis):
        told.cache_clear()


def measure_definitions(edition: str | None = None) -> tuple[MeasureDefinition, ...]:
    """The rows of an edition in its order, by default of the newest. Raises KeyError for an unknown one."""
    known = catalogue()
    found = known.newest if edition is None else known.edition(edition)
    if found is None:
        raise KeyError(edition)
    return found.definitions


@cache
def measure_codes() -> frozenset[str]:
    """The codes of all editions: an order keeps the edition under which it was issued."""
    return frozenset(code for edition in catalogue().editions for code in edition.codes)


@cache
def agencies_of(code: str) -> tuple[str, ...]:
    """The agencies that carry out a measure under any edition."""
    rows = (row for edition in catalogue().editions for row in edition.rows(code))
    return tuple(dict.fromkeys(agency for row in rows for agency in row.executors))


@cache
def codes_of(agency: str) -> frozenset[str]:
    """The codes that an agency carries out under any edition."""
    return frozenset(
        row.measure_code
        for edition in catalogue().editions
        for row in edition.definitions
        if agency in row.executors
    )


@cache
def legal_basis() -> Mapping[tuple[str | None, str], str]:
    """Legal basis by (edition, code), and by (None, code) for an order that names no edition."""
    return catalogue().legal_basis()
