"""Whether a measure of joint punishment may be ordered: an edition's rows, and what no row can allow.

国办发〔2020〕49号: only what a law or a policy of the centre names, on its terms; nothing is added or extended;
banks, associations and media are informed, never compelled. 法发〔2019〕35号: a listing does not reach the persons
behind a unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

from graph.catalogue.definitions import PROPAGATING, Catalogue, Edition, MeasureDefinition, Trigger
from graph.catalogue.executors import executor_types, is_bound
from graph.model.measures import Mode, TargetType

LISTS: Final = "国办发〔2020〕49号"
GOOD_FAITH: Final = "法发〔2019〕35号"

_Rows: TypeAlias = tuple[MeasureDefinition, ...]


class Rule(StrEnum):
    """What an order broke."""

    EDITION = "EDITION"
    IN_CATALOGUE = "IN_CATALOGUE"
    EXECUTOR = "EXECUTOR"
    DUTY_BOUND = "DUTY_BOUND"
    NOT_BEHIND_A_UNIT = "NOT_BEHIND_A_UNIT"
    IN_FORCE = "IN_FORCE"
    NO_MEASURE = "NO_MEASURE"
    TRIGGER = "TRIGGER"
    TARGET = "TARGET"
    MODE = "MODE"
    FINDING = "FINDING"


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureOrder:
    """A measure of an edition, at a type of executor, against a type of target, from a decision, on a legal day.

    `mode` is None for whichever the edition has.
    """

    edition: str
    code: str
    executor: str
    target: TargetType
    trigger: Trigger
    day: date
    mode: Mode | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """`reason` says what is allowed and repeats no text that is in no closed set."""

    rule: Rule
    reason: str
    law: str


def refusal(order: MeasureOrder, catalogue: Catalogue) -> Refusal | None:
    """Why the measure may not be ordered; None where it may."""
    edition = catalogue.edition(order.edition)
    if edition is None:
        known = ", ".join(each.name for each in catalogue.editions if each.in_force_from is not None)
        return Refusal(rule=Rule.EDITION, reason=f"no such edition of the catalogue; allowed: {known}", law=LISTS)
    return _refusal_under(edition, order)


def executions(trigger: Trigger, target: TargetType, edition: Edition, day: date) -> tuple[MeasureOrder, ...]:
    """What a decision of that kind against such a target leads to: each measure at each executor in its mode.

    In the order of the edition. Raises ValueError for an edition under which nothing is ordered on that day.
    """
    if (refused := _edition_refusal(edition, day)) is not None:
        raise ValueError(refused.reason)
    orders = (
        MeasureOrder(
            edition=edition.name,
            code=row.measure_code,
            executor=executor,
            target=target,
            trigger=trigger,
            day=day,
            mode=row.mode,
        )
        for row in edition.definitions
        for executor in row.executor_types
    )
    return tuple(dict.fromkeys(each for each in orders if _refusal_under(edition, each) is None))


def _refusal_under(edition: Edition, order: MeasureOrder) -> Refusal | None:
    """The first step of the table that leaves none of the code's rows."""
    if (refused := _edition_refusal(edition, order.day)) is not None:
        return refused
    rows = edition.rows(order.code)
    if not rows:
        reason = f"no measure of edition {edition.name}; allowed: {_words(edition.measures)}"
        return Refusal(rule=Rule.IN_CATALOGUE, reason=reason, law=LISTS)
    for step in _STEPS:
        left = tuple(row for row in rows if step.holds(row, order))
        if not left:
            law = step.law or "; ".join(dict.fromkeys(row.legal_basis for row in rows))
            return Refusal(rule=step.rule, reason=f"{order.code}: {step.reason(rows, order)}", law=law)
        rows = left
    return None


def _edition_refusal(edition: Edition, day: date) -> Refusal | None:
    if edition.in_force_from is None:
        reason = f"{edition.name} is only read: what was issued under it stays; allowed: an edition in force"
    elif day < edition.in_force_from:
        reason = f"{edition.name} is not in force on {day}; allowed: from {edition.in_force_from}"
    else:
        return None
    return Refusal(rule=Rule.EDITION, reason=reason, law=LISTS)


class _Step(NamedTuple):
    """A row passes if it `holds`; `reason` is told from the rows that came so far. Their own basis is the law."""

    rule: Rule
    holds: Callable[[MeasureDefinition, MeasureOrder], bool]
    reason: Callable[[_Rows, MeasureOrder], str]
    law: str | None = None


_STEPS: Final = (
    _Step(
        Rule.EXECUTOR,
        lambda row, order: order.executor in executor_types(),
        lambda rows, order: f"no such type of executor; allowed: {_executors(rows)}",
    ),
    # The two that no row can lift come before all that a row says.
    _Step(
        Rule.DUTY_BOUND,
        lambda row, order: order.mode != Mode.INSTRUCTION or is_bound(order.executor),
        lambda rows, order: _unbound(rows, order),
        LISTS,
    ),
    _Step(
        Rule.NOT_BEHIND_A_UNIT,
        lambda row, order: order.target != TargetType.RESPONSIBLE_PERSON or order.trigger in PROPAGATING,
        lambda rows, order: (
            f"{order.trigger} does not reach the persons behind a unit; allowed: {_words(PROPAGATING)}"
        ),
        GOOD_FAITH,
    ),
    _Step(
        Rule.IN_FORCE,
        lambda row, order: row.in_force(order.day),
        lambda rows, order: f"not in force on {order.day}; allowed: {_words(map(_span, rows))}",
    ),
    _Step(
        Rule.NO_MEASURE,
        lambda row, order: row.reversible or order.trigger == Trigger.REFERRAL,
        lambda rows, order: f"a referral that nothing undoes, and no measure; allowed: {Trigger.REFERRAL}",
    ),
    _Step(
        Rule.TRIGGER,
        lambda row, order: row.trigger == order.trigger,
        lambda rows, order: (
            f"does not follow from {order.trigger}; allowed: {_words(row.trigger for row in rows if row.trigger)}"
        ),
    ),
    _Step(
        Rule.EXECUTOR,
        lambda row, order: order.executor in row.executor_types,
        lambda rows, order: f"{order.executor} does not carry it out; allowed: {_executors(rows)}",
    ),
    _Step(
        Rule.TARGET,
        lambda row, order: row.may_meet(order.target, order.executor),
        lambda rows, order: f"{order.target} is not met by it at {order.executor}; allowed: {_met(rows, order)}",
    ),
    _Step(
        Rule.MODE,
        lambda row, order: order.mode in (None, row.mode),
        lambda rows, order: f"not as {order.mode}; allowed: {_words(row.mode for row in rows)}",
    ),
    # An order that names no mode: the row's own may not bind either.
    _Step(
        Rule.DUTY_BOUND,
        lambda row, order: row.mode != Mode.INSTRUCTION or is_bound(order.executor),
        lambda rows, order: _unbound(rows, order),
        LISTS,
    ),
)


def _unbound(rows: _Rows, order: MeasureOrder) -> str:
    here = (row.mode for row in rows if order.executor in row.executor_types)
    allowed = _words(mode for mode in here if mode != Mode.INSTRUCTION)
    return f"{order.executor} is bound by no instruction; allowed: {allowed}"


def _executors(rows: _Rows) -> str:
    return _words(each for row in rows for each in row.executor_types)


def _met(rows: _Rows, order: MeasureOrder) -> str:
    return _words(each for each in TargetType if any(row.may_meet(each, order.executor) for row in rows))


def _span(row: MeasureDefinition) -> str:
    return f"from {row.valid_from}" + (f" until before {row.valid_to}" if row.valid_to else "")


def _words(each: Iterable[str]) -> str:
    """Each once, in order."""
    return ", ".join(dict.fromkeys(each)) or "none"
