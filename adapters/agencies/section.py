"""Tables of a mapping file, read key by key: what is of the wrong kind, missing or unknown becomes a fault.

Reading goes on after a fault, so that one run tells all of them; whoever reads gets an empty value meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.agencies.toml_lines import Place, line_of
from adapters.formats.record import UnusableFile
from adapters.formats.shown import shown

MAX_FAULTS: Final = 100  # told of one file
MAX_TEXT: Final = 500  # characters of one value of a mapping
MAX_NAMED: Final = 60  # allowed values that a message lists


@dataclass(frozen=True, kw_only=True, slots=True)
class MappingFault:
    """What is wrong on one line of a file; `reason` ends with what is allowed. `value` is what may be shown."""

    file: str
    line: int
    key: str
    value: str
    reason: str

    def __str__(self) -> str:
        shown_value = f" {self.value}:" if self.value else ""
        return f"{self.file}:{self.line} {self.key}:{shown_value} {self.reason}"


class UnusableMapping(UnusableFile):
    """A mapping file that cannot be used; `faults` are all that were found, up to `MAX_FAULTS`."""

    def __init__(self, faults: Sequence[MappingFault]) -> None:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(f"{faults[0]}{more}")
        self.faults = tuple(faults)


class Faults:
    """The faults of one file, in the order in which they were found."""

    def __init__(self, file: str, lines: Mapping[Place, int]) -> None:
        self.file = file
        self._lines = lines
        self.found: list[MappingFault] = []

    def add(self, place: Place, value: object, reason: str, *, secret: bool = False) -> None:
        """A `secret` value is not repeated."""
        if len(self.found) < MAX_FAULTS:
            key = ".".join(str(part + 1) if isinstance(part, int) else part for part in place)
            told = "" if value is None else ("***" if secret else shown(value))
            line = line_of(self._lines, place)
            self.found.append(MappingFault(file=self.file, line=line, key=key, value=told, reason=reason))


class Section:
    """One table of the file. `close` makes a fault of every key that nobody asked for."""

    def __init__(self, table: Mapping[str, object], place: Place, faults: Faults) -> None:
        self.table = table
        self.place = place
        self.faults = faults
        self._asked: dict[str, None] = {}

    def fault(self, key: str, value: object, reason: str, *, secret: bool = False) -> None:
        self.faults.add((*self.place, key) if key else self.place, value, reason, secret=secret)

    def has(self, key: str) -> bool:
        self._asked[key] = None
        return key in self.table

    def text(
        self,
        key: str,
        allowed: str = "a text",
        *,
        form: re.Pattern[str] | None = None,
        required: bool = True,
        secret: bool = False,
    ) -> str:
        """A text, of the form if one is given; empty if it is absent or wrong."""
        if not self._is_there(key, allowed, required):
            return ""
        value = self.table[key]
        right = isinstance(value, str) and 0 < len(value) <= MAX_TEXT and value.isprintable()
        if not right or (form is not None and not form.fullmatch(str(value))):
            self.fault(key, value, f"not allowed here; allowed: {allowed}", secret=secret)
            return ""
        return str(value)

    def choice(self, key: str, choices: Collection[str], *, required: bool = True) -> str:
        """One of a closed set; empty if it is absent or wrong."""
        allowed = listed(choices)
        if not self._is_there(key, allowed, required):
            return ""
        value = self.table[key]
        if not isinstance(value, str) or value not in choices:
            self.fault(key, value, f"not known; allowed: {allowed}")
            return ""
        return value

    def choices(self, key: str, choices: Collection[str], *, required: bool = True) -> tuple[str, ...]:
        """Several of a closed set, each once; only those that are right."""
        found = []
        for value in self.texts(key, listed(choices), required=required):
            if value not in choices or value in found:
                why = "there twice" if value in found else "not known"
                self.fault(key, value, f"{why}; allowed: {listed(choices)}, each once")
            else:
                found.append(value)
        return tuple(found)

    def texts(self, key: str, allowed: str = "a list of texts", *, required: bool = True) -> tuple[str, ...]:
        if not self._is_there(key, allowed, required):
            return ()
        value = self.table[key]
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            self.fault(key, value, f"not a list of texts; allowed: {allowed}")
            return ()
        if required and not value:
            self.fault(key, value, f"empty; allowed: {allowed}")
        return tuple(value)

    def integer(self, key: str, low: int, high: int, *, required: bool = True) -> int | None:
        """A whole number within bounds; None if it is absent or wrong."""
        allowed = f"a whole number from {low} to {high}"
        if not self._is_there(key, allowed, required):
            return None
        value = self.table[key]
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.fault(key, value, f"out of bounds; allowed: {allowed}")
            return None
        return value

    def flag(self, key: str, default: bool) -> bool:
        if not self.has(key):
            return default
        value = self.table[key]
        if not isinstance(value, bool):
            self.fault(key, value, "not a yes or no; allowed: true, false")
            return default
        return value

    def section(self, key: str, *, required: bool = False) -> Section | None:
        """A table within; None if it is absent or no table."""
        if not self._is_there(key, "a table", required):
            return None
        value = self.table[key]
        if not isinstance(value, dict):
            self.fault(key, value, "not a table; allowed: a table")
            return None
        return Section(value, (*self.place, key), self.faults)

    def sections(self, key: str) -> tuple[Section, ...]:
        """The tables of an array of tables, none if it is absent."""
        if not self.has(key):
            return ()
        value = self.table[key]
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(key, value, f"not an array of tables; allowed: [[{key}]]")
            return ()
        return tuple(Section(item, (*self.place, key, place), self.faults) for place, item in enumerate(value))

    def named(self) -> Iterator[str]:
        """All keys of a table whose keys are names of the file's own."""
        for key in self.table:
            self._asked[key] = None
            yield key

    def close(self) -> None:
        for key in self.table:
            if key not in self._asked:
                self.fault(key, None, f"no such key; allowed: {listed(self._asked)}")

    def _is_there(self, key: str, allowed: str, required: bool) -> bool:
        there = self.has(key)
        if required and not there:
            self.fault(key, None, f"missing; allowed: {allowed}")
        return there


def listed(values: Collection[str]) -> str:
    """Values for a message, cut where it would be no help any more."""
    names = list(values)
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return (", ".join(names[:MAX_NAMED]) or "none") + more
