"""Long texts that are sealed at rest: property reports, what was said and agreed in a mediation.

A text is `<key id>:<cipher>:<base64url of nonce, ciphertext, tag>`. Which cipher new texts get is a setting
(`CIPHERS`); each text names its own, so both are opened whatever is set. The fact's slot and the property are
bound in as associated data: a text that is copied to another record does not open there. Its key is derived from
the ring's sealing key for this use and cipher (HKDF-SHA-256, RFC 5869), so numbers and texts never share one.
SM4-GCM is RFC 8998's mode of GB/T 32907.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from graph.rules.sealing import CannotOpen, KeyRing, match_hash

_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16


def seal_text(text: str, ring: KeyRing, *, slot: str, name: str) -> str:
    """The text, sealed for the fact in that slot and the property of that name, with the ring's cipher."""
    cipher = ring.field_cipher
    key = _subkey(ring.sealing_keys[ring.current], cipher)
    nonce = os.urandom(_NONCE_BYTES)
    box = nonce + _CIPHERS[cipher][1](key, nonce, text.encode(), _bound(slot, name))
    return f"{ring.current}:{cipher}:{base64.urlsafe_b64encode(box).decode()}"


def open_text(sealed: str, ring: KeyRing, *, slot: str, name: str) -> str:
    """The text in clear. Whoever opens one puts that on the record. Raises `CannotOpen`."""
    key_id, _, rest = sealed.partition(":")
    cipher, _, coded = rest.partition(":")
    key = ring.sealing_keys.get(key_id)
    if key is None or cipher not in _CIPHERS:
        raise CannotOpen(f"{name}: sealed with a key or cipher that is not known here")
    try:
        box = base64.b64decode(coded, altchars=b"-_", validate=True)
        if len(box) < _NONCE_BYTES + _TAG_BYTES:
            raise ValueError
        nonce, content = box[:_NONCE_BYTES], box[_NONCE_BYTES:]
        return _CIPHERS[cipher][2](_subkey(key, cipher), nonce, content, _bound(slot, name)).decode()
    except (InvalidTag, ValueError):
        raise CannotOpen(f"{name}: not sealed with key {key_id} for this record, or altered since") from None


def text_digest(text: str, ring: KeyRing) -> str:
    """Tells whether a text changed, and nothing of it to whoever has no key."""
    return match_hash(text, "SEALED_TEXT", ring)


def _bound(slot: str, name: str) -> bytes:
    return f"{name}\0{slot}".encode()


@lru_cache(64)
def _subkey(key: bytes, cipher: str) -> bytes:
    info = f"hub field cipher: {cipher}".encode()
    return HKDF(algorithm=SHA256(), length=_CIPHERS[cipher][0], salt=None, info=info).derive(key)


def _aes_seal(key: bytes, nonce: bytes, text: bytes, bound: bytes) -> bytes:
    return AESGCM(key).encrypt(nonce, text, bound)


def _aes_open(key: bytes, nonce: bytes, box: bytes, bound: bytes) -> bytes:
    return AESGCM(key).decrypt(nonce, box, bound)


def _sm4_seal(key: bytes, nonce: bytes, text: bytes, bound: bytes) -> bytes:
    encryptor = Cipher(SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    return encryptor.update(text) + encryptor.finalize() + encryptor.tag


def _sm4_open(key: bytes, nonce: bytes, box: bytes, bound: bytes) -> bytes:
    decryptor = Cipher(SM4(key), modes.GCM(nonce, box[-_TAG_BYTES:])).decryptor()
    decryptor.authenticate_additional_data(bound)
    return decryptor.update(box[:-_TAG_BYTES]) + decryptor.finalize()


_Work = Callable[[bytes, bytes, bytes, bytes], bytes]
# By name: bytes of the key, sealing, opening.
_CIPHERS: Final[Mapping[str, tuple[int, _Work, _Work]]] = {
    "AES-256-GCM": (32, _aes_seal, _aes_open),
    "SM4-GCM": (16, _sm4_seal, _sm4_open),
}
CIPHERS: Final = tuple(_CIPHERS)
