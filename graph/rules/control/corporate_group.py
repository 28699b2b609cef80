"""A corporate group: all that stands under the same ultimate controller."""

from __future__ import annotations

from dataclasses import dataclass

from graph.rules.control.coalition import Coalition, Step
from graph.rules.control.sides import Sides
from graph.rules.control.sole import ControlledBy, Stop, controlled_by, stop
from graph.rules.control.thresholds import Limits, Thresholds, Work
from graph.rules.control.ties import Concert, Subject
from graph.rules.control.votes import Votes


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A company of the group, and the chain by which those at its head control it."""

    company: Subject
    chain: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CorporateGroup:
    """The group of `company`: `heads`, and the companies that they control, nearest first.

    `heads` is one subject; several where they act in concert (`agreements` say so) or form a ring; the company
    itself where nobody controls it. At most `Limits.told` companies are listed; `count` is of all.
    """

    company: Subject
    heads: tuple[Subject, ...]
    stop: Stop
    companies: tuple[Member, ...]
    count: int
    agreements: tuple[Concert, ...]
    truncated: bool


def corporate_group(
    votes: Votes, company: Subject, thresholds: Thresholds | None = None, limits: Limits | None = None
) -> CorporateGroup:
    """Everything under the ultimate controller of `company`, itself among it.

    A sole controller goes before a concert group; a state body is the end of every chain, so the group of one
    state investor is not that of another.
    """
    thresholds, limits = thresholds or Thresholds(), limits or Limits()
    work = Work(limits)
    above_it = controlled_by(votes, company, thresholds, limits)
    heads, agreements = _heads(votes, company, above_it, thresholds, work)
    coalition = Coalition(votes, thresholds, work)
    coalition.join(heads)
    told = list(coalition.taken)[: limits.told]
    return CorporateGroup(
        company=company,
        heads=heads,
        stop=above_it.stop if above_it.ring else stop(votes, heads[0], cut=above_it.truncated),
        companies=tuple(Member(company=each, chain=coalition.chain(each)) for each in told),
        count=len(coalition.taken),
        agreements=agreements,
        truncated=above_it.truncated or work.over or not votes.ties.cut.isdisjoint(coalition.taken),
    )


def _heads(
    votes: Votes, company: Subject, above_it: ControlledBy, thresholds: Thresholds, work: Work
) -> tuple[tuple[Subject, ...], tuple[Concert, ...]]:
    if above_it.ring:
        return above_it.ring, ()
    top = above_it.ultimate or company
    sides = Sides(votes, thresholds, work)
    if sides.has_majority(top, top):
        parties = tuple(each for each in sides.parties(top) if each != top)
        if parties:
            return parties, sides.concerts(top)
    return (top,), ()
