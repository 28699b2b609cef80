"""The labour authority's list of those who owe wages (拖欠农民工工资失信联合惩戒对象名单), its own rules of 2022.

Another list than the court's: the labour authority alone opens and ends it, it has a term of three years of its
own, and it may name the legal representative. What a court does to its own list does nothing to this one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph.catalogue.definitions import Trigger
from graph.lifecycle.actors import HRSS
from graph.lifecycle.days import happened, past
from graph.lifecycle.exclusions import OF_AGE
from graph.lifecycle.listing_events import CONFIRM, TERM_ENDS, WITHDRAW
from graph.lifecycle.machine import Deadline, Effect, Event, Guard, Machine, Step, facts
from graph.lifecycle.scene import Scene
from graph.lifecycle.use import used_no_more
from graph.model import cases, measures

LAW: Final = "拖欠农民工工资失信联合惩戒对象名单管理暂行办法(人力资源社会保障部令第45号)"
TERM_LIMIT: Final = "WAGE_LIST_TERM"
EARLY_LIMIT: Final = "WAGE_LIST_EARLY_REMOVAL_MINIMUM"

OPEN: Final = Event(
    name="OPEN",
    zh="列入",
    doc="The labour authority decided to list.",
    facts=facts(
        measures.NUMBER,
        measures.DECIDED_ON,
        measures.PUBLISHED_ON,
        measures.MEASURES,
        cases.ORDER_UNMET,
        may=(cases.WAGE_AMOUNT_REACHED, cases.MASS_INCIDENT, cases.CONDUCT),
    ),
)
REMOVE: Final = Event(
    name="REMOVE",
    zh="移出",
    doc="It leaves the list, today: its term is over, or early after correction.",
    facts=facts(may=(cases.CORRECTED_ON, cases.UNDERTAKEN)),
)


def _ground(scene: Scene) -> str | None:
    if not scene.told("orderUnmet"):
        return "orderUnmet: an order to pay must have been served and its limit passed; allowed: true"
    if not (scene.told("wageAmountReached") or scene.told("massIncident")):
        return "neither wageAmountReached nor massIncident; allowed: at least one of them true"
    return None


def _early(scene: Scene) -> str | None:
    ends, corrected, published = scene.day("termEndsOn"), scene.day("correctedOn"), scene.day("publishedOn")
    if ends is not None and scene.today > ends:
        return None
    if corrected is None or published is None or not scene.told("undertaken"):
        return "correctedOn and undertaken are missing; allowed: removal before the term with both, or after it"
    least = scene.end(EARLY_LIMIT, max(corrected, published))
    if scene.today >= least:
        return None
    return f"six months on the list since the correction are not over; allowed: from {least} on"


def _listed(scene: Scene) -> Mapping[str, Any]:
    published = scene.day("publishedOn")
    assert published is not None  # the event has it
    return {"clock": "TERM", "termEndsOn": scene.end(TERM_LIMIT, published).isoformat()}


def _removed(scene: Scene) -> Mapping[str, Any]:
    today = scene.today.isoformat()
    return {"deletedOn": today, "liftedOn": scene.known.get("liftedOn") or today}


def _withdrawn(scene: Scene) -> Mapping[str, Any]:
    today = scene.today.isoformat()
    return {"withdrawnOn": today, "liftedOn": scene.known.get("liftedOn") or today}


def _term_over(scene: Scene) -> str | None:
    ends = scene.day("termEndsOn")
    return None if ends is not None and scene.today > ends else f"its term ends on {ends}; allowed: after that day"


_WITHDRAWING: Final = Step(
    to="WITHDRAWN",
    law=f"{LAW} 第十三条",
    by=(HRSS,),
    needs=happened("faultFoundOn", "decidedOn", LAW),
    sets=_withdrawn,
    effects=(Effect.TELL, Effect.WITHDRAW),
)

HRSS_WAGE: Final = Machine(
    kind="LISTING",
    table="HRSS_WAGE",
    trigger=Trigger.LISTING,
    zh="拖欠农民工工资失信联合惩戒对象名单",
    doc="The labour authority's list of those who owe wages to migrant workers.",
    states={
        "LISTED": "已列入",
        "REMOVAL_DUE": "待移出",
        "REMOVED": "已移出",
        "CONFIRMED_LIFTED": "已确认解除",
        "WITHDRAWN": "已撤销",
    },
    opening=(
        OPEN,
        Step(
            to="LISTED",
            law=f"{LAW} 第五条",
            by=(HRSS,),
            needs=(
                Guard(rule="WAGE_GROUND", law=f"{LAW} 第五条", check=_ground),
                OF_AGE,
                *happened("publishedOn", "decidedOn", LAW),
            ),
            sets=_listed,
            effects=(Effect.TELL, Effect.INSTRUCT),
        ),
    ),
    steps={
        ("LISTED", TERM_ENDS): (
            Step(
                to="REMOVAL_DUE",
                law=f"{LAW} 第十一条",
                by=(HRSS,),
                hub=True,
                needs=(Guard(rule="TERM", law=f"{LAW} 第十一条", check=_term_over),),
                effects=(Effect.TELL,),
            ),
        ),
        ("LISTED", REMOVE): (
            Step(
                to="REMOVED",
                law=f"{LAW} 第十二条",
                by=(HRSS,),
                needs=(
                    past("correctedOn", LAW),
                    Guard(rule="EARLY_REMOVAL", law=f"{LAW} 第十二条", check=_early),
                ),
                sets=_removed,
                effects=(Effect.TELL, Effect.LIFT),
            ),
        ),
        ("LISTED", WITHDRAW): (_WITHDRAWING,),
        ("REMOVAL_DUE", REMOVE): (
            Step(
                to="REMOVED",
                law=f"{LAW} 第十一条",
                by=(HRSS,),
                sets=_removed,
                effects=(Effect.TELL, Effect.LIFT),
            ),
        ),
        ("REMOVAL_DUE", WITHDRAW): (_WITHDRAWING,),
        ("REMOVED", CONFIRM): (Step(to="CONFIRMED_LIFTED", law=f"{LAW} 第十一条", hub=True),),
        **used_no_more("REMOVED", "CONFIRMED_LIFTED", "WITHDRAWN"),
    },
    deadlines=(
        Deadline(
            name="TERM",
            zh="名单期限",
            states=("LISTED",),
            since="termEndsOn",
            law=f"{LAW} 第十一条",
            fires="TERM_ENDS",
        ),
        Deadline(
            name="REMOVAL",
            zh="移出期限",
            states=("REMOVAL_DUE",),
            since="termEndsOn",
            limit="WAGE_LIST_REMOVAL",
        ),
    ),
)
