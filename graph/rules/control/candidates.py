"""Who may control a company: all claims, put together by those they speak of, best first, with what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain as all_of
from itertools import islice
from typing import Final

from graph.model.declare import Grade
from graph.rules.control.by_clue import by_clue
from graph.rules.control.by_supposing import by_assertion, by_kin
from graph.rules.control.by_votes import by_votes
from graph.rules.control.candidate import Candidates, ControllerCandidate, Ground, Group, Lack, Missing, Possible
from graph.rules.control.coalition import Coalition
from graph.rules.control.question import Claim, Question
from graph.rules.control.sentences import SENTENCES, Tier, Why
from graph.rules.control.sides import CONCERT_GRADES
from graph.rules.control.sole import Stop, stop
from graph.rules.control.thresholds import Limits, Thresholds
from graph.rules.control.ties import End, Fact, Holding, Office, Subject, Tie
from graph.rules.control.votes import WHOLE, Votes, rounded

_RANK: Final = {why: rank for rank, why in enumerate(Why)}
_TIERS: Final = {tier: rank for rank, tier in enumerate(Tier)}


def controller_candidates(
    votes: Votes, company: Subject, thresholds: Thresholds | None = None, limits: Limits | None = None
) -> Candidates:
    """Ranked candidates for the actual controller of `company` (公司法 265, 上市公司收购管理办法 84).

    At most `Limits.candidates`, those of the strongest tiers. Deterministic: equal ranks are ordered by subject.
    """
    question = Question.ask(votes, company, thresholds or Thresholds(), limits or Limits())
    claims = list(all_of(by_votes(question), by_assertion(question), by_kin(question), by_clue(question)))
    found = sorted((_candidate(question, group) for group in _by_subjects(claims)), key=_rank)
    most = question.limits.candidates
    return Candidates(
        company=company,
        candidates=tuple(found[:most]),
        possible=tuple(islice(_possible(question), most)),
        former_officers=tuple(sorted(_former(question), key=_by_day)),
        missing=tuple(islice(_missing(question), question.limits.told)),
        truncated=not question.complete or len(found) > most,
    )


def _by_subjects(claims: Iterable[Claim]) -> Iterable[list[Claim]]:
    together: dict[tuple[tuple[Subject, ...], bool], list[Claim]] = {}
    for claim in claims:
        together.setdefault((claim.subjects, claim.group is Group.RELATIVES), []).append(claim)
    return together.values()


def _candidate(question: Question, claims: list[Claim]) -> ControllerCandidate:
    grounds = tuple(sorted((claim.ground for claim in claims), key=lambda ground: _RANK[ground.why]))
    subjects, ties = claims[0].subjects, question.votes.ties
    first = subjects[0]
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
        missing=tuple(_weak(question, grounds)),
        stop=Stop.RING if ring else stop(question.votes, first, cut=not question.complete),
    )


def _rank(candidate: ControllerCandidate) -> tuple[int, float, int, tuple[Subject, ...]]:
    votes = max((ground.votes.lower for ground in candidate.grounds if ground.votes), default=0.0)
    return _TIERS[candidate.tier], -votes, -len(candidate.grounds), candidate.subjects


def _by_day(office: Office) -> tuple[str, str, str, str]:
    return office.until or "9999-12-31", office.since or "", office.holder, office.role


def _former(question: Question) -> Iterator[Office]:
    day = question.votes.ties.day
    for office in question.votes.ties.offices:
        if office.unit == question.company and office.until is not None and office.until <= day:
            yield office


def _possible(question: Question) -> Iterator[Possible]:
    """Sides that could fill the majority out of unknown shares; nobody where one has it for certain."""
    votes, company, sides = question.votes, question.company, question.sides
    vote = question.vote(company, sides)
    if vote is None or vote.tier is Tier.MAJORITY:
        return
    tried: set[Subject] = set()
    for each in question.upstream.within:
        side = sides.key(each)
        if side in tried or each == company:
            continue
        tried.add(side)
        heads = question.behind(each, company, sides)
        reached = Coalition(votes, question.thresholds, question.work, upper=True, within=question.upstream.within)
        if heads and reached.join(sides.parties(each) or heads, until={company}):
            holders = [holder for holder in votes.register[company] if holder in reached and holder != company]
            yield Possible(subjects=heads, votes=votes.share(company, votes.of_coalition(company, holders)))


def _weak(question: Question, grounds: Iterable[Ground]) -> Iterator[Missing]:
    """What the grounds of a candidate rest on that is weak."""
    ties = dict.fromkeys(tie for ground in grounds for tie in ground.all_ties)
    for lack, weak in (
        (Lack.UNKNOWN_SHARE, [tie for tie in ties if _unknown(tie)]),
        (Lack.OWN_STATEMENT, [tie for tie in ties if tie.grade is Grade.C]),
        (Lack.NO_DOCUMENT, [tie for tie in ties if getattr(tie, "document", "") is None]),
    ):
        if weak:
            yield Missing(lack=lack, subject=question.company, facts=_facts(weak))


def _unknown(tie: Tie) -> bool:
    return isinstance(tie, Holding) and tie.votes.lower != tie.votes.upper


def _facts(ties: Iterable[Tie]) -> tuple[Fact, ...]:
    return tuple(tie.fact for tie in ties)


def _missing(question: Question) -> Iterator[Missing]:
    """What is not known of the company and of those above it, the company first."""
    votes, ties = question.votes, question.votes.ties
    for subject in question.upstream.within:
        kind = votes.kind(subject)
        if subject in ties.cut:
            yield Missing(lack=Lack.NOT_FETCHED, subject=subject)
        elif subject in votes.register:
            yield from _missing_in_register(votes, subject)
        elif kind is End.COMPANY or subject == question.company:
            yield Missing(lack=Lack.NO_REGISTER, subject=subject)
        elif kind is End.UNKNOWN:
            yield Missing(lack=Lack.UNKNOWN_HOLDER, subject=subject)
    if not question.complete and question.company not in ties.cut:
        yield Missing(lack=Lack.NOT_FETCHED, subject=question.company)
    boards = [
        tie for tie in ties.appointments if tie.company == question.company and tie.board.lower != tie.board.upper
    ]
    if boards:
        yield Missing(lack=Lack.UNKNOWN_BOARD, subject=question.company, facts=_facts(boards))
    inferred: list[Tie] = [tie for tie in votes.left_out if tie.held in question.upstream.within]
    inferred += [
        tie
        for tie in ties.concerts
        if tie.grade not in CONCERT_GRADES and not question.upstream.within.keys().isdisjoint(tie.members)
    ]
    if inferred:
        yield Missing(lack=Lack.INFERRED, subject=question.company, facts=_facts(inferred))


def _missing_in_register(votes: Votes, company: Subject) -> Iterator[Missing]:
    total = votes.total[company]
    if votes.excess(company):
        yield Missing(lack=Lack.REGISTER_OVERFULL, subject=company, facts=votes.facts(company))
    elif rounded(total.upper) < rounded(WHOLE):
        yield Missing(lack=Lack.REGISTER_INCOMPLETE, subject=company)
    unknown = [
        stake
        for holder in sorted(votes.register[company])
        for stake in votes.stakes[holder, company]
        if _unknown(stake)
    ]
    if unknown:
        yield Missing(lack=Lack.UNKNOWN_SHARE, subject=company, facts=_facts(unknown))
