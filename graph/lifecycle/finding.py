"""A finding of the court (司法认定) of who answers for a debtor: 法释〔2015〕17号 第三条, 民事诉讼法 114.

It is what turns a candidate into somebody whom a measure may reach. A judge decides it with reasons and papers; it
is in force once it is served, and until the president withdraws it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph.lifecycle.actors import CLERK, JUDGE, PRESIDENT
from graph.lifecycle.days import happened, past, today
from graph.lifecycle.listing_events import REJECT, SERVE, WITHDRAW
from graph.lifecycle.machine import Deadline, Event, Guard, Machine, Step, facts
from graph.lifecycle.scene import Scene
from graph.model import cases, findings, measures

LAW: Final = "法释〔2015〕17号 第三条; 民事诉讼法(2023-09-01) 第一百一十四条"
OBJECTION: Final = "民事诉讼法(2023-09-01) 第二百三十六条"
FORMER: Final = {
    "FORMER_LEGAL_REPRESENTATIVE": "LEGAL_REPRESENTATIVE",
    "FORMER_PRINCIPAL_OFFICER": "PRINCIPAL_OFFICER",
}

OPEN: Final = Event(
    name="OPEN",
    zh="提请",
    doc="A finding is proposed, with its reasons and papers, and the candidate that was looked at.",
    facts=facts(
        findings.ROLE,
        cases.ROLE_ON,
        findings.REASONS,
        findings.EVIDENCE,
        may=(
            findings.ROLE_UNTIL,
            findings.ROLE_IN,
            findings.CANDIDATE_TIER,
            findings.CANDIDATE_PATH,
            findings.CANDIDATE_AS_OF,
            findings.CANDIDATE_KNOWN_AT,
        ),
    ),
)
DECIDE: Final = Event(
    name="DECIDE",
    zh="认定",
    doc="The finding is decided and signed.",
    facts=facts(measures.NUMBER, measures.DECIDED_ON),
)
OBJECT: Final = Event(
    name="OBJECT",
    zh="提出异议",
    doc="Whoever it is about objects in writing; that does not suspend it.",
    facts=facts(findings.OBJECTED_ON),
)
DISMISS: Final = Event(name="DISMISS", zh="驳回异议", doc="The objection is unfounded; the finding stands.")

STATES: Final[Mapping[str, str]] = {
    "DRAFT": "提请",
    "REJECTED": "驳回",
    "DECIDED": "已认定",
    "SERVED": "已送达",
    "OBJECTED": "异议审查",
    "WITHDRAWN": "已撤销",
}


def units(scene: Scene) -> list[str]:
    """Ids of the debtors of the file that are no persons."""
    return sorted(id_ for id_, kind in scene.target.debtors.items() if kind != "PERSON")


def _person(scene: Scene) -> str | None:
    role = scene.told("role")
    if scene.target.is_person or role == cases.OBSTRUCTION:
        return None
    return f"{role} is a person; allowed: a person, or {cases.OBSTRUCTION}"


def _unit(scene: Scene) -> str | None:
    named, among = scene.told("roleIn"), units(scene)
    if named is not None:
        return None if named in among else "roleIn: no unit that is debtor of this file; allowed: the id of one"
    if scene.told("role") == cases.OBSTRUCTION or len(among) == 1:
        return None
    return f"roleIn is missing; allowed: the id of one of the {len(among)} units that are debtors of this file"


def _office(scene: Scene) -> str | None:
    """Who is said to be a former officer was one on that day, by a register."""
    office = FORMER.get(scene.told("role"))
    if office is None or office in scene.target.held_then:
        return None
    return (
        f"no register has it as {office} of a judgment debtor of this file on {scene.told('roleOn')}; allowed: a"
        " day on which one has, or DIRECTLY_RESPONSIBLE"
    )


def _resolved(scene: Scene) -> Mapping[str, Any]:
    """Without a name it is the one unit of the file."""
    named, among = scene.told("roleIn"), units(scene)
    if named is not None or scene.told("role") == cases.OBSTRUCTION or len(among) != 1:
        return {}
    return {"roleIn": among[0]}


_PERSON: Final = Guard(rule="PERSON_ONLY", law=LAW, check=_person)
_UNIT: Final = Guard(rule="UNIT_OF_FILE", law=LAW, check=_unit)
_OFFICE: Final = Guard(rule="FORMER_OFFICE", law=LAW, check=_office)
_SOUND: Final = (
    past("roleOn", LAW),
    *happened("roleUntil", "roleOn", LAW),
    _PERSON,
    _UNIT,
    _OFFICE,
)
_WITHDRAWING: Final = Step(
    to="WITHDRAWN",
    law=OBJECTION,
    by=(PRESIDENT,),
    needs=happened("faultFoundOn", "decidedOn", LAW),
    sets=today("withdrawnOn"),
)

ROLE_FINDING: Final = Machine(
    kind="JUDICIAL_FINDING",
    table="ROLE_FINDING",
    zh="司法认定",
    doc="A finding of the court of who answers for a debtor of the file, and for which days.",
    states=STATES,
    opening=(OPEN, Step(to="DRAFT", law=LAW, by=(JUDGE,), needs=_SOUND, sets=_resolved)),
    steps={
        ("DRAFT", DECIDE): (
            Step(to="DECIDED", law=LAW, by=(JUDGE, PRESIDENT), needs=(past("decidedOn", LAW), *_SOUND)),
        ),
        ("DRAFT", REJECT): (Step(to="REJECTED", law=LAW, by=(JUDGE, PRESIDENT)),),
        ("DECIDED", SERVE): (
            Step(
                to="SERVED",
                law=LAW,
                by=(CLERK,),
                needs=happened("servedOn", "decidedOn", LAW),
            ),
        ),
        ("DECIDED", WITHDRAW): (_WITHDRAWING,),
        ("SERVED", OBJECT): (
            Step(
                to="OBJECTED",
                law=OBJECTION,
                by=(CLERK,),
                needs=happened("objectedOn", "servedOn", OBJECTION),
            ),
        ),
        ("SERVED", WITHDRAW): (_WITHDRAWING,),
        ("OBJECTED", DISMISS): (Step(to="SERVED", law=OBJECTION, by=(JUDGE, PRESIDENT)),),
        ("OBJECTED", WITHDRAW): (_WITHDRAWING,),
    },
    deadlines=(
        Deadline(
            name="OBJECTION",
            zh="异议审查期限",
            states=("OBJECTED",),
            since="objectedOn",
            limit="ENFORCEMENT_OBJECTION_DECISION",
        ),
    ),
)
