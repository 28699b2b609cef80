"""By what a record of a list is known again, so that what was decided of it counts for the next list, too.

    a number that holds    by kind, name and number: whatever else the next list says or leaves out
    none, but details      by kind, name and all of the details, wherever the record stands; or by its place (list
                           and key) and name, if no detail is another and, where the list is not named, one at
                           least is the same
    a name alone           by its place and name only, where the list is named: a key is the list's own
    a name alone, no list  not at all: nobody could say that it is the same record, so it is not filed either

Details are the day of birth, phone, address, legal representative and region, in the form in which the rules
compare them; a region alone is no detail, thousands of namesakes share one. So a list may gain and lose columns; a
record of another name or number is another record, and is asked about anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from graph.rules.identity import Identity, Kind, comparable
from graph.rules.names import fold_closely

DETAILS: Final = ("birth_date", "phone", "address", "legal_representative", "region")
_TELLING: Final = frozenset(DETAILS) - {"region"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """`mark`: equal for equal records of one desk. Of a person's number it has the published mask only, so it
    outlives every key and helps nobody to try numbers. `place`: equal for what one desk's list has under one key
    by one name, if no number names it.
    """

    mark: str
    place: str | None
    known_by_mark: bool
    list_named: bool

    @property
    def known_again(self) -> bool:
        return self.known_by_mark or (self.place is not None and self.list_named)

    def same_place(self, place: str | None, then: Identity, now: Identity) -> bool:
        """Whether what stood at a place is what stands there now."""
        if place is None or place != self.place:
            return False
        before, after = details(then), details(now)
        both = [name for name in DETAILS if before[name] and after[name]]
        same = {name for name in both if before[name] == after[name]}
        if any(not _within(name, before[name], after[name]) for name in both):
            return False
        return self.list_named or bool(same & _TELLING)


def marks_of(desk: str, identity: Identity, read: Mapping[str, Any]) -> Marks:
    """`read`: the record's values as they are stored (`hub.matching.records`)."""
    who = [desk, identity.kind.value, *map(fold_closely, identity.names)]
    numbers = [
        read.get("recordUscc") or "",
        read.get("documentType") or "" if "recordDocumentNumber" in read else "",
        *(getattr(read.get(name), "mask", None) or "" for name in ("recordCitizenId", "recordDocumentNumber")),
    ]
    if any(numbers):
        return Marks(mark=_hash("number", who, numbers), place=None, known_by_mark=True, list_named=False)
    listed, key = read.get("recordList"), read.get("recordKey")
    told, place = details(identity), [listed or "", key or ""]
    telling = any(told[name] for name in _TELLING)
    return Marks(
        mark=_hash("details", who, list(told.values()), [] if telling else place),
        place=_hash("place", who, place) if key is not None else None,
        known_by_mark=telling,
        list_named=listed is not None,
    )


def details(identity: Identity) -> dict[str, str]:
    return {name: comparable(name, identity) for name in DETAILS}


def stored_identity(piece: Mapping[str, Any]) -> Identity:
    """What a stored record says, but for its numbers."""
    return Identity(
        kind=Kind(piece["recordKind"]),
        birth_date=piece.get("recordBirthDate"),
        address=piece.get("recordAddress"),
        phone=piece.get("recordPhone"),
        legal_representative=piece.get("recordRepresentative"),
        region=piece.get("recordRegion"),
    )


def _within(name: str, before: str, after: str) -> bool:
    """A region may be told more narrowly, or less; anything else is the same or another."""
    broad, narrow = sorted((before, after), key=len)
    return narrow.startswith(broad) if name == "region" else before == after


def _hash(*parts: Any) -> str:
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()[:32]
