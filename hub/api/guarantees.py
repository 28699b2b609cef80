"""Types of guarantee chains: who stands for whose debts, for how much, and in which circles."""

from __future__ import annotations

from collections.abc import Callable

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
)

from graph.model import MODEL
from hub.api.linkage import Evidence
from hub.api.making import TRUNCATED, given, many, maybe
from hub.api.scalars import Decimal
from hub.linkage.guarantees import walk_guarantees
from hub.read.fields import Walked

# The ends of the relation: of all other kinds of subject the answer is null.
KINDS = frozenset((*MODEL.relations["GUARANTOR_OF"].sources, *MODEL.relations["GUARANTOR_OF"].targets))
GuaranteeSumType = GraphQLObjectType(
    "GuaranteeSum",
    {
        "amount": maybe(Decimal, "Sum of the amounts that are known; null where none is, never 0 for it (金额)."),
        "count": given(GraphQLInt, "Guarantees, of known amount or not (笔数)."),
        "unknown": given(GraphQLInt, "Those of unknown amount, which no sum holds (金额不明笔数)."),
    },
    description="What some guarantees come to, in yuan (担保金额合计).",
)


class GuaranteeTypes:
    """Makes the types around the schema's subjects."""

    def __init__(self, subject: Callable[[], GraphQLInterfaceType]) -> None:
        sum_ = GraphQLNonNull(GuaranteeSumType)
        guarantee = GraphQLObjectType(
            "GuaranteeLink",
            lambda: {
                "guarantor": maybe(subject(), "Who stands for the debts (担保人)."),
                "debtor": maybe(subject(), "Whose debts (债务人)."),
                "amount": maybe(Decimal, "As the fact tells it; null if not known (金额)."),
                "fact": given(Evidence, "The fact (依据)."),
            },
            description="One guarantee of a chain (担保).",
        )
        party = GraphQLObjectType(
            "GuaranteeParty",
            lambda: {
                "subject": maybe(subject(), "Who (主体)."),
                "depth": given(GraphQLInt, "Guarantees between the two, at least (层级)."),
                "direct": GraphQLField(sum_, description="Between it and the subject itself (直接)."),
                "indirect": GraphQLField(
                    sum_,
                    description="Between it and others of the chain, as they were given: not cut to what is owed"
                    " nearer to the subject (间接).",
                ),
                "guarantees": many(guarantee, "All of these (担保明细)."),
            },
            description="One of a chain of guarantees (担保链主体).",
        )
        chain = GraphQLObjectType(
            "GuaranteeChain",
            {
                "parties": many(party, "The nearest first, then by id (主体)."),
                "partiesLeftOut": given(GraphQLInt, "Those beyond `first` (未列主体数)."),
                "direct": GraphQLField(sum_, description="Of all parties, listed or not (直接合计)."),
                "indirect": GraphQLField(sum_, description="Of all parties, each guarantee once (间接合计)."),
                "truncated": given(GraphQLBoolean, "Others may stand beyond `maxHops` or another bound (已截断)."),
            },
            description="Guarantees in one direction (担保链).",
        )
        circle = GraphQLObjectType(
            "GuaranteeCircle",
            {
                "length": given(GraphQLInt, "Guarantees (长度)."),
                "guarantees": many(guarantee, "From the subject back to it; nobody is met twice (担保明细)."),
                "least": maybe(
                    Decimal, "Least amount known on it: no more runs round; null if none is (最小金额)."
                ),
                "unknown": given(GraphQLInt, "Guarantees of unknown amount on it (金额不明笔数)."),
            },
            description="Guarantees that lead back to where they began (担保圈).",
        )
        self._chains = GraphQLObjectType(
            "GuaranteeChains",
            {
                "guarantors": given(chain, "Who stands for its debts, and for those who do (上游担保)."),
                "debtors": given(chain, "For whose debts it stands, and theirs (下游被担保)."),
                "circles": many(circle, "Each once, the shortest first, `first` at most (担保圈)."),
                "circlesTruncated": given(GraphQLBoolean, "`first` or a bound left some out (担保圈已截断)."),
                "truncated": TRUNCATED,
            },
            description="Guarantee chains and circles; facts of grade D are left out (担保链、担保圈).",
        )

    def subject_fields(self) -> dict[str, GraphQLField]:
        """Fields of every subject."""
        return {
            "guaranteeChains": GraphQLField(
                self._chains,
                args={
                    "maxHops": GraphQLArgument(
                        GraphQLNonNull(GraphQLInt),
                        default_value=5,
                        description="Guarantees away, and length of a circle, at most; up to"
                        " `HUB_GUARANTEE_HOPS_MAX` (最大层级).",
                    ),
                    "first": GraphQLArgument(
                        GraphQLNonNull(GraphQLInt),
                        default_value=20,
                        description="Parties of each chain, and circles, at most.",
                    ),
                },
                description="Who stands for its debts, for whose it stands, and circles (担保链、担保圈).",
                extensions={"reads": Walked(kinds=KINDS, walk=walk_guarantees)},
            )
        }
