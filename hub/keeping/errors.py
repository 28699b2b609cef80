"""What a backup or a restore says when it fails; each message is one line."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final


class BackupFailed(Exception):
    """No backup was made; there is no FILE."""


class RestoreRefused(Exception):
    """The file or the graph is not fit for a restore; nothing was written."""


class RestoreFailed(Exception):
    """The restore broke off after it began to write. The graph has no version, so no hub serves it."""


_WORDS: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EACCES: "no permission",
    errno.EPERM: "no permission",
    errno.EROFS: "the file system is read-only",
    errno.ENOENT: "no such file or folder",
    errno.ENOTDIR: "no such folder",
    errno.EISDIR: "is a folder; allowed: a file",
    errno.EFBIG: "the file grew larger than its disk allows",
}


def disk_words(error: OSError) -> str:
    """What the system says of a file, in our words."""
    return _WORDS.get(error.errno or 0, error.strerror or "cannot be used")


@contextmanager
def on_disk(path: Path, failure: type[Exception]) -> Iterator[None]:
    """Turns an OSError of the block into `failure` with the path in front."""
    try:
        yield
    except OSError as error:
        raise failure(f"{path}: {disk_words(error)}") from None
