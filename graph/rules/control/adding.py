"""Which grounds for adding a debtor may apply to a tie, what is still open, and by when each step is due."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from graph.rules.control.conditions import READINGS, Answer, Condition, Debtor, Form, Link
from graph.rules.control.grounds import GROUNDS, GroundRow, Remedy


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """Days of the procedure (变更追加规定 28, 30, 32)."""

    ruling_days: int = field(default=60, metadata={"basis": "变更追加规定 28(3)"})
    review_days: int = field(default=10, metadata={"basis": "变更追加规定 30"})
    suit_days: int = field(default=15, metadata={"basis": "变更追加规定 32"})


@dataclass(frozen=True, kw_only=True, slots=True)
class MayApply:
    """A ground that nothing known speaks against. `open` is what is not known yet, to be proved by `row.prover`;
    `form_open`: the debtor's form is not known. Whether the ground holds is for the court.
    """

    row: GroundRow
    link: Link
    open: tuple[Condition, ...]
    form_open: bool

    def to_prove(self) -> tuple[tuple[str, str], ...]:
        """All that must hold, in English and in Chinese."""
        return tuple((READINGS[each].en, READINGS[each].zh) for each in self.row.conditions)


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadlines:
    """Last days, ISO; None where there is none or the event has not happened.

    Counted in calendar days from the day after the event; moving a last day off a holiday (民事诉讼法 85) is
    for the caller's calendar.
    """

    ruling_by: str | None
    remedy: Remedy
    remedy_by: str | None


def grounds(debtor: Debtor, link: Link) -> tuple[MayApply, ...]:
    """The grounds under which the party of `link` may be added, or its property enforced against, in their order.

    Empty for a tie that is no ground, as being actual controller.
    """
    found = []
    for row in GROUNDS:
        form_open = debtor.form in (None, Form.OTHER)
        if link.position not in row.positions or not (form_open or debtor.form in row.forms):
            continue
        answers = {each: READINGS[each].holds(debtor, link) for each in row.conditions}
        if Answer.NO not in answers.values():
            still = tuple(each for each, answer in answers.items() if answer is Answer.UNKNOWN)
            found.append(MayApply(row=row, link=link, open=still, form_open=form_open))
    return tuple(found)


def deadlines(
    row: GroundRow, applied_on: str | None, served_on: str | None, times: Times | None = None
) -> Deadlines:
    """By when the court rules on an application received on `applied_on`, and until when the remedy against a
    ruling served on `served_on` is open. A president may give the court longer.
    """
    times = times or Times()
    days = {Remedy.REVIEW: times.review_days, Remedy.SUIT: times.suit_days}.get(row.remedy)
    return Deadlines(
        ruling_by=None if row.remedy is Remedy.NONE else _after(applied_on, times.ruling_days),
        remedy=row.remedy,
        remedy_by=None if days is None else _after(served_on, days),
    )


def _after(day: str | None, days: int) -> str | None:
    return None if day is None else (date.fromisoformat(day) + timedelta(days=days)).isoformat()
