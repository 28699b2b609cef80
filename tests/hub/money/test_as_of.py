"""As of a day, as known at an instant: each answer is that of a graph with the transfers of then alone."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from graph.rules.yuan import shown
from tests.graphs import Node, Tie, bring_in
from tests.hub.money.made import circular, flow, hub_for, item, split
from tests.hub.serving import Client

LOADS = [datetime(2026, month, 1, tzinfo=UTC) for month in (2, 4, 6)]
KNOWN = ["2026-03-01T00:00:00Z", "2026-05-01T00:00:00Z", "2026-07-01T00:00:00Z"]
DAYS = ["2026-01-04", "2026-01-31"]
NAMES = [f"n{n}" for n in range(6)]
Drawn = tuple[str, str, str, int, str]  # item, from, to, fen, day


def told(chance: random.Random, known: list[Drawn]) -> list[Drawn]:
    """What one delivery says: some transfers for the first time, of some another amount."""
    again = chance.sample(known, len(known) // 3)
    made = [(number, source, target, chance.randrange(1, 900), day) for number, source, target, _, day in again]
    for number in range(14):
        day = f"2026-01-{chance.randrange(1, 8):02d}"
        source, target = chance.sample(NAMES, 2)
        made.append((f"{len(known) + number:03d}", source, target, chance.randrange(1, 900), day))
    return made


def tie(drawn: Drawn, prefix: str = "", *, dated: bool = True) -> Tie:
    number, source, target, amount, day = drawn
    values = {"amount": shown(amount), "occurredAt": f"{day}T12:00:00+08:00"}
    meta = FactMeta(valid_from=day) if dated else FactMeta()
    return Tie("TRANSFERS", prefix + source, prefix + target, values, item=number, meta=meta)


def nodes(prefix: str = "") -> list[Node | Tie]:
    owner = [Node("PERSON", prefix + "p", {"name": "p"})]
    rows: list[Node | Tie] = [Node("ACCOUNT", prefix + name, {"accountType": name}) for name in NAMES]
    return [*owner, *rows, *(Tie("OWNS_ACCOUNT", prefix + "p", prefix + name) for name in NAMES[:2])]


def plain(value: Any) -> Any:
    """Without what hangs on ids and keys: transfers by their items, lists in an order of their own."""
    if isinstance(value, dict):
        if "fact" in value:
            return item(value), value["amount"], value["from"]["accountType"], value["to"]["accountType"]
        return {name: plain(each) for name, each in value.items() if name != "id"}
    if isinstance(value, list):
        return sorted((plain(each) for each in value), key=repr)
    return value


async def answers(client: Client, prefix: str, **slice_: Any) -> list[Any]:
    found = [
        await flow(client, prefix + name, direction=direction, rule=rule, **slice_)
        for name in ("p", "n4")
        for direction, rule in (("DOWNSTREAM", "FIFO"), ("UPSTREAM", "PROPORTIONAL"))
    ]
    found.append(await circular(client, prefix + "p", fraction=0.3, **slice_))
    found.append(await split(client, prefix + "p", below="3.00", parts=2, fraction=0.3, hours=100, **slice_))
    return [plain(each) for each in found]


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize("seed", range(2))
async def test_each_answer_is_that_of_a_graph_of_the_facts_of_then(
    engine: Engine, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    versions: dict[str, list[tuple[int, Drawn]]] = {}
    for number, at in enumerate(LOADS):
        drawn = told(chance, [of[-1][1] for of in versions.values()])
        for each in drawn:
            versions.setdefault(each[0], []).append((number, each))
        await bring_in(engine, tmp_path, [*nodes(), *map(tie, drawn)], now=at)
    seen = set()
    async with hub_for(engine, tmp_path) as client:
        for known, instant in enumerate(KNOWN):
            for day in DAYS:
                prefix = f"{known}{day[-2:]}:"
                newest = [[each for number, each in of if number <= known] for of in versions.values()]
                then = [of[-1] for of in newest if of and of[-1][4] <= day]
                rows = [*nodes(prefix), *(tie(each, prefix, dated=False) for each in then)]
                await bring_in(engine, tmp_path, rows)
                sliced = await answers(client, "", asOf=day, knownAt=instant)
                assert sliced == await answers(client, prefix), (known, day)
                seen.add(repr(sliced))
    assert len(seen) == len(KNOWN) * len(DAYS)
