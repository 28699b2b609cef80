"""Where a record stands when all of its kind are listed: `Node.shelf`, so that a page reads only its own part.

The embedded engine sorts whatever it matches before a LIMIT, and inside a subquery it uses an index for equality
only. So records stand on shelves that are asked for one by one, in order, until a page is full. The shelf follows
from the first digits of the random id, hence the shelves of a kind hold about equally many.

Before it stands a level: how open the record is at most, by the most open access class that any of its facts ever
had. A caller's page looks at no level above its classes, so it costs the same whether it may see all companies or
three in a million. A level only ever opens. It decides nothing: each fact is still asked for its class and time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

from graph.model.declare import Access

# More, and a kind of few records costs more empty looks (2 us each, on each level); fewer, and a kind of millions
# costs more reading and sorting (3 us a record) for each page.
SHELVES: Final = 1024
LEVELS: Final = {access.value: str(place) for place, access in enumerate(Access)}  # of one character

_DIGITS: Final = 3  # of an id, hex, that tell its shelf
_PREFIXES: Final = [format(place, f"0{_DIGITS}x") for place in range(16**_DIGITS)]


def shelf_of(record_id: str, access: str) -> str:
    """The shelf of a record with one fact of this class."""
    return LEVELS[access] + str(shelf_number(record_id))


def shelf_number(text: str) -> int:
    """The place of an id's shelf on its level. It grows with the text, even where that is no id."""
    prefix = max(bisect_right(_PREFIXES, text[:_DIGITS]) - 1, 0)
    return prefix * SHELVES // len(_PREFIXES)


def open_levels(classes: Iterable[str]) -> list[str]:
    """The levels of records that may have a fact of these classes: none is less open than all of them."""
    last = max((LEVELS[access] for access in classes), default="")
    return [level for level in LEVELS.values() if level <= last]
