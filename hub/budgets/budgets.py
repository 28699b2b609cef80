"""Whether a caller may still ask in this window: spent in memory, leased beside the requests."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog

from graph.failures import EngineError
from hub.budgets.budget import Account, Accounts, Amount
from hub.budgets.leases import WINDOW_SECONDS, Leases
from hub.budgets.ledger import Ledger
from hub.callers.caller import Caller
from hub.errors import HubError, rate_limited, too_costly
from hub.settings.config import Settings

ONE_REQUEST: Final = Amount(requests=1)
ROUNDS_MAX: Final = 1_000  # leases that one request waits for, where others spend each before it

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quota:
    """What a caller may ask in a window, and about what is left of it."""

    budget: Amount
    left: Amount
    seconds: int  # until the next window


@dataclass(slots=True)
class Counters:
    leases: int = 0
    failures: int = 0


class Budgets:
    """The budgets of all callers, as far as this hub has leased of them."""

    def __init__(
        self, settings: Settings, accounts: Accounts, leases: Leases, *, clock: Callable[[], float] | None = None
    ) -> None:
        self._accounts = accounts
        self._leases = leases
        self._cut = settings.budget_leases
        self._kept_max = settings.budget_accounts
        self._clock = clock or (lambda: time.time())  # asked by name each time: tests set it
        self._ledgers: OrderedDict[str, Ledger] = OrderedDict()
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self.counters = Counters()
        self.refused: Counter[str] = Counter({"rate": 0, "cost": 0})

    async def request(self, caller: Caller) -> None:
        """One more request. Raises `HubError` RATE_LIMITED; `EngineError` where it cannot be told."""
        await self._spend(self._accounts.of(caller), ONE_REQUEST)

    async def cost(self, caller: Caller, cost: int) -> None:
        """An operation of this cost. Raises as `request`; TOO_COSTLY where no window would ever allow it."""
        account = self._accounts.of(caller)
        if cost > account.budget.cost:
            raise too_costly("cost, of the budget for a minute", cost, account.budget.cost)
        if cost:
            await self._spend(account, Amount(cost=cost))

    def payer(self, caller: Caller) -> str:
        """The name of the account that he asks on: his agency's, or his own where he acts for none."""
        return self._accounts.of(caller).name

    def quota(self, caller: Caller) -> Quota:
        """As far as this hub knows: what others hold is not counted as left, what they lease meanwhile is."""
        account = self._accounts.of(caller)
        ledger = self._ledger(account)
        return Quota(budget=account.budget, left=ledger.held + ledger.left, seconds=self._seconds_left(ledger))

    async def _spend(self, account: Account, amount: Amount) -> None:
        for _ in range(ROUNDS_MAX):
            ledger = self._ledger(account)
            if ledger.spend(amount):
                self._lease(ledger, Amount())
                return
            if ledger.beyond(amount):
                break
            lease = self._lease(ledger, amount)
            if lease is not None:
                await asyncio.shield(lease)
        raise self._refusal(ledger, amount)

    def _ledger(self, account: Account) -> Ledger:
        """That of the current window; what was held in an earlier one is over with it."""
        window = int(self._clock() // WINDOW_SECONDS)
        ledger = self._ledgers.get(account.name)
        if ledger is None or ledger.window != window:
            ledger = self._ledgers[account.name] = Ledger(account, window, self._cut)
        self._ledgers.move_to_end(account.name)
        if len(self._ledgers) > self._kept_max:
            self._ledgers.popitem(last=False)
        return ledger

    def _lease(self, ledger: Ledger, needed: Amount) -> asyncio.Task[None] | None:
        """The lease that is under way for the account, or a new one; None where none is wanted."""
        name = ledger.account.name
        task = self._under_way.get(name)
        if task is None or task.done():
            wanted = ledger.wanted(needed)
            if wanted == Amount():
                return None
            task = asyncio.get_running_loop().create_task(self._take(ledger, ledger.lacking(needed), wanted))
            self._under_way[name] = task
            task.add_done_callback(lambda done: self._ended(name, done))
        return task

    async def _take(self, ledger: Ledger, lacking: Amount, wanted: Amount) -> None:
        lease = await self._leases.take(ledger.account, ledger.window, needed=lacking, wanted=wanted)
        self.counters.leases += 1
        ledger.take(lease.leased, lease.left)

    def _ended(self, name: str, done: asyncio.Task[None]) -> None:
        """One that nobody waited for may fail: whoever finds too little held leases again, and hears."""
        if self._under_way.get(name) is done:
            del self._under_way[name]
        if not done.cancelled() and (error := done.exception()) is not None:
            self.counters.failures += 1
            if isinstance(error, EngineError):
                _log.warning("budget not leased", reason=str(error))
            else:
                _log.error("budget not leased", exc_info=error)

    def _refusal(self, ledger: Ledger, amount: Amount) -> HubError:
        budget, seconds = ledger.account.budget, self._seconds_left(ledger)
        if amount.requests:
            self.refused["rate"] += 1
            what, limit = "requests", budget.requests
        else:
            self.refused["cost"] += 1
            what, limit = "cost", budget.cost
        return rate_limited(
            f"the budget of {what} is used up: {limit} a minute are allowed, and the next begins in {seconds} s",
            limit,
            seconds,
        )

    def _seconds_left(self, ledger: Ledger) -> int:
        return max(1, math.ceil((ledger.window + 1) * WINDOW_SECONDS - self._clock()))
