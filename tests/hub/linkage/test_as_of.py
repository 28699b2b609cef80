"""As of a day, as known at an instant: each answer equals that of a graph that holds only the facts of then."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from tests.graphs import Node, Tie, bring_in, case_of_the_purpose
from tests.hub.serving import Client, served

COMPANIES = [f"c{n}" for n in range(9)]
PERSONS = [f"p{n}" for n in range(6)]
MEDIA = ["PHONE", "DEVICE"]
PROJECTS = ["w0", "w1"]
FIRST = datetime(2026, 1, 20, tzinfo=UTC)
LOADS = [datetime(2026, month, 1, tzinfo=UTC) for month in (2, 4, 6)]
KNOWN = ["2026-03-01T00:00:00Z", "2026-05-01T00:00:00Z", "2026-07-01T00:00:00Z"]
DAYS = ["2024-06-01", "2025-06-01", "2026-01-15"]
BOUNDS = ["2024-01-01", "2025-01-01", "2026-01-01", None]
QUERY = """query ($keys: [SubjectKey!]!, $asOf: Date, $knownAt: DateTime) {
  subjects(by: $keys, asOf: $asOf, knownAt: $knownAt) { name controls { name } controlsJointly { companies {
    company { name } with { name } } }
    ... on Company {
      beneficialOwners(threshold: 0.1) { owners { person { name } share { lower upper } certain } unknownShare
        otherEnds { subject { name } share { lower upper } } faults { kind companies { name } } truncated }
      controlledBy { controllers { subject { name } } ultimate { name } stop ring { name } }
      controllerCandidates { subject { name } group { members { name } } tier }
      corporateGroup { heads { name } members { company { name } } }
      closeLinks { links { subject { name } certain } } } } }"""
SUBJECTS = QUERY[: QUERY.index(" { name")]
# Asked apart: walks of one request share their statements, and each set of them is another plan of the engine.
TIES = (
    "associations(first: 50) { shared { kind others atLeast clue why sharers { subject { name } } } truncated }",
    """guaranteeChains(maxHops: 3, first: 50) { guarantors { ...C } debtors { ...C }
      circles { length least unknown guarantees { guarantor { name } } } circlesTruncated }""",
    """... on Company {
      contractChain { chains { project { name } parties { subject { name } parts }
        contracts { contractor { name } client { name } amount }
        wages { liable { liability subject { name } certain price } lacks { lack } } truncated } leftOut } }""",
)
CHAIN = """fragment C on GuaranteeChain { parties { subject { name } depth direct { amount unknown }
    indirect { amount count } } direct { amount unknown } truncated }"""


@dataclass(frozen=True)
class Fact:
    relation: str
    source: str
    target: str
    values: tuple[tuple[str, float | str], ...]
    valid_from: str | None
    valid_to: str | None

    def holds(self, day: str) -> bool:
        return (self.valid_from or "") <= day and (self.valid_to is None or day < self.valid_to)

    def tie(self, prefix: str = "", *, dated: bool = True) -> Tie:
        graded = "B" if self.relation == "ACTS_IN_CONCERT" else "C"
        meta = FactMeta(grade=graded)
        if dated:
            meta = FactMeta(grade=graded, valid_from=self.valid_from, valid_to=self.valid_to)
        values = {name: f"{prefix}{value}" if name == "project" else value for name, value in self.values}
        return Tie(self.relation, prefix + self.source, prefix + self.target, values, meta=meta)


def told(chance: random.Random) -> Iterator[Fact]:
    """What one delivery says: holdings in each company, agreements, guarantees, media in common, contracts."""
    for company in COMPANIES:
        left = 1.0
        for holder in chance.sample([*PERSONS, *COMPANIES], chance.randrange(1, 4)):
            share = chance.choice([round(left * chance.random(), 3), round(left, 3)])
            left -= share
            values: tuple[tuple[str, float | str], ...] = (("share", share),)
            if chance.random() < 0.15:
                values = (("shareMin", 0.0), ("shareMax", share))
            yield Fact("SHAREHOLDER_OF", holder, company, values, *period(chance))
    for one, other in ((PERSONS[0], PERSONS[1]), (PERSONS[2], COMPANIES[0])):
        if chance.random() < 0.7:
            yield Fact("ACTS_IN_CONCERT", one, other, (), *period(chance))

    for one, other in (chance.sample([*PERSONS, *COMPANIES], 2) for _ in range(9)):
        yield Fact("GUARANTOR_OF", one, other, chance.choice([(), (("amount", "12.50"),)]), *period(chance))
    for user, medium in sorted({(chance.choice([*PERSONS, *COMPANIES]), chance.choice(MEDIA)) for _ in range(9)}):
        yield Fact("USES", user, medium, (), *period(chance))
    tiers = ["GENERAL_CONTRACTOR", "SUBCONTRACTOR", "LABOUR_SUBCONTRACTOR"]
    for tier, part, pair in zip(
        tiers, ["DEVELOPER", *tiers], (chance.sample(COMPANIES, 2) for _ in range(3)), strict=False
    ):
        told = (("project", chance.choice(PROJECTS)), ("tier", tier), ("amount", "7.00"))
        yield Fact("CONTRACTS_FOR", *pair, told, *period(chance))
        yield Fact("TAKES_PART_IN", pair[0], chance.choice(PROJECTS), (("part", part),), *period(chance))


def period(chance: random.Random) -> tuple[str | None, str | None]:
    begins = chance.choice([None, *BOUNDS[:2]])
    ends = chance.choice([None, None, *[day for day in BOUNDS[1:3] if day and day > (begins or "")]])
    return begins, ends


def nodes(prefix: str = "") -> list[Node | Tie]:
    return [
        *(Node("COMPANY", prefix + name, {"name": name}) for name in COMPANIES),
        *(Node("PERSON", prefix + name, {"name": name}) for name in PERSONS),
        *(Node("MEDIUM", prefix + kind, {"mediumKind": kind, "mediumValue": kind}) for kind in MEDIA),
        *(Node("PROJECT", prefix + name, {"name": name}) for name in PROJECTS),
    ]


def plain(value: Any) -> Any:
    """Without what depends on ids: lists in an order of their own, shares to nine digits."""
    if isinstance(value, dict):
        grouped = value.get("group") is not None  # then the subject is whoever of them has the first id
        return {name: plain(each) for name, each in value.items() if not (grouped and name == "subject")}
    if isinstance(value, list):
        return sorted((plain(each) for each in value), key=repr)
    return round(value, 9) if isinstance(value, float) else value


async def answers(client: Client, prefix: str, **slice_: Any) -> Any:
    keys = [{"source": {"system": "made", "key": prefix + name}} for name in (*COMPANIES, *PERSONS)]
    found = (await client.ask(QUERY, {"keys": keys, **slice_}))["subjects"]
    for ties in TIES:
        query = f"{SUBJECTS} {{ name {ties} }} }} {CHAIN if '...C' in ties else ''}"
        found += (await client.ask(query, {"keys": keys, **slice_}))["subjects"]
    return plain(found)


@pytest.mark.parametrize("seed", range(3))
async def test_each_answer_is_that_of_a_graph_of_the_facts_of_then(
    engine: Engine, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="courts", now=FIRST)
    versions: dict[tuple[str, str, str], list[tuple[int, Fact]]] = {}
    for number, at in enumerate(LOADS):
        facts = list(told(chance))
        for fact in facts:
            versions.setdefault((fact.relation, fact.source, fact.target), []).append((number, fact))
        await bring_in(engine, tmp_path, [*nodes(), *(fact.tie() for fact in facts)], now=at)
    async with served(engine, tmp_path, walk_seconds=120, request_timeout_seconds=60) as client:
        for known, instant in enumerate(KNOWN):
            for day in DAYS:
                prefix = f"{known}{day}:"
                newest = [
                    max((each for each in of if each[0] <= known), key=lambda each: each[0], default=None)
                    for of in versions.values()
                ]
                then = [fact for _, fact in filter(None, newest) if fact.holds(day)]
                await bring_in(
                    engine, tmp_path, [*nodes(prefix), *(fact.tie(prefix, dated=False) for fact in then)]
                )
                sliced = await answers(client, "", asOf=day, knownAt=instant)
                assert sliced == await answers(client, prefix), (known, day)
