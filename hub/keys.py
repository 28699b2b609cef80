"""The hub's own keys on disk: made once, read by their owner only.

A key file appears whole or not at all: it is written beside its place, forced to disk, then linked to its
name, which fails if another process was first; that one's key is then the key. So two hubs that start at
the same moment on one folder end up with the same keys.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from graph.rules.sealing import KEY_BYTES, KeyRing
from hub.disk import sync_folder

RING_FILE: Final = "ring.json"
_FIRST_SEALING_KEY: Final = "s1"
_MATCH_KEY: Final = "m1"


class KeyUnusable(Exception):
    """A key file that cannot be read, made or understood. Names the file, never its content."""


def load_or_create(folder: Path) -> KeyRing:
    """The hub's ring of keys for personal numbers, made at the first call. Raises `KeyUnusable`.

    Losing the file loses every sealed number and all matching by number: back it up apart from the graph.
    """
    path = folder / RING_FILE
    content = create_once(path, _new_ring)
    try:
        ring = json.loads(content)
        return KeyRing(
            match_key=_bytes(ring["match_key"]),
            match_key_id=ring["match_key_id"],
            sealing_keys={name: _bytes(key) for name, key in ring["sealing_keys"].items()},
            current=ring["current"],
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeyUnusable(f"{path}: not a ring of keys; put the right file back") from None


def create_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """The content of the key file, made and written first where there is none. Raises `KeyUnusable`."""
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _link_new(path, make())
        return path.read_bytes()
    except OSError as error:
        raise KeyUnusable(f"{path}: {error.strerror or 'cannot be read or made'}") from None


def _link_new(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink()
    sync_folder(path.parent)


def _new_ring() -> bytes:
    ring: dict[str, Any] = {
        "match_key_id": _MATCH_KEY,
        "match_key": _text(secrets.token_bytes(KEY_BYTES)),
        "current": _FIRST_SEALING_KEY,
        "sealing_keys": {_FIRST_SEALING_KEY: _text(secrets.token_bytes(KEY_BYTES))},
    }
    return json.dumps(ring, indent=1).encode()


def _text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, altchars=b"-_", validate=True)
