"""A file that only grows, by pieces that are on disk whole or not at all.

After a write that failed, nobody knows how much of it is there: the file is first cut back to where it was
known to be good. As long as the disk refuses that, it takes nothing more.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from hub.disk import sync_folder


class DurableFile:
    """Open for appending. All methods but `close` raise OSError."""

    def __init__(self, path: Path, size: int) -> None:
        """Goes on after the first `size` bytes; what stands behind them is cut off. Made if not there."""
        self._path = path
        self._size = size
        self._sound = False
        fresh = not path.exists()
        self._handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            self._make_sound()
            if fresh:
                sync_folder(path.parent)
        except BaseException:
            self.close()
            raise

    @property
    def size(self) -> int:
        """Bytes that are on disk."""
        return self._size

    def append(self, content: bytes) -> None:
        """Returns when the content is on disk."""
        if not self._sound:
            self._make_sound()
        self._sound = False
        left = memoryview(content)
        while left:
            written = os.write(self._handle, left)
            if written == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))
            left = left[written:]
        os.fdatasync(self._handle)  # the size too, which is needed to read the content back
        self._size += len(content)
        self._sound = True

    def is_in_place(self) -> bool:
        """Whether what its name leads to is this very file, with all that was written."""
        try:
            found = self._path.stat()
        except OSError:  # it, or a folder on the way to it, is gone or another's
            return False
        mine = os.fstat(self._handle)
        return os.path.samestat(found, mine) and mine.st_size >= self._size

    def close(self) -> None:
        if self._handle >= 0:
            handle, self._handle = self._handle, -1
            os.close(handle)

    def _make_sound(self) -> None:
        if os.fstat(self._handle).st_size < self._size:
            raise OSError(errno.EIO, "shorter than what was written to it", str(self._path))
        os.ftruncate(self._handle, self._size)
        os.fsync(self._handle)
        self._sound = True
