"""A proof of possession: a small JWT that a caller signs for one request, with the key its token is bound to.

RFC 9449, section 4.3. Pure: texts in, values out. That a proof counts once is for `replay` to see.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any, Final

from hub.callers.addresses import normalised
from hub.callers.claims import seconds_of, text_of
from hub.callers.errors import NotAuthenticated
from hub.callers.jose import BadKey, claims_of, header_of, public_key_of, verify

LENGTH_MAX: Final = 4096
TYPE: Final = "dpop+jwt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the proof must be for: the request's method and URL, and the token that it comes with."""

    method: str
    url: str
    token: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """When a proof counts: from `seconds` before now until `leeway_seconds` after, in seconds since 1970."""

    now: float
    seconds: float
    leeway_seconds: float


def check_proof(
    text: str | None, thumbprint: str, asked: Asked, window: Window, algorithms: tuple[str, ...]
) -> str:
    """Gives what the proof is to be remembered by: a digest of its key and its `jti`.

    Raises `NotAuthenticated`, saying which of the checks of RFC 9449 does not hold.
    """
    if text is None:
        raise _bad("is wanted for this token, in the field DPoP")
    if len(text) > LENGTH_MAX or not text.isascii():
        raise _bad(f"is no JWT of at most {LENGTH_MAX} characters")
    header, claims = _read(text)
    if header.get("typ") != TYPE:
        raise _bad(f"has not the typ {TYPE}")
    if header["alg"] not in algorithms:
        raise _bad(f"is not signed with one of {', '.join(algorithms)}")
    jwk = header.get("jwk")
    try:
        key = public_key_of(jwk if isinstance(jwk, dict) else {}, algorithms)
    except BadKey:
        raise _bad("has no public key in jwk that fits its alg") from None
    if key.thumbprint != thumbprint:
        raise _bad("is of another key than the one to which the token is bound")
    if not verify(text, key, header["alg"]):
        raise _bad("is not signed with the key that it names")
    _check_claims(claims, asked, window)
    return hashlib.sha256(f"{thumbprint}.{text_of(claims, 'jti')}".encode()).hexdigest()


def _read(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        return header_of(text), claims_of(text)
    except NotAuthenticated:
        raise _bad("is no signed JWT that this hub can read") from None


def _check_claims(claims: dict[str, Any], asked: Asked, window: Window) -> None:
    if claims.get("htm") != asked.method:
        raise _bad("is for another method (htm)")
    given = claims.get("htu")
    if not isinstance(given, str) or normalised(given) != normalised(asked.url):
        raise _bad("is for another URL (htu)")
    if claims.get("ath") != access_token_hash(asked.token):
        raise _bad("is for another token (ath)")
    try:
        issued_at = seconds_of(claims, "iat")
        text_of(claims, "jti")
    except NotAuthenticated:
        raise _bad("lacks a usable iat or jti") from None
    if not window.now - window.seconds <= issued_at <= window.now + window.leeway_seconds:
        raise _bad("was made too long ago, or in the future (iat)")


def access_token_hash(token: str) -> str:
    """The claim `ath` for a token."""
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()


def _bad(what: str) -> NotAuthenticated:
    return NotAuthenticated(f"the proof of possession {what}")
