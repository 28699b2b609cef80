"""Government bodies: organs, departments, public institutions, with their superior as a relation."""

from __future__ import annotations

from graph.model.declare import Access, Attribute, NodeKind, RelationKind, Type
from graph.model.organisations import ADDRESS, ALIASES, NAME, REGION, REGISTRY_ID, UNIFIED_CODE

GOVERNMENT_BODY = NodeKind(
    name="GOVERNMENT_BODY",
    zh="政府机构",
    doc="A local government, department, or public institution (codes 11 and 12).",
    subject=True,
    family="organisation",
    attributes=(
        NAME,
        ALIASES,
        UNIFIED_CODE,
        REGISTRY_ID,
        Attribute(
            name="bodyKind",
            type=Type.CHOICE,
            zh="机构性质",
            doc="Government, department or organ, public institution.",
            choices=("GOVERNMENT", "DEPARTMENT", "PUBLIC_INSTITUTION", "OTHER"),
        ),
        Attribute(
            name="level",
            type=Type.CHOICE,
            zh="层级",
            doc="Level of administration.",
            choices=("STATE", "PROVINCE", "CITY", "COUNTY", "TOWNSHIP"),
        ),
        Attribute(
            name="stateOwned",
            type=Type.FLAG,
            zh="国有出资人",
            doc="Holds shares for the state (SASAC, finance).",
        ),
        REGION,
        ADDRESS,
    ),
    access=Access.PUBLIC,
)

SUPERVISED_BY = RelationKind(
    name="SUPERVISED_BY",
    zh="上级主管",
    doc="Body or institution to its superior or competent department.",
    sources=("GOVERNMENT_BODY", "COMPANY", "UNION", "MEDIATION_ORG"),
    targets=("GOVERNMENT_BODY", "UNION"),
    slim="source",
    access=Access.PUBLIC,
)

NODES = (GOVERNMENT_BODY,)
RELATIONS = (SUPERVISED_BY,)
