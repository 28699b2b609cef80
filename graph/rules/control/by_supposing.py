"""Candidates by ties that bind votes only if they are believed: contracts, nominees, kin.

Each is supposed on its own; if the company's votes then stand better for those it joins, that is the claim. So a
nominee with three per cent makes nobody a candidate.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from graph.model.declare import Grade
from graph.rules.control.candidate import Group
from graph.rules.control.question import Claim, Question, Vote
from graph.rules.control.sentences import Tier, Why
from graph.rules.control.sides import Sides, kin
from graph.rules.control.ties import Influence, Nominee, Subject

_ORDER = {Tier.MAJORITY: 0, Tier.PRESUMED: 1, None: 2}


def by_assertion(question: Question) -> Iterator[Claim]:
    """ASSERTED with a document, CLUE without one; only ties that touch the company or who stands above it."""
    ties = question.votes.ties
    both: list[Influence | Nominee] = [*ties.influences, *ties.nominees]
    touching = (tie for tie in both if tie.grade is not Grade.D and _pair(tie)[1] in question.upstream.within)
    for tie in islice(touching, question.limits.supposed):
        yield from _asserted(question, tie)


def _pair(tie: Influence | Nominee) -> tuple[Subject, Subject]:
    """Who commands, whom."""
    return (tie.holder, tie.company) if isinstance(tie, Influence) else (tie.principal, tie.nominee)


def _asserted(question: Question, tie: Influence | Nominee) -> Iterator[Claim]:
    commander, commanded = _pair(tie)
    company, sides = question.company, question.sides
    if commander == company:
        return
    who = question.behind(commander, company, sides) or (commander,)
    group = Group.CONCERT if len(who) > 1 else Group.NONE
    if isinstance(tie, Influence):
        if commanded == company:
            why = Why.ASSERTED_CONTRACT if tie.document else Why.CLUE_CONTRACT
            yield question.claim(who, why, group=group, ties=(tie,), document=tie.document)
            return
        why = Why.ASSERTED_CONTRACT_ABOVE if tie.document else Why.CLUE_CONTRACT_ABOVE
    else:
        why = Why.ASSERTED_NOMINEE if tie.document else Why.CLUE_NOMINEE
        if commanded == company:
            return  # the company holds for somebody: that says nothing of who commands the company
    better = _better(question, (commander, commanded))
    if better is not None:
        vote, supposed = better
        yield question.claim(
            who,
            why,
            group=group,
            path=question.path(supposed.parties(commander) or who, company, supposed),
            ties=(tie, *sides.concerts(commander)),
            votes=vote.share,
            through=commanded,
            document=tie.document,
        )


def _better(question: Question, joined: tuple[Subject, ...]) -> tuple[Vote, Sides] | None:
    """The vote if the subjects of `joined` voted together, where that puts them ahead of what they have apart."""
    supposed = question.suppose(joined)
    after = question.vote(question.company, supposed)
    if after is None or after.tier is None or not supposed.together(after.side, joined[0]):
        return None
    before = question.vote(question.company, question.sides)
    ahead = before is not None and question.sides.together(before.side, joined[0])
    if before is not None and ahead and _ORDER[before.tier] <= _ORDER[after.tier]:
        return None
    return after, supposed


def by_kin(question: Question) -> Iterator[Claim]:
    """CLUE: relatives of different sides who would command the company if they voted together."""
    company, sides = question.company, question.sides
    register = question.votes.register.get(company, {})
    voting = {sides.key(holder) for holder in register if holder != company}
    classes = (tuple(each for each in family if sides.key(each) in voting) for family in kin(question.votes))
    for family in islice((each for each in classes if len(each) > 1), question.limits.supposed):
        if len({sides.key(each) for each in family}) < 2 or _commands(question, family):
            continue
        better = _better(question, family)
        if better is not None:
            vote, supposed = better
            members = set(family)
            yield question.claim(
                family,
                Why.CLUE_RELATIVES,
                group=Group.RELATIVES,
                path=question.path(supposed.parties(family[0]), company, supposed),
                ties=tuple(
                    tie for tie in question.votes.ties.kinships if tie.one in members and tie.other in members
                ),
                votes=vote.share,
            )


def _commands(question: Question, family: tuple[Subject, ...]) -> bool:
    """Whether one of them has the majority anyway."""
    return any(question.sides.has_majority(each, question.company) for each in family)
