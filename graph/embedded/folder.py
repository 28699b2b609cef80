"""Whose the data folder is: one owner at a time, known by a lock that dies with its process.

DATA/            0700
  engine.lock    held (flock) by the owner for life; its text is the owner's process id
  engine.json    0600: how to reach the running engine; only true while the lock is held
  engine/        the engine's own files
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import shutil
import socket
import time
from dataclasses import asdict
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from graph.engine import EngineAddress
from graph.failures import EngineUnavailable

LOCK_TRIES: Final = 20  # someone may be looking (see `running`) at the moment we take it
LOCK_PAUSE_SECONDS: Final = 0.05
ANSWER_TIMEOUT_SECONDS: Final = 1.0


class EmbeddedFailed(EngineUnavailable):
    """The embedded engine does not start or stay up; one line, with the folder of its logs if any."""


class FolderOwned(EmbeddedFailed):
    """Another process owns the data folder; `pid` is its process id, 0 if it has not said."""

    def __init__(self, data: Path, pid: int) -> None:
        owner = f"process {pid}" if pid else "another process that is starting"
        super().__init__(f"data folder {data}: in use by {owner}; stop it or use another folder")
        self.pid = pid


class Folder:
    """The data folder while it is ours; `release` gives it back."""

    def __init__(self, data: Path, lock: int) -> None:
        self.data = data
        self.engine = data / "engine"
        self.logs = self.engine / "log"
        self._lock = lock

    @classmethod
    def own(cls, data: Path, *, free_min_bytes: int) -> Folder:
        """Makes the folder if need be and takes its lock. Raises FolderOwned or EmbeddedFailed."""
        data = data.absolute()
        try:
            data.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(data / "engine.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise EmbeddedFailed(_says(data, error)) from None
        try:
            _take(data, lock)
            free_bytes = shutil.disk_usage(data).free
            if free_bytes < free_min_bytes:
                raise EmbeddedFailed(
                    f"data folder {data}: {free_bytes >> 20} MiB free on its disk; "
                    f"needed: at least {free_min_bytes >> 20} MiB"
                )
            folder = cls(data, lock)
            (data / "engine.json").unlink(missing_ok=True)  # of an owner that was killed
            for made in (folder.engine, folder.logs):
                made.mkdir(mode=0o700, exist_ok=True)
            os.ftruncate(lock, 0)
            os.pwrite(lock, str(os.getpid()).encode(), 0)
            return folder
        except OSError as error:
            os.close(lock)
            raise EmbeddedFailed(_says(data, error)) from None
        except BaseException:  # nor may an interruption keep the lock until the process ends
            os.close(lock)
            raise

    def describe(self, address: EngineAddress) -> None:
        """Writes engine.json, whole or not at all, for nobody else to read."""
        text = json.dumps({**asdict(address), "owner": os.getpid()})
        new = self.data / "engine.json.new"
        try:
            new.unlink(missing_ok=True)
            private = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(private, "w", encoding="utf-8") as file:
                file.write(text)
            new.replace(self.data / "engine.json")
        except OSError as error:
            raise EmbeddedFailed(_says(self.data, error)) from None

    def release(self) -> None:
        """Gives the folder back; a second call does nothing."""
        if self._lock < 0:
            return
        with contextlib.suppress(OSError):
            (self.data / "engine.json").unlink(missing_ok=True)
        os.close(self._lock)
        self._lock = -1


def holds_graph(data: Path) -> bool:
    """Whether an embedded engine was ever started in the folder."""
    return (data / "engine").is_dir()


def running(data: Path) -> EngineAddress | None:
    """The address of the engine that some process runs in `data` now; None if none does, or not yet."""
    try:
        lock = os.open(data / "engine.lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return None  # nobody holds it
    except OSError:
        pass
    finally:
        os.close(lock)
    try:
        found = json.loads((data / "engine.json").read_text(encoding="utf-8"))
        del found["owner"]
        address = EngineAddress(**found)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    place = urlsplit(address.url)
    try:
        socket.create_connection((place.hostname or "", place.port or 0), ANSWER_TIMEOUT_SECONDS).close()
    except OSError:
        return None
    return address


def _take(data: Path, lock: int) -> None:
    for _ in range(LOCK_TRIES):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
        time.sleep(LOCK_PAUSE_SECONDS)
    owner = os.pread(lock, 20, 0).decode("ascii", "replace")
    raise FolderOwned(data, int(owner) if owner.isdigit() else 0)


_WORDS: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EACCES: "no permission to write there",
    errno.EPERM: "no permission to write there",
    errno.EROFS: "the file system is read-only",
    errno.ENOTDIR: "a file stands where the folder should be",
    errno.EEXIST: "a file stands where the folder should be",
    errno.ENOLCK: "its file system has no locks; use a local disk",
    errno.EOPNOTSUPP: "its file system has no locks; use a local disk",
    errno.ENOSYS: "its file system has no locks; use a local disk",
}


def _says(data: Path, error: OSError) -> str:
    return f"data folder {data}: {_WORDS.get(error.errno or 0, error.strerror or 'cannot be used')}"
