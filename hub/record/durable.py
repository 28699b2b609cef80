"""A file that only grows, and what of it is known to be on disk.

Whoever writes may go on while others still sync; each sync has a handle of its own, because the kernel tells
an error of the disk once per handle, and all who waited for their bytes must hear of it. After a failure
nobody knows how much is there: the file is cut back to where it was known to be good.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from adapters.disk import sync_folder


class DurableFile:
    """Open for appending. One thread at a time writes and cuts, each slot may sync at any time. Raises OSError."""

    def __init__(self, path: Path, size: int, *, slots: int = 0) -> None:
        """Goes on after the first `size` bytes; what stands behind them is cut off. Made if not there."""
        self._path = path
        self._handles: list[int] = []
        self._whole, self._broken = size, False
        fresh = not path.exists()
        try:
            self._handles.append(os.open(path, _FLAGS | os.O_APPEND | os.O_CREAT, 0o600))
            self._handles += (os.open(path, _FLAGS) for _ in range(slots))
            self.cut(size)
            if fresh:
                sync_folder(path.parent)
        except BaseException:  # whatever it was, also a cancellation: handles that nobody holds stay open
            self.close()
            raise

    @property
    def size(self) -> int:
        """Bytes written, though perhaps not on disk yet."""
        return self._size

    def append(self, content: bytes) -> None:
        """Adds the content, on disk when this returns. What a failure leaves of it, the next one cuts off."""
        if self._broken:
            self.cut(self._whole)
        self._whole, self._broken = self._size, True
        self.write(content)
        self.sync()
        self._broken = False

    def write(self, content: bytes) -> None:
        """Adds the content; it is on disk after the next sync."""
        left = memoryview(content)
        while left:
            written = os.write(self._handles[0], left)
            if written == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))
            left = left[written:]
        self._size += len(content)

    def sync(self, slot: int | None = None) -> None:
        """Returns when everything that was written before the call is on disk, the file's size included."""
        os.fdatasync(self._handles[0 if slot is None else slot + 1])

    def cut(self, size: int) -> None:
        """Takes the file back to so many bytes, on disk."""
        if os.fstat(self._handles[0]).st_size < size:
            raise OSError(errno.EIO, "shorter than what was written to it", str(self._path))
        os.ftruncate(self._handles[0], size)
        os.fsync(self._handles[0])
        self._size = size

    def is_in_place(self) -> bool:
        """Whether what its name leads to is this very file, with all that was written."""
        try:
            found = self._path.stat()
        except OSError:  # it, or a folder on the way to it, is gone or another's
            return False
        mine = os.fstat(self._handles[0])
        return os.path.samestat(found, mine) and mine.st_size >= self._size

    def close(self) -> None:
        while self._handles:
            os.close(self._handles.pop())


_FLAGS = os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC
