"""Candidates by ties that bind votes only if they are believed: contracts, nominees, kin.

Each is supposed on its own; if the company's votes then stand better for those it joins, that is the claim. So a
nominee with three per cent makes nobody a candidate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.rules.control.candidate import Group
from graph.rules.control.control import commander
from graph.rules.control.question import Claim, Question, Vote
from graph.rules.control.sentences import Tier, Why
from graph.rules.control.sides import Sides
from graph.rules.control.ties import Influence, Nominee, Subject

_ORDER = {Tier.MAJORITY: 0, Tier.PRESUMED: 1, None: 2}


def by_assertion(question: Question) -> Iterator[Claim]:
    """ASSERTED with a document, CLUE without one."""
    for tie, supposed in question.assertions():
        commands, commanded = commander(tie)
        if commands == question.company:
            continue
        if commanded != question.company:
            yield from _by_votes(question, tie, supposed)
        elif isinstance(tie, Influence):
            who = _behind(question, commands)
            why = Why.ASSERTED_CONTRACT if tie.document else Why.CLUE_CONTRACT
            yield question.claim(who, why, group=_group(who), ties=(tie,), document=tie.document)
        # a company that holds for somebody: that says nothing of who commands the company


def _by_votes(question: Question, tie: Influence | Nominee, supposed: Sides) -> Iterator[Claim]:
    commands, commanded = commander(tie)
    vote = _better(question, (commands,), supposed)
    if vote is None:
        return
    who = _behind(question, commands)
    why = _WHY[type(tie), bool(tie.document)]
    yield question.claim(
        who,
        why,
        group=_group(who),
        path=question.path(supposed.parties(commands) or who, question.company, supposed),
        ties=(tie, *question.sides.concerts(commands)),
        votes=vote.share,
        through=commanded,
        document=tie.document,
    )


_WHY = {
    (Influence, True): Why.ASSERTED_CONTRACT_ABOVE,
    (Influence, False): Why.CLUE_CONTRACT_ABOVE,
    (Nominee, True): Why.ASSERTED_NOMINEE,
    (Nominee, False): Why.CLUE_NOMINEE,
}


def _behind(question: Question, commands: Subject) -> tuple[Subject, ...]:
    return question.behind(commands, question.company, question.sides) or (commands,)


def _group(who: tuple[Subject, ...]) -> Group:
    return Group.CONCERT if len(who) > 1 else Group.NONE


def _better(question: Question, joined: Sequence[Subject], supposed: Sides) -> Vote | None:
    """The vote as supposed, where it puts the side of `joined` ahead of what any of them has without."""
    after = question.vote(question.company, supposed)
    if after is None or after.tier is None or not supposed.together(after.side, joined[0]):
        return None
    before = question.vote(question.company, question.sides)
    if before is None or _ORDER[after.tier] < _ORDER[before.tier]:
        return after
    return None if any(question.sides.together(before.side, each) for each in joined) else after


def by_kin(question: Question) -> Iterator[Claim]:
    """CLUE: relatives of different sides who would command the company if they voted together."""
    company, sides = question.company, question.sides
    register = question.votes.register.get(company, {})
    voting = {sides.key(holder) for holder in register if holder != company}
    for family, supposed in question.families():
        members = tuple(each for each in family if sides.key(each) in voting)
        if len({sides.key(each) for each in members}) < 2:
            continue
        vote = _better(question, members, supposed)
        if vote is not None:
            yield question.claim(
                members,
                Why.CLUE_RELATIVES,
                group=Group.RELATIVES,
                path=question.path(supposed.parties(members[0]), company, supposed),
                ties=tuple(
                    tie for tie in question.control.ties.kinships if tie.one in members and tie.other in members
                ),
                votes=vote.share,
            )
