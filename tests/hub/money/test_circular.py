"""Circles of transfers over HTTP on both engines, beside a search that tries every sequence."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine
from graph.rules.money.transfers import Transfer
from tests.graph.rules.money.naive import circles_of
from tests.graphs import Node, Tie, bring_in
from tests.hub.money.made import (
    CIRCLES,
    WINDOW,
    accounts,
    circular,
    drawn_key,
    fen,
    hub_for,
    item,
    key,
    moved,
    owned,
    tie_of,
)
from tests.hub.serving import Client

# Out to `a`, on to `b`, and home to another account of the debtor's; and from `a` straight home.
RING: list[Node | Tie] = [
    *owned("debtor", "s", "t"),
    *owned("friend", "a"),
    *accounts("stab"),
    moved("1", "s", "a", "100.00", "02 10:00"),
    moved("2", "a", "b", "95.00", "03 10:00"),
    moved("3", "b", "t", "94.50", "04 10:00"),
    moved("4", "a", "s", "90.00", "05 10:00"),
    moved("5", "a", "s", "89.99", "05 11:00"),
    moved("6", "b", "s", "100.00", "02 09:00"),
]


def ways(found: dict[str, Any]) -> list[str]:
    return ["".join(item(each) for each in circle["transfers"]) for circle in found["circles"]]


async def test_circles_to_the_same_account_and_to_the_same_owner(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    assert (await bring_in(engine, tmp_path, RING)).rejected == 0
    found = await circular(client, "debtor")
    assert ways(found) == ["14", "123"] and found["truncated"] is False
    short, long = found["circles"]
    assert (short["sent"], short["passedOn"], short["sameAccount"]) == ("100.00", "90.00", True)
    assert (long["sent"], long["passedOn"], long["sameAccount"]) == ("100.00", "94.50", False)
    assert long["owners"] == [{"name": "debtor"}] and "94.50" in long["why"] and "94.50" in long["whyZh"]
    assert [each["to"]["accountType"] for each in long["transfers"]] == ["a", "b", "t"]
    assert ways(await circular(client, "s")) == ["14", "123"]  # the account's owner has `t`, too
    assert ways(await circular(client, "s", sameOwner=False)) == ["14"]
    assert ways(await circular(client, "debtor", sameOwner=False)) == ["14"]
    assert ways(await circular(client, "debtor", most=2)) == ["14"]
    assert ways(await circular(client, "debtor", fraction=0.8999)) == ["14", "15", "123"]
    assert ways(await circular(client, "debtor", fraction=0.95)) == ["123"]
    assert ways(await circular(client, "debtor", least="94.50")) == ["123"]
    assert ways(await circular(client, "debtor", least="94.51")) == []
    assert ways(await circular(client, "debtor", until="2026-01-04T10:00:00Z")) == []
    few = await circular(client, "debtor", first=1)
    assert ways(few) == ["14"] and few["bounds"] == ["FIRST"]


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize("seed", range(3))
async def test_random_graphs_beside_every_sequence(engine: Engine, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    names = [f"n{n}" for n in range(7)]
    transfers = []
    for number in range(13):
        source, target = chance.choice(names), chance.choice(names)
        at = f"2026-01-{chance.randrange(1, 5):02d}T00:00:00.000000Z"
        transfers.append(Transfer(drawn_key(source, target, number), source, target, chance.randrange(9), at))
    rows = [*owned("p", *names[:2]), *accounts(names), *map(tie_of, transfers)]
    await bring_in(engine, tmp_path, rows)
    async with hub_for(engine, tmp_path) as client:
        for fraction in (0.0, 0.6, 1.0):
            for most in (2, 3, 4, 5):
                found = await circular(client, "p", fraction=fraction, most=most, first=500)
                expected = set()
                for start in names[:2]:
                    exact = Fraction(str(fraction))
                    expected |= circles_of(transfers, start, set(names[:2]), most, exact, 1)
                told = [tuple(item(each) for each in circle["transfers"]) for circle in found["circles"]]
                assert len(set(told)) == len(told)
                assert set(told) == {tuple(key[-3:] for key in way) for way in expected}
                assert found["truncated"] is False


@pytest.mark.usefixtures("case")
async def test_a_long_circle_is_read_from_both_ends(engine: Engine, tmp_path: Path) -> None:
    names = [f"n{n}" for n in range(10)]
    rows = [*accounts(names)]
    rows += [moved(f"{n}", names[n], names[(n + 1) % 10], "5.00", f"{n + 1:02d} 10:00") for n in range(10)]
    await bring_in(engine, tmp_path, rows)
    async with hub_for(engine, tmp_path) as client:
        assert ways(await circular(client, "n0", most=10)) == ["0123456789"]
        assert ways(await circular(client, "n0", most=9)) == []
        assert ways(await circular(client, "n1", most=10)) == []  # n0 had sent before
    async with hub_for(engine, tmp_path, money_accounts=4) as client:
        found = await circular(client, "n0", most=10)
        assert ways(found) == [] and found["bounds"] == ["ACCOUNTS"]


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize("place", range(3))
async def test_no_circle_leads_through_a_busy_account(engine: Engine, tmp_path: Path, place: int) -> None:
    """Wherever on the way it stands: read from one side, from the other, or where they meet."""
    names = ["s", "a", "b", "c"]
    crowd = [f"x{n}" for n in range(4)]
    rows = [*accounts([*names, *crowd])]
    rows += [moved(f"{n}", names[n], names[(n + 1) % 4], "5.00", f"{n + 1:02d} 10:00") for n in range(4)]
    rows += [moved(f"x{n}", each, names[place + 1], "5.00", "09 10:00") for n, each in enumerate(crowd)]
    await bring_in(engine, tmp_path, rows)
    async with hub_for(engine, tmp_path, money_account_transfers=5) as client:
        found = await circular(client, "s")
        assert ways(found) == [] and len(found["busyAccounts"]) == 1 and found["truncated"] is False
    async with hub_for(engine, tmp_path, money_account_transfers=6) as client:
        assert ways(await circular(client, "s")) == ["0123"]


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize(
    ("bound", "name"),
    [
        ({"money_accounts": 2}, "ACCOUNTS"),
        ({"money_transfers": 3}, "TRANSFERS"),
        ({"money_rounds": 1}, "ROUNDS"),
        ({"money_seconds": 1e-9}, "SECONDS"),
        ({"money_steps": 2}, "STEPS"),
        ({"money_starts": 1}, "START_ACCOUNTS"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_past_a_bound_some_are_missing_and_it_is_named(
    engine: Engine, tmp_path: Path, bound: dict[str, Any], name: str
) -> None:
    await bring_in(engine, tmp_path, RING)
    async with hub_for(engine, tmp_path, **bound) as client:
        found = await circular(client, "debtor")
    assert name in found["bounds"] and set(ways(found)) < {"14", "123"}


@pytest.mark.usefixtures("case")
async def test_what_is_hidden_closes_no_circle(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, RING)
    async with hub_for(engine, tmp_path, money_account_transfers=5) as client:

        async def texts() -> list[str]:
            asks = [{"key": key(name), **WINDOW} for name in ("debtor", "s", "a", "z")]
            return [(await client.post(CIRCLES, ask)).text for ask in asks]

        before = await texts()
        sealed = {"access": "SEALED"}
        more: list[Node | Tie] = [*accounts(["h"], **sealed), moved("h1", "s", "h", "5.00", "02 10:00")]
        more += [moved("h2", "h", "t", "5.00", "03 10:00"), moved("h3", "a", "t", "99.00", "03 10:00", **sealed)]
        more += [moved(f"c{n}", "h", "b", "5.00", "03 10:00") for n in range(5)]
        assert (await bring_in(engine, tmp_path, more)).rejected == 0
        assert await texts() == before


async def test_arguments_that_are_refused(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, RING)
    for given, part in (
        ({"most": 1}, "maxTransfers: 1; 2 to 10 are allowed"),
        ({"most": 1_000_000}, "maxTransfers: 1000000"),
        ({"fraction": 1.01}, "minFraction: 1.01; 0 to 1 are allowed"),
        ({"fraction": -0.1}, "minFraction: -0.1"),
        ({"since": WINDOW["until"]}, "it must be before until"),
    ):
        [error] = (await client.post(CIRCLES, {"key": key("s"), **WINDOW, **given})).json()["errors"]
        assert error["extensions"]["code"] == "BAD_INPUT" and part in error["message"], error
    whole = await circular(client, "s", fraction=0)
    assert all(fen(each["passedOn"]) > 0 for each in whole["circles"])
    assert await circular(client, "nobody") is None
