"""Keyset cursors: sealed text that holds where a page ended, never an offset.

Where a page ended is told by what the page was ordered by, a record's key in its source among it, which the caller
may not be shown. Sealed with AES-SIV (RFC 5297), which needs no nonce: the same place is the same text each time.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Iterable, Sequence
from typing import Any, Final, Self

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from graph.rules.sealing import KeyRing

LONGEST_CURSOR: Final = 8_000  # a slot of four keys and an item of 200 characters, each four bytes, in base64
_LABEL: Final = b"hub cursor"
Shape = Sequence[type | tuple[type, ...]]


class BadCursor(Exception):
    """The text is no cursor of this connection."""


class Cursors:
    """Writes cursors under its first key and reads those under any: a page goes on while keys are turned."""

    def __init__(self, keys: Iterable[bytes]) -> None:
        """`keys`: 64 bytes each."""
        self._ciphers = [AESSIV(key) for key in keys]

    @classmethod
    def of(cls, ring: KeyRing) -> Self:
        """The same on all hubs of one ring, under keys that open nothing else."""
        return cls(hmac.digest(key, _LABEL, "sha512") for key in ring.match_keys.values())

    @classmethod
    def of_nobody(cls) -> Self:
        """Under a key that is kept nowhere, for operations that are looked at and not asked."""
        return cls([os.urandom(64)])

    def write(self, parts: Sequence[Any]) -> str:
        """Parts are JSON values; the text is URL-safe."""
        sealed = self._ciphers[0].encrypt(orjson.dumps(list(parts)), None)
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode("ascii")

    def read(self, text: str, shape: Shape) -> list[Any]:
        """The parts of a cursor whose parts must have the types of `shape`; raises BadCursor."""
        parts = self.parts(text) if len(text) <= LONGEST_CURSOR else None
        if (
            isinstance(parts, list)
            and len(parts) == len(shape)
            and all(
                isinstance(part, kind) and not isinstance(part, bool)
                for part, kind in zip(parts, shape, strict=True)
            )
        ):
            return parts
        raise BadCursor("after takes a cursor that this connection gave")

    def parts(self, text: str) -> Any:
        """What a cursor holds; None for a text that is none of ours."""
        try:
            sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except (ValueError, binascii.Error):
            return None
        for cipher in self._ciphers:
            try:
                return orjson.loads(cipher.decrypt(sealed, None))
            except (InvalidTag, ValueError):
                continue
        return None
