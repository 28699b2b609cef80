"""The court's list of dishonest judgment debtors (失信被执行人名单), 法释〔2017〕7号 and 法发〔2019〕35号.

Two clocks. EVENT (G1 alone): no term; it is deleted within three working days of an event of 第十条. TERM (any of
G2 to G6): it is deleted within three working days after its term, and performance before that opens a review of
early deletion at once, while what was ordered of others on its ground is lifted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from graph.lifecycle.actors import CLERK, JUDGE, PRESIDENT
from graph.lifecycle.days import not_before, not_to_come
from graph.lifecycle.exclusions import IS_DEBTOR, NOT_EXCLUDED, OF_AGE
from graph.lifecycle.machine import Deadline, Effect, Event, Guard, Machine, Step, facts
from graph.lifecycle.scene import Scene
from graph.model import cases, measures
from graph.rules.clocks import Limit, Unit

LAW: Final = "法释〔2017〕7号"
GOOD_FAITH: Final = "法发〔2019〕35号"
RELISTING_BAR: Final = "RELISTING_BAR"
YEARS_MIN, YEARS_MAX, YEARS_PLAIN = 3, 5, 2


CHECKED: Final = (
    cases.SUFFICIENT_SECURITY,
    cases.SUFFICIENT_PROPERTY,
    cases.NOT_YET_IN_RANK,
    cases.HOLD_OFF,
    cases.CAMPUS_LOAN,
)

OPEN: Final = Event(
    name="OPEN",
    zh="提请",
    doc="A listing is proposed, with its grounds.",
    facts=facts(measures.GROUNDS, cases.CONDUCT, cases.REQUESTED),
)
ASSESS: Final = Event(name="ASSESS", zh="审查", doc="All that bars a listing was checked.", facts=facts(*CHECKED))
REJECT: Final = Event(name="REJECT", zh="驳回", doc="There will be no listing.")
DECIDE: Final = Event(
    name="DECIDE",
    zh="决定",
    doc="The president of the court signs the reasoned decision.",
    facts=facts(measures.NUMBER, measures.DECIDED_ON, may=(cases.TERM_YEARS,)),
)
SERVE: Final = Event(
    name="SERVE", zh="送达", doc="The decision was served like any other paper.", facts=facts(measures.SERVED_ON)
)
GRACE: Final = Event(
    name="GRACE",
    zh="给予宽限期",
    doc="A period of grace of one to three months, in which nothing is published.",
    facts=facts(cases.GRACE_UNTIL),
)
PUBLISH: Final = Event(
    name="PUBLISH",
    zh="发布",
    doc="It enters the list, and every body that has to act on it is told.",
    facts=facts(measures.PUBLISHED_ON),
)
DISTRIBUTE: Final = Event(name="DISTRIBUTE", zh="推送完成", doc="Everybody who was told has acknowledged it.")
FIND_FAULT: Final = Event(
    name="FIND_FAULT", zh="发现信息有误", doc="What is published is inaccurate.", facts=facts(cases.WRONG_SINCE)
)
CORRECT: Final = Event(
    name="CORRECT",
    zh="更正",
    doc="What is published was corrected.",
    facts=facts(may=(cases.CONDUCT, measures.NUMBER)),
)
END: Final = Event(
    name="END",
    zh="出现删除事由",
    doc="One of the events that end it happened.",
    facts=facts(cases.END_CAUSE, cases.ENDED_ON),
)
TERM_ENDS: Final = Event(name="TERM_ENDS", zh="期限届满", doc="Its term is over.")
ALLOW: Final = Event(
    name="ALLOW_EARLY_DELETION", zh="准予提前删除", doc="It is deleted before its term is over (第二条第二款)."
)
REFUSE: Final = Event(name="REFUSE_EARLY_DELETION", zh="不予提前删除", doc="It stays until its term is over.")
DELETE: Final = Event(name="DELETE", zh="删除", doc="It left the list.", facts=facts(cases.DELETED_ON))
CONFIRM: Final = Event(name="CONFIRM_LIFTED", zh="确认解除", doc="Everybody who was told has lifted what he did.")
WITHDRAW: Final = Event(
    name="WITHDRAW",
    zh="撤销",
    doc="It should never have been; it is withdrawn and everybody is told.",
    facts=facts(cases.WRONG_SINCE, cases.WITHDRAWN_ON),
)

STATES: Final[Mapping[str, str]] = {
    "DRAFT": "提请",
    "ASSESSED": "已审查",
    "REJECTED": "驳回",
    "ENDED": "发布前终止",
    "DECIDED": "已决定",
    "SERVED": "已送达",
    "GRACE": "宽限期",
    "PUBLISHED": "已发布",
    "DISTRIBUTED": "已推送",
    "CORRECTING": "更正中",
    "EARLY_DELETION_REVIEW": "提前删除审查",
    "DELETION_DUE": "待删除",
    "DELETED": "已删除",
    "CONFIRMED_LIFTED": "已确认解除",
    "WITHDRAWN": "已撤销",
}


def _clock(scene: Scene) -> str:
    return "EVENT" if set(scene.told("grounds")) <= {"G1"} else "TERM"


def _term(scene: Scene) -> str | None:
    years = scene.facts.get("termYears")
    if _clock(scene) == "EVENT":
        return None if years is None else "termYears: G1 has no term; allowed: none"
    several = len(scene.told("grounds")) > 1 or "G2" in scene.told("grounds")
    if years in (None, YEARS_PLAIN):
        return None
    if not several:
        return f"termYears: {years}; allowed: {YEARS_PLAIN}, longer for G2 in serious cases or several grounds"
    if not YEARS_MIN <= years <= YEARS_MAX:
        return f"termYears: {years}; allowed: {YEARS_PLAIN}, or {YEARS_MIN} to {YEARS_MAX} in serious cases"
    return None


def _not_barred(scene: Scene) -> str | None:
    """Six months after a deletion that the applicant asked for, it cannot ask for a listing again."""
    if scene.told("requested") != "APPLICANT":
        return None
    for other in scene.others:
        same_case = other.get("caseNumber") == scene.known.get("caseNumber")
        if same_case and other.get("endCause") == "APPLICANT_REQUEST" and other.get("deletedOn"):
            until = scene.end(RELISTING_BAR, date.fromisoformat(other["deletedOn"]))
            if scene.today <= until:
                return f"deleted at the applicant's request on {other['deletedOn']}; allowed: after {until}"
    return None


def _no_other(scene: Scene) -> str | None:
    ended = ("REJECTED", "ENDED", "DELETED", "CONFIRMED_LIFTED", "WITHDRAWN")
    for other in scene.others:
        if other.get("caseNumber") == scene.known.get("caseNumber") and other.get("state") not in (None, *ended):
            return f"the debtor's listing of this case stands at {other['state']}; allowed: one at a time"
    return None


def _grace(scene: Scene) -> str | None:
    until, served = scene.day("graceUntil"), scene.day("servedOn")
    assert until is not None and served is not None  # the state and the event have both
    least, most = (scene.end(limit, served) for limit in ("GRACE_MINIMUM", "GRACE_MAXIMUM"))
    if least <= until <= most:
        return None
    return f"graceUntil: {until}; allowed: {least} to {most}, one to three months"


def _grace_over(scene: Scene) -> str | None:
    until, day = scene.day("graceUntil"), scene.day("publishedOn")
    if until is None or day is None or day > until:
        return None
    return f"publishedOn: {day} is within the period of grace; allowed: from {until + timedelta(days=1)} on"


def _cause(scene: Scene) -> str | None:
    """Of a listing with a term nothing but performance leads out before the term is over (第二条, 第十条)."""
    cause = scene.told("endCause")
    reserved = ("TERM_ENDED", "EARLY_DELETION")
    if cause in reserved:
        return f"endCause: {cause} comes of the term or its review; allowed: an event of 第十条"
    performed = ("PERFORMED", "SETTLEMENT_PERFORMED")
    if scene.known.get("clock") == "TERM" and cause not in performed:
        return f"endCause: {cause} does not end a listing with a term; allowed: {', '.join(performed)}"
    return None


def _is_term(scene: Scene) -> bool:
    return scene.known.get("clock") == "TERM"


def _term_over(scene: Scene) -> str | None:
    ends = scene.day("termEndsOn")
    if ends is not None and scene.today > ends:
        return None
    return f"its term ends on {ends}; allowed: after that day"


def _decided(scene: Scene) -> Mapping[str, Any]:
    clock, decided = _clock(scene), scene.day("decidedOn")
    assert decided is not None
    if clock == "EVENT":
        return {"clock": clock}
    return {"clock": clock, "termYears": scene.told("termYears") or YEARS_PLAIN}


def _published(scene: Scene) -> Mapping[str, Any]:
    """The term runs from the day of publication."""
    day = scene.day("publishedOn")
    if day is None or not _is_term(scene):
        return {}
    term = Limit(number=scene.known["termYears"], unit=Unit.YEARS, rolls=False)
    return {"termEndsOn": scene.end(term, day).isoformat()}


def _lifted(scene: Scene) -> Mapping[str, Any]:
    """What was ordered on its ground ends on the day on which the lift is issued."""
    return {} if scene.known.get("liftedOn") else {"liftedOn": scene.today.isoformat()}


_NOT_BARRED: Final = Guard(rule="RELISTING_BAR", law=f"{LAW} 第十条第三款", check=_not_barred)
_NO_OTHER: Final = Guard(rule="ONE_LISTING", law=f"{LAW} 第一条", check=_no_other)
_TERM: Final = Guard(rule="TERM", law=f"{LAW} 第二条", check=_term)
_GRACE: Final = Guard(rule="GRACE_PERIOD", law=GOOD_FAITH, check=_grace)
_GRACE_OVER: Final = Guard(rule="GRACE_PERIOD", law=GOOD_FAITH, check=_grace_over)
_CAUSE: Final = Guard(rule="END_CAUSE", law=f"{LAW} 第十条", check=_cause)
_TERM_OVER: Final = Guard(rule="TERM", law=f"{LAW} 第二条", check=_term_over)
_LISTABLE: Final = (IS_DEBTOR, OF_AGE, *NOT_EXCLUDED)

_SERVED_LATER: Final = not_before("servedOn", "decidedOn", "ORDER_OF_DAYS", f"{LAW} 第五条")
_PUBLISHED_LATER: Final = not_before("publishedOn", "servedOn", "SERVED_FIRST", GOOD_FAITH)
_ENDED_LATER: Final = not_before("endedOn", "decidedOn", "ORDER_OF_DAYS", f"{LAW} 第十条")


def _past(name: str) -> Guard:
    return not_to_come(name, "NOT_TO_COME", f"{LAW} 第五条")


_PUBLISHING: Final = Step(
    to="PUBLISHED",
    law=f"{LAW} 第五条、第七条",
    by=(CLERK, JUDGE),
    needs=(_past("publishedOn"), _PUBLISHED_LATER, _GRACE_OVER, *_LISTABLE),
    sets=_published,
    effects=(Effect.TELL,),
)
_ENDING: Final = (
    Step(
        to="EARLY_DELETION_REVIEW",
        law=f"{LAW} 第二条第二款",
        by=(JUDGE, CLERK),
        needs=(_CAUSE, _past("endedOn"), _ENDED_LATER),
        sets=_lifted,
        effects=(Effect.TELL,),
        when=_is_term,
        only="the clock is TERM",
    ),
    Step(
        to="DELETION_DUE",
        law=f"{LAW} 第十条",
        by=(JUDGE, CLERK),
        needs=(_CAUSE, _past("endedOn"), _ENDED_LATER),
        sets=_lifted,
        effects=(Effect.TELL,),
        only="the clock is EVENT",
    ),
)
_TERM_ENDING: Final = Step(
    to="DELETION_DUE",
    law=f"{LAW} 第十条第二款",
    needs=(_TERM_OVER,),
    sets=lambda scene: {**_lifted(scene), "endCause": "TERM_ENDED", "endedOn": scene.known["termEndsOn"]},
    effects=(Effect.TELL,),
)
_WITHDRAWING: Final = Step(
    to="WITHDRAWN",
    law=f"{LAW} 第九条",
    by=(PRESIDENT,),
    needs=(_past("faultFoundOn"), _past("withdrawnOn")),
    sets=_lifted,
    effects=(Effect.TELL,),
)
_REJECTING: Final = Step(to="REJECTED", law=f"{LAW} 第五条", by=(JUDGE, PRESIDENT))
# Nothing was published: there is nothing to delete, and nobody to tell.
_ENDED_BEFORE: Final = Step(
    to="ENDED",
    law=f"{LAW} 第十条; {GOOD_FAITH}",
    by=(JUDGE, CLERK),
    needs=(_past("endedOn"), _ENDED_LATER),
)
_WITHDRAWN_BEFORE: Final = Step(
    to="WITHDRAWN", law=f"{LAW} 第九条", by=(PRESIDENT,), needs=(_past("faultFoundOn"), _past("withdrawnOn"))
)
_FAULTY: Final = Step(to="CORRECTING", law=f"{LAW} 第十一条", by=(JUDGE, CLERK), needs=(_past("faultFoundOn"),))

COURT_DISHONEST: Final = Machine(
    kind="LISTING",
    table="COURT_DISHONEST",
    zh="失信被执行人名单",
    doc="The court's list of dishonest judgment debtors, 法释〔2017〕7号.",
    states=STATES,
    opening=(
        OPEN,
        Step(
            to="DRAFT",
            law=f"{LAW} 第一条、第五条",
            by=(JUDGE,),
            needs=(IS_DEBTOR, OF_AGE, _NO_OTHER, _NOT_BARRED),
        ),
    ),
    steps={
        ("DRAFT", ASSESS): (Step(to="ASSESSED", law=f"{LAW} 第三条; {GOOD_FAITH}", by=(JUDGE,), needs=_LISTABLE),),
        ("DRAFT", REJECT): (_REJECTING,),
        ("ASSESSED", DECIDE): (
            Step(
                to="DECIDED",
                law=f"{LAW} 第五条",
                by=(PRESIDENT,),
                needs=(_past("decidedOn"), *_LISTABLE, _TERM),
                sets=_decided,
            ),
        ),
        ("ASSESSED", REJECT): (_REJECTING,),
        ("DECIDED", SERVE): (
            Step(to="SERVED", law=f"{LAW} 第五条", by=(CLERK,), needs=(_past("servedOn"), _SERVED_LATER)),
        ),
        ("DECIDED", END): (_ENDED_BEFORE,),
        ("DECIDED", WITHDRAW): (_WITHDRAWN_BEFORE,),
        ("SERVED", GRACE): (Step(to="GRACE", law=GOOD_FAITH, by=(JUDGE,), needs=(_GRACE,)),),
        ("SERVED", PUBLISH): (_PUBLISHING,),
        ("SERVED", END): (_ENDED_BEFORE,),
        ("SERVED", WITHDRAW): (_WITHDRAWN_BEFORE,),
        ("GRACE", PUBLISH): (_PUBLISHING,),
        ("GRACE", END): (_ENDED_BEFORE,),
        ("GRACE", WITHDRAW): (_WITHDRAWN_BEFORE,),
        ("PUBLISHED", DISTRIBUTE): (Step(to="DISTRIBUTED", law=f"{LAW} 第八条"),),
        ("PUBLISHED", FIND_FAULT): (_FAULTY,),
        ("PUBLISHED", END): _ENDING,
        ("PUBLISHED", TERM_ENDS): (_TERM_ENDING,),
        ("PUBLISHED", WITHDRAW): (_WITHDRAWING,),
        ("DISTRIBUTED", FIND_FAULT): (_FAULTY,),
        ("DISTRIBUTED", END): _ENDING,
        ("DISTRIBUTED", TERM_ENDS): (_TERM_ENDING,),
        ("DISTRIBUTED", WITHDRAW): (_WITHDRAWING,),
        ("CORRECTING", CORRECT): (
            Step(to="PUBLISHED", law=f"{LAW} 第十一条", by=(JUDGE, CLERK), effects=(Effect.TELL,)),
        ),
        ("CORRECTING", END): _ENDING,
        ("CORRECTING", TERM_ENDS): (_TERM_ENDING,),
        ("CORRECTING", WITHDRAW): (_WITHDRAWING,),
        ("EARLY_DELETION_REVIEW", ALLOW): (
            Step(
                to="DELETION_DUE",
                law=f"{LAW} 第二条第二款",
                by=(JUDGE, PRESIDENT),
                sets=lambda scene: {"endCause": "EARLY_DELETION", "endedOn": scene.today.isoformat()},
                effects=(Effect.TELL,),
            ),
        ),
        ("EARLY_DELETION_REVIEW", REFUSE): (
            Step(to="DISTRIBUTED", law=f"{LAW} 第二条", by=(JUDGE, PRESIDENT), effects=(Effect.TELL,)),
        ),
        ("EARLY_DELETION_REVIEW", TERM_ENDS): (_TERM_ENDING,),
        ("EARLY_DELETION_REVIEW", WITHDRAW): (_WITHDRAWING,),
        ("DELETION_DUE", DELETE): (
            Step(
                to="DELETED",
                law=f"{LAW} 第十条",
                by=(CLERK, JUDGE),
                needs=(_past("deletedOn"), not_before("deletedOn", "endedOn", "ORDER_OF_DAYS", f"{LAW} 第十条")),
                effects=(Effect.TELL,),
            ),
        ),
        ("DELETION_DUE", WITHDRAW): (_WITHDRAWING,),
        ("DELETED", CONFIRM): (Step(to="CONFIRMED_LIFTED", law=f"{LAW} 第十条"),),
    },
    deadlines=(
        Deadline(name="GRACE_ENDS", zh="宽限期届满", states=("GRACE",), since="graceUntil", law=GOOD_FAITH),
        Deadline(
            name="CORRECTION",
            zh="更正期限",
            states=("CORRECTING",),
            since="faultFoundOn",
            limit="LISTING_CORRECTION",
            law=f"{LAW} 第十一条",
        ),
        Deadline(
            name="EARLY_DELETION_REVIEW",
            zh="提前删除审查期限",
            states=("EARLY_DELETION_REVIEW",),
            since="endedOn",
            limit="EARLY_DELETION_REVIEW",
            law=f"{LAW} 第二条第二款",
        ),
        Deadline(
            name="TERM",
            zh="名单期限",
            states=("PUBLISHED", "DISTRIBUTED", "CORRECTING", "EARLY_DELETION_REVIEW"),
            since="termEndsOn",
            law=f"{LAW} 第二条",
            fires="TERM_ENDS",
        ),
        Deadline(
            name="DELETION",
            zh="删除期限",
            states=("DELETION_DUE",),
            since="endedOn",
            limit="LISTING_DELETION",
            law=f"{LAW} 第十条",
        ),
    ),
)
