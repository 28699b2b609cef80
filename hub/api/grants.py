"""The types of grants: who may see what, as rows that are given, changed and ended at a desk."""

from __future__ import annotations

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLString,
)

from graph.model import MODEL
from graph.model.declare import Attribute
from hub.api.attributes import description, shown_type
from hub.api.connections import SourceRecord, connection_type
from hub.api.making import enum_of, given, many, maybe
from hub.api.scalars import Date, DateTime
from hub.desk.counter import shown_name

GRANT = MODEL.nodes["GRANT"]


def _output(attribute: Attribute) -> GraphQLField:
    return GraphQLField(shown_type("Grant", attribute), description=description(attribute.doc, attribute.zh))


def _input(attribute: Attribute) -> GraphQLInputField:
    shown = shown_type("Grant", attribute)
    assert isinstance(shown, GraphQLScalarType | GraphQLEnumType | GraphQLList)
    return GraphQLInputField(
        GraphQLNonNull(shown) if attribute.required else shown,
        description=description(attribute.doc, attribute.zh),
    )


GrantState = enum_of(
    "GrantState",
    {
        "PENDING": "Begins on a later day (未生效).",
        "ACTIVE": "In force on the day (有效).",
        "ENDED": "In force no more (已终止).",
    },
    "Where a grant stands (授权状态).",
)
GrantEventName = enum_of(
    "GrantEventName",
    {
        "OPEN": "Given at the desk (授予).",
        "AMEND": "Other terms from a day on (变更).",
        "END": "Ended from a day on (终止).",
        "LOAD": "A delivery said it, or said it otherwise (导入).",
        "WITHDRAW": "A complete delivery of its source lists it no longer (撤回).",
    },
    "What happened to a grant (授权事项).",
)
GrantFieldChange = GraphQLObjectType(
    "GrantFieldChange",
    {
        "field": given(GraphQLString, "Name of the field of Grant (字段)."),
        "before": maybe(GraphQLList(GraphQLNonNull(GraphQLString)), "Null: nothing (原值)."),
        "after": maybe(GraphQLList(GraphQLNonNull(GraphQLString)), "Null: nothing (新值)."),
    },
    description="What one field said before and says since; single values as a list of one (字段变更).",
)
GrantChange = GraphQLObjectType(
    "GrantChange",
    {
        "version": given(GraphQLInt, "The version it led to (版本)."),
        "at": given(DateTime, "When it was recorded (记录时间)."),
        "event": given(GrantEventName, "What happened (事项)."),
        "by": maybe(GraphQLString, "Whom the token named; null for a delivery (经办人)."),
        "role": maybe(GraphQLString, "In which role (角色)."),
        "reason": maybe(GraphQLString, "Why, as said then (理由)."),
        "effectiveOn": maybe(Date, "First day on which it shows (生效日)."),
        "changes": many(GrantFieldChange, "What changed (变更内容)."),
    },
    description="One entry of a grant's history (授权沿革).",
)
Grant = GraphQLObjectType(
    "Grant",
    {
        "id": given(GraphQLID, "Opaque, derived from nothing."),
        "version": given(GraphQLInt, "Counts its changes, from 1 (版本)."),
        "state": given(GrantState, "Where it stands on the day asked (状态)."),
        "allowedEvents": many(
            GrantEventName, "Events that it takes; none for one that a delivery brought (可办事项)."
        ),
        **{shown_name(attribute.name): _output(attribute) for attribute in GRANT.attributes},
        "validFrom": maybe(Date, "First day; null: ever since (生效日)."),
        "validTo": maybe(Date, "First day on which it no longer holds; null: open (失效日)."),
        "source": maybe(SourceRecord, "`hub-desk`, or whose delivery it came in (来源)."),
        "history": many(
            GrantChange, "Every change that was known at the instant asked, the first one first (沿革)."
        ),
    },
    description=description(GRANT.doc, GRANT.zh),
)
GrantConnection = connection_type("Grant", Grant, "Grants in order of id.")

GrantInput = GraphQLInputObjectType(
    "GrantInput",
    {
        **{shown_name(attribute.name): _input(attribute) for attribute in GRANT.attributes},
        "validFrom": GraphQLInputField(Date, description="First day, today unless given (生效日)."),
        "validTo": GraphQLInputField(Date, description="First day on which it no longer holds (失效日)."),
    },
    description="The terms of a grant: whom it is for (role, agency, court or holder), what it opens (classes,"
    " measures or systems), within what, what for, by which legal basis (授权内容).",
)
AmendGrant = GraphQLInputObjectType(
    "AmendGrant",
    {
        "grant": GraphQLInputField(
            GraphQLNonNull(GrantInput),
            description="All terms as they are to be; `validFrom`: the day from which they hold, today or later.",
        ),
        "reason": GraphQLInputField(GraphQLNonNull(GraphQLString), description="Why (理由)."),
    },
    description="Other terms from a day on; until then the old ones hold (变更).",
)
EndGrant = GraphQLInputObjectType(
    "EndGrant",
    {
        "on": GraphQLInputField(Date, description="First day on which it no longer holds, today unless given."),
        "reason": GraphQLInputField(GraphQLNonNull(GraphQLString), description="Why (理由)."),
    },
    description="It holds no more from a day on (终止).",
)
GrantEvent = GraphQLInputObjectType(
    "GrantEvent",
    {"amend": GraphQLInputField(AmendGrant), "end": GraphQLInputField(EndGrant)},
    description="Exactly one event (办理事项).",
    is_one_of=True,
)

_AGENCY = shown_type("Grant", next(each for each in GRANT.attributes if each.name == "agency"))
assert isinstance(_AGENCY, GraphQLEnumType)
GrantAgency = _AGENCY
