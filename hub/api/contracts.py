"""Types of contract chains: who works for whom on a project, and who answers for wages there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from graph.rules.contracts import LACKS, Liability
from graph.rules.works import Part
from hub.api.linkage import Evidence
from hub.api.making import TRUNCATED, enum_of, given, many, maybe
from hub.api.scalars import Decimal
from hub.linkage.contracts import walk_contracts
from hub.read.fields import Walked

PartType = enum_of(
    "WorksPart",
    {
        Part.DEVELOPER: "建设单位.",
        Part.GENERAL_CONTRACTOR: "施工总承包单位.",
        Part.SUBCONTRACTOR: "专业分包单位.",
        Part.LABOUR_SUBCONTRACTOR: "劳务分包单位.",
    },
    "A part in a project, by record or by contract (参建角色).",
)
LiabilityType = enum_of(
    "WageLiabilityKind",
    {
        Liability.OWES: "Owes them itself, as the employer (用人单位、分包单位直接责任).",
        Liability.LIABLE_FIRST_FOR: "Pays first what a subcontractor owes, then has recourse (先行清偿).",
        Liability.LIABLE_FOR_AWARD: "Gave the work to a person, and pays what is owed for it (违法分包清偿).",
        Liability.LIABLE_WITHIN_UNPAID_PRICE: "Advances them up to the price that is unpaid (限额垫付).",
    },
    "How one answers for wages (工资清偿责任).",
)
LackType = enum_of(
    "WageLack",
    {each: f"{word.en} ({word.zh.rstrip('。')})" for each, word in LACKS.items()},
    "What the graph does not tell (待查事项).",
)
WageLackType = GraphQLObjectType(
    "WageLacking",
    {
        "lack": given(LackType, "Which (类型)."),
        "what": given(GraphQLString, "In English."),
        "whatZh": given(GraphQLString, "In Chinese (待查事项)."),
    },
    description="Something that has to be found before anybody is held liable (待查事项).",
)


class ContractTypes:
    """Makes the types around the schema's subjects and projects."""

    def __init__(
        self, subject: Callable[[], GraphQLInterfaceType], types: Callable[[], Mapping[str, GraphQLObjectType]]
    ) -> None:
        contract = GraphQLObjectType(
            "WorksContract",
            lambda: {
                "contractor": maybe(subject(), "Who works (承包方)."),
                "client": maybe(subject(), "For whom (发包方)."),
                "tier": maybe(PartType, "The contractor's place in the chain (承包层级)."),
                "amount": maybe(Decimal, "Price; null if not known (合同金额)."),
                "fact": given(Evidence, "The fact (依据)."),
            },
            description="One contract on a project (承包合同).",
        )
        party = GraphQLObjectType(
            "WorksParty",
            lambda: {
                "subject": maybe(subject(), "Who (主体)."),
                "parts": many(PartType, "Its parts (参建角色)."),
                "facts": many(Evidence, "Facts that record them (依据)."),
            },
            description="One who takes part in a project (参建主体).",
        )
        liable = GraphQLObjectType(
            "WageLiability",
            lambda: {
                "liability": given(LiabilityType, "How (责任类型)."),
                "subject": maybe(subject(), "Who answers (责任主体)."),
                "instrument": given(GraphQLString, "Regulation (法规)."),
                "article": given(GraphQLString, "Article and paragraph (条款)."),
                "why": given(GraphQLString, "What it says, in short."),
                "whyZh": given(GraphQLString, "The same in Chinese (理由)."),
                "certain": given(
                    GraphQLBoolean,
                    "That it is the one in this place above the employer; not, that it owes (确定).",
                ),
                "chain": many(contract, "Contracts from the employer up to it, if known (合同链)."),
                "price": maybe(
                    Decimal,
                    "Of a developer: all that was agreed with the general contractor, which what is"
                    " unpaid cannot exceed; null if not all known, or if sources differ (合同价款上限).",
                ),
                "lacks": many(WageLackType, "What has to be found first (待查事项)."),
            },
            description="Who answers for an employer's wages, and on what condition (工资清偿责任).",
        )
        wages = GraphQLObjectType(
            "ProjectWages",
            lambda: {
                "employer": maybe(subject(), "Who may owe wages (用人单位)."),
                "parts": many(PartType, "Its parts (参建角色)."),
                "liable": many(liable, "Who answers for them (责任主体)."),
                "lacks": many(
                    WageLackType, "Parts that nobody is recorded for; of a person, the employer (待查事项)."
                ),
            },
            description="Who answers for the wages that one employer on a project may owe (欠薪责任).",
        )
        chain = GraphQLObjectType(
            "ContractChain",
            lambda: {
                "project": maybe(types()["PROJECT"], "Project, if it is seen (工程项目)."),
                "projectKey": maybe(GraphQLString, "Else the key by which contracts name it (项目编号)."),
                "parties": many(party, "The developer, then from the general contractor down (参建主体)."),
                "contracts": many(
                    contract, "All, or those above a company; the general contractor's first (合同)."
                ),
                "wages": many(
                    wages, "For each contractor, the general one first, or for the company alone (欠薪责任)."
                ),
                "truncated": TRUNCATED,
            },
            description="Contracts on one project up to the developer; facts of grade D are left out (承包链).",
        )
        self._chains = GraphQLObjectType(
            "ContractChains",
            {
                "chains": many(chain, "One for each project, in order of id (承包链)."),
                "leftOut": given(GraphQLInt, "Projects beyond `first` (未列项目数)."),
                "truncated": given(GraphQLBoolean, "A bound was met: projects may be missing (已截断)."),
            },
            description="Contract chains by project (承包链).",
        )

    def fields(self, kind: str) -> dict[str, GraphQLField]:
        """Fields of Company and of Project."""
        return {
            "contractChain": GraphQLField(
                self._chains,
                args={
                    "first": GraphQLArgument(
                        GraphQLNonNull(GraphQLInt), default_value=10, description="Projects, at most."
                    )
                },
                description="Contracts up to the general contractor and the developer, and who answers for wages"
                " on the project (承包链与欠薪清偿责任).",
                extensions={"reads": Walked(kinds=frozenset((kind,)), walk=walk_contracts)},
            )
        }
