"""The part of the graph above one company: all that may have a share of it, nearest first."""

from __future__ import annotations

from collections import deque

from graph.rules.ownership.holdings import TERMINAL, OwnershipGraph
from graph.rules.ownership.limits import Limits
from graph.rules.ownership.registers import UNREAD, Register


def upstream(graph: OwnershipGraph, company: str, limits: Limits) -> tuple[OwnershipGraph, frozenset[str]]:
    """The graph, or where the limits end it the part above `company`, and the fields of `limits` reached.

    Companies past a bound stay in the graph with a register that was not read.
    """
    if len(graph.registers) <= limits.companies and graph.rows <= limits.holdings:
        return graph, frozenset()
    registers: dict[str, Register] = {}
    reached: set[str] = set()
    waiting = deque([company])
    met = {company}
    holdings = 0
    while waiting:
        here = waiting.popleft()
        register = graph.registers.get(here)
        if register is None or (here != company and graph.kind(here) in TERMINAL):
            continue
        holdings += len(register.stakes)
        if len(registers) >= limits.companies or holdings > limits.holdings:
            reached.add("companies" if len(registers) >= limits.companies else "holdings")
            registers[here] = UNREAD
            holdings -= len(register.stakes)
            continue
        registers[here] = register
        for stake in register.stakes:
            if stake.holder not in met and stake.upper > 0.0:
                met.add(stake.holder)
                waiting.append(stake.holder)
    return OwnershipGraph(registers, graph.kinds), frozenset(reached)
