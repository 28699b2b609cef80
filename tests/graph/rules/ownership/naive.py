"""The same answers by slow and plain means: dense matrices, and every extreme filling of unknown shares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

import numpy as np

from graph.rules.ownership.holdings import Holding

Weights = Mapping[tuple[str, str], float]  # (holder, held) -> share


def names(holdings: Iterable[Holding]) -> list[str]:
    return sorted({name for holding in holdings for name in (holding.holder, holding.held)})


def matrix(everybody: list[str], weights: Weights) -> np.ndarray:
    w = np.zeros((len(everybody), len(everybody)))
    for (holder, held), share in weights.items():
        w[everybody.index(holder), everybody.index(held)] += share
    return w


def by_definition(everybody: list[str], weights: Weights) -> np.ndarray:
    """N[i][j] / N[i][i], for all pairs."""
    n = np.linalg.solve(np.eye(len(everybody)) - matrix(everybody, weights), np.eye(len(everybody)))
    return n / np.diag(n)[:, None]


def first_passage(everybody: list[str], weights: Weights, holder: str) -> dict[str, float]:
    """The same for one holder, where closed rings make I - W singular: those who never lead to it have nothing."""
    w = matrix(everybody, weights)
    at = everybody.index(holder)
    leads = np.zeros(len(everybody), dtype=bool)
    leads[at] = True
    for _ in everybody:
        leads |= ((w > 0) & leads[:, None]).any(axis=0)
    inner = [row for row in range(len(everybody)) if leads[row] and row != at]
    shares = dict.fromkeys(everybody, 0.0) | {holder: 1.0}
    if inner:
        system = np.eye(len(inner)) - w[np.ix_(inner, inner)].T
        for row, share in zip(inner, np.linalg.solve(system, w[at, inner]), strict=True):
            shares[everybody[row]] = float(share)
    return shares


def fillings(holdings: Iterable[Holding]) -> Iterator[Weights]:
    """All corners of what the registers may be: each row at an end, or one of a register making it full."""
    registers: dict[str, list[Holding]] = {}
    for holding in holdings:
        registers.setdefault(holding.held, []).append(holding)
    for choice in product(*(list(_corners(rows)) for rows in registers.values())):
        weights: dict[tuple[str, str], float] = {}
        for rows, shares in zip(registers.values(), choice, strict=True):
            for holding, share in zip(rows, shares, strict=True):
                pair = (holding.holder, holding.held)
                weights[pair] = weights.get(pair, 0.0) + share
        yield weights


def _corners(rows: list[Holding]) -> Iterator[tuple[float, ...]]:
    ends = [sorted({row.lower, row.upper}) for row in rows]
    for corner in product(*ends):
        if sum(corner) <= 1.0 + 1e-12:
            yield corner
    for place, row in enumerate(rows):
        for corner in product(*(end if at != place else [0.0] for at, end in enumerate(ends))):
            left = 1.0 - sum(corner)
            if row.lower < left < row.upper:
                yield (*corner[:place], left, *corner[place + 1 :])


def simple_paths(weights: Weights, holder: str, company: str) -> list[tuple[float, tuple[str, ...]]]:
    """All ways that pass nobody twice, with the products of their shares, the greatest first."""
    found = []
    waiting = [(1.0, (holder,))]
    while waiting:
        share, way = waiting.pop()
        if way[-1] == company:
            found.append((share, way))
            continue
        for (one, held), direct in weights.items():
            if one == way[-1] and held not in way and direct > 0.0:
                waiting.append((share * direct, (*way, held)))
    return sorted(found, reverse=True)
