"""The record of one process: many requests wait, one fsync covers them all, each is told when it is on disk.

Requests put their entries into a queue. A thread takes all that wait as one batch, writes it, syncs it and
settles each one's future. A few threads take turns, so that a batch need not wait until the one before is on
disk: what comes during a sync is written at once and synced beside it. So under load a sync is shared, and
no request waits for more than about one. The same threads sign checkpoints when they are due.

The record may hold an entry whose request was answered UNAVAILABLE (the disk was late); the other way round,
an answer without its entry, is what this file prevents.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from graph.rules.sealing import KeyRing
from hub.record.checkpoint import SignedCheckpoint
from hub.record.commitments import Commitments, Touched
from hub.record.entry import Entry
from hub.record.errors import RecordDamaged, RecordUnavailable
from hub.record.indexer import Indexer
from hub.record.log import Log, LogLimits, open_log
from hub.record.newest import Newest
from hub.record.note import load_or_create_signer
from hub.record.witness import Witness
from hub.settings.config import Settings

_log = structlog.get_logger(__name__)

# A leaf, who waits for it, and whether a checkpoint over it is news.
_Waiting = tuple[bytes, "asyncio.Future[None]", bool]


@dataclass(kw_only=True, slots=True)
class Counters:
    """Since the start of the process. A batch is one sync; a failure is a batch that could not be written."""

    entries: int = 0
    batches: int = 0
    failures: int = 0
    checkpoints: int = 0
    checkpoint_failures: int = 0


class Record:
    """For one event loop. Whoever makes it closes it."""

    def __init__(
        self, settings: Settings, ring: KeyRing, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Makes the signing key if there is none. Raises KeyUnusable."""
        self._settings = settings
        self._clock = clock
        self._signer = load_or_create_signer(settings.keys)
        self._limits = LogLimits(
            checkpoint_entries=settings.record_checkpoint_entries,
            segment_bytes=settings.record_segment_bytes,
            syncs=settings.record_syncs,
        )
        self._commitments = Commitments(ring)
        self.counters = Counters()
        self._threads: list[threading.Thread] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        # What wakes a thread; held for a moment only, also by the event loop:
        self._work = threading.Condition()
        self._waiting: list[_Waiting] = []
        self._closing = False
        # The log, and when it is to be signed; held by the thread that writes or signs:
        self._turn = threading.Lock()
        self._log: Log | None = None
        self._due: float | None = None
        self._head: SignedCheckpoint | None = None
        self._news = Newest[SignedCheckpoint]()
        self._newsworthy = 0  # entries up to the last one that is news
        self._told = 0
        self._segment: tuple[Path, int] | None = None
        self._indexer = Indexer()
        witness = settings.record_witness_dir
        retry_seconds = settings.record_checkpoint_seconds
        self.witness = None if witness is None else Witness(witness, retry_seconds=retry_seconds)

    @property
    def head(self) -> SignedCheckpoint | None:
        """The newest checkpoint of this process's log."""
        return self._head

    def heads(self) -> AsyncGenerator[SignedCheckpoint]:
        """The newest checkpoint, then each that covers anything new; of several that wait, the newest only."""
        return self._news.follow()

    @property
    def waiting(self) -> int:
        """Entries that no batch has taken yet."""
        return len(self._waiting)

    def touched(self, ids: Iterable[str]) -> Touched:
        """The marks under which an entry names the nodes that its request touched."""
        return self._commitments.touched(ids)

    async def open(self) -> None:
        """Opens this process's log ahead of the first entry, and signs what a crash left unsigned.

        A record that cannot be opened is told in the log and tried again at each entry.
        """
        tried = asyncio.Event()
        self._start(asyncio.get_running_loop(), tried)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(tried.wait(), self._settings.record_wait_seconds)

    async def append(self, entry: Entry, *, news: bool = True) -> None:
        """Returns when the entry is on disk. Raises RecordUnavailable: the request must not be answered.

        A checkpoint that covers nothing new but entries without `news` is told to nobody who follows `heads`:
        that a head was told is on the record too, and would else be told of for ever.
        """
        leaf = entry.to_bytes()
        loop = asyncio.get_running_loop()
        if not self._threads:
            self._start(loop)
        written = loop.create_future()
        with self._work:
            if self._closing:
                raise RecordUnavailable("the record is closed")
            if len(self._waiting) >= self._settings.record_queue_entries:
                raise RecordUnavailable(f"{len(self._waiting)} entries wait for the disk already")
            self._waiting.append((leaf, written, news))
            self._work.notify()
        try:
            async with asyncio.timeout(self._settings.record_wait_seconds):
                await written
        except TimeoutError:
            seconds = self._settings.record_wait_seconds
            raise RecordUnavailable(f"the entry did not reach the disk within {seconds:g} s") from None

    async def close(self) -> None:
        """Writes what waits, signs it, and ends the threads; gives up after the time that an entry may take."""
        with self._work:
            self._closing = True
            self._work.notify_all()
        await asyncio.to_thread(self._end, self._settings.record_wait_seconds)

    def _start(self, loop: asyncio.AbstractEventLoop, tried: asyncio.Event | None = None) -> None:
        self._loop = loop
        for slot in range(self._limits.syncs):
            # They die with the process: a disk that hangs must not keep it alive.
            given = (slot, loop, tried if slot == 0 else None)
            self._threads.append(threading.Thread(target=self._run, args=given, name="record", daemon=True))
        for thread in self._threads:
            thread.start()

    def _end(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        if not any(thread.is_alive() for thread in self._threads):
            self._sign()
            if self._log is not None:
                self._log.close()
                self._log = None
        if self.witness is not None:
            self.witness.close(seconds)
        self._indexer.close(seconds)

    def _settled(self, batch: Sequence[_Waiting], failure: RecordUnavailable | None) -> None:
        """In the event loop: tells whoever waited."""
        if failure is None:
            self.counters.entries += len(batch)
            self.counters.batches += 1
        else:
            self.counters.failures += 1
        for _, written, _ in batch:
            if written.done():  # its request was cancelled
                continue
            if failure is None:
                written.set_result(None)
            else:
                written.set_exception(RecordUnavailable(str(failure)))

    # -- in the threads --------------------------------------------------------------------------------

    def _run(self, slot: int, loop: asyncio.AbstractEventLoop, tried: asyncio.Event | None) -> None:
        if tried is not None:
            with self._turn:
                self._try_to_open()
            self._sign(only_if_due=True)
            _call(loop, tried.set)
        while True:
            with self._work:
                while not self._waiting and not self._closing and not self._is_due():
                    self._work.wait(None if self._due is None else max(0.0, self._due - time.monotonic()))
                if self._closing and not self._waiting:
                    return
            batch, failure = self._write(slot)
            if batch:
                _call(loop, self._settled, batch, failure)
            # Whoever waited is told by then; now there is time to sign.
            if self._is_due():
                self._sign(only_if_due=True)

    def _write(self, slot: int) -> tuple[Sequence[_Waiting], RecordUnavailable | None]:
        """Puts all entries that wait on disk, together."""
        with self._turn:
            with self._work:
                batch, self._waiting = self._waiting, []
            if not batch:  # another thread was first
                return batch, None
            failure = self._try_to_open()
            log = self._log
            if log is None:
                return batch, failure
            try:
                before = log.size
                state = log.write([leaf for leaf, _, _ in batch])
                for place, (_, _, news) in enumerate(batch, before + 1):
                    if news:
                        self._newsworthy = place
            except Exception as error:  # whatever it was, all who wait for this batch must be told
                return batch, self._failed(log, error)
            finally:
                self._note_progress()
        try:
            log.sync(state, slot)
        except RecordUnavailable as unavailable:
            _log.error("the record cannot be written", reason=str(unavailable))
            return batch, unavailable
        return batch, None

    def _try_to_open(self) -> RecordUnavailable | None:
        if self._log is not None:
            return None
        try:
            self._log = open_log(
                self._settings.record, self._settings.record_replica, self._signer, self._limits, self._clock
            )
        except RecordUnavailable as unavailable:
            _log.error("the record cannot be opened", reason=str(unavailable))
            return unavailable
        self._head = self._log.head
        self._newsworthy, self._told = self._log.size, 0
        self._tell(self._head)
        self._due = time.monotonic() if self._log.uncovered else None
        self._note_progress()
        return None

    def _is_due(self) -> bool:
        return self._due is not None and time.monotonic() >= self._due

    def _sign(self, *, only_if_due: bool = False) -> None:
        with self._turn:
            if only_if_due and not self._is_due():
                return  # another thread was first
            log = self._log
            if log is None:
                self._due = None
                return
            try:
                log.checkpoint()
                self._due = None
            except Exception as error:  # counted and tried again: the thread must not end unseen
                self.counters.checkpoint_failures += 1
                self._failed(log, error)
                again = time.monotonic() + self._settings.record_checkpoint_seconds
                self._due = None if self._log is None else again
                return
            self._note_progress()

    def _failed(self, log: Log, error: Exception) -> RecordUnavailable:
        """What whoever waits is told; a log that was changed is given up."""
        if isinstance(error, RecordUnavailable):
            _log.error("the record cannot be written", reason=str(error))
            return error
        if isinstance(error, RecordDamaged):
            # The next entry begins another log; this one is left to whoever looks into it.
            _log.error("a log of the record is damaged and is left as it is", reason=str(error))
            log.close()
            self._log = None
            return RecordUnavailable(str(error))
        _log.error("the record failed", exc_info=error)
        return RecordUnavailable("the record failed")

    def _note_progress(self) -> None:
        """Tells of new checkpoints and segments, and sets when the next checkpoint is due."""
        log = self._log
        if log is None:
            self._due = None
            return
        head = log.head
        if head is not None and head is not self._head:
            self._head, self._due = head, None
            self.counters.checkpoints += 1
            self._tell(head)
            if self.witness is not None:
                self.witness.offer(head)
        if log.uncovered >= self._limits.checkpoint_entries:
            self._due = time.monotonic()
        elif log.uncovered and self._due is None:
            self._due = time.monotonic() + self._settings.record_checkpoint_seconds
        segment = log.folder, log.first
        if segment != self._segment:
            self._segment = segment
            self._indexer.offer(log.folder)

    def _tell(self, head: SignedCheckpoint | None) -> None:
        """Puts a checkpoint before those who follow, if it covers anything that is news to them."""
        loop = self._loop
        if head is None or loop is None or self._told >= min(self._newsworthy, head.checkpoint.size):
            return
        self._told = head.checkpoint.size
        _call(loop, self._news.put, head)


def _call(loop: asyncio.AbstractEventLoop, call: Callable[..., None], *given: object) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is gone, and with it whoever waited
        loop.call_soon_threadsafe(call, *given)
