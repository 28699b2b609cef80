"""Signed notes: a short text and who vouches for it, as C2SP's signed-note has them.

    text, any number of lines
                                            an empty line
    — NAME BASE64                           4 bytes of the key's id, then the Ed25519 signature of the text

A public key is one line too, `NAME+ID+BASE64`: it can be handed to whoever verifies from outside. The
private key stays in the keys folder. A note is read strictly: exactly the bytes that its signer wrote.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hub.keyring.keys import KeyUnusable, create_once

KEY_NAME: Final = "hub-record"
PRIVATE_KEY_FILE: Final = "record-signing.pem"
PUBLIC_KEY_FILE: Final = "record-signing.pub"
SIGNATURE_MARK: Final = "— ".encode()
CODED_BYTES: Final = 92  # of a key's id and a signature, in base64
_ED25519: Final = b"\x01"
_ID_BYTES: Final = 4


class BadNote(ValueError):
    """Bytes that are no note, or not one that a known key signed; the message says which."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicKey:
    """Tells which notes its owner signed."""

    name: str
    raw: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:_ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.raw).decode()}"

    @classmethod
    def parse(cls, line: str) -> Self:
        """ValueError for anything but one key of this form."""
        try:
            name, _, text = line.strip().split("+", 2)
            content = base64.b64decode(text, validate=True)
            key = cls(name=name, raw=content[1:])
            Ed25519PublicKey.from_public_bytes(key.raw)
        except ValueError:
            raise ValueError("not a public key of the form NAME+ID+BASE64") from None
        if str(key) != line.strip():
            raise ValueError("a public key whose parts do not belong together")
        return key

    def vouches_for(self, text: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, text)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, kw_only=True, slots=True)
class Signer:
    """Holds the private key. Printing it shows none."""

    public: PublicKey
    _private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def of(cls, private: Ed25519PrivateKey, name: str = KEY_NAME) -> Self:
        raw = private.public_key().public_bytes_raw()
        return cls(public=PublicKey(name=name, raw=raw), _private=private)

    def sign(self, text: str) -> bytes:
        """The note of a text that ends with a line's end."""
        content = text.encode()
        return content + b"\n" + _signature_line(self.public, self._private.sign(content))


def text_of(note: bytes, keys: tuple[PublicKey, ...]) -> str:
    """What a note says, once one of the keys vouches for it. Raises BadNote."""
    text, found, line = note.rpartition(b"\n\n")
    text += b"\n"
    try:
        mark, name, coded = line.decode().rstrip("\n").split(" ")
        content = base64.b64decode(coded, validate=True)
    except (ValueError, binascii.Error):
        raise BadNote("not a signed note") from None
    if not found or f"{mark} ".encode() != SIGNATURE_MARK:
        raise BadNote("not a signed note")
    key_id, signature = content[:_ID_BYTES], content[_ID_BYTES:]
    key = next((each for each in keys if (each.name, each.id) == (name, key_id)), None)
    if key is None:
        raise BadNote("signed by a key that is not among those given")
    # Whatever else decodes to the same signature (spare bits, other line ends) is not what was written.
    if not key.vouches_for(text, signature) or _signature_line(key, signature) != line:
        raise BadNote("the signature does not fit the text")
    return text.decode()


def _signature_line(key: PublicKey, signature: bytes) -> bytes:
    coded = base64.b64encode(key.id + signature)
    return SIGNATURE_MARK + key.name.encode() + b" " + coded + b"\n"


# --- on disk --------------------------------------------------------------------------------------


def load_or_create_signer(keys: Path) -> Signer:
    """The hub's key for checkpoints, made at the first call, its public half beside it. Raises KeyUnusable."""
    path = keys / PRIVATE_KEY_FILE
    content = create_once(path, _new_key)
    try:
        private = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError):
        raise KeyUnusable(f"{path}: not a private key in PEM; put the right file back") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyUnusable(f"{path}: not an Ed25519 key; put the right file back")
    signer = Signer.of(private)
    create_once(keys / PUBLIC_KEY_FILE, lambda: f"{signer.public}\n".encode())
    return signer


def read_public_keys(path: Path) -> tuple[PublicKey, ...]:
    """The keys of a file, one a line: the present one and those that signed before it. Raises KeyUnusable."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        keys = tuple(PublicKey.parse(line) for line in lines if line.strip())
    except OSError as error:
        raise KeyUnusable(f"{path}: {error.strerror or 'cannot be read'}") from None
    except ValueError as error:
        raise KeyUnusable(f"{path}: {error}") from None
    if not keys:
        raise KeyUnusable(f"{path}: holds no public key; wanted: lines of the form NAME+ID+BASE64")
    return keys


def _new_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
