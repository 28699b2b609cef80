"""Keys that messages are signed and checked with, each told by what its text begins with.

| text | scheme | what follows in base64 |
|---|---|---|
| `whsec_` | `v1`, HMAC-SHA-256 (Standard Webhooks) | 24 to 64 bytes, shared |
| `whsk_`, `whpk_` | `v1a`, Ed25519 (Standard Webhooks) | 32 bytes: the private, the public key |
| `sm3sec_` | `sm3`, HMAC with SM3 (GB/T 32905, RFC 2104) | 24 to 64 bytes, shared |
| `sm2sk_`, `sm2pk_` | `sm2`, SM2 with SM3 (GB/T 32918.2) | 32 bytes; 64 bytes, x and y |

The last two schemes are ours, in the form of the first two; a signature of `sm2` is r and s, 32 bytes each. A key
serves its own scheme only, so a public key never counts as a shared secret.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SM3, HashAlgorithm
from cryptography.hazmat.primitives.hmac import HMAC

from graph.rules.sm2 import BYTES, N, PublicPoint, point_of, signature_holds, signed

SECRET_BYTES_NEW: Final = 32
SECRET_BYTES: Final = range(24, 65)  # Standard Webhooks: 192 to 512 bits
Key = TypeVar("Key")


class Scheme(StrEnum):
    """What stands before the comma of a signature."""

    V1 = "v1"
    V1A = "v1a"
    SM3 = "sm3"
    SM2 = "sm2"


class SigningKey(Protocol):
    @property
    def scheme(self) -> Scheme: ...

    def sign(self, content: bytes) -> bytes: ...


class CheckingKey(Protocol):
    @property
    def scheme(self) -> Scheme: ...

    def holds(self, content: bytes, signature: bytes) -> bool:
        """Whether the signature is this key's for the content; what is no signature at all is none of it."""
        ...


class BadKey(ValueError):
    """A text that is no key; the message says what is allowed and repeats nothing of it."""


def signing_key(text: str) -> SigningKey:
    """A shared secret or a private key. Raises `BadKey`."""
    return _key(text, _SIGNING)


def checking_key(text: str) -> CheckingKey:
    """A shared secret or a public key. Raises `BadKey`."""
    return _key(text, _CHECKING)


def new_key(scheme: Scheme) -> str:
    """The text of a new signing key."""
    beginning = _MADE[scheme]
    if scheme is not Scheme.SM2:
        return beginning + base64.b64encode(os.urandom(SECRET_BYTES_NEW)).decode()
    number = 1 + secrets.randbelow(N - 2)
    return beginning + base64.b64encode(number.to_bytes(BYTES, "big")).decode()


def counterpart(key: SigningKey) -> CheckingKey:
    """What the other side checks this key's signatures with."""
    match key:
        case SharedSecret():
            return key
        case Ed25519Signing():
            return Ed25519Checking(key=key.key.public_key())
        case Sm2Signing():
            return Sm2Checking(point=key.point)
    raise TypeError(f"no key of {key.scheme}")


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedSecret:
    """Both sides have it: each can sign for the other."""

    scheme: Scheme
    secret: bytes = field(repr=False)

    def sign(self, content: bytes) -> bytes:
        made = HMAC(self.secret, _HASHES[self.scheme]())
        made.update(content)
        return made.finalize()

    def holds(self, content: bytes, signature: bytes) -> bool:
        return hmac.compare_digest(self.sign(content), signature)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ed25519Signing:
    key: Ed25519PrivateKey = field(repr=False)
    scheme: Scheme = field(default=Scheme.V1A, init=False)

    def sign(self, content: bytes) -> bytes:
        return self.key.sign(content)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ed25519Checking:
    key: Ed25519PublicKey
    scheme: Scheme = field(default=Scheme.V1A, init=False)

    def holds(self, content: bytes, signature: bytes) -> bool:
        try:
            self.key.verify(signature, content)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, kw_only=True, slots=True)
class Sm2Signing:
    """Five milliseconds a signature, of this process's own time."""

    private: int = field(repr=False)
    point: PublicPoint
    scheme: Scheme = field(default=Scheme.SM2, init=False)

    def sign(self, content: bytes) -> bytes:
        return signed(content, self.private, self.point)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sm2Checking:
    """Ten milliseconds a signature, of this process's own time."""

    point: PublicPoint
    scheme: Scheme = field(default=Scheme.SM2, init=False)

    def holds(self, content: bytes, signature: bytes) -> bool:
        return signature_holds(content, signature, self.point)


def _shared(scheme: Scheme) -> Callable[[bytes], SharedSecret]:
    def made(secret: bytes) -> SharedSecret:
        if len(secret) not in SECRET_BYTES:
            raise ValueError
        return SharedSecret(scheme=scheme, secret=secret)

    return made


def _sm2_signing(content: bytes) -> Sm2Signing:
    _number(content, BYTES)
    private = int.from_bytes(content, "big")
    return Sm2Signing(private=private, point=point_of(private))


def _sm2_checking(content: bytes) -> Sm2Checking:
    _number(content, 2 * BYTES)
    x, y = (int.from_bytes(half, "big") for half in (content[:BYTES], content[BYTES:]))
    return Sm2Checking(point=PublicPoint(x=x, y=y))


def _number(content: bytes, length: int) -> None:
    if len(content) != length:
        raise ValueError


def _key(text: str, known: Mapping[str, Callable[[bytes], Key]]) -> Key:
    beginning, _, rest = text.strip().partition("_")
    make = known.get(beginning + "_")
    if make is None:
        raise BadKey(f"no such kind of key; allowed are texts that begin with {', '.join(known)}")
    try:
        return make(base64.b64decode(rest, validate=True))
    except (ValueError, binascii.Error):
        raise BadKey(f"{beginning}_: allowed is {_ALLOWED[beginning + '_']} in base64") from None


_HASHES: Final[Mapping[Scheme, Callable[[], HashAlgorithm]]] = MappingProxyType(
    {Scheme.V1: SHA256, Scheme.SM3: SM3}
)
_MADE: Final[Mapping[Scheme, str]] = MappingProxyType(
    {Scheme.V1: "whsec_", Scheme.V1A: "whsk_", Scheme.SM3: "sm3sec_", Scheme.SM2: "sm2sk_"}
)
_SHARED: Final = {"whsec_": _shared(Scheme.V1), "sm3sec_": _shared(Scheme.SM3)}
_SIGNING: Final[Mapping[str, Callable[[bytes], SigningKey]]] = {
    **_SHARED,
    "whsk_": lambda content: Ed25519Signing(key=Ed25519PrivateKey.from_private_bytes(content)),
    "sm2sk_": _sm2_signing,
}
_CHECKING: Final[Mapping[str, Callable[[bytes], CheckingKey]]] = {
    **_SHARED,
    "whpk_": lambda content: Ed25519Checking(key=Ed25519PublicKey.from_public_bytes(content)),
    "sm2pk_": _sm2_checking,
}
_SECRET_ALLOWED: Final = f"{SECRET_BYTES[0]} to {SECRET_BYTES[-1]} bytes"
_ALLOWED: Final = {
    "whsec_": _SECRET_ALLOWED,
    "sm3sec_": _SECRET_ALLOWED,
    "whsk_": "a private key of Ed25519, 32 bytes",
    "whpk_": "a public key of Ed25519, 32 bytes",
    "sm2sk_": "a private key of SM2, 32 bytes, from 1 to n-2",
    "sm2pk_": "a point of the curve of SM2, x and y, 64 bytes",
}
