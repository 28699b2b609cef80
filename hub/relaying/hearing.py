"""What an agency's answer to a message means: pure.

arrived    2xx, or 409 that names our message. Where the mapping reads an acknowledgement, that is a report
again      no answer, a fault of theirs, of our address or credentials, or an answer that says nothing we know:
           nothing counts as carried out because its code is new
dead       they will not take it, or not the end of a measure: a human has to look
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from adapters.agencies.bodies import BadBody, parsed
from adapters.agencies.instructions import AgencyAnswer
from adapters.agencies.mapping import AgencyMapping, Answered, Write
from adapters.agencies.pages import UnreadablePage
from adapters.agencies.writing import read_answers
from adapters.protocols.answer import DONE, Answer, Outcome
from graph.rules.days import legal_day
from hub.cases.instructing import ENDS

DELIVERED: Final = "DELIVERED"
DUPLICATE: Final = "DUPLICATE"
# Of one message after another they are a fault of our address or credentials, and no message's: its line waits.
_NOT_THE_MESSAGE: Final = frozenset({401, 403, 404, 410})


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """An event of the instruction's table (`graph.lifecycle.instruction`), with what it brings."""

    event: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    remark: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrived:
    how: str  # DELIVERED or DUPLICATE
    report: Report | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Again:
    reason: str
    asked_seconds: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Dead:
    reason: str


Heard = Arrived | Again | Dead


def outcome_of(answer: Answer) -> Outcome:
    """As a circuit counts it."""
    if answer.outcome is Outcome.REJECTED and answer.status in _NOT_THE_MESSAGE:
        return Outcome.BROKEN
    return answer.outcome


def heard_in(mapping: AgencyMapping, write: Write, key: str, message: str, answer: Answer, today: date) -> Heard:
    """`key` is the message's id, under which it was sent; `today` the legal day."""
    outcome, reason = outcome_of(answer), _reason(answer)
    if outcome is Outcome.REJECTED:
        return Dead(reason=reason)
    if outcome not in DONE:
        return Again(reason=reason, asked_seconds=answer.retry_after_seconds)
    if outcome is Outcome.DUPLICATE:
        return Arrived(how=DUPLICATE)
    if write.acknowledgement is None or not answer.body:
        return _unread(mapping) or Arrived(how=DELIVERED)
    try:
        told = parsed(mapping.writing, answer.body)
    except BadBody as error:
        return Again(reason=f"its answer: {error}")
    try:
        read = read_answers(mapping, write, write.acknowledgement, told, frozenset({key}), today)
    except UnreadablePage as error:
        return Again(reason=f"its answer: {error.reason}")
    if read.refused:
        refused = read.refused[0]
        return Again(reason=f"its answer: {refused.field}: {refused.value}: {refused.reason}")
    return _report(read.answers[0], message, today)


def _unread(mapping: AgencyMapping) -> Again | None:
    """An empty answer, of an agency that says in it whether it worked."""
    at = mapping.writing.text("status_at")
    return Again(reason=f"its answer is empty; allowed: one with {at}") if at else None


def _report(answer: AgencyAnswer, message: str, today: date) -> Heard:
    ends = message in ENDS
    on = _day(answer.on, today)
    match answer.status:
        case Answered.ACKNOWLEDGED:
            return Arrived(how=DELIVERED, report=None if ends else Report(event="ACKNOWLEDGE"))
        case Answered.EXECUTED if ends:
            return Arrived(how=DELIVERED, report=Report(event="CONFIRM_LIFT", facts={"liftExecutedOn": on}))
        case Answered.EXECUTED:
            return Arrived(how=DELIVERED, report=Report(event="EXECUTE", facts={"executedOn": on}))
    if ends:
        # No state of an instruction says that its end was refused: nothing is left but to ask them.
        return Dead(reason=f"{answer.status}: {answer.reason}")
    if answer.status is Answered.OBJECTED:
        return Arrived(how=DELIVERED, report=Report(event="OBJECT", facts={"objection": answer.reason}))
    # Why, they say in words of their own; no mapping has a code for it.
    returned = Report(event="RETURN", facts={"returnReason": "OTHER"}, remark=answer.reason)
    return Arrived(how=DELIVERED, report=returned)


def _day(on: str | None, today: date) -> str:
    if on is None:
        return today.isoformat()
    return on if "T" not in on else legal_day(datetime.fromisoformat(on))


def _reason(answer: Answer) -> str:
    status = "" if answer.status is None else f"{answer.status} "
    return f"{answer.outcome} {status}{answer.reason}".strip()
