"""Types of associations: what a subject has in common with others, and whether so few that it is a clue."""

from __future__ import annotations

from collections.abc import Callable

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from graph.model import MODEL
from graph.rules.associations import Kind
from hub.api.linkage import Evidence
from hub.api.making import enum_of, given, many, maybe
from hub.linkage.associations import walk_associations
from hub.read.fields import Walked

AssociationKindType = enum_of(
    "AssociationKind",
    {
        Kind.ACCOUNT: "Owners of one account (同一账户).",
        Kind.DEVICE: "One device (同一设备).",
        Kind.PHONE: "One phone number (同一电话号码).",
        Kind.NETWORK: "One network address (同一网络地址).",
        Kind.ADDRESS: "One address (同一地址).",
    },
    "What subjects share (关联媒介类型).",
)


class AssociationTypes:
    """Makes the types around the schema's subjects and nodes."""

    def __init__(
        self, subject: Callable[[], GraphQLInterfaceType], node: Callable[[], GraphQLInterfaceType]
    ) -> None:
        facts = many(Evidence, "The facts that say so: of several ways one, the direct one first (依据).")
        text, count = GraphQLNonNull(GraphQLString), GraphQLNonNull(GraphQLInt)
        sharer = GraphQLObjectType(
            "Sharer",
            lambda: {
                "subject": maybe(subject(), "Who (主体)."),
                "facts": facts,
            },
            description="One who has the same (共用者).",
        )
        association = GraphQLObjectType(
            "Association",
            lambda: {
                "medium": maybe(node(), "The medium or account (媒介或账户)."),
                "kind": maybe(AssociationKindType, "What it is; null if not known (类型)."),
                "others": GraphQLField(count, description="How many others share it (其他共用者数)."),
                "atLeast": given(GraphQLBoolean, "So many at least: a bound was met (至少)."),
                "clue": maybe(
                    GraphQLBoolean,
                    "So few share it that it is a clue, and never a finding; null where that cannot be"
                    " told, as not all were read (线索).",
                ),
                "sharers": many(sharer, "Of a clue: who; of anything else nobody (共用者)."),
                "why": GraphQLField(text, description="Why it is a clue or none."),
                "whyZh": GraphQLField(text, description="The same in Chinese (理由)."),
                "facts": facts,
            },
            description="Something that a subject has in common with others (关联).",
        )
        self._associations = GraphQLObjectType(
            "Associations",
            {
                "shared": many(
                    association, "What the fewest share first; then by kind, then by id of the medium (共用媒介)."
                ),
                "leftOut": GraphQLField(count, description="Those beyond `first` (未列数)."),
                "clueUpTo": GraphQLField(
                    count, description="Subjects up to which it is a clue, itself among them (线索上限)."
                ),
                "truncated": given(GraphQLBoolean, "A bound was met: something shared may be missing (已截断)."),
            },
            description="Who is tied to a subject by a shared medium or account (共用关联).",
        )

    def subject_fields(self) -> dict[str, GraphQLField]:
        """Fields of every subject."""
        return {
            "associations": GraphQLField(
                self._associations,
                args={
                    "first": GraphQLArgument(
                        GraphQLNonNull(GraphQLInt), default_value=20, description="Media, at most."
                    ),
                    "kinds": GraphQLArgument(
                        GraphQLList(GraphQLNonNull(AssociationKindType)),
                        description="Only these; all unless given (类型).",
                    ),
                },
                description="Phones, addresses, devices, network addresses that it uses, or that its accounts are"
                " used from, and accounts, which others have too (共用关联).",
                extensions={"reads": Walked(kinds=frozenset(MODEL.subjects), walk=walk_associations)},
            )
        }
