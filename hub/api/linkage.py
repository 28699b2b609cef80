"""Types of what is worked out over walks: who owns, who controls. Whoever they name is a node like any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLFloat,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLString,
)

from graph.rules.ownership.beneficial import QUARTER
from graph.rules.ownership.close_links import FIFTH, LinkKind
from graph.rules.ownership.faults import FaultKind
from graph.rules.ownership.holdings import HolderKind
from hub.api.connections import SourceRecord
from hub.api.export import EXPORT
from hub.api.making import enum_of, given, many, maybe
from hub.api.scalars import Date
from hub.linkage.links import walk_links
from hub.linkage.owners import walk_owners
from hub.read.fields import Walked

Types = Callable[[], Mapping[str, GraphQLObjectType]]


ShareRange = GraphQLObjectType(
    "ShareRange",
    {
        "lower": given(GraphQLFloat, "At least, a fraction of 1 (下限)."),
        "upper": given(GraphQLFloat, "At most, a fraction of 1 (上限)."),
    },
    description="A share over all ways to fill what is not known: equal ends where all of it is (比例区间).",
)
Evidence = GraphQLObjectType(
    "Evidence",
    {
        "relation": given(GraphQLString, "Kind of relation (关系)."),
        "grade": maybe(GraphQLString, "Evidence grade A to D (证据等级)."),
        "validFrom": maybe(Date, "First day of validity (生效日)."),
        "validTo": maybe(Date, "First day on which it no longer holds (失效日)."),
        "source": given(SourceRecord, "Where it comes from (来源)."),
    },
    description="A fact that an answer rests on (依据事实).",
)
_HOLDERS = {
    HolderKind.NATURAL_PERSON: "A natural person (自然人).",
    HolderKind.COMPANY: "A company of which no holder is recorded, or none that leads further (公司).",
    HolderKind.ARRANGEMENT: "A trust or other arrangement (信托等安排).",
    HolderKind.STATE_BODY: "An organ or institution of the state (国家机关、事业单位).",
    HolderKind.UNION: "A trade union (工会).",
    HolderKind.FOREIGN: "A foreign holder that is not recorded further (境外主体).",
    HolderKind.UNKNOWN: "Not named, or of unknown kind (不明).",
}
HolderKindType = enum_of("HolderKind", _HOLDERS, "Who stands at an end of a chain of holdings (持有人类型).")
_FAULTS = {
    FaultKind.OVER_FULL_REGISTER: "Shares add up to more than the whole: each counts as anything from 0 to what is"
    " stated (比例合计超过一).",
    FaultKind.CLOSED_RING: "Companies that hold one another wholly: nobody outside has anything of them"
    " (闭环持股).",
    FaultKind.NEARLY_CLOSED_RING: "Less than a millionth of a ring is held from outside: whose it is cannot be"
    " told (近似闭环持股).",
}
_LINKS = {
    LinkKind.HELD: "One of the two holds the other (持股).",
    LinkKind.COMMON_HOLDER: "Somebody holds both (共同持有人).",
}
LinkKindType = enum_of("CloseLinkKind", _LINKS, "How two are linked (关联类型).")
FaultKindType = enum_of("RegisterFaultKind", _FAULTS, "What is wrong in registers (登记数据问题).")


class Linkage:
    """Makes the types around the schema's subjects: `subject` the interface, `types` the object types by kind."""

    def __init__(self, subject: Callable[[], GraphQLInterfaceType], types: Types) -> None:
        self._subject = subject
        self._types = types
        self._step = GraphQLObjectType(
            "OwnershipStep", self._step_fields, description="One holding on a path (路径环节)."
        )
        self._path = GraphQLObjectType(
            "OwnershipPath",
            {
                "share": given(ShareRange, "Product of the shares on the way (路径乘积)."),
                "steps": many(self._step, "From the owner to the company (环节)."),
            },
            description="A strong chain of holdings; it explains a share and does not make it (持股路径).",
        )
        self._owner = GraphQLObjectType(
            "BeneficialOwner", self._owner_fields, description="A natural person (受益所有人)."
        )
        self._end = GraphQLObjectType(
            "OwnershipEnd", self._end_fields, description="An end of a chain that is no natural person (其他终端)."
        )
        self._fault = GraphQLObjectType(
            "RegisterFault",
            self._fault_fields,
            description="A fault of registers; the rest of the answer stands (数据问题).",
        )
        self._links = self._close_links()
        self.ownership = GraphQLObjectType(
            "BeneficialOwnership",
            {
                "owners": many(
                    self._owner, "Persons whose share may reach the threshold, the greatest first (受益所有人)."
                ),
                "otherEnds": many(self._end, "Other ends that have a share (其他终端)."),
                "otherEndsLeftOut": given(GraphQLInt, "Other ends beyond those listed (未列终端数)."),
                "unknownShare": given(
                    GraphQLFloat, "1 less the least shares of all natural persons, listed or not (未知比例)."
                ),
                "faults": many(self._fault, "What is wrong in the data (数据问题)."),
                "truncated": given(
                    GraphQLBoolean, "A bound was reached: shares are ranges that hold all the same (已截断)."
                ),
                "bounds": many(GraphQLString, "Which; `cut`: registers that were not read (所及界限)."),
                "export": EXPORT,
            },
            description="Who owns a company in the end, by integrated shares (受益所有情况).",
        )

    def _close_links(self) -> GraphQLObjectType:
        reason = GraphQLObjectType(
            "CloseLinkReason",
            lambda: {
                "kind": given(LinkKindType, "Which of the two (类型)."),
                "holder": maybe(self._subject(), "Who holds (持有人)."),
                "shares": many(ShareRange, "Of the one held; of a common holder, of both (比例)."),
                "certain": given(GraphQLBoolean, "Whatever is not known (确定)."),
            },
            description="Why two are linked (关联理由).",
        )
        link = GraphQLObjectType(
            "CloseLink",
            lambda: {
                "subject": maybe(self._subject(), "The other one (关联方)."),
                "certain": given(GraphQLBoolean, "For one reason at least (确定)."),
                "reasons": many(reason, "Why (理由)."),
            },
            description="One who is linked to the company (关联).",
        )
        return GraphQLObjectType(
            "CloseLinks",
            {
                "links": many(link, "All that were found (关联方)."),
                "truncated": given(GraphQLBoolean, "A bound was reached, others may be missing (截断)."),
                "bounds": many(GraphQLString, "Which bounds (所及界限)."),
            },
            description="Close links of a company, by integrated shares (紧密关联).",
        )

    def company_fields(self) -> dict[str, GraphQLField]:
        """Fields of Company that are told of a walk: who owns it."""
        return {
            "beneficialOwners": GraphQLField(
                self.ownership,
                args={
                    "threshold": GraphQLArgument(
                        GraphQLFloat,
                        default_value=QUARTER,
                        description="Fraction of 1 that counts; the number itself does (门槛).",
                    )
                },
                description="Natural persons who own at least so much of it, directly and through others"
                " (受益所有人).",
                extensions={"reads": Walked(kinds=frozenset(("COMPANY",)), walk=walk_owners)},
            ),
            "closeLinks": GraphQLField(
                self._links,
                args={
                    "threshold": GraphQLArgument(
                        GraphQLFloat,
                        default_value=FIFTH,
                        description="Fraction of 1 that counts; the number itself does (门槛).",
                    )
                },
                description="Who has at least so much of it, or it of whom, or a holder in common (紧密关联).",
                extensions={"reads": Walked(kinds=frozenset(("COMPANY",)), walk=walk_links)},
            ),
        }

    def _step_fields(self) -> dict[str, GraphQLField]:
        return {
            "from": maybe(self._subject(), "Holder (持有人)."),
            "to": maybe(self._subject(), "Company held (被持有人)."),
            "share": given(ShareRange, "Share of the step (比例)."),
            "facts": many(Evidence, "Facts that say so (依据)."),
        }

    def _owner_fields(self) -> dict[str, GraphQLField]:
        return {
            "person": maybe(self._types()["PERSON"], "Who (自然人)."),
            "share": given(ShareRange, "Integrated share, directly and through others (综合比例)."),
            "certain": given(GraphQLBoolean, "Reaches the threshold whatever is not known (确定)."),
            "direct": given(ShareRange, "What the register says (直接比例)."),
            "paths": many(self._path, "The strongest chains of holdings (主要路径)."),
        }

    def _end_fields(self) -> dict[str, GraphQLField]:
        return {
            "subject": maybe(self._subject(), "Who (主体)."),
            "kind": given(HolderKindType, "What it is (类型)."),
            "share": given(ShareRange, "Integrated share (综合比例)."),
            "direct": given(ShareRange, "What the register says (直接比例)."),
        }

    def _fault_fields(self) -> dict[str, GraphQLField]:
        return {
            "kind": given(FaultKindType, "What is wrong (问题)."),
            "companies": given(GraphQLList(self._subject()), "Companies concerned (相关公司)."),
            "facts": many(Evidence, "All rows that add up to it (相关记载)."),
        }
