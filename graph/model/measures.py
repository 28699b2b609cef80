"""Listings, restrictions and the catalogue of measures, as loaded facts.

A measure is in force from the service of its order, or the publication of its list, until its lift is issued,
whatever the executor has acknowledged; not during a temporary lift. Each order names its measures itself:
an instruction keeps the edition of the catalogue under which it was issued.
"""

from __future__ import annotations

from enum import StrEnum

from graph.model import cases
from graph.model.declare import Access, Attribute, NodeKind, RelationKind, Type


class TargetType(StrEnum):
    """Whom a measure may meet; a responsible person stands behind a unit as one of its four kinds."""

    NATURAL_PERSON = "NATURAL_PERSON"
    UNIT = "UNIT"
    RESPONSIBLE_PERSON = "RESPONSIBLE_PERSON"


class Mode(StrEnum):
    """An instruction to a body that is bound, a reference for its own prudent decision, or only a notice."""

    INSTRUCTION = "INSTRUCTION"
    REFERENCE = "REFERENCE"
    NOTICE = "NOTICE"


EXECUTORS = (
    "RAILWAY",
    "CIVIL_AVIATION",
    "CREDIT_OFFICE",
    "HRSS",
    "MARKET",
    "HOUSING",
    "NATURAL_RESOURCES",
    "PUBLIC_SECURITY",
    "FINANCE",
    "SASAC",
    "UNION",
    "BANKING",
    "OTHER",
)
TARGET_TYPES = tuple(each.value for each in TargetType)

NUMBER = Attribute(name="decisionNumber", type=Type.TEXT, zh="决定书文号", doc="Number of the decision.")
CASE = Attribute(
    name="caseNumber",
    type=Type.CASE_NUMBER,
    zh="执行案号",
    doc="Enforcement case it arises from.",
    required=True,
)
COURT = Attribute(name="courtName", type=Type.TEXT, zh="作出法院", doc="Court that decided.", required=True)
MEASURES = Attribute(
    name="measures",
    type=Type.TEXTS,
    zh="惩戒措施",
    doc="Codes of the catalogue, at least one.",
    required=True,
)
EDITION = Attribute(name="edition", type=Type.TEXT, zh="清单版次", doc="Edition of the catalogue.")
GROUNDS = Attribute(
    name="grounds",
    type=Type.CHOICES,
    zh="纳入情形",
    doc="Grounds of 法释〔2017〕7号 art. 1.",
    choices=("G1", "G2", "G3", "G4", "G5", "G6"),
)
DECIDED_ON = Attribute(name="decidedOn", type=Type.DATE, zh="决定日期", doc="Day of the decision.")
SERVED_ON = Attribute(name="servedOn", type=Type.DATE, zh="送达日期", doc="Day of service.")
PUBLISHED_ON = Attribute(name="publishedOn", type=Type.DATE, zh="发布日期", doc="In force from this day.")
TERM_ENDS_ON = Attribute(
    name="termEndsOn", type=Type.DATE, zh="期限届满", doc="End of the term, where there is one."
)
ISSUED_ON = Attribute(name="issuedOn", type=Type.DATE, zh="签发日期", doc="Day of issue.")
IN_FORCE_ON = Attribute(name="servedOn", type=Type.DATE, zh="送达日期", doc="In force from this day.")
LIFTED_ON = Attribute(
    name="liftedOn",
    type=Type.DATE,
    zh="解除日期",
    doc="Day on which the lift was issued: not in force from it.",
)
_SUSPENDED = Attribute(
    name="suspends",
    type=Type.TEXTS,
    zh="暂时解除",
    doc="Codes under temporary lift for this statement's validity; given in a row with its own item.",
)

LISTING = NodeKind(
    name="LISTING",
    zh="失信名单",
    doc="A listing: the court's dishonest debtors, or the labour authority's wage list.",
    named_by="decisionNumber",
    filed_by="caseNumber",
    attributes=(
        Attribute(
            name="list",
            type=Type.CHOICE,
            zh="名单种类",
            doc="Which list.",
            choices=("COURT_DISHONEST", "HRSS_WAGE"),
            required=True,
        ),
        NUMBER,
        CASE,
        COURT,
        GROUNDS,
        DECIDED_ON,
        SERVED_ON,
        PUBLISHED_ON,
        TERM_ENDS_ON,
        LIFTED_ON,
        MEASURES,
        EDITION,
        _SUSPENDED,
        *cases.LISTING,
    ),
    access=Access.PARTNER,
)

RESTRICTION = NodeKind(
    name="RESTRICTION",
    zh="限制消费令",
    doc="A consumption restriction order (法释〔2015〕17号) or another order of restriction.",
    named_by="decisionNumber",
    filed_by="caseNumber",
    attributes=(
        Attribute(
            name="order",
            type=Type.CHOICE,
            zh="命令种类",
            doc="Kind of order.",
            choices=("CONSUMPTION", "EXIT_BAN", "OTHER"),
            required=True,
        ),
        NUMBER,
        CASE,
        COURT,
        ISSUED_ON,
        IN_FORCE_ON,
        LIFTED_ON,
        MEASURES,
        EDITION,
        _SUSPENDED,
        *cases.RESTRICTION,
    ),
    access=Access.PARTNER,
)

MEASURE_DEFINITION = NodeKind(
    name="MEASURE_DEFINITION",
    zh="惩戒措施定义",
    doc="One row of an edition of the measure catalogue.",
    attributes=(
        Attribute(name="name", type=Type.TEXT, zh="措施", doc="Name of the measure.", required=True),
        Attribute(
            name="measureCode",
            type=Type.TEXT,
            zh="措施代码",
            doc="Code, for example JP-701.",
            required=True,
            indexed=True,
        ),
        EDITION,
        Attribute(name="english", type=Type.TEXT, zh="英文", doc="English name."),
        Attribute(
            name="executors", type=Type.CHOICES, zh="执行单位", doc="Who carries it out.", choices=EXECUTORS
        ),
        Attribute(
            name="targetTypes",
            type=Type.CHOICES,
            zh="适用对象",
            doc="Whom it may meet.",
            choices=TARGET_TYPES,
        ),
        Attribute(
            name="mode",
            type=Type.CHOICE,
            zh="方式",
            doc="Instruction, prudential reference, or notice only.",
            choices=tuple(each.value for each in Mode),
        ),
        Attribute(name="legalBasis", type=Type.TEXT, zh="法律依据", doc="Instrument, version and article."),
        Attribute(name="verified", type=Type.FLAG, zh="已核实", doc="Whether the row was verified in a source."),
    ),
    access=Access.PUBLIC,
)

TARGETS = RelationKind(
    name="TARGETS",
    zh="措施对象",
    doc="Order or listing to the subject it meets, with the role on whose ground it does.",
    sources=(
        "LISTING",
        "RESTRICTION",
        "JUDICIAL_FINDING",
        "EXIT_BAN",
        "DETENTION",
        "FINE",
        "FREEZE",
        "IMPACT_ASSESSMENT",
        "OBJECTION",
        "CREDIT_REPAIR",
        "PERFORMANCE",
    ),
    targets=("PERSON", "COMPANY", "GOVERNMENT_BODY", "ARRANGEMENT", "UNION", "MEDIATION_ORG"),
    attributes=(
        Attribute(
            name="basisRole",
            type=Type.CHOICE,
            zh="对象身份",
            doc="Ground on which the target is met.",
            choices=cases.ANY_ROLE,
        ),
    ),
    slim="source",
    access=Access.PARTNER,
)

NODES = (LISTING, RESTRICTION, MEASURE_DEFINITION)
RELATIONS = (TARGETS,)
