"""Expanding one node more, and what changed between two days, over HTTP on both engines."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from hub.record.commitments import Commitments
from tests.graphs import RING, USCC, Node, Tie, bring_in
from tests.hub.linkage.test_network import (
    HIDDEN,
    LINK,
    PATIENT,
    Edge,
    client,
    degree,
    drawn,
    edges_of,
    hidden_rows,
    network,
    of,
)
from tests.hub.linkage.test_paths import companies, court, people
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served

__all__ = ["client"]
NODE = "{ id name kind ties hub }"
EXPANSION = f"""query ($of: ID!, $beside: [ID!]! = [], $first: Int = 50, $after: String, $kinds: [RelationKind!],
    $asOf: Date, $knownAt: DateTime) {{
  networkExpansion(of: $of, beside: $beside, first: $first, after: $after, relations: $kinds, asOf: $asOf,
    knownAt: $knownAt) {{ nodes {NODE} links {{ {LINK} }} linksLeftOut truncated
    pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} beyond {{ relation count }}
    beyondAtLeast }} }}"""
CHANGE = f"""query ($of: SubjectKey!, $hops: Int = 1, $first: Int = 200, $from: Date!, $to: Date!,
    $kinds: [RelationKind!],
    $knownAt: DateTime) {{
  networkChange(of: $of, hops: $hops, first: $first, from: $from, to: $to, relations: $kinds, knownAt: $knownAt) {{
    linksAdded {{ {LINK} }} linksRemoved {{ {LINK} }} linksChanged {{ before {{ {LINK} }} after {{ {LINK} }} }}
    nodesAdded {NODE} nodesRemoved {NODE} nodesChanged {{ before {NODE} after {NODE} }} ends {NODE}
    counts {{ linksAdded linksRemoved linksChanged linksUnchanged nodesAdded nodesRemoved nodesChanged }}
    truncated notCompared }} }}"""


async def expansion(client: Client, of_: str, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await client.ask(EXPANSION, {"of": of_, **variables}))["networkExpansion"]
    return found


async def ids(client: Client, names: Iterable[str]) -> dict[str, str]:
    query = "query ($by: [SubjectKey!]!) { subjects(by: $by) { id name } }"
    found = await client.ask(query, {"by": [of(name) for name in names]})
    return {each["name"]: each["id"] for each in found["subjects"]}


def links_by_name(found: dict[str, Any], by_name: dict[str, str], links: str = "links") -> list[Edge]:
    nodes = {"nodes": [{"id": id_, "name": name} for name, id_ in by_name.items()], links: found[links]}
    return edges_of(nodes, links)


@pytest.mark.parametrize("seed", range(3))
async def test_an_expansion_brings_what_is_not_there_and_all_that_ties_it(
    engine: Engine, tmp_path: Path, seed: int
) -> None:
    rows, edges = drawn(50 + seed, 11, 24)
    names = [f"n{n}" for n in range(11)]
    draw = random.Random(seed)
    await court(engine, tmp_path)
    await bring_in(engine, tmp_path, rows)
    async with served(engine, tmp_path, **PATIENT) as client:
        by_name = await ids(client, names)
        for centre in names[:4]:
            there = draw.sample([name for name in names if name != centre], draw.randrange(5))
            beside = [by_name[name] for name in there]
            near = {end for key in edges for end in key[1:] if centre in key[1:]} - {centre}
            whole = await expansion(client, by_name[centre], beside=beside)
            new = {node["name"] for node in whole["nodes"]}
            assert new == near - set(there)
            expected = {
                key
                for key in edges
                if set(key[1:]) <= new | {*there, centre} and (centre in key[1:] or not new.isdisjoint(key[1:]))
            }
            assert set(links_by_name(whole, by_name)) == expected and len(whole["links"]) == len(expected)
            assert (
                whole["truncated"] is False
                and whole["pageInfo"]["hasNextPage"] is False
                and whole["linksLeftOut"] == []
            )
            assert all(node["ties"] == degree(edges, node["name"]) for node in whole["nodes"])
            await pages_are_the_whole(client, by_name, centre, beside, whole, edges)


async def pages_are_the_whole(
    client: Client,
    by_name: dict[str, str],
    centre: str,
    beside: list[str],
    whole: dict[str, Any],
    edges: Iterable[Edge],
) -> None:
    """Two new ones at a time, each page told what is there by then, make the same canvas."""
    seen: list[dict[str, Any]] = []
    links: set[Edge] = set()
    after = None
    while True:
        page = await expansion(client, by_name[centre], beside=beside, first=2, after=after)
        told = {node["name"] for node in page["nodes"]}
        left = [key for key in edges if centre in key[1:]]
        gone = {each["name"] for each in [*seen, *page["nodes"]]} | {
            name for name, id_ in by_name.items() if id_ in beside
        }
        rest = [key for key in left if not gone.intersection(set(key[1:]) - {centre})]
        assert sum(each["count"] for each in page["beyond"]) == len(rest)
        assert len(told) <= 2 and page["truncated"] is bool(rest)
        seen += page["nodes"]
        links |= set(links_by_name(page, by_name))
        beside = [*beside, *(node["id"] for node in page["nodes"])]
        info = page["pageInfo"]
        assert info["hasNextPage"] is bool(rest) and info["hasPreviousPage"] is (after is not None)
        assert (info["startCursor"] is None, info["endCursor"] is None) == (not told,) * 2
        after = info["endCursor"]
        if not rest:
            break
    assert seen == whole["nodes"] and links == set(links_by_name(whole, by_name))


async def test_a_node_of_any_kind_is_expanded(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [
        *people("pq"),
        Node("ACCOUNT", "x", {"accountType": "x"}),
        Node("MEDIUM", "m", {"mediumValue": "027-1", "mediumType": "电话"}),
        Node("MEDIUM", "n", {"mediumType": "POS机"}),
    ]
    rows += [Tie("OWNS_ACCOUNT", "p", "x"), Tie("OWNS_ACCOUNT", "q", "x"), Tie("RELATIVE_OF", "p", "q")]
    rows += [Tie("SIGNS_IN", each, "x", {"occurredAt": "2025-01-01T00:00:00Z"}) for each in "mn"]
    assert (await bring_in(engine, tmp_path, rows)).rejected == 0
    found = await network(client, "p", kinds=["OWNS_ACCOUNT"])
    account = next(node["id"] for node in found["nodes"] if node["kind"] == "ACCOUNT")
    person = found["nodes"][0]["id"]
    more = await expansion(client, account, beside=[person])
    *media, last = [node["name"] for node in more["nodes"]]
    assert set(media) == {"027-1", "POS机"} and last == "q"  # rarer than a second owner
    assert sorted(link["relation"] for link in more["links"]) == [
        "OWNS_ACCOUNT",
        "OWNS_ACCOUNT",
        "RELATIVE_OF",
        "SIGNS_IN",
        "SIGNS_IN",
    ]
    few = await expansion(client, account, beside=[person], kinds=["SIGNS_IN"])
    assert [link["relation"] for link in few["links"]] == ["SIGNS_IN"] * 2


async def test_of_a_new_hub_not_all_links_are_read_and_it_is_said(engine: Engine, tmp_path: Path) -> None:
    await court(engine, tmp_path)
    rows = [*people([*(f"x{n}" for n in range(8)), "p", "q"]), *companies(["agent", "small"])]
    rows += [Tie("EMPLOYS", "agent", each) for each in ["p", "q", *(f"x{n}" for n in range(8))]]
    rows += [Tie("EMPLOYS", "small", "p"), Tie("EMPLOYS", "small", "q")]
    await bring_in(engine, tmp_path, rows)
    async with served(engine, tmp_path, path_hub_ties=5, path_end_ties=8, **PATIENT) as client:
        by_name = await ids(client, ["p", "q", "agent", "small"])
        found = await expansion(client, by_name["p"], beside=[by_name["q"]])
        assert found["linksLeftOut"] == [by_name["agent"]]
        assert set(links_by_name(found, by_name)) == {
            ("EMPLOYS", "agent", "p"),
            ("EMPLOYS", "small", "p"),
            ("EMPLOYS", "small", "q"),
        }
        found = await expansion(client, by_name["agent"])
        assert len(found["nodes"]) == 8 and found["beyondAtLeast"] is True and found["truncated"] is True


async def test_hostile_expansions(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows: list[Node | Tie] = [*companies("ab"), Node("PERSON", "z", {"name": "z"}, meta=HIDDEN)]
    rows += [Tie("SHAREHOLDER_OF", "a", "b", {"share": 1.0}), Tie("DIRECTOR_OF", "z", "a")]
    await bring_in(engine, tmp_path, rows)
    by_name = await ids(client, "ab")
    for given, code, part in (
        ({"beside": ["x"] * 10_000}, "TOO_COSTLY", "1000"),
        ({"first": 0}, "BAD_INPUT", "first"),
        ({"first": 10**9}, "TOO_COSTLY", "first"),
        ({"kinds": []}, "BAD_INPUT", "relations"),
        ({"kinds": ["LOVES"]}, "BAD_INPUT", "LOVES"),
        ({"after": "x"}, "BAD_INPUT", "after"),
        ({"after": "W10"}, "BAD_INPUT", "after"),
    ):
        [error] = (await client.post(EXPANSION, {"of": by_name["a"], **given})).json()["errors"]
        assert error["extensions"]["code"] == code and part in error["message"], (given, error)
    assert len((await expansion(client, by_name["a"], beside=["x"] * 1_000))["nodes"]) == 1
    empty = (await client.post(EXPANSION, {"of": "nobody"})).text
    for unknown in ("", "x" * 100_000, "' OR 1=1 //"):
        assert (await client.post(EXPANSION, {"of": unknown})).text == empty
    assert json.loads(empty)["data"] == {"networkExpansion": None}


async def test_the_hidden_changes_no_expansion_and_no_change(engine: Engine, tmp_path: Path) -> None:
    rows, _ = drawn(19, 10, 20)
    names = [f"n{n}" for n in range(10)]
    await court(engine, tmp_path)
    await bring_in(engine, tmp_path, rows)
    async with served(engine, tmp_path, path_hub_ties=6, **PATIENT) as client:
        by_name = await ids(client, names)

        async def texts() -> list[str]:
            found = []
            for name in names[:4]:
                given = {"of": by_name[name], "beside": [by_name[other] for other in names[4:7]]}
                found.append((await client.post(EXPANSION, {**given, "first": 2})).text)
                days = {"from": "2020-01-01", "to": "2026-01-10", "hops": 2}
                found.append((await client.post(CHANGE, {"of": of(name), **days})).text)
            return found

        before = await texts()
        assert (await bring_in(engine, tmp_path, hidden_rows(names))).rejected == 0
        assert await texts() == before


DAYS = ("2024-06-01", "2025-06-01")


def dated(
    seed: int, size: int, ties: int
) -> tuple[list[Node | Tie], list[tuple[Edge, float, str | None, str | None]]]:
    """Holdings over time: some end between the two days, some begin, some of them with another share."""
    draw = random.Random(seed)
    names = [f"n{n}" for n in range(size)]
    told: dict[Edge, list[tuple[float, str | None, str | None]]] = {}
    for _ in range(ties):
        key = ("SHAREHOLDER_OF", *draw.sample(names, 2))
        told.setdefault((key[0], key[1], key[2]), []).clear()
        first, second = draw.choice([0.1, 0.4]), draw.choice([0.1, 0.4])
        told[key[0], key[1], key[2]] += draw.choice(
            [
                [(first, None, None)],
                [(first, None, "2025-01-01")],
                [(second, "2025-01-01", None)],
                [(first, None, "2025-01-01"), (second, "2025-01-01", None)],
            ]
        )
    facts = [(key, *each) for key, of_ in told.items() for each in of_]
    rows: list[Node | Tie] = companies(names)
    for number, (key, share, begins, ends) in enumerate(facts):
        meta = FactMeta(valid_from=begins, valid_to=ends)
        rows.append(Tie(*key, {"share": share}, item=f"{number}", meta=meta))
    return rows, facts


async def change(client: Client, key: str, **variables: Any) -> dict[str, Any]:
    given = {"of": of(key), "from": DAYS[0], "to": DAYS[1], **variables}
    found: dict[str, Any] = (await client.ask(CHANGE, given))["networkChange"]
    return found


def told(found: dict[str, Any]) -> dict[str, Any]:
    """A change by names."""
    nodes = [*found["nodesAdded"], *found["nodesRemoved"], *found["ends"]]
    names = {node["id"]: node["name"] for node in nodes}

    def key(link: dict[str, Any]) -> Edge:
        return link["relation"], names[link["from"]], names[link["to"]]

    return {
        "added": {key(link): link["share"] for link in found["linksAdded"]},
        "removed": {key(link): link["share"] for link in found["linksRemoved"]},
        "changed": {
            key(each["before"]): (each["before"]["share"], each["after"]["share"])
            for each in found["linksChanged"]
        },
        "come": {node["name"] for node in found["nodesAdded"]},
        "gone": {node["name"] for node in found["nodesRemoved"]},
    }


@pytest.mark.parametrize("seed", range(4))
async def test_a_change_is_the_difference_of_two_networks(engine: Engine, tmp_path: Path, seed: int) -> None:
    rows, _ = dated(seed, 10, 18)
    await court(engine, tmp_path)
    assert (await bring_in(engine, tmp_path, rows)).rejected == 0
    async with served(engine, tmp_path, **PATIENT) as client:
        for centre, hops in (("n0", 1), ("n1", 2), ("n2", 3)):
            days = [await network(client, centre, hops=hops, asOf=day) for day in DAYS]
            was, is_ = (
                {key: link["share"] for key, link in zip(edges_of(found), found["links"], strict=True)}
                for found in days
            )
            nodes = [{node["name"] for node in found["nodes"]} for found in days]
            found = await change(client, centre, hops=hops)
            expected = {
                "added": {key: share for key, share in is_.items() if key not in was},
                "removed": {key: share for key, share in was.items() if key not in is_},
                "changed": {key: (was[key], is_[key]) for key in was if key in is_ and was[key] != is_[key]},
                "come": nodes[1] - nodes[0],
                "gone": nodes[0] - nodes[1],
            }
            assert told(found) == expected and found["truncated"] is False and found["notCompared"] == []
            parts = ("added", "removed", "changed")
            assert found["counts"] == {
                "linksAdded": len(expected["added"]),
                "linksRemoved": len(expected["removed"]),
                "linksChanged": len(expected["changed"]),
                "linksUnchanged": sum(is_.get(key) == share for key, share in was.items()),
                "nodesAdded": len(expected["come"]),
                "nodesRemoved": len(expected["gone"]),
                "nodesChanged": 0,
            }
            few = await change(client, centre, hops=hops, first=2)
            assert few["counts"] == found["counts"]
            cut = told(few)
            every = sum(len(expected[part]) for part in parts)
            assert sum(len(cut[part]) for part in parts) == min(2, every) and few["truncated"] is (every > 2)
            for part in parts:
                assert cut[part].items() <= expected[part].items()


async def test_a_cut_network_makes_nothing_look_gone(client: Client, engine: Engine, tmp_path: Path) -> None:
    """On the second day a greater holder pushes another out of the first: that one is not told as gone."""
    rows = [*companies("c"), *people(["small", "great"]), Tie("SHAREHOLDER_OF", "small", "c", {"share": 0.1})]
    rows += [Tie("SHAREHOLDER_OF", "great", "c", {"share": 0.9}, meta=FactMeta(valid_from="2025-01-01"))]
    await bring_in(engine, tmp_path, rows)
    first = [edges_of(await network(client, "c", first=1, asOf=day)) for day in DAYS]
    assert first == [[("SHAREHOLDER_OF", "small", "c")], [("SHAREHOLDER_OF", "great", "c")]]
    found = told(await change(client, "c", first=1))
    assert found["removed"] == {} and set(found["added"]) == {("SHAREHOLDER_OF", "great", "c")}


async def test_who_became_a_hub_is_compared_on_neither_day(engine: Engine, tmp_path: Path) -> None:
    await court(engine, tmp_path)
    crowd = [f"x{n}" for n in range(8)]
    rows = [*people([*crowd, "p", "q"]), *companies(["agent"])]
    rows += [Tie("EMPLOYS", "agent", each) for each in ("p", "q")]
    rows += [Tie("EMPLOYS", "agent", each, meta=FactMeta(valid_from="2025-01-01")) for each in crowd]
    await bring_in(engine, tmp_path, rows)
    async with served(engine, tmp_path, path_hub_ties=5, **PATIENT) as client:
        days = [edges_of(await network(client, "p", hops=2, asOf=day)) for day in DAYS]
        assert set(days[0]) == {("EMPLOYS", "agent", "p"), ("EMPLOYS", "agent", "q")}
        assert set(days[1]) == {("EMPLOYS", "agent", "p")}
        found = await change(client, "p", hops=2)
        agent = (await ids(client, ["agent"]))["agent"]
        assert found["linksRemoved"] == [] and found["notCompared"] == [agent]


async def test_a_subject_that_is_new_brings_its_network_and_names_change(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows: list[Node | Tie] = [
        *people("p"),
        Node("COMPANY", "c", {"name": "c"}, meta=FactMeta(valid_from="2025-01-01")),
    ]
    rows += [Node("COMPANY", "d", {"name": "old"}, item="1", meta=FactMeta(valid_to="2025-01-01"))]
    rows += [Node("COMPANY", "d", {"name": "new"}, item="2", meta=FactMeta(valid_from="2025-01-01"))]
    rows += [Tie("SHAREHOLDER_OF", "p", "c", {"share": 1.0}), Tie("SHAREHOLDER_OF", "p", "d", {"share": 1.0})]
    assert (await bring_in(engine, tmp_path, rows)).rejected == 0
    found = await change(client, "c", hops=2)
    assert {node["name"] for node in found["nodesAdded"]} == {"c", "p", "new"} and len(found["linksAdded"]) == 2
    same = await change(client, "c", hops=2, **{"from": DAYS[1]})
    assert same["counts"]["linksUnchanged"] == 2 and set(same["counts"].values()) == {0, 2}
    found = await change(client, "p")
    [renamed] = found["nodesChanged"]
    assert (renamed["before"]["name"], renamed["after"]["name"]) == ("old", "new")
    assert found["counts"]["nodesChanged"] == 1


async def test_a_change_holds_for_what_was_known(engine: Engine, tmp_path: Path) -> None:
    await court(engine, tmp_path)
    early, late = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    held = FactMeta(valid_from="2025-01-01")
    rows = [*companies("c"), *people("p"), Tie("SHAREHOLDER_OF", "p", "c", {"share": 0.2}, meta=held)]
    await bring_in(engine, tmp_path, rows, now=early)
    rows[-1] = Tie("SHAREHOLDER_OF", "p", "c", {"share": 0.3}, meta=held)
    await bring_in(engine, tmp_path, rows, now=late)
    async with served(engine, tmp_path, **PATIENT) as client:
        for known, share in (("2026-02-15T00:00:00Z", 0.2), (None, 0.3)):
            found = told(await change(client, "c", knownAt=known))
            assert found["added"] == {("SHAREHOLDER_OF", "p", "c"): share}
        assert await change(client, "c", knownAt="2026-01-15T00:00:00Z") is None


@pytest.mark.parametrize("bound", [{"path_nodes": 2}, {"path_rounds": 1}, {"path_end_ties": 2}], ids=str)
async def test_past_a_bound_a_change_tells_less_and_nothing_wrong(
    engine: Engine, tmp_path: Path, bound: dict[str, Any]
) -> None:
    rows, _ = dated(7, 10, 20)
    await court(engine, tmp_path)
    await bring_in(engine, tmp_path, rows)
    async with served(engine, tmp_path, **PATIENT) as client:
        whole = told(await change(client, "n0", hops=3))
    async with served(engine, tmp_path, network_round_nodes=2, **{**PATIENT, **bound}) as client:
        found = await change(client, "n0", hops=3)
        assert found["truncated"] is True and found["notCompared"]
        less = told(found)
        assert less != whole
        for part in ("added", "removed", "changed"):
            assert less[part].items() <= whole[part].items()


async def test_changes_that_are_refused(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, companies("a"))
    for given, code, part in (
        ({"hops": 0}, "BAD_INPUT", "hops: 0; 1 to 3 are allowed"),
        ({"hops": 99}, "BAD_INPUT", "hops"),
        ({"first": 0}, "BAD_INPUT", "first"),
        ({"first": 10**9}, "TOO_COSTLY", "first"),
        ({"from": "yesterday"}, "BAD_INPUT", "from"),
        ({"from": DAYS[1], "to": DAYS[0]}, "BAD_INPUT", f"from: {DAYS[1]} is after to: {DAYS[0]}"),
        ({"kinds": ["LOVES"]}, "BAD_INPUT", "LOVES"),
    ):
        days = {"from": DAYS[0], "to": DAYS[1]}
        [error] = (await client.post(CHANGE, {"of": of("a"), **days, **given})).json()["errors"]
        assert error["extensions"]["code"] == code and part in error["message"], (given, error)


async def test_the_id_of_a_record_that_was_merged_expands_the_same(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    """Whichever of two records came to stand for the company, what a canvas calls it by leads on."""
    code = {"name": "c", "uscc": USCC}
    old = []
    for source in ("made", "other"):
        await bring_in(engine, tmp_path, [Node("COMPANY", source, {"name": source})], source=source)
        query = "query ($by: SubjectKey!) { subject(by: $by) { id } }"
        by = {"source": {"system": source, "key": source}}
        old.append((await client.ask(query, {"by": by}))["subject"]["id"])
    assert old[0] != old[1]
    for source in ("made", "other"):
        rows = [Node("COMPANY", source, code), *people([f"p-{source}"])]
        rows += [Tie("SHAREHOLDER_OF", f"p-{source}", source, {"share": 0.5})]
        assert (await bring_in(engine, tmp_path, rows, source=source)).rejected == 0
    one, other = [await expansion(client, id_) for id_ in old]
    assert one == other and {node["name"] for node in one["nodes"]} == {"p-made", "p-other"}
    # Nor is what is there under another id brought once more.
    holder = one["nodes"][0]["id"]
    assert [(await expansion(client, holder, beside=[id_]))["nodes"] for id_ in old] == [[], []]


async def test_whom_an_expansion_is_asked_about_is_on_record(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*people(("p", "q")), *companies("c")]
    rows += [Tie("SHAREHOLDER_OF", name, "c", {"share": 0.3}) for name in ("p", "q")]
    await bring_in(engine, tmp_path, rows)
    by_name = await ids(client, ("c", "p", "q"))
    await expansion(client, by_name["c"], beside=[by_name["p"]])
    assert set(recorded(tmp_path)[-1]["touched"]) == set(Commitments(RING).marks_of(by_name.values()))
