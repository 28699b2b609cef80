"""Companies and everything else that is registered as an organisation and is not a public body."""

from __future__ import annotations

from graph.model.declare import Access, Attribute, NodeKind, Type

FORMS = (
    "LIMITED_COMPANY",
    "JOINT_STOCK_COMPANY",
    "PARTNERSHIP",
    "SOLE_PROPRIETORSHIP",
    "INDIVIDUAL_BUSINESS",
    "COOPERATIVE",
    "BRANCH",
    "FOREIGN_COMPANY",
    "OTHER",
)
STATUSES = ("ACTIVE", "REVOKED", "DEREGISTERED", "LIQUIDATION", "BANKRUPTCY", "UNKNOWN")

NAME = Attribute(name="name", type=Type.NAME, zh="名称", doc="Name as the source writes it.")
ALIASES = Attribute(name="aliases", type=Type.TEXTS, zh="曾用名称", doc="Other and former names.")
UNIFIED_CODE = Attribute(
    name="uscc",
    type=Type.UNIFIED_CODE,
    zh="统一社会信用代码",
    doc="GB 32100-2015, 18 characters with both check digits (places 17 and 18).",
    indexed=True,
)
REGISTRY_ID = Attribute(
    name="registryId",
    type=Type.REGISTRY_ID,
    zh="其他登记号",
    doc="SCHEME:NUMBER in another register, for example GB-COH:01234567.",
    indexed=True,
)
REGION = Attribute(name="region", type=Type.REGION, zh="行政区划", doc="GB/T 2260 code, 2 to 6 digits.")
ADDRESS = Attribute(name="address", type=Type.TEXT, zh="住所", doc="Registered address.")
PHONE = Attribute(name="phone", type=Type.TEXT, zh="电话", doc="Contact number as the source has it.")

COMPANY = NodeKind(
    name="COMPANY",
    zh="企业",
    doc="A company, partnership, individual business, cooperative or branch; `form` says which.",
    subject=True,
    family="organisation",
    attributes=(
        NAME,
        ALIASES,
        UNIFIED_CODE,
        REGISTRY_ID,
        Attribute(name="form", type=Type.CHOICE, zh="企业类型", doc="Legal form.", choices=FORMS),
        Attribute(name="status", type=Type.CHOICE, zh="登记状态", doc="State of registration.", choices=STATUSES),
        Attribute(name="registeredCapital", type=Type.MONEY, zh="注册资本", doc="In yuan."),
        Attribute(name="industry", type=Type.TEXT, zh="行业", doc="GB/T 4754 code or name."),
        Attribute(name="legalRepresentativeName", type=Type.TEXT, zh="法定代表人姓名", doc="As registered."),
        Attribute(name="establishedOn", type=Type.DATE, zh="成立日期", doc="Date of establishment."),
        Attribute(name="stateOwned", type=Type.FLAG, zh="国有", doc="Whether a state-owned enterprise."),
        Attribute(name="listed", type=Type.FLAG, zh="上市", doc="Whether listed on an exchange."),
        REGION,
        ADDRESS,
        PHONE,
        Attribute(name="blocked", type=Type.FLAG, zh="已冻结", doc="Marked as blocked by the source."),
        Attribute(name="createdAt", type=Type.INSTANT, zh="建档时间", doc="When the source opened the record."),
    ),
)

ARRANGEMENT = NodeKind(
    name="ARRANGEMENT",
    zh="法律安排",
    doc="A trust or other legal arrangement without personality that holds for others.",
    subject=True,
    family="organisation",
    attributes=(NAME, ALIASES, REGISTRY_ID),
)

UNSPECIFIED = NodeKind(
    name="UNSPECIFIED",
    zh="未披露主体",
    doc="A party that a source says exists and does not name; `reason` keeps the source's reason.",
    subject=True,
    family="unspecified",
    attributes=(
        NAME,
        Attribute(name="reason", type=Type.TEXT, zh="未披露原因", doc="Why the party is not named."),
    ),
)

UNION = NodeKind(
    name="UNION",
    zh="工会",
    doc="A trade union organisation at any level (Trade Union Law arts. 10-11).",
    subject=True,
    family="organisation",
    attributes=(
        NAME,
        ALIASES,
        UNIFIED_CODE,
        Attribute(
            name="level",
            type=Type.CHOICE,
            zh="层级",
            doc="Level in the federation.",
            choices=("PROVINCE", "CITY", "COUNTY", "TOWNSHIP", "INDUSTRY", "GRASSROOTS"),
        ),
        REGION,
        PHONE,
    ),
    access=Access.PUBLIC,
)

MEDIATION_ORG = NodeKind(
    name="MEDIATION_ORG",
    zh="调解组织",
    doc="A specially invited mediation organisation on a court's roster.",
    subject=True,
    family="organisation",
    attributes=(
        NAME,
        ALIASES,
        UNIFIED_CODE,
        REGION,
        PHONE,
        Attribute(name="rosterCourt", type=Type.COURT_CODE, zh="入册法院", doc="Code of the roster's court."),
    ),
    access=Access.PUBLIC,
)

NODES = (COMPANY, ARRANGEMENT, UNSPECIFIED, UNION, MEDIATION_ORG)
