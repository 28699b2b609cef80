"""Objections to a listing or a restriction (纠正申请), as the court that decided takes them; said at the desk."""

from __future__ import annotations

from typing import Final

from graph.model import cases, coercion, measures
from graph.model.cases import desk
from graph.model.declare import Access, NodeKind, Type

STATES: Final = ("RECEIVED", "UPHELD", "REMEDIED", "DISMISSED", "DISMISSAL_SERVED", "IN_REVIEW", "CLOSED")

ABOUT: Final = desk("about", Type.TEXT, "所涉决定", "Id of the listing or the restriction that it is about.")
RECEIVED_ON: Final = desk("receivedOn", Type.DATE, "收到日期", "Day on which the request in writing came in.")
REASONS: Final = desk("reasons", Type.TEXT, "申请理由", "What it says is wrong.")
FOUNDED_ON: Final = desk("foundedOn", Type.DATE, "认定成立日期", "Day on which it was found founded.")
REMEDIED_ON: Final = desk("remediedOn", Type.DATE, "纠正日期", "Day on which that was on record as remedied.")

OBJECTION = NodeKind(
    name="OBJECTION",
    zh="纠正申请",
    doc="A request in writing to correct a listing or a restriction, and its review (法释〔2017〕7号 第十二条).",
    named_by="caseNumber",
    filed_by="caseNumber",
    attributes=(
        cases.procedure("CORRECTION"),
        measures.NUMBER,
        measures.CASE,
        measures.COURT,
        measures.DECIDED_ON,
        measures.SERVED_ON,
        desk("state", Type.CHOICE, "状态", "Where it stands.", STATES),
        cases.VERSION,
        cases.HISTORY,
        ABOUT,
        RECEIVED_ON,
        REASONS,
        FOUNDED_ON,
        REMEDIED_ON,
        coercion.REVIEW_ASKED_ON,
        coercion.REVIEW_DECIDED_ON,
        coercion.REVIEW_OUTCOME,
    ),
    access=Access.INTERNAL,
)

NODES = (OBJECTION,)
