"""A page as a whole: whether it says that it worked, and where in it the records are."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.agencies.mapping import AgencyMapping, Read
from adapters.formats.shown import shown


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
    if mapping.reading.text("body") == "xml" and (isinstance(found, dict) or found == ""):
        found = [found] if found else []  # elements that repeat are a list only where there are two
    if not isinstance(found, list):
        was = "nothing" if found is None else shown(found)
        raise UnreadablePage(mapping.label, read.name, f"{was} at {where}; allowed: a list of records")
    if mapping.reading.kind == "rest-pull" and len(found) > mapping.limits.page_size:
        reason = (
            f"{len(found)} records at {where}; allowed: {mapping.limits.page_size}, the page that was asked for"
        )
        raise UnreadablePage(mapping.label, read.name, reason)
    return found


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
