"""What one agency that is away or slow costs the others, and how long an end stands behind a backlog.

Instructions are written as the desk writes them, at a steady pace; the time of each is from then until its agency
has done it, in a process of its own.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from bench.delivery.agencies import read
from bench.delivery.endpoints import SIGNING, endpoints_at
from bench.delivery.processes import Process, running
from bench.figure import Figure
from bench.hubs import HUB, environment, on_engine
from graph.catalogue import catalogue, executor_types
from graph.catalogue.definitions import MeasureDefinition
from graph.engine import Engine
from graph.statement import Statement, Value
from hub.keyring.keys import load_ring
from hub.running.opening import prepare
from hub.settings.config import Settings
from tests.engines.neo4j_boot import SMALL, free_port, neo4j_server
from tests.hub.relaying.backlog import debtors, issue, lift

DEBTORS: Final = 500
STEADY_SECONDS: Final = 40.0
EVERY_SECONDS: Final = 0.5  # one instruction to each agency
SLOW_SECONDS: Final = 30.0
BACKLOG: Final = 10_000
WAIT_SECONDS_MAX: Final = 900.0
END_SECONDS: Final = 60.0
OTHERS_MAX: Final = 1.10
_AWAY: Final = "http://127.0.0.1:9"  # nobody listens there


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """A relay and its agencies over one graph; `told` are measures, by agency."""

    engine: Engine
    effects: Path
    people: list[str]
    told: dict[str, MeasureDefinition]

    async def issue(self, agency: str, subjects: list[str]) -> list[dict[str, Any]]:
        row = self.told[agency]
        return await issue(
            self.engine, subjects, agency=agency, executor=_type_of(agency, row), measure=row.measure_code
        )

    async def latencies(self, of: frozenset[str]) -> list[float]:
        """Seconds from the writing of each message to these agencies until it was done."""
        text = "MATCH (d:Delivery) RETURN d.key, d.at"
        written = {key: _seconds(at) for key, at in await self.engine.read(Statement(text=text))}
        return [each.at - written[each.id] for each in read(self.effects) if each.agency in of and not each.again]

    async def left(self, of: frozenset[str]) -> int:
        text = "MATCH (d:Delivery) WHERE d.pending IS NOT NULL AND d.agency IN $of RETURN count(d)"
        [[left]] = await self.engine.read(Statement(text=text, parameters={"of": list[Value](sorted(of))}))
        return int(left)


def isolation(work: Path) -> Iterator[Figure]:
    """Three steady runs, then the backlog; on Neo4j."""
    healthy = asyncio.run(_steady(work / "healthy"))
    yield Figure(
        what=f"an instruction each {EVERY_SECONDS:g} s to each of {len(_told())} agencies, until it was done, p99",
        measured=f"{healthy:.2f} s",
    )
    for name, away in (("away", True), (f"{SLOW_SECONDS:.0f} s slow", False)):
        found = asyncio.run(_steady(work / ("away" if away else "slow"), away=away, slow=not away))
        yield Figure(
            what=f"the same of the others while one agency is {name}, p99",
            measured=f"{found:.2f} s, {found / healthy:.2f}x",
            target=f"<= {OTHERS_MAX:.2f}x",
            met=found <= healthy * OTHERS_MAX,
        )
    longest, agencies = asyncio.run(_behind(work / "backlog"))
    yield Figure(
        what=f"an end behind a backlog of {BACKLOG:,}, until the last of {agencies} agencies has done it",
        measured=f"{longest:.1f} s",
        target=f"<= {END_SECONDS:.0f} s",
        met=longest <= END_SECONDS,
    )


async def _steady(work: Path, *, away: bool = False, slow: bool = False) -> float:
    """p99 of the agencies that are well."""
    sick = sorted(_told())[0]
    async with _placed(work, away=sick if away else "", slow=sick if slow else "") as place:
        others = frozenset(place.told) - ({sick} if away or slow else set())
        began, number = time.monotonic(), 0
        while time.monotonic() - began < STEADY_SECONDS:
            for agency in place.told:
                await place.issue(agency, [place.people[number % DEBTORS]])
            number += 1
            await asyncio.sleep(max(began + number * EVERY_SECONDS - time.monotonic(), 0))
        await _drained(place, others)
        return statistics.quantiles(await place.latencies(others), n=100)[98]


async def _behind(work: Path) -> tuple[float, int]:
    async with _placed(work) as place:
        each = BACKLOG // len(place.told)
        made = {}
        for agency in place.told:
            subjects = [place.people[number % DEBTORS] for number in range(each)]
            made[agency] = await place.issue(agency, subjects)
        ended = {agency: told[-1] for agency, told in made.items()}
        for told in ended.values():
            await lift(place.engine, told)
        keys = {told["key"] for told in ended.values()}
        text = (
            "MATCH (d:Delivery {message: 'LIFT'}) WHERE d.instruction IN $of AND d.pending IS NOT NULL"
            " RETURN count(d)"
        )
        began = time.monotonic()
        while time.monotonic() - began < WAIT_SECONDS_MAX:
            [[left]] = await place.engine.read(Statement(text=text, parameters={"of": list[Value](sorted(keys))}))
            if not left:
                break
            await asyncio.sleep(0.2)
        text = "MATCH (d:Delivery {message: 'LIFT'}) WHERE d.instruction IN $of RETURN d.key, d.at"
        rows = await place.engine.read(Statement(text=text, parameters={"of": list[Value](sorted(keys))}))
        written = {key: _seconds(at) for key, at in rows}
        took = [effect.at - written[effect.id] for effect in read(place.effects) if effect.id in written]
        return max(took) if len(took) == len(written) else float("inf"), len(place.told)


@asynccontextmanager
async def _placed(work: Path, *, away: str = "", slow: str = "") -> AsyncIterator[_Place]:
    work.mkdir(parents=True)
    data, effects = work / "data", work / "effects"
    async with neo4j_server(work / "server", SMALL) as address, await Engine.open(address) as engine:
        url = f"http://127.0.0.1:{free_port()}"
        folder = endpoints_at(work / "endpoints", url)
        if away:
            endpoint = folder / f"{away}.toml"
            endpoint.write_text(endpoint.read_text(encoding="utf-8").replace(url, _AWAY), encoding="utf-8")
        settings = {**on_engine(address, work / "password"), "HUB_AGENCIES_DIR": str(folder)}
        made = environment(data, **settings)
        await prepare(engine)
        people = await debtors(engine, data, DEBTORS, load_ring(Settings(data=data, dev=True)))
        agencies = Process(
            command=(
                *(sys.executable, "-m", "bench.delivery.agencies", url.rpartition(":")[2], str(effects), SIGNING),
                *((slow, str(SLOW_SECONDS)) if slow else ()),
            ),
            environment=made,
            log=work / "agencies.log",
            url=url,
        )
        relay = Process(command=(*HUB, "relay"), environment=made, log=work / "relay.log")
        with ExitStack() as ends:
            for each in (agencies, relay):
                await ends.enter_context(running(each)).there()
            yield _Place(engine=engine, effects=effects, people=people[:DEBTORS], told=_told())


def _type_of(agency: str, row: MeasureDefinition) -> str:
    return next(each for each in row.executor_types if executor_types()[each].agency == agency)


def _seconds(at: str) -> float:
    return datetime.fromisoformat(at).timestamp()


async def _drained(place: _Place, of: frozenset[str]) -> None:
    began = time.monotonic()
    while await place.left(of) and time.monotonic() - began < WAIT_SECONDS_MAX:
        await asyncio.sleep(0.2)


def _told() -> dict[str, MeasureDefinition]:
    """For each agency a measure that instructs it about a person."""
    rows = (row for row in catalogue().newest.definitions if row.mode == "INSTRUCTION")
    found: dict[str, MeasureDefinition] = {}
    for row in rows:
        if "NATURAL_PERSON" in row.target_types and row.reversible:
            for agency in row.executors:
                found.setdefault(agency, row)
    found.pop("OTHER", None)
    return found
