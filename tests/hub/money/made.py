"""Graphs of accounts for tests, and the questions that are asked about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters.formats.record import FactMeta
from graph.engine import Engine
from graph.rules.money.transfers import Transfer
from graph.rules.yuan import shown
from tests.graphs import Node, Tie
from tests.hub.serving import Client, served

OPENED = datetime(2026, 1, 6, tzinfo=UTC)  # before whatever a test records
WINDOW = {"since": "2026-01-01T00:00:00Z", "until": "2026-02-01T00:00:00Z"}
_TRANSFER = """{ from { accountType } to { accountType } amount occurredAt
  fact { relation grade source { system key } } }"""
_ENDS = "startAccounts busyAccounts busyAccountsLeftOut closedTransfers truncated bounds since until"
_TIME = "$since: DateTime!, $until: DateTime!, $asOf: Date, $knownAt: DateTime"
_SLICE = "since: $since, until: $until, asOf: $asOf, knownAt: $knownAt"
FLOW = f"""query ($key: SubjectKey!, {_TIME},
    $direction: FlowDirection! = DOWNSTREAM, $rule: TracingRule! = FIFO,
    $hops: Int! = 6, $first: Int! = 500, $least: Decimal) {{
  moneyFlow(from: $key, {_SLICE}, direction: $direction, rule: $rule, maxHops: $hops, first: $first,
    minAmount: $least) {{
    direction rule openingBalance traced returned remaining transfersLeftOut accountsReached why whyZh {_ENDS}
    transfers {{ traced depth transfer {_TRANSFER} }}
    accounts {{ account {{ id accountType }} owners {{ ... on Subject {{ name }} }}
      depth tracedIn tracedOut remaining received sent fromBefore stop }} }} }}"""
CIRCLES = f"""query ($key: SubjectKey!, {_TIME}, $most: Int! = 6, $fraction: Float! = 0.9, $least: Decimal,
    $sameOwner: Boolean! = true, $first: Int! = 50) {{
  circularTransfers(of: $key, {_SLICE}, maxTransfers: $most, minFraction: $fraction, minAmount: $least,
    sameOwner: $sameOwner, first: $first) {{
    maxTransfers minFraction {_ENDS}
    circles {{ sent passedOn sameAccount why whyZh owners {{ ... on Subject {{ name }} }}
      transfers {_TRANSFER} }} }} }}"""
SPLITTING = f"""query ($key: SubjectKey!, {_TIME}, $below: Decimal, $hours: Int! = 72, $parts: Int! = 5,
    $fraction: Float! = 0.8, $first: Int! = 50) {{
  splitting(of: $key, {_SLICE}, below: $below, withinHours: $hours, minParts: $parts, minFraction: $fraction,
    first: $first) {{
    below withinHours minParts minFraction {_ENDS}
    patterns {{ kind count sum partsLeftOut why whyZh account {{ accountType }}
      owners {{ ... on Subject {{ name }} }}
      whole {_TRANSFER} parts {{ part transfer {_TRANSFER} }} }} }} }}"""


def hub_for(engine: Engine, data: Path, **settings: Any) -> AbstractAsyncContextManager[Client]:
    """A hub that waits for a cold engine."""
    return served(engine, data, **{"money_seconds": 60, **settings})


def key(name: str) -> dict[str, Any]:
    return {"source": {"system": "made", "key": name}}


def accounts(names: Iterable[str], **meta: Any) -> list[Node | Tie]:
    return [Node("ACCOUNT", name, {"accountType": name}, meta=FactMeta(**meta)) for name in names]


def owned(owner: str, *names: str) -> list[Node | Tie]:
    """A person with these accounts."""
    ties: list[Node | Tie] = [Tie("OWNS_ACCOUNT", owner, name) for name in names]
    return [Node("PERSON", owner, {"name": owner}), *ties]


def moved(item: str, source: str, target: str, yuan: str, at: str, **meta: Any) -> Tie:
    """A transfer; `at` as `02 10:30`, a day of January 2026 and a time in UTC."""
    day, hour = at.split()
    values = {"amount": yuan, "occurredAt": f"2026-01-{day}T{hour}:00Z"}
    return Tie("TRANSFERS", source, target, values, item=item, meta=FactMeta(**meta))


def instant(at: str) -> str:
    day, hour = at.split()
    return f"2026-01-{day}T{hour}:00.000000Z"


def drawn_key(source: str, target: str, number: int) -> str:
    """A key in the order of those under which a source's transfers are stored."""
    return f"{source}|{target}|{number:03d}"


def tie_of(transfer: Transfer, **meta: Any) -> Tie:
    """The row of a transfer of such a key."""
    values = {"amount": shown(transfer.amount), "occurredAt": transfer.at}
    return Tie(
        "TRANSFERS", transfer.source, transfer.target, values, item=transfer.key[-3:], meta=FactMeta(**meta)
    )


async def flow(client: Client, name: str, **variables: Any) -> dict[str, Any]:
    found = (await client.ask(FLOW, {"key": key(name), **WINDOW, **variables}))["moneyFlow"]
    return checked(found, whole=not found["transfersLeftOut"] and "least" not in variables)


async def circular(client: Client, name: str, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await client.ask(CIRCLES, {"key": key(name), **WINDOW, **variables}))[
        "circularTransfers"
    ]
    return found


async def split(client: Client, name: str, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await client.ask(SPLITTING, {"key": key(name), **WINDOW, **variables}))["splitting"]
    return found


def fen(yuan: str) -> int:
    whole, _, rest = yuan.partition(".")
    assert len(rest) == 2
    return int(whole) * 100 + int(rest)


def checked(found: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    """What must hold of every answer, whatever was asked; `whole`: all transfers were told."""
    assert fen(found["traced"]) == fen(found["returned"]) + fen(found["remaining"])
    for each in found["transfers"]:
        assert 0 < fen(each["traced"]) <= fen(each["transfer"]["amount"])
        assert found["since"] <= each["transfer"]["occurredAt"] < found["until"]
    kept = 0
    for each in found["accounts"]:
        came, left = fen(each["tracedIn"]), fen(each["tracedOut"])
        first, then = (came, left) if found["direction"] == "DOWNSTREAM" else (left, came)
        if each["depth"]:
            assert fen(each["remaining"]) == first - then >= 0
            kept += first - then
        if each["received"] is not None:
            assert came <= fen(each["received"]) and left <= fen(each["sent"])
    if whole:
        assert kept == fen(found["remaining"])
    assert found["truncated"] is bool(found["bounds"])
    return dict(found)


def parts(found: Mapping[str, Any]) -> dict[str, str]:
    """The traced part of each transfer, by its item."""
    return {item(each["transfer"]): each["traced"] for each in found["transfers"]}


def item(transfer: Mapping[str, Any]) -> str:
    return str(transfer["fact"]["source"]["key"]).rpartition("|")[2]


def by_name(found: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["account"]["accountType"]: each for each in found["accounts"]}
