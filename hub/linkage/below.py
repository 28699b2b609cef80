"""What is commanded, fetched step by step: who commands something may command more by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from graph.plan import Direction, Slice
from hub.linkage.registers import Bounds, Registers, asked
from hub.read.fields import Inquiry

LIKELY = 0.499_999  # of the votes: only whose register is worth reading


def read_below(
    registers: Registers,
    heads: Iterable[str],
    commanding: Callable[[], Inquiry[Iterable[str]]],
    time: Slice,
    bounds: Bounds,
) -> Inquiry[None]:
    """The holdings of the heads and of all whom `commanding` names after each step; past a bound the rest is cut.

    Of what they may together have the majority of, the whole register is read: one that sums to more than one
    makes nobody's majority certain.
    """
    below: set[str] = set()
    frontier = list(dict.fromkeys(heads))
    while frontier:
        if not bounds.round(registers):
            registers.cut.update(frontier)
            return
        below.update(frontier)
        yield from asked(registers, frontier, Direction.OUT, time, bounds)
        likely = [id_ for id_ in _likely(registers, below) if id_ not in registers.read]
        if likely:
            yield from asked(registers, likely, Direction.IN, time, bounds)
        named = yield from commanding()
        frontier = [each for each in dict.fromkeys(named) if each not in below]


def _likely(registers: Registers, holders: set[str]) -> list[str]:
    """Companies of which these holders together may have more than a half."""
    held: dict[str, float] = {}
    for stake in registers.stakes.values():
        if stake.holder in holders:
            share = stake.voting if stake.voting is not None else stake.lower
            held[stake.held] = held.get(stake.held, 0.0) + share
    return [company for company, share in held.items() if share > LIKELY]
