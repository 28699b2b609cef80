"""The law as data, by edition: measures of joint punishment (`measures/`), who carries them out, time limits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from graph.catalogue.definitions import Catalogue, Edition, MeasureDefinition, Trigger
from graph.catalogue.executors import ExecutorType, executor_types, is_bound
from graph.catalogue.reading import Fault, UnreadableEdition, edition_of, first_edition, read_edition
from graph.catalogue.rows import built_in, rows_of

__all__ = [
    "Catalogue",
    "Edition",
    "ExecutorType",
    "Fault",
    "MeasureDefinition",
    "Trigger",
    "UnreadableEdition",
    "agencies_of",
    "codes_of",
    "executor_types",
    "is_bound",
    "legal_basis",
    "measure_codes",
    "measure_definitions",
    "read_edition",
    "shipped_catalogue",
]


@cache
def shipped_catalogue() -> Catalogue:
    """The editions that come with the hub (`measures/editions.csv`), the oldest first.

    Raises UnreadableEdition where a table of ours steps outside the closed sets.
    """
    listed = rows_of(built_in("measures/editions.csv"), file="editions.csv", columns=("edition", "inForceFrom"))
    editions = []
    for row in listed:
        name, since = row.text("edition"), row.values["inForceFrom"]
        file = f"{name}.csv"
        text = built_in(f"measures/{file}")
        if since:
            editions.append(edition_of(text, name=name, in_force_from=date.fromisoformat(since), file=file))
        else:
            editions.append(first_edition(text, name=name, file=file))
    return Catalogue(editions=tuple(editions))


def measure_definitions(edition: str | None = None) -> tuple[MeasureDefinition, ...]:
    """The rows of an edition in its order, by default of the newest. Raises KeyError for an unknown one."""
    shipped = shipped_catalogue()
    found = shipped.newest if edition is None else shipped.edition(edition)
    if found is None:
        raise KeyError(edition)
    return found.definitions


@cache
def measure_codes() -> frozenset[str]:
    """The codes of all editions: an order keeps the edition under which it was issued."""
    return frozenset(code for edition in shipped_catalogue().editions for code in edition.codes)


@cache
def agencies_of(code: str) -> tuple[str, ...]:
    """The agencies that carry out a measure under any edition."""
    rows = (row for edition in shipped_catalogue().editions for row in edition.rows(code))
    return tuple(dict.fromkeys(agency for row in rows for agency in row.executors))


@cache
def codes_of(agency: str) -> frozenset[str]:
    """The codes that an agency carries out under any edition."""
    return frozenset(
        row.measure_code
        for edition in shipped_catalogue().editions
        for row in edition.definitions
        if agency in row.executors
    )


@cache
def legal_basis() -> Mapping[tuple[str | None, str], str]:
    """Legal basis by (edition, code), and by (None, code) for an order that names no edition."""
    return shipped_catalogue().legal_basis()
