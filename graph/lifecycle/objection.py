"""A request to correct a listing or a restriction (纠正申请), 法释〔2017〕7号 第十二条.

Examined within 15 days; founded, what it is about is corrected or withdrawn within three working days; unfounded,
the next higher court reviews it once, within 10 days of service, and decides within 15. Nothing of it suspends
what it is about. That restrictions follow the same article is a reading, to be confirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph.lifecycle.actors import CLERK, JUDGE
from graph.lifecycle.coercion import ASK_REVIEW, DECIDE_REVIEW
from graph.lifecycle.days import happened, past, today
from graph.lifecycle.machine import Deadline, Event, Guard, Machine, Step, facts
from graph.lifecycle.scene import Scene
from graph.model import measures, objections

LAW: Final = "法释〔2017〕7号 第十二条"
ABOUT: Final = ("LISTING", "RESTRICTION")
REQUEST: Final = "LISTING_REVIEW_REQUEST"
# What is over is remedied.
OVER: Final = ("WITHDRAWN", "ENDED", "DELETED", "LIFTED", "CONFIRMED_LIFTED")
CORRECTING: Final = "CORRECTING"

OPEN: Final = Event(
    name="OPEN",
    zh="收到申请",
    doc="Whoever is met asks in writing that it be corrected.",
    facts=facts(objections.ABOUT, objections.RECEIVED_ON, objections.REASONS),
)
UPHOLD: Final = Event(
    name="UPHOLD", zh="申请成立", doc="It is founded: what it is about is corrected or withdrawn."
)
DISMISS: Final = Event(
    name="DISMISS",
    zh="驳回申请",
    doc="It is unfounded, by a decision in writing.",
    facts=facts(measures.NUMBER, measures.DECIDED_ON),
)
SERVE_DISMISSAL: Final = Event(
    name="SERVE_DISMISSAL", zh="送达驳回决定", doc="That decision was served.", facts=facts(measures.SERVED_ON)
)
CLOSE: Final = Event(name="CLOSE", zh="复议期满", doc="No review was asked for in time.")
REMEDY: Final = Event(
    name="REMEDY", zh="已纠正", doc="What it is about was corrected, withdrawn or ended: that is on record."
)

STATES: Final[Mapping[str, str]] = {
    "RECEIVED": "审查中",
    "UPHELD": "申请成立",
    "REMEDIED": "已纠正",
    "DISMISSED": "已驳回",
    "DISMISSAL_SERVED": "驳回已送达",
    "IN_REVIEW": "复议中",
    "CLOSED": "已办结",
}


def _about(scene: Scene) -> Mapping[str, Any] | None:
    """What it is about: a decision of this file that meets the target."""
    every = (each for kind in ABOUT for each in scene.beside.get(kind, ()))
    return next(
        (
            each
            for each in every
            if each["id"] == scene.told("about")
            and each["target"] == scene.target.id
            and (each.get("decidedOn") or each.get("issuedOn"))
        ),
        None,
    )


def _is_about(scene: Scene) -> str | None:
    if _about(scene) is not None:
        return None
    return "about: no listing or restriction of this file that was decided against it; allowed: the id of one"


def _one(scene: Scene) -> str | None:
    for other in scene.others:
        if other.get("about") == scene.told("about") and other["state"] not in ("REMEDIED", "CLOSED"):
            return f"one about it stands at {other['state']}; allowed: one at a time"
    return None


def _remedied(scene: Scene) -> str | None:
    """Ended, or found faulty since the request came in and corrected."""
    about, received = _about(scene), scene.known["receivedOn"]
    if about is None or about["state"] in OVER:
        return None
    if about["state"] != CORRECTING and (about.get("faultFoundOn") or "") >= received:
        return None
    return f"what it is about stands at {about['state']}; allowed: once it was corrected or withdrawn"


def _in_time(scene: Scene) -> str | None:
    served, asked = scene.day("servedOn"), scene.day("reviewAskedOn")
    if served is None or asked is None:
        return None
    last = scene.end(REQUEST, served)
    return None if asked <= last else f"reviewAskedOn: {asked}; allowed: up to {last}"


def _time_over(scene: Scene) -> str | None:
    served = scene.day("servedOn")
    if served is None:
        return None
    last = scene.end(REQUEST, served)
    return None if scene.today > last else f"review may be asked for until {last}; allowed: after that day"


def _once(scene: Scene) -> str | None:
    asked = scene.known.get("reviewAskedOn")
    return None if asked is None else f"review was asked for on {asked}; allowed: once"


# Also where its time was thought to be over: what was sent in time may come in later.
_ASKING: Final = Step(
    to="IN_REVIEW",
    law=LAW,
    by=(CLERK,),
    needs=(
        Guard(rule="ONE_REVIEW", law=LAW, check=_once),
        *happened("reviewAskedOn", "servedOn", LAW),
        Guard(rule="REVIEW_REQUEST", law=LAW, check=_in_time),
    ),
)
_REVIEWING: Final = happened("reviewDecidedOn", "reviewAskedOn", LAW)

CORRECTION: Final = Machine(
    kind="OBJECTION",
    table="CORRECTION",
    zh="纠正申请",
    doc="A request to correct a listing or a restriction, 法释〔2017〕7号 第十二条; it suspends nothing.",
    states=STATES,
    beside=ABOUT,
    opening=(
        OPEN,
        Step(
            to="RECEIVED",
            law=LAW,
            by=(CLERK,),
            needs=(
                Guard(rule="ABOUT", law=LAW, check=_is_about),
                Guard(rule="ONE_OBJECTION", law=LAW, check=_one),
                past("receivedOn", LAW),
            ),
        ),
    ),
    steps={
        ("RECEIVED", UPHOLD): (Step(to="UPHELD", law=LAW, by=(JUDGE,), sets=today("foundedOn")),),
        ("RECEIVED", DISMISS): (
            Step(
                to="DISMISSED",
                law=LAW,
                by=(JUDGE,),
                needs=happened("decidedOn", "receivedOn", LAW),
            ),
        ),
        ("UPHELD", REMEDY): (
            Step(
                to="REMEDIED",
                law=LAW,
                by=(JUDGE, CLERK),
                needs=(Guard(rule="REMEDIED", law=LAW, check=_remedied),),
                sets=today("remediedOn"),
            ),
        ),
        ("DISMISSED", SERVE_DISMISSAL): (
            Step(
                to="DISMISSAL_SERVED",
                law=LAW,
                by=(CLERK,),
                needs=happened("servedOn", "decidedOn", LAW),
            ),
        ),
        ("DISMISSAL_SERVED", ASK_REVIEW): (_ASKING,),
        ("CLOSED", ASK_REVIEW): (_ASKING,),
        ("DISMISSAL_SERVED", CLOSE): (
            Step(
                to="CLOSED",
                law=LAW,
                by=(CLERK,),
                hub=True,
                needs=(Guard(rule="REVIEW_REQUEST", law=LAW, check=_time_over),),
            ),
        ),
        ("IN_REVIEW", DECIDE_REVIEW): (
            Step(
                to="UPHELD",
                law=LAW,
                by=(CLERK,),
                needs=_REVIEWING,
                sets=lambda scene: {"foundedOn": scene.facts["reviewDecidedOn"]},
                when=lambda scene: scene.facts.get("reviewOutcome") == "REVOKED",
                only="the dismissal was revoked",
            ),
            Step(to="CLOSED", law=LAW, by=(CLERK,), needs=_REVIEWING, only="the dismissal was upheld"),
        ),
    },
    deadlines=(
        Deadline(
            name="EXAMINATION",
            zh="审查期限",
            states=("RECEIVED",),
            since="receivedOn",
            limit="LISTING_OBJECTION_EXAMINATION",
        ),
        Deadline(
            name="REMEDY",
            zh="纠正期限",
            states=("UPHELD",),
            since="foundedOn",
            limit="LISTING_OBJECTION_REMEDY",
        ),
        Deadline(
            name="REVIEW_REQUEST",
            zh="申请复议期限",
            states=("DISMISSAL_SERVED",),
            since="servedOn",
            limit=REQUEST,
            fires="CLOSE",
        ),
        Deadline(
            name="REVIEW_DECISION",
            zh="复议决定期限",
            states=("IN_REVIEW",),
            since="reviewAskedOn",
            limit="LISTING_REVIEW_DECISION",
        ),
    ),
)
