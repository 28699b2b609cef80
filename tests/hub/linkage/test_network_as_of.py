"""Networks as of a day, as known at an instant: each is that of a graph that holds only the facts of then."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine
from tests.graphs import bring_in, case_of_the_purpose
from tests.hub.linkage.test_as_of import COMPANIES, DAYS, FIRST, KNOWN, LOADS, PERSONS, Fact, nodes, told
from tests.hub.linkage.test_network import NETWORK, PATIENT, of
from tests.hub.linkage.test_network_steps import CHANGE, EXPANSION
from tests.hub.serving import Client, served

Said = list[tuple[Any, ...]]


def plain(found: dict[str, Any], names: dict[str, str]) -> Said:
    """Links by the names of their ends, with what is worked out of them; nodes with their ties."""
    links = [
        (
            link["relation"],
            *sorted((names[link["from"]], names[link["to"]])),
            link["share"],
            round(link["relevance"], 9),
        )
        for link in found["links"]
    ]
    return sorted([*links, *((node["name"], node["ties"], node["hub"]) for node in found["nodes"])], key=repr)


async def answers(client: Client, prefix: str, **slice_: Any) -> list[Said]:
    said = []
    for key in (*COMPANIES[:4], *PERSONS[:2]):
        found = (await client.ask(NETWORK, {"of": of(prefix + key), "hops": 2, **slice_}))["network"]
        names = {node["id"]: node["name"] for node in found["nodes"]}
        said.append(plain(found, names))
        beside = [node["id"] for node in found["nodes"][1:3]]
        more = await client.ask(EXPANSION, {"of": found["nodes"][0]["id"], **slice_})
        assert {node["id"] for node in more["networkExpansion"]["nodes"]} <= set(names)
        said.append(plain(more["networkExpansion"], names))
        there = {names[id_] for id_ in beside}
        rest = await client.ask(EXPANSION, {"of": found["nodes"][0]["id"], "beside": beside, **slice_})
        assert there.isdisjoint(node["name"] for node in rest["networkExpansion"]["nodes"])
    return said


@pytest.mark.parametrize("seed", range(2))
async def test_each_network_is_that_of_a_graph_of_the_facts_of_then(
    engine: Engine, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(40 + seed)
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="courts", now=FIRST)
    versions: dict[tuple[str, str, str], list[tuple[int, Fact]]] = {}
    for number, at in enumerate(LOADS):
        facts = list(told(chance))
        for fact in facts:
            versions.setdefault((fact.relation, fact.source, fact.target), []).append((number, fact))
        await bring_in(engine, tmp_path, [*nodes(), *(fact.tie() for fact in facts)], now=at)
    async with served(engine, tmp_path, **PATIENT) as client:
        for known, instant in list(enumerate(KNOWN))[::2]:
            counts = []
            for day in DAYS[::2]:
                prefix = f"{known}{day}:"
                newest = [
                    max((each for each in of_ if each[0] <= known), key=lambda each: each[0], default=None)
                    for of_ in versions.values()
                ]
                then = [fact for _, fact in filter(None, newest) if fact.holds(day)]
                await bring_in(
                    engine, tmp_path, [*nodes(prefix), *(fact.tie(prefix, dated=False) for fact in then)]
                )
                assert await answers(client, "", asOf=day, knownAt=instant) == await answers(client, prefix)
                whole = await client.ask(NETWORK, {"of": of("c0"), "hops": 3, "asOf": day, "knownAt": instant})
                counts.append({(each["relation"], each["from"], each["to"]) for each in whole["network"]["links"]})
            days = {"from": DAYS[0], "to": DAYS[2], "knownAt": instant, "hops": 3}
            change = (await client.ask(CHANGE, {"of": of("c0"), **days}))["networkChange"]["counts"]
            assert change["linksAdded"] == len(counts[1] - counts[0])
            assert change["linksRemoved"] == len(counts[0] - counts[1])
