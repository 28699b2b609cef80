"""Courts, their cases, and what is enforced."""

from __future__ import annotations

from graph.model.declare import Access, Attribute, NodeKind, RelationKind, Type
from graph.model.organisations import ALIASES, NAME, REGION, UNIFIED_CODE

COURT = NodeKind(
    name="COURT",
    zh="法院",
    doc="A court or people's tribunal; the tree is SUBORDINATE_TO.",
    subject=True,
    family="organisation",
    attributes=(
        NAME,
        ALIASES,
        UNIFIED_CODE,
        Attribute(
            name="courtCode",
            type=Type.COURT_CODE,
            zh="法院代字",
            doc="Code used in case numbers, for example 鄂0112.",
            indexed=True,
        ),
        Attribute(
            name="level",
            type=Type.CHOICE,
            zh="审级",
            doc="Level of the court.",
            choices=("SUPREME", "HIGH", "INTERMEDIATE", "BASIC", "TRIBUNAL"),
        ),
        REGION,
    ),
    access=Access.PUBLIC,
)

CASE = NodeKind(
    name="CASE",
    zh="案件",
    doc="A court case. A case closed as 终本 still counts as open for enforcement.",
    named_by="caseNumber",
    filed_by="caseNumber",
    attributes=(
        Attribute(
            name="caseNumber",
            type=Type.CASE_NUMBER,
            zh="案号",
            doc="Case number by the 2015 rules, full-width brackets.",
            required=True,
            indexed=True,
        ),
        Attribute(name="caseType", type=Type.TEXT, zh="类型代字", doc="Type code, for example 执 or 执恢."),
        Attribute(name="cause", type=Type.TEXT, zh="案由", doc="Cause of action."),
        Attribute(name="filedOn", type=Type.DATE, zh="立案日期", doc="Date of filing."),
        Attribute(name="closedOn", type=Type.DATE, zh="结案日期", doc="Date of closing."),
        Attribute(
            name="closeMode",
            type=Type.CHOICE,
            zh="结案方式",
            doc="How it was closed; TERMINATED_THIS_ROUND is 终结本次执行程序.",
            choices=("PERFORMED", "TERMINATED_THIS_ROUND", "TERMINATED", "SETTLED", "REJECTED", "OTHER"),
        ),
        Attribute(name="amount", type=Type.MONEY, zh="申请标的额", doc="Amount applied for, yuan."),
        Attribute(name="amountRealised", type=Type.MONEY, zh="到位金额", doc="Amount realised, yuan."),
        Attribute(
            name="flags",
            type=Type.CHOICES,
            zh="案件标识",
            doc="What the case concerns.",
            choices=("LIVELIHOOD", "ENTERPRISE", "GOVERNMENT", "MIGRANT_WAGES"),
        ),
    ),
)

ENFORCEMENT_BASIS = NodeKind(
    name="ENFORCEMENT_BASIS",
    zh="执行依据",
    doc="Judgment, ruling, mediation paper, award, notarised instrument or payment order.",
    named_by="documentNumberText",
    attributes=(
        Attribute(
            name="documentNumberText", type=Type.TEXT, zh="依据文号", doc="Number as issued.", required=True
        ),
        Attribute(name="issuer", type=Type.TEXT, zh="作出机构", doc="Issuing body."),
        Attribute(name="duty", type=Type.TEXT, zh="确定的义务", doc="The obligation."),
        Attribute(name="effectiveOn", type=Type.DATE, zh="生效日期", doc="When it took effect."),
        Attribute(name="amount", type=Type.MONEY, zh="金额", doc="Amount ordered, yuan."),
    ),
)

PARTY_ROLES = (
    "JUDGMENT_DEBTOR",
    "ENFORCEMENT_APPLICANT",
    "PLAINTIFF",
    "DEFENDANT",
    "THIRD_PARTY",
    "GUARANTOR",
)
ANY_PARTY = ("PERSON", "COMPANY", "ARRANGEMENT", "GOVERNMENT_BODY", "UNION", "COURT", "MEDIATION_ORG")

SUBORDINATE_TO = RelationKind(
    name="SUBORDINATE_TO",
    zh="隶属",
    doc="Court to the court above it, tribunal to its basic court.",
    sources=("COURT",),
    targets=("COURT",),
    slim="source",
    access=Access.PUBLIC,
)
HEARD_BY = RelationKind(
    name="HEARD_BY",
    zh="受理法院",
    doc="Case to the court that has it.",
    sources=("CASE",),
    targets=("COURT",),
    slim="source",
)
PARTY_TO = RelationKind(
    name="PARTY_TO",
    zh="当事人",
    doc="Subject to the case in which it is a party.",
    sources=ANY_PARTY,
    targets=("CASE",),
    attributes=(
        Attribute(
            name="partyRole",
            type=Type.CHOICE,
            zh="诉讼地位",
            doc="Role in the case.",
            choices=PARTY_ROLES,
            required=True,
        ),
    ),
)
ENFORCES = RelationKind(
    name="ENFORCES",
    zh="执行依据为",
    doc="Enforcement case to its basis.",
    sources=("CASE",),
    targets=("ENFORCEMENT_BASIS",),
    slim="source",
)

NODES = (COURT, CASE, ENFORCEMENT_BASIS)
RELATIONS = (SUBORDINATE_TO, HEARD_BY, PARTY_TO, ENFORCES)
