"""The order that restricts consumption (限制消费令), 法释〔2015〕17号, 法发〔2019〕35号, 法〔2021〕322号.

A debtor is restricted, and of a unit its legal representative, principal officer, directly responsible person
and actual controller, too (第三条). The first two by the register, on a day that matters to the debt; the last two
by a finding of the court only. It ends within three working days of performance, security or consent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.catalogue.definitions import Trigger
from graph.lifecycle.actors import CLERK, JUDGE, PRESIDENT
from graph.lifecycle.assessed import ASSESSMENT, assessed
from graph.lifecycle.days import happened, not_before, past, today
from graph.lifecycle.ending import ending
from graph.lifecycle.exclusions import IDENTIFIED, NOT_BARRED, one_at_a_time
from graph.lifecycle.found import FINDING
from graph.lifecycle.listing_events import CONFIRM, REJECT, WITHDRAW
from graph.lifecycle.machine import Deadline, Effect, Event, Guard, Machine, Step, facts
from graph.lifecycle.performed import NOT_PERFORMED, PERFORMANCE
from graph.lifecycle.responsible import answering
from graph.lifecycle.scene import Scene
from graph.lifecycle.use import used_no_more
from graph.model import cases, measures

LAW: Final = "法释〔2015〕17号"
GOOD_FAITH: Final = "法发〔2019〕35号"
LIFTING: Final = "法〔2021〕322号 第二十三条"
TRANSPORT: Final = ("JP-701",)

OPEN: Final = Event(
    name="OPEN",
    zh="提请",
    doc="A restriction is proposed, with what bars it checked.",
    facts=facts(
        cases.BASIS_ROLE,
        cases.SUFFICIENT_PROPERTY,
        cases.HOLD_OFF,
        cases.CAMPUS_LOAN,
        may=(cases.ROLE_ON,),
    ),
)
ISSUE: Final = Event(
    name="ISSUE", zh="签发", doc="The order is signed.", facts=facts(measures.NUMBER, measures.ISSUED_ON)
)
SERVE: Final = Event(
    name="SERVE", zh="送达", doc="It was served: it is in force from then.", facts=facts(measures.IN_FORCE_ON)
)
LIFT_FOR_A_TIME: Final = Event(
    name="LIFT_FOR_A_TIME",
    zh="暂时解除",
    doc="Limits on transport rest for a month at most: illness, a funeral, official duty, a key exam.",
    facts=facts(cases.LIFT_UNTIL),
)
END: Final = Event(
    name="END",
    zh="出现解除事由",
    doc="Performance, security, the applicant's consent, or the role that it rested on is no more.",
    facts=facts(cases.LIFT_CAUSE, cases.ENDED_ON),
)
LIFT: Final = Event(name="LIFT", zh="解除", doc="The order is lifted, today.")

STATES: Final[Mapping[str, str]] = {
    "DRAFT": "提请",
    "REJECTED": "驳回",
    "ENDED": "送达前终止",
    "ISSUED": "已签发",
    "SERVED": "已送达",
    "LIFT_DUE": "待解除",
    "LIFTED": "已解除",
    "CONFIRMED_LIFTED": "已确认解除",
    "WITHDRAWN": "已撤销",
}


def _month(scene: Scene) -> str | None:
    until, most = scene.day("suspendedUntil"), scene.end("RESTRICTION_TEMPORARY_LIFT_MAXIMUM", scene.today)
    if until is None or scene.today <= until <= most:
        return None
    return f"suspendedUntil: {until}; allowed: {scene.today} to {most}, a month at most"


_NO_OTHER: Final = one_at_a_time(
    "ONE_RESTRICTION", f"{LAW} 第一条", ended=("REJECTED", "ENDED", "LIFTED", "CONFIRMED_LIFTED", "WITHDRAWN")
)
_MONTH: Final = Guard(rule="ONE_MONTH", law=GOOD_FAITH, check=_month)
_RESTRICTABLE: Final = (NOT_PERFORMED, *answering(f"{LAW} 第三条"), *NOT_BARRED)
_WITHDRAWING: Final = happened("faultFoundOn", "issuedOn", LAW)


_WITHDRAWN: Final = Step(
    to="WITHDRAWN",
    law=LAW,
    by=(PRESIDENT,),
    needs=_WITHDRAWING,
    sets=today("withdrawnOn", "liftedOn"),
    effects=(Effect.TELL, Effect.WITHDRAW),
)

CONSUMPTION: Final = Machine(
    kind="RESTRICTION",
    table="CONSUMPTION",
    trigger=Trigger.RESTRICTION,
    beside=(FINDING, ASSESSMENT, PERFORMANCE),
    zh="限制消费令",
    doc="The order that restricts consumption, 法释〔2015〕17号.",
    states=STATES,
    opening=(
        OPEN,
        Step(to="DRAFT", law=f"{LAW} 第一条、第三条", by=(JUDGE,), needs=(*_RESTRICTABLE, _NO_OTHER)),
    ),
    steps={
        ("DRAFT", ISSUE): (
            Step(
                to="ISSUED",
                law=f"{LAW} 第五条",
                by=(PRESIDENT,),
                needs=(past("issuedOn", LAW), *_RESTRICTABLE, IDENTIFIED, assessed("RESTRICTION")),
            ),
        ),
        ("DRAFT", REJECT): (Step(to="REJECTED", law=f"{LAW} 第五条", by=(JUDGE, PRESIDENT)),),
        ("ISSUED", SERVE): (
            Step(
                to="SERVED",
                law=f"{LAW} 第五条",
                by=(CLERK,),
                needs=(
                    past("servedOn", LAW),
                    not_before("servedOn", "issuedOn", "ORDER_OF_DAYS", f"{LAW} 第五条"),
                    NOT_PERFORMED,
                    # A finding may have been withdrawn since.
                    *answering(f"{LAW} 第三条"),
                ),
                effects=(Effect.TELL, Effect.INSTRUCT),
            ),
        ),
        ("ISSUED", END): ending("ENDED", since="issuedOn", law=LIFTING),
        ("ISSUED", WITHDRAW): (
            Step(
                to="WITHDRAWN",
                law=LAW,
                by=(PRESIDENT,),
                needs=_WITHDRAWING,
                sets=today("withdrawnOn"),
            ),
        ),
        ("SERVED", LIFT_FOR_A_TIME): (
            Step(
                to="SERVED",
                law=GOOD_FAITH,
                by=(PRESIDENT,),
                needs=(_MONTH,),
                effects=(Effect.REST,),
            ),
        ),
        ("SERVED", END): ending("LIFT_DUE", since="issuedOn", law=LIFTING),
        ("SERVED", WITHDRAW): (_WITHDRAWN,),
        ("LIFT_DUE", LIFT): (
            Step(
                to="LIFTED",
                law=LIFTING,
                by=(JUDGE, CLERK),
                sets=today("liftedOn"),
                effects=(Effect.TELL, Effect.LIFT),
            ),
        ),
        ("LIFT_DUE", WITHDRAW): (_WITHDRAWN,),
        ("LIFTED", CONFIRM): (Step(to="CONFIRMED_LIFTED", law=LIFTING, hub=True),),
        **used_no_more("LIFTED", "CONFIRMED_LIFTED", "WITHDRAWN"),
    },
    deadlines=(
        Deadline(
            name="LIFT",
            zh="解除期限",
            states=("LIFT_DUE",),
            since="endedOn",
            limit="RESTRICTION_LIFT",
        ),
    ),
)
