"""An exit ban (限制出境) by a decision of its own, 民事诉讼法 266: from service until performance or security.

It meets persons: a debtor, or whoever answers for a unit, by the same rules as a restriction of consumption. It is
lifted on the day on which its cause is recorded; nothing is gained by waiting.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.catalogue.definitions import Trigger
from graph.lifecycle.actors import CLERK, JUDGE, PRESIDENT
from graph.lifecycle.assessed import ASSESSMENT, assessed
from graph.lifecycle.days import happened, past, today
from graph.lifecycle.ending import ending
from graph.lifecycle.exclusions import IDENTIFIED, one_at_a_time
from graph.lifecycle.found import FINDING
from graph.lifecycle.listing_events import CONFIRM, REJECT, SERVE, WITHDRAW
from graph.lifecycle.machine import Effect, Event, Guard, Machine, Setting, Step, facts
from graph.lifecycle.performed import NOT_PERFORMED, PERFORMANCE
from graph.lifecycle.responsible import answering
from graph.lifecycle.scene import Scene
from graph.model import cases, exit_ban, measures

LAW: Final = "民事诉讼法(2023-09-01) 第二百六十六条"

OPEN: Final = Event(
    name="OPEN",
    zh="提请",
    doc="An exit ban is proposed, with its reasons.",
    facts=facts(cases.BASIS_ROLE, exit_ban.CONDUCT, may=(cases.ROLE_ON,)),
)
DECIDE: Final = Event(
    name="DECIDE",
    zh="决定",
    doc="The president of the court signs the decision.",
    facts=facts(measures.NUMBER, measures.DECIDED_ON),
)
END: Final = Event(
    name="END",
    zh="解除",
    doc="Performance, security, the applicant's consent, or its role is no more: it is lifted, today.",
    facts=facts(exit_ban.LIFT_CAUSE, cases.ENDED_ON),
)

STATES: Final[Mapping[str, str]] = {
    "DRAFT": "提请",
    "REJECTED": "驳回",
    "DECIDED": "已决定",
    "ENDED": "送达前终止",
    "SERVED": "已送达",
    "LIFTED": "已解除",
    "CONFIRMED_LIFTED": "已确认解除",
    "WITHDRAWN": "已撤销",
}


def _person(scene: Scene) -> str | None:
    return None if scene.target.is_person else "a unit does not travel; allowed: a person who answers for it"


def _withdrawing(sets: Setting, *effects: Effect) -> Step:
    needs = happened("faultFoundOn", "decidedOn", LAW)
    return Step(to="WITHDRAWN", law=LAW, by=(PRESIDENT,), needs=needs, sets=sets, effects=effects)


_BANNABLE: Final = (NOT_PERFORMED, Guard(rule="PERSON_ONLY", law=LAW, check=_person), *answering(LAW))
_NO_OTHER: Final = one_at_a_time(
    "ONE_EXIT_BAN", LAW, ended=("REJECTED", "ENDED", "LIFTED", "CONFIRMED_LIFTED", "WITHDRAWN")
)

EXIT_BAN: Final = Machine(
    kind="EXIT_BAN",
    table="EXIT_BAN",
    trigger=Trigger.EXIT_BAN,
    zh="限制出境",
    doc="An exit ban by a decision of its own, 民事诉讼法(2023-09-01) 第二百六十六条.",
    states=STATES,
    beside=(FINDING, ASSESSMENT, PERFORMANCE),
    opening=(OPEN, Step(to="DRAFT", law=LAW, by=(JUDGE,), needs=(*_BANNABLE, _NO_OTHER))),
    steps={
        ("DRAFT", DECIDE): (
            Step(
                to="DECIDED",
                law=LAW,
                by=(PRESIDENT,),
                needs=(past("decidedOn", LAW), *_BANNABLE, IDENTIFIED, assessed("EXIT_BAN")),
            ),
        ),
        ("DRAFT", REJECT): (Step(to="REJECTED", law=LAW, by=(JUDGE, PRESIDENT)),),
        ("DECIDED", SERVE): (
            Step(
                to="SERVED",
                law=LAW,
                by=(CLERK,),
                needs=(
                    *happened("servedOn", "decidedOn", LAW),
                    NOT_PERFORMED,
                    # A finding may have been withdrawn since.
                    *answering(LAW),
                ),
                effects=(Effect.TELL, Effect.INSTRUCT),
            ),
        ),
        ("DECIDED", END): ending("ENDED", since="decidedOn", law=LAW),
        ("DECIDED", WITHDRAW): (_withdrawing(today("withdrawnOn")),),
        ("SERVED", END): ending(
            "LIFTED", since="decidedOn", law=LAW, sets=today("liftedOn"), effects=(Effect.TELL, Effect.LIFT)
        ),
        ("SERVED", WITHDRAW): (_withdrawing(today("withdrawnOn", "liftedOn"), Effect.TELL, Effect.WITHDRAW),),
        ("LIFTED", CONFIRM): (Step(to="CONFIRMED_LIFTED", law=LAW, hub=True),),
    },
)
