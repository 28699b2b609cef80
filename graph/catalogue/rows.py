"""Reading a table of the law row by row, so that whatever is wrong in it is told with its place."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

BYTES_MAX: Final = 1 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row and where it stands, as one says it: `limits.csv, line 7 (LISTING_DELETION)`."""

    place: str
    values: Mapping[str, str]

    def text(self, column: str) -> str:
        """What a column holds. Raises ValueError if that is nothing."""
        if not self.values[column]:
            raise self.fault(f"{column} is empty")
        return self.values[column]

    def one_of(self, column: str, allowed: Sequence[str]) -> str:
        """What a column holds, if it is one of these; ValueError otherwise."""
        if self.values[column] not in allowed:
            raise self.refused(column, ", ".join(allowed))
        return self.values[column]

    def refused(self, column: str, allowed: str) -> ValueError:
        return self.fault(f"{column} is {self.values[column]!r}; allowed: {allowed}")

    def fault(self, reason: str) -> ValueError:
        return ValueError(f"{self.place}: {reason}")


def built_in(file: str) -> str:
    """The text of a table that lies beside this module."""
    return resources.files("graph.catalogue").joinpath(file).read_text(encoding="utf-8")


def text_of(path: Path) -> str:
    """A file of at most BYTES_MAX of UTF-8, as spreadsheets save it. Raises ValueError naming it, OSError."""
    with path.open("rb") as file:
        content = file.read(BYTES_MAX + 1)
    if len(content) > BYTES_MAX:
        raise ValueError(f"{path.name}: a longer file; allowed: {BYTES_MAX} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name}: byte {error.start} is no UTF-8; allowed: UTF-8") from None


def rows_of(text: str, *, file: str, columns: Sequence[str]) -> Iterator[Row]:
    """The rows of a CSV with exactly these columns, the first of which names a row; empty lines are passed over.

    Raises ValueError naming the file for other columns, and the row for one that has not as many values.
    """
    lines = csv.reader(text.splitlines(), strict=True)
    try:
        header = next(lines, [])
        if header != list(columns):
            raise ValueError(f"{file}: the columns are {','.join(header)}; needed: {','.join(columns)}")
        for values in lines:
            if not values:
                continue
            place = f"{file}, line {lines.line_num} ({values[0]})"
            if len(values) != len(columns):
                raise ValueError(f"{place}: has not as many values as there are columns, {len(columns)}")
            yield Row(place=place, values=dict(zip(columns, map(str.strip, values), strict=True)))
    except csv.Error as error:
        raise ValueError(f"{file}, line {lines.line_num}: no CSV ({error})") from None
