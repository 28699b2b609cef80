"""Clues: what somebody does beside the company that makes him worth a look, and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain as all_of
from typing import Final

from graph.model.declare import Grade
from graph.rules.control.coalition import Coalition
from graph.rules.control.question import Claim, Question
from graph.rules.control.sentences import Why
from graph.rules.control.ties import Role


def by_clue(question: Question) -> Iterator[Claim]:
    """CLUE by each of the signals below. What the company itself controls gives none: it acts for its parent."""
    own = Coalition(question.votes, question.thresholds, question.work)
    own.join([question.company])
    claims = all_of.from_iterable(signal(question) for signal in _SIGNALS)
    return (claim for claim in claims if claim.subjects[0] not in own)


def _former_representatives(question: Question) -> Iterator[Claim]:
    day = question.control.ties.day
    since = years_before(day, question.thresholds.former_years)
    for tie in question.control.ties.offices:
        if tie.until is None or not since <= tie.until <= day or tie.role is not Role.LEGAL_REPRESENTATIVE:
            continue
        if _counts(tie.grade, tie.unit, question):
            yield question.claim((tie.holder,), Why.CLUE_FORMER_REPRESENTATIVE, ties=(tie,), until=tie.until)


def _guarantors(question: Question) -> Iterator[Claim]:
    for tie in question.control.ties.guarantees:
        if _counts(tie.grade, tie.debtor, question):
            yield question.claim((tie.guarantor,), Why.CLUE_GUARANTOR, ties=(tie,))


def _signatories(question: Question) -> Iterator[Claim]:
    for tie in question.control.ties.signatories:
        if _counts(tie.grade, tie.company, question):
            yield question.claim((tie.signatory,), Why.CLUE_SIGNATORY, ties=(tie,))


def _sharers(question: Question) -> Iterator[Claim]:
    for tie in question.control.ties.media:
        if _counts(tie.grade, tie.company, question) and tie.sharers <= question.thresholds.sharers:
            yield question.claim(
                (tie.subject,), Why.CLUE_SHARED, ties=(tie,), medium=tie.medium, sharers=tie.sharers
            )


def _counts(grade: Grade, company: str, question: Question) -> bool:
    return grade is not Grade.D and company == question.company and question.work.step()


_SIGNALS: Final[tuple[Callable[[Question], Iterator[Claim]], ...]] = (
    _former_representatives,
    _guarantors,
    _signatories,
    _sharers,
)


def years_before(day: str, years: int) -> str:
    """The same day some years before (ISO); of 29 February the 28th."""
    then = date.fromisoformat(day)
    try:
        return then.replace(year=then.year - years).isoformat()
    except ValueError:
        return then.replace(year=then.year - years, day=28).isoformat()
