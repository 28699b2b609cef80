"""Accounts, the media they are reached by, transfers."""

from __future__ import annotations

from graph.model.declare import Attribute, NodeKind, RelationKind, Type

ACCOUNT = NodeKind(
    name="ACCOUNT",
    zh="账户",
    doc="A bank or payment account. Wage accounts must not be frozen for other debts (wage regulations art. 33).",
    named_by="accountType",
    attributes=(
        Attribute(name="accountType", type=Type.TEXT, zh="账户类型", doc="Type as the source has it."),
        Attribute(
            name="purpose",
            type=Type.CHOICE,
            zh="账户用途",
            doc="Special purpose, if any.",
            choices=("ORDINARY", "BASIC", "WAGE_DEDICATED", "WAGE_DEPOSIT", "CASE_SUB_ACCOUNT"),
        ),
        Attribute(name="bank", type=Type.TEXT, zh="开户行", doc="Bank."),
        Attribute(name="blocked", type=Type.FLAG, zh="已冻结", doc="Marked as blocked by the source."),
        Attribute(name="createdAt", type=Type.INSTANT, zh="开户时间", doc="When opened."),
    ),
)

MEDIUM = NodeKind(
    name="MEDIUM",
    zh="媒介",
    doc="A phone, address, device or network address through which accounts and parties are tied.",
    named_by="mediumValue",
    attributes=(
        Attribute(
            name="mediumKind",
            type=Type.CHOICE,
            zh="媒介大类",
            doc="Phone, address, device or network address.",
            choices=("PHONE", "ADDRESS", "DEVICE", "NETWORK"),
        ),
        Attribute(name="mediumType", type=Type.TEXT, zh="媒介类型", doc="Type as the source has it."),
        Attribute(name="mediumValue", type=Type.TEXT, zh="值", doc="Number, address or device name."),
        Attribute(name="blocked", type=Type.FLAG, zh="已冻结", doc="Marked as blocked by the source."),
        Attribute(name="createdAt", type=Type.INSTANT, zh="首次出现", doc="When first seen."),
    ),
)

OWNS_ACCOUNT = RelationKind(
    name="OWNS_ACCOUNT",
    zh="持有账户",
    doc="Holder to account.",
    sources=("PERSON", "COMPANY", "GOVERNMENT_BODY", "UNION", "PROJECT"),
    targets=("ACCOUNT",),
)
TRANSFERS = RelationKind(
    name="TRANSFERS",
    zh="转账",
    doc="One transfer between accounts; valid from its day on.",
    sources=("ACCOUNT",),
    targets=("ACCOUNT",),
    attributes=(
        Attribute(name="amount", type=Type.MONEY, zh="金额", doc="Yuan.", required=True),
        Attribute(name="occurredAt", type=Type.INSTANT, zh="时间", doc="When it happened.", required=True),
    ),
    ordered_by="occurredAt",
    separate=True,
)
SIGNS_IN = RelationKind(
    name="SIGNS_IN",
    zh="登录",
    doc="Medium to the account that was used from it.",
    sources=("MEDIUM",),
    targets=("ACCOUNT",),
    attributes=(Attribute(name="occurredAt", type=Type.INSTANT, zh="时间", doc="When.", required=True),),
    ordered_by="occurredAt",
    separate=True,
)
USES = RelationKind(
    name="USES",
    zh="使用媒介",
    doc="Subject to the phone, address or device it uses.",
    sources=("PERSON", "COMPANY", "GOVERNMENT_BODY", "UNION", "MEDIATION_ORG"),
    targets=("MEDIUM",),
    slim="source",
)

NODES = (ACCOUNT, MEDIUM)
RELATIONS = (OWNS_ACCOUNT, TRANSFERS, SIGNS_IN, USES)
