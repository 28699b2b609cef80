"""Published figures: the one thing that is counted beyond what the caller may see. A declared list for each role.

Sealed cases are left out, and a cell under five is shown as `<5`, zero too, so that no single case can be told.
Cells are of closed lists of values: one that stands nowhere is there as well. What this does not hold back: who
asks for a court and for all courts below it but one may subtract. So only those who answer for them are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.model import MODEL
from graph.model.roles import Role
from hub.errors import ErrorCode, HubError

CELL_MIN: Final = 5
SMALL: Final = f"<{CELL_MIN}"
NONE: Final = "NONE"  # the label of cases that have no value

READERS: Final = frozenset((Role.PRESIDENT, Role.DUTY_OFFICER, Role.AUDITOR))


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """One published table: cases that have all of `given` and none of `empty`, by the attribute `by`."""

    name: str
    zh: str
    doc: str
    by: str
    labels: tuple[str, ...]
    given: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()


def _choices(name: str) -> tuple[str, ...]:
    return next(each.choices for each in MODEL.nodes["CASE"].attributes if each.name == name)


# Type codes of enforcement (案号规定 2015): first execution, resumed, preservation, objection, review, other.
_TYPES: Final = ("执", "执恢", "执保", "执异", "执复", "执他")

STATISTICS: Final[Mapping[str, Figures]] = {
    each.name: each
    for each in (
        Figures(
            name="CASES_OPEN",
            zh="未结案件",
            doc="Open cases by type code",
            by="caseType",
            labels=(*_TYPES, NONE),
            empty=("closedOn",),
        ),
        Figures(
            name="CASES_CLOSED",
            zh="已结案件",
            doc="Closed cases by how they were closed",
            by="closeMode",
            labels=(*_choices("closeMode"), NONE),
            given=("closedOn",),
        ),
    )
}


def check_reader(role: Role) -> None:
    """FORBIDDEN for a role that the list does not name."""
    if role not in READERS:
        raise HubError(ErrorCode.FORBIDDEN, f"figures are for {', '.join(sorted(READERS))}, not for {role}")


def cells(figures: Figures, rows: Iterable[tuple[str | None, int]]) -> list[dict[str, Any]]:
    """Label and count of each cell, in the order of the list; values that it lacks are counted as `OTHER`."""
    counts = dict.fromkeys((*figures.labels, "OTHER"), 0)
    for value, number in rows:
        counts[value if value in counts else NONE if value is None else "OTHER"] += number
    return [
        {"label": label, "count": str(number) if number >= CELL_MIN else SMALL} for label, number in counts.items()
    ]
