"""The railway on this machine, which is told and tells what it holds, two entries a page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from adapters.agencies.endpoint import read_endpoints
from adapters.agencies.mapping import Answered
from adapters.agencies.mapping_file import read_mapping
from adapters.protocols.keys import checking_key
from adapters.simulating.agency import SimulatedAgency, Whom
from adapters.simulating.register import SimulatedRegister
from adapters.simulating.serving import listening, served, url_of
from graph.engine import Engine
from graph.rules.reconciling import Held, There
from hub.door.own import own_door
from hub.reconciling.reconcile import Reconcile
from hub.reconciling.report import Outcome
from hub.relaying.relay import Relay
from hub.settings.config import Settings
from tests.graphs import RING
from tests.hub.relaying.agency import KEY, endpoint_in
from tests.hub.relaying.backlog import debtors, issue, lift

# A railway that speaks XML, both ways.
XML: Final = (
    ('body = "json"\n', 'body = "xml"\nencoding = "gb18030"\nroot = "TLXZ"\n'),
    ('kind = "rest-pull"\n', 'kind = "rest-pull"\nbody = "xml"\nencoding = "gb18030"\n'),
)
NOBODY: Whom = ("nobody", "JP-701", "（2026）鄂0112执9号")


@dataclass(frozen=True, kw_only=True, slots=True)
class Railway:
    agency: SimulatedAgency
    register: SimulatedRegister
    folder: Path  # of its endpoint

    def held(self, key: int) -> Whom:
        """Of those that it holds, by place."""
        return list(self.agency.held)[key]

    def drop(self, key: int) -> None:
        del self.agency.held[self.held(key)]

    def add(self, id: str = "f" * 32) -> None:
        self.agency.held[NOBODY] = Held(id=id, status=There.IN_FORCE, since="2026-06-01T00:00:00.000000Z")

    def put(self, key: int, status: There) -> None:
        whom = self.held(key)
        self.agency.held[whom] = replace(self.agency.held[whom], status=status)


@asynccontextmanager
async def railway_there(folder: Path, changes: tuple[tuple[str, str], ...] = ()) -> AsyncIterator[Railway]:
    """`changes` are of the mapping's text."""
    with listening(0) as listener:
        agencies = endpoint_in(folder / "agencies", f"{url_of(listener)}/rail")
        file = agencies / "rail.mapping"
        text = file.read_text(encoding="utf-8")
        for before, after in (("page_size = 500", "page_size = 2"), *changes):
            assert before in text
            text = text.replace(before, after)
        file.write_text(text, encoding="utf-8")
        mapping = read_mapping(file)
        assert mapping.held is not None
        key = checking_key(KEY)
        agency = SimulatedAgency(name="rail", mapping=mapping, key=key, result=Answered.EXECUTED)
        register = SimulatedRegister(
            name="rail",
            mapping=mapping,
            read=mapping.held,
            held=agency.holds,
            key=key,
            clock=lambda: agency.clock(),
        )
        async with served([agency], [register], listener):
            yield Railway(agency=agency, register=register, folder=agencies)


def settings_in(folder: Path, **more: Any) -> Settings:
    return Settings(data=folder, dev=True, request_timeout_seconds=60, move_ahead_seconds=0, **more)


async def relay(engine: Engine, railway: Railway, folder: Path, **settings: Any) -> None:
    """With the clock of the agency, until nothing is due."""
    endpoints, clock = read_endpoints(railway.folder), railway.agency.clock
    over = Relay.over(engine, RING, settings_in(folder, **settings), endpoints, "os:relay", clock=clock)
    async with over as running:
        await running.run(once=True)


async def five_told(engine: Engine, railway: Railway, folder: Path) -> list[dict[str, Any]]:
    """Five in force there, and the last of them lifted and confirmed."""
    *people, _ = await debtors(engine, folder, 5)
    made = await issue(engine, people)
    await relay(engine, railway, folder)
    by_id = [next(each for each in made if each["subject"] == whom[0]) for whom in railway.agency.held]
    await lift(engine, by_id[4])
    await relay(engine, railway, folder)
    return by_id


async def reconcile(engine: Engine, railway: Railway, folder: Path, hours: float = 0, **more: Any) -> Outcome:
    [endpoint] = read_endpoints(railway.folder)
    async with own_door(engine, settings_in(folder)) as door:
        return await Reconcile(
            door=door,
            data=folder,
            endpoint=endpoint,
            grace=timedelta(hours=hours),
            clock=railway.agency.clock,
            **more,
        ).run()
