"""Types of what is told of transfers: where money went, circles, splitting. Leads all, never findings."""

from __future__ import annotations

from graphql import (
    GraphQLBoolean,
    GraphQLField,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLObjectType,
    GraphQLString,
)

from graph.rules.money.matching import TracingRule
from graph.rules.money.splitting import SplittingKind
from graph.rules.money.tracing import FlowDirection
from hub.api.linkage import Evidence
from hub.api.making import TRUNCATED, enum_of, given, many, maybe
from hub.api.scalars import DateTime, Decimal
from hub.api.types import OBJECTS, NodeInterface
from hub.money.flow import Stop
from hub.money.ledger import Bound

TracingRuleType = enum_of(
    "TracingRule",
    {
        TracingRule.FIFO: "First in, first out: what came first leaves first (先进先出).",
        TracingRule.LIFO: "Last in, first out: what came last leaves first (后进先出).",
        TracingRule.PROPORTIONAL: "Each outflow takes of every inflow as large a part of what is left (按比例).",
    },
    "How what leaves an account is told from what came in: an assumption, so it has a name (追踪规则).",
)
FlowDirectionType = enum_of(
    "FlowDirection",
    {
        FlowDirection.DOWNSTREAM: "Where money went (资金去向).",
        FlowDirection.UPSTREAM: "Where money came from (资金来源).",
    },
    "Which way money is traced (追踪方向).",
)
SplittingKindType = enum_of(
    "SplittingKind",
    {
        SplittingKind.DISPERSED: "One inflow left in many smaller ones (分散转出).",
        SplittingKind.GATHERED: "One outflow came in by many smaller ones (集中转入).",
    },
    "Which way a sum was split (拆分方式).",
)
_StopType = enum_of(
    "FlowStop",
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
OpeningBalanceType = enum_of(
    "OpeningBalance",
    {"IGNORED": "Not known, and counts as nothing: see `fromBefore` (期初余额不明，未计入)."},
    "What becomes of money that an account held before the window (期初余额).",
)


_ACCOUNT = OBJECTS["ACCOUNT"]
_WHY: dict[str, GraphQLField] = {
    "why": given(GraphQLString, "The same in a sentence."),
    "whyZh": given(GraphQLString, "The same in a Chinese sentence (说明)."),
}
_ANSWER: dict[str, GraphQLField] = {
    "since": given(DateTime, "First instant of the window (起)."),
    "until": given(DateTime, "First instant after it (止)."),
    "startAccounts": given(
        GraphQLInt,
        "Accounts that the question begins at. 0: no account of the subject is seen, so nothing could be found"
        " (起点账户数).",
    ),
    "busyAccounts": many(GraphQLID, "Of too many transfers in the window, not walked through (略过账户)."),
    "busyAccountsLeftOut": given(GraphQLInt, "Such accounts beyond those named (未列账户数)."),
    "closedTransfers": given(
        GraphQLInt,
        "Transfers met whose amount or time is not open to the caller, left out; of the latter all, as"
        " nobody may tell whether they lie in the window (金额或者时间未开放的交易数).",
    ),
    "truncated": TRUNCATED,
    "bounds": many(
        _BoundType, "Which. FIRST leaves out what is told, not what is traced: sums hold all of it (所及界限)."
    ),
}
MoneyTransfer = GraphQLObjectType(
    "MoneyTransfer",
    {
        "from": maybe(_ACCOUNT, "The account that sent (转出账户)."),
        "to": maybe(_ACCOUNT, "The account that received (转入账户)."),
        "amount": given(Decimal, "All of it (金额)."),
        "occurredAt": given(DateTime, "When (时间)."),
        "fact": given(Evidence, "Where it is recorded (依据)."),
    },
    description="One transfer (转账).",
)
TracedTransfer = GraphQLObjectType(
    "TracedTransfer",
    {
        "transfer": given(MoneyTransfer, "Which (转账)."),
        "traced": given(Decimal, "The part of it that is traced by the rule (可追踪金额)."),
        "depth": given(GraphQLInt, "Transfers from where the trace begins to it, at least (层级)."),
    },
    description="A transfer that carries money that is traced (追踪到的转账).",
)
TracedAccount = GraphQLObjectType(
    "TracedAccount",
    {
        "account": maybe(_ACCOUNT, "Which (账户)."),
        "owners": many(NodeInterface, "Whose it is, in order of id (账户所有人)."),
        "depth": given(GraphQLInt, "Transfers from where the trace begins, at least; 0 there (层级)."),
        "tracedIn": given(Decimal, "Traced money that came in (追踪流入)."),
        "tracedOut": given(Decimal, "Traced money that left (追踪流出)."),
        "remaining": maybe(
            Decimal,
            "DOWNSTREAM: what came and was not traced on. UPSTREAM: what left and no inflow of the"
            " window explains. Null where the trace begins (余留).",
        ),
        "received": maybe(
            Decimal, "All that came in within the window, from others; null if not all is read or open (流入总额)."
        ),
        "sent": maybe(
            Decimal, "All that left within the window, to others; null if not all is read or open (流出总额)."
        ),
        "fromBefore": maybe(
            Decimal,
            "What left beyond all that had come in within the window: from a balance before it, or"
            " from what is not seen; null if not all is read or open (窗口前资金).",
        ),
        "stop": maybe(_StopType, "Why money is not traced on here; null where it is (终止原因)."),
    },
    description="An account that traced money touched (涉及账户).",
)
MoneyFlow = GraphQLObjectType(
    "MoneyFlow",
    {
        "direction": given(FlowDirectionType, "Which way (方向)."),
        "rule": given(TracingRuleType, "By which rule (规则)."),
        "openingBalance": given(OpeningBalanceType, "Money from before the window (期初余额)."),
        "traced": given(Decimal, "What left the accounts asked about; upstream, what came in there (起点金额)."),
        "returned": given(Decimal, "Of it, what is traced back to those accounts (回流金额)."),
        "remaining": given(Decimal, "The rest, to the fen: what remains elsewhere (余留金额)."),
        "transfers": many(TracedTransfer, "The nearest first, then in time order (追踪到的转账)."),
        "transfersLeftOut": given(GraphQLInt, "Such transfers beyond `first` (未列转账数)."),
        "accounts": many(
            TracedAccount, "Those asked about, and those of the transfers told, the nearest first (涉及账户)."
        ),
        "accountsReached": given(GraphQLInt, "Accounts that traced money touched, listed or not (涉及账户数)."),
        **_WHY,
        **_ANSWER,
    },
    description="Where money went or came from, by a named rule: a lead, never a finding (资金流向).",
)
CircularTransfer = GraphQLObjectType(
    "CircularTransfer",
    {
        "transfers": many(MoneyTransfer, "In time order (转账)."),
        "sent": given(Decimal, "Amount of the first (起始金额)."),
        "passedOn": given(Decimal, "The least amount on the way: what can have come home (回流金额)."),
        "sameAccount": given(GraphQLBoolean, "Home is the account where it began (回到同一账户)."),
        "owners": many(NodeInterface, "Who owns the account where it began and that where it ends (账户所有人)."),
        **_WHY,
    },
    description="Transfers one after another that lead back (循环转账).",
)
CircularTransfers = GraphQLObjectType(
    "CircularTransfers",
    {
        "circles": many(CircularTransfer, "The shortest first, of one length the earliest (循环)."),
        "maxTransfers": given(GraphQLInt, "As asked (最大笔数)."),
        "minFraction": given(GraphQLFloat, "As asked (最低比例)."),
        **_ANSWER,
    },
    description="Circles of transfers through some accounts: leads, never findings (循环转账).",
)
SplittingPart = GraphQLObjectType(
    "SplittingPart",
    {
        "transfer": given(MoneyTransfer, "Which (转账)."),
        "part": given(Decimal, "How much of the whole is in it, by first in, first out (所含金额)."),
    },
    description="A smaller transfer that holds a part of a larger one (拆分部分).",
)
Splitting = GraphQLObjectType(
    "Splitting",
    {
        "kind": given(SplittingKindType, "Which way (拆分方式)."),
        "account": maybe(_ACCOUNT, "Through which account (账户)."),
        "owners": many(NodeInterface, "Whose it is (账户所有人)."),
        "whole": given(MoneyTransfer, "The larger one (整笔)."),
        "parts": many(SplittingPart, "In time order (各部分)."),
        "partsLeftOut": given(GraphQLInt, "Parts beyond those listed (未列部分数)."),
        "count": given(GraphQLInt, "How many parts (笔数)."),
        "sum": given(Decimal, "What of the whole is in the parts (合计)."),
        **_WHY,
    },
    description="A sum broken into many smaller ones, or gathered from many (化整为零).",
)
Splittings = GraphQLObjectType(
    "Splittings",
    {
        "patterns": many(Splitting, "By the time of the whole (拆分)."),
        "below": given(Decimal, "As asked: each part is less, the whole is not (门槛)."),
        "withinHours": given(GraphQLInt, "As asked (时限，小时)."),
        "minParts": given(GraphQLInt, "As asked (最少笔数)."),
        "minFraction": given(GraphQLFloat, "As asked (最低比例)."),
        **_ANSWER,
    },
    description="Splitting through some accounts, and by which numbers: leads, never findings (拆分转账).",
)
