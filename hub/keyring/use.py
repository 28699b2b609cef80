"""Which processes run with which keys: so that a rotation waits for those that would miss somebody.

    keys-in-use/PID-RANDOM.json     locked by its process for as long as that lives; whoever can lock it, cleans up
    keys-in-use/lock                shared while a process reads the ring, alone while the ring is changed

A process that looks numbers up by the old key alone would find nobody whose number stands under the new one. So
keys become current only when every process that runs has them, and no load runs that writes under the old one.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from graph.rules.sealing import KeyRing
from hub.keyring.keys import KeyUnusable, load_ring
from hub.keyring.ring import prints
from hub.settings.config import Settings

LOCK_WAIT_SECONDS: Final = 20.0
_LOCK_STEP_SECONDS: Final = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """One process: its keys by id and print, the ones it writes with, whether it writes numbers at all."""

    pid: int
    writes: bool
    keys: Mapping[str, str]
    current: tuple[str, str]


@contextmanager
def ring_in_use(settings: Settings, *, writes: bool) -> Iterator[KeyRing]:
    """The ring, while this process says that it runs with it. `writes`: it loads records of persons.

    Raises `KeyUnusable`.
    """
    folder = settings.keys_in_use
    with _told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ring_locked(settings, alone=False):
        ring = load_ring(settings)
        path = folder / f"{os.getpid()}-{secrets.token_hex(4)}.json"
        with _told(folder):
            # Locked before it has its name: nobody takes it for a dead one's.
            beside = path.with_suffix(".new")
            handle = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            fcntl.flock(handle, fcntl.LOCK_EX)
            told = {
                "pid": os.getpid(),
                "writes": writes,
                "keys": prints(ring),
                "current": [ring.match_key_id, ring.current],
            }
            os.write(handle, orjson.dumps(told))
            beside.rename(path)
    try:
        yield ring
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


@contextmanager
def ring_locked(settings: Settings, *, alone: bool) -> Iterator[None]:
    """Nobody changes the ring meanwhile; `alone`: nobody starts to use it either. Raises `KeyUnusable`."""
    folder = settings.keys_in_use
    with _told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        until = time.monotonic() + LOCK_WAIT_SECONDS
        while True:
            try:
                fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise KeyUnusable(f"{folder}: another command is at the keys; try again later") from None
                time.sleep(_LOCK_STEP_SECONDS)
        yield
    finally:
        os.close(handle)


def uses(settings: Settings) -> list[Use]:
    """What runs now; what a process left that died is removed. Raises OSError."""
    found = []
    for path in sorted(settings.keys_in_use.glob("*.json")):
        with suppress(FileNotFoundError), path.open("rb") as stream:
            try:
                fcntl.flock(stream.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                told = orjson.loads(stream.read())
                match, sealing = told["current"]
                found.append(
                    Use(pid=told["pid"], writes=told["writes"], keys=told["keys"], current=(match, sealing))
                )
            else:
                path.unlink(missing_ok=True)
    return found


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise KeyUnusable(f"{folder}: {error.strerror or 'cannot be used'}") from None
