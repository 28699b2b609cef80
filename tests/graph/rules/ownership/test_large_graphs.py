"""Ways of calculating that only larger graphs take: summed, factorised, and what turns one into the other."""

from __future__ import annotations

import os
import random
import subprocess
import sys

import numpy as np
import pytest

from graph.rules.ownership.beneficial import beneficial_owners
from graph.rules.ownership.holdings import HolderKind, Holding, OwnershipGraph
from graph.rules.ownership.limits import Limits
from graph.rules.ownership.linear import DENSE_MAX, FACTORISED_MAX, Singular, System
from graph.rules.ownership.shares import integrated, ultimate_shares
from tests.graph.rules.ownership.naive import by_definition, names

LARGE = 3 * DENSE_MAX


def random_holdings(companies: int, seed: int, *, unknown: float = 0.0, leak: float = 0.05) -> list[Holding]:
    """Each company is held by companies anywhere, itself too, and by persons; circles go through most of them."""
    chance = random.Random(seed)
    holdings = []
    for number in range(companies):
        held = f"c{number}"
        holders = [f"c{chance.randrange(companies)}" for _ in range(chance.randrange(4))]
        holders += [f"p{chance.randrange(companies)}" for _ in range(1 + chance.randrange(3))]
        parts = [chance.random() for _ in holders]
        whole = sum(parts) / (1.0 - leak)
        for holder, part in zip(holders, parts, strict=True):
            if chance.random() < unknown:
                holdings.append(Holding(holder=holder, held=held, upper=min(1.0, 3 * part / whole)))
            else:
                holdings.append(Holding(holder=holder, held=held, share=part / whole))
    return holdings


def graph_of(holdings: list[Holding]) -> OwnershipGraph:
    persons = {holding.holder for holding in holdings if holding.holder.startswith("p")}
    companies = {holding.held for holding in holdings}
    return OwnershipGraph.of(
        holdings,
        dict.fromkeys(persons, HolderKind.NATURAL_PERSON) | dict.fromkeys(companies, HolderKind.COMPANY),
    )


@pytest.mark.parametrize("seed", range(3))
def test_known_shares_give_the_dense_solution(seed: int) -> None:
    holdings = random_holdings(LARGE, seed)
    weights: dict[tuple[str, str], float] = {}
    for row in holdings:
        weights[row.holder, row.held] = weights.get((row.holder, row.held), 0.0) + row.lower
    everybody = names(holdings)
    dense = by_definition(everybody, weights)
    graph = graph_of(holdings)
    for held in ("c0", "c7", f"c{LARGE - 1}"):
        ends = ultimate_shares(graph, held)
        column = everybody.index(held)
        expected = {
            end: dense[row, column]
            for row, end in enumerate(everybody)
            if end[0] == "p" and dense[row, column] > 1e-8
        }
        assert {end: share.lower for end, share in ends.shares.items() if share.lower > 1e-8} == pytest.approx(
            expected, abs=1e-9
        )
        for holder in ("c1", "c2", "c3"):
            found = integrated(graph, holder, held).share
            assert found.lower == pytest.approx(dense[everybody.index(holder), column], abs=1e-9)
            assert found.upper == found.lower


@pytest.mark.parametrize("seed", range(3))
def test_the_greatest_share_is_a_fixed_point_from_below(seed: int) -> None:
    """Values iterated from 0, each register filled anew each time, rise to the greatest share and no further."""
    holdings = random_holdings(LARGE, seed, unknown=0.3)
    graph = graph_of(holdings)
    for holder in ("p0", "p5", "c3"):
        value = dict.fromkeys(graph.registers, 0.0)
        for _ in range(3_000):
            new = {}
            for company, register in graph.registers.items():
                worth = [
                    (1.0 if stake.holder == holder else value.get(stake.holder, 0.0), stake)
                    for stake in register.stakes
                ]
                total, left = sum(part * stake.lower for part, stake in worth), register.rest
                for part, stake in sorted(worth, key=lambda pair: -pair[0]):
                    given = min(left, stake.upper - stake.lower)
                    left -= given
                    total += part * given
                new[company] = total
            moved = max(abs(new[company] - value[company]) for company in new if company != holder)
            value = new
            if moved < 1e-13:
                break
        for held in ("c0", "c7", "c9"):
            found = integrated(graph, holder, held, Limits()).share
            assert found.upper == pytest.approx(value[held], abs=1e-9), (holder, held)


def system(size: int, leak: float, *, often: bool) -> tuple[System, np.ndarray]:
    """A ring of `size`, each wholly the next one's but for `leak`."""
    rows = np.arange(size)
    dense = np.zeros((size, size))
    dense[rows, (rows + 1) % size] = 1.0 - leak
    return System(size, rows, (rows + 1) % size, np.full(size, 1.0 - leak), often=often), dense


@pytest.mark.parametrize("size", [3, DENSE_MAX, DENSE_MAX + 1, FACTORISED_MAX + 1])
@pytest.mark.parametrize("leak", [0.5, 1e-3, 1e-5])
@pytest.mark.parametrize("often", [False, True])
def test_all_ways_solve_alike(size: int, leak: float, often: bool) -> None:
    found, dense = system(size, leak, often=often)
    constant = np.zeros(size)
    constant[0] = leak
    for transposed in (False, True):
        expected = found.solve(constant, transposed=transposed)
        matrix = dense.T if transposed else dense
        assert np.abs(matrix @ expected + constant - expected).max() < 1e-12


@pytest.mark.parametrize("size", [3, DENSE_MAX + 1])
@pytest.mark.parametrize("leak", [0.0, 1e-16, 1e-8])
def test_what_is_hardly_left_is_refused(size: int, leak: float) -> None:
    with pytest.raises(Singular):
        system(size, leak, often=False)[0].check()


def test_a_large_graph_with_slow_and_closed_rings_is_answered_to_the_end() -> None:
    holdings = [row for row in random_holdings(LARGE, 4) if row.held not in ("c0", "c1", "c2", "c3", "c4", "c5")]
    holdings += [
        Holding(holder="c1", held="c0", share=1.0),
        Holding(holder="c0", held="c1", share=1.0),
        Holding(holder="c3", held="c2", share=1.0 - 1e-8),
        Holding(holder="p3", held="c2", share=1e-8),
        Holding(holder="c2", held="c3", share=1.0),
        Holding(holder="c0", held="c4", share=0.25),
        Holding(holder="c2", held="c4", share=0.25),
        Holding(holder="p1", held="c4", share=0.5),
    ]
    holdings += [
        Holding(holder="c6", held="c5", share=0.5),
        Holding(holder="c5", held="c5", share=0.25),
        Holding(holder="p2", held="c5", share=0.25),
    ]
    graph = graph_of([row for row in holdings if row.held != "c6"] + [Holding(holder="c5", held="c6", share=1.0)])
    sound = beneficial_owners(graph, "c5")
    assert sound.faults == ()
    assert [(owner.person, owner.share.lower) for owner in sound.owners] == [("p2", pytest.approx(1.0, abs=1e-9))]
    found = beneficial_owners(graph, "c4")
    assert [fault.companies for fault in found.faults] == [("c0", "c1"), ("c2", "c3")]
    owner = {owner.person: owner for owner in found.owners}["p1"]
    assert (owner.share.lower, owner.certain) == (pytest.approx(0.5, abs=1e-9), True)
    assert owner.share.upper == pytest.approx(0.75, abs=1e-9)


def test_whoever_loads_the_hub_does_not_load_scipy() -> None:
    script = (
        "import sys, hub, hub.__main__, graph.rules.ownership.beneficial, graph.rules.ownership.close_links, "
        "graph.rules.ownership.ubo; print({'scipy', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env={**os.environ}, check=True
    )
    assert done.stdout.strip() == "set()"
