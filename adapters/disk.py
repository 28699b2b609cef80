"""What a file needs besides its own content to outlive a loss of power, or its writer."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def put_whole(path: Path, content: bytes, *, unless_there: bool = False) -> None:
    """Has the file appear whole or not at all, for its owner alone; it is on disk on return. Raises OSError.

    It is written beside its place and then takes its name. `unless_there`: of several that do so at once the first
    one's content stands, and so does whatever was there before.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if unless_there:
            with contextlib.suppress(FileExistsError):
                os.link(beside, path)
        else:
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Forces the folder's list of names to disk: a new name may be lost without it. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
