"""Types of the grounds on which a tie lets a court add a judgment debtor."""

from __future__ import annotations

from graphql import GraphQLObjectType, GraphQLString

from graph.rules.control.conditions import READINGS, Condition, Position
from graph.rules.control.grounds import Effect, Prover, Remedy
from graph.rules.control.on_tie import OPERATOR, WORDS
from hub.api.linkage import Evidence
from hub.api.making import enum_of, given, many, maybe
from hub.api.types import NodeInterface

ConditionType = enum_of(
    "GroundCondition",
    {each: f"{READINGS[each].en} ({READINGS[each].zh.rstrip('。')})" for each in Condition},
    "What must hold for a ground (追加要件).",
)
ProverType = enum_of(
    "GroundProver",
    {
        Prover.APPLICANT: "The enforcement applicant (申请执行人).",
        Prover.RESPONDENT: "The party that is to be added (被申请人).",
    },
    "Who bears the burden of proof (举证责任).",
)
EffectType = enum_of(
    "GroundEffect",
    {
        Effect.ADD: "May be added, or put in the debtor's place, on application (变更、追加).",
        Effect.ENFORCE_DIRECTLY: "Its property may be enforced against without adding it (直接执行).",
    },
    "What a ground lets the court do (后果).",
)
RemedyType = enum_of(
    "GroundRemedy",
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


PositionType = enum_of(
    "GroundPosition",
    {each.value: _position_doc(each) for each in WORDS},  # a tie makes nobody the others
    "What the party of a tie is to the debtor (与被执行人的关系).",
)
ToProveType = GraphQLObjectType(
    "GroundToProve",
    {
        "condition": maybe(
            ConditionType, "Which; null for the debtor's legal form or the party's position (要件)."
        ),
        "prover": given(ProverType, "On whom the burden lies (举证责任)."),
        "what": given(GraphQLString, "In English."),
        "whatZh": given(GraphQLString, "In Chinese (待证事项)."),
    },
    description="What facts do not tell, and the court has to find (待证事项).",
)
LegalGroundType = GraphQLObjectType(
    "LegalGround",
    {
        "article": given(GraphQLString, "Article, with its paragraph in brackets (条文)."),
        "instrument": given(GraphQLString, "Number of the instrument, with its edition (文号)."),
        "title": given(GraphQLString, "Name of the instrument (名称)."),
        "edition": given(GraphQLString, "Edition, and the decision that amended it (版本)."),
        "debtor": maybe(NodeInterface, "The end that is the judgment debtor (被执行人)."),
        "party": maybe(NodeInterface, "The end that may be added to it (拟追加方)."),
        "position": given(PositionType, "What it is to the debtor (身份)."),
        "positionZh": given(GraphQLString, "The same in Chinese."),
        "effect": given(EffectType, "What the court may do (后果)."),
        "extent": given(GraphQLString, "For how much."),
        "extentZh": given(GraphQLString, "The same in Chinese (责任范围)."),
        "told": many(ConditionType, "What facts tell already (已有记载)."),
        "toProve": many(ToProveType, "What is to be proved, and by whom (待证)."),
        "remedy": given(RemedyType, "Against the ruling (救济)."),
        "why": given(GraphQLString, "All of it in a sentence."),
        "whyZh": given(GraphQLString, "The same in Chinese (理由)."),
        "facts": many(Evidence, "The tie (依据)."),
    },
    description="A ground for adding a judgment debtor that nothing known speaks against; whether it holds is for"
    " the court (变更、追加被执行人事由).",
)
