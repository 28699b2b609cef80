"""One agency's messages: what is due goes out, ends of measures first, a message a line at a time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Final

import structlog

from adapters.agencies.bodies import xml_body
from adapters.agencies.endpoint import Endpoint
from adapters.agencies.mapping import InstructionKind
from adapters.protocols.circuit import Circuit, CircuitLimits, Leave, ask, tell
from adapters.protocols.envelope import BadEnvelope, Envelope
from adapters.protocols.http import AgencyClient
from adapters.protocols.push import push
from adapters.protocols.retrying import Retrying
from graph.rules.days import legal_day
from hub.record.errors import RecordUnavailable
from hub.relaying.hearing import Again, Arrived, Dead, Heard, heard_in, outcome_of
from hub.relaying.lines import Claimed, Lines, LostLease
from hub.relaying.pace import Pace
from hub.relaying.telling import Teller

SENDERS: Final = 4  # requests to one agency at once, as many as its client holds connections
_AHEAD_SECONDS: Final = 10  # no more is read than the agency's pace lets out in this time

_log = structlog.get_logger(__name__)


@dataclass(kw_only=True, slots=True)
class AgencyRelay:
    """Of one process. `batch` lines are read at a time: so many, at most, stand before an end that is new."""

    endpoint: Endpoint
    client: AgencyClient
    lines: Lines
    teller: Teller
    retrying: Retrying
    circuit_limits: CircuitLimits
    batch: int
    record_pause: timedelta
    clock: Callable[[], datetime]
    stopping: asyncio.Event
    delivered: int = 0
    _circuit: Circuit = field(default_factory=Circuit)
    _pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        self._pace = Pace(self.endpoint.mapping.limits.requests_per_minute, sleep=self._rest)

    async def turn(self) -> bool:
        """Sends what is due, up to a batch; whether there may be more that can go now.

        Raises EngineError, RecordUnavailable.
        """
        if not self._leave(keep=False).granted:
            return False
        most = min(self.batch, max(1, self._pace.per_minute * _AHEAD_SECONDS // 60))
        for urgent in (True, False):
            due = await self.lines.due(self.endpoint.agency, urgent, self.clock(), most)
            if due:
                random.shuffle(due)  # so that several relays seldom reach for the same one
                await self._send_all(due)
                return True
        return False

    async def _send_all(self, due: list[tuple[str, str]]) -> None:
        seats = asyncio.Semaphore(SENDERS)

        async def one(line: str, work: str) -> None:
            async with seats:
                await self._pace.slot()
                if not self.stopping.is_set() and self._leave(keep=False).granted:
                    await self._line(line, work)

        done = await asyncio.gather(*(one(*each) for each in due), return_exceptions=True)
        for each in done:
            if isinstance(each, BaseException):
                raise each

    async def _line(self, line: str, work: str) -> None:
        claimed = await self.lines.claim(line, work, self.clock())
        if claimed is None:
            return
        try:
            heard = await self._told(claimed)
            if heard is not None:
                await self._settle(claimed, heard)
        except LostLease:
            _log.warning("another relay took a line over", agency=claimed.agency)

    async def _told(self, claimed: Claimed) -> Heard | None:
        """What came of one try; None where none was made."""
        try:
            envelope = await self.teller.envelope(self.endpoint.mapping, claimed)
        except BadEnvelope as error:
            return Dead(reason=str(error))
        except RecordUnavailable:
            await self.lines.give_back(claimed, self.clock(), self.record_pause.total_seconds())
            raise
        if isinstance(envelope, Dead):
            return envelope
        leave = self._leave(keep=True)
        if not leave.granted:
            await self.lines.give_back(claimed, self.clock(), leave.wait_seconds)
            return None
        return await self._pushed(claimed, envelope, leave)

    async def _pushed(self, claimed: Claimed, envelope: Envelope, leave: Leave) -> Heard:
        mapping = self.endpoint.mapping
        write = mapping.write_of(InstructionKind(claimed.message))
        assert write is not None  # or the mapping had refused it
        try:
            answer = await push(
                self.client,
                write.path,
                envelope,
                (self.endpoint.signing,),
                now=self.clock(),
                id_header=mapping.writing.text("idempotency_header"),
                xml=xml_body(mapping.writing),
            )
        except BadEnvelope as error:
            return Dead(reason=str(error))
        now = self.clock()
        outcome = outcome_of(answer)
        self._circuit = tell(self._circuit, self.circuit_limits, outcome, now=monotonic(), probe=leave.probe)
        return heard_in(mapping, write, claimed.key, claimed.message, answer, date.fromisoformat(legal_day(now)))

    async def _settle(self, claimed: Claimed, heard: Heard) -> None:
        asked = heard.asked_seconds if isinstance(heard, Again) else None
        wait = self.retrying.wait_seconds(claimed.tries + 1, random.random(), asked_seconds=asked)
        came = await self.lines.settle(claimed, heard, self.clock(), wait)
        self.delivered += isinstance(came, Arrived)
        if isinstance(came, Dead):
            _log.error("a message is dead", agency=claimed.agency, message=claimed.key, reason=came.reason)

    async def _rest(self, seconds: float) -> None:
        """Until the time is over, or the relay is stopped."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)

    def _leave(self, *, keep: bool) -> Leave:
        circuit, leave = ask(self._circuit, self.circuit_limits, now=monotonic())
        if keep:
            self._circuit = circuit
        return leave
