"""Ten thousand instructions to all agencies, while the relay, the hub and the agencies are killed in turn.

Every debtor is listed and restricted over HTTP and some have paid; each agency is pushed to over HTTP. What must
have come of it is told by the first debtor, before anything was killed. The control is the same relay that says
that a message has arrived before it sends it: it must lose some.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from bench.delivery.agencies import Effect, read
from bench.delivery.decisions import SYSTEM, Decisions, file_of, name_of
from bench.delivery.endpoints import SIGNING, endpoints_at
from bench.delivery.processes import Process, running
from bench.figure import Figure
from bench.hubs import HUB, environment, on_engine
from graph.engine import Engine, EngineAddress
from graph.statement import Statement
from hub.callers.issuer import issue
from hub.keyring.keys import load_ring
from hub.settings.config import Settings
from tests.engines.neo4j_boot import SMALL, free_port, neo4j_server
from tests.graphs import Node, Tie, bring_in
from tests.hub.cases.asking import COURT
from tests.hub.relaying.backlog import citizen_id

KILLED: Final = ("relay", "hub", "agencies")
KILLS: Final = 30
BETWEEN_SECONDS: Final = (3.0, 9.0)
LEASE_SECONDS: Final = 10
DRAINED_SECONDS_MAX: Final = 600.0
WANTED_SECONDS: Final = 120.0
DEBTORS_MAX: Final = 1_000  # as many as there are numbers for
PAID_SHARE: Final = 0.25
CONTROL_SHARE: Final = 0.1
_SHANGHAI: Final = ZoneInfo("Asia/Shanghai")


def delivery(work: Path, instructions: int, seeds: Sequence[int]) -> Iterator[Figure]:
    """For each seed, then the control, on Neo4j."""
    for seed in seeds:
        yield asyncio.run(_run(work / f"delivery-{seed}", instructions, seed, KILLS)).figure
    fewer = round(instructions * CONTROL_SHARE)
    told = asyncio.run(_run(work / "delivery-control", fewer, seeds[0], KILLS // 3, naive=True))
    yield replace(
        told.figure,
        what=f"the same with a relay that says so first ({fewer:,})",
        target="loses some",
        met=told.lost > 0,
    )


@dataclass(kw_only=True, slots=True)
class _Told:
    """What came of a run."""

    instructions: int = 0
    agencies: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    twice: int = 0
    again: int = 0
    drained: float = 0.0
    seconds: float = 0.0
    lifts: list[float] = field(default_factory=list)
    seed: int = 0

    @property
    def figure(self) -> Figure:
        killed = ", ".join(f"{name} {self.kills[name]}" for name in KILLED)
        lifts = (
            f"; a lift after {statistics.median(self.lifts):.1f} s (longest {max(self.lifts):.0f})"
            if self.lifts
            else ""
        )
        return Figure(
            what=f"{self.instructions:,} instructions to {self.agencies} agencies; seed {self.seed}; kill -9:"
            f" {killed}",
            measured=f"{self.lost} lost, {self.twice} twice, {self.again} came again; drained {self.drained:.0f} s"
            f" after the last kill, all in {self.seconds:.0f} s{lifts}",
            target=f"0 lost, 0 twice, <= {WANTED_SECONDS:.0f} s",
            met=not self.lost and not self.twice and self.drained <= WANTED_SECONDS,
        )


async def _run(work: Path, instructions: int, seed: int, kills: int, *, naive: bool = False) -> _Told:
    work.mkdir(parents=True)
    async with neo4j_server(work / "server", SMALL) as address:
        with ExitStack() as ends:
            processes = _processes(work, address, naive=naive)
            for process in processes.values():
                await ends.enter_context(running(process)).there()
            async with await Engine.open(address) as engine:
                trial = _Trial(engine=engine, work=work, processes=processes, chance=random.Random(seed))
                told = await trial.run(instructions, kills)
    told.seed = seed
    return told


def _processes(work: Path, address: EngineAddress, *, naive: bool) -> dict[str, Process]:
    hub, agencies = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
    settings = {
        **on_engine(address, work / "password"),
        "HUB_PORT": hub.rpartition(":")[2],
        "HUB_RATE_PER_MINUTE": "1000000",
        "HUB_COST_PER_MINUTE": str(2**31 - 1),
        "HUB_RELAY_LEASE_SECONDS": str(LEASE_SECONDS),
        "HUB_AGENCIES_DIR": str(endpoints_at(work / "endpoints", agencies)),
    }
    made = environment(work / "data", **settings)
    port = agencies.rpartition(":")[2]
    relay = (sys.executable, "-m", "bench.delivery.naive") if naive else HUB
    return {
        "hub": Process(command=(*HUB, "up"), environment=made, log=work / "hub.log", url=hub),
        "agencies": Process(
            command=(sys.executable, "-m", "bench.delivery.agencies", port, str(work / "effects"), SIGNING),
            environment=made,
            log=work / "agencies.log",
            url=agencies,
        ),
        "relay": Process(
            command=(*relay, "relay"), environment={**made, "HUB_RECORD_REPLICA": "relay"}, log=work / "relay.log"
        ),
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class _Trial:
    """One hub, one relay, all agencies, and what is killed of them when."""

    engine: Engine
    work: Path
    processes: dict[str, Process]
    chance: random.Random

    async def run(self, instructions: int, kills: int) -> _Told:
        data, told = self.work / "data", _Told()
        settings = Settings(data=data, dev=True)
        names = [name_of(number) for number in range(DEBTORS_MAX)]
        await bring_in(self.engine, data, _debtors(names), source=SYSTEM, ring=load_ring(settings))
        tokens = {
            role: issue(settings, role, court="鄂0112", minutes=600) for role in ("JUDGE", "PRESIDENT", "CLERK")
        }
        day = datetime.now(_SHANGHAI).date().isoformat()
        decisions = Decisions(url=self.processes["hub"].url, tokens=tokens, day=day)
        began = time.monotonic()
        await decisions.on(names[:1], frozenset())
        of_one = await self._instructions()
        pushed = {each for each in of_one if each[2] != "OTHER"}
        count = min(-(-instructions // len(pushed)), DEBTORS_MAX - 1)
        debtors = names[1 : 1 + count]
        paid = frozenset(self.chance.sample(debtors, round(count * PAID_SHARE)))
        deciding = asyncio.create_task(decisions.on(debtors, paid))
        last = await self._kill(kills, told.kills, deciding)
        await deciding
        told.drained = await self._drained(last)
        told.seconds = time.monotonic() - began
        await self._judge(told, of_one, count, paid)
        return told

    async def _kill(self, kills: int, counted: Counter[str], deciding: asyncio.Task[None]) -> float:
        """When the last was killed; each is started again at once."""
        last = time.monotonic()
        for number in range(kills):
            await asyncio.sleep(self.chance.uniform(*BETWEEN_SECONDS))
            if deciding.done():
                await deciding
            name = KILLED[number % len(KILLED)]
            self.processes[name].kill()
            last = time.monotonic()
            counted[name] += 1
            self.processes[name].start()
            await self.processes[name].there()
        return last

    async def _drained(self, since: float) -> float:
        """Seconds since then until nothing is left that an agency is to be told; the last that was tried."""
        text = "MATCH (d:Delivery) WHERE d.pending IS NOT NULL AND d.agency <> 'OTHER' RETURN count(d)"
        while time.monotonic() - since < DRAINED_SECONDS_MAX:
            [[left]] = await self.engine.read(Statement(text=text))
            if not left:
                break
            self.processes["relay"].check()
            await asyncio.sleep(0.5)
        return time.monotonic() - since

    async def _instructions(self) -> Counter[tuple[str, str, str]]:
        text = "MATCH (i:Instruction) RETURN i.kind, i.measure, i.agency"
        return Counter(
            (kind, measure, agency) for kind, measure, agency in await self.engine.read(Statement(text=text))
        )

    async def _judge(
        self, told: _Told, of_one: Counter[tuple[str, str, str]], count: int, paid: frozenset[str]
    ) -> None:
        """Every debtor has all the instructions of the first, once; every message has had its effect, once."""
        made = await self._instructions()
        for each, number in of_one.items():
            told.lost += max(number * (count + 1) - made[each], 0)
            told.twice += max(made[each] - number * (count + 1), 0)
        told.instructions = sum(number for each, number in made.items() if each[2] != "OTHER")
        told.agencies = len({agency for _, _, agency in made} - {"OTHER"})
        effects = read(self.work / "effects")
        done = {effect.id: effect for effect in effects if not effect.again}
        told.again = sum(effect.again for effect in effects)
        told.twice += len(effects) - told.again - len(done)
        text = "MATCH (d:Delivery) WHERE d.agency <> 'OTHER' RETURN d.key, d.instruction, d.message, d.ended, d.at"
        rows = await self.engine.read(Statement(text=text))
        lifts = 0
        for key, _, message, ended, at in rows:
            lifts += message == "LIFT"
            if ended != "OVERTAKEN":
                told.lost += key not in done
            if message == "LIFT" and key in done:
                told.lifts.append(done[key].at - datetime.fromisoformat(at).timestamp())
        # Each that has paid is told of at every agency that its restriction went to.
        ordered = sum(number for each, number in of_one.items() if each[0] == "RESTRICTION" and each[2] != "OTHER")
        told.lost += max(ordered * len(paid) - lifts, 0)
        told.twice += max(lifts - ordered * len(paid), 0)
        told.twice += _backwards(effects)


def _backwards(effects: Sequence[Effect]) -> int:
    """Messages about a party that an agency did after a later one, but for ends: these pass over what failed."""
    last: dict[tuple[str, str], int] = {}
    found = 0
    for effect in effects:
        if not effect.again and effect.kind not in ("LIFT", "WITHDRAW"):
            line = effect.agency, effect.subject
            found += effect.sequence <= last.get(line, 0)
            last[line] = effect.sequence
    return found


def _debtors(names: Sequence[str]) -> list[Node | Tie]:
    people = [
        Node("PERSON", name, {"name": "甲", "birthDate": "1985-03-07", "citizenId": citizen_id(number)})
        for number, name in enumerate(names)
    ]
    debts = {"partyRole": "JUDGMENT_DEBTOR"}
    files = [
        Node("CASE", f"case-{name}", {"caseNumber": file_of(name), "filedOn": "2026-01-05"}) for name in names
    ]
    return [*people, *files, *(Tie("PARTY_TO", name, f"case-{name}", debts, meta=COURT) for name in names)]
