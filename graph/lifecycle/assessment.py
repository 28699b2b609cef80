"""The assessment of economic impact (涉企案件经济影响评估): notice, self-assessment, rating, approval, expiry.

The enterprise is told and rates itself, or does not reply; a judge rates, the president approves. Red needs a less
restrictive alternative and a period of grace on record. The president may override it once, with a reason, in an
emergency; it is filled in within 24 hours then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph.catalogue.impact_gate import gate_of
from graph.lifecycle.actors import CLERK, JUDGE, PRESIDENT
from graph.lifecycle.assessed import BACKFILL, ENTERPRISE, counts
from graph.lifecycle.days import not_before, past
from graph.lifecycle.machine import Deadline, Event, Guard, Machine, Step, facts
from graph.lifecycle.scene import Scene
from graph.model import assessments
from graph.rules.days import stored_instant

LAW: Final = str(gate_of("LISTING").law)

OPEN: Final = Event(
    name="OPEN",
    zh="启动评估",
    doc="A stage comes before which the impact is assessed.",
    facts=facts(assessments.STAGE),
)
NOTIFY: Final = Event(
    name="NOTIFY",
    zh="告知",
    doc="The enterprise is notified that it may assess the impact itself.",
    facts=facts(assessments.NOTICE_SENT_ON, assessments.REPLY_UNTIL),
)
SELF_ASSESS: Final = Event(
    name="SELF_ASSESS",
    zh="企业自评",
    doc="The enterprise's own form came in.",
    facts=facts(
        assessments.SELF_RATING,
        assessments.OPERATING,
        may=(assessments.STAFF, assessments.ACCOUNTS, assessments.PROJECTS),
    ),
)
NO_REPLY: Final = Event(name="NO_REPLY", zh="逾期未自评", doc="It did not reply by the day of the notice.")
RATE: Final = Event(
    name="RATE",
    zh="法院评级",
    doc="The judge rates the impact.",
    facts=facts(
        assessments.RATING,
        assessments.PROPOSED,
        assessments.CONCLUSION,
        may=(assessments.ALTERNATIVE, assessments.GRACE),
    ),
)
APPROVE: Final = Event(
    name="APPROVE",
    zh="审批",
    doc="The president approves it; it counts until the day named.",
    facts=facts(assessments.VALID_UNTIL),
)
OVERRIDE: Final = Event(
    name="OVERRIDE",
    zh="紧急情况先行",
    doc="In an emergency the measure goes first; the assessment is filled in within 24 hours.",
    facts=facts(assessments.OVERRIDE_REASON),
)
EXPIRE: Final = Event(name="EXPIRE", zh="失效", doc="Its last day is past.")

STATES: Final[Mapping[str, str]] = {
    "REQUIRED": "待告知",
    "NOTICE_SENT": "已告知",
    "SELF_ASSESSED": "已自评",
    "NO_REPLY": "逾期未自评",
    "OVERRIDDEN": "紧急先行",
    "COURT_RATED": "已评级",
    "VALID": "有效",
    "EXPIRED": "失效",
}


def _enterprise(scene: Scene) -> str | None:
    if scene.target.kind == ENTERPRISE and scene.target.debtor:
        return None
    return "not an enterprise that is debtor of this file; allowed: one of them; for others none is required"


def _one(scene: Scene) -> str | None:
    """One stage, one assessment: another only once it counts no more."""
    for other in scene.others:
        stands = other["state"]
        over = stands == "EXPIRED" or (stands == "VALID" and not counts(scene, other))
        if other.get("stage") == scene.told("stage") and not over:
            return f"one of this file and stage stands at {stands} for it; allowed: one a stage"
    return None


def _red(scene: Scene) -> str | None:
    if scene.told("courtRating") != "RED":
        return None
    missing = [name for name in ("lessRestrictive", "graceUntil") if scene.told(name) is None]
    if not missing:
        return None
    return f"{', '.join(missing)}: missing; RED needs a less restrictive alternative and a period of grace"


def _still(name: str) -> Guard:
    def check(scene: Scene) -> str | None:
        day = scene.day(name)
        return None if day is None or day >= scene.today else f"{name}: {day} is past; allowed: from {scene.today}"

    return Guard(rule="NOT_PAST", law=LAW, check=check)


def _over(name: str) -> Guard:
    def check(scene: Scene) -> str | None:
        day = scene.day(name)
        return None if day is None or scene.today > day else f"{name} is {day}; allowed: after that day"

    return Guard(rule="TERM", law=LAW, check=check)


def _once(scene: Scene) -> str | None:
    at = scene.known.get("overriddenAt")
    return None if at is None else "it was overridden before; allowed: once, and now its approval"


def _overridden(scene: Scene) -> Mapping[str, Any]:
    assert scene.now is not None  # a move has its instant
    return {"overriddenAt": stored_instant(scene.now)}


_RATING: Final = Step(
    to="COURT_RATED",
    law=LAW,
    by=(JUDGE,),
    needs=(Guard(rule="RED_RATING", law=LAW, check=_red), _still("graceUntil")),
)
_OVERRIDING: Final = Step(
    to="OVERRIDDEN",
    law=LAW,
    by=(PRESIDENT,),
    needs=(Guard(rule="ONE_OVERRIDE", law=LAW, check=_once),),
    sets=_overridden,
)
_REPLYING: Final = Step(to="SELF_ASSESSED", law=LAW, by=(CLERK, JUDGE))

ECONOMIC_IMPACT: Final = Machine(
    kind="IMPACT_ASSESSMENT",
    table="ECONOMIC_IMPACT",
    zh="涉企案件经济影响评估",
    doc="What a measure would do to an enterprise; the gate before its listing, restriction, head's detention.",
    states=STATES,
    opening=(
        OPEN,
        Step(
            to="REQUIRED",
            law=LAW,
            by=(JUDGE, PRESIDENT),
            needs=(
                Guard(rule="ENTERPRISE_ONLY", law=LAW, check=_enterprise),
                Guard(rule="ONE_ASSESSMENT", law=LAW, check=_one),
            ),
        ),
    ),
    steps={
        ("REQUIRED", NOTIFY): (
            Step(
                to="NOTICE_SENT",
                law=LAW,
                by=(JUDGE, CLERK),
                needs=(
                    past("noticeSentOn", LAW),
                    not_before("replyUntil", "noticeSentOn", "ORDER_OF_DAYS", LAW),
                ),
            ),
        ),
        # Before any notice: a warning would defeat what is urgent.
        ("REQUIRED", OVERRIDE): (_OVERRIDING,),
        ("NOTICE_SENT", SELF_ASSESS): (_REPLYING,),
        ("NOTICE_SENT", NO_REPLY): (
            Step(to="NO_REPLY", law=LAW, by=(CLERK, JUDGE), hub=True, needs=(_over("replyUntil"),)),
        ),
        ("NOTICE_SENT", OVERRIDE): (_OVERRIDING,),
        ("SELF_ASSESSED", RATE): (_RATING,),
        ("SELF_ASSESSED", OVERRIDE): (_OVERRIDING,),
        ("NO_REPLY", SELF_ASSESS): (_REPLYING,),
        ("NO_REPLY", RATE): (_RATING,),
        ("NO_REPLY", OVERRIDE): (_OVERRIDING,),
        ("OVERRIDDEN", RATE): (_RATING,),
        ("COURT_RATED", RATE): (_RATING,),
        ("COURT_RATED", APPROVE): (Step(to="VALID", law=LAW, by=(PRESIDENT,), needs=(_still("validUntil"),)),),
        ("COURT_RATED", OVERRIDE): (_OVERRIDING,),
        ("VALID", EXPIRE): (
            Step(to="EXPIRED", law=LAW, by=(CLERK, JUDGE), hub=True, needs=(_over("validUntil"),)),
        ),
    },
    deadlines=(
        Deadline(
            name="SELF_ASSESSMENT",
            zh="自评期限",
            states=("NOTICE_SENT",),
            since="replyUntil",
            law=LAW,
            fires="NO_REPLY",
        ),
        Deadline(
            name="BACKFILL",
            zh="补填期限",
            states=("OVERRIDDEN", "COURT_RATED"),
            since="overriddenAt",
            limit=BACKFILL,
        ),
        Deadline(name="VALIDITY", zh="有效期", states=("VALID",), since="validUntil", law=LAW, fires="EXPIRE"),
    ),
)
