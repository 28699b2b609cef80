"""Transfers of a window, read in set-wise rounds of accounts; who has too many of them to be walked through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from graph.cypher.rows import FACT_HEAD, FACT_OUTWARD, FACT_SLOT, NODE_ID
from graph.model import MODEL
from graph.plan import Direction, Expand, Find, Select, Slice
from graph.rules.money.transfers import Books, Transfer
from graph.rules.simple_paths import Steps
from hub.read.allowance import Allowance
from hub.read.by_id import EDGES, nodes_by_id, read_rows
from hub.read.fields import Inquiry
from hub.settings.limits import MoneyLimits

_TOLD: Final = ("amount", "occurredAt")
_AMOUNT, _AT = range(FACT_HEAD, FACT_HEAD + len(_TOLD))
_KINDS: Final = ("ACCOUNT",)
Window = tuple[str, str]


class Bound(StrEnum):
    """What an answer met."""

    START_ACCOUNTS = "START_ACCOUNTS"
    START_TRANSFERS = "START_TRANSFERS"
    ACCOUNTS = "ACCOUNTS"
    TRANSFERS = "TRANSFERS"
    OWNERS = "OWNERS"
    ROUNDS = "ROUNDS"
    SECONDS = "SECONDS"
    STEPS = "STEPS"
    FIRST = "FIRST"


class MoneyBounds(Allowance):
    """What is left of the limits of one question; `met`: those that were reached."""

    def __init__(self, limits: MoneyLimits, until: float) -> None:
        super().__init__(rounds=limits.rounds, seconds=limits.seconds, until=until)
        self.limits = limits
        self.steps = Steps(limits.steps)
        self._met: set[Bound] = set()

    @property
    def met(self) -> list[Bound]:
        """In the order of the names above."""
        found = {*self._met, Bound.STEPS} if self.steps.over else self._met
        return [bound for bound in Bound if bound in found]

    def meet(self, bound: Bound, *, when: bool = True) -> bool:
        if when:
            self._met.add(bound)
        return when

    def expired(self) -> bool:
        return self.meet(Bound.SECONDS, when=super().expired())

    def round(self, ledger: Ledger) -> bool:
        """Whether one more round may be asked."""
        self.rounds_left -= 1
        stops = (
            self.meet(Bound.ROUNDS, when=self.rounds_left < 0),
            self.expired(),
            self.meet(Bound.ACCOUNTS, when=len(ledger.read) >= self.limits.accounts),
            self.meet(Bound.TRANSFERS, when=len(ledger.transfers) >= self.limits.transfers),
        )
        return not any(stops)


@dataclass(slots=True)
class Ledger:
    """What was read. `read`: accounts that were asked about; `busy`: those of them that have too many transfers,
    of which nothing is kept but what others tell; `part`: those of which the newest were kept all the same.
    """

    time: Slice
    window: Window
    transfers: dict[str, Transfer] = field(default_factory=dict)
    facts: dict[str, list[Any]] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    busy: dict[str, None] = field(default_factory=dict)
    part: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)  # facts whose amount or time is not open to the caller
    partly: set[str] = field(default_factory=set)  # accounts that were read and have such

    @property
    def books(self) -> Books:
        return Books.of(self.transfers.values())

    def whole(self, id_: str) -> bool:
        """All its transfers of the window are here, each with its amount and time."""
        return id_ in self.read and not any(id_ in some for some in (self.busy, self.part, self.partly))

    def read_starts(self, ids: Iterable[str], bounds: MoneyBounds) -> Inquiry[None]:
        """Of accounts that are asked about themselves many are read, and of too many the newest."""
        yield from self._read(ids, bounds.limits.start_transfers, bounds, keep=True)

    def read_all(self, ids: Iterable[str], bounds: MoneyBounds) -> Inquiry[None]:
        """Past a bound some are not read, and the bound is met."""
        yield from self._read(ids, bounds.limits.account_transfers, bounds, keep=False)

    def _read(self, ids: Iterable[str], most: int, bounds: MoneyBounds, *, keep: bool) -> Inquiry[None]:
        wanted = [id_ for id_ in dict.fromkeys(ids) if id_ not in self.read]
        yield from read_rows(
            wanted,
            lambda batch: transfers_of(batch, most, self.time, self.window),
            lambda id_, row: self._take(id_, row, most, bounds, keep=keep),
            size=bounds.limits.round_accounts,
            room=lambda: bounds.limits.accounts - len(self.read) if bounds.round(self) else 0,
        )

    def _take(self, id_: str, row: list[Any] | None, most: int, bounds: MoneyBounds, *, keep: bool) -> None:
        self.read.add(id_)
        edges = row[EDGES] if row is not None else []
        if len(edges) > most:
            if not keep:
                self.busy[id_] = None
                return
            self.part.add(id_)
            bounds.meet(Bound.START_TRANSFERS)
        for node, fact, _others in edges[:most]:
            far, slot = str(node[NODE_ID]), str(fact[FACT_SLOT])
            if fact[_AMOUNT] is None or fact[_AT] is None:
                self.closed.add(slot)
                if far != id_:
                    self.partly.add(id_)
                continue
            source, target = (id_, far) if fact[FACT_OUTWARD] else (far, id_)
            self.transfers[slot] = Transfer(slot, source, target, int(fact[_AMOUNT]), str(fact[_AT]))
            self.facts[slot] = fact


_TRANSFERS: Final = MODEL.relations["TRANSFERS"]
_OWNS: Final = MODEL.relations["OWNS_ACCOUNT"]


def transfers_of(ids: Sequence[str], most: int, time: Slice, window: Window) -> Find:
    """The transfers of these accounts in the window, both ways, the newest first."""
    expand = Expand(
        relations=(_TRANSFERS.name,),
        direction=Direction.BOTH,
        kinds=_KINDS,
        first=most,
        properties=_TOLD,
        order_by=_TRANSFERS.ordered_by,
        separate=_TRANSFERS.separate,
        within=_TRANSFERS.ordered_by,
    )
    select = Select(edges=(expand,))
    return nodes_by_id(ids, select, time, kinds=_KINDS, passing=True, window=window)


def owned_by(ids: Sequence[str], most: int, time: Slice) -> Find:
    """The accounts of these subjects."""
    return _ownership(ids, Direction.OUT, _OWNS.targets, MODEL.shown, most, time)


def owners_of(ids: Sequence[str], most: int, time: Slice) -> Find:
    """The owners of these accounts."""
    return _ownership(ids, Direction.IN, _OWNS.sources, _KINDS, most, time)


def _ownership(
    ids: Sequence[str], direction: Direction, far: tuple[str, ...], near: tuple[str, ...], most: int, time: Slice
) -> Find:
    expand = Expand(relations=(_OWNS.name,), direction=direction, kinds=far, first=most)
    return nodes_by_id(ids, Select(edges=(expand,)), time, kinds=near, passing=True)


def far_ids(row: list[Any] | None, most: int) -> tuple[list[str], bool]:
    """Who stands at the far ends, so many at most, in order of id; whether there are more."""
    edges = row[EDGES] if row is not None else []
    return [str(node[NODE_ID]) for node, _fact, _others in edges[:most]], len(edges) > most
