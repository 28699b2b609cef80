"""As what a restriction or an exit ban may meet somebody: the debtor, or one of the four behind a unit.

The offices by a register, held on the day that matters to the debt and still; whoever held one, is directly
responsible or controls the unit by a finding of the court only (法释〔2015〕17号 第三条).
"""

from __future__ import annotations

from typing import Final

from graph.lifecycle.days import past
from graph.lifecycle.found import is_found, role_day
from graph.lifecycle.machine import Guard
from graph.lifecycle.scene import Scene

BY_REGISTER: Final = {"LEGAL_REPRESENTATIVE": "legal representative", "PRINCIPAL_OFFICER": "principal officer"}


def answering(law: str) -> tuple[Guard, ...]:
    """That the target has the role which it is met in."""
    return (
        role_day(law),
        past("roleOn", law),
        Guard(rule="JUDICIAL_FINDING", law=law, check=_finding),
        Guard(rule="BASIS_ROLE", law=law, check=_role),
    )


def _finding(scene: Scene) -> str | None:
    """No measure reaches an actual controller or a directly responsible person without a finding of the court."""
    role = scene.told("basisRole")
    if role in ("DEBTOR", *BY_REGISTER) or is_found(scene, role):
        return None
    return f"{role} needs a finding of the court of that kind, in force, for that day; what was computed is none"


def _role(scene: Scene) -> str | None:
    """What it rests on: that the target is the debtor, or had the role in it on the day that is named."""
    role = scene.told("basisRole")
    if role == "DEBTOR":
        return None if scene.target.debtor else "not a judgment debtor of this case; allowed: one of them"
    if not scene.target.is_person:
        return f"{role} is a person; allowed: a person, or DEBTOR"
    if role not in BY_REGISTER or role in scene.target.held or is_found(scene, f"FORMER_{role}"):
        return None
    return (
        f"no register has it as {BY_REGISTER[role]} of a judgment debtor of this case both on"
        f" {scene.told('roleOn')} and today; allowed: who is it still, or a former one by a finding of the court"
    )
