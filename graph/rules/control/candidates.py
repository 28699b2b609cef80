"""Who may control a company: all claims, put together by those they speak of, best first, with what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain as all_of
from itertools import islice
from typing import Final

from graph.rules.control.by_clue import by_clue
from graph.rules.control.by_supposing import by_assertion, by_kin
from graph.rules.control.by_votes import by_votes
from graph.rules.control.candidate import Candidates, ControllerCandidate, Group
from graph.rules.control.control import Control
from graph.rules.control.lacks import missing, possible, weak
from graph.rules.control.question import Claim, Question
from graph.rules.control.sentences import SENTENCES, Tier, Why
from graph.rules.control.sole import Stop, stop
from graph.rules.control.ties import Office, Subject

_RANK: Final = {why: rank for rank, why in enumerate(Why)}
_TIERS: Final = {tier: rank for rank, tier in enumerate(Tier)}


def controller_candidates(control: Control, company: Subject) -> Candidates:
    """Ranked candidates for the actual controller of `company` (公司法 265, 上市公司收购管理办法 84).

    At most `Limits.candidates`, those of the strongest tiers. Deterministic: equal ranks are ordered by subject.
    """
    question = Question(control, company)
    claims = list(all_of(by_votes(question), by_assertion(question), by_kin(question), by_clue(question)))
    found = sorted((_candidate(question, group) for group in _by_subjects(claims)), key=_rank)
    most = control.limits.candidates
    return Candidates(
        company=company,
        candidates=tuple(found[:most]),
        possible=tuple(islice(possible(question), most)),
        former_officers=tuple(sorted(_former(question), key=_by_day)),
        missing=tuple(islice(missing(question, claims), control.limits.told)),
        truncated=not question.complete or len(found) > most,
    )


def _by_subjects(claims: Iterable[Claim]) -> Iterable[list[Claim]]:
    together: dict[tuple[tuple[Subject, ...], bool], list[Claim]] = {}
    for claim in claims:
        together.setdefault((claim.subjects, claim.group is Group.RELATIVES), []).append(claim)
    return together.values()


def _candidate(question: Question, claims: list[Claim]) -> ControllerCandidate:
    grounds = tuple(sorted((claim.ground for claim in claims), key=lambda ground: _RANK[ground.why]))
    subjects, ties = claims[0].subjects, question.control.ties
    ring = claims[0].group is Group.RING
    return ControllerCandidate(
        company=question.company,
        subjects=subjects,
        group=claims[0].group,
        tier=SENTENCES[grounds[0].why].tier,
        grounds=grounds,
        offices=tuple(
            sorted(
                (each for each in ties.offices if each.unit == question.company and each.holder in subjects),
                key=_by_day,
            )
        ),
        missing=tuple(weak(question.company, grounds)),
        stop=Stop.RING if ring else _stop(question, subjects[0]),
    )


def _rank(candidate: ControllerCandidate) -> tuple[int, float, int, tuple[Subject, ...]]:
    votes = max((ground.votes.lower for ground in candidate.grounds if ground.votes), default=0.0)
    return _TIERS[candidate.tier], -votes, -len(candidate.grounds), candidate.subjects


def _by_day(office: Office) -> tuple[str, str, str, str]:
    return office.until or "9999-12-31", office.since or "", office.holder, office.role


def _former(question: Question) -> Iterator[Office]:
    day = question.control.ties.day
    for office in question.control.ties.offices:
        if office.unit == question.company and office.until is not None and office.until <= day:
            yield office


def _stop(question: Question, subject: Subject) -> Stop:
    found = stop(question.control, subject)
    below = question.deep and found in (Stop.NO_MAJORITY, Stop.NO_REGISTER)
    return Stop.CUT if below or (question.work.over and found is Stop.NO_MAJORITY) else found
