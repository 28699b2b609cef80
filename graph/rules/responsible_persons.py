"""On what a person is held to be behind a unit: a register or a court's finding, never what was computed.

法释〔2015〕17号 第3条 names four kinds of responsible person. Offices are in registers; who is directly
responsible or controls the unit only a court finds. Candidates of an algorithm are clues.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from graph.model.declare import Grade
from graph.rules.measures import Refusal, Rule

LAW: Final = "法释〔2015〕17号 第3条"

GROUNDS: Final[Mapping[str, tuple[Grade, ...]]] = MappingProxyType(
    {
        "LEGAL_REPRESENTATIVE": (Grade.A, Grade.B),
        "PRINCIPAL_OFFICER": (Grade.A, Grade.B),
        "DIRECTLY_RESPONSIBLE": (Grade.B,),
        "ACTUAL_CONTROLLER": (Grade.B,),
    }
)
"""By the role on whose ground a person is met (`basisRole`): the grades of evidence that it may rest on."""

_NAMES: Final[Mapping[Grade, str]] = {Grade.A: "a register (A)", Grade.B: "a court's finding (B)"}


def finding_refusal(role: str, grade: Grade) -> Refusal | None:
    """Why evidence of that grade makes nobody a responsible person in that role; None where it does."""
    if role not in GROUNDS:
        reason = f"no role of a responsible person; allowed: {', '.join(GROUNDS)}"
        return Refusal(rule=Rule.FINDING, reason=reason, law=LAW)
    if grade not in GROUNDS[role]:
        allowed = ", ".join(_NAMES[each] for each in GROUNDS[role])
        return Refusal(rule=Rule.FINDING, reason=f"{role} on evidence {grade}; allowed: {allowed}", law=LAW)
    return None
