"""The rules of the court's list: when which clock runs, what may end it, which days and terms may be said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from graph.lifecycle.days import not_before
from graph.lifecycle.exclusions import IS_DEBTOR, NOT_EXCLUDED, OF_AGE, one_at_a_time
from graph.lifecycle.machine import Guard
from graph.lifecycle.performed import NOT_PERFORMED
from graph.lifecycle.scene import Scene
from graph.rules.clocks import Limit, Unit

LAW: Final = "法释〔2017〕7号"
GOOD_FAITH: Final = "法发〔2019〕35号"
RELISTING_BAR: Final = "RELISTING_BAR"
PLAIN, SHORTEST, LONGEST = "LISTING_TERM", "LISTING_EXTENSION_MINIMUM", "LISTING_EXTENSION_MAXIMUM"


def clock_of(scene: Scene) -> str:
    return "EVENT" if set(scene.told("grounds")) <= {"G1"} else "TERM"


def _term(scene: Scene) -> str | None:
    years = scene.facts.get("termYears")
    if clock_of(scene) == "EVENT":
        return None if years is None else "termYears: G1 has no term; allowed: none"
    plain = _years(scene)
    least, most = (plain + scene.length(name).number for name in (SHORTEST, LONGEST))
    several = len(scene.told("grounds")) > 1 or "G2" in scene.told("grounds")
    if years in (None, plain):
        return None
    if not several:
        return f"termYears: {years}; allowed: {plain}, longer for G2 in serious cases or several grounds"
    if not least <= years <= most:
        return f"termYears: {years}; allowed: {plain}, or {least} to {most} in serious cases"
    return None


def _years(scene: Scene) -> int:
    """Of a term that nothing prolongs."""
    return scene.length(PLAIN).number


def _not_barred(scene: Scene) -> str | None:
    """Six months after a deletion that the applicant asked for, it cannot ask for a listing again."""
    if scene.told("requested") != "APPLICANT":
        return None
    for other in scene.others:
        if other.get("endCause") == "APPLICANT_REQUEST" and other.get("deletedOn"):
            until = scene.end(RELISTING_BAR, date.fromisoformat(other["deletedOn"]))
            if scene.today <= until:
                return f"deleted at the applicant's request on {other['deletedOn']}; allowed: after {until}"
    return None


def _grace(scene: Scene) -> str | None:
    until, served = scene.day("graceUntil"), scene.day("servedOn")
    assert until is not None and served is not None  # the state and the event have both
    least, most = (scene.end(limit, served) for limit in ("GRACE_MINIMUM", "GRACE_MAXIMUM"))
    if until < scene.today:
        return f"graceUntil: {until} is past; allowed: {scene.today} to {most}"
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
    if scene.known.get("clock") == "TERM" and cause not in PERFORMED:
        return f"endCause: {cause} does not end a listing with a term; allowed: {', '.join(PERFORMED)}"
    return None


PERFORMED: Final = ("PERFORMED", "SETTLEMENT_PERFORMED")


def is_performed(scene: Scene) -> bool:
    """What a clerk may record; whatever else ends it, a judge decides."""
    return scene.facts.get("endCause") in PERFORMED


def _unperformed(scene: Scene) -> str | None:
    return None if scene.told("stillUnperformed") else "the debt is performed; allowed: no publication, but END"


def _no_government(scene: Scene) -> str | None:
    """Which bodies need the filing is a parameter; until there is one, none is listed here."""
    if scene.target.kind != "GOVERNMENT_BODY":
        return None
    return "a government body is listed after notice and filing only; allowed: none here yet"


def is_term(scene: Scene) -> bool:
    return scene.known.get("clock") == "TERM"


def _term_over(scene: Scene) -> str | None:
    ends = scene.day("termEndsOn")
    if ends is not None and scene.today > ends:
        return None
    return f"its term ends on {ends}; allowed: after that day"


def decided(scene: Scene) -> Mapping[str, Any]:
    clock, decided = clock_of(scene), scene.day("decidedOn")
    assert decided is not None
    if clock == "EVENT":
        return {"clock": clock}
    return {"clock": clock, "termYears": scene.told("termYears") or _years(scene)}


def published(scene: Scene) -> Mapping[str, Any]:
    """The term runs from the day of publication."""
    day = scene.day("publishedOn")
    if day is None or not is_term(scene):
        return {}
    term = Limit(number=scene.known["termYears"], unit=Unit.YEARS, rolls=False)
    return {"termEndsOn": scene.end(term, day).isoformat()}


def lifted(scene: Scene) -> Mapping[str, Any]:
    """What was ordered on its ground ends on the day on which the lift is issued."""
    return {} if scene.known.get("liftedOn") else {"liftedOn": scene.today.isoformat()}


NOT_BARRED: Final = Guard(rule="RELISTING_BAR", law=f"{LAW} 第十条第三款", check=_not_barred)
NO_OTHER: Final = one_at_a_time(
    "ONE_LISTING",
    f"{LAW} 第一条",
    ended=("REJECTED", "ENDED", "DELETED", "CONFIRMED_LIFTED", "WITHDRAWN"),
)
TERM: Final = Guard(rule="TERM", law=f"{LAW} 第二条", check=_term)
IN_GRACE: Final = Guard(rule="GRACE_PERIOD", law=GOOD_FAITH, check=_grace)
GRACE_OVER: Final = Guard(rule="GRACE_PERIOD", law=GOOD_FAITH, check=_grace_over)
CAUSE: Final = Guard(rule="END_CAUSE", law=f"{LAW} 第十条", check=_cause)
TERM_OVER: Final = Guard(rule="TERM", law=f"{LAW} 第二条", check=_term_over)
NO_GOVERNMENT: Final = Guard(rule="GOVERNMENT_FILING", law="政府机构纳入失信名单的备案要求", check=_no_government)
UNPERFORMED: Final = Guard(rule="STILL_UNPERFORMED", law=f"{LAW} 第一条", check=_unperformed)
LISTABLE: Final = (IS_DEBTOR, OF_AGE, NO_GOVERNMENT, *NOT_EXCLUDED, NOT_PERFORMED)

SERVED_LATER: Final = not_before("servedOn", "decidedOn", "ORDER_OF_DAYS", f"{LAW} 第五条")
PUBLISHED_LATER: Final = not_before("publishedOn", "servedOn", "SERVED_FIRST", GOOD_FAITH)
FAULT_LATER: Final = not_before("faultFoundOn", "decidedOn", "ORDER_OF_DAYS", f"{LAW} 第九条")
ENDED_LATER: Final = not_before("endedOn", "decidedOn", "ORDER_OF_DAYS", f"{LAW} 第十条")
