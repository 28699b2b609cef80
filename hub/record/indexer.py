"""Makes the indexes of segments once they are closed, in a thread of its own and with pauses."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Final

import structlog

from hub.record.index import build, closed_segments, is_indexed

PAUSE_SECONDS: Final = 0.01  # after each batch: indexing takes a small part of one core

_log = structlog.get_logger(__name__)


class Indexer:
    """Works on the folder that it was last told of, until it is closed."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._folder: Path | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="record-indexer", daemon=True)
        self._thread.start()

    def offer(self, folder: Path) -> None:
        """A segment of this log may have been closed; returns at once."""
        with self._changed:
            self._folder = folder
            self._changed.notify()

    def close(self, timeout_seconds: float) -> None:
        """What is half made is dropped; whoever starts next makes it."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(timeout_seconds)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._folder is not None or self._closing)
                folder, self._folder = self._folder, None
                if self._closing or folder is None:
                    return
            try:
                for segment in closed_segments(folder):
                    if not is_indexed(segment):
                        build(segment, self._pause)
            except _Closed:
                return
            except (OSError, ValueError, sqlite3.Error) as error:
                _log.warning("a segment of the record could not be indexed", reason=str(error))

    def _pause(self) -> None:
        with self._changed:
            if self._changed.wait_for(lambda: self._closing, PAUSE_SECONDS):
                raise _Closed


class _Closed(Exception):
    """The hub stops."""
