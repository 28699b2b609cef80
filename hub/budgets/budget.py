"""How much a caller may ask in one window, and in whose name it is counted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graph.rules.sealing import KeyRing
from hub.callers.caller import Agency, Caller
from hub.callers.pseudonyms import Pseudonyms
from hub.settings.config import AMOUNT_MAX, BadSetting, Settings

_ROW: Final = re.compile(r"([A-Z_]{1,40}):([0-9]{1,10}):([0-9]{1,10})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of requests, and of objects that their answers may hold (`hub.documents.cost`)."""

    requests: int = 0
    cost: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.requests + other.requests, self.cost + other.cost)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.requests - other.requests, self.cost - other.cost)

    def covers(self, other: Amount) -> bool:
        return self.requests >= other.requests and self.cost >= other.cost


@dataclass(frozen=True, slots=True)
class Account:
    """`name` is the same on all hubs and tells nobody's own name; `budget` is that of one window."""

    name: str
    budget: Amount


CALLERS_KEPT: Final = 16_384  # their accounts, about 4 MB


class Accounts:
    """The accounts of callers: one an agency; one a caller who acts for none. Raises `BadSetting`."""

    def __init__(self, settings: Settings, ring: KeyRing) -> None:
        self._common = Amount(settings.rate_per_minute, settings.cost_per_minute)
        self._own = budgets_of(settings.budgets)
        self._names = Pseudonyms(ring, b"hub budgets: accounts")
        self.of = lru_cache(CALLERS_KEPT)(self._of)

    def _of(self, caller: Caller) -> Account:
        if caller.agency is not None:
            return Account(caller.agency.value, self._own.get(caller.agency, self._common))
        return Account(self._names.of(caller), self._common)


def budgets_of(text: str) -> Mapping[Agency, Amount]:
    """The agencies' own budgets, of `AGENCY:REQUESTS:COST,…`. Raises `BadSetting`."""
    budgets: dict[Agency, Amount] = {}
    for row in filter(None, (part.strip() for part in text.split(","))):
        match = _ROW.fullmatch(row)
        if match is None or match[1] not in Agency.__members__:
            raise BadSetting(
                f"HUB_BUDGETS: {row[:64]!r}; AGENCY:REQUESTS:COST is allowed, each for one minute, where AGENCY is"
                f" one of {', '.join(Agency)}"
            )
        agency, amount = Agency[match[1]], Amount(int(match[2]), int(match[3]))
        if agency in budgets:
            raise BadSetting(f"HUB_BUDGETS: {agency} stands there twice; one row for each agency is allowed")
        if not (1 <= amount.requests <= AMOUNT_MAX and 1 <= amount.cost <= AMOUNT_MAX):
            raise BadSetting(f"HUB_BUDGETS: {row[:64]!r}; 1 to {AMOUNT_MAX} requests and cost are allowed")
        budgets[agency] = amount
    return budgets
