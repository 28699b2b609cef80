"""One log, written by one process: entries on disk, a checkpoint over them at least every so many."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import structlog

from adapters.disk import sync_folder
from hub.record.checkpoint import Checkpoint, SignedCheckpoint, note_hash
from hub.record.durable import DurableFile
from hub.record.errors import RecordDamaged, RecordUnavailable
from hub.record.merkle import Tree, leaf_hash
from hub.record.note import Signer
from hub.record.recovery import Found, find
from hub.record.segments import (
    CLOSED,
    LINE_BYTES_MAX,
    Header,
    checkpoints_path,
    entries_path,
    line_of,
)

FOLDERS_MAX: Final = 1_000
LOCK: Final = "lock"
_LEAF_BYTES_MAX: Final = LINE_BYTES_MAX - 1024

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class LogLimits:
    """A checkpoint is due after so many entries; a segment of that many bytes gets no more; so many may sync
    at a time.
    """

    checkpoint_entries: int = 1_000
    segment_bytes: int = 64 << 20
    syncs: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """A log after some write: the tree over its entries, and where the segment ends."""

    size: int
    peaks: tuple[bytes, ...]
    end: int
    file: DurableFile

    def tree(self) -> Tree:
        return Tree(self.size, self.peaks)


class Log:
    """Open for appending; only `open_log` makes one. One thread at a time calls its methods, but for `sync`.

    They raise RecordUnavailable when the disk does not take it, RecordDamaged when the files were changed
    behind the log's back: then it is to be closed, and is not continued by any other.
    """

    def __init__(
        self, folder: Path, lock: int, signer: Signer, clock: Callable[[], datetime], limits: LogLimits
    ) -> None:
        """Takes over the lock once it is made. Raises RecordDamaged, OSError."""
        self.folder = folder
        self._lock = lock
        self._signer = signer
        self._clock = clock
        self._limits = limits
        found = find(folder, signer.public) or self._found_new()
        self.id = found.header.log
        self._tree = found.tree
        self._first = found.header.first
        self._head = found.head
        self._entries, self._notes = self._opened(found.header.first, found.entries_bytes, found.notes_bytes)
        # Shared with those who sync:
        self._synced = threading.Condition()
        self._under_way = 0
        self._durable = self._state()
        self._failed = False

    @property
    def first(self) -> int:
        """Number of the first entry of the segment that is written."""
        return self._first

    @property
    def size(self) -> int:
        """Entries on disk."""
        return self._durable.size

    @property
    def uncovered(self) -> int:
        """Entries that no checkpoint covers yet."""
        return self._tree.size - (self._head.checkpoint.size if self._head else 0)

    @property
    def head(self) -> SignedCheckpoint | None:
        """The newest checkpoint."""
        return self._head

    def append(self, leaves: Sequence[bytes]) -> None:
        """Returns when all the leaves are on disk, in this order."""
        self.sync(self.write(leaves))

    def write(self, leaves: Sequence[bytes]) -> State:
        """Adds the leaves, in this order. They are on disk once `sync` of what this gives returns."""
        at = 0
        while True:
            self._recover()
            if self.uncovered >= self._limits.checkpoint_entries:
                self.checkpoint()
            if self._entries.size >= self._limits.segment_bytes and self._tree.size > self._first:
                self._rotate()
            room = self._limits.checkpoint_entries - self.uncovered
            self._write(leaves[at : at + room])
            at += room
            if at >= len(leaves):
                break
        with self._synced:
            self._under_way += 1
        return self._state()

    def sync(self, state: State, slot: int | None = None) -> None:
        """Returns when all of that state is on disk. Called once for each, by one thread a slot at a time."""
        failure: OSError | None = None
        try:
            state.file.sync(slot)
        except OSError as error:
            failure = error
        with self._synced:
            self._under_way -= 1
            if failure is not None:
                self._failed = True
            elif state.size > self._durable.size:
                self._durable = state
            self._synced.notify_all()
        if failure is not None:
            raise _unavailable(failure)

    def checkpoint(self) -> None:
        """Signs what no checkpoint covers yet, if anything; it is on disk when this returns."""
        self._settle()
        if not self.uncovered:
            return
        for file in (self._entries, self._notes):
            if not file.is_in_place():
                raise RecordDamaged(f"{self.folder}: a file of the log was removed or cut while it was written")
        checkpoint = Checkpoint(
            log=self.id,
            size=self._tree.size,
            root=self._tree.root(),
            time=self._clock(),
            previous=note_hash(self._head.note) if self._head else None,
        )
        head = SignedCheckpoint(checkpoint=checkpoint, note=checkpoint.sign(self._signer))
        try:
            self._notes.append(head.note)
        except OSError as error:
            raise _unavailable(error) from None
        self._head = head

    def close(self) -> None:
        """Without a last checkpoint, which may be asked for before."""
        with self._synced:
            self._synced.wait_for(lambda: not self._under_way)
        self._entries.close()
        self._notes.close()
        os.close(self._lock)

    # -- what is written and what of it is on disk -----------------------------------------------------

    def _state(self) -> State:
        return State(size=self._tree.size, peaks=self._tree.peaks, end=self._entries.size, file=self._entries)

    def _write(self, leaves: Sequence[bytes]) -> None:
        if any(len(leaf) > _LEAF_BYTES_MAX or b"\n" in leaf for leaf in leaves):
            raise RecordUnavailable(f"an entry of more than {_LEAF_BYTES_MAX} bytes, or of more than one line")
        digests = [leaf_hash(leaf) for leaf in leaves]
        start = self._tree.size
        pairs = zip(digests, leaves, strict=True)
        text = b"".join(line_of(start + n, digest, leaf) for n, (digest, leaf) in enumerate(pairs))
        try:
            self._entries.write(text)
        except OSError as error:
            self._failed = True
            raise _unavailable(error) from None
        self._tree.extend(digests)

    def _settle(self) -> None:
        """Waits until all that was written is on disk, or is cut off again."""
        with self._synced:
            self._synced.wait_for(lambda: not self._under_way)
        self._recover()
        if self._tree.size > self._durable.size:
            with self._synced:
                self._under_way += 1
            self.sync(self._state())

    def _recover(self) -> None:
        """After a failure: back to what is known to be on disk."""
        if not self._failed:
            return
        with self._synced:
            self._synced.wait_for(lambda: not self._under_way)
        try:
            self._entries.cut(self._durable.end)
        except OSError as error:
            raise _unavailable(error) from None
        self._tree = self._durable.tree()
        self._failed = False

    def _rotate(self) -> None:
        """Begins a new segment, after a checkpoint over all that came before."""
        self.checkpoint()
        header = Header(log=self.id, first=self._tree.size, peaks=self._tree.peaks)
        try:
            opened = self._opened(header.first, self._create(header), 0)
        except OSError as error:
            raise _unavailable(error) from None
        self._entries.close()
        self._notes.close()
        self._first, (self._entries, self._notes) = header.first, opened
        self._durable = self._state()

    def _found_new(self) -> Found:
        header = Header(log=secrets.token_hex(8), first=0, peaks=())
        entries_bytes = self._create(header)
        return Found(header=header, tree=Tree(), entries_bytes=entries_bytes, notes_bytes=0, head=None)

    def _create(self, header: Header) -> int:
        """A segment with only its header, there whole or not at all; its size in bytes."""
        content = header.to_bytes()
        path = entries_path(self.folder, header.first)
        beside = path.with_name(f"{path.name}.new")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.rename(beside, path)
        sync_folder(self.folder)
        return len(content)

    def _opened(self, first: int, entries_bytes: int, notes_bytes: int) -> tuple[DurableFile, DurableFile]:
        """A segment and its checkpoints, each cut to its whole part; what is cut off is kept beside it."""
        entries, notes = entries_path(self.folder, first), checkpoints_path(self.folder, first)
        _keep_torn(entries, entries_bytes)
        _keep_torn(notes, notes_bytes)
        opened = DurableFile(entries, entries_bytes, slots=self._limits.syncs)
        try:
            return opened, DurableFile(notes, notes_bytes)
        except BaseException:  # whatever kept the second from opening: nobody would close the first
            opened.close()
            raise


def open_log(
    record: Path,
    name: str,
    signer: Signer,
    limits: LogLimits,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Log:
    """The first log NAME-1, NAME-2 … in the record's folder that nobody writes and that is sound, or a new one.

    So each process of a machine has one of its own and goes on with it after a restart. Raises
    RecordUnavailable.
    """
    try:
        record.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in range(1, FOLDERS_MAX + 1):
            folder = record / f"{name}-{number}"
            if (folder / CLOSED).exists() or (lock := _locked(folder)) is None:
                continue
            try:
                return Log(folder, lock, signer, clock, limits)
            except RecordDamaged as damage:
                os.close(lock)
                _log.error("a log of the record is damaged and is left as it is", reason=str(damage))
            except BaseException:  # whatever it was: a lock that is kept would bar this log until the process ends
                os.close(lock)
                raise
    except OSError as error:
        raise _unavailable(error) from None
    raise RecordUnavailable(f"{record}: {FOLDERS_MAX} logs {name}-N, all of them taken, closed or damaged")


def _locked(folder: Path) -> int | None:
    """A lock that holds as long as the process lives; None if another process has it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    except BaseException:  # whatever it was, also a cancellation: the handle would stay open
        os.close(handle)
        raise
    return handle


def _keep_torn(path: Path, size: int) -> None:
    """Puts what stands behind the whole entries into a file of its own, before it is cut off."""
    if not path.exists() or (torn := path.stat().st_size - size) <= 0:
        return
    place = path.with_name(f"{path.name}.torn-{secrets.token_hex(4)}")
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with path.open("rb") as stream, os.fdopen(handle, "wb") as aside:
        stream.seek(size)
        shutil.copyfileobj(stream, aside)
        aside.flush()
        os.fsync(aside.fileno())
    _log.warning("a torn end of the record is set aside", file=place.name, bytes=torn)


def _unavailable(error: OSError) -> RecordUnavailable:
    return RecordUnavailable(f"the record cannot be written: {error.strerror or 'the disk refuses'}")
