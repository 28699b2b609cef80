"""An agency's own list, page by page, and whether all of it was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Final

from adapters.agencies.endpoint import Endpoint
from adapters.agencies.mapping import Read
from adapters.agencies.pulling import BEGINNING, MappedPull, PulledPage, pull_limits
from adapters.formats.record import Manifest, Reject
from adapters.loading.check import Checker
from adapters.protocols.answer import Outcome
from adapters.protocols.http import AgencyClient
from adapters.protocols.pull import Ended, PullOutcome
from graph.rules.days import legal_date
from graph.rules.reconciling import Held, Listed
from graph.rules.sealing import passing_ring
from hub.relaying.pace import Pace

PAGES_MAX: Final = 1_000
_REJECTS_TOLD: Final = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Theirs:
    """`faults` say why the list is not whole, none if it is; `broken`: whether asking again helps nobody."""

    listed: Listed
    faults: tuple[str, ...] = ()
    broken: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """Of an endpoint whose mapping tells what it holds."""

    endpoint: Endpoint
    clock: Callable[[], datetime]
    pages_max: int = PAGES_MAX

    async def all(self) -> Theirs:
        """The whole list, from its beginning, or what could be read of it."""
        read = self.endpoint.mapping.held
        assert read is not None  # or it is not asked
        client = AgencyClient(self.endpoint.asked, pull_limits(self.endpoint))
        try:
            pull = self._pull(client, read)
            gathered = _Gathered()
            async for page in pull:
                gathered.add(page.items[0])
        finally:
            await client.close()
        return self._told(read, gathered, pull.outcome)

    def _pull(self, client: AgencyClient, read: Read) -> MappedPull:
        mapping = self.endpoint.mapping
        return MappedPull(
            client,
            self.endpoint,
            read,
            Checker(
                system=mapping.system, manifest=Manifest(), key_ring=passing_ring(), today=legal_date(self.clock())
            ),
            since=BEGINNING,
            cursor=None,
            pages_max=self.pages_max,
            pace=Pace(mapping.limits.requests_per_minute).slot,
            clock=self.clock,
        )

    def _told(self, read: Read, gathered: _Gathered, outcome: PullOutcome) -> Theirs:
        name = f"{self.endpoint.mapping.label} {read.name}"
        faults = [f"{name}: {each.file} record {each.line}: {_said(each)}" for each in gathered.rejects]
        if gathered.rejected > len(faults):
            faults.append(f"{name}: and {gathered.rejected - len(faults)} more records")
        broken = gathered.rejected > 0
        if outcome.ended is Ended.STOPPED:
            faults.append(f"{name}: {outcome.reason}")
            broken = broken or outcome.outcome is Outcome.BROKEN
        elif outcome.ended is Ended.MORE:
            faults.append(f"{name}: {outcome.pages} pages, and there are more; allowed: {self.pages_max}")
            broken = True
        elif self.endpoint.mapping.reading.text("paging") == "page" and gathered.shrank:
            # What was taken off moved the rest up, and one may stand on a page that was asked for already.
            faults.append(f"{name}: it became shorter while it was read; run it again")
        listed = Listed(entries=gathered.entries, count=gathered.count, whole=not faults)
        return Theirs(listed=listed, faults=tuple(faults), broken=broken)


@dataclass(kw_only=True, slots=True)
class _Gathered:
    entries: list[Held] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    rejected: int = 0

    def add(self, page: PulledPage) -> None:
        self.entries += [each.held for each in page.accepted.records if each.held is not None]
        self.rejects += page.accepted.rejects[: _REJECTS_TOLD - len(self.rejects)]
        self.rejected += len(page.accepted.rejects)
        if page.count is not None:
            self.counts.append(page.count)

    @property
    def count(self) -> int | None:
        """None also where it changed while the list was read: it is of no one list then."""
        return self.counts[0] if len(set(self.counts)) == 1 else None

    @property
    def shrank(self) -> bool:
        return any(after < before for before, after in pairwise(self.counts))


def _said(reject: Reject) -> str:
    return f"{reject.field}: {reject.value}: {reject.reason}"
