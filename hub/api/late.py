"""The types of deadlines that passed, and of what the hub said of deadlines."""

from __future__ import annotations

from collections.abc import Mapping

from graphql import GraphQLBoolean, GraphQLField, GraphQLID, GraphQLInt, GraphQLObjectType, GraphQLString

from graph.rules.alarms import Call
from hub.api.connections import connection_type
from hub.api.instructions import ExecutorType, InstructionAgency
from hub.api.making import enum_of, given, maybe
from hub.api.scalars import DateTime
from hub.api.types import NodeInterface

DeadlineCall = enum_of(
    "DeadlineCall",
    {
        Call.WARNING.value: "It comes (预警).",
        Call.BREACH.value: "It passed, and who had to act did not (逾期).",
        Call.OVER.value: "A time in which nobody had to act is over, such as a period of grace (届满).",
    },
    "What the hub says of a deadline (期限提示).",
)
LateInstruction = GraphQLObjectType(
    "LateInstruction",
    {
        "id": given(GraphQLID, "Its id, for `instruction` (编号)."),
        "measure": given(GraphQLString, "Code of the catalogue (措施代码)."),
        "executor": given(ExecutorType, "Who has to act (执行单位)."),
        "agency": given(InstructionAgency, "Whose body that is (机构)."),
    },
    description="An instruction that a deadline is of, without whom it meets (协助执行通知).",
)
_SHARED: Mapping[str, GraphQLField] = {
    "case": maybe(NodeInterface, "The case, with whatever is asked of it (案件)."),
    "instruction": maybe(
        LateInstruction, "What an executor has to acknowledge or to lift; null: the case's own (协助执行通知)."
    ),
    "name": given(GraphQLString, "Which clock, as in `deadlines` of either (期限名称)."),
    "dueAt": given(DateTime, "In time is what is done before this instant (届满时间)."),
    "provisional": given(GraphQLBoolean, "A year whose working days are not published yet decided it (暂定)."),
    "court": given(GraphQLString, "Code of the court whose file it is, else the agency (法院代字)."),
    "law": given(GraphQLString, "Instrument and article (法律依据)."),
}
OverdueDeadline = GraphQLObjectType(
    "OverdueDeadline",
    {**_SHARED, "daysLate": given(GraphQLInt, "Legal days since, the first one among them (逾期天数).")},
    description="A deadline that somebody let pass (逾期期限).",
)
DeadlineAlert = GraphQLObjectType(
    "DeadlineAlert",
    {
        **_SHARED,
        "call": given(DeadlineCall, "What was said (提示种类)."),
        "at": given(DateTime, "When it was said (提示时间)."),
        "daysLeft": given(GraphQLInt, "Legal days to the last one then; below zero when it was past (剩余天数)."),
    },
    description="What the hub said of a deadline, once (期限预警).",
)
OverdueDeadlineConnection = connection_type(
    "OverdueDeadline", OverdueDeadline, "Deadlines that passed, the oldest first.", counted=False
)
DeadlineAlertConnection = connection_type(
    "DeadlineAlert", DeadlineAlert, "What was said of deadlines, the newest first.", counted=False
)
