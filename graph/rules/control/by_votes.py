"""Candidates by votes and by the board: a majority, else the presumption of the takeover rules."""

from __future__ import annotations

from collections.abc import Iterator

from graph.model.declare import Grade
from graph.rules.control.candidate import Group
from graph.rules.control.question import Claim, Question, Vote
from graph.rules.control.sentences import Tier, Why
from graph.rules.control.sole import chain
from graph.rules.control.ties import TERMINAL, Appointment, Subject
from graph.rules.control.votes import WHOLE, at_least, parts


def by_votes(question: Question) -> Iterator[Claim]:
    """MAJORITY or PRESUMED by the votes of the company, PRESUMED by its board, and who is presumed above them."""
    heads: list[tuple[Subject, ...]] = []
    vote = question.vote(question.company, question.sides)
    if vote is not None and vote.tier is not None:
        claim = _majority(question, vote) if vote.tier is Tier.MAJORITY else _presumed(question, vote)
        heads.append(claim.subjects)
        yield claim
    for claim in _by_board(question, question.company):
        heads.append(claim.subjects)
        yield claim
    yield from _above(question, heads)


def _majority(question: Question, vote: Vote) -> Claim:
    company, sides = question.company, question.sides
    tops = [each for each in sides.tops(vote.side) if each != company]
    for top in tops:
        if steps := chain(question.votes, top, company, question.thresholds, question.work):
            why = Why.MAJORITY_DIRECT if len(steps) == 1 else Why.MAJORITY_THROUGH
            return question.claim((top,), why, path=steps, votes=steps[-1].share)
    if not tops:
        ring = question.behind(vote.side, company, sides)
        path = question.path(ring, company, sides)
        return question.claim(ring, Why.MAJORITY_RING, group=Group.RING, path=path, votes=vote.share)
    return question.claim(
        tuple(tops),
        Why.MAJORITY_GROUP if len(tops) > 1 else Why.MAJORITY_THROUGH,
        group=Group.CONCERT if len(tops) > 1 else Group.NONE,
        path=question.path(sides.parties(vote.side), company, sides),
        ties=sides.concerts(vote.side),
        votes=vote.share,
    )


def _presumed(question: Question, vote: Vote) -> Claim:
    sides, company = question.sides, question.company
    who = question.behind(vote.side, company, sides)
    return question.claim(
        who,
        Why.PRESUMED_VOTES,
        group=_group(question, who),
        path=question.path(sides.parties(vote.side) or who, company, sides),
        ties=sides.concerts(vote.side),
        votes=vote.share,
        next=vote.next,
    )


def _by_board(question: Question, company: Subject) -> Iterator[Claim]:
    """Half or more of the board (半数以上), exactly half too; rights of one side add up."""
    rights: dict[Subject, list[Appointment]] = {}
    for tie in question.control.ties.appointments:
        if tie.company == company and tie.grade is not Grade.D:
            rights.setdefault(question.sides.key(tie.holder), []).append(tie)
    for side in sorted(rights):
        board = sum(parts(tie.board.lower) for tie in rights[side])
        if at_least(board, question.thresholds.board):
            who = question.behind(side, company, question.sides)
            if not who:
                continue
            yield question.claim(
                who,
                Why.PRESUMED_BOARD,
                group=_group(question, who),
                ties=(*rights[side], *question.sides.concerts(side)),
                board=min(1.0, board / WHOLE),
            )


def _above(question: Question, heads: list[tuple[Subject, ...]]) -> Iterator[Claim]:
    """Where a chain ends at a company without a majority: who is presumed to control that one, and so on up."""
    seen = {question.company, *(each for group in heads for each in group)}
    waiting = [each for group in heads if len(group) == 1 for each in group]
    for _ in range(question.thresholds.depth):
        following: list[Subject] = []
        for top in waiting:
            for claim in _presumed_above(question, top):
                if seen.isdisjoint(claim.subjects):
                    seen.update(claim.subjects)
                    following.extend(claim.subjects if len(claim.subjects) == 1 else ())
                    yield claim
        waiting = following


def _presumed_above(question: Question, top: Subject) -> Iterator[Claim]:
    if question.votes.kind(top) in TERMINAL or not question.complete:
        return
    sides = question.sides
    vote = question.vote(top, sides)
    if vote is not None and vote.tier is Tier.PRESUMED:
        who = question.behind(vote.side, top, sides)
        path = question.path(sides.parties(vote.side) or who, top, sides) + question.path(
            (top,), question.company, sides
        )
        yield question.claim(
            who,
            Why.PRESUMED_ABOVE,
            group=_group(question, who),
            path=path,
            ties=sides.concerts(vote.side),
            through=top,
        )
    for claim in _by_board(question, top):
        yield question.claim(
            claim.subjects,
            Why.PRESUMED_ABOVE,
            group=claim.group,
            path=question.path((top,), question.company, sides),
            ties=claim.ground.ties,
            through=top,
        )


def _group(question: Question, who: tuple[Subject, ...]) -> Group:
    if len(who) < 2:
        return Group.NONE
    return Group.CONCERT if question.sides.tops(who[0]) else Group.RING
