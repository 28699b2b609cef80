"""Judicial detention (司法拘留), 民事诉讼法 114, 118, 119: on a judge's proposal, by decision of the president.

Fifteen days at most. The first day counts, so that nobody is held for more than the days of the decision. It ends
by itself, or before by decision on correction; review does not suspend it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

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
from graph.lifecycle.days import not_before, past, today
from graph.lifecycle.exclusions import one_at_a_time
from graph.lifecycle.found import FINDING
from graph.lifecycle.listing_events import REJECT, SERVE, TERM_ENDS, WITHDRAW
from graph.lifecycle.machine import Deadline, Event, Guard, Machine, Step, facts
from graph.lifecycle.scene import Scene
from graph.model import cases, coercion, measures

MOST: Final = "DETENTION_MAXIMUM"

OPEN: Final = Event(
    name="OPEN",
    zh="提请",
    doc="A detention is proposed: for what, and for how many days.",
    facts=facts(coercion.BASIS_ROLE, coercion.CONDUCT, coercion.DAYS, may=(cases.ROLE_ON,)),
)
DECIDE: Final = Event(
    name="DECIDE",
    zh="决定",
    doc="The president of the court signs the decision, for as many days or others.",
    facts=facts(measures.NUMBER, measures.DECIDED_ON, may=(coercion.DAYS,)),
)
DETAIN: Final = Event(name="DETAIN", zh="执行拘留", doc="The detention began.", facts=facts(coercion.DETAINED_ON))
RELEASE: Final = Event(
    name="RELEASE",
    zh="提前解除拘留",
    doc="The person admitted and corrected it: the detention ends today, or does not begin.",
)

STATES: Final[Mapping[str, str]] = {
    "DRAFT": "提请",
    "REJECTED": "驳回",
    "DECIDED": "已决定",
    "SERVED": "已送达",
    "DETAINED": "拘留中",
    "RELEASED": "已解除",
    "REVOKED": "复议撤销",
    "WITHDRAWN": "已撤销",
}


def _days(scene: Scene) -> str | None:
    most, days = scene.length(MOST).number, scene.told("days")
    if 1 <= days <= most and days == int(days):
        return None
    return f"days: {days:g}; allowed: whole days from 1 to {most}"


def _person(scene: Scene) -> str | None:
    if scene.target.is_person:
        return None
    return "a unit is not detained; allowed: a person whom the court found DIRECTLY_RESPONSIBLE or OBSTRUCTION"


def _over(scene: Scene) -> str | None:
    until = scene.day("detainedUntil")
    return None if until is None or scene.today >= until else f"it lasts until {until}; allowed: from that day on"


def _until(scene: Scene) -> dict[str, str]:
    day = scene.day("detainedOn")
    assert day is not None
    return {"detainedUntil": (day + timedelta(days=int(scene.told("days")) - 1)).isoformat()}


def _released(scene: Scene) -> dict[str, str]:
    """Who was never detained, or is free already, is not released."""
    free = scene.known.get("detainedOn") is None or scene.known.get("releasedOn") is not None
    return {} if free else {"releasedOn": scene.today.isoformat()}


_LENGTH: Final = Guard(rule="FIFTEEN_DAYS", law=MEASURE, check=_days)
_PERSON: Final = Guard(rule="PERSON_ONLY", law=LAW, check=_person)
_OVER: Final = Guard(rule="TERM", law=MEASURE, check=_over)
_DETAINABLE: Final = (_PERSON, *ANSWERS, _LENGTH)
_NO_OTHER: Final = one_at_a_time("ONE_DETENTION", MEASURE, ended=("REJECTED", "RELEASED", "REVOKED", "WITHDRAWN"))
_RELEASING: Final = Step(to="RELEASED", law=MEASURE, by=(PRESIDENT,), sets=_released)
_WITHDRAWING: Final = withdrawing(lambda scene: {**today("withdrawnOn")(scene), **_released(scene)})

JUDICIAL_DETENTION: Final = Machine(
    kind="DETENTION",
    table="JUDICIAL_DETENTION",
    zh="司法拘留",
    doc="Detention for fifteen days at most, 民事诉讼法(2023-09-01) 114, 118, 119.",
    states=STATES,
    beside=(FINDING, ASSESSMENT),
    opening=(OPEN, Step(to="DRAFT", law=LAW, by=(JUDGE,), needs=(*_DETAINABLE, _NO_OTHER))),
    steps={
        ("DRAFT", DECIDE): (
            Step(
                to="DECIDED",
                law=DECISION,
                by=(PRESIDENT,),
                needs=(DECIDED_PAST, *_DETAINABLE, assessed("DETENTION")),
            ),
        ),
        ("DRAFT", REJECT): (Step(to="REJECTED", law=DECISION, by=(JUDGE, PRESIDENT)),),
        ("DECIDED", SERVE): (Step(to="SERVED", law=DECISION, by=(CLERK,), needs=SERVING),),
        ("DECIDED", RELEASE): (_RELEASING,),
        ("DECIDED", WITHDRAW): (_WITHDRAWING,),
        ("SERVED", DETAIN): (
            Step(
                to="DETAINED",
                law=MEASURE,
                by=(CLERK,),
                needs=(
                    past("detainedOn", MEASURE),
                    not_before("detainedOn", "servedOn", "SERVED_FIRST", DECISION),
                    *ANSWERS,
                ),
                sets=_until,
            ),
        ),
        ("SERVED", RELEASE): (_RELEASING,),
        ("SERVED", ASK_REVIEW): (asking("SERVED"),),
        ("SERVED", DECIDE_REVIEW): reviewed("SERVED", _released),
        ("SERVED", WITHDRAW): (_WITHDRAWING,),
        ("DETAINED", TERM_ENDS): (
            Step(
                to="RELEASED",
                law=MEASURE,
                by=(CLERK, JUDGE),
                hub=True,
                needs=(_OVER,),
                sets=lambda scene: {"releasedOn": scene.known["detainedUntil"]},
            ),
        ),
        ("DETAINED", RELEASE): (_RELEASING,),
        ("DETAINED", ASK_REVIEW): (asking("DETAINED"),),
        ("DETAINED", DECIDE_REVIEW): reviewed("DETAINED", _released),
        ("DETAINED", WITHDRAW): (_WITHDRAWING,),
        ("RELEASED", ASK_REVIEW): (asking("RELEASED"),),
        ("RELEASED", WITHDRAW): (_WITHDRAWING,),
        ("RELEASED", DECIDE_REVIEW): reviewed("RELEASED", _released),
    },
    deadlines=(
        Deadline(
            name="DETENTION_ENDS",
            zh="拘留期满",
            states=("DETAINED",),
            since="detainedUntil",
            law=MEASURE,
            fires="TERM_ENDS",
        ),
    ),
)
