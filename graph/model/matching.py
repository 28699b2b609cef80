"""Pairs of a list's record and a subject that a human has to judge, with what was decided."""

from __future__ import annotations

from graph.model.declare import Attribute, NodeKind, Type
from graph.model.people import DOCUMENT_TYPE

# Every property is named apart from those of subjects: a record of a list is no record of the graph, and no merge
# and no search may meet it.
RECORD = (
    Attribute(name="recordList", type=Type.TEXT, zh="名单名称", doc="The list that the record is of."),
    Attribute(name="recordKey", type=Type.TEXT, zh="记录编号", doc="The list's own key of the record."),
    Attribute(
        name="recordKind",
        type=Type.CHOICE,
        zh="记录类别",
        doc="Whether the record is of a person or an organisation.",
        choices=("PERSON", "ORGANISATION"),
        required=True,
    ),
    Attribute(name="recordName", type=Type.TEXT, zh="名称", doc="Name as the list writes it."),
    Attribute(name="recordUscc", type=Type.UNIFIED_CODE, zh="统一社会信用代码", doc="GB 32100-2015."),
    Attribute(
        name="recordCitizenId",
        type=Type.CITIZEN_ID,
        zh="公民身份号码",
        doc="GB 11643-1999.",
        stored=("recordCitizenMatch", "recordCitizenMask", "recordCitizenSealed"),
        indexed=True,
    ),
    DOCUMENT_TYPE,
    Attribute(
        name="recordDocumentNumber",
        type=Type.DOCUMENT_NUMBER,
        zh="证件号码",
        doc="Number of that document; needs documentType.",
        stored=("recordDocumentMatch", "recordDocumentMask", "recordDocumentSealed"),
        indexed=True,
    ),
    Attribute(name="recordBirthDate", type=Type.DATE, zh="出生日期", doc="Date of birth."),
    Attribute(name="recordRegion", type=Type.REGION, zh="行政区划", doc="GB/T 2260 code."),
    Attribute(name="recordPhone", type=Type.TEXT, zh="电话", doc="Contact number."),
    Attribute(name="recordAddress", type=Type.TEXT, zh="地址", doc="Address."),
    Attribute(name="recordRepresentative", type=Type.TEXT, zh="法定代表人", doc="Legal representative's name."),
)
DECISIONS = ("SAME", "DIFFERENT")

MATCH_REVIEW = NodeKind(
    name="MATCH_REVIEW",
    zh="比对复核",
    doc="A record of a list and a subject that may be one, as filed for review and as decided.",
    attributes=(
        Attribute(name="candidate", type=Type.TEXT, zh="疑似主体", doc="Id of the subject.", required=True),
        Attribute(
            name="recordMark",
            type=Type.TEXT,
            zh="记录标识",
            doc="Equal for equal records of one desk.",
            required=True,
            indexed=True,
        ),
        Attribute(
            name="recordPlace",
            type=Type.TEXT,
            zh="名单位置",
            doc="Equal for what one desk's list has under one key by one name; none where a number names it.",
            indexed=True,
        ),
        Attribute(
            name="reviewDesk",
            type=Type.TEXT,
            zh="复核单位",
            doc="Whose review it is.",
            required=True,
            indexed=True,
        ),
        *RECORD,
        Attribute(name="score", type=Type.NUMBER, zh="得分", doc="As it was when filed."),
        Attribute(name="scoreEdition", type=Type.TEXT, zh="权重版次", doc="Edition of the weights."),
        Attribute(name="evidence", type=Type.TEXTS, zh="依据", doc="Attributes and how they agree, when filed."),
        Attribute(name="decision", type=Type.CHOICE, zh="结论", doc="As decided last.", choices=DECISIONS),
        Attribute(name="remark", type=Type.TEXT, zh="说明", doc="Why it was decided so."),
    ),
    shown=False,
)

NODES = (MATCH_REVIEW,)
