"""Natural persons."""

from __future__ import annotations

from graph.model.declare import Attribute, NodeKind, Type

DOCUMENT_TYPES = (
    "PASSPORT",
    "HK_MACAU_PERMIT",
    "TAIWAN_PERMIT",
    "FOREIGN_PERMANENT_RESIDENCE",
)
DOCUMENT_TYPE = Attribute(
    name="documentType",
    type=Type.CHOICE,
    zh="证件种类",
    doc="Kind of another identity document.",
    choices=DOCUMENT_TYPES,
)

PERSON = NodeKind(
    name="PERSON",
    zh="自然人",
    doc="A natural person. Personal numbers are kept as keyed hash, mask and ciphertext, never in clear.",
    subject=True,
    family="person",
    attributes=(
        Attribute(name="name", type=Type.NAME, zh="姓名", doc="Name as the source writes it."),
        Attribute(name="aliases", type=Type.TEXTS, zh="曾用名", doc="Other names, former names."),
        Attribute(
            name="citizenId",
            type=Type.CITIZEN_ID,
            zh="公民身份号码",
            doc="GB 11643-1999, 18 or 15 digits.",
            stored=("citizenMatch", "citizenMask", "citizenSealed"),
            indexed=True,
        ),
        DOCUMENT_TYPE,
        Attribute(
            name="documentNumber",
            type=Type.DOCUMENT_NUMBER,
            zh="证件号码",
            doc="Number of that document; needs documentType.",
            stored=("documentMatch", "documentMask", "documentSealed"),
            indexed=True,
        ),
        Attribute(
            name="registryId",
            type=Type.REGISTRY_ID,
            zh="其他登记号",
            doc="SCHEME:NUMBER in another register.",
            indexed=True,
        ),
        Attribute(name="birthDate", type=Type.DATE, zh="出生日期", doc="Date of birth."),
        Attribute(name="sex", type=Type.CHOICE, zh="性别", doc="As registered.", choices=("FEMALE", "MALE")),
        Attribute(name="publicOfficial", type=Type.FLAG, zh="公职人员", doc="Whether a public official."),
        Attribute(name="nationality", type=Type.TEXT, zh="国籍", doc="ISO 3166-1 alpha-2 code or name."),
        Attribute(name="phone", type=Type.TEXT, zh="电话", doc="Contact number as the source has it."),
        Attribute(name="address", type=Type.TEXT, zh="住址", doc="Address as the source has it."),
        Attribute(name="blocked", type=Type.FLAG, zh="已冻结", doc="Marked as blocked by the source."),
        Attribute(name="createdAt", type=Type.INSTANT, zh="建档时间", doc="When the source opened the record."),
    ),
)

NODES = (PERSON,)
