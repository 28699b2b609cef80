"""Construction projects and the chain of contracts on them (wage regulations arts. 26-36)."""

from __future__ import annotations

from graph.model.declare import Attribute, NodeKind, RelationKind, Type
from graph.model.organisations import NAME, REGION

PROJECT = NodeKind(
    name="PROJECT",
    zh="工程项目",
    doc="A construction project.",
    attributes=(
        NAME,
        REGION,
        Attribute(name="budget", type=Type.MONEY, zh="概算", doc="Yuan."),
        Attribute(name="startedOn", type=Type.DATE, zh="开工日期", doc="Start of works."),
        Attribute(name="finishedOn", type=Type.DATE, zh="竣工日期", doc="End of works."),
    ),
)

CONTRACTS_FOR = RelationKind(
    name="CONTRACTS_FOR",
    zh="承包",
    doc="Contractor to the party it contracts for: general contractor to developer, subcontractor to contractor.",
    sources=("COMPANY", "PERSON"),
    targets=("COMPANY", "GOVERNMENT_BODY"),
    attributes=(
        Attribute(
            name="tier",
            type=Type.CHOICE,
            zh="承包层级",
            doc="Place in the chain.",
            choices=("GENERAL_CONTRACTOR", "SUBCONTRACTOR", "LABOUR_SUBCONTRACTOR"),
        ),
        Attribute(name="project", type=Type.TEXT, zh="项目", doc="Key of the project it is for."),
        Attribute(name="amount", type=Type.MONEY, zh="合同金额", doc="Contract price, yuan."),
    ),
    separate=True,
)
TAKES_PART_IN = RelationKind(
    name="TAKES_PART_IN",
    zh="参建",
    doc="Company or body to the project, with its part.",
    sources=("COMPANY", "GOVERNMENT_BODY"),
    targets=("PROJECT",),
    attributes=(
        Attribute(
            name="part",
            type=Type.CHOICE,
            zh="参建角色",
            doc="Part in the project.",
            choices=("DEVELOPER", "GENERAL_CONTRACTOR", "SUBCONTRACTOR", "LABOUR_SUBCONTRACTOR"),
            required=True,
        ),
    ),
)

NODES = (PROJECT,)
RELATIONS = (CONTRACTS_FOR, TAKES_PART_IN)
