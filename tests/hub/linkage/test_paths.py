"""Shortest ties over HTTP, on both engines, beside a search that tries every way in what was loaded."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from hub.record.commitments import Commitments
from tests.graphs import CASE, RING, Node, Tie, bring_in
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served

PATHS = """query ($from: String!, $to: String!, $hops: Int = 6, $first: Int = 10, $through: Boolean = false,
    $kinds: [RelationKind!], $asOf: Date, $knownAt: DateTime) {
  paths(from: {source: {system: "made", key: $from}}, to: {source: {system: "made", key: $to}}, maxHops: $hops,
    first: $first, throughHubs: $through, relations: $kinds, asOf: $asOf, knownAt: $knownAt) {
    paths { length steps { relation forward from { id ...N } to { id ...N }
      facts { relation grade source { system } } } }
    truncated hubsSkipped hubs { node { id ...N } ties tiesAtLeast } hubsLeftOut } }
  fragment N on Node { __typename ... on Subject { name } ... on Case { caseNumber } }"""
FIELDS = PATHS[PATHS.index("{\n    paths") :]
AMONG = (
    """query ($of: [SubjectKey!]!, $hops: Int = 6, $first: Int = 200, $through: Boolean = false) {
  paths: tiesAmong(subjects: $of, maxHops: $hops, first: $first, throughHubs: $through) """
    + FIELDS
)
OPENED = datetime(2026, 1, 6, tzinfo=UTC)  # before whatever a test records
NOTHING = {"paths": [], "truncated": False, "hubsSkipped": [], "hubs": [], "hubsLeftOut": 0}


def people(names: Iterable[str]) -> list[Node | Tie]:
    return [Node("PERSON", name, {"name": name}) for name in names]


def companies(names: Iterable[str]) -> list[Node | Tie]:
    return [Node("COMPANY", name, {"name": name}) for name in names]


def holds(holder: str, held: str, **meta: Any) -> Tie:
    return Tie("SHAREHOLDER_OF", holder, held, {"share": 0.1}, meta=FactMeta(**meta))


def chain(*names: str) -> list[Node | Tie]:
    return [*companies(names), *(holds(*pair) for pair in pairwise(names))]


async def asked(client: Client, source: str, target: str, **variables: Any) -> dict[str, Any]:
    return checked((await client.ask(PATHS, {"from": source, "to": target, **variables}))["paths"])


async def among(client: Client, names: Iterable[str], **variables: Any) -> dict[str, Any]:
    of = [{"source": {"system": "made", "key": each}} for each in names]
    return checked((await client.ask(AMONG, {"of": of, **variables}))["paths"])


def checked(found: dict[str, Any]) -> dict[str, Any]:
    for path in found["paths"]:
        steps = path["steps"]
        assert path["length"] == len(steps)
        assert all(before["to"] == after["from"] for before, after in pairwise(steps))
        nodes = ids(path)
        assert len(set(nodes)) == len(nodes)
    assert found["paths"] == sorted(found["paths"], key=lambda path: (path["length"], ids(path)))
    return found


def ids(path: dict[str, Any]) -> list[str]:
    return [path["steps"][0]["from"]["id"], *(step["to"]["id"] for step in path["steps"])]


def name(node: dict[str, Any]) -> str:
    return str(node.get("name") or node["__typename"])


def ways(found: dict[str, Any]) -> list[str]:
    """Each path as the names on its way."""
    return [
        " ".join([name(path["steps"][0]["from"]), *(name(step["to"]) for step in path["steps"])])
        for path in found["paths"]
    ]


async def test_a_chain_is_one_path_with_its_facts(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, chain("a", "b", "c", "d"))
    found = await asked(client, "a", "d")
    assert ways(found) == ["a b c d"] and found["truncated"] is False and found["hubsSkipped"] == []
    [path] = found["paths"]
    assert {step["relation"] for step in path["steps"]} == {"SHAREHOLDER_OF"}
    assert all(step["forward"] for step in path["steps"])
    assert path["steps"][0]["facts"] == [
        {"relation": "SHAREHOLDER_OF", "grade": "C", "source": {"system": "made"}}
    ]
    back = await asked(client, "d", "a")
    assert ways(back) == ["d c b a"] and not any(step["forward"] for step in back["paths"][0]["steps"])


async def test_the_longest_chain_allowed_and_one_more(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, chain(*"abcdefgh"))
    assert ways(await asked(client, "a", "g")) == ["a b c d e f g"]
    assert await asked(client, "a", "h") == NOTHING
    assert ways(await asked(client, "a", "h", hops=7)) == ["a b c d e f g h"]
    assert await asked(client, "a", "c", hops=1) == NOTHING


async def test_paths_step_through_accounts_media_and_cases(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [*people("pqrs"), *(Node("ACCOUNT", key, {"accountType": key}) for key in ("x", "y"))]
    rows += [Tie("OWNS_ACCOUNT", "p", "x"), Tie("OWNS_ACCOUNT", "q", "y")]
    rows += [
        Tie("TRANSFERS", "x", "y", {"amount": "1.00", "occurredAt": f"2025-01-0{n}T00:00:00Z"}, item=f"{n}")
        for n in range(1, 4)
    ]
    rows += [Node("MEDIUM", "m", {"mediumKind": "PHONE", "mediumValue": "027-1"})]
    rows += [Tie("USES", "q", "m"), Tie("USES", "r", "m")]
    rows += [Tie("PARTY_TO", "r", "case:1", {"partyRole": "JUDGMENT_DEBTOR"}, target_system="court")]
    rows += [Tie("PARTY_TO", "s", "case:1", {"partyRole": "ENFORCEMENT_APPLICANT"}, target_system="court")]
    assert (await bring_in(engine, tmp_path, rows)).rejected == 0
    assert ways(await asked(client, "p", "q")) == ["p Account Account q"]
    assert ways(await asked(client, "q", "r")) == ["q Medium r"]
    [path] = (await asked(client, "r", "s"))["paths"]
    assert path["steps"][0]["to"]["caseNumber"] == CASE
    far = await asked(client, "p", "s", hops=7)
    assert ways(far) == ["p Account Account q Medium r Case s"]
    # Three transfers of one pair are one step, and one fact stands for them.
    assert [len(step["facts"]) for step in far["paths"][0]["steps"]] == [1] * 7


async def test_parallel_ties_are_one_step_with_all_their_kinds(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    graded = FactMeta(grade="B")
    rows = [*people("p"), *companies("c"), holds("p", "c"), Tie("DIRECTOR_OF", "p", "c", meta=graded)]
    rows += [Tie("EMPLOYS", "c", "p"), Tie("GUARANTOR_OF", "c", "p", {"amount": "1.00"})]
    await bring_in(engine, tmp_path, rows)
    found = await asked(client, "p", "c")
    [step] = found["paths"][0]["steps"]
    assert step["relation"] == "DIRECTOR_OF" and step["forward"] is True
    assert [fact["relation"] for fact in step["facts"]] == [
        "DIRECTOR_OF",
        "SHAREHOLDER_OF",
        "GUARANTOR_OF",
        "EMPLOYS",
    ]
    [step] = (await asked(client, "p", "c", kinds=["EMPLOYS"]))["paths"][0]["steps"]
    assert step["relation"] == "EMPLOYS" and step["forward"] is False and len(step["facts"]) == 1
    assert await asked(client, "p", "c", kinds=["MANAGER_OF"]) == NOTHING


async def test_a_mutual_tie_leads_forward_from_both_ends(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [*people("pq"), Tie("RELATIVE_OF", "p", "q", {"kinship": "SPOUSE"})]
    rows += [Tie("RELATIVE_OF", "q", "p", {"kinship": "SPOUSE"}, item="other")]
    await bring_in(engine, tmp_path, rows)
    for pair in ("pq", "qp"):
        [path] = (await asked(client, *pair))["paths"]
        [step] = path["steps"]
        assert step["forward"] is True and len(step["facts"]) == 1


async def test_nobody_is_tied_to_itself_and_circles_are_not_walked(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, [*chain(*"abcd"), holds("d", "a"), holds("b", "b")])
    assert await asked(client, "a", "a") == NOTHING
    assert sorted(ways(await asked(client, "a", "c"))) == ["a b c", "a d c"]
    assert ways(await asked(client, "a", "b", hops=2)) == ["a b"]
    assert ways(await asked(client, "a", "b")) == ["a b", "a d c b"]


SHAPES = [(6, 9, 3), (9, 14, 4), (12, 20, 4), (14, 40, 3), (25, 32, 6), (40, 60, 5)]


@pytest.mark.parametrize("seed", range(len(SHAPES)))
async def test_random_graphs_beside_a_naive_search(
    client: Client, engine: Engine, tmp_path: Path, seed: int
) -> None:
    draw = random.Random(seed)
    size, ties, hops = SHAPES[seed]
    names = [f"n{n}" for n in range(size)]
    kinds = ("SHAREHOLDER_OF", "GUARANTOR_OF", "NOMINEE_FOR", "ACTS_IN_CONCERT")
    pairs = {(draw.choice(kinds), *draw.sample(names, 2)) for _ in range(ties)}
    await bring_in(engine, tmp_path, [*companies(names), *(Tie(*pair) for pair in sorted(pairs))])
    for source, target in (draw.sample(names, 2) for _ in range(6)):
        chosen = draw.choice([None, list(kinds[:2])])
        edges = [(a, b) for kind, a, b in pairs if chosen is None or kind in chosen]
        expected = naive(edges, source, target, hops)
        found = await asked(client, source, target, hops=hops, first=500, kinds=chosen)
        assert len(expected) < 500 and found["truncated"] is False
        assert sorted(ways(found)) == sorted(" ".join(way) for way in expected)
        few = await asked(client, source, target, hops=hops, first=3, kinds=chosen)
        assert few["paths"] == found["paths"][:3] and few["truncated"] is (len(expected) > 3)


def naive(
    edges: Sequence[tuple[str, str]], source: str, target: str, hops: int, closed: Iterable[str] = ()
) -> list[list[str]]:
    beside: dict[str, set[str]] = {}
    for one, other in edges:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    done, open_ = [], [[source]]
    while open_:
        way = open_.pop()
        if way[-1] == target:
            done.append(way)
        elif len(way) <= hops and (way[-1] not in closed or way[-1] == source):
            open_ += [[*way, far] for far in beside.get(way[-1], ()) if far not in way]
    return done


async def test_a_hub_is_who_has_many_ties_that_count(engine: Engine, tmp_path: Path) -> None:
    """Not who had them once, is told of twice, or has them where the caller does not look."""
    names, most = [f"n{n}" for n in range(9)], 3
    await court(engine, tmp_path)
    rows: list[Node | Tie] = [*companies(["m", "hub", *names]), holds("n0", "m"), holds("m", "n1")]
    rows += [holds(name, "m", valid_to="2020-01-01") for name in names[2:]]
    rows += [holds(name, "m", access="SEALED") for name in names[2:]]
    rows += [holds("n0", "m", valid_from=f"20{year}-01-01", valid_to="2020-01-01") for year in range(10, 18)]
    rows += [holds(name, "hub") for name in names]
    await bring_in(engine, tmp_path, rows)
    async with served(engine, tmp_path, path_hub_ties=most) as client:
        found = await asked(client, "n0", "n1", hops=4)
        assert ways(found) == ["n0 m n1"]
        assert [(each["node"]["name"], each["ties"]) for each in found["hubs"]] == [("hub", 9)]
        assert ways(await asked(client, "n0", "hub", hops=1)) == ["n0 hub"]
        found = await asked(client, "n2", "n3", hops=4)
        assert (found["paths"], found["truncated"]) == ([], False)


@pytest.mark.parametrize("seed", range(3))
async def test_hubs_are_not_walked_through_but_may_be_ends(engine: Engine, tmp_path: Path, seed: int) -> None:
    draw, most = random.Random(seed), 5
    names = [f"n{n}" for n in range(24)]
    pairs = {tuple(sorted(draw.sample(names, 2))) for _ in range(34)}
    pairs |= {tuple(sorted((names[0], far))) for far in names[1:9]}
    degree = {each: sum(each in pair for pair in pairs) for each in names}
    crowded = {each for each in names if degree[each] > most}
    edges = [(pair[0], pair[1]) for pair in sorted(pairs)]
    await court(engine, tmp_path)
    await bring_in(engine, tmp_path, [*companies(names), *(holds(*pair) for pair in edges)])
    for ends in (20, 6):  # ends that may be read themselves, and some that may not
        async with served(engine, tmp_path, path_hub_ties=most, path_end_ties=ends) as client:
            for source, target in [(names[0], names[15]), *(draw.sample(names, 2) for _ in range(5))]:
                found = await asked(client, source, target, hops=4, first=500)
                if degree[source] > ends and degree[target] > ends:
                    assert found["truncated"] and set(found["hubsSkipped"]) and found["paths"] == []
                    continue
                expected = naive(edges, source, target, 4, crowded)
                assert sorted(ways(found)) == sorted(" ".join(way) for way in expected)
                assert found["truncated"] is False
                hubs = {each["node"]["name"]: (each["ties"], each["tiesAtLeast"]) for each in found["hubs"]}
                assert set(hubs) <= crowded - {source, target}
                assert all(
                    told == (min(degree[hub], ends + 1), degree[hub] > ends)  # no more are counted
                    for hub, told in hubs.items()
                )
                assert [each["node"]["id"] for each in found["hubs"]] == found["hubsSkipped"]
    async with served(engine, tmp_path, path_hub_ties=most, path_end_ties=40) as client:
        for source, target in (draw.sample(names, 2) for _ in range(3)):
            found = await asked(client, source, target, hops=4, first=500, through=True)
            assert sorted(ways(found)) == sorted(" ".join(way) for way in naive(edges, source, target, 4))
            assert found["hubsSkipped"] == [] and found["truncated"] is False


async def court(engine: Engine, data: Path) -> None:
    rows = [Node("CASE", "case:1", {"caseNumber": CASE, "filedOn": "2026-01-05"})]
    await bring_in(engine, data, rows, source="court", now=OPENED)


async def test_the_default_bound_and_the_number_of_hubs_named(engine: Engine, tmp_path: Path) -> None:
    await court(engine, tmp_path)
    crowd = [f"x{n}" for n in range(205)]
    rows = [*people([*crowd, "p", "q"]), *companies(["agent", "bank", "small"])]
    rows += [Tie("EMPLOYS", hub, each) for hub in ("agent", "bank") for each in [*crowd, "p", "q"]]
    await bring_in(
        engine, tmp_path, [*rows, Tie("EMPLOYS", "small", "q"), *people("r"), Tie("EMPLOYS", "small", "r")]
    )
    async with served(engine, tmp_path, path_hubs_told=1) as client:
        found = await asked(client, "p", "q")
        assert found["paths"] == [] and found["truncated"] is False
        assert len(found["hubsSkipped"]) == 1 and found["hubsLeftOut"] == 1
        assert found["hubs"][0]["ties"] == 207 and name(found["hubs"][0]["node"]) in ("agent", "bank")
        assert ways(await asked(client, "agent", "r")) == ["agent q small r"]
        assert ways(await asked(client, "r", "agent")) == ["r small q agent"]
        through = await asked(client, "p", "q", through=True, hops=2)
        assert sorted(ways(through)) == ["p agent q", "p bank q"] and through["hubsSkipped"] == []


async def test_who_is_not_known_and_who_is_hidden_are_answered_alike(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, chain("a", "b"))
    rows: list[Node | Tie] = [
        Node("PERSON", "z", {"name": "z"}, meta=FactMeta(access="SEALED")),
        Tie("DIRECTOR_OF", "z", "b", meta=FactMeta(access="SEALED")),
    ]
    assert (await bring_in(engine, tmp_path, rows)).rejected == 0
    texts = [
        (await client.post(PATHS, {"from": source, "to": target})).text
        for source, target in (
            ("z", "a"),
            ("a", "z"),
            ("nobody", "a"),
            ("a", "nobody"),
            ("z", "nobody"),
            ("z", "z"),
        )
    ]
    assert set(texts) == {json.dumps({"data": {"paths": NOTHING}}, separators=(",", ":"))}


async def test_what_leads_through_the_hidden_is_not_there(engine: Engine, tmp_path: Path) -> None:
    """The same bytes with and without sealed nodes and ties, which would change paths, hubs, and ends."""
    await court(engine, tmp_path)
    rows = [*chain("a", "b", "c", "d"), *companies(["e"]), holds("a", "e")]
    rows += [*companies(f"x{n}" for n in range(3)), *(holds("c", f"x{n}") for n in range(3))]
    await bring_in(engine, tmp_path, rows)
    asks = [("a", "d"), ("a", "b"), ("b", "e"), ("e", "d"), ("a", "c")]
    sealed = FactMeta(access="SEALED")
    async with served(engine, tmp_path, path_hub_ties=5, path_end_ties=6) as client:

        async def texts() -> list[str]:
            return [
                (await client.post(PATHS, {"from": source, "to": target, "through": through})).text
                for source, target in asks
                for through in (False, True)
            ]

        before = await texts()
        more: list[Node | Tie] = [Node("COMPANY", "s", {"name": "s"}, meta=sealed)]
        # A short way, a tie without a node of its own, and a crowd that would make hubs of `b` and of `a`.
        more += [Tie("SHAREHOLDER_OF", "a", "s", meta=sealed), Tie("SHAREHOLDER_OF", "s", "d", meta=sealed)]
        more += [Tie("GUARANTOR_OF", "a", "d", {"amount": "1.00"}, meta=sealed)]
        more += [Node("PERSON", f"h{n}", {"name": f"h{n}"}, meta=sealed) for n in range(9)]
        more += [Tie("DIRECTOR_OF", f"h{n}", end, meta=sealed) for n in range(9) for end in ("a", "b")]
        # Open ties of a hidden node show it no more than sealed ones.
        more += [Tie("SHAREHOLDER_OF", "s", "e", {"share": 0.2}), Tie("SHAREHOLDER_OF", "s", "c", {"share": 0.2})]
        assert (await bring_in(engine, tmp_path, more)).rejected == 0
        assert await texts() == before


async def test_a_fact_of_another_courts_case_is_no_tie(client: Client, engine: Engine, tmp_path: Path) -> None:
    number = "（2026）鄂0591执7号"
    rows = [*people("pq"), Node("CASE", "case:9", {"caseNumber": number})]
    rows += [
        Tie(
            "PARTY_TO",
            each,
            "case:9",
            {"partyRole": "JUDGMENT_DEBTOR"},
            meta=FactMeta(case_file=number),
        )
        for each in "pq"
    ]
    assert (await bring_in(engine, tmp_path, rows)).rejected == 0
    assert await asked(client, "p", "q") == NOTHING
    own = [Node("CASE", "case:8", {"caseNumber": "（2026）鄂0112执8号"})]
    filed = FactMeta(case_file="（2026）鄂0112执8号")
    own += [Tie("PARTY_TO", each, "case:8", {"partyRole": "JUDGMENT_DEBTOR"}, meta=filed) for each in "pq"]
    assert (await bring_in(engine, tmp_path, own, source="made")).rejected == 0
    assert ways(await asked(client, "p", "q")) == ["p Case q"]


async def test_of_a_day_and_as_known_then(engine: Engine, tmp_path: Path) -> None:
    await court(engine, tmp_path)
    early, late = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    rows = [*chain("a", "b"), *companies("c"), holds("b", "c", valid_from="2025-01-01", valid_to="2025-06-01")]
    await bring_in(engine, tmp_path, rows, now=early)
    await bring_in(engine, tmp_path, [holds("a", "c")], now=late)
    async with served(engine, tmp_path) as client:
        assert ways(await asked(client, "a", "c")) == ["a c"]
        assert ways(await asked(client, "a", "c", asOf="2025-05-31")) == ["a c", "a b c"]
        assert ways(await asked(client, "a", "c", asOf="2025-06-01")) == ["a c"]
        then = {"knownAt": "2026-02-15T00:00:00Z"}
        assert await asked(client, "a", "c", **then) == NOTHING
        assert ways(await asked(client, "a", "c", asOf="2025-05-31", **then)) == ["a b c"]


BOUNDS = [
    {"path_nodes": 4},
    {"path_ties": 3},
    {"path_rounds": 1},
    {"path_steps": 3},
    {"path_seconds": 1e-9},
]


@pytest.mark.parametrize("bound", BOUNDS, ids=lambda bound: next(iter(bound)))
async def test_past_a_bound_the_answer_holds_less_and_says_so(
    engine: Engine, tmp_path: Path, bound: dict[str, Any]
) -> None:
    await court(engine, tmp_path)
    names = [f"n{n}" for n in range(7)]
    edges = [(one, other) for one in names for other in names if one < other and (one, other) != ("n0", "n6")]
    await bring_in(engine, tmp_path, [*companies(names), *(holds(*pair) for pair in edges)])
    every = {" ".join(way) for way in naive(edges, "n0", "n6", 4)}
    async with served(engine, tmp_path, **bound) as client:
        found = await asked(client, "n0", "n6", hops=4, first=500)
        assert found["truncated"] is True and set(ways(found)) < every


async def test_longer_ties_stop_where_they_cost_more_than_a_round(engine: Engine, tmp_path: Path) -> None:
    await court(engine, tmp_path)
    rows = [*chain("a", "b"), *companies(f"l{n}" for n in range(4)), *companies(f"r{n}" for n in range(4))]
    rows += [holds("a", f"l{n}") for n in range(4)] + [holds("b", f"r{n}") for n in range(4)]
    rows += [holds("l0", "r0")]
    await bring_in(engine, tmp_path, rows)
    async with served(engine, tmp_path, path_round_nodes=3) as client:
        found = await asked(client, "a", "b")
        assert ways(found) == ["a b"] and found["truncated"] is True
        # Without a tie at hand the search goes on, round after round.
        assert ways(await asked(client, "l1", "r1")) == ["l1 a b r1", "l1 a l0 r0 b r1"]
    async with served(engine, tmp_path) as client:
        found = await asked(client, "a", "b")
        assert ways(found) == ["a b", "a l0 r0 b"] and found["truncated"] is False


async def test_arguments_that_are_refused(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, chain("a", "b"))
    for given, code, part in (
        ({"hops": 0}, "BAD_INPUT", "maxHops: 0; 1 to 8 are allowed"),
        ({"hops": 9}, "BAD_INPUT", "maxHops: 9"),
        ({"kinds": []}, "BAD_INPUT", "relations"),
        ({"first": 0}, "BAD_INPUT", "first"),
        ({"first": 1_001}, "TOO_COSTLY", "first"),
    ):
        error = (await client.post(PATHS, {"from": "a", "to": "b", **given})).json()["errors"][0]
        assert error["extensions"]["code"] == code and part in error["message"]
    bad = '{ paths(from: {uscc: "1"}, to: {id: "x"}) { truncated } }'
    assert (await client.post(bad)).json()["errors"][0]["extensions"]["code"] == "BAD_INPUT"


async def test_below_a_step_anything_of_a_node_may_be_asked(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(
        engine, tmp_path, [*chain("a", "b", "c"), *people("p"), Tie("SHAREHOLDER_OF", "p", "b", {"share": 0.6})]
    )
    query = """{ paths(from: {source: {system: "made", key: "a"}}, to: {source: {system: "made", key: "c"}}) {
      paths { steps { to { ... on Company { name shareholders { edges { share node { name } } }
        beneficialOwners { owners { person { name } } } } } } } } }"""
    [path] = (await client.ask(query))["paths"]["paths"]
    company = path["steps"][0]["to"]
    assert {edge["node"]["name"] for edge in company["shareholders"]["edges"]} == {"a", "p"}
    assert company["beneficialOwners"]["owners"] == [{"person": {"name": "p"}}]


def shortest(
    edges: Sequence[tuple[str, str]], names: Sequence[str], hops: int, crowded: Iterable[str] = ()
) -> dict[tuple[str, str], set[str]]:
    """By pair its shortest ways, each found alone."""
    found = {}
    for pair in combinations(names, 2):
        ways_ = naive(edges, *pair, hops, crowded)
        least = min(map(len, ways_), default=0)
        found[pair] = {" ".join(way) for way in ways_ if len(way) == least}
    return {pair: told for pair, told in found.items() if told}


def by_pair(found: dict[str, Any]) -> dict[tuple[str, str], set[str]]:
    told: dict[tuple[str, str], set[str]] = {}
    for way in ways(found):
        told.setdefault((way.split()[0], way.split()[-1]), set()).add(way)
    return told


@pytest.mark.parametrize("seed", range(len(SHAPES)))
async def test_ties_among_some_are_the_shortest_of_each_pair(
    client: Client, engine: Engine, tmp_path: Path, seed: int
) -> None:
    draw = random.Random(100 + seed)
    size, ties, hops = SHAPES[seed]
    names = [f"n{n}" for n in range(size)]
    pairs = sorted({(one, other) for one, other in (draw.sample(names, 2) for _ in range(ties))})
    await bring_in(engine, tmp_path, [*companies(names), *(holds(*pair) for pair in pairs)])
    for count in (2, 3, min(size, 12)):
        chosen = draw.sample(names, count)
        expected = shortest(pairs, chosen, hops)
        found = await among(client, chosen, hops=hops, first=500)
        assert by_pair(found) == expected and found["truncated"] is False
        every = sum(map(len, expected.values()))
        few = await among(client, chosen, hops=hops, first=len(expected) or 1)
        assert set(by_pair(few)) == set(expected)  # the first tie of each pair before the second of any
        assert few["truncated"] is (every > len(few["paths"]))


@pytest.mark.parametrize("seed", range(3))
async def test_ties_among_some_do_not_lead_through_hubs(engine: Engine, tmp_path: Path, seed: int) -> None:
    draw, most = random.Random(200 + seed), 5
    names = [f"n{n}" for n in range(20)]
    pairs = sorted({(min(pair), max(pair)) for pair in (draw.sample(names, 2) for _ in range(40))})
    degree = {each: sum(each in pair for pair in pairs) for each in names}
    crowded = {each for each in names if degree[each] > most}
    chosen = [*sorted(crowded)[:3], *draw.sample(sorted(set(names) - crowded), 3)]
    await court(engine, tmp_path)
    await bring_in(engine, tmp_path, [*companies(names), *(holds(*pair) for pair in pairs)])
    for ends in (20, most):  # hubs among those asked about that may be read, and that may not
        async with served(engine, tmp_path, path_hub_ties=most, path_end_ties=ends) as client:
            found = await among(client, chosen, hops=4, first=500)
            expected = shortest(pairs, chosen, 4, crowded)
            if ends == most:
                assert found["truncated"] is True and set(found["hubsSkipped"])
                expected = {pair: told for pair, told in expected.items() if not crowded.issuperset(pair)}
            assert by_pair(found) == expected
            through = await among(client, chosen, hops=4, first=500, through=True)
            if ends == 20:
                assert by_pair(through) == shortest(pairs, chosen, 4) and through["truncated"] is False


async def test_who_is_hidden_or_named_twice_is_not_among_them(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*chain("a", "b", "c"), Node("COMPANY", "z", {"name": "z"}, meta=FactMeta(access="SEALED"))]
    await bring_in(engine, tmp_path, [*rows, holds("z", "a"), holds("z", "c")])
    told = await among(client, ["a", "c"])
    assert ways(told) == ["a b c"]
    for names in (["a", "z", "c"], ["a", "nobody", "c"], ["a", "c", "a"]):
        assert await among(client, names) == told
    for names in (["a", "z"], ["a", "nobody"], ["a", "a"], ["z", "nobody"]):
        assert await among(client, names) == NOTHING
    for names in (["a"], ["a"] * 21):
        of = [{"source": {"system": "made", "key": each}} for each in names]
        error = (await client.post(AMONG, {"of": of})).json()["errors"][0]
        assert error["extensions"]["code"] == "BAD_INPUT" and "2 to 20 are allowed" in error["message"]


@pytest.mark.parametrize("bound", BOUNDS, ids=lambda bound: next(iter(bound)))
async def test_past_a_bound_ties_among_some_are_fewer_and_never_longer(
    engine: Engine, tmp_path: Path, bound: dict[str, Any]
) -> None:
    await court(engine, tmp_path)
    draw = random.Random(1)
    names = [f"n{n}" for n in range(16)]
    pairs = sorted({(min(pair), max(pair)) for pair in (draw.sample(names, 2) for _ in range(22))})
    await bring_in(engine, tmp_path, [*companies(names), *(holds(*pair) for pair in pairs)])
    expected = shortest(pairs, names[:3], 6)
    async with served(engine, tmp_path, **bound) as client:
        found = await among(client, names[:3], first=500)
        assert found["truncated"] is True and by_pair(found) != expected
        assert all(told <= expected[pair] for pair, told in by_pair(found).items())


async def test_the_record_names_who_is_told_and_not_whom_the_search_met(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*chain("a", "b", "c"), *companies(f"x{n}" for n in range(6)), *people("p")]
    rows += [holds(near, f"x{n}") for n, near in enumerate("aabbcc")]
    await bring_in(engine, tmp_path, rows)
    found = await asked(client, "a", "c")
    assert ways(found) == ["a b c"]
    assert set(recorded(tmp_path)[-1]["touched"]) <= Commitments(RING).marks_of(ids(found["paths"][0]))
    assert len(recorded(tmp_path)[-1]["touched"]) == 3
    assert await asked(client, "a", "p") == NOTHING
    assert len(recorded(tmp_path)[-1]["touched"]) == 2  # who was asked about
    async with served(engine, tmp_path, path_hub_ties=3) as strict:
        found = await asked(strict, "a", "c")
        assert found["paths"] == [] and len(found["hubsSkipped"]) == 1
    assert len(recorded(tmp_path)[-1]["touched"]) == 3
