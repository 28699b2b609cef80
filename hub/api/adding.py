"""Types of the grounds on which a tie lets a court add a judgment debtor."""

from __future__ import annotations

from graphql import (
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from graph.rules.control.conditions import READINGS, Condition, Position
from graph.rules.control.grounds import Effect, Prover, Remedy
from graph.rules.control.on_tie import OPERATOR, WORDS
from hub.api.control import enum_of
from hub.api.linkage import Evidence, listed
from hub.api.types import NodeInterface

_TEXT = GraphQLNonNull(GraphQLString)
ConditionType = enum_of(
    "GroundCondition",
    Condition,
    {each: f"{READINGS[each].en} ({READINGS[each].zh.rstrip('。')})" for each in Condition},
    "What must hold for a ground (追加要件).",
)
ProverType = enum_of(
    "GroundProver",
    Prover,
    {
        Prover.APPLICANT: "The enforcement applicant (申请执行人).",
        Prover.RESPONDENT: "The party that is to be added (被申请人).",
    },
    "Who bears the burden of proof (举证责任).",
)
EffectType = enum_of(
    "GroundEffect",
    Effect,
    {
        Effect.ADD: "May be added, or put in the debtor's place, on application (变更、追加).",
        Effect.ENFORCE_DIRECTLY: "Its property may be enforced against without adding it (直接执行).",
    },
    "What a ground lets the court do (后果).",
)
RemedyType = enum_of(
    "GroundRemedy",
    Remedy,
    {
        Remedy.REVIEW: "Review by the court above, within 10 days (复议).",
        Remedy.SUIT: "A suit at the court of enforcement, within 15 days (执行异议之诉).",
        Remedy.NONE: "None is named, as nobody is added (无).",
    },
    "What stands open against the ruling, 变更追加规定 30 and 32 (救济).",
)


def _position_doc(position: Position) -> str:
    words = (WORDS[position], *((OPERATOR,) if position is Position.INVESTOR else ()))
    named = " or ".join(f"{word.en} ({word.zh})" for word in words)
    return f"{named[0].upper()}{named[1:]}."


PositionType = GraphQLEnumType(
    "GroundPosition",
    {each.value: GraphQLEnumValue(each.value, description=_position_doc(each)) for each in WORDS},
    description="What the party of a tie is to the debtor (与被执行人的关系).",
)
ToProveType = GraphQLObjectType(
    "GroundToProve",
    {
        "condition": GraphQLField(
            ConditionType, description="Which; null for the debtor's legal form or the party's position (要件)."
        ),
        "prover": GraphQLField(GraphQLNonNull(ProverType), description="On whom the burden lies (举证责任)."),
        "what": GraphQLField(_TEXT, description="In English."),
        "whatZh": GraphQLField(_TEXT, description="In Chinese (待证事项)."),
    },
    description="What facts do not tell, and the court has to find (待证事项).",
)
LegalGroundType = GraphQLObjectType(
    "LegalGround",
    {
        "article": GraphQLField(_TEXT, description="Article, with its paragraph in brackets (条文)."),
        "instrument": GraphQLField(_TEXT, description="Number of the instrument, with its edition (文号)."),
        "title": GraphQLField(_TEXT, description="Name of the instrument (名称)."),
        "edition": GraphQLField(_TEXT, description="Edition, and the decision that amended it (版本)."),
        "debtor": GraphQLField(NodeInterface, description="The end that is the judgment debtor (被执行人)."),
        "party": GraphQLField(NodeInterface, description="The end that may be added to it (拟追加方)."),
        "position": GraphQLField(GraphQLNonNull(PositionType), description="What it is to the debtor (身份)."),
        "positionZh": GraphQLField(_TEXT, description="The same in Chinese."),
        "effect": GraphQLField(GraphQLNonNull(EffectType), description="What the court may do (后果)."),
        "extent": GraphQLField(_TEXT, description="For how much."),
        "extentZh": GraphQLField(_TEXT, description="The same in Chinese (责任范围)."),
        "told": GraphQLField(listed(ConditionType), description="What facts tell already (已有记载)."),
        "toProve": GraphQLField(listed(ToProveType), description="What is to be proved, and by whom (待证)."),
        "remedy": GraphQLField(GraphQLNonNull(RemedyType), description="Against the ruling (救济)."),
        "why": GraphQLField(_TEXT, description="All of it in a sentence."),
        "whyZh": GraphQLField(_TEXT, description="The same in Chinese (理由)."),
        "facts": GraphQLField(listed(Evidence), description="The tie (依据)."),
    },
    description="A ground for adding a judgment debtor that nothing known speaks against; whether it holds is for"
    " the court (变更、追加被执行人事由).",
)
