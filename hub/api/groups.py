"""Types of groups and filing: what stands under one controller, who controls together, whom the law has filed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from graphql import (
    GraphQLBoolean,
    GraphQLField,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLString,
)

from graph.model import MODEL
from graph.rules.ownership.ubo import Answer, Exemption, Ground
from hub.api.control import StopType
from hub.api.linkage import Evidence, ShareRange
from hub.api.making import TRUNCATED, enum_of, given, many, maybe
from hub.linkage.filing import walk_filing
from hub.linkage.groups import walk_group, walk_jointly
from hub.read.fields import Walked

AnswerType = enum_of(
    "FilingAnswer",
    {
        Answer.FOUND: "Somebody certainly is one (有).",
        Answer.POSSIBLE: "What is not known decides (可能).",
        Answer.NOBODY_FOUND: "These data name nobody (未发现).",
    },
    "Whether there is anybody to file (识别结果).",
)
GroundType = enum_of(
    "FilingGround",
    {
        Ground.EQUITY: "A quarter of equity in the end (股权).",
        Ground.INCOME_RIGHTS: "A quarter of income rights in the end (收益权).",
        Ground.VOTING_RIGHTS: "A quarter of voting rights in the end (表决权).",
        Ground.SOLE_CONTROL: "Actual control, alone (单独实际控制).",
        Ground.JOINT_CONTROL: "Actual control, with others (联合实际控制).",
    },
    "The first ground that applies, in the order of the rules (识别标准).",
)
ExemptionType = enum_of(
    "FilingExemption",
    {
        Exemption.MAY_PROMISE: "Exempt once it has promised what the rules ask (可承诺免报).",
        Exemption.NOT_EXEMPT: "Not exempt (不免报).",
        Exemption.UNKNOWN: "Capital or a holder is not known (不明).",
    },
    "Whether the company is exempt from filing (免报).",
)


class GroupTypes:
    """Makes the types around the schema's subjects; `step` is a step of a chain of control."""

    def __init__(
        self,
        subject: Callable[[], GraphQLInterfaceType],
        types: Callable[[], Mapping[str, GraphQLObjectType]],
        step: GraphQLObjectType,
    ) -> None:
        agreements = many(Evidence, "Agreements that it rests on (一致行动协议).")
        count = given(GraphQLInt, "How many there are (数量).")
        member = GraphQLObjectType(
            "GroupMember",
            lambda: {
                "company": maybe(subject(), "Company of the group (成员)."),
                "path": many(step, "Why: company by company (控制链)."),
            },
            description="A company of a group (集团成员).",
        )
        self._group = GraphQLObjectType(
            "CorporateGroup",
            lambda: {
                "heads": given(
                    GraphQLList(subject()),
                    "One; several who act in concert or form a ring; itself if nobody (控制人).",
                ),
                "stop": given(StopType, "Why nobody stands above (止步原因)."),
                "members": many(member, "What they control, nearest first (成员)."),
                "count": count,
                "agreements": agreements,
                "truncated": TRUNCATED,
            },
            description="All that stands under the same ultimate controller (企业集团).",
        )
        joint = GraphQLObjectType(
            "JointControl",
            lambda: {
                "company": maybe(subject(), "Company controlled together (公司)."),
                "with": given(GraphQLList(subject()), "With whom (共同控制人)."),
            },
            description="A company that is controlled with others (共同控制).",
        )
        self._jointly = GraphQLObjectType(
            "ControlsJointly",
            {
                "companies": many(joint, "What no one of them controls alone (公司)."),
                "count": count,
                "agreements": agreements,
                "truncated": TRUNCATED,
            },
            description="What a concert group controls together (共同控制).",
        )
        owner = GraphQLObjectType(
            "FiledOwner",
            lambda: {
                "person": maybe(types()["PERSON"], "Who (自然人)."),
                "ground": given(GroundType, "On which ground (标准)."),
                "basis": given(GraphQLString, "Article (依据)."),
                "certain": given(GraphQLBoolean, "Whatever is not known (确定)."),
                "share": maybe(ShareRange, "Share; null for control (比例)."),
            },
            description="A person to file, and why (应备案受益所有人).",
        )
        self._filing = GraphQLObjectType(
            "OwnersToFile",
            {
                "answer": given(AnswerType, "Whether anybody (结果)."),
                "ground": maybe(GroundType, "First ground on which anybody was found (标准)."),
                "owners": many(owner, "Each once, on the first ground (受益所有人)."),
                "exemption": given(ExemptionType, "Whether exempt (免报)."),
                "exemptionBasis": given(GraphQLString, "Article (依据)."),
                "exemptionReasons": many(GraphQLString, "For and against (理由)."),
                "truncated": TRUNCATED,
            },
            description="Whom the rules of 2024 have filed (受益所有人备案).",
        )

    def company_fields(self) -> dict[str, GraphQLField]:
        """Fields of Company."""
        company = frozenset(("COMPANY",))
        return {
            "corporateGroup": GraphQLField(
                self._group,
                description="Everything under the ultimate controller of this company (同一控制下企业).",
                extensions={"reads": Walked(kinds=company, walk=walk_group)},
            ),
            "ownersToFile": GraphQLField(
                self._filing,
                description="Beneficial owners by 受益所有人信息管理办法 (in force since 2024-11-01).",
                extensions={"reads": Walked(kinds=company, walk=walk_filing)},
            ),
        }

    def subject_fields(self) -> dict[str, GraphQLField]:
        """Fields of every subject."""
        return {
            "controlsJointly": GraphQLField(
                self._jointly,
                description="Companies that it controls together with whom it acts in concert (共同控制).",
                extensions={"reads": Walked(kinds=frozenset(MODEL.subjects), walk=walk_jointly)},
            )
        }
