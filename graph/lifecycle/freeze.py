"""A freeze of a bank account (冻结存款): by ruling of a judge, in force once the bank is served.

It holds a stated amount for its term and lapses by itself (民诉法解释 485). It is lifted on performance; what it
holds beyond the debt is released. The bank is served by the court itself: no measure of the catalogue follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph.lifecycle.actors import CLERK, JUDGE, PRESIDENT
from graph.lifecycle.assessed import ASSESSMENT
from graph.lifecycle.days import happened, past, today
from graph.lifecycle.ending import ending
from graph.lifecycle.freezing import (
    DECIDABLE,
    FREEZABLE,
    LONGEST,
    MEASURED,
    NO_EXCESS,
    ONE_FREEZE,
    RULING,
    RUNNING,
    STATED,
    TERM,
    term,
)
from graph.lifecycle.listing_events import REJECT, TERM_ENDS, WITHDRAW
from graph.lifecycle.machine import Deadline, Event, Guard, Machine, Step, facts
from graph.lifecycle.performed import PERFORMANCE
from graph.lifecycle.scene import Scene
from graph.model import cases, findings, freezes, measures
from graph.rules.yuan import shown

LIFTING: Final = "查封扣押冻结规定(2020-12-29) 第二十八条"
OBJECTION: Final = "民事诉讼法(2023-09-01) 第二百三十六条"

OPEN: Final = Event(
    name="OPEN",
    zh="提请",
    doc="A freeze is proposed: of which account, how much, for how long.",
    facts=facts(freezes.ACCOUNT, freezes.AMOUNT, freezes.TERM_MONTHS, may=(freezes.REASONS, freezes.WAGES_OF)),
)
DECIDE: Final = Event(
    name="DECIDE",
    zh="裁定",
    doc="The judge signs the ruling, for that amount and term or others.",
    facts=facts(measures.NUMBER, measures.DECIDED_ON, may=(freezes.AMOUNT, freezes.TERM_MONTHS)),
)
SERVE: Final = Event(
    name="SERVE",
    zh="送达协助执行",
    doc="Ruling and notice were served on the bank: it is in force from then, and its term runs.",
    facts=facts(measures.IN_FORCE_ON, may=(freezes.HELD_AMOUNT,)),
)
BANK_ANSWERED: Final = Event(
    name="BANK_ANSWERED",
    zh="银行回复",
    doc="The bank answered what it holds, or corrected its answer; until then it counts as all that was stated.",
    facts=facts(freezes.HELD_AMOUNT),
)
OBJECT: Final = Event(
    name="OBJECT",
    zh="提出异议",
    doc="Whoever it touches objects in writing; that does not suspend it.",
    facts=facts(findings.OBJECTED_ON),
)
DISMISS: Final = Event(name="DISMISS", zh="驳回异议", doc="The objection is unfounded; the freeze stands.")
FIND_EXCESS: Final = Event(
    name="FIND_EXCESS",
    zh="发现超标的额",
    doc="It holds more than is owed: what is too much is released.",
    facts=facts(freezes.EXCESS_FOUND_ON),
)
RELEASE_EXCESS: Final = Event(
    name="RELEASE_EXCESS",
    zh="解除超标的额部分",
    doc="From today on only the amount that is named is frozen, less than before.",
    facts=facts(freezes.AMOUNT),
)
END: Final = Event(
    name="END",
    zh="出现解除事由",
    doc="Performance, security, the applicant's consent or the end of the case: it has to be lifted.",
    facts=facts(freezes.LIFT_CAUSE, cases.ENDED_ON),
)
LIFT: Final = Event(name="LIFT", zh="解除", doc="The bank was served with the lift, today.")

STATES: Final[Mapping[str, str]] = {
    "DRAFT": "提请",
    "REJECTED": "驳回",
    "DECIDED": "已裁定",
    "ENDED": "送达前终止",
    "IN_FORCE": "冻结中",
    "OBJECTED": "异议审查",
    "EXCESS_FOUND": "超标的额待解除",
    "LIFT_DUE": "待解除",
    "LIFTED": "已解除",
    "LAPSED": "期满失效",
    "WITHDRAWN": "已撤销",
}


def _answered(scene: Scene) -> str | None:
    holds, amount = scene.told("heldAmount"), scene.told("amount")
    if holds is None or 0 <= holds <= amount:
        return None
    return f"heldAmount: {shown(holds)}; allowed: {shown(0)} to {shown(amount)}, what is to be frozen"


def _less(scene: Scene) -> str | None:
    amount, before = scene.told("amount"), scene.known["amount"]
    if 1 <= amount < before:
        return None
    return f"amount: {shown(amount)}; allowed: {shown(1)} to {shown(before - 1)}, less than is frozen"


def _over(scene: Scene) -> str | None:
    until = scene.day("frozenUntil")
    return (
        None if until is not None and scene.today > until else f"it lasts until {until}; allowed: after that day"
    )


def _once(scene: Scene) -> str | None:
    day = scene.day("withdrawnOn")
    return None if day is None else f"it was withdrawn on {day}; allowed: once"


def _named(scene: Scene) -> Mapping[str, Any]:
    """The account by the id under which it stands now, whatever id the judge read."""
    assert scene.account is not None  # a guard has looked at it
    return {"account": scene.account.id}


def _until(scene: Scene) -> Mapping[str, Any]:
    served, length = scene.day("servedOn"), term(scene)
    assert served is not None and length is not None  # the event and the decision have them
    return {"frozenUntil": scene.end(length, served).isoformat()}


def _released(scene: Scene) -> Mapping[str, Any]:
    holds = scene.known.get("heldAmount")
    return {} if holds is None else {"heldAmount": min(holds, scene.facts["amount"])}


_HELD: Final = Guard(rule="HELD_AMOUNT", law=STATED, check=_answered)


def _answering(state: str) -> tuple[Step, ...]:
    return (Step(to=state, law=STATED, by=(CLERK,), needs=(_HELD,)),)


_FAULT: Final = happened("faultFoundOn", "decidedOn", LIFTING)
# The bank holds until it is served with the lift, however wrong the ruling was.
_WITHDRAWN: Final = Step(
    to="LIFT_DUE",
    law=f"{OBJECTION}; {LIFTING}",
    by=(PRESIDENT,),
    needs=_FAULT,
    sets=today("withdrawnOn", "endedOn"),
)
_WITHDRAWN_LATE: Final = Step(
    to="LIFT_DUE",
    law=f"{OBJECTION}; {LIFTING}",
    by=(PRESIDENT,),
    needs=(*_FAULT, Guard(rule="WITHDRAWN_ONCE", law=OBJECTION, check=_once)),
    sets=today("withdrawnOn"),
)
_EXCESS: Final = Step(
    to="EXCESS_FOUND",
    law=NO_EXCESS,
    by=(JUDGE,),
    needs=happened("excessFoundOn", "servedOn", NO_EXCESS),
)
_LAPSED: Final = Step(
    to="LAPSED", law=TERM, by=(CLERK, JUDGE), hub=True, needs=(Guard(rule="TERM", law=TERM, check=_over),)
)

ACCOUNT_FREEZE: Final = Machine(
    kind="FREEZE",
    table="ACCOUNT_FREEZE",
    zh="冻结存款",
    doc="A freeze of a stated amount in a bank account for a year at most, 民诉法解释(2022-04-01) 485.",
    states=STATES,
    beside=(ASSESSMENT, PERFORMANCE),
    opening=(
        OPEN,
        Step(to="DRAFT", law=STATED, by=(JUDGE,), needs=(*FREEZABLE, *MEASURED, ONE_FREEZE), sets=_named),
    ),
    steps={
        ("DRAFT", DECIDE): (
            Step(to="DECIDED", law=RULING, by=(JUDGE,), needs=(past("decidedOn", RULING), *DECIDABLE)),
        ),
        ("DRAFT", REJECT): (Step(to="REJECTED", law=RULING, by=(JUDGE, PRESIDENT)),),
        ("DECIDED", SERVE): (
            Step(
                to="IN_FORCE",
                law=RULING,
                by=(CLERK,),
                needs=(
                    *happened("servedOn", "decidedOn", RULING),
                    # A source may have told since what the account is for.
                    *FREEZABLE,
                    _HELD,
                ),
                sets=_until,
            ),
        ),
        ("DECIDED", END): ending("ENDED", since="decidedOn", law=LIFTING),
        ("DECIDED", WITHDRAW): (
            Step(to="WITHDRAWN", law=OBJECTION, by=(PRESIDENT,), needs=_FAULT, sets=today("withdrawnOn")),
        ),
        ("IN_FORCE", BANK_ANSWERED): _answering("IN_FORCE"),
        ("IN_FORCE", OBJECT): (
            Step(
                to="OBJECTED",
                law=OBJECTION,
                by=(CLERK,),
                needs=happened("objectedOn", "decidedOn", OBJECTION),
            ),
        ),
        ("IN_FORCE", FIND_EXCESS): (_EXCESS,),
        ("IN_FORCE", END): ending("LIFT_DUE", since="decidedOn", law=LIFTING),
        ("IN_FORCE", TERM_ENDS): (_LAPSED,),
        ("IN_FORCE", WITHDRAW): (_WITHDRAWN,),
        ("OBJECTED", BANK_ANSWERED): _answering("OBJECTED"),
        ("OBJECTED", DISMISS): (Step(to="IN_FORCE", law=OBJECTION, by=(JUDGE, PRESIDENT)),),
        ("OBJECTED", FIND_EXCESS): (_EXCESS,),
        ("OBJECTED", END): ending("LIFT_DUE", since="decidedOn", law=LIFTING),
        ("OBJECTED", TERM_ENDS): (_LAPSED,),
        ("OBJECTED", WITHDRAW): (_WITHDRAWN,),
        ("EXCESS_FOUND", BANK_ANSWERED): _answering("EXCESS_FOUND"),
        ("EXCESS_FOUND", RELEASE_EXCESS): (
            Step(
                to="IN_FORCE",
                law=NO_EXCESS,
                by=(JUDGE, CLERK),
                needs=(Guard(rule="LESS_THAN_FROZEN", law=NO_EXCESS, check=_less),),
                sets=_released,
            ),
        ),
        ("EXCESS_FOUND", END): ending("LIFT_DUE", since="decidedOn", law=LIFTING),
        ("EXCESS_FOUND", TERM_ENDS): (_LAPSED,),
        ("EXCESS_FOUND", WITHDRAW): (_WITHDRAWN,),
        ("LIFT_DUE", LIFT): (Step(to="LIFTED", law=LIFTING, by=(JUDGE, CLERK), sets=today("liftedOn")),),
        ("LIFT_DUE", TERM_ENDS): (_LAPSED,),
        ("LIFT_DUE", WITHDRAW): (_WITHDRAWN_LATE,),
    },
    deadlines=(
        Deadline(
            name="TERM",
            zh="冻结期限",
            states=RUNNING,
            since="frozenUntil",
            law=TERM,
            fires="TERM_ENDS",
            warns=LONGEST,
        ),
        Deadline(
            name="OBJECTION",
            zh="异议审查期限",
            states=("OBJECTED",),
            since="objectedOn",
            limit="ENFORCEMENT_OBJECTION_DECISION",
        ),
        Deadline(
            name="EXCESS_RELEASE",
            zh="超标的额解除期限",
            states=("EXCESS_FOUND",),
            since="excessFoundOn",
            limit="FREEZE_EXCESS_RELEASE",
        ),
        Deadline(
            name="LIFT",
            zh="解除期限",
            states=("LIFT_DUE",),
            since="endedOn",
            limit="FREEZE_LIFT",
        ),
    ),
)
