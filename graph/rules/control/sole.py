"""Sole control: which companies one subject controls alone, and who controls a company alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from graph.rules.control.coalition import Coalition, Step
from graph.rules.control.control import Control
from graph.rules.control.thresholds import Thresholds, Work
from graph.rules.control.ties import End, Subject
from graph.rules.control.votes import Overfull, Votes, above


class Stop(StrEnum):
    """Why nobody stands above."""

    NATURAL_PERSON = "NATURAL_PERSON"
    STATE_BODY = "STATE_BODY"
    UNKNOWN = "UNKNOWN"
    NO_REGISTER = "NO_REGISTER"  # a company of which no holder is recorded
    NO_MAJORITY = "NO_MAJORITY"  # a company whose holders are recorded, none with a certain majority
    RING = "RING"  # companies that control one another and nobody outside them
    CUT = "CUT"  # a bound was met; somebody may stand above


@dataclass(frozen=True, kw_only=True, slots=True)
class Controls:
    """What `subject` controls alone, nearest first. `possible`: what it may control besides, in some filling of
    the unknown shares. At most `Limits.told` of each are listed; the count is of all of the first. What is listed
    is right even where `truncated` says that there may be more.
    """

    subject: Subject
    companies: tuple[Subject, ...]
    count: int
    possible: tuple[Subject, ...]
    faults: tuple[Overfull, ...]
    truncated: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Controller:
    """One who controls a company alone, and the chain that says why (of the first `Limits.chains`)."""

    subject: Subject
    chain: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ControlledBy:
    """Who controls `company` alone, the ultimate one first: of any two, one controls the other.

    `stop` says why nobody stands above the first, or above the company itself where nobody controls it.
    `ring` are those at the top who control one another; there is no ultimate one then.
    """

    company: Subject
    controllers: tuple[Controller, ...]
    count: int
    stop: Stop
    ring: tuple[Subject, ...]
    faults: tuple[Overfull, ...]
    truncated: bool

    @property
    def ultimate(self) -> Subject | None:
        return self.controllers[0].subject if self.controllers and not self.ring else None


def controls(control: Control, subject: Subject) -> Controls:
    """All companies that `subject` controls alone (least fixed point; the law's "more than half")."""
    work, votes, told = Work(control.limits), control.votes, control.limits.told
    certain = Coalition(votes, control.thresholds, work)
    certain.join([subject])
    more: list[Subject] = []
    if votes.loose:
        possible = Coalition(votes, control.thresholds, work, upper=True)
        possible.join([subject])
        more = [company for company in possible.taken if company not in certain.taken]
    return Controls(
        subject=subject,
        companies=tuple(certain.taken)[:told],
        count=len(certain.taken),
        possible=tuple(more[:told]),
        faults=votes.overfull([*certain.taken, *more]),
        truncated=work.over or not control.ties.cut.isdisjoint({subject, *certain.taken, *more}),
    )


def controlled_by(control: Control, company: Subject) -> ControlledBy:
    """Who controls `company` alone, with certainty. Depth is bounded by the limits only."""
    work, votes = Work(control.limits), control.votes
    within = upstream(votes, company, work, control.blocks.of(company))
    ranked = _ranked(votes, company, within, control.thresholds, work)
    top = [subject for subject, size in ranked if size == ranked[0][1]]
    if ranked and Coalition(votes, control.thresholds, work, within=within).join([company], until={top[0]}):
        top.append(company)
    ring = tuple(top) if len(top) > 1 else ()
    truncated = work.over or control.preparing.over or company in control.below_cut
    return ControlledBy(
        company=company,
        controllers=tuple(
            Controller(
                subject=subject,
                chain=chain(votes, subject, company, control.thresholds, work)
                if number < control.limits.chains
                else (),
            )
            for number, (subject, _) in enumerate(ranked[: control.limits.told])
        ),
        count=len(ranked),
        stop=Stop.RING if ring else stop(control, top[0] if top else company),
        ring=ring,
        faults=votes.overfull(within),
        truncated=truncated or work.over,
    )


def chain(
    votes: Votes, subject: Subject, company: Subject, thresholds: Thresholds, work: Work
) -> tuple[Step, ...]:
    """The chain by which `subject` controls `company`; empty if it does not, or the work is over."""
    coalition = Coalition(votes, thresholds, work)
    return coalition.chain(company) if coalition.join([subject], until={company}) else ()


def stop(control: Control, subject: Subject) -> Stop:
    """Why nobody stands above `subject`, whom no side of others controls."""
    votes = control.votes
    match votes.kind(subject):
        case End.PERSON:
            return Stop.NATURAL_PERSON
        case End.STATE:
            return Stop.STATE_BODY
        case _ if subject in control.below_cut or control.preparing.over:
            return Stop.CUT
        case End.UNKNOWN:
            return Stop.UNKNOWN
    return Stop.NO_MAJORITY if subject in votes.register else Stop.NO_REGISTER


def upstream(
    votes: Votes, company: Subject, work: Work, members: Iterable[Subject] | None = None, depth: int | None = None
) -> dict[Subject, int]:
    """A company and those above it through stakes of any size, with their distance, nearest first.

    Only through `members`, if given, and up to `depth`.
    """
    within, waiting = {company: 0}, deque([company])
    among = None if members is None else set(members)
    while waiting and within[waiting[0]] != depth:
        held = waiting.popleft()
        holders = votes.register.get(held, {})
        if not work.step(1 + len(holders)):
            break
        for holder in holders:
            if holder not in within and (among is None or holder in among):
                within[holder] = within[held] + 1
                waiting.append(holder)
    return within


def _ranked(
    votes: Votes, company: Subject, within: dict[Subject, int], thresholds: Thresholds, work: Work
) -> list[tuple[Subject, int]]:
    """Who controls the company, the ultimate first, each with how many it controls on the way (itself too).

    Two who control a company alone cannot be apart: both hold more than half, so somebody is in both coalitions,
    and going back along the chains one of them is in the other's. So the sizes of their coalitions order them, and
    the coalition of whoever stands higher grows out of the one below it.
    """
    known, sizes = {company}, dict[Subject, int]()
    highest = Coalition(votes, thresholds, work, within=within)
    for suspect in within:
        if suspect == company or not _has_one(votes, suspect, within, thresholds):
            continue
        if not Coalition(votes, thresholds, work, within=within).join([suspect], until=known):
            continue
        known.add(suspect)
        if suspect in highest.taken:
            lower = Coalition(votes, thresholds, work, within=within)
            lower.join([suspect])
            sizes[suspect] = len(lower)
        else:
            highest.join([suspect])
            sizes[suspect] = len(highest)
    return sorted(sizes.items(), key=lambda each: (-each[1], -within[each[0]], each[0]))


def _has_one(votes: Votes, suspect: Subject, within: dict[Subject, int], thresholds: Thresholds) -> bool:
    """Whether it has a company of its own to begin with: without a majority somewhere nothing follows."""
    return any(
        held in within and held != suspect and above(votes.certain(held, stake.lower), thresholds.majority)
        for held, stake in votes.out.get(suspect, {}).items()
    )
