"""Which measures of the catalogue a case orders, by its table and whom it meets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from graph.catalogue import Trigger, catalogue
from graph.catalogue.definitions import Edition
from graph.lifecycle.machine import Machine
from graph.lifecycle.scene import Target
from graph.model.measures import TargetType
from graph.rules.measures import LISTS, MeasureOrder, executions, refusal
from hub.errors import ErrorCode, HubError

MEASURES: Final = "measures"


def measures_of(machine: Machine, target: Target, facts: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Edition and codes: all that the decision leads to, or those that are named; nothing where none follow.

    Raises HubError GUARD_FAILED for a named one that may not be ordered, with rule, law and what is allowed.
    """
    if machine.trigger is None:
        return {}
    edition = catalogue().current(day)
    if edition is None:
        raise HubError(
            ErrorCode.GUARD_FAILED, f"no edition of the catalogue is in force on {day}", rule="EDITION", law=LISTS
        )
    trigger, met = machine.trigger, _met(target, facts)
    if trigger is None:
        return {}
    named = facts.get(MEASURES)
    if named is None:
        codes = dict.fromkeys(order.code for order in executions(trigger, met, edition, day))
        return {"edition": edition.name, MEASURES: list(codes)}
    for code in named:
        _check(edition, trigger, met, code, day)
    return {"edition": edition.name, MEASURES: list(dict.fromkeys(named))}


def executions_of(
    machine: Machine, target: Target, known: Mapping[str, Any], day: date
) -> tuple[tuple[MeasureOrder, str], ...]:
    """Each measure that the decision orders at each executor, with its legal basis.

    Raises HubError GUARD_FAILED for an edition under which nothing is ordered on that day.
    """
    edition = catalogue().edition(str(known.get("edition")))
    if edition is None or machine.trigger is None:
        return ()
    try:
        orders = executions(machine.trigger, _met(target, known), edition, day)
    except ValueError as refused:
        raise HubError(ErrorCode.GUARD_FAILED, str(refused), rule="EDITION", law=LISTS) from None
    basis = {(row.measure_code, row.mode): row.legal_basis for row in edition.definitions}
    return tuple(
        (order, basis[(order.code, order.mode)])
        for order in orders
        if order.code in known.get(MEASURES, ()) and order.mode is not None
    )


def _met(target: Target, facts: Mapping[str, Any]) -> TargetType:
    if facts.get("basisRole") not in (None, "DEBTOR"):
        return TargetType.RESPONSIBLE_PERSON
    return TargetType.NATURAL_PERSON if target.is_person else TargetType.UNIT


def _check(edition: Edition, trigger: Trigger, met: TargetType, code: str, day: date) -> None:
    """Whether some executor may carry it out; else why the first that it names may not, or why it is no code."""
    rows = edition.rows(code)
    executors = dict.fromkeys(each for row in rows for each in row.executor_types) or {"": None}
    refusals = [
        refusal(
            MeasureOrder(edition=edition.name, code=code, executor=each, target=met, trigger=trigger, day=day),
            catalogue(),
        )
        for each in executors
    ]
    if None not in refusals:
        why = refusals[0]
        assert why is not None
        raise HubError(ErrorCode.GUARD_FAILED, f"{MEASURES}: {why.reason}", rule=why.rule.value, law=why.law)
