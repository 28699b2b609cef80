"""Whom measures reach behind a unit: nobody by computation, by whichever findings there are (A4, D6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.lifecycle.found import FINDING
from graph.lifecycle.machine import GuardFailed, Machine
from graph.lifecycle.scene import Scene, Target
from graph.lifecycle.tables import LIFECYCLES
from hub.cases.limits import dues_of, lengths_of

TABLES: Final = {machine.table: machine for each in LIFECYCLES.values() for machine in each.tables}
# By table and role, the finding that it takes; None where no finding carries it.
CARRIES: Final[Mapping[tuple[str, str], str | None]] = {
    ("CONSUMPTION", "ACTUAL_CONTROLLER"): "ACTUAL_CONTROLLER",
    ("CONSUMPTION", "DIRECTLY_RESPONSIBLE"): "DIRECTLY_RESPONSIBLE",
    ("CONSUMPTION", "LEGAL_REPRESENTATIVE"): "FORMER_LEGAL_REPRESENTATIVE",
    ("CONSUMPTION", "PRINCIPAL_OFFICER"): "FORMER_PRINCIPAL_OFFICER",
    ("EXIT_BAN", "ACTUAL_CONTROLLER"): "ACTUAL_CONTROLLER",
    ("EXIT_BAN", "DIRECTLY_RESPONSIBLE"): "DIRECTLY_RESPONSIBLE",
    ("EXIT_BAN", "LEGAL_REPRESENTATIVE"): "FORMER_LEGAL_REPRESENTATIVE",
    ("EXIT_BAN", "PRINCIPAL_OFFICER"): "FORMER_PRINCIPAL_OFFICER",
    ("JUDICIAL_DETENTION", "DIRECTLY_RESPONSIBLE"): "DIRECTLY_RESPONSIBLE",
    ("JUDICIAL_DETENTION", "OBSTRUCTION"): "OBSTRUCTION",
    ("JUDICIAL_DETENTION", "ACTUAL_CONTROLLER"): None,
    ("JUDICIAL_DETENTION", "LEGAL_REPRESENTATIVE"): None,
    ("JUDICIAL_DETENTION", "PRINCIPAL_OFFICER"): None,
    ("JUDICIAL_FINE", "DIRECTLY_RESPONSIBLE"): "DIRECTLY_RESPONSIBLE",
    ("JUDICIAL_FINE", "OBSTRUCTION"): "OBSTRUCTION",
    ("JUDICIAL_FINE", "ACTUAL_CONTROLLER"): None,
    ("JUDICIAL_FINE", "LEGAL_REPRESENTATIVE"): None,
    ("JUDICIAL_FINE", "PRINCIPAL_OFFICER"): None,
}
DAY: Final = "2026-03-02"
KINDS: Final = tuple(dict.fromkeys(kind for kind in CARRIES.values() if kind is not None))
FINDINGS: Final = st.lists(
    st.fixed_dictionaries(
        {
            "state": st.sampled_from(("DRAFT", "DECIDED", "SERVED", "OBJECTED", "WITHDRAWN")),
            "target": st.sampled_from(("p", "q")),
            "role": st.sampled_from(KINDS),
            "roleOn": st.sampled_from(("2026-03-01", DAY, "2026-03-03")),
            "roleIn": st.sampled_from(("u", "v")),
        },
        optional={"roleUntil": st.sampled_from((DAY, "2026-03-04"))},
    ),
    max_size=6,
)


def opened(machine: Machine, role: str, findings: list[Mapping[str, Any]]) -> str | None:
    """The rule that refuses it; None where it is opened."""
    scene = Scene(
        state="",
        known={},
        facts={"basisRole": role, "roleOn": DAY, "days": 15, "amount": 5_000_00, "conduct": "x"},
        today=date(2026, 9, 1),
        target=Target(id="p", kind="PERSON", debtors={"u": "COMPANY"}),
        due=dues_of(None),
        length=lengths_of(None),
        beside={FINDING: tuple(findings)},
    )
    judge = next(actor for actor in machine.actors if actor.role == "JUDGE")
    try:
        machine.open(scene, judge)
    except GuardFailed as failed:
        return failed.rule
    return None


@pytest.mark.parametrize(("table", "role"), CARRIES)
@given(findings=FINDINGS)
def test_it_is_reached_by_a_finding_that_fits_and_by_nothing_else(
    table: str, role: str, findings: list[dict[str, Any]]
) -> None:
    needed = CARRIES[table, role]
    fits = [
        each
        for each in findings
        if (each["role"], each["target"], each["roleIn"]) == (needed, "p", "u")
        and each["state"] in ("SERVED", "OBJECTED")
        and (each["roleOn"] == DAY or (each["roleOn"] < DAY and "roleUntil" in each))
    ]
    refused = opened(TABLES[table], role, findings)
    if fits:
        assert refused is None
    else:
        assert refused in ("JUDICIAL_FINDING", "BASIS_ROLE")


def test_every_role_of_every_measure_is_walked() -> None:
    roles = {
        (machine.table, role)
        for machine in TABLES.values()
        for fact in machine.opening[0].facts
        if fact.attribute.name == "basisRole"
        for role in fact.attribute.choices
        if role != "DEBTOR"
    }
    assert roles == set(CARRIES)
