"""Types of matching: records of a list, candidates with reasons, reviews and their decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graphql import (
    GraphQLBoolean,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLString,
)

from graph.plan import Select
from graph.rules.matching.judge import Band
from graph.rules.matching.table import Agreement
from hub.api.connections import connection_type
from hub.api.making import enum_of, given, many, maybe
from hub.api.queries.inputs import DocumentKey, DocumentType
from hub.api.scalars import Date, DateTime
from hub.api.types import SubjectInterface
from hub.matching.counter import Fetch
from hub.read.asking import Asking
from hub.read.gather import Grove
from hub.read.walked import told_nodes

CANDIDATES_MAX: Final = 10  # of one record: as many as the cost of a list without `first` is reckoned by


MatchKind = enum_of(
    "MatchKind",
    {
        "PERSON": "A natural person (自然人).",
        "ORGANISATION": "Anything else that is registered (组织).",
    },
    "What a record of a list is of (记录类别).",
)
MatchRecordInput = GraphQLInputObjectType(
    "MatchRecordInput",
    {
        "list": GraphQLInputField(
            GraphQLString, description="Name of the list; its keys are told apart from others' (名单名称)."
        ),
        "key": GraphQLInputField(GraphQLString, description="The list's own key, given back (记录编号)."),
        "kind": GraphQLInputField(MatchKind, description="Told by what only one kind has, as a number (类别)."),
        "name": GraphQLInputField(GraphQLString, description="As the list writes it (名称)."),
        "uscc": GraphQLInputField(GraphQLString, description="Unified social credit code (统一社会信用代码)."),
        "citizenId": GraphQLInputField(GraphQLString, description="Citizen ID, 18 or 15 digits (公民身份号码)."),
        "document": GraphQLInputField(DocumentKey, description="Another identity document (其他证件)."),
        "birthDate": GraphQLInputField(
            GraphQLString, description="1985-03-07, 19850307, 1985年3月7日 (出生日期)."
        ),
        "region": GraphQLInputField(GraphQLString, description="GB/T 2260 code (行政区划)."),
        "phone": GraphQLInputField(GraphQLString, description="Contact number (电话)."),
        "address": GraphQLInputField(GraphQLString, description="With a house number, or it says little (地址)."),
        "legalRepresentative": GraphQLInputField(GraphQLString, description="Name (法定代表人)."),
    },
    description="A record of a list; a name or a number at least (名单记录).",
)

MatchBand = enum_of(
    "MatchBand",
    {
        Band.SAME: "They are one: an equal number, or a name and enough beside it that few share (同一).",
        Band.REVIEW: "A human has to judge (待复核).",
        Band.DIFFERENT: "Not the same, or nothing speaks for it (不同).",
    },
    "What matching makes of a record and a subject (比对区间).",
)
MatchAgreement = enum_of(
    "MatchAgreement",
    {
        Agreement.EQUAL: "Equal (一致).",
        Agreement.VARIANT: "The same but for legal form, brackets, or the word for its region (写法不同).",
        Agreement.SIMILAR: "Few letters differ (近似).",
        Agreement.PINYIN: "The same in what may be pinyin (拼音一致).",
        Agreement.OTHER_SCRIPT: "One may be the other in pinyin (可能互为拼音).",
        Agreement.NEAR: "Day and month exchanged, or one digit off (相近).",
        Agreement.DIFFERENT: "Different (不一致).",
    },
    "How an attribute of a record stands to the subject's (一致程度).",
)
MatchReason = GraphQLObjectType(
    "MatchReason",
    {
        "attribute": maybe(GraphQLString, "Null for what is of no attribute (属性)."),
        "agreement": maybe(MatchAgreement, "How it agrees (一致程度)."),
        "weight": maybe(GraphQLInt, "What it adds to the score (权重)."),
        "text": given(GraphQLString, "As a sentence; never a value (说明)."),
        "textZh": given(GraphQLString, "The same in Chinese (中文说明)."),
    },
    description="What one attribute says (比对理由).",
)
MatchDecisionKind = enum_of(
    "MatchDecisionKind",
    {
        "SAME": "They are one (同一).",
        "DIFFERENT": "They are not (不同).",
    },
    "What was decided of a pair (复核结论).",
)
MatchDecision = GraphQLObjectType(
    "MatchDecision",
    {
        "review": given(GraphQLID, "The review it was made in (复核)."),
        "version": given(GraphQLInt, "Version that it led to (版本)."),
        "decision": given(MatchDecisionKind, "What (结论)."),
        "role": maybe(GraphQLString, "In which role it was decided; not by whom (角色)."),
        "at": given(DateTime, "When (时间)."),
        "remark": maybe(GraphQLString, "Why (说明)."),
    },
    description="A decision that is remembered (已作结论).",
)
MatchCandidate = GraphQLObjectType(
    "MatchCandidate",
    {
        "subject": given(SubjectInterface, "Who may be meant (疑似主体)."),
        "band": given(MatchBand, "What is made of it (区间)."),
        "score": given(GraphQLInt, "0 to 100; orders, proves nothing (得分)."),
        "reasons": many(MatchReason, "Attribute by attribute (理由)."),
        "decision": maybe(MatchDecision, "What somebody decided of the pair (已作结论)."),
    },
    description="A subject that a record may be of; never a finding (比对候选).",
)
MatchResult = GraphQLObjectType(
    "MatchResult",
    {
        "key": maybe(GraphQLString, "The record's own (记录编号)."),
        "band": maybe(MatchBand, "The best candidate's; DIFFERENT if there is none (区间)."),
        "edition": maybe(GraphQLString, "Edition of weights and thresholds (权重版次)."),
        "candidates": many(MatchCandidate, "The best first (候选)."),
        "truncated": given(GraphQLBoolean, "More may fit: `first` or a bound left them out (已截断)."),
        "problem": maybe(
            GraphQLString,
            "What is wrong with the record: without a band, why it cannot be matched; with one, that a"
            " number does not hold; nobody is found by that, and nobody is SAME unless decided (问题).",
        ),
    },
    description="Whom one record may be of (比对结果).",
)

MatchReviewState = enum_of(
    "MatchReviewState",
    {
        "PENDING": "Not decided yet (待复核).",
        "SAME": "Decided: they are one (同一).",
        "DIFFERENT": "Decided: they are not (不同).",
    },
    "Where a review stands (复核状态).",
)
_RECORD: Mapping[str, tuple[GraphQLOutputType, str]] = {
    "list": (GraphQLString, "Name of the list (名单名称)."),
    "key": (GraphQLString, "The list's own key (记录编号)."),
    "kind": (GraphQLNonNull(MatchKind), "Kind (类别)."),
    "name": (GraphQLString, "Name (名称)."),
    "uscc": (GraphQLString, "Unified social credit code (统一社会信用代码)."),
    "citizenId": (GraphQLString, "With its month and day hidden (公民身份号码)."),
    "documentType": (DocumentType, "Kind of another document (证件种类)."),
    "documentNumber": (GraphQLString, "With its middle hidden (证件号码)."),
    "birthDate": (Date, "As the list has it (出生日期)."),
    "region": (GraphQLString, "GB/T 2260 code (行政区划)."),
    "phone": (GraphQLString, "Contact number (电话)."),
    "address": (GraphQLString, "Address (地址)."),
    "legalRepresentative": (GraphQLString, "Name (法定代表人)."),
}
MatchRecord = GraphQLObjectType(
    "MatchRecord",
    {name: maybe(type_, doc) for name, (type_, doc) in _RECORD.items()},
    description="A record of a list as the queue keeps it (名单记录).",
)
MatchReviewEvent = enum_of(
    "MatchReviewEvent",
    {
        "FILE": "It came into the queue (提交).",
        "DECIDE": "Somebody decided (作出结论).",
    },
    "What happened to a review (复核事项).",
)
MatchReviewChange = GraphQLObjectType(
    "MatchReviewChange",
    {
        "version": given(GraphQLInt, "The version it led to (版本)."),
        "at": given(DateTime, "When it was recorded (记录时间)."),
        "event": given(MatchReviewEvent, "What happened (事项)."),
        "role": maybe(GraphQLString, "In which role (角色)."),
        "decision": maybe(MatchDecisionKind, "As decided then (结论)."),
        "remark": maybe(GraphQLString, "Why, as said then (说明)."),
    },
    description="One entry of a review's history (复核沿革).",
)
MatchReview = GraphQLObjectType(
    "MatchReview",
    {
        "id": given(GraphQLID, "Opaque, derived from nothing."),
        "version": given(GraphQLInt, "Counts its changes, from 1 (版本)."),
        "state": given(MatchReviewState, "Where it stands (状态)."),
        "record": given(MatchRecord, "The record (记录)."),
        "subject": given(SubjectInterface, "Who may be meant (疑似主体)."),
        "score": maybe(GraphQLInt, "As it was when filed (得分)."),
        "edition": maybe(GraphQLString, "Edition of the weights then (权重版次)."),
        "evidence": many(GraphQLString, "Attributes, how they agree and weigh, when filed (依据)."),
        "decision": maybe(MatchDecision, "The last one (结论)."),
        "history": many(MatchReviewChange, "The first entry first (沿革)."),
    },
    description="A record and a subject that may be one, for a human to decide (比对复核).",
)
MatchReviewConnection = connection_type("MatchReview", MatchReview, "Reviews in order of id.")


def fetching(select: Select, grove: Grove, asking: Asking) -> Fetch:
    """Fetches subjects of plain values as a selection wants them (`Planner.values`)."""
    return lambda ids, time: told_nodes(ids, select, grove, time, asking)


def flat_record(given: Mapping[str, Any]) -> dict[str, Any]:
    """A record's input as `hub.matching.records` names its fields."""
    flat = {name: value for name, value in given.items() if name != "document"}
    if (document := given.get("document")) is not None:
        flat |= {"documentType": document["type"], "documentNumber": document["number"]}
    return flat
