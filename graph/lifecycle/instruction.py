"""What an executor was told to do and what became of it (协助执行通知), 法释〔2017〕7号 第八条.

A decision makes one for each measure at each executor, its end lifts them. What an executor reports only ever
leads further: of reports that come twice or in another order the furthest counts (`reported`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.lifecycle.actors import CLERK, EXECUTOR, HRSS, JUDGE
from graph.lifecycle.days import happened
from graph.lifecycle.machine import Deadline, Effect, Event, Machine, Step, facts
from graph.model.declare import Attribute, Type

LAW: Final = "法释〔2017〕7号 第八条"
CORRECTING: Final = "法释〔2017〕7号 第十一条"
LIFTING: Final = "法〔2021〕322号 第二十三条"
RETURN_REASONS: Final = ("WRONG_PERSON", "NOT_FOUND", "NOT_COMPETENT", "INCOMPLETE", "OTHER")

EXECUTED_ON: Final = Attribute(
    name="executedOn", type=Type.DATE, zh="执行日期", doc="Day from which it was carried out.", desk=True
)
FEEDBACK: Final = Attribute(
    name="feedback", type=Type.TEXT, zh="执行反馈", doc="What came of it, in the executor's words.", desk=True
)
RETURN_REASON: Final = Attribute(
    name="returnReason",
    type=Type.CHOICE,
    zh="退回原因",
    doc="Why it could not be carried out.",
    choices=RETURN_REASONS,
    desk=True,
)
OBJECTION: Final = Attribute(
    name="objection", type=Type.TEXT, zh="异议", doc="What the executor objects, in its words.", desk=True
)
LIFT_EXECUTED_ON: Final = Attribute(
    name="liftExecutedOn", type=Type.DATE, zh="解除日期", doc="Day on which the executor lifted it.", desk=True
)

OPEN: Final = Event(name="OPEN", zh="发出", doc="A decision leads to it.")
ACKNOWLEDGE: Final = Event(name="ACKNOWLEDGE", zh="签收", doc="The executor has it.")
EXECUTE: Final = Event(name="EXECUTE", zh="执行", doc="It is carried out.", facts=facts(EXECUTED_ON))
FEED_BACK: Final = Event(name="FEED_BACK", zh="反馈", doc="What came of it.", facts=facts(FEEDBACK))
OBJECT: Final = Event(name="OBJECT", zh="异议", doc="The executor objects.", facts=facts(OBJECTION))
RETURN: Final = Event(
    name="RETURN", zh="退回", doc="It cannot be carried out as it is.", facts=facts(RETURN_REASON)
)
REISSUE: Final = Event(name="REISSUE", zh="重新发出", doc="The court has looked at it, and tells it again.")
CORRECT: Final = Event(name="CORRECT", zh="通知更正", doc="What it rests on was corrected, and is told again.")
LIFT: Final = Event(name="LIFT", zh="通知解除", doc="What it rests on has ended or was withdrawn.")
CONFIRM_LIFT: Final = Event(
    name="CONFIRM_LIFT", zh="确认解除", doc="The executor has lifted it.", facts=facts(LIFT_EXECUTED_ON)
)

# What a message tells, by the effect of the case's step that it comes of; REISSUE tells what OPEN told. A credit
# repair leads to instructions of its own (notices): not to carry a measure out, but to use it no more.
MESSAGES: Final[Mapping[Effect, str]] = {
    Effect.INSTRUCT: "ISSUE",
    Effect.CORRECT: "CORRECT",
    Effect.LIFT: "LIFT",
    Effect.WITHDRAW: "WITHDRAW",
    Effect.REPAIR: "REPAIR",
}
# Reported so of a notice of repair, its executor has it: one that objects or returns it may go on using it.
ACKNOWLEDGED: Final = ("ACKED", "EXECUTED", "FEEDBACK")
# How far each report leads, the furthest last.
REPORTS: Final = (
    (ACKNOWLEDGE, "ACKED"),
    (EXECUTE, "EXECUTED"),
    (FEED_BACK, "FEEDBACK"),
    (OBJECT, "OBJECTED"),
    (RETURN, "RETURNED"),
)
IN_FORCE: Final = ("ISSUED", *(state for _, state in REPORTS))
# Who speaks for whom, the instruction itself says (`hub.cases.instructions`).
_BY: Final = (EXECUTOR, CLERK, HRSS)
_NEEDS: Final = {
    "EXECUTED": happened("executedOn", "issuedOn", LAW),
}
_AGAIN: Final = Step(to="ISSUED", law=LAW, by=(JUDGE, CLERK, HRSS), effects=(Effect.SEND,))

INSTRUCTION: Final = Machine(
    kind="INSTRUCTION",
    table="INSTRUCTION",
    trigger=None,
    zh="协助执行通知",
    doc="One measure at one executor, from the decision to its lift.",
    states={
        "ISSUED": "已发出",
        "ACKED": "已签收",
        "EXECUTED": "已执行",
        "FEEDBACK": "已反馈",
        "OBJECTED": "有异议",
        "RETURNED": "已退回",
        "LIFT_ISSUED": "已通知解除",
        "LIFTED": "已解除",
    },
    opening=(OPEN, Step(to="ISSUED", law=LAW, hub=True, effects=(Effect.SEND,))),
    steps={
        **{
            (state, event): (Step(to=to, law=LAW, by=_BY, needs=_NEEDS.get(to, ())),)
            for place, state in enumerate(IN_FORCE)
            for event, to in REPORTS[place:]
        },
        ("OBJECTED", REISSUE): (_AGAIN,),
        ("RETURNED", REISSUE): (_AGAIN,),
        **{
            (state, event): (Step(to=to, law=law, hub=True, effects=(Effect.SEND,)),)
            for event, to, law in ((CORRECT, "ISSUED", CORRECTING), (LIFT, "LIFT_ISSUED", LIFTING))
            for state in IN_FORCE
        },
        ("LIFT_ISSUED", CONFIRM_LIFT): (
            Step(
                to="LIFTED",
                law=LIFTING,
                by=_BY,
                needs=happened("liftExecutedOn", "issuedOn", LIFTING),
            ),
        ),
    },
    deadlines=(
        Deadline(
            name="ACKNOWLEDGEMENT",
            zh="签收期限",
            states=("ISSUED",),
            since="toldOn",
            limit="INSTRUCTION_ACKNOWLEDGEMENT",
        ),
        Deadline(name="LIFT", zh="解除期限", states=("LIFT_ISSUED",), since="endedOn", limit="INSTRUCTION_LIFT"),
    ),
)


def takes_report(state: str, event: str) -> bool:
    """Whether a report leads further; one that does not is of what is known already, and changes nothing."""
    return event in INSTRUCTION.allowed(state)
