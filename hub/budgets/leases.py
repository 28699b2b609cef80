"""Slices of a budget, taken by one hub so that no other has them: counted in the graph, which all share."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final, Protocol

from graph.cypher.allowances import lease
from graph.engine import Engine
from graph.rules.days import stored_seconds
from hub.budgets.budget import Account, Amount

WINDOW_SECONDS: Final = 60
# A hub whose clock is behind by less still meets the count that others wrote.
KEPT_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class Lease:
    """What was leased, and what was left for all hubs after it."""

    leased: Amount
    left: Amount


class Leases(Protocol):
    async def take(self, account: Account, window: int, *, needed: Amount, wanted: Amount) -> Lease:
        """Leases of each kind what is wanted or what is left; nothing where that is less than needed.

        Raises `EngineError` where it cannot tell; then the lease may have been taken, and is lost.
        """
        ...


class GraphLeases:
    """All leases of a window never exceed the account's budget, however many hubs take them at once."""

    def __init__(self, engine: Engine, *, timeout_seconds: float) -> None:
        self._engine = engine
        self._timeout_seconds = timeout_seconds

    async def take(self, account: Account, window: int, *, needed: Amount, wanted: Amount) -> Lease:
        statement = lease(
            f"{account.name}|{window}",
            stored_seconds((window + 1) * WINDOW_SECONDS + KEPT_SECONDS),
            secrets.token_hex(8),
            budget=_pair(account.budget),
            needed=_pair(needed),
            wanted=_pair(wanted),
        )
        [[row]] = await self._engine.write([statement], timeout_seconds=self._timeout_seconds)
        requests, cost, requests_left, cost_left = map(int, row)
        return Lease(Amount(requests, cost), Amount(requests_left, cost_left))


def _pair(amount: Amount) -> tuple[int, int]:
    return amount.requests, amount.cost
