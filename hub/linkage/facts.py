"""The facts behind an answer, as the schema names them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from graph.cypher.rows import FACT_GRADE, FACT_TYPE, FACT_VALID_FROM, FACT_VALID_TO
from graph.model.declare import OPEN_FROM, OPEN_TO
from hub.linkage.registers import Registers
from hub.read.view import fact_source


def facts_shown(slots: Iterable[object], registers: Registers) -> list[dict[str, Any]]:
    """Facts by the slots that the rules gave back."""
    return [fact_shown(registers.facts[str(slot)]) for slot in slots]


def shown_day(day: str) -> str | None:
    """A stored day; the sentinel of an open end is null."""
    return None if day in (OPEN_FROM, OPEN_TO) else day


def fact_shown(fact: list[Any]) -> dict[str, Any]:
    return {
        "relation": fact[FACT_TYPE],
        "grade": fact[FACT_GRADE],
        "validFrom": shown_day(fact[FACT_VALID_FROM]),
        "validTo": shown_day(fact[FACT_VALID_TO]),
        "source": fact_source(fact),
    }


class Between(Protocol):
    """A share between two fractions of 1."""

    @property
    def lower(self) -> float: ...

    @property
    def upper(self) -> float: ...


def share_shown(share: Between) -> dict[str, float]:
    return {"lower": share.lower, "upper": share.upper}


def fraction(exact: float | None, lower: float | None, upper: float | None) -> tuple[float, float]:
    """What a fact tells of a share, as the two ends between which it lies: unknown ones are 0 and 1."""
    if exact is not None:
        return exact, exact
    return lower if lower is not None else 0.0, upper if upper is not None else 1.0
