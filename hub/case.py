"""The court case behind a purpose: asked of the graph for the hub itself, in the statement that reads the data."""

from __future__ import annotations

from typing import Any

from graph.cypher.rows import Layout
from graph.plan import Find, KeyScheme, Select, Slice
from hub.purpose import CASE_KINDS, CaseKind, Errand
from hub.read.view import NodeView

_SELECT = Select(properties=("closedOn", "closeMode"))
_LAYOUT = Layout.of(_SELECT)


def find_case(errand: Errand | None, now: Slice) -> Find | None:
    """The question for the errand's case, None for a purpose that names no court's case."""
    if errand is None or errand.case_number is None or CASE_KINDS[errand.purpose] is not CaseKind.COURT_CASE:
        return None
    key = (KeyScheme.CASE_NUMBER, errand.case_number)
    return Find(keys=(key,), kinds=("CASE",), time=now, node=_SELECT, own=True)


def is_open(row: list[Any] | None, now: Slice) -> bool:
    """There and open on the day: not closed, closed later, or closed for this round only (终本)."""
    if row is None:
        return False
    case = NodeView(row, _LAYOUT, now)
    closed_on = case.pick("closedOn")
    return closed_on is None or closed_on > now.as_of or case.pick("closeMode") == "TERMINATED_THIS_ROUND"
