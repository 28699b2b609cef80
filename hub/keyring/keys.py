"""The hub's own keys: from a file that is made once and read by its owner only, or from an external command.

A key file appears whole or not at all (`adapters.disk`). If another process was first, that one's key is the key:
two hubs that start at the same moment on one folder end up with the same keys.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from adapters.disk import put_whole
from graph.rules.sealing import KeyRing
from hub.keyring.command import CommandFailed, printed
from hub.keyring.ring import BadRing, StoredRing
from hub.settings.config import Settings

RING_FILE: Final = "ring.json"


class KeyUnusable(Exception):
    """A key file that cannot be read, made or understood. Names the file, never its content."""


def load_ring(settings: Settings, *, make: bool = True) -> KeyRing:
    """The hub's ring of keys, from `HUB_KEYS_COMMAND` or else from its file; not to `make`: it must be there.

    Losing the ring loses every sealed number and all matching by number: back it up apart from the graph.
    Raises `KeyUnusable`.
    """
    return replace(stored_ring(settings, make=make).ring(), field_cipher=settings.field_cipher)


def stored_ring(settings: Settings, *, make: bool = True) -> StoredRing:
    """As `load_ring`, with what a rotation needs to know."""
    if settings.keys_command is not None:
        try:
            return StoredRing.from_bytes(printed(settings.keys_command, settings.keys_command_seconds))
        except CommandFailed as failed:
            raise KeyUnusable(f"HUB_KEYS_COMMAND: {failed}") from None
        except BadRing:
            raise KeyUnusable("HUB_KEYS_COMMAND: printed something that is not a ring of keys") from None
    if not make and not (settings.keys / RING_FILE).is_file():
        raise KeyUnusable(f"{settings.keys}: no {RING_FILE}; needed: the keys of the hub whose data it is")
    return _in_file(settings.keys)


def _in_file(folder: Path) -> StoredRing:
    path = folder / RING_FILE
    try:
        return StoredRing.from_bytes(create_once(path, lambda: StoredRing.fresh().to_bytes()))
    except BadRing:
        raise KeyUnusable(f"{path}: not a ring of keys; put the right file back") from None


def replace_ring(settings: Settings, ring: StoredRing) -> None:
    """Puts another ring into the file, whole or not at all. Raises `KeyUnusable`."""
    path = settings.keys / RING_FILE
    try:
        put_whole(path, ring.to_bytes())
    except OSError as error:
        raise KeyUnusable(f"{path}: {error.strerror or 'cannot be written'}") from None


def create_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """The content of the key file, made and written first where there is none. Raises `KeyUnusable`."""
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            put_whole(path, make(), unless_there=True)
        return path.read_bytes()
    except OSError as error:
        raise KeyUnusable(f"{path}: {error.strerror or 'cannot be read or made'}") from None
