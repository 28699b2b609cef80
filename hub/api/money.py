"""Types of what is told of transfers: where money went, circles, splitting. Leads all, never findings."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from graph.rules.money.matching import TracingRule
from graph.rules.money.splitting import SplittingKind
from graph.rules.money.tracing import FlowDirection
from hub.api.control import enum_of
from hub.api.linkage import TRUNCATED, Evidence, listed
from hub.api.scalars import DateTime, Decimal
from hub.api.types import OBJECTS, NodeInterface
from hub.money.flow import Stop
from hub.money.ledger import Bound

TracingRuleType = enum_of(
    "TracingRule",
    TracingRule,
    {
        TracingRule.FIFO: "First in, first out: what came first leaves first (先进先出).",
        TracingRule.LIFO: "Last in, first out: what came last leaves first (后进先出).",
        TracingRule.PROPORTIONAL: "Each outflow takes of every inflow as large a part of what is left (按比例).",
    },
    "How what leaves an account is told from what came in: an assumption, so it has a name (追踪规则).",
)
FlowDirectionType = enum_of(
    "FlowDirection",
    FlowDirection,
    {
        FlowDirection.DOWNSTREAM: "Where money went (资金去向).",
        FlowDirection.UPSTREAM: "Where money came from (资金来源).",
    },
    "Which way money is traced (追踪方向).",
)
SplittingKindType = enum_of(
    "SplittingKind",
    SplittingKind,
    {
        SplittingKind.DISPERSED: "One inflow left in many smaller ones (分散转出).",
        SplittingKind.GATHERED: "One outflow came in by many smaller ones (集中转入).",
    },
    "Which way a sum was split (拆分方式).",
)
_StopType = enum_of(
    "FlowStop",
    Stop,
    {
        Stop.START: "Money is traced from here (起点).",
        Stop.HOPS: "`maxHops` away (达到最大层数).",
        Stop.BUSY: "Too many transfers in the window, as of a bank or a shop (交易过多).",
        Stop.CLOSED: "The amount or time of a transfer is not open to the caller (交易未全部开放).",
        Stop.BOUND: "A bound was met before it was read (达到界限).",
    },
    "Why money is not traced through an account (未继续追踪的原因).",
)
_BoundType = enum_of(
    "MoneyBound",
    Bound,
    {
        Bound.START_ACCOUNTS: "The subject has more accounts (起点账户).",
        Bound.START_TRANSFERS: "An account asked about has more transfers; the newest count (起点交易).",
        Bound.ACCOUNTS: "More accounts might have been read (账户数).",
        Bound.TRANSFERS: "More transfers might have been read (交易数).",
        Bound.OWNERS: "An account has more owners (账户所有人数).",
        Bound.ROUNDS: "More statements were wanted (查询次数).",
        Bound.SECONDS: "Time was up (时间).",
        Bound.STEPS: "More steps were wanted (步数).",
        Bound.FIRST: "More was found than `first`: less is told, nothing less is traced (返回条数).",
    },
    "What an answer met, and holds less for (所及界限).",
)
OpeningBalanceType = GraphQLEnumType(
    "OpeningBalance",
    {
        "IGNORED": GraphQLEnumValue(
            "IGNORED", description="Not known, and counts as nothing: see `fromBefore` (期初余额不明，未计入)."
        )
    },
    description="What becomes of money that an account held before the window (期初余额).",
)


def _given(type_: Any, doc: str) -> GraphQLField:
    return GraphQLField(GraphQLNonNull(type_), description=doc)


_ACCOUNT = OBJECTS["ACCOUNT"]
_WHY: dict[str, GraphQLField] = {
    "why": _given(GraphQLString, "The same in a sentence."),
    "whyZh": _given(GraphQLString, "The same in a Chinese sentence (说明)."),
}
_ANSWER: dict[str, GraphQLField] = {
    "since": _given(DateTime, "First instant of the window (起)."),
    "until": _given(DateTime, "First instant after it (止)."),
    "startAccounts": _given(
        GraphQLInt,
        "Accounts that the question begins at. 0: no account of the subject is seen, so nothing could be found"
        " (起点账户数).",
    ),
    "busyAccounts": GraphQLField(
        listed(GraphQLID),
        description="Of too many transfers in the window, not walked through (略过账户).",
    ),
    "busyAccountsLeftOut": _given(GraphQLInt, "Such accounts beyond those named (未列账户数)."),
    "closedTransfers": _given(
        GraphQLInt,
        "Transfers met whose amount or time is not open to the caller, left out; of the latter all, as"
        " nobody may tell whether they lie in the window (金额或者时间未开放的交易数).",
    ),
    "truncated": TRUNCATED,
    "bounds": GraphQLField(
        listed(_BoundType),
        description="Which. FIRST leaves out what is told, not what is traced: sums hold all of it (所及界限).",
    ),
}
MoneyTransfer = GraphQLObjectType(
    "MoneyTransfer",
    {
        "from": GraphQLField(_ACCOUNT, description="The account that sent (转出账户)."),
        "to": GraphQLField(_ACCOUNT, description="The account that received (转入账户)."),
        "amount": _given(Decimal, "All of it (金额)."),
        "occurredAt": _given(DateTime, "When (时间)."),
        "fact": _given(Evidence, "Where it is recorded (依据)."),
    },
    description="One transfer (转账).",
)
TracedTransfer = GraphQLObjectType(
    "TracedTransfer",
    {
        "transfer": _given(MoneyTransfer, "Which (转账)."),
        "traced": _given(Decimal, "The part of it that is traced by the rule (可追踪金额)."),
        "depth": _given(GraphQLInt, "Transfers from where the trace begins to it, at least (层级)."),
    },
    description="A transfer that carries money that is traced (追踪到的转账).",
)
TracedAccount = GraphQLObjectType(
    "TracedAccount",
    {
        "account": GraphQLField(_ACCOUNT, description="Which (账户)."),
        "owners": GraphQLField(listed(NodeInterface), description="Whose it is, in order of id (账户所有人)."),
        "depth": _given(GraphQLInt, "Transfers from where the trace begins, at least; 0 there (层级)."),
        "tracedIn": _given(Decimal, "Traced money that came in (追踪流入)."),
        "tracedOut": _given(Decimal, "Traced money that left (追踪流出)."),
        "remaining": GraphQLField(
            Decimal,
            description="DOWNSTREAM: what came and was not traced on. UPSTREAM: what left and no inflow of the"
            " window explains. Null where the trace begins (余留).",
        ),
        "received": GraphQLField(
            Decimal,
            description="All that came in within the window, from others; null if not all is read or open"
            " (流入总额).",
        ),
        "sent": GraphQLField(
            Decimal,
            description="All that left within the window, to others; null if not all is read or open (流出总额).",
        ),
        "fromBefore": GraphQLField(
            Decimal,
            description="What left beyond all that had come in within the window: from a balance before it, or"
            " from what is not seen; null if not all is read or open (窗口前资金).",
        ),
        "stop": GraphQLField(
            _StopType, description="Why money is not traced on here; null where it is (终止原因)."
        ),
    },
    description="An account that traced money touched (涉及账户).",
)
MoneyFlow = GraphQLObjectType(
    "MoneyFlow",
    {
        "direction": _given(FlowDirectionType, "Which way (方向)."),
        "rule": _given(TracingRuleType, "By which rule (规则)."),
        "openingBalance": _given(OpeningBalanceType, "Money from before the window (期初余额)."),
        "traced": _given(Decimal, "What left the accounts asked about; upstream, what came in there (起点金额)."),
        "returned": _given(Decimal, "Of it, what is traced back to those accounts (回流金额)."),
        "remaining": _given(Decimal, "The rest, to the fen: what remains elsewhere (余留金额)."),
        "transfers": GraphQLField(
            listed(TracedTransfer), description="The nearest first, then in time order (追踪到的转账)."
        ),
        "transfersLeftOut": _given(GraphQLInt, "Such transfers beyond `first` (未列转账数)."),
        "accounts": GraphQLField(
            listed(TracedAccount),
            description="Those asked about, and those of the transfers told, the nearest first (涉及账户).",
        ),
        "accountsReached": _given(GraphQLInt, "Accounts that traced money touched, listed or not (涉及账户数)."),
        **_WHY,
        **_ANSWER,
    },
    description="Where money went or came from, by a named rule: a lead, never a finding (资金流向).",
)
CircularTransfer = GraphQLObjectType(
    "CircularTransfer",
    {
        "transfers": GraphQLField(listed(MoneyTransfer), description="In time order (转账)."),
        "sent": _given(Decimal, "Amount of the first (起始金额)."),
        "passedOn": _given(Decimal, "The least amount on the way: what can have come home (回流金额)."),
        "sameAccount": _given(GraphQLBoolean, "Home is the account where it began (回到同一账户)."),
        "owners": GraphQLField(
            listed(NodeInterface),
            description="Who owns the account where it began and that where it ends (账户所有人).",
        ),
        **_WHY,
    },
    description="Transfers one after another that lead back (循环转账).",
)
CircularTransfers = GraphQLObjectType(
    "CircularTransfers",
    {
        "circles": GraphQLField(
            listed(CircularTransfer), description="The shortest first, of one length the earliest (循环)."
        ),
        "maxTransfers": _given(GraphQLInt, "As asked (最大笔数)."),
        "minFraction": _given(GraphQLFloat, "As asked (最低比例)."),
        **_ANSWER,
    },
    description="Circles of transfers through some accounts: leads, never findings (循环转账).",
)
SplittingPart = GraphQLObjectType(
    "SplittingPart",
    {
        "transfer": _given(MoneyTransfer, "Which (转账)."),
        "part": _given(Decimal, "How much of the whole is in it, by first in, first out (所含金额)."),
    },
    description="A smaller transfer that holds a part of a larger one (拆分部分).",
)
Splitting = GraphQLObjectType(
    "Splitting",
    {
        "kind": _given(SplittingKindType, "Which way (拆分方式)."),
        "account": GraphQLField(_ACCOUNT, description="Through which account (账户)."),
        "owners": GraphQLField(listed(NodeInterface), description="Whose it is (账户所有人)."),
        "whole": _given(MoneyTransfer, "The larger one (整笔)."),
        "parts": GraphQLField(listed(SplittingPart), description="In time order (各部分)."),
        "partsLeftOut": _given(GraphQLInt, "Parts beyond those listed (未列部分数)."),
        "count": _given(GraphQLInt, "How many parts (笔数)."),
        "sum": _given(Decimal, "What of the whole is in the parts (合计)."),
        **_WHY,
    },
    description="A sum broken into many smaller ones, or gathered from many (化整为零).",
)
Splittings = GraphQLObjectType(
    "Splittings",
    {
        "patterns": GraphQLField(listed(Splitting), description="By the time of the whole (拆分)."),
        "below": _given(Decimal, "As asked: each part is less, the whole is not (门槛)."),
        "withinHours": _given(GraphQLInt, "As asked (时限，小时)."),
        "minParts": _given(GraphQLInt, "As asked (最少笔数)."),
        "minFraction": _given(GraphQLFloat, "As asked (最低比例)."),
        **_ANSWER,
    },
    description="Splitting through some accounts, and by which numbers: leads, never findings (拆分转账).",
)
