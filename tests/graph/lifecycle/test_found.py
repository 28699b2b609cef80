"""Whether a finding of the court stands behind a measure: kind, person, day and force all have to fit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from graph.lifecycle.found import FINDING, is_found
from graph.lifecycle.scene import Scene, Target
from hub.cases.limits import dues_of, lengths_of

DAY: Final = date(2026, 3, 2)
SERVED: Final = {
    "state": "SERVED",
    "target": "p",
    "role": "ACTUAL_CONTROLLER",
    "roleOn": "2026-03-02",
    "roleIn": "u",
}


def found(
    finding: Mapping[str, Any], *, day: date = DAY, role: str = "ACTUAL_CONTROLLER", debtor: str = "u"
) -> bool:
    scene = Scene(
        state="DRAFT",
        known={},
        facts={"roleOn": day.isoformat()},
        today=date(2026, 9, 1),
        target=Target(id="p", kind="PERSON", debtors={debtor: "COMPANY"}),
        due=dues_of(None),
        length=lengths_of(None),
        beside={FINDING: (finding,)},
    )
    return is_found(scene, role)


def test_one_that_was_served_counts_also_under_an_objection() -> None:
    assert found(SERVED) and found({**SERVED, "state": "OBJECTED"})


def test_a_draft_a_decision_not_served_and_one_withdrawn_do_not() -> None:
    assert not any(found({**SERVED, "state": state}) for state in ("DRAFT", "DECIDED", "REJECTED", "WITHDRAWN"))


def test_one_of_another_kind_or_of_somebody_else_does_not() -> None:
    assert not found(SERVED, role="DIRECTLY_RESPONSIBLE")
    assert not found({**SERVED, "target": "q"})


def test_nor_does_one_of_a_unit_that_is_no_debtor_any_more() -> None:
    assert not found(SERVED, debtor="v")


def test_without_an_end_it_is_for_its_one_day() -> None:
    assert not found(SERVED, day=DAY + timedelta(days=1))


@given(length=st.integers(0, 400), at=st.integers(-400, 800))
def test_a_span_counts_with_both_its_days(length: int, at: int) -> None:
    until = (DAY + timedelta(days=length)).isoformat()
    assert found({**SERVED, "roleUntil": until}, day=DAY + timedelta(days=at)) is (0 <= at <= length)
