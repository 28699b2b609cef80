"""One run for one agency: kind after kind of its records, each page loaded before the next is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from adapters.agencies.endpoint import Endpoint
from adapters.agencies.mapping import Read
from adapters.agencies.pulling import MappedPull, PulledPage, pull_limits
from adapters.formats.record import Manifest
from adapters.loading.check import Checker
from adapters.loading.loader import LoadSettings, load
from adapters.loading.summary import Counts, Summary
from adapters.loading.summary import Outcome as Came
from adapters.protocols.answer import Outcome
from adapters.protocols.http import AgencyClient
from adapters.protocols.pull import Ended, PullOutcome
from graph.engine import Engine
from graph.lifecycle.performance import FULL_PERFORMANCE
from graph.rules.days import legal_date
from graph.rules.sealing import KeyRing
from hub.cases.hearing import Hearing
from hub.relaying.pace import Pace
from hub.syncing.cursors import Cursors, Point
from hub.syncing.keeping import Keeping
from hub.syncing.page import PageRows
from hub.syncing.refused import Refused
from hub.syncing.telling import Telling

PAGES_MAX: Final = 1_000  # of one kind of record in one run; the next run goes on behind them
_AWAY: Final = frozenset({Outcome.BUSY, Outcome.UNREACHABLE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Synced:
    """`summary.reject_file` is there if any row was rejected. `faults`: why kinds of record were left before
    their end; `broken`: whether a page of theirs is wrong.
    """

    summary: Summary
    faults: tuple[str, ...] = ()
    broken: bool = False


@dataclass(kw_only=True, slots=True)
class Sync:
    """`data` is the hub's folder. It belongs to one event loop."""

    engine: Engine
    ring: KeyRing
    data: Path
    endpoint: Endpoint
    hearing: Hearing
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    pages_max: int = PAGES_MAX
    _counts: Counts = field(default_factory=dict)
    _notes: list[str] = field(default_factory=list)

    async def run(self) -> Synced:
        """What went in stays in, and the next run goes on from there.

        Raises EngineError, LoadFailed, OSError, RecordUnavailable.
        """
        mapping = self.endpoint.mapping
        began = self.clock()
        name = f"{mapping.system}-{began.astimezone(UTC):%Y%m%dT%H%M%S%f}.csv"
        refused = Refused(path=self.data / "rejects" / name)
        faults: list[str] = []
        broken = False
        client = AgencyClient(self.endpoint.asked, pull_limits(self.endpoint))
        pace = Pace(mapping.limits.requests_per_minute)
        try:
            for read in mapping.reads:
                if read.held is not None:
                    continue  # `hub reconcile` asks for it
                outcome = await self._read(client, read, pace, refused, behind_fault=bool(faults))
                if outcome.ended is not Ended.STOPPED:
                    continue
                faults.append(
                    f"{mapping.label} {read.name}: {outcome.reason}; nothing of it was taken, "
                    "the next run begins there"
                )
                broken = broken or outcome.outcome is Outcome.BROKEN
                if outcome.outcome in _AWAY:
                    break
        finally:
            await client.close()
        summary = Summary(
            format=mapping.system, counts=self._counts, reject_file=refused.path, notes=tuple(self._notes)
        )
        return Synced(summary=summary, faults=tuple(faults), broken=broken)

    async def _read(
        self, client: AgencyClient, read: Read, pace: Pace, refused: Refused, *, behind_fault: bool
    ) -> PullOutcome:
        cursors = Cursors(engine=self.engine, system=self.endpoint.mapping.system)
        now = self.clock()
        point = await cursors.of(read.name, now)
        keeping = Keeping(
            cursors=cursors,
            read=read,
            numbered=self.endpoint.mapping.reading.text("paging") == "page",
            holds=behind_fault,
        )
        if keeping.numbered and point.cursor is not None:
            # Whatever stops this run: the next one begins at the first page.
            await cursors.keep(read.name, replace(point, cursor=None), now)
        outcome = await self._pages(client, read, pace, refused, point, keeping)
        if point.cursor is not None and not outcome.pages and outcome.outcome is Outcome.REJECTED:
            # The cursor in the graph stays until a page has come without it: it may be us whom they refuse.
            self._notes.append(f"{read.name}: its cursor was refused; asked for again from where the pull began")
            afresh = Point(since=point.since, began=self.clock())
            outcome = await self._pages(client, read, pace, refused, afresh, keeping)
        return outcome

    async def _pages(
        self,
        client: AgencyClient,
        read: Read,
        pace: Pace,
        refused: Refused,
        point: Point,
        keeping: Keeping,
    ) -> PullOutcome:
        checker = Checker(
            system=self.endpoint.mapping.system,
            manifest=Manifest(),
            key_ring=self.ring,
            today=legal_date(self.clock()),
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
        telling = Telling(hearing=self.hearing, system=self.endpoint.mapping.system, courts=self.endpoint.courts)
        passed_over: dict[str, None] = {}
        async for pulled in pull:
            [page] = pulled.items
            rejected = await self._take(page, refused) + await self._tell(telling, read, page, refused)
            point = point.behind(pulled.cursor)
            await keeping.page(point, rejected, self.clock())
            passed_over.update(dict.fromkeys(page.passed_over))
        if pull.outcome.ended is Ended.MORE:
            await keeping.more(point, self.clock())
        self._note(read, pull.outcome, telling, list(passed_over))
        return pull.outcome

    async def _take(self, page: PulledPage, refused: Refused) -> int:
        """How many rows were rejected."""
        rows = PageRows(self.endpoint.mapping.system, page)
        if rows.empty:
            return 0
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
            for outcome, number in outcomes.items():
                self._count(kind, outcome, number)
        return summary.rejected

    async def _tell(self, telling: Telling, read: Read, page: PulledPage, refused: Refused) -> int:
        """How many events were rejected; those that a desk takes are taken when the page is."""
        rejects = await telling.page(read, page)
        if rejects:
            refused.add(rejects)
            self._count(FULL_PERFORMANCE.kind, Came.REJECTED, len(rejects))
        return len(rejects)

    def _count(self, kind: str, outcome: str, number: int) -> None:
        of_kind = self._counts.setdefault(kind, {})
        of_kind[outcome] = of_kind.get(outcome, 0) + number

    def _note(self, read: Read, outcome: PullOutcome, telling: Telling, passed_over: list[str]) -> None:
        if telling.moved:
            self._notes.append(f"{read.name}: {telling.moved} moved a case at the desk")
        if telling.unheard:
            self._notes.append(
                f"{read.name}: {telling.unheard} say what happened in a case; no desk takes that yet"
            )
        if passed_over:
            self._notes.append(f"{read.name}: not mapped: {', '.join(passed_over)}")
        if outcome.ended is Ended.MORE:
            self._notes.append(f"{read.name}: {outcome.pages} pages, and there are more: the next run goes on")
