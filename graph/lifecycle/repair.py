"""Credit repair (信用修复), 信用修复管理办法 (2026) as read in outline: its articles' numbers were not.

Whoever determined repairs (谁认定、谁修复): a court for its own list and orders, the labour authority for its
own list; the credit office receives and hands on, it is the single window. A repair ends nothing by itself: a
court's listing is deleted by the court (法释〔2017〕7号 第十条), and what is in force is not repaired.

Granted, the use of what is over stops at once, and whoever was ever told of it is told that; the last
acknowledgement completes it.

Whether the measure of 2026 touches a court's list at all, the customer has to confirm.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph.lifecycle.actors import CLERK, CREDIT_WINDOW, HRSS, JUDGE, SUPERVISION_WINDOW
from graph.lifecycle.days import past, today
from graph.lifecycle.listing_wage import EARLY_LIMIT
from graph.lifecycle.listing_wage import LAW as WAGE_LAW
from graph.lifecycle.machine import Deadline, Effect, Event, Guard, Machine, Step, facts
from graph.lifecycle.scene import Actor, Scene
from graph.lifecycle.use import LAW
from graph.model import measures, objections, repairs

ABOUT: Final = ("LISTING", "RESTRICTION")
# What is over, by whoever decided it; only what others were told of can stop being used.
OVER: Final = ("DELETED", "REMOVED", "LIFTED", "CONFIRMED_LIFTED", "WITHDRAWN")
CLOSED: Final = ("REFUSED", "ABANDONED")
COURT, WAGE = "COURT_REPAIR", "WAGE_REPAIR"

_GROUNDS: Final = (
    repairs.ROUTE,
    repairs.CORRECTED_ON,
    repairs.PERFORMED,
    repairs.PUBLIC_UNDERTAKING,
    repairs.RULING,
)
OPEN: Final = Event(
    name="OPEN",
    zh="收到修复申请",
    doc="Whoever is met applies for repair.",
    facts=facts(repairs.ABOUT, objections.RECEIVED_ON, may=_GROUNDS),
)
ACCEPT: Final = Event(name="ACCEPT_APPLICATION", zh="受理", doc="It is complete, and its time has come.")
RETURN: Final = Event(
    name="RETURN_APPLICATION", zh="退回补正", doc="Something is missing.", facts=facts(repairs.REFUSAL)
)
RESUBMIT: Final = Event(
    name="RESUBMIT",
    zh="补正后重新提交",
    doc="What was missing came in.",
    facts=facts(objections.RECEIVED_ON, may=_GROUNDS),
)
GRANT: Final = Event(
    name="GRANT_REPAIR",
    zh="准予修复",
    doc="Use stops everywhere, and everybody who was told of it is told that.",
    facts=facts(may=(measures.NUMBER,)),
)
REFUSE: Final = Event(
    name="REFUSE_REPAIR", zh="不予修复", doc="It is refused, with reasons.", facts=facts(repairs.REFUSAL)
)
ABANDON: Final = Event(name="ABANDON", zh="撤回申请", doc="Whoever applied takes it back.")
COMPLETE: Final = Event(name="COMPLETE", zh="修复完成", doc="Everybody who was told has acknowledged it.")

STATES: Final[Mapping[str, str]] = {
    "APPLIED": "已申请",
    "RETURNED": "已退回补正",
    "ACCEPTED": "已受理",
    "REFUSED": "不予修复",
    "GRANTED": "已准予修复、正在通知",
    "COMPLETED": "修复完成",
    "ABANDONED": "已撤回",
}


def _about(scene: Scene) -> Mapping[str, Any] | None:
    """What it is about: a decision in force since some day that meets the target; of a court, or of the list."""
    of_wages = scene.known.get("procedure") == WAGE
    for kind in ABOUT:
        for each in scene.beside.get(kind, ()):
            told = each.get("publishedOn") if kind == "LISTING" else each.get("servedOn")
            its_own = (each.get("list") == "HRSS_WAGE") is of_wages
            if each["id"] == scene.told("about") and each["target"] == scene.target.id and told and its_own:
                return each
    return None


def _is_about(scene: Scene) -> str | None:
    # Before an agency is told whether anybody is known here, nobody is met yet.
    if not scene.target.id or _about(scene) is not None:
        return None
    return "about: nothing of your own that was published or served against it; allowed: the id of one"


def _one(scene: Scene) -> str | None:
    about = _about(scene)
    if about is not None and about.get("repairedOn"):
        return f"about: repaired on {about['repairedOn']}; allowed: once"
    for other in scene.others:
        if other.get("about") == scene.told("about") and other["state"] not in CLOSED:
            return f"one about it stands at {other['state']}; allowed: one at a time"
    return None


def _conditions(scene: Scene) -> str | None:
    about = _about(scene)
    if about is not None and about["state"] == "WITHDRAWN":
        return None  # it should never have been: there is nothing to make good
    if scene.told("route") == "BANKRUPTCY":
        if scene.target.is_person:
            return "route: BANKRUPTCY is for enterprises; allowed: GENERAL"
        return None if scene.told("rulingNumber") else "rulingNumber: missing; BANKRUPTCY needs the court's ruling"
    lacks = [name for name in ("correctedOn", "performed", "publicUndertaking") if not scene.told(name)]
    return (
        f"{', '.join(lacks)}: missing; allowed: correction, performance and a public undertaking"
        if lacks
        else None
    )


def _wage_period(scene: Scene) -> str | None:
    """Six months on the list since the correction, unless the list has ended by itself or was withdrawn."""
    about, corrected = _about(scene), scene.day("correctedOn")
    if about is None or about["state"] in OVER or scene.told("route") == "BANKRUPTCY" or corrected is None:
        return None
    published, ends = about["publishedOn"], about.get("termEndsOn")
    if ends is not None and scene.today.isoformat() > ends:
        return None
    least = scene.end(EARLY_LIMIT, max(corrected, corrected.fromisoformat(published)))
    if scene.today >= least:
        return None
    return f"the minimum period on the list since the correction is not over; allowed: from {least} on"


def _over(scene: Scene) -> str | None:
    about = _about(scene)
    if about is None:
        return "what it is about is not to be found any more; allowed: REFUSE_REPAIR"
    if about["state"] in OVER:
        return None
    return f"what it is about stands at {about['state']}; allowed: once whoever decided it has ended it"


ITS_OWN: Final = Guard(rule="ABOUT", law=LAW, check=_is_about)
ONE_REPAIR: Final = Guard(rule="ONE_REPAIR", law=LAW, check=_one)
_CONDITIONS: Final = Guard(rule="REPAIR_CONDITIONS", law=LAW, check=_conditions)
_PERIOD: Final = Guard(rule="MINIMUM_PERIOD", law=f"{WAGE_LAW} 第十二条", check=_wage_period)
_OVER: Final = Guard(rule="ENDED_FIRST", law=f"{LAW}; 法释〔2017〕7号 第十条", check=_over)
_DAYS: Final = (past("receivedOn", LAW), past("correctedOn", LAW))


def _table(
    table: str,
    zh: str,
    doc: str,
    *,
    receives: tuple[Actor, ...],
    examines: tuple[Actor, ...],
    decides: tuple[Actor, ...],
    accepting: tuple[Guard, ...],
) -> Machine:
    """`receives` takes what comes in from whoever applies, `examines` whether it is complete."""
    return Machine(
        kind="CREDIT_REPAIR",
        table=table,
        zh=zh,
        doc=doc,
        states=STATES,
        beside=ABOUT,
        opening=(
            OPEN,
            Step(to="APPLIED", law=LAW, by=receives, needs=(ITS_OWN, ONE_REPAIR, *_DAYS), effects=(Effect.TELL,)),
        ),
        steps={
            ("APPLIED", ACCEPT): (
                Step(to="ACCEPTED", law=LAW, by=examines, needs=accepting, sets=today("acceptedOn")),
            ),
            ("APPLIED", RETURN): (Step(to="RETURNED", law=LAW, by=examines),),
            ("APPLIED", ABANDON): (Step(to="ABANDONED", law=LAW, by=receives),),
            ("RETURNED", RESUBMIT): (Step(to="APPLIED", law=LAW, by=receives, needs=_DAYS),),
            ("RETURNED", ABANDON): (Step(to="ABANDONED", law=LAW, by=receives),),
            ("ACCEPTED", GRANT): (
                Step(
                    to="GRANTED",
                    law=LAW,
                    by=decides,
                    needs=(ONE_REPAIR, _OVER),
                    sets=today("grantedOn"),
                    effects=(Effect.REPAIR,),
                ),
            ),
            ("ACCEPTED", REFUSE): (Step(to="REFUSED", law=LAW, by=decides),),
            ("ACCEPTED", ABANDON): (Step(to="ABANDONED", law=LAW, by=receives),),
            ("GRANTED", COMPLETE): (Step(to="COMPLETED", law=LAW, hub=True, sets=today("completedOn")),),
        },
        deadlines=(
            Deadline(
                name="ACCEPTANCE",
                zh="受理期限",
                states=("APPLIED",),
                since="receivedOn",
                limit="REPAIR_ACCEPTANCE",
            ),
            Deadline(
                name="DECISION",
                zh="修复决定期限",
                states=("ACCEPTED",),
                since="acceptedOn",
                limit="REPAIR_DECISION",
            ),
            Deadline(
                name="ACKNOWLEDGEMENTS",
                zh="各方签收期限",
                states=("GRANTED",),
                since="grantedOn",
                limit="REPAIR_ACKNOWLEDGEMENT",
            ),
        ),
    )


COURT_REPAIR: Final = _table(
    COURT,
    "信用修复(法院决定)",
    "That the use of a court's listing or restriction stops everywhere, once the court has ended it.",
    receives=(CLERK, SUPERVISION_WINDOW),
    examines=(CLERK, JUDGE),
    decides=(JUDGE,),
    accepting=(_CONDITIONS,),
)
WAGE_REPAIR: Final = _table(
    WAGE,
    "信用修复(欠薪名单)",
    "That the use of the labour authority's listing stops everywhere, once it has removed it.",
    receives=(HRSS, CREDIT_WINDOW),
    examines=(HRSS,),
    decides=(HRSS,),
    accepting=(_CONDITIONS, _PERIOD),
)
