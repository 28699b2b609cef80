"""Where money went, over HTTP on both engines: exact sums, beside coins moved one by one, past every bound."""

from __future__ import annotations

import random
from collections.abc import Set
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from graph.rules.money.transfers import Transfer
from graph.rules.yuan import shown
from hub.record.commitments import Commitments
from tests.graph.rules.money.naive import by_ancestors
from tests.graphs import RING, Node, Tie, bring_in, case_of_the_purpose
from tests.hub.money.made import (
    FLOW,
    WINDOW,
    accounts,
    by_name,
    drawn_key,
    fen,
    flow,
    hub_for,
    key,
    moved,
    owned,
    parts,
    tie_of,
)
from tests.hub.recorded import recorded
from tests.hub.serving import Client

# 60 of others were there first; of ours 100 came to `a` then, and 180 left it in all.
CHAIN: list[Node | Tie] = [
    *owned("debtor", "s"),
    *owned("wife", "a"),
    *owned("shop", "b", "c"),
    *accounts("sabcdx"),
    moved("1", "x", "a", "60.00", "02 09:00"),
    moved("2", "s", "a", "100.00", "02 10:00"),
    moved("3", "a", "b", "80.00", "02 11:00"),
    moved("4", "a", "c", "100.01", "02 12:00"),
    moved("5", "b", "d", "80.00", "02 13:00"),
]


async def test_a_chain_to_the_fen(client: Client, engine: Engine, tmp_path: Path) -> None:
    assert (await bring_in(engine, tmp_path, CHAIN)).rejected == 0
    found = await flow(client, "debtor")
    assert parts(found) == {"2": "100.00", "3": "20.00", "4": "80.00", "5": "20.00"}
    assert [each["depth"] for each in found["transfers"]] == [1, 2, 2, 3]
    assert (found["rule"], found["openingBalance"], found["direction"]) == ("FIFO", "IGNORED", "DOWNSTREAM")
    assert (found["traced"], found["returned"], found["remaining"]) == ("100.00", "0.00", "100.00")
    assert found["truncated"] is False and found["accountsReached"] == 5 and "100.00" in found["why"]
    first = found["transfers"][0]["transfer"]
    assert first["from"]["accountType"] == "s" and first["to"]["accountType"] == "a"
    assert first["amount"] == "100.00" and first["occurredAt"] == "2026-01-02T10:00:00.000000Z"
    assert first["fact"]["relation"] == "TRANSFERS" and first["fact"]["source"]["system"] == "made"
    told = by_name(found)
    assert [each["account"]["accountType"] for each in found["accounts"]] == sorted(
        told, key=lambda name: (told[name]["depth"], told[name]["account"]["id"])
    )
    assert told["a"] == {
        "account": told["a"]["account"],
        "owners": [{"name": "wife"}],
        "depth": 1,
        "tracedIn": "100.00",
        "tracedOut": "100.00",
        "remaining": "0.00",
        "received": "160.00",
        "sent": "180.01",
        "fromBefore": "20.01",
        "stop": None,
    }
    assert told["s"]["stop"] == "START" and told["s"]["remaining"] is None and told["s"]["fromBefore"] == "100.00"
    assert told["d"]["remaining"] == "20.00" and told["d"]["owners"] == []
    assert told["c"]["owners"] == [{"name": "shop"}] and told["c"]["remaining"] == "80.00"


async def test_each_rule_and_both_directions(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, CHAIN)
    lifo = await flow(client, "debtor", rule="LIFO")
    assert parts(lifo) == {"2": "100.00", "3": "80.00", "4": "20.00", "5": "80.00"} and lifo["rule"] == "LIFO"
    shares = await flow(client, "debtor", rule="PROPORTIONAL")
    assert parts(shares) == {"2": "100.00", "3": "50.00", "4": "50.00", "5": "50.00"}
    up = await flow(client, "d", direction="UPSTREAM")
    assert parts(up) == {"5": "80.00", "3": "80.00", "1": "60.00", "2": "20.00"}
    assert by_name(up)["x"]["remaining"] == "60.00" and up["traced"] == "80.00"
    up = await flow(client, "shop", direction="UPSTREAM")
    assert parts(up) == {"3": "80.00", "4": "100.01", "1": "60.00", "2": "100.00"}
    assert by_name(up)["a"]["remaining"] == "20.01"  # what no inflow of the window explains


async def test_the_account_itself_is_asked_about_by_key_and_by_id(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, CHAIN)
    whole, one = await flow(client, "debtor"), await flow(client, "s")
    assert one == whole
    by_id = {"id": by_name(whole)["s"]["account"]["id"]}
    assert (await client.ask(FLOW, {"key": by_id, **WINDOW}))["moneyFlow"] == whole


async def test_the_window_is_half_open(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, CHAIN)
    since, until = "2026-01-02T10:00:00Z", "2026-01-02T12:00:00Z"
    found = await flow(client, "debtor", since=since, until=until)
    # What came in before the window is not known: all that left is ours first.
    assert parts(found) == {"2": "100.00", "3": "80.00"}
    assert by_name(found)["a"]["received"] == "100.00" and by_name(found)["a"]["sent"] == "80.00"
    eastern = await flow(client, "debtor", since="2026-01-02T18:00:00+08:00", until="2026-01-02T20:00:00+08:00")
    assert eastern == found
    later = await flow(client, "debtor", since="2026-01-02T10:00:00.000001Z", until=until)
    assert parts(later) == {} and later["traced"] == "0.00" and later["accountsReached"] == 0


async def test_hops_minimum_and_first(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, CHAIN)
    two = await flow(client, "debtor", hops=2)
    assert parts(two) == {"2": "100.00", "3": "20.00", "4": "80.00"} and two["truncated"] is False
    assert by_name(two)["b"]["stop"] == "HOPS" and by_name(two)["b"]["received"] is None
    one = await flow(client, "debtor", hops=1)
    assert parts(one) == {"2": "100.00"} and by_name(one)["a"]["remaining"] == "100.00"
    least = await flow(client, "debtor", least="20.01")
    assert parts(least) == {"2": "100.00", "4": "80.00"} and least["transfersLeftOut"] == 0
    assert least["remaining"] == "100.00" and least["accountsReached"] == 5
    few = await flow(client, "debtor", first=2)
    assert list(parts(few)) == ["2", "3"] and few["transfersLeftOut"] == 2
    assert few["truncated"] is True and few["bounds"] == ["FIRST"] and set(by_name(few)) == set("sab")


async def test_several_accounts_of_one_subject_and_what_comes_back(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*owned("debtor", "s", "t"), *accounts("stab")]
    rows += [moved("1", "s", "t", "10.00", "01 10:00"), moved("2", "t", "a", "5.00", "01 11:00")]
    rows += [moved("3", "a", "s", "3.00", "01 12:00"), moved("4", "s", "b", "3.00", "01 13:00")]
    rows += [moved("5", "s", "s", "9.00", "01 14:00"), moved("6", "a", "b", "0.00", "01 15:00")]
    await bring_in(engine, tmp_path, rows)
    found = await flow(client, "debtor")
    # A transfer among them left one of them and came back to another; one to itself, or of nothing, moves nothing.
    assert parts(found) == {"1": "10.00", "2": "5.00", "3": "3.00", "4": "3.00"}
    assert (found["traced"], found["returned"], found["remaining"]) == ("18.00", "13.00", "5.00")
    assert {name: each["stop"] for name, each in by_name(found).items()} == {
        "s": "START",
        "t": "START",
        "a": None,
        "b": None,
    }


async def test_at_one_instant_money_goes_on_whatever_the_keys(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*owned("debtor", "s"), *accounts("sabc")]
    at = "03 00:00"
    rows += [moved("9", "s", "a", "7.00", at), moved("5", "a", "b", "7.00", at), moved("1", "b", "c", "7.00", at)]
    await bring_in(engine, tmp_path, [*rows, moved("0", "c", "a", "2.00", "02 00:00")])
    for rule, expected in (("FIFO", "5.00"), ("LIFO", "7.00")):
        assert parts(await flow(client, "debtor", rule=rule)) == {"9": "7.00", "5": expected, "1": expected}


def drawn(seed: int) -> list[Transfer]:
    chance = random.Random(seed)
    names = [f"n{n}" for n in range(9)]
    made = []
    for number in range(60):
        source, target = chance.choice(names), chance.choice(names)
        at = f"2026-01-{chance.randrange(1, 9):02d}T00:00:00.000000Z"
        made.append(Transfer(drawn_key(source, target, number), source, target, chance.randrange(400), at))
    return made


def expected_parts(
    transfers: list[Transfer],
    start: str,
    hops: int,
    *,
    up: bool,
    shut: Set[str] = frozenset(),
) -> dict[str, str]:
    """Level by level, as far as so many transfers, through whoever is not shut."""
    depths, found = {start: 0}, dict[str, int]()
    for depth in range(1, hops + 1):
        found = by_ancestors(transfers, {start}, set(depths) - shut, up=up)
        for each in transfers:
            if each.key in found:
                depths.setdefault(each.source if up else each.target, depth)
    return {each[-3:]: shown(part) for each, part in found.items()}


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize("seed", range(3))
async def test_random_graphs_fen_by_fen(engine: Engine, tmp_path: Path, seed: int) -> None:
    transfers = drawn(seed)
    names = sorted({end for each in transfers for end in (each.source, each.target)})
    await bring_in(engine, tmp_path, [*accounts(names), *map(tie_of, transfers)])
    degrees = {name: sum(name in (each.source, each.target) for each in transfers) for name in names}
    most = sorted(degrees.values())[-3]
    for settings, shut in (
        ({}, set()),
        ({"money_account_transfers": most - 1}, {n for n in names if degrees[n] >= most}),
    ):
        async with hub_for(engine, tmp_path, **settings) as client:
            for start in names[:3]:
                for direction in ("DOWNSTREAM", "UPSTREAM"):
                    for hops in (2, 6):
                        found = await flow(client, start, direction=direction, hops=hops)
                        up = direction == "UPSTREAM"
                        assert parts(found) == expected_parts(transfers, start, hops, up=up, shut=shut - {start})
                        assert found["truncated"] is False
                        busy = {n for n, each in by_name(found).items() if each["stop"] == "BUSY"}
                        assert busy <= shut


@pytest.mark.usefixtures("case")
async def test_a_busy_account_is_named_and_keeps_what_came(engine: Engine, tmp_path: Path) -> None:
    rows = [*owned("debtor", "s"), *accounts(["s", "shop", "a", *(f"x{n}" for n in range(4))])]
    rows += [moved("1", "s", "shop", "10.00", "02 10:00"), moved("2", "shop", "a", "10.00", "02 11:00")]
    rows += [moved(f"x{n}", f"x{n}", "shop", "1.00", "05 10:00") for n in range(4)]
    await bring_in(engine, tmp_path, rows)
    async with hub_for(engine, tmp_path, money_account_transfers=5) as client:
        found = await flow(client, "debtor")
        told = by_name(found)["shop"]
        assert parts(found) == {"1": "10.00"} and found["truncated"] is False
        assert told["stop"] == "BUSY" and told["remaining"] == "10.00" and told["received"] is None
        assert found["busyAccounts"] == [told["account"]["id"]] and found["busyAccountsLeftOut"] == 0
        # Fewer transfers in a shorter window: not busy any more.
        assert parts(await flow(client, "debtor", until="2026-01-05T00:00:00Z")) == {"1": "10.00", "2": "10.00"}
        # One that is asked about itself is read.
        assert parts(await flow(client, "shop")) == {"2": "10.00"}
    async with hub_for(engine, tmp_path, money_account_transfers=5, money_busy_told=0) as client:
        found = await flow(client, "debtor")
        assert found["busyAccounts"] == [] and found["busyAccountsLeftOut"] == 1
    async with hub_for(engine, tmp_path, money_start_transfers=4) as client:
        found = await flow(client, "shop", direction="UPSTREAM")
        assert set(parts(found)) == {f"x{n}" for n in range(4)}  # the newest
        assert found["bounds"] == ["START_TRANSFERS"] and by_name(found)["shop"]["fromBefore"] is None


BOUNDS: list[tuple[dict[str, Any], str]] = [
    ({"money_accounts": 2}, "ACCOUNTS"),
    ({"money_transfers": 2}, "TRANSFERS"),
    ({"money_rounds": 2}, "ROUNDS"),
    ({"money_seconds": 1e-9}, "SECONDS"),
    ({"money_steps": 1}, "STEPS"),
    ({"money_starts": 1}, "START_ACCOUNTS"),
    ({"money_owners": 1}, "OWNERS"),
]


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize(("bound", "name"), BOUNDS, ids=lambda value: value if isinstance(value, str) else "")
async def test_past_a_bound_less_is_traced_and_the_bound_is_named(
    engine: Engine, tmp_path: Path, bound: dict[str, Any], name: str
) -> None:
    more = [*owned("debtor", "s", "x"), Tie("OWNS_ACCOUNT", "wife", "s")]
    await bring_in(engine, tmp_path, [*CHAIN, *more])
    async with hub_for(engine, tmp_path) as client:
        whole = await flow(client, "debtor")
    async with hub_for(engine, tmp_path, **bound) as client:
        found = await flow(client, "debtor")
    assert found["truncated"] is True and found["bounds"] == [name]
    for item, part in parts(found).items():
        assert fen(part) <= fen(parts(whole)[item])
    if name != "OWNERS":
        assert sum(map(fen, parts(found).values())) < sum(map(fen, parts(whole).values()))
    if name in ("ACCOUNTS", "TRANSFERS", "ROUNDS"):
        assert "BOUND" in {each["stop"] for each in found["accounts"]}


@pytest.mark.usefixtures("case")
async def test_levels_larger_than_a_statement_are_read_all_the_same(engine: Engine, tmp_path: Path) -> None:
    names = [f"n{n}" for n in range(7)]
    rows = [*accounts(["s", "e", *names])]
    rows += [moved(f"o{n}", "s", name, f"{n + 1}.00", "02 10:00") for n, name in enumerate(names)]
    rows += [moved(f"i{n}", name, "e", f"{n + 1}.00", "02 11:00") for n, name in enumerate(names)]
    await bring_in(engine, tmp_path, rows)
    async with hub_for(engine, tmp_path) as client:
        whole = await flow(client, "s")
        assert len(parts(whole)) == 14 and by_name(whole)["e"]["remaining"] == "28.00"
    async with hub_for(engine, tmp_path, money_round_accounts=2) as client:
        assert await flow(client, "s") == whole


async def test_who_is_not_known_and_who_is_hidden_are_answered_alike(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    sealed = FactMeta(access="SEALED")
    rows = [*CHAIN, Node("PERSON", "z", {"name": "z"}, meta=sealed), *accounts(["h"], access="SEALED")]
    rows += [Tie("OWNS_ACCOUNT", "z", "a"), moved("z1", "h", "a", "1.00", "02 00:00")]
    rows += [Node("PERSON", "poor", {"name": "poor"})]
    assert (await bring_in(engine, tmp_path, rows)).rejected == 0
    texts = {(await client.post(FLOW, {"key": key(name), **WINDOW})).text for name in ("z", "h", "nobody")}
    assert texts == {'{"data":{"moneyFlow":null}}'}
    found = await flow(client, "poor")
    assert found["traced"] == "0.00" and found["accounts"] == []
    assert found["why"].startswith("No account is seen") and "0.00" not in found["why"]
    assert "未见" in found["whyZh"] and "0.00" not in found["whyZh"]


async def test_what_is_hidden_changes_no_byte(engine: Engine, tmp_path: Path) -> None:
    """Sealed accounts, transfers and owners, and those of another court's case, that would change all sums."""
    opened = [case_of_the_purpose(), Node("CASE", "case:9", {"caseNumber": "（2026）鄂0591执7号"})]
    await bring_in(engine, tmp_path, opened, source="courts")
    await bring_in(engine, tmp_path, CHAIN)
    asks = [
        {"key": key(name), **WINDOW, "direction": direction, "rule": rule}
        for name in ("debtor", "d", "shop")
        for direction in ("DOWNSTREAM", "UPSTREAM")
        for rule in ("FIFO", "PROPORTIONAL")
    ]
    async with hub_for(engine, tmp_path, money_account_transfers=4) as client:

        async def texts() -> list[str]:
            return [(await client.post(FLOW, ask)).text for ask in asks]

        before = await texts()
        filed = {"case_file": "（2026）鄂0591执7号"}
        sealed = {"access": "SEALED"}
        more: list[Node | Tie] = [*accounts(["h", "i"], **sealed)]
        # First in of all, first out of all, a crowd that would make `a` and `b` busy, and another owner.
        more += [
            moved("h1", "s", "a", "50.00", "01 00:00", **sealed),
            moved("h2", "a", "x", "9.00", "02 10:30", **filed),
        ]
        more += [moved(f"h{n}", "h", "a", "1.00", "01 01:00") for n in range(3, 9)]
        more += [moved(f"i{n}", "b", "i", "1.00", "02 11:30") for n in range(3, 9)]
        more += [moved("j", "d", "s", "5.00", "03 00:00", **filed)]
        more += [Node("PERSON", "z", {"name": "z"}, meta=FactMeta(**sealed)), Tie("OWNS_ACCOUNT", "z", "a")]
        more += [Tie("OWNS_ACCOUNT", "debtor", "x", meta=FactMeta(**sealed))]
        assert (await bring_in(engine, tmp_path, more)).rejected == 0
        assert await texts() == before


async def test_the_record_names_who_is_told_and_not_whom_the_walk_read(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, CHAIN)
    found = await flow(client, "debtor", hops=2, least="50.00")
    named = {each["account"]["id"] for each in found["accounts"]}
    assert set(by_name(found)) == set("sac")
    touched = set(recorded(tmp_path)[-1]["touched"])
    # Three accounts and their three owners; neither `b` nor `x`, whose transfers were read.
    assert len(touched & Commitments(RING).marks_of(named)) == 3 and len(touched) == 6


async def test_arguments_that_are_refused(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, CHAIN)
    for given, code, part in (
        ({"since": WINDOW["until"], "until": WINDOW["since"]}, "BAD_INPUT", "since: 2026-02-01"),
        ({"until": WINDOW["since"]}, "BAD_INPUT", "it must be before until"),
        ({"hops": 0}, "BAD_INPUT", "maxHops: 0; 1 to 10 are allowed"),
        ({"hops": 1_000_000}, "BAD_INPUT", "maxHops: 1000000"),
        ({"hops": -1}, "BAD_INPUT", "maxHops"),
        ({"first": 0}, "BAD_INPUT", "first"),
        ({"first": 1_001}, "TOO_COSTLY", "first"),
        ({"key": {"uscc": "1"}}, "BAD_INPUT", "USCC"),
    ):
        answer = (await client.post(FLOW, {"key": key("s"), **WINDOW, **given})).json()
        [error] = answer["errors"]
        assert error["extensions"]["code"] == code and part in error["message"], error
    for given in (
        {"least": "-1.00"},
        {"least": "1.001"},
        {"least": 1},
        {"least": "1e3"},
        {"rule": "POISON"},
        {"least": "١"},
    ):
        answer = (await client.post(FLOW, {"key": key("s"), **WINDOW, **given})).json()
        assert "data" not in answer or answer["data"] is None
    whole = await flow(client, "s")
    assert await flow(client, "s", least="0") == await flow(client, "s", least="0.00") == whole
    assert parts(await flow(client, "s", least="99999999999999.99")) == {}
    assert parts(await flow(client, "s", since="0001-01-01T00:00:00Z", until="9999-12-31T00:00:00Z")) == parts(
        whole
    )
