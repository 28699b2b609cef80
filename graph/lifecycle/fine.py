"""A fine (罚款), 民事诉讼法 114, 118, 119: on a judge's proposal, by decision of the president.

It is owed for what was done: performance of the debt does not end it. Review does not suspend it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.catalogue.amounts import amount_of
from graph.lifecycle.actors import CLERK, JUDGE, PRESIDENT
from graph.lifecycle.assessed import ASSESSMENT, assessed
from graph.lifecycle.coercion import (
    ANSWERS,
    ASK_REVIEW,
    DECIDE_REVIEW,
    DECIDED_PAST,
    DECISION,
    LAW,
    MEASURE,
    SERVING,
    asking,
    reviewed,
    withdrawing,
)
from graph.lifecycle.days import happened, today
from graph.lifecycle.found import FINDING
from graph.lifecycle.listing_events import REJECT, SERVE, WITHDRAW
from graph.lifecycle.machine import Event, Guard, Machine, Step, facts
from graph.lifecycle.scene import Scene
from graph.model import cases, coercion, measures
from graph.rules.yuan import shown

INDIVIDUAL_MOST: Final = "FINE_INDIVIDUAL_MAXIMUM"
UNIT_LEAST, UNIT_MOST = "FINE_UNIT_MINIMUM", "FINE_UNIT_MAXIMUM"
_LEAST_FEN: Final = 1

OPEN: Final = Event(
    name="OPEN",
    zh="提请",
    doc="A fine is proposed: for what, and how much.",
    facts=facts(coercion.BASIS_ROLE, coercion.CONDUCT, coercion.AMOUNT, may=(cases.ROLE_ON,)),
)
DECIDE: Final = Event(
    name="DECIDE",
    zh="决定",
    doc="The president of the court signs the decision, for that amount or another.",
    facts=facts(measures.NUMBER, measures.DECIDED_ON, may=(coercion.AMOUNT,)),
)
PAY: Final = Event(name="PAY", zh="缴纳", doc="The fine was paid.", facts=facts(coercion.PAID_ON))

STATES: Final[Mapping[str, str]] = {
    "DRAFT": "提请",
    "REJECTED": "驳回",
    "DECIDED": "已决定",
    "SERVED": "已送达",
    "PAID": "已缴纳",
    "REVOKED": "复议撤销",
    "WITHDRAWN": "已撤销",
}


def _amount(scene: Scene) -> str | None:
    amount = scene.told("amount")
    if scene.target.is_person:
        least, most = _LEAST_FEN, amount_of(INDIVIDUAL_MOST).fen
    else:
        least, most = amount_of(UNIT_LEAST).fen, amount_of(UNIT_MOST).fen
    if least <= amount <= most:
        return None
    return f"amount: {shown(amount)}; allowed: {shown(least)} to {shown(most)}"


_FINABLE: Final = (*ANSWERS, Guard(rule="FINE_AMOUNT", law=MEASURE, check=_amount))
_WITHDRAWING: Final = withdrawing(today("withdrawnOn"))

JUDICIAL_FINE: Final = Machine(
    kind="FINE",
    table="JUDICIAL_FINE",
    zh="罚款",
    doc="A fine of a person or a unit, 民事诉讼法(2023-09-01) 114, 118, 119; performance does not end it.",
    states=STATES,
    beside=(FINDING, ASSESSMENT),
    opening=(OPEN, Step(to="DRAFT", law=LAW, by=(JUDGE,), needs=_FINABLE)),
    steps={
        ("DRAFT", DECIDE): (
            Step(to="DECIDED", law=DECISION, by=(PRESIDENT,), needs=(DECIDED_PAST, *_FINABLE, assessed("FINE"))),
        ),
        ("DRAFT", REJECT): (Step(to="REJECTED", law=DECISION, by=(JUDGE, PRESIDENT)),),
        ("DECIDED", SERVE): (Step(to="SERVED", law=DECISION, by=(CLERK,), needs=SERVING),),
        ("DECIDED", WITHDRAW): (_WITHDRAWING,),
        ("SERVED", PAY): (
            Step(
                to="PAID",
                law=MEASURE,
                by=(CLERK,),
                needs=happened("paidOn", "decidedOn", MEASURE),
            ),
        ),
        ("SERVED", ASK_REVIEW): (asking("SERVED"),),
        ("SERVED", DECIDE_REVIEW): reviewed("SERVED", lambda scene: {}),
        ("SERVED", WITHDRAW): (_WITHDRAWING,),
        ("PAID", ASK_REVIEW): (asking("PAID"),),
        ("PAID", DECIDE_REVIEW): reviewed("PAID", lambda scene: {}),
        ("PAID", WITHDRAW): (_WITHDRAWING,),
    },
)
