"""Where the money of some accounts went, or came from, in a window: read level by level as far as the trace leads.

Of an account all transfers of the window are read before anything is traced through it, so a part that is told
stays right whatever else is read; one that has too many, or one of closed amount or time, or was not read, keeps
what came to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from graph.rules.money.matching import TracingRule
from graph.rules.money.tracing import FlowDirection, Sums, Trace, Tracing
from graph.rules.money.transfers import Account, Books, Transfer
from hub.money.ledger import Ledger, MoneyBounds
from hub.read.fields import Inquiry


class Stop(StrEnum):
    """Why money is not traced through an account."""

    START = "START"
    HOPS = "HOPS"
    BUSY = "BUSY"
    CLOSED = "CLOSED"
    BOUND = "BOUND"


@dataclass(slots=True)
class Flow:
    """`depths`: the least number of transfers between an account and where the trace begins, of all it met."""

    ledger: Ledger
    bounds: MoneyBounds
    starts: tuple[str, ...]
    direction: FlowDirection
    rule: TracingRule
    hops: int
    trace: Trace = field(default_factory=Trace)
    depths: dict[str, int] = field(default_factory=dict)
    books: Books = field(default_factory=lambda: Books.of(()))
    _followed: set[str] = field(default_factory=set)

    def walk(self) -> Inquiry[None]:
        """Raises nothing: past a bound less is traced, and the bound is met."""
        self.depths = dict.fromkeys(self.starts, 0)
        tracing = Tracing(self.starts, self.direction, self.rule, self.bounds.steps)
        yield from self.ledger.read_starts(self.starts, self.bounds)
        self.books = self.ledger.books
        for depth in range(1, self.hops + 1):
            self.trace = tracing.trace(self.books)
            reached = sorted(id_ for id_ in self.trace.accounts if id_ not in self.depths)
            self.depths.update(dict.fromkeys(reached, depth))
            if not reached or depth == self.hops or self.bounds.steps.over or self.bounds.expired():
                return
            yield from self.ledger.read_all(reached, self.bounds)
            self.books = self.ledger.books
            for id_ in filter(self.ledger.whole, reached):
                tracing.follow(id_, self.books.account(id_))
                self._followed.add(id_)

    def account(self, id_: str) -> Account | None:
        """All its transfers of the window; None if they were not all read, or some are closed."""
        return self.books.account(id_) if self.ledger.whole(id_) else None

    def stop(self, id_: str) -> Stop | None:
        """None of an account that money is traced through."""
        if id_ in self._followed:
            return None
        if self.depths.get(id_) == 0:
            return Stop.START
        if id_ in self.ledger.busy:
            return Stop.BUSY
        if id_ in self.ledger.partly:
            return Stop.CLOSED
        return Stop.HOPS if self.depths.get(id_) == self.hops else Stop.BOUND

    def remaining(self, id_: str) -> int:
        """What came to the account and was not traced on; upstream, what left it and no inflow explains."""
        sums = self.trace.accounts.get(id_, Sums())
        return sums.came - sums.left if self.direction is FlowDirection.DOWNSTREAM else sums.left - sums.came

    def depth(self, transfer: Transfer) -> int:
        """The number of transfers from where the trace begins to this one, itself among them, at least."""
        nearer = transfer.source if self.direction is FlowDirection.DOWNSTREAM else transfer.target
        return self.depths[nearer] + 1

    def told(self, least: int) -> list[Transfer]:
        """Transfers of which at least so much is traced, the nearest first, then in time order."""
        transfers = (self.ledger.transfers[key] for key, part in self.trace.parts.items() if part >= least)
        return sorted(transfers, key=lambda each: (self.depth(each), each.order))

    def sums(self) -> tuple[int, int, int]:
        """What was traced from where it begins, what came back there, what remained elsewhere; the last two make
        the first, to the fen.
        """
        begun = returned = kept = 0
        for id_, sums in self.trace.accounts.items():
            if self.depths[id_]:
                kept += self.remaining(id_)
            elif self.direction is FlowDirection.DOWNSTREAM:
                begun, returned = begun + sums.left, returned + sums.came
            else:
                begun, returned = begun + sums.came, returned + sums.left
        return begun, returned, kept
