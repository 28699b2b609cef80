"""Splitting over HTTP on both engines, at the edges of each term."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine
from tests.graphs import Node, Tie, bring_in
from tests.hub.money.made import SPLITTING, WINDOW, accounts, hub_for, item, key, moved, owned, split
from tests.hub.serving import Client

_MANY = [f"x{n}" for n in range(6)]
# 240,000 came to `s` and left it in five of just under 50,000; 245,000 left `t` and had come by as many.
SPLIT: list[Node | Tie] = [
    *owned("debtor", "s", "t"),
    *accounts(["s", "t", "y", "z", *_MANY]),
    moved("w", "y", "s", "240000.00", "02 10:00"),
    *(moved(f"{n}", "s", _MANY[n], "49999.99", f"0{n + 3} 10:00") for n in range(3)),
    *(moved(f"{n}", "s", _MANY[n], "49999.99", "05 08:59") for n in range(3, 5)),
    *(moved(f"{n + 5}", _MANY[n], "t", "49000.00", f"10 0{n}:00") for n in range(5)),
    moved("v", "t", "z", "245000.00", "11 00:00"),
]


def told(found: dict[str, Any]) -> list[tuple[str, str, str, int, str]]:
    return [
        (
            each["kind"],
            item(each["whole"]),
            "".join(item(part["transfer"]) for part in each["parts"]),
            each["count"],
            each["sum"],
        )
        for each in found["patterns"]
    ]


async def test_both_kinds_with_their_numbers(client: Client, engine: Engine, tmp_path: Path) -> None:
    assert (await bring_in(engine, tmp_path, SPLIT)).rejected == 0
    found = await split(client, "debtor")
    assert told(found) == [
        ("DISPERSED", "w", "01342", 5, "240000.00"),
        ("GATHERED", "v", "56789", 5, "245000.00"),
    ]
    terms = (found["below"], found["withinHours"], found["minParts"], found["minFraction"])
    assert terms == ("50000.00", 72, 5, 0.8)
    one = found["patterns"][0]
    assert one["account"]["accountType"] == "s" and one["owners"] == [{"name": "debtor"}]
    assert one["whole"]["amount"] == "240000.00" and one["partsLeftOut"] == 0
    assert [part["part"] for part in one["parts"]] == ["49999.99"] * 4 + ["40000.04"]
    assert one["parts"][0]["transfer"]["to"]["accountType"] == "x0"
    assert "240000.00" in one["why"] and "线索" in one["whyZh"]
    assert told(await split(client, "s")) == told(found)[:1]
    few = await split(client, "debtor", first=1)
    assert told(few) == told(found)[:1] and few["bounds"] == ["FIRST"]


async def test_at_the_edge_of_each_term(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, SPLIT)
    assert told(await split(client, "s", below="49999.99")) == []  # a part of the threshold is none
    assert told(await split(client, "s", below="240000.00"))  # a whole of the threshold is one
    assert told(await split(client, "s", below="240000.01")) == []
    assert told(await split(client, "s", parts=6)) == []
    # The last one left 72 hours after the whole, to the minute.
    assert [each[3] for each in told(await split(client, "s", hours=71, parts=4, fraction=0.7))] == [4]
    assert told(await split(client, "s", hours=71, parts=4, fraction=0.84)) == []
    assert told(await split(client, "s", hours=71, parts=4, fraction=0.83))
    assert told(await split(client, "s", until="2026-01-05T10:00:00Z")) == []


@pytest.mark.usefixtures("case")
async def test_an_account_that_was_read_in_part_is_not_judged(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, SPLIT)
    async with hub_for(engine, tmp_path, money_start_transfers=5) as client:
        found = await split(client, "debtor")
        assert told(found) == [] and found["bounds"] == ["START_TRANSFERS"]
    async with hub_for(engine, tmp_path, money_start_transfers=6) as client:
        assert len(told(await split(client, "debtor"))) == 2


@pytest.mark.usefixtures("case")
async def test_what_is_hidden_is_no_part(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, SPLIT)
    async with hub_for(engine, tmp_path, money_start_transfers=6) as client:

        async def texts() -> list[str]:
            asks = [{"key": key(name), **WINDOW} for name in ("debtor", "s", "h")]
            return [(await client.post(SPLITTING, ask)).text for ask in asks]

        before = await texts()
        sealed = {"access": "SEALED"}
        more: list[Node | Tie] = [*accounts(["h"], **sealed), moved("h1", "h", "s", "90000.00", "01 10:00")]
        more += [moved("h2", "s", "z", "90000.00", "02 11:00", **sealed)]
        assert (await bring_in(engine, tmp_path, more)).rejected == 0
        assert await texts() == before


async def test_arguments_that_are_refused(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, SPLIT)
    for given, part in (
        ({"below": "0.00"}, "below: 0.00"),
        ({"hours": -1}, "withinHours: -1; 0 to 8784 are allowed"),
        ({"hours": 2**31 - 1}, "withinHours"),
        ({"parts": 1}, "minParts: 1; 2 to 10000 are allowed"),
        ({"fraction": 2}, "minFraction: 2"),
        ({"until": WINDOW["since"]}, "it must be before until"),
    ):
        [error] = (await client.post(SPLITTING, {"key": key("s"), **WINDOW, **given})).json()["errors"]
        assert error["extensions"]["code"] == "BAD_INPUT" and part in error["message"], error
    assert await split(client, "nobody") is None
    assert (await split(client, "s", hours=0))["patterns"] == []
