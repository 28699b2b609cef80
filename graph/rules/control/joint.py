"""Control together with others: what a concert group controls and none of its members alone."""

from __future__ import annotations

from dataclasses import dataclass

from graph.rules.control.coalition import Coalition
from graph.rules.control.control import Control
from graph.rules.control.thresholds import Work
from graph.rules.control.ties import Concert, Subject


@dataclass(frozen=True, kw_only=True, slots=True)
class JointControl:
    """A company that `subject` controls only together with others, and who they are."""

    company: Subject
    with_: tuple[Subject, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ControlsJointly:
    """What a party to concert agreements controls together with the others; `agreements` say why they are one.

    What one of them controls alone is not listed: that is his own.
    """

    subject: Subject
    companies: tuple[JointControl, ...]
    count: int
    agreements: tuple[Concert, ...]
    truncated: bool


def controls_jointly(control: Control, subject: Subject) -> ControlsJointly:
    """The companies that the subject's concert group controls and no one of the group alone.

    Empty for whoever neither signed an agreement nor stands behind one who did.
    """
    work, sides = Work(control.limits), control.sides
    parties, agreements = sides.parties(subject), sides.concerts(subject)
    if not agreements or subject not in parties:
        agreements = parties = ()
    alone: set[Subject] = set()
    for top in sides.tops(subject) if parties else ():
        own = Coalition(control.votes, control.thresholds, work)
        own.join([top])
        alone.update(own.taken)
    others = tuple(each for each in parties if each != subject)
    found = [
        JointControl(company=each, with_=tuple(other for other in others if other != each))
        for each in (sides.of(subject) if parties else ())
        if each not in alone and each != subject and sides.has_majority(subject, each)
    ]
    return ControlsJointly(
        subject=subject,
        companies=tuple(found[: control.limits.told]),
        count=len(found),
        agreements=agreements,
        truncated=work.over or control.preparing.over or not control.below_cut.isdisjoint(sides.of(subject)),
    )
