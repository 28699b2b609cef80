"""What only the moves of a case say of it: where it stands, and what was told, checked and decided on the way.

Of every kind that moves (`graph.lifecycle`): `state`, `version` (counts its moves, from 1) and `history` (each
move as `graph.rules.moves` writes it). No delivery says any of this.
"""

from __future__ import annotations

from typing import Final

from graph.model.declare import Attribute, Type


def desk(
    name: str, type_: Type, zh: str, doc: str, choices: tuple[str, ...] = (), required: bool = False
) -> Attribute:
    """An attribute that moves of a case say, and no delivery."""
    return Attribute(name=name, type=type_, zh=zh, doc=doc, choices=choices, required=required, desk=True)


def procedure(*tables: str) -> Attribute:
    """Which table of `graph.lifecycle` a case of the kind follows."""
    return desk("procedure", Type.CHOICE, "办理程序", "The table that it follows.", tables)


VERSION: Final = desk(
    "version", Type.NUMBER, "版本", "Counts its moves, from 1; null for what a delivery brought."
)
HISTORY: Final = desk("history", Type.TEXTS, "沿革", "Its moves, the first one first.")

LISTING_STATES: Final = (
    "DRAFT",
    "ASSESSED",
    "REJECTED",
    "ENDED",
    "DECIDED",
    "SERVED",
    "GRACE",
    "PUBLISHED",
    "DISTRIBUTED",
    "CORRECTING",
    "EARLY_DELETION_REVIEW",
    "DELETION_DUE",
    "DELETED",
    "CONFIRMED_LIFTED",
    "WITHDRAWN",
    "LISTED",
    "REMOVAL_DUE",
    "REMOVED",
)
RESTRICTION_STATES: Final = (
    "DRAFT",
    "REJECTED",
    "ENDED",
    "ISSUED",
    "SERVED",
    "LIFT_DUE",
    "LIFTED",
    "CONFIRMED_LIFTED",
    "WITHDRAWN",
)

CONDUCT: Final = desk("conduct", Type.TEXT, "具体情形", "What the debtor did or left undone.")
REQUESTED: Final = desk(
    "requested",
    Type.CHOICE,
    "启动方式",
    "On the applicant's request or of the court's own motion (法释〔2017〕7号 第五条).",
    ("APPLICANT", "EX_OFFICIO"),
)
SUFFICIENT_SECURITY: Final = desk(
    "sufficientSecurity", Type.FLAG, "已提供充分有效担保", "Full and effective security was given (第三条第一项)."
)
SUFFICIENT_PROPERTY: Final = desk(
    "sufficientProperty",
    Type.FLAG,
    "已控制足额财产",
    "What is seized or frozen suffices (第三条第二项; 法发〔2019〕35号).",
)
NOT_YET_IN_RANK: Final = desk(
    "notYetInRank", Type.FLAG, "履行顺序在后", "Ranks later and must not yet be enforced against (第三条第三项)."
)
HOLD_OFF: Final = desk(
    "holdOffRequested", Type.FLAG, "申请人同意暂缓", "The applicant asks to hold off (法发〔2019〕35号)."
)
CAMPUS_LOAN: Final = desk(
    "campusLoanStudent",
    Type.FLAG,
    "校园贷纠纷在校生",
    "A full-time student in a campus-loan dispute (法发〔2019〕35号).",
)
STILL_UNPERFORMED: Final = desk(
    "stillUnperformed", Type.FLAG, "仍未履行", "Looked at again on publication: the debt is still not performed."
)
CLOCK: Final = desk(
    "clock",
    Type.CHOICE,
    "期限类型",
    "EVENT: until an event ends it (G1); TERM: until its term ends (G2 to G6, 第二条).",
    ("EVENT", "TERM"),
)
TERM_YEARS: Final = desk(
    "termYears", Type.NUMBER, "期限", "Years of the term: two, three to five in serious cases (第二条)."
)
GRACE_UNTIL: Final = desk(
    "graceUntil", Type.DATE, "宽限期届满", "Last day of the period of grace, in which nothing is published."
)
END_CAUSE: Final = desk(
    "endCause",
    Type.CHOICE,
    "终止事由",
    "What ends it (法释〔2017〕7号 第十条).",
    (
        "PERFORMED",
        "SETTLEMENT_PERFORMED",
        "APPLICANT_REQUEST",
        "NO_PROPERTY_FOUND",
        "STAYED",
        "NON_ENFORCEMENT",
        "TERMINATED",
        "TERM_ENDED",
        "EARLY_DELETION",
    ),
)
ENDED_ON: Final = desk("endedOn", Type.DATE, "终止事由发生日", "Day of what ends it: its clocks start on it.")
DELETED_ON: Final = desk("deletedOn", Type.DATE, "删除日期", "Day on which it left the list.")
WRONG_SINCE: Final = desk(
    "faultFoundOn", Type.DATE, "发现错误日", "Day on which it was found wrong or inaccurate."
)
WITHDRAWN_ON: Final = desk("withdrawnOn", Type.DATE, "撤销日期", "Day on which it was withdrawn.")
REPAIRED_ON: Final = desk(
    "repairedOn", Type.DATE, "停止使用日期", "Day on which a credit repair was granted: it is used no more."
)

WAGE_AMOUNT_REACHED: Final = desk(
    "wageAmountReached",
    Type.FLAG,
    "数额达到刑事追责标准",
    "What is owed reaches the threshold of the crime (人力资源社会保障部令第45号 第五条第一项).",
)
MASS_INCIDENT: Final = desk(
    "massIncident",
    Type.FLAG,
    "引发群体性或极端事件",
    "It led to a mass or extreme incident with serious harm (第五条第二项).",
)
ORDER_UNMET: Final = desk(
    "orderUnmet", Type.FLAG, "经责令逾期未支付", "An order to pay was served and its limit passed unmet (第五条)."
)
CORRECTED_ON: Final = desk("correctedOn", Type.DATE, "改正日期", "Day from which all wages were paid (第十二条).")
UNDERTAKEN: Final = desk("undertaken", Type.FLAG, "已作出承诺", "An undertaking in writing was given (第十二条).")

RESTRICTED_ON: Final = desk(
    "restrictedOn",
    Type.DATE,
    "限制消费登记日期",
    "Day on which the hub saw that a restriction of the same file stands against whom it meets.",
)

LISTING: Final = (
    desk("state", Type.CHOICE, "状态", "Where it stands.", LISTING_STATES),
    VERSION,
    HISTORY,
    REQUESTED,
    CONDUCT,
    SUFFICIENT_SECURITY,
    SUFFICIENT_PROPERTY,
    NOT_YET_IN_RANK,
    HOLD_OFF,
    CAMPUS_LOAN,
    STILL_UNPERFORMED,
    CLOCK,
    TERM_YEARS,
    GRACE_UNTIL,
    END_CAUSE,
    ENDED_ON,
    DELETED_ON,
    WRONG_SINCE,
    WITHDRAWN_ON,
    WAGE_AMOUNT_REACHED,
    MASS_INCIDENT,
    ORDER_UNMET,
    CORRECTED_ON,
    UNDERTAKEN,
    REPAIRED_ON,
    RESTRICTED_ON,
)

ROLES: Final = (
    "DEBTOR",
    "LEGAL_REPRESENTATIVE",
    "PRINCIPAL_OFFICER",
    "DIRECTLY_RESPONSIBLE",
    "ACTUAL_CONTROLLER",
)
OBSTRUCTION: Final = "OBSTRUCTION"  # whoever it is, for what it did to the court's work (民事诉讼法 114)
ANY_ROLE: Final = (*ROLES, OBSTRUCTION)
BASIS_ROLE: Final = desk(
    "basisRole",
    Type.CHOICE,
    "对象身份",
    "As what it is met.",
    ROLES,
)
ROLE_ON: Final = desk(
    "roleOn", Type.DATE, "身份对应日期", "Day, relevant to the debt, on which it had that role in the debtor."
)
LIFT_CAUSE: Final = desk(
    "liftCause",
    Type.CHOICE,
    "解除事由",
    "What ends it (法〔2021〕322号 第二十三条; 法发〔2019〕35号).",
    ("PERFORMED", "SECURITY", "APPLICANT_CONSENT", "ROLE_ENDED", "CASE_ENDED"),
)
LIFT_UNTIL: Final = desk(
    "suspendedUntil", Type.DATE, "暂时解除至", "Last day of a temporary lift of limits on transport."
)

RESTRICTION: Final = (
    desk("state", Type.CHOICE, "状态", "Where it stands.", RESTRICTION_STATES),
    VERSION,
    HISTORY,
    BASIS_ROLE,
    ROLE_ON,
    SUFFICIENT_PROPERTY,
    HOLD_OFF,
    CAMPUS_LOAN,
    LIFT_CAUSE,
    ENDED_ON,
    LIFT_UNTIL,
    WRONG_SINCE,
    WITHDRAWN_ON,
    REPAIRED_ON,
)
