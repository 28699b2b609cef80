"""On what somebody is held to stand behind a unit, cell by cell."""

from __future__ import annotations

import pytest

from graph.model.declare import Grade
from graph.model.measures import TARGETS
from graph.rules.measures import Rule
from graph.rules.responsible_persons import GROUNDS, finding_refusal

HOLDS = {
    ("LEGAL_REPRESENTATIVE", Grade.A),
    ("LEGAL_REPRESENTATIVE", Grade.B),
    ("PRINCIPAL_OFFICER", Grade.A),
    ("PRINCIPAL_OFFICER", Grade.B),
    ("DIRECTLY_RESPONSIBLE", Grade.B),
    ("ACTUAL_CONTROLLER", Grade.B),
}
ROLES = ("LEGAL_REPRESENTATIVE", "PRINCIPAL_OFFICER", "DIRECTLY_RESPONSIBLE", "ACTUAL_CONTROLLER")


@pytest.mark.parametrize("grade", Grade)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_rests_on_a_register_or_a_finding(role: str, grade: Grade) -> None:
    assert (finding_refusal(role, grade) is None) is ((role, grade) in HOLDS)


@pytest.mark.parametrize("role", ROLES)
def test_never_12_what_was_computed_is_no_finding(role: str) -> None:
    found = finding_refusal(role, Grade.D)
    assert found is not None
    assert (found.rule, found.law) == (Rule.FINDING, "法释〔2015〕17号 第3条")
    assert "a court's finding (B)" in found.reason


def test_a_register_makes_nobody_an_actual_controller() -> None:
    found = finding_refusal("ACTUAL_CONTROLLER", Grade.A)
    assert found is not None and found.reason.endswith("allowed: a court's finding (B)")


@pytest.mark.parametrize("role", ["DEBTOR", "COUSIN", ""])
def test_others_are_no_responsible_persons(role: str) -> None:
    found = finding_refusal(role, Grade.B)
    assert found is not None and found.reason.startswith("no role of a responsible person; allowed: LEGAL_REP")


def test_the_roles_are_those_of_the_graph_but_the_debtor_and_whoever_obstructs() -> None:
    [role] = [each for each in TARGETS.attributes if each.name == "basisRole"]
    assert set(GROUNDS) == set(role.choices) - {"DEBTOR", "OBSTRUCTION"}
