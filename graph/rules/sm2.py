"""Signatures of SM2 with SM3 (GB/T 32918.2-2016, GB/T 32905-2016): on tokens, and on messages of agencies.

No registered name exists for it in JOSE. Here `alg` and `crv` are both `SM2`: the algorithm knows one curve and
one hash, and the standard itself calls it that. The signature is r and s, 32 bytes each, as RFC 7518 section 3.4
has it for ECDSA; the signer's identifier is the default of GM/T 0009-2012.

gmssl does the arithmetic of the curve. What it leaves out is done here: r and s must lie in [1, n-1], the point
must lie on the curve, the key is handed over behind its constructor, which strips every leading 0 and 4 of a
key that begins with 04, and the nonce of a signature comes from the system's own source of randomness. It takes as
long as its numbers ask for, so who could time single signatures of this process would learn of its key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives import hashes

SM2: Final = "SM2"
IDENTIFIER: Final = b"1234567812345678"
BYTES: Final = 32
P: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A: Final = P - 3
B: Final = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
GX: Final = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
GY: Final = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0
_COORDINATE: Final = re.compile("[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicPoint:
    """A public key: a point of the curve other than the one at infinity."""

    x: int
    y: int

    def __post_init__(self) -> None:
        """Raises ValueError for what is no point of the curve."""
        if not (0 <= self.x < P and 0 <= self.y < P) or (self.y**2 - self.x**3 - A * self.x - B) % P:
            raise ValueError("no point of the curve of SM2")

    @classmethod
    def of(cls, jwk: Mapping[str, Any]) -> PublicPoint:
        """Of a JWK with `x` and `y`, 32 bytes each in base64url. Raises ValueError."""
        return cls(x=_coordinate(jwk.get("x")), y=_coordinate(jwk.get("y")))

    def thumbprint(self) -> str:
        """As RFC 7638, section 3.2, for a key of type EC."""
        members = {"crv": SM2, "kty": "EC", "x": _text(self.x), "y": _text(self.y)}
        said = json.dumps(members, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(hashlib.sha256(said).digest()).rstrip(b"=").decode()


def digest(message: bytes, key: PublicPoint) -> bytes:
    """What is signed: SM3 of the signer's Z and the message (GB/T 32918.2, sections 5.5 and 6.1)."""
    length = (len(IDENTIFIER) * 8).to_bytes(2, "big")
    about_signer = b"".join(number.to_bytes(BYTES, "big") for number in (A, B, GX, GY, key.x, key.y))
    return _sm3(_sm3(length + IDENTIFIER + about_signer) + message)


def signature_holds(message: bytes, signature: bytes, key: PublicPoint) -> bool:
    """Whether the signature is the key's for this message; some ten milliseconds of this process's own time."""
    if len(signature) != 2 * BYTES:
        return False
    r, s = int.from_bytes(signature[:BYTES], "big"), int.from_bytes(signature[BYTES:], "big")
    if not (1 <= r < N and 1 <= s < N):
        return False
    curve = _curve()
    curve.public_key = f"{key.x:064x}{key.y:064x}"
    try:
        return curve.verify(signature.hex(), digest(message, key)) is True
    except (TypeError, ValueError):  # the sum of the two points is the one at infinity
        return False


def point_of(private: int) -> PublicPoint:
    """The public key of a private one; some five milliseconds. Raises ValueError for one outside [1, n-2]."""
    if not 1 <= private <= N - 2:  # section 6.1: d = n-1 could not sign
        raise ValueError("no private key of SM2")
    made = _curve()._kg(private, f"{GX:064x}{GY:064x}")
    return PublicPoint(x=int(made[:64], 16), y=int(made[64:], 16))


def signed(message: bytes, private: int, point: PublicPoint) -> bytes:
    """The signature of a private key and its own point: another each time, 64 bytes; some five milliseconds."""
    curve = _curve()
    curve.private_key = f"{private:064x}"
    about = digest(message, point)
    while True:  # a second round has a chance of about 1 in 2^255
        made = curve.sign(about, f"{secrets.randbelow(N - 1) + 1:064x}")
        if made is not None:
            return bytes.fromhex(made)


def _curve() -> Any:
    from gmssl.sm2 import CryptSM2  # only where SM2 is turned on

    return CryptSM2(private_key="", public_key="")


def _sm3(content: bytes) -> bytes:
    made = hashes.Hash(hashes.SM3())
    made.update(content)
    return made.finalize()


def _coordinate(text: Any) -> int:
    if not isinstance(text, str) or not _COORDINATE.fullmatch(text):
        raise ValueError("a coordinate of 32 bytes in base64url is wanted")
    try:
        return int.from_bytes(base64.urlsafe_b64decode(text + "="), "big")
    except binascii.Error:
        raise ValueError("a coordinate of 32 bytes in base64url is wanted") from None


def _text(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(BYTES, "big")).rstrip(b"=").decode()
