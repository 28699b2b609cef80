"""The types of instructions: what an executor was told, and what it says of it."""

from __future__ import annotations

from graphql import (
    GraphQLBoolean,
    GraphQLField,
    GraphQLID,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from graph.catalogue.executors import executor_types
from graph.lifecycle.instruction import INSTRUCTION, MESSAGES
from graph.model.measures import EXECUTORS, Mode, TargetType
from hub.api.attributes import description, shown_type
from hub.api.cases import CaseDeadline, CaseMove, done_by_somebody, input_of, names_of
from hub.api.connections import EdgeOf, connection_type
from hub.api.making import enum_of, given, many, maybe
from hub.api.scalars import Date, DateTime

OWNER = "Instruction"
EVENTS = done_by_somebody((INSTRUCTION,))
_FACTS = {fact.attribute.name: fact.attribute for event in INSTRUCTION.events for fact in event.facts}

InstructionState = enum_of("InstructionState", dict(INSTRUCTION.states), "How far it came (状态).")
InstructionMode = enum_of(
    "InstructionMode",
    {
        Mode.INSTRUCTION: "The executor is bound to carry it out (协助执行).",
        Mode.REFERENCE: "For the body's own prudent decision (审慎性参考).",
        Mode.NOTICE: "For its information (告知).",
    },
    "How it binds (方式).",
)
InstructionMessage = enum_of(
    "InstructionMessage",
    {
        "ISSUE": "Carry it out (执行).",
        "CORRECT": "What was told was corrected (更正).",
        "LIFT": "Lift it (解除).",
        "WITHDRAW": "Lift it: it should never have been (撤销).",
        "REPAIR": "Use it no more, and delete what is copied: a credit repair was granted (信用修复).",
    },
    "What an executor is told (通知种类).",
)
assert set(InstructionMessage.values) == set(MESSAGES.values())
InstructionAgency = enum_of(
    "InstructionAgency", dict.fromkeys(EXECUTORS), "Whose body carries it out; OTHER has no interface."
)
ExecutorType = enum_of(
    "ExecutorType",
    {each.name: description(each.english, each.zh) for each in executor_types().values()},
    "Body that carries measures out, as the law names it (执行单位).",
)
InstructionTarget = GraphQLObjectType(
    "InstructionTarget",
    {
        "kind": given(GraphQLString, "Kind of subject (类型)."),
        "type": given(
            enum_of("InstructionTargetType", {each.value: None for each in TargetType}, "As what it is met."),
            "As what it is met (适用对象).",
        ),
        "name": maybe(GraphQLString, "Name (名称)."),
        "scheme": maybe(GraphQLString, "What its number is: CITIZEN_ID, USCC or a kind of document (证件种类)."),
        "number": maybe(
            GraphQLString, "For its executor alone: nobody is met by a name; null: no record has one (证件号码)."
        ),
        "numberMasked": maybe(GraphQLString, "As courts publish it (证件号码, 隐去部分)."),
    },
    description="Whom an instruction meets (对象).",
)
Instruction = GraphQLObjectType(
    OWNER,
    {
        "id": given(GraphQLID, "Opaque."),
        "state": given(InstructionState, "How far it came (状态)."),
        "version": given(GraphQLInt, "Counts its moves, from 1 (版本)."),
        "measure": given(GraphQLString, "Code of the catalogue (措施代码)."),
        "edition": given(GraphQLString, "Edition under which it was issued; it keeps it (清单版次)."),
        "mode": given(InstructionMode, "How it binds (方式)."),
        "executor": given(ExecutorType, "Who carries it out (执行单位)."),
        "agency": given(InstructionAgency, "Whose body that is (机构)."),
        "legalBasis": given(GraphQLString, "Instrument, version and article (法律依据)."),
        "repairs": maybe(
            GraphQLID,
            "The instruction whose use ends: this one tells of a repair, it orders nothing; null for one that does"
            " (所修复的通知).",
        ),
        "caseNumber": maybe(GraphQLString, "Case it arises from; null for a list of no court (案号)."),
        "courtName": maybe(GraphQLString, "Who decided (作出单位)."),
        "issuedOn": given(Date, "Day of issue (发出日期)."),
        "target": given(InstructionTarget, "Whom it meets (对象)."),
        **{
            name: GraphQLField(shown_type(OWNER, each), description=description(each.doc, each.zh))
            for name, each in _FACTS.items()
        },
        "allowedEvents": many(names_of(OWNER, EVENTS, INSTRUCTION.zh), "What it takes in this state (可办事项)."),
        "deadlines": many(CaseDeadline, "Clocks that run now (期限)."),
        "history": many(CaseMove, "Its moves, the first one first (办理沿革)."),
    },
    description="One measure at one executor, from the decision to its lift (协助执行通知).",
)
InstructionEvent = input_of(OWNER, EVENTS, INSTRUCTION.zh)
InstructionConnection = connection_type(
    OWNER,
    GraphQLNonNull(Instruction),
    "Instructions (协助执行通知列表).",
    edge=EdgeOf(
        fields={
            "message": maybe(InstructionMessage, "What the executor is told; null in a court's list (通知种类)."),
            "sequence": maybe(
                GraphQLInt, "Counts what its agency was told of this subject, from 1 without a gap (序号)."
            ),
            "at": maybe(DateTime, "When it was told (通知时间)."),
            "urgent": maybe(GraphQLBoolean, "A lift or a withdrawal (优先)."),
        },
        doc="One message to an agency, or one instruction of a file.",
    ),
    counted=False,
)
