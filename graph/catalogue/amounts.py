"""The amounts of money that a law names, as data (`amounts.csv`): how much, by which article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from graph.catalogue.limits import Kind, Law
from graph.catalogue.rows import Row, built_in, rows_of

COLUMNS: Final = ("name", "kind", "yuan", "instrument", "version", "article", "verified", "zh", "english")
_FILE: Final = "amounts.csv"
_NAME: Final = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
_YUAN: Final = re.compile(r"[1-9][0-9]{0,12}")
_ARTICLE: Final = re.compile(r"[0-9]{0,4}")


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalAmount:
    """One row, in fen. `verified` is false where nobody has read the row in a source."""

    name: str
    kind: Kind
    fen: int
    law: Law
    verified: bool
    zh: str
    english: str


def amount_of(name: str) -> LegalAmount:
    """Raises LookupError for a name that there is not."""
    if (found := built_in_amounts().get(name)) is None:
        raise LookupError(f"no amount is named {name!r}; {_FILE} has the names")
    return found


@cache
def built_in_amounts() -> Mapping[str, LegalAmount]:
    """The rows of `amounts.csv` by name. Raises ValueError naming the row that is wrong."""
    return read_amounts(built_in(_FILE), file=_FILE)


def read_amounts(text: str, *, file: str) -> Mapping[str, LegalAmount]:
    """The rows of a table of amounts by name. Raises ValueError naming the row that is wrong."""
    found: dict[str, LegalAmount] = {}
    for row in rows_of(text, file=file, columns=COLUMNS):
        made = _amount(row)
        if made.name in found:
            raise row.fault("stands twice")
        found[made.name] = made
    return MappingProxyType(found)


def _amount(row: Row) -> LegalAmount:
    values = row.values
    if _NAME.fullmatch(values["name"]) is None:
        raise row.refused("name", "UPPER_SNAKE")
    if _YUAN.fullmatch(values["yuan"]) is None:
        raise row.refused("yuan", "whole yuan, more than none")
    if _ARTICLE.fullmatch(values["article"]) is None:
        raise row.refused("article", "a number, or nothing")
    return LegalAmount(
        name=values["name"],
        kind=Kind(row.one_of("kind", (Kind.MAXIMUM, Kind.MINIMUM))),
        fen=int(values["yuan"]) * 100,
        law=Law(instrument=row.text("instrument"), version=row.text("version"), article=values["article"]),
        verified=row.one_of("verified", ("true", "false")) == "true",
        zh=row.text("zh"),
        english=row.text("english"),
    )
