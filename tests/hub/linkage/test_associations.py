"""Shared phones, devices, addresses and accounts over HTTP, on both engines."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from tests.graphs import Node, Tie, bring_in, case_of_the_purpose
from tests.hub.linkage.test_control import company, person
from tests.hub.serving import Client, served

FIELDS = """{ shared { kind others atLeast clue why whyZh medium { ... on Medium { mediumValue }
    ... on Account { accountType } } facts { relation grade }
    sharers { subject { name kind } facts { relation } } } leftOut clueUpTo truncated }"""
QUERY = f"""query ($key: String!, $first: Int! = 20, $kinds: [AssociationKind!], $asOf: Date) {{
  subject(by: {{source: {{system: "made", key: $key}}}}, asOf: $asOf) {{
    associations(first: $first, kinds: $kinds) {FIELDS} }} }}"""
MANY = f"""query ($of: [SubjectKey!]!) {{ subjects(by: $of) {{ name associations {FIELDS} }} }}"""
SIGNED = {"occurredAt": "2026-01-01T00:00:00Z"}


def medium(key: str, kind: str | None = "PHONE") -> Node:
    told = {"mediumKind": kind} if kind else {}
    return Node("MEDIUM", key, {"mediumValue": key, **told})


def account(*keys: str) -> list[Node | Tie]:
    return [Node("ACCOUNT", key, {"accountType": key}) for key in keys]


def uses(who: str, what: str, **more: Any) -> Tie:
    return Tie("USES", who, what, **more)


def owns(who: str, what: str, **more: Any) -> Tie:
    return Tie("OWNS_ACCOUNT", who, what, **more)


def signs_in(what: str, into: str, **more: Any) -> Tie:
    return Tie("SIGNS_IN", what, into, SIGNED, **more)


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> Any:
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="courts")
    # An engine that is not warmed up plans the first statements for seconds.
    async with served(engine, tmp_path, association_sharers=3, association_counted=6, walk_seconds=60) as client:
        yield client


async def asked(client: Client, key: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await client.ask(QUERY, {"key": key, **more}))["subject"]["associations"]
    return found


def told(found: Mapping[str, Any]) -> list[tuple[str, int, bool, bool | None, list[str]]]:
    return [
        (
            each["medium"].get("mediumValue") or each["medium"].get("accountType"),
            each["others"],
            each["atLeast"],
            each["clue"],
            sorted(sharer["subject"]["name"] for sharer in each["sharers"]),
        )
        for each in found["shared"]
    ]


async def test_a_shared_medium_is_told_with_how_many_share_it_the_rarest_first(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    crowd = [f"p{n}" for n in range(9)]
    rows = [*company("c"), *person(*crowd), *account("joint", "own", "theirs")]
    rows += [medium("rare"), medium("few", "DEVICE"), medium("some", "NETWORK"), medium("many", "ADDRESS")]
    rows += [medium("alone")]
    rows += [uses("c", each) for each in ("rare", "few", "some", "many", "alone")]
    rows += [uses("p0", "rare"), uses("p0", "few"), uses("p1", "few")]
    rows += [uses(each, "some") for each in crowd[:6]] + [uses(each, "many") for each in crowd]
    rows += [owns("c", "joint"), owns("p7", "joint")]
    await bring_in(engine, tmp_path, rows)
    found = await asked(client, "c")
    assert told(found) == [
        ("joint", 1, False, True, ["p7"]),
        ("rare", 1, False, True, ["p0"]),
        ("few", 2, False, True, ["p0", "p1"]),
        ("some", 6, False, False, []),
        ("many", 6, True, False, []),
    ]
    assert (found["leftOut"], found["clueUpTo"], found["truncated"]) == (0, 3, False)
    assert [each["kind"] for each in found["shared"]] == ["ACCOUNT", "PHONE", "DEVICE", "NETWORK", "ADDRESS"]
    assert "账户" in found["shared"][0]["whyZh"] and "clue and no finding" in found["shared"][0]["why"]
    assert "At least 6" in found["shared"][4]["why"] and "至少6个" in found["shared"][4]["whyZh"]
    assert [fact["relation"] for fact in found["shared"][1]["facts"]] == ["USES"]
    first = await asked(client, "c", first=2)
    assert first["shared"] == found["shared"][:2] and first["leftOut"] == 3
    assert [each[0] for each in told(await asked(client, "c", kinds=["DEVICE", "ADDRESS"]))] == ["few", "many"]
    assert told(await asked(client, "p7")) == [("joint", 1, False, True, ["c"]), ("many", 6, True, False, [])]


async def test_a_medium_is_shared_through_accounts_that_are_used_from_it(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*company("c"), *person("p", "q", "r"), *account("a", "b", "d")]
    rows += [medium("dev", "DEVICE"), medium("other", "DEVICE"), owns("c", "a"), owns("p", "b"), owns("q", "d")]
    rows += [signs_in("dev", "a"), signs_in("dev", "b"), signs_in("dev", "b", item="2"), uses("r", "dev")]
    rows += [signs_in("other", "d"), uses("c", "other")]
    await bring_in(engine, tmp_path, rows)
    found = await asked(client, "c")
    assert told(found) == [("other", 1, False, True, ["q"]), ("dev", 2, False, True, ["p", "r"])]
    through, direct = found["shared"][1], found["shared"][0]
    assert [fact["relation"] for fact in through["facts"]] == ["OWNS_ACCOUNT", "SIGNS_IN"]
    assert [fact["relation"] for fact in direct["facts"]] == ["USES"]
    by_name = {
        each["subject"]["name"]: [fact["relation"] for fact in each["facts"]] for each in through["sharers"]
    }
    assert by_name == {"p": ["OWNS_ACCOUNT", "SIGNS_IN"], "r": ["USES"]}
    assert told(await asked(client, "r")) == [("dev", 2, False, True, ["c", "p"])]


async def test_a_clue_that_was_inferred_or_has_ended_is_none(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*person("p", "q", "r"), medium("a"), medium("b"), uses("p", "a"), uses("p", "b")]
    rows += [uses("q", "a", meta=FactMeta(grade="D")), uses("r", "b", meta=FactMeta(valid_to="2025-01-01"))]
    await bring_in(engine, tmp_path, rows)
    assert told(await asked(client, "p")) == []
    assert told(await asked(client, "p", asOf="2024-12-31")) == [("b", 1, False, True, ["r"])]


async def test_past_a_bound_less_is_told_and_said(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="courts")
    rows = [*person("p", "q", "r"), *account("a", "b"), medium("m"), uses("p", "m"), uses("q", "m")]
    rows += [owns("r", "b"), signs_in("m", "b")]
    await bring_in(engine, tmp_path, rows)
    async with served(engine, tmp_path, association_nodes=2, walk_seconds=60) as client:
        found = await asked(client, "p")
        assert [(each["others"], each["atLeast"], each["clue"]) for each in found["shared"]] == [(1, True, None)]
        assert found["shared"][0]["sharers"] == []
    async with served(engine, tmp_path, association_nodes=1, walk_seconds=60) as client:
        found = await asked(client, "p")
        assert (found["shared"], found["truncated"]) == ([], True)


@pytest.mark.parametrize("seed", range(3))
async def test_each_is_told_as_a_count_over_all_rows_tells(engine: Engine, tmp_path: Path, seed: int) -> None:
    """Many asked about at once, in statements of a few; hidden users, accounts and media change nothing."""
    draw = random.Random(seed)
    people, phones, accounts = ([f"{kind}{n}" for n in range(8)] for kind in "pma")
    rows: list[Node | Tie] = [*person(*people), *account(*accounts), *(medium(each) for each in phones)]
    ties: set[tuple[str, str, str]] = set()
    for _ in range(12):
        ties.add(("USES", draw.choice(people), draw.choice(phones)))
        ties.add(("OWNS_ACCOUNT", draw.choice(people), draw.choice(accounts)))
        ties.add(("SIGNS_IN", draw.choice(phones), draw.choice(accounts)))
    rows += [Tie(kind, one, two, SIGNED if kind == "SIGNS_IN" else {}) for kind, one, two in sorted(ties)]
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="courts")
    await bring_in(engine, tmp_path, rows)
    users: dict[str, set[str]] = {}
    for kind, one, two in ties:
        if kind in ("USES", "OWNS_ACCOUNT"):
            users.setdefault(two, set()).add(one)
        else:
            owners = {who for each, who, what in ties if each == "OWNS_ACCOUNT" and what == two}
            users.setdefault(one, set()).update(owners)
    keys = [{"source": {"system": "made", "key": each}} for each in people]
    async with served(
        engine, tmp_path, association_round_nodes=5, association_sharers=4, walk_seconds=60
    ) as client:
        answer = await client.post(MANY, {"of": keys})
        for subject in answer.json()["data"]["subjects"]:
            name = subject["name"]
            expected = {
                what: (len(by) - 1, len(by) <= 4, sorted(by - {name}) if len(by) <= 4 else [])
                for what, by in users.items()
                if name in by and len(by) > 1
            }
            found = told(subject["associations"])
            assert {what: (others, clue, who) for what, others, _, clue, who in found} == expected
            assert subject["associations"]["truncated"] is False
        sealed = FactMeta(access="SEALED")
        hidden: list[Node | Tie] = [
            Node("PERSON", "z", {"name": "z"}, meta=sealed),
            Node("MEDIUM", "zm", {"mediumKind": "PHONE", "mediumValue": "zm"}, meta=sealed),
            Node("ACCOUNT", "za", {"accountType": "za"}, meta=sealed),
            uses("z", "zm", meta=sealed),
            signs_in("zm", "za", meta=sealed),
        ]
        there = {"target_system": "made", "meta": sealed}
        hidden += [uses("z", each, **there) for each in phones] + [owns("z", each, **there) for each in accounts]
        hidden += [Tie("USES", each, "zm", source_system="made", meta=sealed) for each in people]
        hidden += [Tie("OWNS_ACCOUNT", each, "za", source_system="made", meta=sealed) for each in people]
        await bring_in(engine, tmp_path, hidden, source="sealed")
        assert (await client.post(MANY, {"of": keys})).text == answer.text
