"""Copies of checkpoints in a second folder: what is there, the hub's own disk cannot take back.

Best the folder lies where the hub may only append, or is emptied by somebody else. A copy is made in a thread
of its own, so that a folder that hangs delays no answer; one that fails is counted, told in the log and tried
again. Only the newest checkpoint waits: it vouches for all before it.

    LOG-YYYY-MM-DD.checkpoints      signed notes of one log, one after another, one file a UTC day
"""

from __future__ import annotations

import os
import threading
from datetime import UTC
from pathlib import Path

import structlog

from hub.record.checkpoint import SignedCheckpoint
from hub.record.segments import CHECKPOINTS

_log = structlog.get_logger(__name__)


class Witness:
    """`copied` and `failures` count since the start. `retry_seconds` pass between two tries."""

    def __init__(self, folder: Path, *, retry_seconds: float) -> None:
        self._folder = folder
        self._retry_seconds = retry_seconds
        self._changed = threading.Condition()
        self._newest: SignedCheckpoint | None = None
        self._closing = False
        self.copied = 0
        self.failures = 0
        self._thread = threading.Thread(target=self._run, name="record-witness", daemon=True)
        self._thread.start()

    def offer(self, signed: SignedCheckpoint) -> None:
        """Has the note copied; returns at once."""
        with self._changed:
            self._newest = signed
            self._changed.notify()

    def close(self, timeout_seconds: float) -> None:
        """Tries once more if a note waits, for no longer than that."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(timeout_seconds)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._newest is not None or self._closing)
                offered, self._newest = self._newest, None
                last = self._closing
            if offered is None:
                return
            try:
                self._copy(offered)
                self.copied += 1
            except OSError as error:
                self.failures += 1
                _log.error("a checkpoint could not be copied to the witness folder", reason=error.strerror)
                if last:
                    return
                with self._changed:
                    self._newest = self._newest or offered
                    self._changed.wait_for(lambda: self._closing, self._retry_seconds)

    def _copy(self, signed: SignedCheckpoint) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{signed.checkpoint.log}-{signed.checkpoint.time.astimezone(UTC):%Y-%m-%d}"
        path = self._folder / f"{name}{CHECKPOINTS}"
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            # What a failed try left of a note ends here; the one that follows is whole.
            content = b"\n" + signed.note if os.fstat(handle).st_size else signed.note
            if os.write(handle, content) != len(content):
                raise OSError(None, "only a part was taken")
            os.fsync(handle)
        finally:
            os.close(handle)
