"""Signed tokens as text: their header before anything is believed, their claims once a signature holds."""

from __future__ import annotations

import binascii
import json
import warnings
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey

from graph.rules.sm2 import SM2, PublicPoint, signature_holds
from hub.callers.algorithms import RSA_BITS_MAX, RSA_BITS_MIN, fitting
from hub.callers.errors import NotAuthenticated

# RFC 9864 retires the name EdDSA, not the algorithm; issuers will write it for years.
# A key that is too short is passed over here anyway.
warnings.filterwarnings("ignore", category=SecurityWarning, module=r"(joserfc|hub)\.")

HEADER_BYTES_MAX: Final = 4096
_KEYS: Final[Mapping[str, Any]] = {"OKP": OKPKey, "EC": ECKey, "RSA": RSAKey}
_PRIVATE: Final = frozenset(("d", "p", "q", "dp", "dq", "qi", "oth", "k"))
# What `json` and joserfc raise for content that is not what it claims to be.
_UNREADABLE: Final = (JoseError, ValueError, TypeError, KeyError, RecursionError, AttributeError)


class BadKey(Exception):
    """A JWK that is not used; the text says why and holds nothing of the key."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicKey:
    """One key that tokens are checked with. `thumbprint` is that of RFC 7638, base64url."""

    kid: str | None
    algorithms: tuple[str, ...]
    thumbprint: str
    key: Any


def public_key_of(jwk: Mapping[str, Any], allowed: tuple[str, ...]) -> PublicKey:
    """A JWK as a key for those of the allowed algorithms that it fits. Raises `BadKey`."""
    if _PRIVATE & jwk.keys():
        raise BadKey("a private or a shared key")
    algorithms = fitting(jwk, allowed)
    if not algorithms:
        raise BadKey("a key that fits none of the allowed algorithms")
    kid = jwk.get("kid")
    if kid is not None and not isinstance(kid, str):
        raise BadKey("a kid that is no text")
    try:
        if SM2 in algorithms:
            point = PublicPoint.of(jwk)
            return PublicKey(kid=kid, algorithms=(SM2,), thumbprint=point.thumbprint(), key=point)
        key = _KEYS[jwk["kty"]].import_key(dict(jwk))
        if isinstance(key, RSAKey) and not RSA_BITS_MIN <= key.raw_value.key_size <= RSA_BITS_MAX:
            raise BadKey(f"an RSA key that has not {RSA_BITS_MIN} to {RSA_BITS_MAX} bits")
        return PublicKey(kid=kid, algorithms=algorithms, thumbprint=key.thumbprint(), key=key)
    except _UNREADABLE:
        raise BadKey("a key that cannot be read") from None


def header_of(token: str) -> dict[str, Any]:
    """The header, unverified. Raises `NotAuthenticated` for what is no compact JWS, or asks for an extension."""
    header = _part(token, 0)
    if "crit" in header or header.get("b64") is not None:
        raise NotAuthenticated("the token asks for an extension that this hub does not know")
    kid = header.get("kid")
    if not isinstance(header.get("alg"), str) or not (kid is None or isinstance(kid, str)):
        raise NotAuthenticated(_NO_JWT)
    return header


def claims_of(token: str) -> dict[str, Any]:
    """The claims, unverified: only to find out whose keys to check them with. Raises `NotAuthenticated`."""
    return _part(token, 1)


def verify(token: str, key: PublicKey, algorithm: str) -> bool:
    """Whether the token was signed by the key, with that algorithm and no other."""
    if algorithm not in key.algorithms:
        return False
    try:
        if algorithm == SM2:
            said, _, signature = token.rpartition(".")
            return signature_holds(said.encode(), _bytes(signature), key.key)
        jws.deserialize_compact(token.encode(), key.key, [algorithm], _registry(algorithm))
    except _UNREADABLE:
        return False
    return True


class _Registry(jws.JWSRegistry):
    max_header_length = HEADER_BYTES_MAX


def _registry(algorithm: str) -> jws.JWSRegistry:
    # Members of a header that nobody here knows are passed over (RFC 7515, section 4).
    return _Registry(algorithms=[algorithm], strict_check_header=False)


_NO_JWT: Final = "the token is not a signed JWT"


def _part(token: str, place: int) -> dict[str, Any]:
    parts = token.split(".")
    if len(parts) != 3:
        raise NotAuthenticated(_NO_JWT)
    text = parts[place]
    try:
        content = json.loads(_bytes(text))
    except (ValueError, binascii.Error, RecursionError):
        raise NotAuthenticated(_NO_JWT) from None
    if not isinstance(content, dict):
        raise NotAuthenticated(_NO_JWT)
    return content


def _bytes(text: str) -> bytes:
    """Of base64url. Raises ValueError."""
    if not text.isascii() or "+" in text or "/" in text:
        raise ValueError("no base64url")
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
