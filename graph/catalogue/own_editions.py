"""Editions of the catalogue that an installation has besides the shipped ones, out of a folder.

It holds `editions.csv` with the columns of `measures/editions.csv`, and a table EDITION.csv for each of its lines.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final

from graph.catalogue.definitions import Catalogue
from graph.catalogue.reading import read_edition
from graph.catalogue.rows import rows_of, text_of
from graph.catalogue.shipped import COLUMNS, LIST, shipped_catalogue

EDITIONS_MAX: Final = 50
_NAME: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")
_NAME_RULE: Final = "1 to 40 of A-Z 0-9 -"


def load_catalogue(folder: Path | None) -> Catalogue:
    """The shipped editions, and those of a folder if there is one.

    Raises ValueError naming file, line and column; OSError.
    """
    catalogue = shipped_catalogue()
    if folder is None:
        return catalogue
    listed = rows_of(text_of(folder / LIST), file=LIST, columns=COLUMNS)
    for number, row in enumerate(listed):
        if number == EDITIONS_MAX:
            raise ValueError(f"{LIST}: more editions; allowed: {EDITIONS_MAX}")
        name = row.text("edition")
        if not _NAME.fullmatch(name):
            raise row.refused("edition", _NAME_RULE)
        try:
            since = date.fromisoformat(row.text("inForceFrom"))
        except ValueError:
            raise row.refused("inForceFrom", "a day, as 2027-01-01") from None
        edition = read_edition(folder / f"{name}.csv", name=name, in_force_from=since)
        try:
            catalogue = catalogue.with_edition(edition)
        except ValueError as taken:
            raise row.fault(str(taken)) from None
    return catalogue
