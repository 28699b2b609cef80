"""The editions of the catalogue that come with the hub."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

from graph.catalogue.definitions import Catalogue
from graph.catalogue.reading import edition_of, first_edition
from graph.catalogue.rows import built_in, rows_of

LIST: Final = "editions.csv"
COLUMNS: Final = ("edition", "inForceFrom")


@cache
def shipped_catalogue() -> Catalogue:
    """The editions that come with the hub (`measures/editions.csv`), the oldest first.

    Raises UnreadableEdition where a table of ours steps outside the closed sets.
    """
    listed = rows_of(built_in(f"measures/{LIST}"), file=LIST, columns=COLUMNS)
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
