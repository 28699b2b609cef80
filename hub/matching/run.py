"""A whole list, a batch at a time: each is asked with the caller's rights and on record before it is told.

Nothing but one batch is held, so a list of any length takes the same memory.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from uuid import uuid4

from adapters.formats.record import Reject
from adapters.loading.rejects import RejectFile
from graph.engine import Engine
from graph.rules.matching.judge import Band
from graph.rules.sealing import KeyRing
from hub.callers.caller import Caller
from hub.desk.moving import Mover
from hub.door.inquiring import Inquiring
from hub.door.noting import Noting, Trace
from hub.door.own import own_door
from hub.errands.purpose import Errand
from hub.errors import HubError
from hub.matching.answers import ask_about, read
from hub.matching.filing import LikeAnother, put
from hub.matching.lists import MatchedFile, RecordList, beside, reject_of
from hub.matching.looking import Found, look_up
from hub.matching.records import BadRecord, ListRecord
from hub.matching.seat import MatchDesk, MatchSeat, Place
from hub.read.asking import Asking, present
from hub.read.fields import Inquiry
from hub.record.entry import DECISION_OK, Entry, operation_hash
from hub.record.writer import Record
from hub.rights.grants import Books
from hub.settings.config import Settings
from hub.settings.limits import WalkLimits

NAME = "hub match"
NOT_QUEUED = "a name alone is known by --list and a key only; of two numbers like each other one is queued"
Rows = list[tuple[int, ListRecord]]


@dataclass(slots=True)
class Counts:
    """How many records came into each band. Of them, `bad_numbers` give a number that does not hold, `not_queued`
    are for review, but could not be known again or told apart.
    """

    same: int = 0
    review: int = 0
    different: int = 0
    rejected: int = 0
    bad_numbers: int = 0
    not_queued: int = 0

    def line(self) -> str:
        told = f"{self.same} same, {self.review} review, {self.different} different, {self.rejected} rejected"
        if self.bad_numbers:
            told += f", {self.bad_numbers} with a number that does not hold"
        if self.not_queued:
            told += f", {self.not_queued} not queued ({NOT_QUEUED})"
        return told

    def add(self, record: ListRecord, found: Found) -> None:
        self.bad_numbers += bool(record.problems)
        name = {Band.SAME: "same", Band.REVIEW: "review", Band.DIFFERENT: "different"}[found.band]
        setattr(self, name, getattr(self, name) + 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One command's way to the graph: the same door, rights and record as a request's."""

    desk: MatchDesk
    inquiring: Inquiring
    record: Record
    caller: Caller
    errand: Errand
    batch: int
    limits: WalkLimits
    request_id: str = field(default_factory=lambda: uuid4().hex)

    @classmethod
    @asynccontextmanager
    async def over(
        cls, engine: Engine, ring: KeyRing, settings: Settings, caller: Caller, errand: Errand
    ) -> AsyncIterator[Self]:
        """At the end nothing of it reads any more, and what it put on record is signed."""
        limits = settings.walk_limits(settings.max_cost)
        async with AsyncExitStack() as ends:
            door = await ends.enter_async_context(own_door(engine, settings, seconds=settings.match_seconds))
            books = Books(
                own=door.own_pages, seconds=settings.rights_seconds, present=lambda: present(datetime.now(UTC))
            )
            mover = Mover(
                door=door,
                ring=ring,
                keys_kept=timedelta(days=settings.idempotency_days),
                ahead=settings.move_ahead,
            )
            record = Record(settings, ring)
            ends.push_async_callback(record.close)
            judging = ThreadPoolExecutor(1, thread_name_prefix="matching")
            ends.callback(judging.shutdown, wait=False, cancel_futures=True)
            ends.push_async_callback(books.settled)
            yield cls(
                desk=MatchDesk(door=door, ring=ring, mover=mover, limits=limits.matching),
                inquiring=Inquiring(door=door, books=books, judging=judging),
                record=record,
                caller=caller,
                errand=errand,
                batch=settings.match_batch,
                limits=limits,
            )

    async def match(
        self, listed: RecordList, first: int, queue: bool, on_progress: Callable[[int], None]
    ) -> Counts:
        """Writes `FILE.matched.csv` and `FILE.rejected.csv`. Raises HubError, EngineError, RecordUnavailable."""
        counts, done = Counts(), 0
        rejected = beside(listed.path, "rejected")
        with MatchedFile(beside(listed.path, "matched")) as out, RejectFile(rejected, 0) as rejects:
            for rows in _batches(listed, self.batch):
                place, trace = self._place()
                good: Rows = []
                bad: list[Reject] = []
                for line, row in rows:
                    one = row if isinstance(row, Reject) else read(place, row)
                    if isinstance(one, BadRecord):
                        one = reject_of(listed, line, one)
                    if isinstance(one, Reject):
                        bad.append(one)
                    else:
                        good.append((line, one))
                found = await self._look_up(place, trace, [record for _, record in good], first, listed)
                for (line, record), one_found in zip(good, found, strict=True):
                    counts.add(record, one_found)
                    out.write(line, record, one_found, first)
                    if queue and one_found.band is Band.REVIEW:
                        counts.not_queued += not await _queued(place, record, one_found, first)
                rejects.write(bad)
                counts.rejected += len(bad)
                done += len(rows)
                on_progress(done)
            out.finish()
        return counts

    async def _look_up(
        self, place: Place, trace: Trace, records: list[ListRecord], first: int, listed: RecordList
    ) -> list[Found]:
        time = place.seat.present
        try:
            asked = await ask_about(place, records, time)
            found: list[Found] = await place.seat.inquire(look_up(asked, time, place.limits))
        except HubError as error:
            await self._note(trace, len(records), listed, error.code.value)
            raise
        trace.touched |= {each.id for one in found for each in one.ranked[:first]}
        await self._note(trace, len(records), listed, DECISION_OK)
        return found

    def _place(self) -> tuple[Place, Trace]:
        now = datetime.now(UTC)
        trace = Trace(self.request_id, caller=self.caller, errand=self.errand, operation=NAME)
        asking = Asking(now=now, ring=self.desk.ring, viewer=dict, walks=self.limits)
        noting = Noting(self.record, lambda: datetime.now(UTC))

        async def inquire(inquiry: Inquiry[Any]) -> Any:
            return await self.inquiring.inquire(inquiry, self.caller, trace, asking)

        async def note(name: str, node: str) -> None:
            await noting.mutation(trace, name, node, DECISION_OK)

        seat = MatchSeat(
            caller=self.caller,
            now=now,
            present=asking.present,
            note=note,
            touch=trace.touch,
            inquire=inquire,
        )
        return self.desk.at(seat), trace

    async def _note(self, trace: Trace, records: int, listed: RecordList, decision: str) -> None:
        caller, errand = self.caller, self.errand
        await self.record.append(
            Entry(
                request_id=self.request_id,
                time=datetime.now(UTC),
                subject=caller.subject,
                role=caller.role.value,
                agency=caller.agency.value if caller.agency else None,
                court=caller.court,
                purpose=errand.purpose.value,
                case_number=errand.case_number,
                operation_name=NAME,
                operation_hash=operation_hash(f"{NAME} {listed.digest}"),
                fields=records,
                rows=trace.rows,
                touched=self.record.touched(trace.touched),
                decision=decision,
            )
        )


async def _queued(place: Place, record: ListRecord, found: Found, first: int) -> bool:
    """Puts its pairs into the queue; False for a record that would not be known again, or told apart."""
    if not record.marks.known_again:
        return False
    try:
        for each in found.ranked[:first]:
            if each.band is Band.REVIEW:
                await put(place, record, each)
    except LikeAnother:
        return False
    return True


def _batches(listed: RecordList, size: int) -> Iterator[list[tuple[int, Any]]]:
    rows: list[tuple[int, Any]] = []
    for row in listed.read():
        rows.append(row)
        if len(rows) >= size:
            yield rows
            rows = []
    # A list without rows is asked about, too: whether the caller may at all, and for the record.
    yield rows
