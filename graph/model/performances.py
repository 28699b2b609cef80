"""Performance of all that a file enforces (履行完毕), said at the desk."""

from __future__ import annotations

from typing import Final

from graph.model import cases, measures
from graph.model.cases import desk
from graph.model.declare import Access, NodeKind, Type

STATES: Final = ("RECORDED", "WITHDRAWN")

PERFORMED_ON: Final = desk(
    "performedOn",
    Type.DATE,
    "履行完毕日期",
    "Day on which all that the file enforces was performed, by whomever (失信规定 第十条, 限消规定 第九条).",
)
RECEIPT: Final = desk("receipt", Type.TEXT, "履行凭证", "Number of the receipt, or what else shows it.")
NOT_ENDED: Final = desk(
    "notEnded",
    Type.TEXTS,
    "未随之解除",
    "Ids of measures of the file that did not end with it: ordered after that day, they are to be withdrawn.",
)

PERFORMANCE = NodeKind(
    name="PERFORMANCE",
    zh="履行完毕",
    doc="A record that all that a file enforces was performed: what must end of the file ends with it.",
    named_by="caseNumber",
    filed_by="caseNumber",
    attributes=(
        cases.procedure("FULL_PERFORMANCE"),
        measures.NUMBER,
        measures.CASE,
        measures.COURT,
        desk("state", Type.CHOICE, "状态", "Where it stands.", STATES),
        cases.VERSION,
        cases.HISTORY,
        PERFORMED_ON,
        RECEIPT,
        NOT_ENDED,
        cases.WRONG_SINCE,
        cases.WITHDRAWN_ON,
    ),
    access=Access.INTERNAL,
)

NODES = (PERFORMANCE,)
