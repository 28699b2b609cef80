"""A freeze of a bank account, by a ruling of the court; said at the desk."""

from __future__ import annotations

from typing import Final

from graph.model import cases, findings, measures
from graph.model.cases import desk
from graph.model.declare import Access, NodeKind, Type

STATES: Final = (
    "DRAFT", "REJECTED", "DECIDED", "ENDED", "IN_FORCE", "OBJECTED", "EXCESS_FOUND", "LIFT_DUE", "LIFTED",
    "LAPSED", "WITHDRAWN",
)  # fmt: skip

ACCOUNT: Final = desk("account", Type.TEXT, "冻结账户", "Id of the account, held by the debtor.")
REASONS: Final = desk("reasons", Type.TEXT, "冻结理由", "Why this account and no other.")
AMOUNT: Final = desk(
    "amount", Type.MONEY, "冻结金额", "Yuan: a stated amount, never the whole account (财产保全规定 第十五条)."
)
TERM_MONTHS: Final = desk(
    "termMonths", Type.NUMBER, "冻结期限", "Whole months, a year at most (民诉法解释 第四百八十五条)."
)
WAGES_OF: Final = desk(
    "wagesOf",
    Type.TEXT,
    "所欠工资的项目",
    "Id of the project whose wages are enforced; for these alone its wage account is frozen"
    " (保障农民工工资支付条例 第三十三条).",
)
HELD_AMOUNT: Final = desk(
    "heldAmount", Type.MONEY, "实际冻结金额", "Yuan: what the bank answered that it holds, up to that amount."
)
FROZEN_UNTIL: Final = desk(
    "frozenUntil", Type.DATE, "冻结期限届满", "Last day of the freeze, computed from its service."
)
EXCESS_FOUND_ON: Final = desk(
    "excessFoundOn", Type.DATE, "发现超标的日期", "Day on which it was found to hold more than is owed."
)
LIFT_CAUSE: Final = desk(
    "liftCause",
    Type.CHOICE,
    "解除事由",
    "What ends it (查封扣押冻结规定 第二十八条).",
    ("PERFORMED", "SECURITY", "APPLICANT_CONSENT", "CASE_ENDED"),
)

FREEZE = NodeKind(
    name="FREEZE",
    zh="冻结裁定",
    doc="A ruling that freezes a stated amount in an account of a debtor (民诉法解释 第四百八十五条).",
    named_by="decisionNumber",
    filed_by="caseNumber",
    attributes=(
        cases.procedure("ACCOUNT_FREEZE"),
        measures.NUMBER,
        measures.CASE,
        measures.COURT,
        measures.DECIDED_ON,
        measures.IN_FORCE_ON,
        measures.LIFTED_ON,
        desk("state", Type.CHOICE, "状态", "Where it stands.", STATES),
        cases.VERSION,
        cases.HISTORY,
        ACCOUNT,
        REASONS,
        AMOUNT,
        TERM_MONTHS,
        WAGES_OF,
        HELD_AMOUNT,
        FROZEN_UNTIL,
        findings.OBJECTED_ON,
        EXCESS_FOUND_ON,
        LIFT_CAUSE,
        cases.ENDED_ON,
        cases.WRONG_SINCE,
        cases.WITHDRAWN_ON,
    ),
    access=Access.INTERNAL,
)

NODES = (FREEZE,)
