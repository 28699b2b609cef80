"""What detention and fine share: whom they may meet, and the one review (民事诉讼法 114, 118, 119).

A judgment debtor, or somebody behind a unit whom the court found directly responsible or obstructing. Article 114
does not name the actual controller: being one is no ground.
"""

from __future__ import annotations

from typing import Final

from graph.lifecycle.actors import CLERK, PRESIDENT
from graph.lifecycle.days import happened, past
from graph.lifecycle.found import is_found, role_day
from graph.lifecycle.machine import Event, Guard, Setting, Step, facts
from graph.lifecycle.scene import Scene
from graph.model import coercion

LAW: Final = "民事诉讼法(2023-09-01) 第一百一十四条"
DECISION: Final = "民事诉讼法(2023-09-01) 第一百一十九条"
MEASURE: Final = "民事诉讼法(2023-09-01) 第一百一十八条"
BY_FINDING: Final = ("DIRECTLY_RESPONSIBLE", "OBSTRUCTION")

ASK_REVIEW: Final = Event(
    name="ASK_REVIEW",
    zh="申请复议",
    doc="Review by the next higher court is asked for, once; that does not suspend the decision.",
    facts=facts(coercion.REVIEW_ASKED_ON),
)
DECIDE_REVIEW: Final = Event(
    name="DECIDE_REVIEW",
    zh="复议决定",
    doc="The next higher court decided on the review.",
    facts=facts(coercion.REVIEW_OUTCOME, coercion.REVIEW_DECIDED_ON),
)


def _ground(scene: Scene) -> str | None:
    role = scene.told("basisRole")
    if role == "DEBTOR" or (role in BY_FINDING and is_found(scene, role)):
        return None
    needs = "DEBTOR, or DIRECTLY_RESPONSIBLE or OBSTRUCTION by a finding of the court in force for that day"
    if role in BY_FINDING:
        return (
            f"{role} needs a finding of the court of that kind, in force, for that day; what was computed is none"
        )
    return f"{role} alone is no ground; allowed: {needs}"


def _debtor(scene: Scene) -> str | None:
    if scene.told("basisRole") != "DEBTOR" or scene.target.debtor:
        return None
    return "not a judgment debtor of this file; allowed: one of them, or whom the court found answering for one"


def _once(scene: Scene) -> str | None:
    asked = scene.known.get("reviewAskedOn")
    return None if asked is None else f"review was asked for on {asked}; allowed: once"


def _asked(scene: Scene) -> str | None:
    if scene.known.get("reviewAskedOn") is None:
        return "no review was asked for; allowed: after ASK_REVIEW"
    decided = scene.known.get("reviewDecidedOn")
    return None if decided is None else f"the review was decided on {decided}; allowed: once"


ANSWERS: Final = (
    role_day(LAW),
    past("roleOn", LAW),
    Guard(rule="JUDICIAL_FINDING", law=LAW, check=_ground),
    Guard(rule="BASIS_ROLE", law=LAW, check=_debtor),
)
DECIDED_PAST: Final = past("decidedOn", DECISION)
SERVING: Final = happened("servedOn", "decidedOn", DECISION)
_FAULT: Final = happened("faultFoundOn", "decidedOn", LAW)


def asking(state: str) -> Step:
    """A request for review: it stays where it is."""
    return Step(
        to=state,
        law=DECISION,
        by=(CLERK,),
        needs=(
            Guard(rule="ONE_REVIEW", law=DECISION, check=_once),
            *happened("reviewAskedOn", "servedOn", DECISION),
        ),
    )


def reviewed(state: str, sets: Setting) -> tuple[Step, Step]:
    """The decision on it: revoked, or it stays where it is."""
    needs = (
        Guard(rule="ONE_REVIEW", law=DECISION, check=_asked),
        *happened("reviewDecidedOn", "reviewAskedOn", DECISION),
    )
    return (
        Step(
            to="REVOKED",
            law=DECISION,
            by=(CLERK,),
            needs=needs,
            sets=sets,
            when=lambda scene: scene.facts.get("reviewOutcome") == "REVOKED",
            only="it was revoked",
        ),
        Step(to=state, law=DECISION, by=(CLERK,), needs=needs, only="it was upheld"),
    )


def withdrawing(sets: Setting) -> Step:
    """The president withdraws what should never have been."""
    return Step(to="WITHDRAWN", law=DECISION, by=(PRESIDENT,), needs=_FAULT, sets=sets)
