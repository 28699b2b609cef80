"""What is wrong in the data, told beside the answer. The rest of the answer stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """
    OVER_FULL_REGISTER    shares add up to more than the whole: each counts as anything from 0 to what is stated
    CLOSED_RING           companies that hold one another wholly: nobody outside has anything of them
    NEARLY_CLOSED_RING    less than a millionth of a ring is held from outside: who has the ring cannot be told
    """

    OVER_FULL_REGISTER = "OVER_FULL_REGISTER"
    CLOSED_RING = "CLOSED_RING"
    NEARLY_CLOSED_RING = "NEARLY_CLOSED_RING"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """The companies concerned, in order, and the caller's references of all rows that add up to the fault."""

    kind: FaultKind
    companies: tuple[str, ...]
    facts: tuple[object, ...]
