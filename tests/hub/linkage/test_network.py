"""Networks over HTTP, on both engines, beside what is worked out in the test from all that was loaded."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from graph.rules.network.relevance import relevance
from graph.rules.network.ties import NetworkTie
from hub.callers.issuer import issue
from hub.record.commitments import Commitments
from tests.graphs import CASE, RING, Node, Tie, bring_in
from tests.hub.linkage.test_paths import companies, court, people
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served

LINK = "relation from to share amount relevance why whyZh fact { grade source { system } }"
NETWORK = (
    """query ($of: SubjectKey!, $hops: Int = 1, $first: Int = 200, $kinds: [RelationKind!], $asOf: Date,
    $knownAt: DateTime) {
  network(of: $of, hops: $hops, first: $first, relations: $kinds, asOf: $asOf, knownAt: $knownAt) {
    nodes { id name kind ties tiesAtLeast hub } links { """
    + LINK
    + " } truncated beyond { relation count } beyondAtLeast } }"
)
PATIENT = {"path_seconds": 60}  # a cold engine plans each new text for seconds
NOTHING = {"nodes": [], "links": [], "truncated": False, "beyond": [], "beyondAtLeast": False}
Edge = tuple[str, str, str]  # relation, source, target, by the names of nodes


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> Any:
    await court(engine, tmp_path)
    async with served(engine, tmp_path, **PATIENT) as client:
        yield client


def of(key: str) -> dict[str, Any]:
    return {"source": {"system": "made", "key": key}}


async def network(client: Client, key: str, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await client.ask(NETWORK, {"of": of(key), **variables}))["network"]
    links = found["links"]
    assert len({(each["relation"], each["from"], each["to"]) for each in links}) == len(links)
    reached = {found["nodes"][0]["id"]} if found["nodes"] else set()
    for each in links:  # whatever is shown hangs together, link by link
        assert reached & {each["from"], each["to"]}
        reached |= {each["from"], each["to"]}
    assert [node["id"] for node in found["nodes"]] == list(dict.fromkeys(node["id"] for node in found["nodes"]))
    assert {node["id"] for node in found["nodes"]} == reached
    worths = [each["relevance"] for each in links]
    assert worths == sorted(worths, reverse=True) and all(0 < worth <= 1 for worth in worths)
    assert worths == [round(worth, 6) for worth in worths]
    assert found["truncated"] is bool(found["beyond"] or found["beyondAtLeast"])
    return found


def edges_of(found: Mapping[str, Any], links: str = "links", nodes: Sequence[str] = ("nodes",)) -> list[Edge]:
    """Links by the names of their ends, those of a mutual one in the order of the alphabet."""
    names = {node["id"]: node["name"] for name in nodes for node in found[name]}
    edges = []
    for each in found[links]:
        ends = [names[each["from"]], names[each["to"]]]
        one, other = sorted(ends) if each["relation"] == "ACTS_IN_CONCERT" else ends
        edges.append((each["relation"], one, other))
    return edges


def drawn(seed: int, size: int, ties: int) -> tuple[list[Node | Tie], dict[Edge, NetworkTie]]:
    draw = random.Random(seed)
    names = [f"n{n}" for n in range(size)]
    edges: dict[Edge, NetworkTie] = {}
    rows = companies(names)
    for _ in range(ties):
        relation = draw.choice(["SHAREHOLDER_OF", "GUARANTOR_OF", "BRANCH_OF", "ACTS_IN_CONCERT"])
        source, target = draw.sample(names, 2)
        if relation == "ACTS_IN_CONCERT":
            source, target = sorted((source, target))
        key = (relation, source, target)
        if key in edges:
            continue
        values: dict[str, object] = {}
        share = amount = None
        if relation == "SHAREHOLDER_OF":
            share = draw.choice([0.05, 0.2, 0.5, 1.0])
            values = {"share": share}
        if relation == "GUARANTOR_OF":
            yuan = draw.choice([100, 10_000, 5_000_000])
            amount = yuan * 100
            values = {"amount": f"{yuan}.00"}
        edges[key] = NetworkTie(relation=relation, source=source, target=target, share=share, amount=amount)
        rows.append(Tie(*key, values))
    return rows, edges


def degree(edges: Iterable[Edge], node: str) -> int:
    return sum(node in key[1:] for key in edges)


def naive(edges: Mapping[Edge, NetworkTie], centre: str, hops: int, hub: int = 200) -> dict[Edge, float]:
    """Each tie within the hops with the worth of the best way to it; hubs are led to, not through."""
    best: dict[Edge, float] = {}

    def go(node: str, worth: float, left: int) -> None:
        if left == 0 or (node != centre and degree(edges, node) > hub):
            return
        for key, tie in edges.items():
            if node in key[1:]:
                far = key[2] if node == key[1] else key[1]
                whole = worth * relevance(tie, degree(edges, far))
                best[key] = max(best.get(key, 0.0), whole)
                go(far, whole, left - 1)

    go(centre, 1.0, hops)
    return best


@pytest.mark.parametrize("seed", range(4))
async def test_random_graphs_beside_every_way(engine: Engine, tmp_path: Path, seed: int) -> None:
    rows, edges = drawn(seed, 12, 22)
    await court(engine, tmp_path)
    await bring_in(engine, tmp_path, rows)
    async with served(engine, tmp_path, path_hub_ties=5, **PATIENT) as client:
        for centre, hops in (("n0", 1), ("n1", 2), ("n2", 3), ("n3", 2)):
            expected = naive(edges, centre, hops, 5)
            found = await network(client, centre, hops=hops)
            assert set(edges_of(found)) == set(expected) and found["truncated"] is False
            for key, link in zip(edges_of(found), found["links"], strict=True):
                assert math.isclose(link["relevance"], expected[key], abs_tol=1e-6)
            for node in found["nodes"]:
                assert node["ties"] == degree(edges, node["name"])
                assert node["hub"] is (node["ties"] > 5) and node["tiesAtLeast"] is False
            for first in (1, 3, 7):
                few = await network(client, centre, hops=hops, first=first)
                assert few["links"] == found["links"][:first]
                assert few["nodes"] == found["nodes"][: len(few["nodes"])]
                assert few["truncated"] is (len(expected) > first)
                left = len(expected) - len(few["links"])
                counted = sum(each["count"] for each in few["beyond"])
                assert counted == left if not few["beyondAtLeast"] else counted <= left
                if hops == 1:
                    assert few["beyondAtLeast"] is False
                    kinds = [key[0] for key in edges_of(found)[first:]]
                    assert few["beyond"] == [
                        {"relation": kind, "count": kinds.count(kind)}
                        for kind in ("SHAREHOLDER_OF", "BRANCH_OF", "GUARANTOR_OF", "ACTS_IN_CONCERT")
                        if kind in kinds
                    ]


async def test_a_link_says_why_it_is_shown(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [
        *companies("cd"),
        *people("pq"),
        Tie("SHAREHOLDER_OF", "p", "c", {"share": 0.6}),
        Tie("EMPLOYS", "c", "q"),
    ]
    rows += [Tie("SHAREHOLDER_OF", "p", "d", {"shareMin": 0.2, "shareMax": 0.4})]
    rows += [Tie("GUARANTOR_OF", "d", "c", {"amount": "1234567.80"})]
    await bring_in(engine, tmp_path, rows)
    found = await network(client, "c")
    by_kind = {link["relation"]: link for link in found["links"]}
    assert by_kind["SHAREHOLDER_OF"]["why"] == (
        "SHAREHOLDER_OF: weight 1 x share 0.6 x rarity 0.5 (2 ties at the far end)"
    )
    assert by_kind["SHAREHOLDER_OF"]["relevance"] == 0.3 and by_kind["SHAREHOLDER_OF"]["share"] == 0.6
    assert by_kind["GUARANTOR_OF"]["amount"] == "1234567.80"
    assert by_kind["EMPLOYS"]["whyZh"].startswith("用工：权重0.1")
    assert by_kind["EMPLOYS"]["fact"] == {"grade": "C", "source": {"system": "made"}}
    far = await network(client, "c", hops=2)
    [link] = [link for link in far["links"] if link["share"] is None and link["relation"] == "SHAREHOLDER_OF"]
    assert "share 0.3 x" in link["why"] and "the way to it" in link["why"]


async def test_only_the_kinds_that_are_asked_for(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [*people("p"), *companies("cd"), Tie("DIRECTOR_OF", "p", "c"), Tie("EMPLOYS", "c", "p")]
    rows += [Tie("SHAREHOLDER_OF", "c", "d", {"share": 1.0}), Tie("RELATIVE_OF", "p", "p", {"kinship": "SPOUSE"})]
    await bring_in(engine, tmp_path, rows)
    found = await network(client, "p", hops=2, kinds=["DIRECTOR_OF", "SHAREHOLDER_OF"])
    assert edges_of(found) == [("DIRECTOR_OF", "p", "c"), ("SHAREHOLDER_OF", "c", "d")]
    assert [node["ties"] for node in found["nodes"]] == [1, 2, 1]


async def test_networks_lead_through_accounts_media_and_cases(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*people("pq"), *(Node("ACCOUNT", key, {"accountType": key}) for key in ("x", "y"))]
    rows += [Tie("OWNS_ACCOUNT", "p", "x"), Tie("OWNS_ACCOUNT", "q", "y")]
    rows += [
        Tie("TRANSFERS", "x", "y", {"amount": f"{n}.00", "occurredAt": f"2025-01-0{n}T00:00:00Z"}, item=f"{n}")
        for n in range(1, 4)
    ]
    rows += [Tie("PARTY_TO", "q", "case:1", {"partyRole": "JUDGMENT_DEBTOR"}, target_system="court")]
    assert (await bring_in(engine, tmp_path, rows)).rejected == 0
    found = await network(client, "p", hops=3)
    assert [(node["name"], node["kind"]) for node in found["nodes"]] == [
        ("p", "PERSON"),
        ("x", "ACCOUNT"),
        ("y", "ACCOUNT"),
        ("q", "PERSON"),
    ]
    assert ("TRANSFERS", "x", "y") in edges_of(found) and len(found["links"]) == 3
    assert {node["name"] for node in (await network(client, "q"))["nodes"]} == {"q", "y", CASE}


async def test_a_hub_is_shown_and_nothing_behind_it(engine: Engine, tmp_path: Path) -> None:
    await court(engine, tmp_path)
    crowd = [f"x{n}" for n in range(8)]
    rows = [*people([*crowd, "p"]), *companies(["agent", "small"])]
    rows += [Tie("EMPLOYS", "agent", each) for each in [*crowd, "p"]] + [Tie("EMPLOYS", "small", "p")]
    rows += [Tie("DIRECTOR_OF", "x0", "small")]
    await bring_in(engine, tmp_path, rows)
    async with served(engine, tmp_path, path_hub_ties=5, path_end_ties=7, **PATIENT) as client:
        found = await network(client, "p", hops=2)
        assert {(node["name"], node["hub"]) for node in found["nodes"]} == {
            ("p", False),
            ("agent", True),
            ("small", False),
            ("x0", False),
        }
        assert found["truncated"] is False
        # A hub may be the centre; of one with more ties than are read the rest is said to be there.
        found = await network(client, "agent")
        assert len(found["links"]) == 7 and found["beyondAtLeast"] is True
        [agent, *others] = found["nodes"]
        assert (agent["ties"], agent["tiesAtLeast"], agent["hub"]) == (8, True, True)  # no more are counted
        assert not any(each["tiesAtLeast"] for each in others)
        found = await network(client, "p")
        assert [each["why"].partition("rarity")[2] for each in found["links"] if each["from"] == agent["id"]] == [
            " 0.25 (at least 8 ties at the far end)"
        ]


async def test_who_is_not_known_and_who_is_hidden_are_answered_alike(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows: list[Node | Tie] = [*companies("a"), Node("PERSON", "z", {"name": "z"}, meta=FactMeta(access="SEALED"))]
    rows += [Node("ACCOUNT", "x", {"accountType": "x"}), Tie("DIRECTOR_OF", "z", "a")]
    await bring_in(engine, tmp_path, rows)
    keys = [of("z"), of("nobody"), {"id": "no such id"}, of("x")]
    texts = {(await client.post(NETWORK, {"of": key, "hops": 3})).text for key in keys}
    assert texts == {json.dumps({"data": {"network": NOTHING}}, separators=(",", ":"))}


HIDDEN = FactMeta(access="SEALED")


def hidden_rows(names: Sequence[str]) -> list[Node | Tie]:
    """What would change degrees, ways, hubs and what is beyond, if it were seen."""
    rows: list[Node | Tie] = [Node("COMPANY", "s", {"name": "s"}, meta=HIDDEN)]
    rows += [Tie("SHAREHOLDER_OF", name, "s", {"share": 0.5}) for name in names[:4]]
    rows += [
        Tie("BRANCH_OF", names[0], names[-1], meta=HIDDEN),
        Tie("GUARANTOR_OF", names[1], names[5], meta=HIDDEN),
    ]
    rows += [Node("PERSON", f"h{n}", {"name": f"h{n}"}, meta=HIDDEN) for n in range(9)]
    rows += [Tie("DIRECTOR_OF", f"h{n}", end, meta=HIDDEN) for n in range(9) for end in names[:3]]
    return rows


async def test_the_hidden_changes_not_a_byte(engine: Engine, tmp_path: Path) -> None:
    rows, _ = drawn(9, 10, 20)
    await court(engine, tmp_path)
    await bring_in(engine, tmp_path, rows)
    async with served(engine, tmp_path, path_hub_ties=6, **PATIENT) as client:

        async def texts() -> list[str]:
            return [
                (await client.post(NETWORK, {"of": of(f"n{n}"), "hops": hops, "first": first})).text
                for n in range(4)
                for hops in (1, 3)
                for first in (4, 200)
            ]

        before = await texts()
        assert (await bring_in(engine, tmp_path, hidden_rows([f"n{n}" for n in range(10)]))).rejected == 0
        assert await texts() == before


async def test_below_a_node_anything_may_be_asked(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [*people("p"), *companies("c"), Tie("SHAREHOLDER_OF", "p", "c", {"share": 0.6})]
    await bring_in(engine, tmp_path, rows)
    query = """query ($of: SubjectKey!) { network(of: $of) { nodes { node { __typename ... on Company {
        beneficialOwners { owners { person { name } } } } } } } }"""
    nodes = (await client.ask(query, {"of": of("c")}))["network"]["nodes"]
    assert [node["node"]["__typename"] for node in nodes] == ["Company", "Person"]
    assert nodes[0]["node"]["beneficialOwners"]["owners"] == [{"person": {"name": "p"}}]


async def test_the_record_names_who_is_shown_and_not_whom_the_reading_met(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [*people(f"p{n}" for n in range(6)), *companies("c")]
    rows += [Tie("SHAREHOLDER_OF", f"p{n}", "c", {"share": 0.1 + n / 100}) for n in range(6)]
    await bring_in(engine, tmp_path, rows)
    found = await network(client, "c", hops=2, first=2)
    assert [node["name"] for node in found["nodes"]] == ["c", "p5", "p4"]
    touched = set(recorded(tmp_path)[-1]["touched"])
    assert touched == set(Commitments(RING).marks_of([node["id"] for node in found["nodes"]]))


@pytest.mark.parametrize(
    "bound",
    [{"path_nodes": 3}, {"path_ties": 4}, {"path_rounds": 2}, {"path_seconds": 1e-9}],
    ids=lambda bound: next(iter(bound)),
)
async def test_past_a_bound_a_network_is_smaller_and_says_so(
    engine: Engine, tmp_path: Path, bound: dict[str, Any]
) -> None:
    rows, edges = drawn(3, 14, 30)
    await court(engine, tmp_path)
    await bring_in(engine, tmp_path, rows)
    async with served(engine, tmp_path, **{**PATIENT, **bound}) as client:
        found = await network(client, "n0", hops=3)
        assert found["truncated"] is True and found["beyondAtLeast"] is True
        assert set(edges_of(found)) < set(naive(edges, "n0", 3))


@pytest.mark.parametrize("nodes", [3, 5])
async def test_no_more_nodes_are_read_than_may_be(engine: Engine, tmp_path: Path, nodes: int) -> None:
    """Within one round, too: the centre, and the most relevant of those that the bound leaves."""
    await court(engine, tmp_path)
    holders, ends = [f"p{n}" for n in range(6)], [f"d{n}" for n in range(6)]
    rows = [*companies(["c", *ends]), *people(holders)]
    rows += [Tie("SHAREHOLDER_OF", holder, "c", {"share": 0.3 - n / 100}) for n, holder in enumerate(holders)]
    rows += [Tie("SHAREHOLDER_OF", holder, end, {"share": 1.0}) for holder, end in zip(holders, ends, strict=True)]
    await bring_in(engine, tmp_path, rows)
    async with served(engine, tmp_path, path_nodes=nodes, **PATIENT) as client:
        found = await network(client, "c", hops=2)
        behind = {key[2] for key in edges_of(found)} - {"c"}
        assert behind == set(ends[: nodes - 1]) and found["beyondAtLeast"] is True


async def test_arguments_that_are_refused(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, companies("a"))
    for given, code, part in (
        ({"hops": 0}, "BAD_INPUT", "hops: 0; 1 to 3 are allowed"),
        ({"hops": 99}, "BAD_INPUT", "hops: 99"),
        ({"hops": -(2**31)}, "BAD_INPUT", "hops"),
        ({"kinds": []}, "BAD_INPUT", "relations"),
        ({"kinds": ["LOVES"]}, "BAD_INPUT", "LOVES"),
        ({"kinds": ["SAME_AS"]}, "BAD_INPUT", "SAME_AS"),
        ({"first": 0}, "BAD_INPUT", "first"),
        ({"first": 10**9}, "TOO_COSTLY", "first"),
        ({"of": {"uscc": "1"}}, "BAD_INPUT", "uscc"),
    ):
        answer = (await client.post(NETWORK, {"of": of("a"), **given})).json()
        [error] = answer["errors"]
        assert error["extensions"]["code"] == code, (given, error)
        assert part.lower() in error["message"].lower(), (given, error)


@pytest.mark.parametrize(
    ("opened", "name"),
    [
        (["ACCOUNT"], "甲银行 基本户"),
        (["ACCOUNT.accountType"], "基本户"),
        (["ACCOUNT.bank"], "甲银行"),
        (["ACCOUNT.blocked"], None),
    ],
)
async def test_an_account_is_called_by_what_of_it_is_open(
    engine: Engine, tmp_path: Path, opened: list[str], name: str | None
) -> None:
    rows: list[Node | Tie] = [*companies("a"), Tie("OWNS_ACCOUNT", "a", "x")]
    rows += [Node("ACCOUNT", "x", {"accountType": "基本户", "bank": "甲银行", "blocked": False})]
    await court(engine, tmp_path)
    assert (await bring_in(engine, tmp_path, rows)).rejected == 0
    fields = ["COMPANY", "OWNS_ACCOUNT", *opened]
    grant = {"agency": "HRSS", "classes": ["INTERNAL"], "legalBasis": "合作备忘录", "fields": fields}
    assert (await bring_in(engine, tmp_path, [Node("GRANT", "g", grant)], source="rights")).rejected == 0
    async with served(engine, tmp_path, rights_seconds=0, **PATIENT) as client:
        token = issue(client.settings, "PARTNER", agency="HRSS", subject="somebody")
        headers = {"Authorization": f"Bearer {token}", "X-Purpose": "CREDIT_CHECK", "X-Case-Number": "F-1"}
        found = (await client.post(NETWORK, {"of": of("a")}, headers=headers)).json()["data"]["network"]
    assert [(node["kind"], node["name"]) for node in found["nodes"]] == [("COMPANY", "a"), ("ACCOUNT", name)]
