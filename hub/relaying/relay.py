"""The relay: for each agency that has an endpoint, what is due, until it is stopped or nothing is.

    adapters/protocols says how a message travels; `lines` what is written of it; `agency` who is asked when

Any number of processes may run it on one graph.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

import structlog

from adapters.agencies.endpoint import Endpoint
from adapters.protocols.circuit import CircuitLimits
from adapters.protocols.http import AgencyClient, ClientLimits
from adapters.protocols.retrying import Retrying
from graph.cypher import relaying
from graph.engine import Engine, EngineUnavailable
from graph.rules.sealing import KeyRing
from hub.door.door import Door
from hub.door.own import own_door
from hub.record.errors import RecordUnavailable
from hub.record.writer import Record
from hub.relaying.agency import SENDERS, AgencyRelay
from hub.relaying.lines import Lines
from hub.relaying.telling import Teller
from hub.settings.config import Settings

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """`delivered` by this relay; what waits and what is dead, by whomever, at the agencies that it pushes to."""

    delivered: int
    waiting: int
    dead: int

    def line(self) -> str:
        return f"relay: {self.delivered} delivered, {self.waiting} waiting, {self.dead} dead"


def _present() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Relay:
    """One process's relay."""

    door: Door
    agencies: Sequence[AgencyRelay]
    stopping: asyncio.Event
    pause_seconds: float

    @classmethod
    @asynccontextmanager
    async def over(
        cls,
        engine: Engine,
        ring: KeyRing,
        settings: Settings,
        endpoints: Sequence[Endpoint],
        user: str,
        *,
        clock: Callable[[], datetime] = _present,
        retrying: Retrying | None = None,
        circuit: CircuitLimits | None = None,
    ) -> AsyncIterator[Self]:
        """At the end its connections are closed, and what it put on record is signed."""
        lease = timedelta(seconds=settings.relay_lease_seconds)
        stopping = asyncio.Event()
        async with AsyncExitStack() as ends:
            door = await ends.enter_async_context(own_door(engine, settings))
            lines = Lines(door=door, lease=lease, ahead=settings.move_ahead)
            record = Record(settings, ring)
            ends.push_async_callback(record.close)
            teller = Teller(door=door, ring=ring, record=record, user=user, clock=clock)
            agencies = []
            for endpoint in endpoints:
                client = AgencyClient(endpoint.address, _limits(endpoint, lease))
                ends.push_async_callback(client.close)
                agency = AgencyRelay(
                    endpoint=endpoint,
                    client=client,
                    lines=lines,
                    teller=teller,
                    retrying=retrying or Retrying(),
                    circuit_limits=circuit or CircuitLimits(),
                    batch=settings.relay_batch,
                    record_pause=timedelta(seconds=settings.relay_pause_seconds),
                    clock=clock,
                    stopping=stopping,
                )
                agencies.append(agency)
            yield cls(door=door, agencies=agencies, stopping=stopping, pause_seconds=settings.relay_pause_seconds)

    def stop(self) -> None:
        """No further message is begun; those that are under way come to their end."""
        self.stopping.set()

    async def run(self, *, once: bool) -> Counts:
        """Until it is stopped; `once`: until nothing is due that can go. Raises EngineError, RecordUnavailable."""
        # An agency that ends with an error lets the others come to their end.
        ended = await asyncio.gather(
            *(self._relay(agency, once) for agency in self.agencies), return_exceptions=True
        )
        for each in ended:
            if isinstance(each, BaseException):
                raise each
        waiting, dead = await self._left()
        return Counts(delivered=sum(each.delivered for each in self.agencies), waiting=waiting, dead=dead)

    async def _relay(self, agency: AgencyRelay, once: bool) -> None:
        while not self.stopping.is_set():
            try:
                more = await agency.turn()
            except (EngineUnavailable, RecordUnavailable) as error:
                if once:
                    raise
                _log.error("the relay waits", agency=agency.endpoint.agency, reason=str(error))
                more = False
            if more:
                continue
            if once:
                return
            try:
                await asyncio.wait_for(self.stopping.wait(), self.pause_seconds)
            except TimeoutError:
                continue

    async def _left(self) -> tuple[int, int]:
        waiting = dead = 0
        for agency in self.agencies:
            [[all_, no_more]] = await self.door.own(relaying.count_waiting(agency.endpoint.agency))
            waiting += all_ - no_more
            dead += no_more
        return waiting, dead


def _limits(endpoint: Endpoint, lease: timedelta) -> ClientLimits:
    """A request is over long before its lease is, whatever the agency would take."""
    seconds = min(endpoint.mapping.limits.time_limit_seconds, lease.total_seconds() / 2)
    return ClientLimits(
        connect_seconds=min(5.0, seconds),
        read_seconds=seconds,
        write_seconds=seconds,
        total_seconds=seconds,
        connections=SENDERS,
    )
