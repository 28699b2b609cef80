"""The law as data, by edition: measures of joint punishment (`measures.csv`); other tables have files beside."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from graph.model.measures import EXECUTORS, TARGET_TYPES

EDITION: Final = "HUB-2026-01"
MODES: Final = ("INSTRUCTION", "REFERENCE", "NOTICE")


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureDefinition:
    """One row of the catalogue; the fields are the attributes of `MEASURE_DEFINITION`.

    `verified` is false where the row was written from memory and not read in a source.
    """

    measure_code: str
    name: str
    english: str
    executors: tuple[str, ...]
    target_types: tuple[str, ...]
    mode: str
    legal_basis: str
    verified: bool
    edition: str = EDITION

    @property
    def key(self) -> str:
        """Its key as a record: edition and code, so that editions stand beside each other."""
        return f"{self.edition}|{self.measure_code}"


@cache
def measure_definitions() -> tuple[MeasureDefinition, ...]:
    """The rows of the current edition, in the order of their codes' appearance.

    Raises ValueError naming the row that steps outside the model's closed sets.
    """
    text = resources.files(__name__).joinpath("measures.csv").read_text(encoding="utf-8")
    rows = tuple(_definition(row) for row in csv.DictReader(text.splitlines()))
    if len({row.measure_code for row in rows}) != len(rows):
        raise ValueError("measures.csv: a code stands twice")
    return rows


def _definition(row: dict[str, str]) -> MeasureDefinition:
    return MeasureDefinition(
        measure_code=row["code"],
        name=row["zh"],
        english=row["english"],
        executors=_within(row, "executors", EXECUTORS),
        target_types=_within(row, "targets", TARGET_TYPES),
        mode=_within(row, "mode", MODES)[0],
        legal_basis=row["basis"],
        verified=_within(row, "verified", ("true", "false"))[0] == "true",
    )


def _within(row: dict[str, str], column: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    values = tuple(row[column].split())
    if not values or not set(values) <= set(allowed):
        raise ValueError(
            f"measures.csv, {row['code']}: {column} is {row[column]!r}; allowed: {', '.join(allowed)}"
        )
    return values


@cache
def measure_codes() -> frozenset[str]:
    """The codes of the current edition."""
    return frozenset(row.measure_code for row in measure_definitions())


@cache
def legal_basis() -> dict[tuple[str | None, str], str]:
    """Legal basis by (edition, code), and by (None, code) for an order that names no edition."""
    named = {(row.edition, row.measure_code): row.legal_basis for row in measure_definitions()}
    return named | {(None, row.measure_code): row.legal_basis for row in measure_definitions()}
