"""Transfers between accounts, in the order in which money can have moved.

Amounts are whole fen, instants texts whose order is that of time (`graph.rules.days`), accounts any ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer; `key` is its own among all, and decides between two of one instant."""

    key: str
    source: str
    target: str
    amount: int
    at: str

    @property
    def order(self) -> tuple[str, str]:
        return self.at, self.key


@dataclass(frozen=True, slots=True)
class Account:
    """What came in and what went out of one account, in time order."""

    incoming: tuple[Transfer, ...] = ()
    outgoing: tuple[Transfer, ...] = ()

    @property
    def received(self) -> int:
        return sum(transfer.amount for transfer in self.incoming)

    @property
    def sent(self) -> int:
        return sum(transfer.amount for transfer in self.outgoing)

    @property
    def from_before(self) -> int:
        """What it sent beyond all that had come in by then: from a balance that is not known, or from whatever is
        not seen. The same by every rule, since each takes as much as is there.
        """
        balance = short = 0
        for transfer, inward in self.events():
            if inward:
                balance += transfer.amount
            else:
                short += max(0, transfer.amount - balance)
                balance = max(0, balance - transfer.amount)
        return short

    def events(self) -> list[tuple[Transfer, bool]]:
        """All with whether money came in: in time order; at one instant first all that came in, then by key.

        So what comes in at an instant may leave at it, as in books that know the day only.
        """
        both = [(transfer, True) for transfer in self.incoming] + [(each, False) for each in self.outgoing]
        return sorted(both, key=lambda event: (event[0].at, not event[1], event[0].key))


_NONE = Account()


@dataclass(slots=True)
class Books:
    """Transfers by account and by key. One from an account to itself moves nothing: it is on neither side."""

    transfers: Mapping[str, Transfer]
    accounts: dict[str, Account] = field(default_factory=dict)

    @classmethod
    def of(cls, transfers: Iterable[Transfer]) -> Books:
        by_key = {transfer.key: transfer for transfer in sorted(transfers, key=lambda each: each.order)}
        into: dict[str, list[Transfer]] = {}
        out: dict[str, list[Transfer]] = {}
        for transfer in by_key.values():
            if transfer.source == transfer.target:
                continue
            into.setdefault(transfer.target, []).append(transfer)
            out.setdefault(transfer.source, []).append(transfer)
        accounts = {id_: Account(tuple(into.get(id_, ())), tuple(out.get(id_, ()))) for id_ in (*into, *out)}
        return cls(by_key, accounts)

    def account(self, id_: str) -> Account:
        return self.accounts.get(id_, _NONE)
