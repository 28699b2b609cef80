"""A page as a whole: whether it says that it worked, and where in it the records are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from adapters.agencies.bodies import is_xml
from adapters.agencies.mapping import AgencyMapping, Read
from adapters.formats.shown import shown

COUNT_MAX: Final = 999_999_999


class UnreadablePage(Exception):
    """A page that cannot be taken apart: names the agency, what was read, the fault and what is allowed."""

    def __init__(self, agency: str, read: str, reason: str) -> None:
        super().__init__(f"{agency} {read}: {reason}")
        self.agency = agency
        self.read = read
        self.reason = reason


def records_of(mapping: AgencyMapping, read: Read, page: object) -> Sequence[object]:
    """The records of a page. Raises UnreadablePage for one that tells of a failure, or has no list there."""
    check_status(mapping, mapping.reading.text("status_at"), mapping.reading.text("status_right"), read.name, page)
    where = ".".join(read.at) or "the top"
    found = value_at(page, read.at)
    if is_xml(mapping.reading) and not isinstance(found, list):
        # Elements that repeat are a list only where there are two, and nothing where there is none.
        found = [found] if isinstance(found, dict) and found else _none_of(mapping, read, page)
    if not isinstance(found, list):
        was = "nothing" if found is None else shown(found)
        raise UnreadablePage(mapping.label, read.name, f"{was} at {where}; allowed: a list of records")
    if mapping.reading.kind == "rest-pull" and len(found) > mapping.limits.page_size:
        reason = (
            f"{len(found)} records at {where}; allowed: {mapping.limits.page_size}, the page that was asked for"
        )
        raise UnreadablePage(mapping.label, read.name, reason)
    return found


def _none_of(mapping: AgencyMapping, read: Read, page: object) -> object:
    """An empty list, where a document says that it is one: it worked, or what holds the records is there."""
    found = value_at(page, read.at)
    holder = value_at(page, read.at[:-1]) if len(read.at) > 1 else None
    said = bool(mapping.reading.text("status_at")) or holder is not None
    return [] if found == "" or (found is None and said and read.at) else found


def count_of(mapping: AgencyMapping, read: Read, page: object) -> int | None:
    """How many they say there are in all, None where the mapping has no place for it. Raises UnreadablePage."""
    at = read.held.count_at if read.held is not None else ()
    if not at:
        return None
    told = value_at(page, at)
    if isinstance(told, int) and not isinstance(told, bool) and 0 <= told <= COUNT_MAX:
        return told
    if isinstance(told, str) and told.isascii() and told.isdigit() and len(told) <= len(str(COUNT_MAX)):
        return int(told)
    reason = f"{'.'.join(at)} is {shown(told)}; allowed: a whole number from 0 to {COUNT_MAX}"
    raise UnreadablePage(mapping.label, read.name, reason)


def check_status(mapping: AgencyMapping, at: str, right: str, entry: str, page: object) -> None:
    """Raises UnreadablePage for an answer that says itself that it failed."""
    if not at:
        return
    status = value_at(page, tuple(at.split(".")))
    if isinstance(status, bool) or not isinstance(status, (str, int)) or str(status) != right:
        reason = f"{at} is {shown(status)}; allowed: {right}"
        raise UnreadablePage(mapping.label, entry, reason)


def value_at(value: object, place: Sequence[str]) -> object:
    """What stands at a place, None where there is none."""
    for name in place:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value
