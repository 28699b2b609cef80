"""The file behind a purpose: there, open, and the caller's to act in.

Asked of the graph for the hub itself, in the statement that reads the data; whoever fails learns only that it is
none of theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from graph.cypher.rows import Layout
from graph.plan import Find, KeyScheme, Select, Slice
from graph.rules.courts import court_of, subtree
from hub.errands.purpose import CASE_KINDS, CaseKind
from hub.read.view import NodeView
from hub.rights.policy import Acting, classes_of_file

TASKS_MAX = 500  # assignments of one person that are looked at
_CASE = Select(properties=("closedOn", "closeMode"))
_TASK = Select(properties=("number",))
_CASE_LAYOUT, _TASK_LAYOUT = Layout.of(_CASE), Layout.of(_TASK)

Answers = Sequence[tuple[list[Any], int | None]]


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What must be asked, and whether its answers let the request pass."""

    roots: tuple[Find, ...]
    passes: Callable[[Answers], bool]


def check_file(acting: Acting, now: Slice, *, closed: bool = False) -> FileCheck | None:
    """None for a purpose whose number is not looked up. `closed`: a closed file will do, too."""
    is_right = _is_there if closed else is_open
    errand = acting.errand
    if errand is None or errand.case_number is None:
        return None
    number, kind = errand.case_number, CASE_KINDS[errand.purpose]
    if kind not in (CaseKind.COURT_CASE, CaseKind.MEDIATION):
        return None
    case = Find(keys=((KeyScheme.CASE_NUMBER, number),), kinds=("CASE",), time=now, node=_CASE, own=True)
    subject = acting.caller.subject
    tasks = Find(
        keys=((KeyScheme.ASSIGNEE, subject),),
        kinds=("ASSIGNMENT",),
        time=now,
        node=_TASK,
        own=True,
        most=TASKS_MAX,
    )
    own_court = _is_within(acting, number)
    if kind is CaseKind.MEDIATION:
        return None if own_court else FileCheck((tasks,), lambda answers: _has_task(answers[0], number, now))
    if own_court:
        return FileCheck((case,), lambda answers: is_right(answers[0][0][0], now))
    return FileCheck(
        (case, tasks),
        lambda answers: is_right(answers[0][0][0], now) and _has_task(answers[1], number, now),
    )


def is_open(row: list[Any] | None, now: Slice) -> bool:
    """There and open on the day: not closed, closed later, or closed for this round only (终本)."""
    if row is None:
        return False
    case = NodeView(row, _CASE_LAYOUT, now)
    closed_on = case.pick("closedOn")
    return closed_on is None or closed_on > now.as_of or case.pick("closeMode") == "TERMINATED_THIS_ROUND"


def _is_there(row: list[Any] | None, _now: Slice) -> bool:
    return row is not None


def _is_within(acting: Acting, number: str) -> bool:
    """The number is of a court that the caller's own, or a grant's, stands above or is.

    Grants count if they open all that is seen of a file that is named: else one field would open the whole.
    """
    code, own = court_of(number), acting.caller.court
    if code is None:
        return False
    if own is not None and subtree(own).holds(code):
        return True
    within = [grant for grant in acting.grants() if any(subtree(court).holds(code) for court in grant.courts)]
    opened = {access for grant in within if not (grant.files or grant.fields) for access in grant.classes}
    return bool(within) and opened.issuperset(classes_of_file(acting))


def _has_task(answer: tuple[list[Any], int | None], number: str, now: Slice) -> bool:
    rows = answer[0][0]
    return any(NodeView(row, _TASK_LAYOUT, now).pick("number") == number for row in rows)
