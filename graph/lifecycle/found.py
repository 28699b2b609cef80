"""Whether a finding of the court stands behind a measure: of that kind, for that person and day, in that file.

What was computed is none: only a finding that was decided and served counts, until it is withdrawn. An objection
does not suspend it.
"""

from __future__ import annotations

from typing import Final

from graph.lifecycle.machine import Guard
from graph.lifecycle.scene import Scene

FINDING: Final = "JUDICIAL_FINDING"
IN_FORCE: Final = ("SERVED", "OBJECTED")


def role_day(law: str) -> Guard:
    """Whom a measure meets in a role it meets for a day; a debtor it meets as such."""
    return Guard(rule="ROLE_ON", law=law, check=_role_day)


def is_found(scene: Scene, role: str) -> bool:
    """Whether the target is found to have the role on the day that the case names (`roleOn`)."""
    day = scene.told("roleOn")
    return day is not None and any(
        each["state"] in IN_FORCE
        and each["target"] == scene.target.id
        and each["role"] == role
        and each["roleOn"] <= day <= each.get("roleUntil", each["roleOn"])
        and (each.get("roleIn") is None or each["roleIn"] in scene.target.debtors)
        for each in scene.beside.get(FINDING, ())
    )


def _role_day(scene: Scene) -> str | None:
    named, needed = scene.told("roleOn") is not None, scene.told("basisRole") != "DEBTOR"
    if named is needed:
        return None
    return (
        "roleOn is missing; allowed: the day of the role, relevant to the debt"
        if needed
        else "roleOn: DEBTOR has no such day; allowed: none"
    )
