"""Which part of what came into an account left it by which transfer: an assumption, so each rule has a name.

Money is fungible, so no transfer says which other one paid for it. Each rule is one way to say so that keeps the
sums: no fen of an inflow leaves twice, none leaves before it came. A balance from before the first transfer is not
known and counts as nothing: what leaves beyond what came in is matched with nothing (`Account.from_before`).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from graph.rules.money.transfers import Account, Transfer
from graph.rules.simple_paths import Steps


class TracingRule(StrEnum):
    """How an outflow is told from inflows."""

    FIFO = "FIFO"
    LIFO = "LIFO"
    PROPORTIONAL = "PROPORTIONAL"


@dataclass(frozen=True, slots=True)
class Piece:
    """`amount` fen of the inflow `into` that left by `out`.

    `into_from`: how much of the inflow had left before; `out_from`: how much of the outflow is told already. Under
    FIFO and LIFO these are places of fen, under PROPORTIONAL running sums alone.
    """

    into: Transfer
    out: Transfer
    amount: int
    into_from: int
    out_from: int


@dataclass(slots=True)
class _Lot:
    """An inflow and how much of it has left."""

    into: Transfer
    gone: int = 0

    @property
    def left(self) -> int:
        return self.into.amount - self.gone

    def take(self, amount: int, out: Transfer, out_from: int) -> Piece:
        piece = Piece(self.into, out, amount, self.gone, out_from)
        self.gone += amount
        return piece


def matched(account: Account, rule: TracingRule, steps: Steps) -> list[Piece]:
    """All pieces of an account, in the order in which they left; the first of them once `steps` are over."""
    lots: deque[_Lot] = deque()
    pieces: list[Piece] = []
    for transfer, inward in account.events():
        if inward:
            if transfer.amount:
                lots.append(_Lot(transfer))
            continue
        if rule is TracingRule.PROPORTIONAL:
            found = _share(lots, transfer, steps)
            lots = deque(lot for lot in lots if lot.left)
        else:
            found = _take(lots, transfer, newest=rule is TracingRule.LIFO, steps=steps)
        pieces += found
        if steps.over:
            break
    return pieces


def _take(lots: deque[_Lot], out: Transfer, *, newest: bool, steps: Steps) -> list[Piece]:
    """Whole lots one after another, and of the last as much as is wanted; of one lot its first fen first."""
    pieces, told = [], 0
    while lots and told < out.amount and steps.take():
        lot = lots[-1 if newest else 0]
        piece = lot.take(min(lot.left, out.amount - told), out, told)
        told += piece.amount
        pieces.append(piece)
        if not lot.left:
            lots.pop() if newest else lots.popleft()
    return pieces


def _share(lots: deque[_Lot], out: Transfer, steps: Steps) -> list[Piece]:
    """Of each lot as large a part as of every other: running sums rounded down, which add up to the whole."""
    pieces, told, passed = [], 0, 0
    balance = sum(lot.left for lot in lots)
    amount = min(out.amount, balance)
    for lot in lots:
        if not amount or not steps.take():
            break
        passed += lot.left
        part = amount * passed // balance - told
        if part:
            pieces.append(lot.take(part, out, told))
            told += part
    return pieces
