"""The real check over what was read: a record is taken whole, or rejected whole with its first fault.

`hub load` checks row by row; here the rows of one record belong together, and what happened in a case must not be
told to a desk by a record that the check refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from adapters.agencies.reading import PageRead, RecordRead
from adapters.formats.record import Reject
from adapters.loading.check import Checker


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """Records that the check lets in, and all rejects of the page in the order of their lines."""

    records: tuple[RecordRead, ...]
    rejects: tuple[Reject, ...]


def accept(page: PageRead, checker: Checker) -> Accepted:
    """The page's records through the checker; a reject names their field where one told what is wrong."""
    taken: list[RecordRead] = []
    rejects = list(page.rejects)
    for record in page.records:
        reject = _first_fault(record, checker)
        if reject is None:
            taken.append(record)
        else:
            rejects.append(reject)
    return Accepted(records=tuple(taken), rejects=tuple(sorted(rejects, key=lambda each: each.line)))


def _first_fault(record: RecordRead, checker: Checker) -> Reject | None:
    for row, told_by in zip(record.rows, record.told_by, strict=True):
        checked = checker.check(row)
        if isinstance(checked, Reject):
            return replace(checked, field=told_by.get(checked.field) or checked.field)
    return None
