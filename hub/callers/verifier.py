"""Tells who a bearer token stands for.

A token is a JWT signed with Ed25519 (RFC 8037, RFC 9864); no other algorithm is looked at. The hub keeps
no session: what a caller is stands in the token's claims.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError

from hub.callers.caller import NAME_LENGTH_MAX, Agency, Caller, Role
from hub.callers.errors import NotAuthenticated
from hub.callers.issuer import ALGORITHM, AUDIENCE, ISSUER, public_key
from hub.config import Settings

LEEWAY_SECONDS: Final = 30  # between the clocks of issuer and hub
TOKEN_LENGTH_MAX: Final = 4096

WANTED: Final = "Authorization: Bearer TOKEN is wanted"


class Verifier:
    """Tells who a bearer token stands for. Verified tokens are kept, by digest, so a warm one costs a hash.

    `clock` gives seconds since 1970. The cache is bounded and drops the least recently used.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._key = public_key(settings.keys) if settings.dev else None
        self._clock = clock
        self._entries_max = settings.token_cache_entries
        self._verified: OrderedDict[bytes, tuple[Caller, int]] = OrderedDict()

    def caller(self, authorization: str | None) -> Caller:
        """The caller behind the value of an Authorization header. Raises `NotAuthenticated`."""
        token = _bearer(authorization)
        digest = hashlib.sha256(token.encode()).digest()
        known = self._verified.get(digest)
        if known is None:
            known = self._verify(token)
            self._verified[digest] = known
            if len(self._verified) > self._entries_max:
                self._verified.popitem(last=False)
        else:
            self._verified.move_to_end(digest)
        caller, not_before = known
        self._check_times(not_before, caller.expires_at)
        return caller

    def _verify(self, token: str) -> tuple[Caller, int]:
        if self._key is None:
            raise NotAuthenticated("this hub trusts no issuer of tokens; HUB_DEV=1 turns on that of development")
        try:
            claims = jwt.decode(token, self._key, algorithms=[ALGORITHM]).claims
        except BadSignatureError:
            raise NotAuthenticated("the token was not signed by this hub's issuer") from None
        except (JoseError, ValueError, TypeError, KeyError):
            raise NotAuthenticated(f"the token is not a JWT signed with {ALGORITHM}") from None
        return _caller(claims), _seconds(claims, "nbf")

    def _check_times(self, not_before: int, expires_at: int) -> None:
        now = self._clock()
        if now >= expires_at + LEEWAY_SECONDS:
            raise NotAuthenticated("the token has expired")
        if now < not_before - LEEWAY_SECONDS:
            raise NotAuthenticated("the token is not valid yet")


def _bearer(authorization: str | None) -> str:
    if authorization is None:
        raise NotAuthenticated(WANTED)
    scheme, _, token = authorization.strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or not token.isascii():
        raise NotAuthenticated(WANTED)
    if len(token) > TOKEN_LENGTH_MAX:
        raise NotAuthenticated(f"the token is too long; at most {TOKEN_LENGTH_MAX} characters are allowed")
    return token


def _caller(claims: Mapping[str, Any]) -> Caller:
    if claims.get("iss") != ISSUER:
        raise NotAuthenticated("the token is of an issuer that this hub does not trust")
    if claims.get("aud") != AUDIENCE:
        raise NotAuthenticated("the token is for another audience")
    role, agency = _text(claims, "role"), _optional(claims, "agency")
    if role not in set(Role):
        raise NotAuthenticated("the token names no role that this hub knows")
    if agency is not None and agency not in set(Agency):
        raise NotAuthenticated("the token names an agency that this hub does not know")
    return Caller(
        role=Role(role),
        agency=Agency(agency) if agency is not None else None,
        court=_optional(claims, "court"),
        subject=_text(claims, "sub"),
        token_id=_text(claims, "jti"),
        expires_at=_seconds(claims, "exp"),
    )


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= NAME_LENGTH_MAX:
        raise NotAuthenticated(f"the token's claim {name} is missing or unusable")
    return value


def _optional(claims: Mapping[str, Any], name: str) -> str | None:
    return None if claims.get(name) is None else _text(claims, name)


def _seconds(claims: Mapping[str, Any], name: str) -> int:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise NotAuthenticated(f"the token's claim {name} is missing or unusable")
    return value
