"""Answers about money as the schema names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph.rules.money.circles import Circle
from graph.rules.money.sentences import Sentence, of_circle, of_flow, of_splitting
from graph.rules.money.splitting import Splitting, SplittingTerms
from graph.rules.money.tracing import Sums
from graph.rules.money.transfers import Transfer
from graph.rules.yuan import shown
from hub.linkage.facts import fact_shown
from hub.money.flow import Flow
from hub.money.ledger import Ledger, MoneyBounds

Nodes = Mapping[str, Any]
Owners = Mapping[str, list[str]]


def answer_shown(ledger: Ledger, bounds: MoneyBounds, starts: Sequence[str]) -> dict[str, Any]:
    """What every answer has; `starts`: the accounts that it begins at."""
    busy, told = list(ledger.busy), bounds.limits.busy_told
    return {
        "since": ledger.window[0],
        "until": ledger.window[1],
        "startAccounts": len(starts),
        "busyAccounts": busy[:told],
        "busyAccountsLeftOut": max(0, len(busy) - told),
        "closedTransfers": len(ledger.closed),
        "truncated": bool(bounds.met),
        "bounds": [bound.value for bound in bounds.met],
    }


def flow_shown(flow: Flow, told: list[Transfer], left_out: int, nodes: Nodes, owners: Owners) -> dict[str, Any]:
    begun, returned, kept = flow.sums()
    return {
        "direction": flow.direction.value,
        "rule": flow.rule.value,
        "openingBalance": "IGNORED",
        "traced": shown(begun),
        "returned": shown(returned),
        "remaining": shown(kept),
        "transfers": [
            {
                "transfer": _transfer(each, flow.ledger, nodes),
                "traced": shown(flow.trace.parts[each.key]),
                "depth": flow.depth(each),
            }
            for each in told
        ],
        "transfersLeftOut": left_out,
        "accounts": [_account(id_, flow, nodes, owners) for id_ in accounts_of(flow, told)],
        "accountsReached": len(flow.trace.accounts),
        **_why(of_flow(flow.direction, flow.rule, len(flow.starts), begun, returned, kept)),
        **answer_shown(flow.ledger, flow.bounds, flow.starts),
    }


def accounts_of(flow: Flow, told: Iterable[Transfer]) -> list[str]:
    """The accounts that an answer lists, the nearest first, then by id."""
    ends = {end for each in told for end in (each.source, each.target)}
    return sorted({*flow.starts, *ends}, key=lambda id_: (flow.depths[id_], id_))


def circle_shown(circle: Circle, ledger: Ledger, nodes: Nodes, owners: Owners) -> dict[str, Any]:
    first, last = circle.transfers[0], circle.transfers[-1]
    return {
        "transfers": [_transfer(each, ledger, nodes) for each in circle.transfers],
        "sent": shown(first.amount),
        "passedOn": shown(circle.passed_on),
        "sameAccount": first.source == last.target,
        "owners": [nodes.get(id_) for id_ in owners.get(first.source, ()) if id_ in owners.get(last.target, ())],
        **_why(of_circle(circle)),
    }


def splitting_shown(
    found: Splitting, terms: SplittingTerms, most: int, ledger: Ledger, nodes: Nodes, owners: Owners
) -> dict[str, Any]:
    return {
        "kind": found.kind.value,
        "account": nodes.get(found.account),
        "owners": [nodes.get(id_) for id_ in owners.get(found.account, ())],
        "whole": _transfer(found.whole, ledger, nodes),
        "parts": [
            {"transfer": _transfer(each, ledger, nodes), "part": shown(part)} for each, part in found.parts[:most]
        ],
        "partsLeftOut": max(0, len(found.parts) - most),
        "count": len(found.parts),
        "sum": shown(found.sum),
        **_why(of_splitting(found, terms)),
    }


def _account(id_: str, flow: Flow, nodes: Nodes, owners: Owners) -> dict[str, Any]:
    sums = flow.trace.accounts.get(id_, Sums())
    account = flow.account(id_)
    stop = flow.stop(id_)
    return {
        "account": nodes.get(id_),
        "owners": [nodes.get(owner) for owner in owners.get(id_, ())],
        "depth": flow.depths[id_],
        "tracedIn": shown(sums.came),
        "tracedOut": shown(sums.left),
        "remaining": shown(flow.remaining(id_)) if flow.depths[id_] else None,
        "received": shown(account.received) if account else None,
        "sent": shown(account.sent) if account else None,
        "fromBefore": shown(account.from_before) if account else None,
        "stop": stop and stop.value,
    }


def _transfer(transfer: Transfer, ledger: Ledger, nodes: Nodes) -> dict[str, Any]:
    return {
        "from": nodes.get(transfer.source),
        "to": nodes.get(transfer.target),
        "amount": shown(transfer.amount),
        "occurredAt": transfer.at,
        "fact": fact_shown(ledger.facts[transfer.key]),
    }


def _why(sentence: Sentence) -> dict[str, str]:
    return {"why": sentence.en, "whyZh": sentence.zh}
