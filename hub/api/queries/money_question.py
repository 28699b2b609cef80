"""What is asked of transfers: where to begin, in which window, at which slice, on which terms."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any

from graph.plan import Slice
from graph.rules.money.splitting import BELOW, SplittingTerms
from hub.api.queries.inputs import subject_key
from hub.errors import bad_input, within
from hub.money.ledger import Ledger, MoneyBounds, Window
from hub.money.starts import Starts, read_owners, read_starts
from hub.read.asking import Asking
from hub.read.fields import Inquiry
from hub.read.keys import Key
from hub.read.pages import page_size
from hub.read.root import Arguments

_MOST_HOURS = 24 * 366
_MOST_PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Question:
    """What all three are asked: where to begin, the window, the slice, how much to tell."""

    key: Key
    time: Slice
    first: int
    ledger: Ledger
    bounds: MoneyBounds
    asking: Asking

    @classmethod
    def read(cls, of: Mapping[str, Any], arguments: Arguments, asking: Asking) -> Question:
        key = subject_key(of, asking)
        time, window = asking.slice(arguments), _window(arguments)
        first = page_size(arguments.get("first"))
        return cls(
            key, time, first, Ledger(time, window), MoneyBounds(asking.walks.money, asking.walks.until), asking
        )

    def starts(self) -> Inquiry[Starts | None]:
        return (yield from read_starts(self.key, self.time, self.bounds))

    def owners(self, accounts: Iterable[str]) -> Inquiry[Mapping[str, list[str]]]:
        return (yield from read_owners(accounts, self.time, self.bounds))


def splitting_terms(arguments: Arguments) -> SplittingTerms:
    below = arguments.get("below")
    if below == 0:
        raise bad_input("below: 0.00; more than nothing is allowed")
    hours = within("withinHours", arguments["withinHours"], 0, _MOST_HOURS)
    return SplittingTerms(
        below=BELOW if below is None else below,
        within=timedelta(hours=hours),
        least_parts=within("minParts", arguments["minParts"], 2, _MOST_PARTS),
        least_fraction=fraction(arguments["minFraction"]),
    )


def _window(arguments: Arguments) -> Window:
    since, until = arguments["since"], arguments["until"]
    if since >= until:
        raise bad_input(f"since: {since}; it must be before until, {until}")
    return since, until


def fraction(value: float) -> Fraction:
    """As it is written: 0.9 is nine tenths."""
    if not (math.isfinite(value) and 0 <= value <= 1):
        raise bad_input(f"minFraction: {value}; 0 to 1 are allowed")
    return Fraction(str(value))
