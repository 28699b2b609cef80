"""The gate before a measure on an enterprise: an assessment of its economic impact that counts, of that stage.

It informs and does not veto: whatever the rating, the act may follow. Which acts need one is data
(`graph.catalogue.impact_gate`). In an emergency the president may let the act go first, for as long as the limit
of the back-filling runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from graph.catalogue.impact_gate import Gate, gate_of
from graph.lifecycle.found import found_in
from graph.lifecycle.machine import Guard
from graph.lifecycle.scene import Scene

ASSESSMENT: Final = "IMPACT_ASSESSMENT"
ENTERPRISE: Final = "COMPANY"
BACKFILL: Final = "IMPACT_OVERRIDE_BACKFILL"


def assessed(act: str) -> Guard:
    """That each enterprise which the act meets was assessed. Raises LookupError for an act without a row."""
    gate = gate_of(act)
    return Guard(rule="IMPACT_ASSESSMENT", law=str(gate.law), check=lambda scene: _missing(scene, gate))


def counts(scene: Scene, each: Mapping[str, Any]) -> bool:
    """Whether an assessment counts now: approved and not expired, or overridden and still to be filled in."""
    if each["state"] == "VALID":
        return str(each["validUntil"]) >= scene.today.isoformat()
    since = each.get("overriddenAt")
    if each["state"] not in ("OVERRIDDEN", "COURT_RATED") or since is None or scene.now is None:
        return False
    return scene.now < scene.due(BACKFILL, datetime.fromisoformat(since)).at


def _missing(scene: Scene, gate: Gate) -> str | None:
    if not gate.required:
        return None
    counting = {
        each["target"]
        for each in scene.beside.get(ASSESSMENT, ())
        if each["stage"] == gate.stage and counts(scene, each)
    }
    if _enterprises(scene, gate) <= counting:
        return None
    return (
        f"no assessment of economic impact at stage {gate.stage} counts for the enterprise in this file; allowed:"
        " once one was approved, or by the president's override with its reason"
    )


def _enterprises(scene: Scene, gate: Gate) -> set[str]:
    """The target itself; where the act is one against heads, those that the person heads or answers for."""
    target = scene.target
    if not target.is_person:
        return {target.id} if target.kind == ENTERPRISE else set()
    if not gate.heads:
        return set()
    behind = target.heads | found_in(scene, scene.told("basisRole"))
    return {id_ for id_ in behind if target.debtors.get(id_) == ENTERPRISE}
