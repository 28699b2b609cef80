"""Decisions of the court against somebody's liberty or purse, said at the desk: detention, fine."""

from __future__ import annotations

from typing import Final

from graph.model import cases, measures
from graph.model.cases import desk
from graph.model.declare import Access, Attribute, NodeKind, Type

DETENTION_STATES: Final = (
    "DRAFT", "REJECTED", "DECIDED", "SERVED", "DETAINED", "RELEASED", "REVOKED", "WITHDRAWN",
)  # fmt: skip
FINE_STATES: Final = ("DRAFT", "REJECTED", "DECIDED", "SERVED", "PAID", "REVOKED", "WITHDRAWN")

BASIS_ROLE: Final = desk(
    "basisRole",
    Type.CHOICE,
    "对象身份",
    "As what it is met; behind a unit nobody is without a finding of the court, and no actual controller as such"
    " (民事诉讼法 第一百一十四条).",
    cases.ANY_ROLE,
)
CONDUCT: Final = desk("conduct", Type.TEXT, "具体情形", "What it did or left undone.")
DAYS: Final = desk(
    "days", Type.NUMBER, "拘留天数", "Days of the detention, 15 at most (民事诉讼法 第一百一十八条)."
)
DETAINED_ON: Final = desk("detainedOn", Type.DATE, "拘留起始日", "First day of the detention; it counts.")
DETAINED_UNTIL: Final = desk("detainedUntil", Type.DATE, "拘留期满日", "Last day of the detention, computed.")
RELEASED_ON: Final = desk("releasedOn", Type.DATE, "解除拘留日期", "Day of the release.")
AMOUNT: Final = desk("amount", Type.MONEY, "罚款金额", "Yuan (民事诉讼法 第一百一十八条).")
PAID_ON: Final = desk("paidOn", Type.DATE, "缴纳日期", "Day on which the fine was paid.")
REVIEW_ASKED_ON: Final = desk(
    "reviewAskedOn", Type.DATE, "申请复议日期", "Day of the request for review by the next higher court, the one."
)
REVIEW_DECIDED_ON: Final = desk(
    "reviewDecidedOn", Type.DATE, "复议决定日期", "Day of the decision on that review."
)
REVIEW_OUTCOME: Final = desk(
    "reviewOutcome", Type.CHOICE, "复议结果", "What the next higher court decided.", ("UPHELD", "REVOKED")
)


def _order(table: str, states: tuple[str, ...], *own: Attribute) -> tuple[Attribute, ...]:
    return (
        cases.procedure(table),
        measures.NUMBER,
        measures.CASE,
        measures.COURT,
        measures.DECIDED_ON,
        measures.SERVED_ON,
        desk("state", Type.CHOICE, "状态", "Where it stands.", states),
        cases.VERSION,
        cases.HISTORY,
        BASIS_ROLE,
        cases.ROLE_ON,
        CONDUCT,
        *own,
        REVIEW_ASKED_ON,
        REVIEW_DECIDED_ON,
        REVIEW_OUTCOME,
        cases.WRONG_SINCE,
        cases.WITHDRAWN_ON,
    )


DETENTION = NodeKind(
    name="DETENTION",
    zh="拘留决定",
    doc="A decision that detains a person for fifteen days at most (民事诉讼法 第一百一十四条、第一百一十八条).",
    named_by="decisionNumber",
    filed_by="caseNumber",
    attributes=_order("JUDICIAL_DETENTION", DETENTION_STATES, DAYS, DETAINED_ON, DETAINED_UNTIL, RELEASED_ON),
    access=Access.INTERNAL,
)
FINE = NodeKind(
    name="FINE",
    zh="罚款决定",
    doc="A decision that fines a person or a unit (民事诉讼法 第一百一十四条、第一百一十八条).",
    named_by="decisionNumber",
    filed_by="caseNumber",
    attributes=_order("JUDICIAL_FINE", FINE_STATES, AMOUNT, PAID_ON),
    access=Access.INTERNAL,
)

NODES = (DETENTION, FINE)
