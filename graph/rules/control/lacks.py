"""What is not known: who might have a majority, what an answer rests on that is weak, what no register says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.model.declare import Grade
from graph.rules.control.candidate import Ground, Lack, Missing, Possible
from graph.rules.control.coalition import Coalition
from graph.rules.control.question import Claim, Question
from graph.rules.control.sentences import Tier
from graph.rules.control.sides import CONCERT_GRADES
from graph.rules.control.sole import upstream
from graph.rules.control.ties import End, Fact, Holding, Subject, Tie
from graph.rules.control.votes import WHOLE, Votes, above, rounded


def possible(question: Question) -> Iterator[Possible]:
    """Sides that could fill the majority out of unknown shares; nobody where one has it for certain."""
    votes, company, sides = question.votes, question.company, question.sides
    vote = question.vote(company, sides)
    if vote is None or vote.tier is Tier.MAJORITY or not votes.loose:
        return
    within = upstream(votes, company, question.work, depth=question.thresholds.depth)
    tried: set[Subject] = set()
    for each in within:
        side = sides.key(each)
        if side in tried or each == company or not _may_begin(question, side, within):
            continue
        tried.add(side)
        heads = question.behind(each, company, sides)
        reached = Coalition(votes, question.thresholds, question.work, upper=True, within=within)
        if heads and reached.join(sides.parties(each) or heads, until={company}):
            yield Possible(subjects=heads, votes=votes.share(company, votes.of_coalition(company, reached)))


def _may_begin(question: Question, side: Subject, within: dict[Subject, int]) -> bool:
    """Whether some stakes of the side may be the majority of a company: without one nothing follows."""
    votes = question.votes
    members = set(question.sides.of(side))
    held = dict.fromkeys(company for each in members for company in votes.out.get(each, ()) if company in within)
    return any(
        above(votes.possible(company, votes.of_coalition(company, members)), question.thresholds.majority)
        for company in held
    )


def weak(company: Subject, grounds: Iterable[Ground]) -> Iterator[Missing]:
    """What the grounds of a candidate rest on that is weak."""
    ties = dict.fromkeys(tie for ground in grounds for tie in ground.all_ties)
    for lack, found in (
        (Lack.UNKNOWN_SHARE, [tie for tie in ties if _unknown(tie)]),
        (Lack.OWN_STATEMENT, [tie for tie in ties if tie.grade is Grade.C]),
        (Lack.NO_DOCUMENT, [tie for tie in ties if getattr(tie, "document", "") is None]),
    ):
        if found:
            yield Missing(lack=lack, subject=company, facts=_facts(found))


def missing(question: Question, claims: Iterable[Claim]) -> Iterator[Missing]:
    """What is not known of the company, of who stands behind its holders, and of the companies on the paths."""
    votes, ties, company = question.votes, question.control.ties, question.company
    concerned = _concerned(question, claims)
    for subject in concerned:
        kind = votes.kind(subject)
        if subject in ties.cut:
            yield Missing(lack=Lack.NOT_FETCHED, subject=subject)
        elif subject in votes.register:
            yield from _missing_in_register(votes, subject)
        elif kind is End.COMPANY or subject == company:
            yield Missing(lack=Lack.NO_REGISTER, subject=subject)
        elif kind is End.UNKNOWN:
            yield Missing(lack=Lack.UNKNOWN_HOLDER, subject=subject)
    if not question.complete and company not in ties.cut:
        yield Missing(lack=Lack.NOT_FETCHED, subject=company)
    boards = [tie for tie in ties.appointments if tie.company == company and tie.board.lower != tie.board.upper]
    if boards:
        yield Missing(lack=Lack.UNKNOWN_BOARD, subject=company, facts=_facts(boards))
    inferred: list[Tie] = [tie for tie in votes.left_out if tie.held in concerned]
    inferred += [
        tie
        for tie in ties.concerts
        if tie.grade not in CONCERT_GRADES and not concerned.keys().isdisjoint(tie.members)
    ]
    if inferred:
        yield Missing(lack=Lack.INFERRED, subject=company, facts=_facts(inferred))


def _concerned(question: Question, claims: Iterable[Claim]) -> dict[Subject, None]:
    """The company first, its holders, who stands behind them, the companies on the paths."""
    concerned = {question.company: None}
    for holder in sorted(question.votes.register.get(question.company, ())):
        concerned[holder] = None
        concerned |= dict.fromkeys(question.sides.tops(holder))
    for claim in claims:
        concerned |= dict.fromkeys(step.company for step in claim.ground.path)
    return concerned


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


def _unknown(tie: Tie) -> bool:
    return isinstance(tie, Holding) and tie.votes.lower != tie.votes.upper


def _facts(ties: Iterable[Tie]) -> tuple[Fact, ...]:
    return tuple(tie.fact for tie in ties)
