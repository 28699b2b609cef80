"""Who looked at a subject, asked over the API: its key led to all ids that it ever had, the record read beside.

The hub resolves the key for itself, by anything that is not sealed, since an auditor sees nothing of the graph. A
subject that is known by sealed facts alone is answered like one that does not exist: nobody looked at it.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Final

import structlog

from graph.cypher.rows import NODE_ID
from graph.model import MODEL
from graph.plan import Find, Select
from graph.rules.sealing import KeyRing
from hub.door.door import Door
from hub.errors import ErrorCode, HubError, bad_input, too_costly
from hub.read.asking import TrailQuestion
from hub.record.commitments import Commitments
from hub.record.errors import RecordDamaged
from hub.record.trail import IDS_MAX, PAGE_MAX, BadCursor, Span, Trail, TrailPage
from hub.settings.config import Settings

_log = structlog.get_logger(__name__)

_NONE: Final = TrailPage(sightings=(), cursor=None)


class Trails:
    """Reads pages of the trail in threads of its own, so many at a time, each within a time."""

    def __init__(self, settings: Settings, door: Door, ring: KeyRing) -> None:
        self._door = door
        self._trail = Trail(settings.record, Commitments(ring))
        self._seconds = settings.trail_seconds
        self._wait_seconds = settings.request_timeout_seconds
        self._threads = ThreadPoolExecutor(settings.trail_readers, thread_name_prefix="trail")
        self._free = asyncio.Semaphore(settings.trail_readers)

    async def page(self, question: TrailQuestion, touched: set[str]) -> TrailPage:
        """The page; ids of the subject go into `touched`, since to ask who looked at somebody is a look, too.

        Raises HubError: BAD_INPUT for a cursor of another field, TOO_COSTLY for a subject of too many records,
        UNAVAILABLE where the record cannot be read.
        """
        find = Find(keys=(question.key,), kinds=MODEL.subjects, time=question.time, node=Select())
        found = await self._door.own_find(find)
        if found is None:
            return _NONE
        lines = await self._door.ids_of(found[NODE_ID], IDS_MAX + 1)
        if len(lines) > IDS_MAX:
            raise too_costly("records of the subject", len(lines), IDS_MAX)
        ids = {line[0] for line in lines}
        touched.add(found[NODE_ID])
        spans = [_span(*line[1:]) for line in lines if line[1] is not None and line[1] not in ids]
        return await self._read(sorted(ids), spans, question)

    def close(self) -> None:
        """Ends the threads; what is read goes to its end, which is a matter of `HUB_TRAIL_SECONDS`."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _read(self, ids: list[str], spans: list[Span], question: TrailQuestion) -> TrailPage:
        read = partial(
            self._trail.page,
            ids,
            spans,
            first=min(question.first, PAGE_MAX),
            after=question.after,
            seconds=self._seconds,
        )
        try:
            async with asyncio.timeout(self._wait_seconds):
                await self._free.acquire()
            reading = asyncio.get_running_loop().run_in_executor(self._threads, read)
            # A client that leaves does not end the thread, so its place is free only when that is through.
            reading.add_done_callback(lambda _: self._free.release())
            return await asyncio.shield(reading)
        except BadCursor as fault:
            raise bad_input(str(fault)) from None
        except RecordDamaged as damaged:
            _log.error("a log of the record is damaged", reason=str(damaged))
            raise HubError(
                ErrorCode.UNAVAILABLE, "the record is not what was written; `hub audit verify` tells where"
            ) from None


def _span(node_id: str, since: str, until: str) -> Span:
    return Span(id=node_id, since=datetime.fromisoformat(since), until=datetime.fromisoformat(until))
