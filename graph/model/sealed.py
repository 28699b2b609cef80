"""Papers whose text is sealed at rest: readable rows of what later machines will write."""

from __future__ import annotations

from graph.model.courts import ANY_PARTY
from graph.model.declare import Access, Attribute, NodeKind, RelationKind, Type

PROPERTY_REPORT = NodeKind(
    name="PROPERTY_REPORT",
    zh="财产报告",
    doc="What a judgment debtor declared of its property in a case.",
    named_by="caseNumber",
    filed_by="caseNumber",
    attributes=(
        Attribute(
            name="caseNumber", type=Type.CASE_NUMBER, zh="案号", doc="Case it was declared in.", required=True
        ),
        Attribute(name="submittedOn", type=Type.DATE, zh="报告日期", doc="Day of the declaration."),
        Attribute(name="text", type=Type.SEALED_TEXT, zh="报告内容", doc="The declaration.", required=True),
    ),
    access=Access.SEALED,
)
MEDIATION_TEXT = NodeKind(
    name="MEDIATION_TEXT",
    zh="调解文本",
    doc="What was said or agreed in a mediation.",
    named_by="number",
    filed_by="number",
    attributes=(
        Attribute(
            name="number", type=Type.FILE_NUMBER, zh="调解编号", doc="Number of the mediation.", required=True
        ),
        Attribute(
            name="textKind",
            type=Type.CHOICE,
            zh="文本种类",
            doc="AGREEMENT is 调解协议, MINUTES is 调解笔录.",
            choices=("AGREEMENT", "MINUTES"),
        ),
        Attribute(name="madeOn", type=Type.DATE, zh="形成日期", doc="Day of the paper."),
        Attribute(name="text", type=Type.SEALED_TEXT, zh="文本内容", doc="The paper's text.", required=True),
    ),
    access=Access.MEDIATION,
)

REPORTS_PROPERTY = RelationKind(
    name="REPORTS_PROPERTY",
    zh="报告财产",
    doc="Judgment debtor to its property report.",
    sources=ANY_PARTY,
    targets=("PROPERTY_REPORT",),
    access=Access.SEALED,
)
MEDIATES = RelationKind(
    name="MEDIATES",
    zh="参加调解",
    doc="Party to a text of its mediation.",
    sources=ANY_PARTY,
    targets=("MEDIATION_TEXT",),
    access=Access.MEDIATION,
)

NODES = (PROPERTY_REPORT, MEDIATION_TEXT)
RELATIONS = (REPORTS_PROPERTY, MEDIATES)
