"""Assessments of the economic impact of measures on an enterprise (涉企案件经济影响评估), said at the desk.

The province's own form was not found; these fields are a proposal. Who rated and who approved, its moves tell.
"""

from __future__ import annotations

from typing import Final

from graph.model import cases, measures
from graph.model.cases import desk
from graph.model.declare import Access, NodeKind, Type

STATES: Final = (
    "REQUIRED",
    "NOTICE_SENT",
    "SELF_ASSESSED",
    "NO_REPLY",
    "OVERRIDDEN",
    "COURT_RATED",
    "VALID",
    "EXPIRED",
)
RATINGS: Final = ("RED", "YELLOW", "BLUE")

STAGE: Final = desk(
    "stage",
    Type.CHOICE,
    "评估阶段",
    "One stage, one assessment.",
    ("PRESERVATION", "ENFORCEMENT", "CREDIT_PUNISHMENT"),
)
NOTICE_SENT_ON: Final = desk("noticeSentOn", Type.DATE, "告知日期", "Day on which the enterprise was notified.")
REPLY_UNTIL: Final = desk("replyUntil", Type.DATE, "自评期限", "Last day for its self-assessment, by the notice.")
SELF_RATING: Final = desk("selfRating", Type.CHOICE, "自评等级", "As the enterprise rates it.", RATINGS)
OPERATING: Final = desk("operatingStatus", Type.TEXT, "经营状况", "How it operates.")
STAFF: Final = desk("staffCount", Type.NUMBER, "职工人数", "How many it employs.")
ACCOUNTS: Final = desk("bankAccountDependency", Type.TEXT, "账户依赖", "Which accounts it cannot do without.")
PROJECTS: Final = desk("projectsUnderWay", Type.TEXT, "在建项目", "What it has under way.")
RATING: Final = desk("courtRating", Type.CHOICE, "法院评级", "As the court rates it.", RATINGS)
PROPOSED: Final = desk("proposedMeasure", Type.TEXT, "拟采取措施", "The measure that it is about.")
ALTERNATIVE: Final = desk(
    "lessRestrictive", Type.TEXT, "替代措施", "What would touch it less; a red rating needs one."
)
GRACE: Final = desk(
    "graceUntil", Type.DATE, "宽限期届满", "Last day of a period of grace; a red rating needs one."
)
CONCLUSION: Final = desk("conclusion", Type.TEXT, "评估结论", "What the court concludes.")
VALID_UNTIL: Final = desk("validUntil", Type.DATE, "有效期至", "Last day on which it counts.")
OVERRIDE_REASON: Final = desk(
    "overrideReason",
    Type.TEXT,
    "紧急事由",
    "Why the president lets a measure go first; filled in within 24 hours.",
)
OVERRIDDEN_AT: Final = desk("overriddenAt", Type.INSTANT, "紧急批准时间", "When that was.")

IMPACT_ASSESSMENT = NodeKind(
    name="IMPACT_ASSESSMENT",
    zh="经济影响评估",
    doc="What a measure would do to an enterprise, by itself and by the court: before it is listed, restricted or"
    " its head detained.",
    named_by="caseNumber",
    filed_by="caseNumber",
    attributes=(
        cases.procedure("ECONOMIC_IMPACT"),
        measures.CASE,
        measures.COURT,
        desk("state", Type.CHOICE, "状态", "Where it stands.", STATES),
        cases.VERSION,
        cases.HISTORY,
        STAGE,
        NOTICE_SENT_ON,
        REPLY_UNTIL,
        SELF_RATING,
        OPERATING,
        STAFF,
        ACCOUNTS,
        PROJECTS,
        RATING,
        PROPOSED,
        ALTERNATIVE,
        GRACE,
        CONCLUSION,
        VALID_UNTIL,
        OVERRIDE_REASON,
        OVERRIDDEN_AT,
    ),
    access=Access.INTERNAL,
)

NODES = (IMPACT_ASSESSMENT,)
