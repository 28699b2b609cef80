"""The same questions to provinces of growing size, over HTTP, on both engines.

The floor is how the same statements grow by the bare driver, and how many values they return: some questions meet
more in a larger province. The hub is asked before the floor, when pages of the store may come from the disk, and
after it; as the floor's, its second times are those of a store in memory. A province is generated and loaded once
and found again in the folder that `--folder` names: 2.5 M subjects take an hour. Subjects are spread evenly over
it; each question is warmed up with subjects that are not timed.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import shutil
import statistics
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from adapters.sample.census import Census
from adapters.sample.companies import BLOCK, LEVELS
from adapters.sample.companies import key as company_key
from adapters.sample.province import write_province
from bench.asking import investigator
from bench.figure import Figure, p95
from bench.hubs import ENGINES, Served, command, served_on
from bench.replay import ask, bare, recording
from graph.engine import Engine
from hub.settings.config import Settings
from tests.engines.neo4j_boot import Boot

SCALES = (25_000, 250_000)
SYSTEM, SEED = "province", 7
SUBJECTS = 100  # timed, a question
WARM = 10
STEPS = 4  # between the ends of a tie that is known to be there
BOOT = Boot(heap="4g", page_cache="3g", keeps=True)
EMBEDDED_HEAP_MIB = "4096"
# What each question may take, milliseconds at p95; and how many times that of the smallest province.
LIMITS = {
    "subject": (None, 1.2),
    "expand": (50, 1.5),
    "two hops": (200, 1.5),
    "owners": (200, 1.5),
    "control": (None, 1.5),
    "tie": (300, 1.5),
    "no tie": (300, 1.5),
}
WALKED = ("COMPANY", "PERSON")
WORDS = {
    "subject": "a company with its first 20 holders",
    "expand": "expand one node",
    "two hops": "two hops",
    "owners": "beneficial owners",
    "control": "who controls",
    "tie": f"shortest tie of two that are {STEPS} steps apart at most",
    "no tie": "ties of two chosen blindly, <= 6 hops",
}
_KEY = "{source: {system: $s, key: $%s}}"
Variables = Mapping[str, object]
Asked = dict[str, list[Variables]]
Times = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Asks:
    """What one province gave, by question: milliseconds by the hub, twice, and by the driver; values returned."""

    first: Times
    again: Times
    alone: Times
    values: Times


QUERIES = {
    "subject": "query ($s: String!, $k: String!) { subject(by: %s) { id name ... on Company { uscc"
    " shareholders(first: 20) { edges { share validFrom node { id name kind } } } } } }" % (_KEY % "k"),
    "expand": "query ($s: String!, $k: String!) { network(of: %s, hops: 1) {"
    " nodes { id name kind } links { relation from to share } truncated } }" % (_KEY % "k"),
    "two hops": "query ($s: String!, $k: String!) { network(of: %s, hops: 2) {"
    " nodes { id name kind } links { relation from to share } truncated } }" % (_KEY % "k"),
    "beside": "query ($i: ID!) { network(of: {id: $i}, hops: 1, first: 20) { nodes { id kind } } }",
    "owners": "query ($s: String!, $k: String!) { subject(by: %s) { ... on Company { beneficialOwners {"
    " owners { person { id } share { lower upper } certain } unknownShare truncated } } } }" % (_KEY % "k"),
    "control": "query ($s: String!, $k: String!) { subject(by: %s) { ... on Company { controlledBy {"
    " ultimate { id } count truncated } } } }" % (_KEY % "k"),
    "tie": "query ($a: ID!, $b: ID!) { paths(from: {id: $a}, to: {id: $b}) {"
    " paths { length steps { relation from { id } to { id } } } truncated hubsSkipped } }",
    "no tie": "query ($a: ID!, $b: ID!) { paths(from: {id: $a}, to: {id: $b}) {"
    " paths { length steps { relation from { id } to { id } } } truncated hubsSkipped } }",
}


def growth(work: Path, scales: Sequence[int] = SCALES, engines: Sequence[str] = ENGINES) -> list[Figure]:
    """Each question at each scale, the smallest first."""
    return [figure for engine in engines for figure in asyncio.run(_grown(work, engine, sorted(scales)))]


async def _grown(work: Path, engine: str, scales: Sequence[int]) -> list[Figure]:
    asks: dict[int, Asks] = {}
    for scale in scales:
        async with _province(work, engine, scale) as hub:
            asked = await asyncio.to_thread(_questions, hub, scale)
            first = await asyncio.to_thread(_times, hub, asked)
            alone, values = await _floors(hub, asked)
            asks[scale] = Asks(first, await asyncio.to_thread(_times, hub, asked), alone, values)
    return [_figure(question, engine, asks) for question in WORDS]


@asynccontextmanager
async def _province(work: Path, engine: str, scale: int) -> AsyncIterator[Served]:
    """A served hub with a province of that many subjects, which is loaded if it is not there yet."""
    settings = {"HUB_ENGINE_HEAP_MIB": EMBEDDED_HEAP_MIB} if engine == "embedded" else {}
    async with served_on(engine, work, stem_of(scale), BOOT, **settings) as hub:
        await asyncio.to_thread(settle, work, hub.data, scale, hub.settings)
        yield hub


def stem_of(scale: int) -> str:
    """What the folders of a province of that many subjects are called after."""
    return f"growth-{scale}"


def settle(work: Path, data: Path, scale: int, settings: Mapping[str, str]) -> None:
    """Loads a province of that many subjects into the hub of that folder, if it is not there yet."""
    loaded = data / "loaded"
    if loaded.exists():
        return
    rows = work / f"{stem_of(scale)}-rows"
    if not rows.exists():
        begun = rows.with_suffix(".begun")
        shutil.rmtree(begun, ignore_errors=True)
        write_province(begun, scale=scale, seed=SEED)
        begun.rename(rows)
    done = command(data, "load", "rows", str(rows), "--source", SYSTEM, **settings)
    loaded.write_text(f"{done.line} in {done.seconds:.0f} s, {done.peak_mib:.0f} MiB\n", encoding="utf-8")


def _questions(hub: Served, scale: int) -> Asked:
    """The variables of every question."""
    with _client(hub) as client:
        keys = _companies(Census.of(scale), WARM + SUBJECTS)
        asked: Asked = {
            question: [{"s": SYSTEM, "k": each} for each in keys]
            for question in ("subject", "expand", "two hops", "owners", "control")
        }
        asked["tie"] = list(_tied(client, keys))
        ids = [_ask(client, "subject", {"s": SYSTEM, "k": each})["subject"]["id"] for each in keys]
        asked["no tie"] = [{"a": one, "b": other} for one, other in zip(ids, ids[1:] + ids[:1], strict=True)]
        return asked


def _times(hub: Served, asked: Asked) -> Times:
    """Milliseconds of every question, asked one after the other."""
    with _client(hub) as client:
        return {question: _timed(client, question, variables) for question, variables in asked.items()}


def _client(hub: Served) -> httpx.Client:
    headers = investigator(Settings(data=hub.data, dev=True))
    return httpx.Client(base_url=hub.url, headers=headers, timeout=120, trust_env=False)


async def _floors(hub: Served, asked: Asked) -> tuple[Times, Times]:
    """Milliseconds that the statements of every question take by themselves, and how many values they return."""
    took: Times = {}
    values: Times = {}
    async with (
        await Engine.open(hub.address) as engine,
        recording(engine, Settings(data=hub.data, dev=True)) as (client, recorded),
    ):
        for question, variables in asked.items():
            statements = []
            for each in variables:
                recorded.asked.clear()
                await ask(client, QUERIES[question], dict(each))
                statements.append(list(recorded.asked))
            # Not each right after the hub asked it: what it reads would still lie where it was put.
            alone = [await bare(each, hub.address) for each in statements]
            took[question] = [each.seconds * 1000 for each in alone[WARM:]]
            values[question] = [each.values for each in alone[WARM:]]
    return took, values


def _companies(census: Census, number: int) -> list[str]:
    """Keys of companies held by companies, of every level in turn, evenly spread."""
    levels = itertools.cycle(LEVELS[1:])
    blocks = census.companies // BLOCK
    return [company_key(number_ * blocks // number * BLOCK + next(levels)[0]) for number_ in range(number)]


def _tied(client: httpx.Client, keys: Sequence[str]) -> Iterator[Variables]:
    """Each of them and one that so many steps from neighbour to neighbour lead to, drawn the same each time."""
    draw = random.Random(SEED)
    for each in keys:
        network = _ask(client, "expand", {"s": SYSTEM, "k": each})["network"]
        start = here = network["nodes"][0]["id"]
        for _ in range(STEPS):
            subjects = [node["id"] for node in network["nodes"] if node["kind"] in WALKED and node["id"] != here]
            if not subjects:
                break
            here = draw.choice(subjects)
            network = _ask(client, "beside", {"i": here})["network"]
        if here != start:
            yield {"a": start, "b": here}


def _timed(client: httpx.Client, question: str, variables: Sequence[Variables]) -> list[float]:
    took = []
    for each in variables:
        began = time.perf_counter()
        _ask(client, question, each)
        took.append((time.perf_counter() - began) * 1000)
    return took[WARM:]


def _ask(client: httpx.Client, question: str, variables: Variables) -> Any:
    answer = client.post("/graphql", json={"query": QUERIES[question], "variables": variables}).json()
    if "errors" in answer:
        raise RuntimeError(f"{question}: {answer['errors'][0]['message']}")
    return answer["data"]


def _figure(question: str, engine: str, asks: Mapping[int, Asks]) -> Figure:
    most, times = LIMITS[question]
    first, again, alone, values = (
        {scale: p95(getattr(each, of)[question]) for scale, each in asks.items()}
        for of in ("first", "again", "alone", "values")
    )
    middle = [statistics.median(each.again[question]) for each in asks.values()]
    ratio = _ratio(again)
    told = ", ".join(f"{each:.0f} ms of {scale:,}" for scale, each in again.items())
    return Figure(
        what=f"{WORDS[question]}, p95, {engine}",
        measured=f"{told}; ratio {ratio:.2f}; p50 {_list(middle)}; asked the first time {_list(first.values())}",
        floor=f"{_list(alone.values())} ms bare driver, the same statements; ratio {_ratio(alone):.2f};"
        f" values {_list(values.values())}, ratio {_ratio(values):.2f}",
        target=f"<= {times:g}x" + (f", <= {most} ms" if most else ""),
        met=ratio <= times and (most is None or again[max(again)] <= most),
    )


def _ratio(of: Mapping[int, float]) -> float:
    """How many times that of the smallest province."""
    return of[max(of)] / of[min(of)]


def _list(numbers: Iterable[float]) -> str:
    return ", ".join(f"{each:,.0f}" for each in numbers)
