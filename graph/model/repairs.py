"""Credit repair (信用修复): applications that the use of a listing or a restriction stops; said at the desk."""

from __future__ import annotations

from typing import Final

from graph.model import cases, measures, objections
from graph.model.cases import desk
from graph.model.declare import Access, NodeKind, Type

STATES: Final = ("APPLIED", "RETURNED", "ACCEPTED", "REFUSED", "GRANTED", "COMPLETED", "ABANDONED")
ROUTES: Final = ("GENERAL", "BANKRUPTCY")

ABOUT: Final = desk("about", Type.TEXT, "所涉决定", "Id of the listing or the restriction whose use is to stop.")
ROUTE: Final = desk(
    "route",
    Type.CHOICE,
    "修复途径",
    "GENERAL, or BANKRUPTCY: by a court's ruling on a reorganisation or a settlement.",
    ROUTES,
)
CORRECTED_ON: Final = desk("correctedOn", Type.DATE, "纠正日期", "Day from which what was wrong is corrected.")
PERFORMED: Final = desk("performed", Type.FLAG, "已履行义务", "What was owed is performed.")
PUBLIC_UNDERTAKING: Final = desk(
    "publicUndertaking", Type.FLAG, "已公开作出信用承诺", "An undertaking was given in public."
)
RULING: Final = desk(
    "rulingNumber", Type.TEXT, "破产裁定文号", "Number of the ruling on the reorganisation or settlement."
)
ACCEPTED_ON: Final = desk("acceptedOn", Type.DATE, "受理日期", "Day on which it was accepted.")
GRANTED_ON: Final = desk(
    "grantedOn", Type.DATE, "准予修复日期", "Day on which it was granted, use stopped, and all were told."
)
COMPLETED_ON: Final = desk(
    "completedOn", Type.DATE, "修复完成日期", "Day on which the last of those who were told acknowledged."
)
REFUSAL: Final = desk("refusalReason", Type.TEXT, "退回或者不予修复理由", "What it lacks, or why it is refused.")

CREDIT_REPAIR = NodeKind(
    name="CREDIT_REPAIR",
    zh="信用修复",
    doc="An application that the use of a listing or a restriction stops everywhere (信用修复管理办法).",
    named_by="caseNumber",
    filed_by="caseNumber",
    attributes=(
        cases.procedure("COURT_REPAIR", "WAGE_REPAIR"),
        measures.NUMBER,
        measures.CASE,
        measures.COURT,
        desk("state", Type.CHOICE, "状态", "Where it stands.", STATES),
        cases.VERSION,
        cases.HISTORY,
        ABOUT,
        ROUTE,
        objections.RECEIVED_ON,
        CORRECTED_ON,
        PERFORMED,
        PUBLIC_UNDERTAKING,
        RULING,
        ACCEPTED_ON,
        GRANTED_ON,
        COMPLETED_ON,
        REFUSAL,
    ),
    access=Access.INTERNAL,
)

NODES = (CREDIT_REPAIR,)
