"""Where money went and came from, circles of transfers, sums that were split: over transfers of a window.

What a court asks when a debtor refuses to perform though it could (Criminal Law art. 313): where did the money go
that left its accounts after the notice of enforcement? What is told is a lead for the inquiry and never a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLFloat,
    GraphQLInt,
    GraphQLNonNull,
)

from graph.plan import Select
from graph.rules.money.matching import TracingRule
from graph.rules.money.splitting import (
    LEAST_FRACTION,
    LEAST_PARTS,
    WITHIN_HOURS,
    splittings,
)
from graph.rules.money.tracing import FlowDirection
from graph.rules.yuan import shown
from hub.api.money import CircularTransfers, FlowDirectionType, MoneyFlow, Splittings, TracingRuleType
from hub.api.queries.inputs import TIME_ARGUMENTS, SubjectKey
from hub.api.queries.money_question import Question, fraction, splitting_terms
from hub.api.scalars import DateTime, Decimal
from hub.documents.cost import SEARCHES
from hub.errors import within
from hub.money.circling import Circling
from hub.money.flow import Flow
from hub.money.ledger import Bound
from hub.money.starts import Starts, read_owned
from hub.money.told import accounts_of, answer_shown, circle_shown, flow_shown, splitting_shown
from hub.read.asking import Asking
from hub.read.fields import Inquiry
from hub.read.gather import Grove
from hub.read.inquiry import call
from hub.read.root import Arguments, Bind, RootCall, RootField
from hub.read.walked import told_nodes
from hub.read.writing import Write

_PARTS_TOLD = 100


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is wanted of all nodes of an answer."""

    select: Select
    grove: Grove
    write: Write

    @classmethod
    def planned(cls, field: RootField) -> _Answer:
        select, write, grove = field.planner.values(field.definition.type, field.nodes)
        return cls(select, grove, write)

    def nodes(
        self, ids: Iterable[str], owners: Mapping[str, list[str]], question: Question
    ) -> Inquiry[Mapping[str, Any]]:
        wanted = (*ids, *(owner for each in owners.values() for owner in each))
        return (yield from told_nodes(wanted, self.select, self.grove, question.time, question.asking))


def _flow(field: RootField) -> Bind:
    answer = _Answer.planned(field)

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        question = Question.read(arguments["from"], arguments, asking)
        hops = within("maxHops", arguments["maxHops"], 1, asking.walks.money.hops_max)
        direction, rule = FlowDirection(arguments["direction"]), TracingRule(arguments["rule"])
        least = max(arguments.get("minAmount") or 0, 1)

        def tracing() -> Inquiry[Any]:
            starts = yield from question.starts()
            if starts is None:
                return answer.write(None)
            ledger, bounds, first = question.ledger, question.bounds, question.first
            flow = Flow(ledger, bounds, starts.accounts, direction, rule, hops)
            yield from flow.walk()
            found = flow.told(least)
            told = found[:first]
            bounds.meet(Bound.FIRST, when=len(found) > first)
            accounts = accounts_of(flow, told)
            owners = yield from question.owners(accounts)
            nodes = yield from answer.nodes(accounts, owners, question)
            return answer.write(flow_shown(flow, told, len(found) - len(told), nodes, owners))

        return call(tracing())

    return bind


def _circles(field: RootField) -> Bind:
    answer = _Answer.planned(field)

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        question = Question.read(arguments["of"], arguments, asking)
        longest = within("maxTransfers", arguments["maxTransfers"], 2, asking.walks.money.hops_max)
        least_fraction = fraction(arguments["minFraction"])
        least = max(arguments.get("minAmount") or 0, 1)

        def circling() -> Inquiry[Any]:
            starts = yield from question.starts()
            if starts is None:
                return answer.write(None)
            ledger, bounds, first = question.ledger, question.bounds, question.first
            homes = yield from _homes(starts, question, same_owner=arguments["sameOwner"])
            search = Circling(ledger, bounds, homes, longest, least_fraction, least, first)
            yield from search.walk()
            told = search.found[:first]
            bounds.meet(Bound.FIRST, when=len(search.found) > first)
            ends = [end for each in told for end in (each.transfers[0].source, each.transfers[-1].target)]
            owners = yield from question.owners(ends)
            accounts = [each.source for circle in told for each in circle.transfers]
            nodes = yield from answer.nodes((*accounts, *ends), owners, question)
            return answer.write(
                {
                    "circles": [circle_shown(circle, ledger, nodes, owners) for circle in told],
                    "maxTransfers": longest,
                    "minFraction": arguments["minFraction"],
                    **answer_shown(ledger, bounds, starts.accounts),
                }
            )

        return call(circling())

    return bind


def _homes(starts: Starts, question: Question, *, same_owner: bool) -> Inquiry[Mapping[str, frozenset[str]]]:
    """By account where a circle begins, where it may end: there, and at others of the same owner."""
    if not same_owner:
        return {id_: frozenset((id_,)) for id_ in starts.accounts}
    homes = frozenset(starts.accounts)
    if starts.owner is None:
        owners = yield from question.owners(starts.accounts)
        own = sorted({owner for each in owners.values() for owner in each})
        homes |= frozenset((yield from read_owned(own, question.time, question.bounds)))
    return dict.fromkeys(starts.accounts, homes)


def _splitting(field: RootField) -> Bind:
    answer = _Answer.planned(field)

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        question = Question.read(arguments["of"], arguments, asking)
        asked = splitting_terms(arguments)

        def splitting() -> Inquiry[Any]:
            starts = yield from question.starts()
            if starts is None:
                return answer.write(None)
            ledger, bounds, first = question.ledger, question.bounds, question.first
            yield from ledger.read_starts(starts.accounts, bounds)
            books = ledger.books
            found = [
                each
                for id_ in filter(ledger.whole, starts.accounts)
                for each in splittings(id_, books.account(id_), asked, bounds.steps)
            ]
            found.sort(key=lambda each: each.order)
            told = found[:first]
            bounds.meet(Bound.FIRST, when=len(found) > first)
            owners = yield from question.owners(each.account for each in told)
            ends = [
                end
                for each in told
                for transfer in (each.whole, *(part for part, _ in each.parts[:_PARTS_TOLD]))
                for end in (transfer.source, transfer.target)
            ]
            nodes = yield from answer.nodes(ends, owners, question)
            return answer.write(
                {
                    "patterns": [
                        splitting_shown(each, asked, _PARTS_TOLD, ledger, nodes, owners) for each in told
                    ],
                    "below": shown(asked.below),
                    "withinHours": arguments["withinHours"],
                    "minParts": asked.least_parts,
                    "minFraction": arguments["minFraction"],
                    **answer_shown(ledger, bounds, starts.accounts),
                }
            )

        return call(splitting())

    return bind


def _whole(number: int, doc: str) -> GraphQLArgument:
    return GraphQLArgument(GraphQLNonNull(GraphQLInt), default_value=number, description=doc)


def _part(number: float) -> GraphQLArgument:
    doc = "Fraction of 1; the number itself counts (最低比例)."
    return GraphQLArgument(GraphQLNonNull(GraphQLFloat), default_value=number, description=doc)


_NOBODY = " Null where the key names nobody whom you may see"
_KEY = GraphQLArgument(
    GraphQLNonNull(SubjectKey),
    description="A subject, for all of its accounts, or one account by id or source (主体或账户).",
)
_WINDOW = {
    "since": GraphQLArgument(GraphQLNonNull(DateTime), description="First instant of the window (起)."),
    "until": GraphQLArgument(GraphQLNonNull(DateTime), description="First instant after it (止)."),
}
_LEAST = GraphQLArgument(Decimal, description="Leave out what is less; 0.01 unless given (最低金额).")
FIELDS = {
    "moneyFlow": GraphQLField(
        MoneyFlow,
        args={
            "from": _KEY,
            **_WINDOW,
            "direction": GraphQLArgument(
                GraphQLNonNull(FlowDirectionType),
                default_value=FlowDirection.DOWNSTREAM.value,
                description="Which way (方向).",
            ),
            "rule": GraphQLArgument(
                GraphQLNonNull(TracingRuleType),
                default_value=TracingRule.FIFO.value,
                description="By which (规则).",
            ),
            "maxHops": _whole(
                6, "Transfers from the accounts asked about, at most; up to `HUB_MONEY_HOPS_MAX` (最大层数)."
            ),
            "minAmount": GraphQLArgument(
                Decimal,
                description="Tell no transfer of which less is traced; what is traced stays the same (最低金额).",
            ),
            "first": _whole(200, "Transfers, at most."),
            **TIME_ARGUMENTS,
        },
        description="Where the money went that left some accounts in a window, or where it came from: in time"
        " order, to the fen, by a named rule. For inquiries into refusal to perform (Criminal Law art. 313: what"
        " left a debtor's accounts after the notice of enforcement). A lead, never a finding."
        + _NOBODY
        + " (资金流向).",
        extensions={"root": _flow, SEARCHES: 1},
    ),
    "circularTransfers": GraphQLField(
        CircularTransfers,
        args={
            "of": _KEY,
            **_WINDOW,
            "maxTransfers": _whole(
                6, "Transfers of one circle, at most; 2 up to `HUB_MONEY_HOPS_MAX` (最大笔数)."
            ),
            "minFraction": _part(0.9),
            "minAmount": _LEAST,
            "sameOwner": GraphQLArgument(
                GraphQLNonNull(GraphQLBoolean),
                default_value=True,
                description="A circle may end at another account of the same owner (含同一账户所有人的其他账户).",
            ),
            "first": _whole(50, "Circles, at most."),
            **TIME_ARGUMENTS,
        },
        description="Transfers that lead back to where they began: none before the one before it, each at least"
        " `minFraction` of what was passed on so far. Leads, never findings." + _NOBODY + " (循环转账).",
        extensions={"root": _circles, SEARCHES: 1},
    ),
    "splitting": GraphQLField(
        Splittings,
        args={
            "of": _KEY,
            **_WINDOW,
            "below": GraphQLArgument(
                Decimal,
                description="Each part is less and the whole is not; unless given 50000.00, from which on banks"
                " report cash (门槛).",
            ),
            "withinHours": _whole(WITHIN_HOURS, "Between the whole and a part, at most (时限，小时)."),
            "minParts": _whole(LEAST_PARTS, "Parts, at least; 2 or more (最少笔数)."),
            "minFraction": _part(float(LEAST_FRACTION)),
            "first": _whole(50, "Patterns, at most."),
            **TIME_ARGUMENTS,
        },
        description="Sums that came in and left in many smaller ones, or that left and had come in by such, all"
        " below a threshold and soon after one another. Leads, never findings." + _NOBODY + " (化整为零).",
        extensions={"root": _splitting, SEARCHES: 1},
    ),
}
