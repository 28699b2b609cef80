"""The record of one process: many requests wait, one fsync covers them all, each is told when it is on disk.

Requests put their entries into a queue of the event loop. A thread takes all that wait as one batch, writes
and syncs it and settles each one's future; what came meanwhile is the next batch. So under load a sync is
shared, and alone a request waits for its own only. The same thread signs checkpoints when they are due.

The record may hold an entry whose request was answered UNAVAILABLE (the disk was late); the other way round,
an answer without its entry, is what this file prevents.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from graph.rules.sealing import KeyRing
from hub.config import Settings
from hub.record.checkpoint import SignedCheckpoint
from hub.record.commitments import Commitments, Touched
from hub.record.entry import Entry
from hub.record.errors import RecordDamaged, RecordUnavailable
from hub.record.indexer import Indexer
from hub.record.log import Log, LogLimits, open_log
from hub.record.note import load_or_create_signer
from hub.record.witness import Witness

_log = structlog.get_logger(__name__)

_Waiting = tuple[bytes, "asyncio.Future[None]"]


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
            checkpoint_entries=settings.record_checkpoint_entries, segment_bytes=settings.record_segment_bytes
        )
        self._commitments = Commitments(ring)
        self.counters = Counters()
        # Of the event loop:
        self._waiting: list[_Waiting] = []
        self._idle = asyncio.Event()
        self._idle.set()
        self._closed = False
        # Of the thread:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._open: Log | None = None
        self._due: float | None = None
        self._head: SignedCheckpoint | None = None
        self._segment: tuple[Path, int] | None = None
        self._thread: threading.Thread | None = None
        witness = settings.record_witness_dir
        retry_seconds = settings.record_checkpoint_seconds
        self._indexer = Indexer()
        self.witness = None if witness is None else Witness(witness, retry_seconds=retry_seconds)

    @property
    def head(self) -> SignedCheckpoint | None:
        """The newest checkpoint of this process's log."""
        return self._head

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
        loop = asyncio.get_running_loop()

        def job() -> None:
            self._try_to_open()
            _call(loop, tried.set)

        self._put(job)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(tried.wait(), self._settings.record_wait_seconds)

    async def append(self, entry: Entry) -> None:
        """Returns when the entry is on disk. Raises RecordUnavailable: the request must not be answered."""
        if self._closed:
            raise RecordUnavailable("the record is closed")
        if len(self._waiting) >= self._settings.record_queue_entries:
            raise RecordUnavailable(f"{len(self._waiting)} entries wait for the disk already")
        written = asyncio.get_running_loop().create_future()
        self._waiting.append((entry.to_bytes(), written))
        if self._idle.is_set():
            self._idle.clear()
            self._write_waiting()
        try:
            async with asyncio.timeout(self._settings.record_wait_seconds):
                await written
        except TimeoutError:
            seconds = self._settings.record_wait_seconds
            raise RecordUnavailable(f"the entry did not reach the disk within {seconds:g} s") from None

    async def close(self) -> None:
        """Writes what waits, signs it, and ends the threads; gives up after the time that an entry may take."""
        self._closed = True
        seconds = self._settings.record_wait_seconds
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), seconds)
        self._jobs.put(None)
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, seconds)
        if self.witness is not None:
            await asyncio.to_thread(self.witness.close, seconds)
        await asyncio.to_thread(self._indexer.close, seconds)

    # -- in the event loop -----------------------------------------------------------------------------

    def _write_waiting(self) -> None:
        batch, self._waiting = self._waiting, []
        self._put(lambda: self._write(batch))

    def _written(self, batch: Sequence[_Waiting], failure: RecordUnavailable | None) -> None:
        for _, written in batch:
            if written.done():  # its request was cancelled
                continue
            if failure is None:
                written.set_result(None)
            else:
                written.set_exception(RecordUnavailable(str(failure)))
        if self._waiting:
            self._write_waiting()
        else:
            self._idle.set()

    def _put(self, job: Callable[[], None]) -> None:
        if self._thread is None:
            # Dies with the process: a disk that hangs must not keep it alive.
            self._thread = threading.Thread(target=self._run, name="record", daemon=True)
            self._thread.start()
        self._jobs.put(job)

    # -- in the thread ---------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            try:
                wait = None if self._due is None else max(0.0, self._due - time.monotonic())
                job = self._jobs.get(timeout=wait)
            except queue.Empty:
                self._sign()
                continue
            if job is None:
                break
            job()
            if self._due is not None and time.monotonic() >= self._due:
                self._sign()
        self._sign()
        if self._open is not None:
            self._open.close()

    def _write(self, batch: Sequence[_Waiting]) -> None:
        failure = self._try_to_open()
        if failure is None:
            failure = self._tried(lambda log: log.append([leaf for leaf, _ in batch]))
        if failure is None:
            self.counters.entries += len(batch)
            self.counters.batches += 1
        else:
            self.counters.failures += 1
        _call(batch[0][1].get_loop(), self._written, batch, failure)
        # Whoever waited is told by then; now there is time to sign.
        if self._open is not None and self._open.uncovered >= self._limits.checkpoint_entries:
            self._sign()
        else:
            self._note_progress()

    def _try_to_open(self) -> RecordUnavailable | None:
        if self._open is not None:
            return None
        try:
            self._open = open_log(
                self._settings.record, self._settings.record_replica, self._signer, self._limits, self._clock
            )
        except RecordUnavailable as unavailable:
            _log.error("the record cannot be opened", reason=str(unavailable))
            return unavailable
        self._head = self._open.head
        self._sign()
        return None

    def _sign(self) -> None:
        if self._open is not None and self._tried(lambda log: log.checkpoint()) is not None:
            self.counters.checkpoint_failures += 1
            self._due = time.monotonic() + self._settings.record_checkpoint_seconds
        self._note_progress()

    def _tried(self, work: Callable[[Log], None]) -> RecordUnavailable | None:
        assert self._open is not None
        try:
            work(self._open)
        except RecordUnavailable as unavailable:
            _log.error("the record cannot be written", reason=str(unavailable))
            return unavailable
        except RecordDamaged as damaged:
            # The next entry begins another log; this one is left to whoever looks into it.
            _log.error("a log of the record is damaged and is left as it is", reason=str(damaged))
            self._open.close()
            self._open = None
            return RecordUnavailable(str(damaged))
        except Exception as error:
            _log.error("the record failed", exc_info=error)
            return RecordUnavailable("the record failed")
        return None

    def _note_progress(self) -> None:
        """Tells of new checkpoints and segments, and sets when the next one is due."""
        if self._open is None or not self._open.uncovered:
            self._due = None
        elif self._due is None:
            self._due = time.monotonic() + self._settings.record_checkpoint_seconds
        if self._open is None:
            return
        segment = self._open.folder, self._open.first
        if segment != self._segment:
            self._segment = segment
            self._indexer.offer(self._open.folder)
        head = self._open.head
        if head is not None and head is not self._head:
            self._head = head
            self.counters.checkpoints += 1
            if self.witness is not None:
                self.witness.offer(head)


def _call(loop: asyncio.AbstractEventLoop, call: Callable[..., None], *given: object) -> None:
    with contextlib.suppress(RuntimeError):  # the loop is gone, and with it whoever waited
        loop.call_soon_threadsafe(call, *given)
