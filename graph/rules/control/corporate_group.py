"""A corporate group: all that stands under the same ultimate controller."""

from __future__ import annotations

from dataclasses import dataclass

from graph.rules.control.coalition import Coalition, Step
from graph.rules.control.control import Control
from graph.rules.control.sole import ControlledBy, Stop, controlled_by, stop
from graph.rules.control.thresholds import Work
from graph.rules.control.ties import Concert, Subject


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


def corporate_group(control: Control, company: Subject) -> CorporateGroup:
    """Everything under the ultimate controller of `company`, itself among it.

    A sole controller goes before a concert group; a state body is the end of every chain, so the group of one
    state investor is not that of another.
    """
    votes, work = control.votes, Work(control.limits)
    above_it = controlled_by(control, company)
    heads, agreements = _heads(control, company, above_it)
    coalition = Coalition(votes, control.thresholds, work)
    coalition.join(heads)
    told = list(coalition.taken)[: control.limits.told]
    return CorporateGroup(
        company=company,
        heads=heads,
        stop=above_it.stop if above_it.ring else stop(control, heads[0]),
        companies=tuple(Member(company=each, chain=coalition.chain(each)) for each in told),
        count=len(coalition.taken),
        agreements=agreements,
        truncated=above_it.truncated or work.over or not control.ties.cut.isdisjoint(coalition.taken),
    )


def _heads(
    control: Control, company: Subject, above_it: ControlledBy
) -> tuple[tuple[Subject, ...], tuple[Concert, ...]]:
    if above_it.ring:
        return above_it.ring, ()
    top = above_it.ultimate or company
    if control.sides.has_majority(top, top):
        parties = tuple(each for each in control.sides.parties(top) if each != top)
        if parties:
            return parties, control.sides.concerts(top)
    return (top,), ()
