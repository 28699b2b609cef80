"""A table as it goes into a file and comes out of one: columns and rows of text, each cell as it was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

COLUMNS_MAX: Final = 256
CELL_MAX: Final = 32_767  # characters: what a spreadsheet holds in one cell
# What XML cannot say, and the line ends that its readers change.
_UNFIT: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# A spreadsheet takes a cell that begins with one of these for a formula and runs it.
_FORMULAS: Final = tuple("=+-@\t\r\n＝＋－＠|")


class BadTable(ValueError):
    """What is wrong in a table, by row and column, and what is allowed; no cell is repeated."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Each row has as many cells as there are columns. Raises `BadTable`, which counts rows below the header."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)

    def __post_init__(self) -> None:
        if not 1 <= len(self.columns) <= COLUMNS_MAX or "" in self.columns:
            raise BadTable(f"columns: allowed are 1 to {COLUMNS_MAX} with a name each")
        if len(set(self.columns)) < len(self.columns):
            raise BadTable("columns: allowed is each name once")
        _check("columns", self.columns)
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise BadTable(f"row {number}: {len(row)} cells; allowed: {len(self.columns)}")
            _check(f"row {number}", row)


def marked(text: str) -> str:
    """With an apostrophe in front of what a spreadsheet would run; it shows none. `unmarked` undoes it."""
    return "'" + text if text.lstrip(" '").startswith(_FORMULAS) else text


def unmarked(text: str) -> str:
    return text[1:] if text.startswith("'") and text.lstrip(" '").startswith(_FORMULAS) else text


def _check(place: str, cells: Sequence[str]) -> None:
    for column, cell in enumerate(cells, start=1):
        if len(cell) > CELL_MAX:
            raise BadTable(f"{place}, column {column}: {len(cell)} characters; allowed: at most {CELL_MAX}")
        if _UNFIT.search(cell):
            raise BadTable(f"{place}, column {column}: a control character; allowed: text, tabs and line feeds")
