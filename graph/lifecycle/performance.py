"""Performance (履行完毕): recorded once, it ends whatever of its file performance ends, and of no other file.

Each measure goes its own way from there: the court's list by its clock (deleted, or reviewed), a restriction, an
exit ban and a freeze to their lift, each within its own limit (失信规定 第十条, 限消规定 第九条, F8, F9). A fine
stands, and a detention ends by decision alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.lifecycle.actors import CLERK, JUDGE
from graph.lifecycle.days import happened, past, today
from graph.lifecycle.exclusions import IS_DEBTOR
from graph.lifecycle.listing_events import WITHDRAW
from graph.lifecycle.machine import Effect, Event, Guard, Machine, Step, facts
from graph.lifecycle.performed import LAW, PERFORMANCE, stands
from graph.lifecycle.scene import Scene
from graph.model import performances


def _one(scene: Scene) -> str | None:
    return "one of this file stands; allowed: one at a time" if stands(scene) else None


OPEN: Final = Event(
    name="OPEN",
    zh="登记履行完毕",
    doc="All that the file enforces was performed: what must end of it ends now.",
    facts=facts(performances.PERFORMED_ON, may=(performances.RECEIPT,)),
)
STATES: Final[Mapping[str, str]] = {"RECORDED": "已登记", "WITHDRAWN": "已撤销"}

FULL_PERFORMANCE: Final = Machine(
    kind="PERFORMANCE",
    table="FULL_PERFORMANCE",
    zh="履行完毕",
    doc="Full performance of what a file enforces; one stands at a time. Taken back, since a payment did not come"
    " in, it revives nothing: the court orders anew.",
    states=STATES,
    beside=(PERFORMANCE,),
    opening=(
        OPEN,
        Step(
            to="RECORDED",
            law=LAW,
            by=(CLERK, JUDGE),
            needs=(
                IS_DEBTOR,
                past("performedOn", LAW),
                Guard(rule="ONE_PERFORMANCE", law=LAW, check=_one),
            ),
            effects=(Effect.END,),
        ),
    ),
    steps={
        ("RECORDED", WITHDRAW): (
            Step(
                to="WITHDRAWN",
                law=LAW,
                by=(JUDGE,),
                needs=happened("faultFoundOn", "performedOn", LAW),
                sets=today("withdrawnOn"),
            ),
        ),
    },
)
