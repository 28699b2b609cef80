"""The time limits as data (`limits.csv`): how long, by which article, in which court."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final

from graph.catalogue.rows import Row, built_in, rows_of
from graph.rules.clocks import MOST, Limit, Unit
from graph.rules.courts import CODE_FORM, is_code, line_up

COLUMNS: Final = (
    "name", "kind", "value", "unit", "court", "instrument", "version", "article", "verified", "warn_days",
    "zh", "english",
)  # fmt: skip
WARN_MAX_DAYS: Final = 366
_FILE: Final = "limits.csv"
_NAME: Final = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
_NUMBER: Final = re.compile(r"[0-9]{1,4}")


class Kind(StrEnum):
    """What a limit is for. Only a clock rolls over rest days: no measure against somebody lasts longer by one."""

    CLOCK = "CLOCK"  # somebody must act in time
    TERM = "TERM"  # something lasts so long and then ends by itself
    MAXIMUM = "MAXIMUM"  # whoever decides on a length may not go beyond
    MINIMUM = "MINIMUM"  # … or stay below


@dataclass(frozen=True, kw_only=True, slots=True)
class Law:
    """A legal basis: never an article alone, since laws are renumbered. `article` is empty where not known."""

    instrument: str
    version: str
    article: str

    def __str__(self) -> str:
        return f"{self.instrument}({self.version})" + (f" 第{self.article}条" if self.article else "")


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalLimit:
    """One row. `court` is empty for all courts; `verified` is false where nobody has read the row in a source;
    `warn_days` are the days before its end on which it is warned of, the earliest warning first.
    """

    name: str
    kind: Kind
    limit: Limit
    court: str
    law: Law
    verified: bool
    warn_days: tuple[int, ...]
    zh: str
    english: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Limits by name and court."""

    by_name: Mapping[tuple[str, str], LegalLimit]

    @property
    def rows(self) -> tuple[LegalLimit, ...]:
        return tuple(self.by_name.values())

    def of(self, name: str, court: str = "") -> LegalLimit:
        """The row of a court, else of the nearest court above that has one, else that for all courts.

        Raises LookupError for a name that there is not, ValueError for what is no court's code.
        """
        if court and not is_code(court):
            raise ValueError(f"court is {court!r}; allowed: {CODE_FORM}, or nothing")
        for code in (*line_up(court), "") if court else ("",):
            if (found := self.by_name.get((name, code))) is not None:
                return found
        raise LookupError(f"no time limit is named {name!r}; {_FILE} has the names")

    def over(self, own: Iterable[LegalLimit]) -> Limits:
        """These limits under a court's own. Raises ValueError naming the row for a limit that there is not,
        or is of another kind.
        """
        rows = dict(self.by_name)
        for row in own:
            place = f"{row.name} of {row.court or 'all courts'}"
            if (known := self.by_name.get((row.name, ""))) is None:
                raise ValueError(f"{place}: name is of no built-in limit; {_FILE} has the names")
            if row.kind is not known.kind:
                raise ValueError(f"{place}: kind is '{row.kind}'; allowed: {known.kind}")
            rows[row.name, row.court] = row
        return Limits(by_name=MappingProxyType(rows))


@cache
def built_in_limits() -> Limits:
    """The rows of `limits.csv`. Raises ValueError naming the row that is wrong."""
    rows = read_limits(built_in(_FILE), file=_FILE)
    general = Limits(by_name=MappingProxyType({(row.name, ""): row for row in rows if not row.court}))
    return general.over(row for row in rows if row.court)


def read_limits(
    text: str, *, file: str, check: Callable[[Row, LegalLimit], None] | None = None, most: int | None = None
) -> tuple[LegalLimit, ...]:
    """The rows of a table of limits, each held against `check`; at most so many.

    Raises ValueError naming the row that is wrong.
    """
    found: dict[tuple[str, str], LegalLimit] = {}
    for row in rows_of(text, file=file, columns=COLUMNS):
        limit = _limit_in(row)
        if check is not None:
            check(row, limit)
        if (limit.name, limit.court) in found:
            raise row.fault("stands twice")
        found[limit.name, limit.court] = limit
        if most is not None and len(found) > most:
            raise row.fault(f"one row too many; allowed: {most}")
    return tuple(found.values())


def _limit_in(row: Row) -> LegalLimit:
    """A row as a limit. Raises ValueError naming the column that is wrong."""
    name, court = row.values["name"], row.values["court"]
    if _NAME.fullmatch(name) is None:
        raise row.refused("name", "UPPER_SNAKE")
    if court and not is_code(court):
        raise row.refused("court", f"{CODE_FORM}, or nothing for all courts")
    if row.values["article"] and _NUMBER.fullmatch(row.values["article"]) is None:
        raise row.refused("article", "a number, or nothing")
    kind = Kind(row.one_of("kind", list(Kind)))
    return LegalLimit(
        name=name,
        kind=kind,
        limit=_length(row, rolls=kind is Kind.CLOCK),
        court=court,
        law=Law(
            instrument=row.text("instrument"),
            version=row.text("version"),
            article=row.values["article"],
        ),
        verified=row.one_of("verified", ("true", "false")) == "true",
        warn_days=_warn_days(row),
        zh=row.text("zh"),
        english=row.text("english"),
    )


def _length(row: Row, *, rolls: bool) -> Limit:
    unit = Unit(row.one_of("unit", list(Unit)))
    number = int(row.values["value"]) if _NUMBER.fullmatch(row.values["value"]) else 0
    if not 1 <= number <= MOST[unit]:
        raise row.refused("value", f"a whole number from 1 to {MOST[unit]}")
    return Limit(number=number, unit=unit, rolls=rolls)


def _warn_days(row: Row) -> tuple[int, ...]:
    words = row.values["warn_days"].split()
    days = [int(word) for word in words if _NUMBER.fullmatch(word)]
    falling = sorted(set(days), reverse=True)
    if len(days) != len(words) or days != falling or not all(1 <= day <= WARN_MAX_DAYS for day in days):
        raise row.refused("warn_days", f"whole numbers from 1 to {WARN_MAX_DAYS}, the largest first, or nothing")
    return tuple(days)
