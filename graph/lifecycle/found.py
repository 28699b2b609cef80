"""Whether a finding of the court stands behind a measure: of that kind, for that person and day, in that file.

What was computed is none: only a finding that was decided and served counts, until it is withdrawn. An objection
does not suspend it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph.lifecycle.machine import Guard
from graph.lifecycle.scene import Scene

FINDING: Final = "JUDICIAL_FINDING"
IN_FORCE: Final = ("SERVED", "OBJECTED")


def role_day(law: str) -> Guard:
    """Whom a measure meets in a role it meets for a day; a debtor it meets as such."""
    return Guard(rule="ROLE_ON", law=law, check=_role_day)


def is_found(scene: Scene, role: str) -> bool:
    """Whether the target is found to have the role on the day that the case names (`roleOn`)."""
    return bool(_of(scene, role))


def found_in(scene: Scene, role: str) -> set[str]:
    """Ids of the debtors of the file in which it is found to have it; none for whoever obstructs from outside."""
    return {each["roleIn"] for each in _of(scene, role) if each.get("roleIn") is not None}


def _of(scene: Scene, role: str) -> list[Mapping[str, Any]]:
    """The findings that count."""
    day, decided = scene.told("roleOn"), scene.told("decidedOn") or scene.told("issuedOn")
    return [
        each
        for each in scene.beside.get(FINDING, ())
        if day is not None
        and each["state"] in IN_FORCE
        # No decision rests on what was found later.
        and (decided is None or each.get("servedOn", "") <= decided)
        and each["target"] == scene.target.id
        and each["role"] == role
        and each["roleOn"] <= day <= each.get("roleUntil", each["roleOn"])
        and (each.get("roleIn") is None or each["roleIn"] in scene.target.debtors)
    ]


def _role_day(scene: Scene) -> str | None:
    named, needed = scene.told("roleOn") is not None, scene.told("basisRole") != "DEBTOR"
    if named is needed:
        return None
    return (
        "roleOn is missing; allowed: the day of the role, relevant to the debt"
        if needed
        else "roleOn: DEBTOR has no such day; allowed: none"
    )
