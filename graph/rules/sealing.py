"""Personal numbers at rest: a keyed hash to match by, a mask to show, the number sealed under another key.

The hash (HMAC-SHA256) finds equal numbers without opening any; under a plain hash, the few billion
possible citizen IDs could simply be tried. The sealed number (AES-256-GCM, a fresh random nonce each
time) is opened only for a body with a legal duty and for key rotation, and never without a record. Scheme
and hash are bound in as associated data: a sealed number copied to another record does not open there.

Texts are `<key id>:<hex>` for the hash and `<key id>:<base64url of nonce, ciphertext, tag>` for the
sealed number. A random nonce allows 2^32 seals under one key; rotate long before.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from graph.rules.identifiers import CITIZEN_ID, DocumentType, masked, masked_document

KEY_BYTES: Final = 32
KEY_ROTATION: Final = "key rotation"
_NONCE_BYTES: Final = 12
_KEY_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")


class CannotOpen(Exception):
    """A sealed number that stays shut: its key is not on the ring, or it was altered or moved."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyRing:
    """The keys of one hub, 32 bytes each; `current` names the sealing key that new numbers get.

    Old sealing keys stay on the ring until everything is resealed, and so do match keys (`other_match_keys`):
    a number is looked up by all of them. `mark_keys` are what is left of match keys that were retired: enough
    for the record of who looked at whom, too little to hash a number. Printing a ring shows no key.
    ValueError for a key of another length, an unusable key id, or one key or id serving two purposes.
    """

    match_key: bytes = field(repr=False)
    sealing_keys: Mapping[str, bytes] = field(repr=False)
    current: str
    match_key_id: str = "m1"
    other_match_keys: Mapping[str, bytes] = field(repr=False, default_factory=dict)
    mark_keys: Mapping[str, bytes] = field(repr=False, default_factory=dict)
    field_cipher: str = "AES-256-GCM"  # that long texts get (`graph.rules.field_cipher`)

    def __post_init__(self) -> None:
        keys = [*self.match_keys.items(), *self.sealing_keys.items(), *self.mark_keys.items()]
        for name, key in keys:
            if not _KEY_ID.fullmatch(name):
                raise ValueError("key id: 1 to 32 letters, digits, - or _ are allowed")
            if len(key) != KEY_BYTES:
                raise ValueError(f"key {name}: {len(key)} bytes; exactly {KEY_BYTES} are allowed")
        if self.match_key_id in self.other_match_keys:
            raise ValueError("the key for matching stands among the others, too")
        if len(dict(keys)) < len(keys) or len({key for _, key in keys}) < len(keys):
            raise ValueError("the key for matching must be another than those for sealing, and each but once")
        if self.current not in self.sealing_keys:
            raise ValueError("the current sealing key is not on the ring")
        for name in ("sealing_keys", "other_match_keys", "mark_keys"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @property
    def match_keys(self) -> dict[str, bytes]:
        """All keys that a number is looked up by, the current one first."""
        return {self.match_key_id: self.match_key, **self.other_match_keys}


def passing_ring() -> KeyRing:
    """Keys that nobody keeps, where what is checked is thrown away."""
    return KeyRing(match_key=os.urandom(KEY_BYTES), sealing_keys={"s1": os.urandom(KEY_BYTES)}, current="s1")


@dataclass(frozen=True, kw_only=True, slots=True)
class Protected:
    """A person's number as the graph keeps it; the first four go into the record together.

    `before` are its hashes under the ring's other keys, under which the graph may still have it.
    """

    scheme: str  # CITIZEN_ID or a DocumentType
    match: str
    mask: str
    sealed: str
    before: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """That a number was opened: which one, with which key, what for. The caller adds who and when."""

    scheme: str
    match: str
    key_id: str
    purpose: str


def protect(number: str, scheme: str, ring: KeyRing) -> Protected:
    """The number protected under the ring's current keys; `number` in the normal form of its scheme."""
    match, *before = match_hashes(number, scheme, ring)
    nonce = os.urandom(_NONCE_BYTES)
    cipher = AESGCM(ring.sealing_keys[ring.current])
    box = nonce + cipher.encrypt(nonce, number.encode(), _bound(scheme, match))
    sealed = f"{ring.current}:{base64.urlsafe_b64encode(box).decode()}"
    return Protected(scheme=scheme, match=match, mask=_mask(number, scheme), sealed=sealed, before=tuple(before))


def match_hash(number: str, scheme: str, ring: KeyRing) -> str:
    """The keyed hash that a number gets now; equal for equal numbers of one scheme under one key."""
    return _hash(number, scheme, ring.match_key_id, ring.match_key)


def match_hashes(number: str, scheme: str, ring: KeyRing) -> tuple[str, ...]:
    """All keyed hashes under which the graph may have a number; the one of `match_hash` first."""
    return tuple(_hash(number, scheme, name, key) for name, key in ring.match_keys.items())


def hash_like(text: str, scheme: str, ring: KeyRing, like: str) -> str:
    """The keyed hash under the key of an earlier one, to be compared with it; under today's if that is gone."""
    name = like.partition(":")[0]
    key = ring.match_keys.get(name)
    return match_hash(text, scheme, ring) if key is None else _hash(text, scheme, name, key)


def open_sealed(protected: Protected, ring: KeyRing, on_open: Callable[[Opening], None], purpose: str) -> str:
    """The number in clear, after `on_open` has put the opening on the record; if that fails, nothing.

    Takes the whole record, not the sealed text alone, because the seal holds only beside its own scheme
    and hash. Raises `CannotOpen`; ValueError for an empty purpose.
    """
    if not purpose.strip():
        raise ValueError("purpose: a number is opened for a stated purpose only")
    key_id, _, text = protected.sealed.partition(":")
    key = ring.sealing_keys.get(key_id)
    if key is None:
        known = ", ".join(sorted(ring.sealing_keys))
        raise CannotOpen(f"{protected.scheme}: sealed with a key that is not on the ring; on it: {known}")
    try:
        box = base64.b64decode(text, altchars=b"-_", validate=True)
        nonce, cipher_text = box[:_NONCE_BYTES], box[_NONCE_BYTES:]
        plain = AESGCM(key).decrypt(nonce, cipher_text, _bound(protected.scheme, protected.match))
    except (InvalidTag, ValueError):
        raise CannotOpen(
            f"{protected.scheme}: not sealed with key {key_id} for this record, or altered since"
        ) from None
    on_open(Opening(scheme=protected.scheme, match=protected.match, key_id=key_id, purpose=purpose))
    return plain.decode()


def reseal(protected: Protected, ring: KeyRing, on_open: Callable[[Opening], None]) -> Protected:
    """The number under the ring's current keys, to rotate either; unopened if it already is."""
    key_ids = protected.sealed.partition(":")[0], protected.match.partition(":")[0]
    if key_ids == (ring.current, ring.match_key_id):
        return protected
    return protect(open_sealed(protected, ring, on_open, KEY_ROTATION), protected.scheme, ring)


def _hash(number: str, scheme: str, name: str, key: bytes) -> str:
    digest = hmac.new(key, f"{scheme}\0{number}".encode(), hashlib.sha256).hexdigest()
    return f"{name}:{digest}"


def _bound(scheme: str, match: str) -> bytes:
    return f"{scheme}\0{match}".encode()


def _mask(number: str, scheme: str) -> str:
    if scheme == CITIZEN_ID:
        if len(number) != 18:
            raise ValueError("CITIZEN_ID: only the normal form of 18 characters is sealed")
        return masked(number)
    if scheme not in set(DocumentType):
        raise ValueError(f"scheme: {', '.join([CITIZEN_ID, *DocumentType])} are allowed")
    return masked_document(number)
