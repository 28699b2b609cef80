"""What may happen to a listing of the court, and what each event says; other tables share some of these."""

from __future__ import annotations

from typing import Final

from graph.lifecycle.machine import Event, facts
from graph.model import cases, measures

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
REJECT: Final = Event(name="REJECT", zh="驳回", doc="What was proposed is refused.")
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
    doc="It enters the list, looked at again: still not performed, and nothing bars it.",
    facts=facts(measures.PUBLISHED_ON, cases.STILL_UNPERFORMED, may=CHECKED),
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
DELETE: Final = Event(name="DELETE", zh="删除", doc="It leaves the list, today.")
CONFIRM: Final = Event(name="CONFIRM_LIFTED", zh="确认解除", doc="Everybody who was told has lifted what he did.")
WITHDRAW: Final = Event(
    name="WITHDRAW",
    zh="撤销",
    doc="It should never have been; it is withdrawn, today.",
    facts=facts(cases.WRONG_SINCE),
)
