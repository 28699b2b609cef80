"""One run for one agency: kind after kind of its records, each page loaded before the next is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from adapters.agencies.endpoint import Endpoint
from adapters.agencies.mapping import Read
from adapters.agencies.pulling import MappedPull, PulledPage
from adapters.formats.record import Manifest
from adapters.loading.check import Checker
from adapters.loading.loader import LoadSettings, load
from adapters.loading.summary import Counts, Summary
from adapters.protocols.answer import Outcome
from adapters.protocols.http import AgencyClient, ClientLimits
from adapters.protocols.pull import Ended, PullOutcome
from graph.engine import Engine
from graph.rules.days import legal_date
from graph.rules.sealing import KeyRing
from hub.relaying.pace import Pace
from hub.syncing.cursors import Cursors
from hub.syncing.page import PageRows
from hub.syncing.refused import Refused

PAGES_MAX: Final = 1_000  # of one kind of record in one run; the next run goes on behind them
CONNECT_SECONDS: Final = 5.0
CONNECTIONS: Final = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Synced:
    """`fault` is why the run ended before its end, `broken` whether a page of the agency's is what is wrong."""

    summary: Summary
    fault: str = ""
    broken: bool = False


@dataclass(kw_only=True, slots=True)
class Sync:
    """`data` is the hub's folder. It belongs to one event loop."""

    engine: Engine
    ring: KeyRing
    data: Path
    endpoint: Endpoint
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    pages_max: int = PAGES_MAX
    _counts: Counts = field(default_factory=dict)
    _notes: list[str] = field(default_factory=list)

    async def run(self) -> Synced:
        """What went in stays in, and the next run goes on from there. Raises EngineError, LoadFailed, OSError."""
        mapping = self.endpoint.mapping
        began = self.clock()
        name = f"{mapping.system}-{began.astimezone(UTC):%Y%m%dT%H%M%S%f}.csv"
        refused = Refused(path=self.data / "rejects" / name)
        refused.begin()
        outcome: PullOutcome | None = None
        client = AgencyClient(self.endpoint.asked, _limits(self.endpoint))
        pace = Pace(mapping.limits.requests_per_minute)
        read: Read | None = None
        try:
            for read in mapping.reads:
                if not read.nodes and not read.relations:
                    self._notes.append(f"{read.name}: not asked for, it only tells desks what happened in a case")
                    continue
                outcome = await self._read(client, read, pace, refused)
                if outcome.ended is Ended.STOPPED:
                    break
        finally:
            await client.close()
        summary = Summary(
            format=mapping.system, counts=self._counts, reject_file=refused.path, notes=tuple(self._notes)
        )
        if read is None or outcome is None or outcome.ended is not Ended.STOPPED:
            return Synced(summary=summary)
        fault = (
            f"{mapping.label} {read.name}: {outcome.reason}; nothing of it was taken, the next run begins there"
        )
        return Synced(summary=summary, fault=fault, broken=outcome.outcome is Outcome.BROKEN)

    async def _read(self, client: AgencyClient, read: Read, pace: Pace, refused: Refused) -> PullOutcome:
        cursors = Cursors(engine=self.engine, system=self.endpoint.mapping.system)
        now = self.clock()
        point = await cursors.of(read.name, now)
        checker = Checker(
            system=self.endpoint.mapping.system,
            manifest=Manifest(),
            key_ring=self.ring,
            today=legal_date(now),
        )
        pull = MappedPull(
            client,
            self.endpoint,
            read,
            checker,
            since=point.since,
            cursor=point.cursor,
            pages_max=self.pages_max,
            pace=pace.slot,
            clock=self.clock,
        )
        numbered = self.endpoint.mapping.reading.text("paging") == "page"
        if numbered and point.cursor is not None:
            # Whatever stops this run: the next one begins at the first page.
            await cursors.keep(read.name, replace(point, cursor=None), now)
        events = 0
        passed_over: dict[str, None] = {}
        async for pulled in pull:
            [page] = pulled.items
            await self._take(page, refused)
            point = point.behind(pulled.cursor)
            if point.cursor is None or not numbered:
                await cursors.keep(read.name, point, self.clock())
            events += sum(record.event is not None for record in page.accepted.records)
            passed_over.update(dict.fromkeys(page.passed_over))
        if numbered and pull.outcome.ended is Ended.MORE:
            await cursors.keep(read.name, point, self.clock())
        self._note(read, pull.outcome, events, list(passed_over))
        return pull.outcome

    async def _take(self, page: PulledPage, refused: Refused) -> None:
        rows = PageRows(self.endpoint.mapping.system, page)
        if rows.empty:
            return
        summary = await load(
            self.engine,
            rows,
            rows.open(()),
            source=self.endpoint.mapping.system,
            data=self.data,
            key_ring=self.ring,
            now=self.clock,
            settings=LoadSettings(),
            on_progress=lambda _: None,
        )
        refused.take_over(summary.reject_file)
        for kind, outcomes in summary.counts.items():
            of_kind = self._counts.setdefault(kind, {})
            for outcome, number in outcomes.items():
                of_kind[outcome] = of_kind.get(outcome, 0) + number

    def _note(self, read: Read, outcome: PullOutcome, events: int, passed_over: list[str]) -> None:
        if events:
            self._notes.append(f"{read.name}: {events} say what happened in a case; no desk is told yet")
        if passed_over:
            self._notes.append(f"{read.name}: not mapped: {', '.join(passed_over)}")
        if outcome.ended is Ended.MORE:
            self._notes.append(f"{read.name}: {outcome.pages} pages, and there are more: the next run goes on")


def _limits(endpoint: Endpoint) -> ClientLimits:
    limits = endpoint.mapping.limits
    seconds = float(limits.time_limit_seconds)
    return ClientLimits(
        connect_seconds=min(CONNECT_SECONDS, seconds),
        read_seconds=seconds,
        write_seconds=seconds,
        total_seconds=seconds,
        answer_bytes=limits.body_bytes,
        connections=CONNECTIONS,
    )
