"""Which measures of the catalogue a case orders, by its table and whom it meets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from graph.catalogue import EDITION, measure_definitions
from graph.lifecycle.machine import Machine
from graph.lifecycle.scene import Target


def measures_of(machine: Machine, target: Target, facts: Mapping[str, Any], day: date) -> dict[str, Any]:
    if facts.get("measures"):
        return {"edition": EDITION}
    role = facts.get("basisRole") or "DEBTOR"
    kind = "RESPONSIBLE_PERSON" if role != "DEBTOR" else "NATURAL_PERSON" if target.is_person else "UNIT"
    consumption = machine.kind == "RESTRICTION"
    codes = [
        row.measure_code
        for row in measure_definitions()
        if kind in row.target_types and row.measure_code.startswith("JP-70") is consumption
    ]
    return {"edition": EDITION, "measures": codes}
