"""Who is asking: bearer tokens, and the development issuer that makes them.

A token is a JWT signed with Ed25519 (RFC 8037, RFC 9864); no other algorithm is looked at. The hub keeps
no session: what a caller is stands in the token's claims. The issuer here is for development only: it
signs whatever role it is asked for, so both it and the trust in its key stand behind `HUB_DEV=1`.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import OKPKey

from hub.config import Settings
from hub.errors import ErrorCode, HubError
from hub.keys import KeyUnusable, create_once
from hub.scrub import scrubbed, scrubbed_name

ISSUER: Final = "hub-dev"
AUDIENCE: Final = "hub"
ALGORITHM: Final = "Ed25519"
ISSUER_KEY_FILE: Final = "dev-issuer.jwk"
LEEWAY_SECONDS: Final = 30  # between the clocks of issuer and hub
TOKEN_LENGTH_MAX: Final = 4096
NAME_LENGTH_MAX: Final = 128

WANTED: Final = "Authorization: Bearer TOKEN is wanted"


class Role(StrEnum):
    """What a caller may be."""

    PARTNER = "PARTNER"
    INVESTIGATOR = "INVESTIGATOR"
    JUDGE = "JUDGE"
    PRESIDENT = "PRESIDENT"
    CLERK = "CLERK"
    MEDIATOR = "MEDIATOR"
    UNION_MANAGER = "UNION_MANAGER"
    CREDIT_OFFICER = "CREDIT_OFFICER"
    DUTY_OFFICER = "DUTY_OFFICER"
    FINANCE_OFFICER = "FINANCE_OFFICER"
    AUDITOR = "AUDITOR"
    DATA_PROTECTION_OFFICER = "DATA_PROTECTION_OFFICER"
    DEVELOPER = "DEVELOPER"
    ADMIN = "ADMIN"


class Agency(StrEnum):
    """The bodies that a partner may act for."""

    RAILWAY = "RAILWAY"
    CIVIL_AVIATION = "CIVIL_AVIATION"
    CREDIT_OFFICE = "CREDIT_OFFICE"
    HRSS = "HRSS"
    MARKET = "MARKET"
    HOUSING = "HOUSING"
    NATURAL_RESOURCES = "NATURAL_RESOURCES"
    PUBLIC_SECURITY = "PUBLIC_SECURITY"
    FINANCE = "FINANCE"
    SASAC = "SASAC"
    UNION = "UNION"
    BANKING = "BANKING"


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """One caller, as its token says. `expires_at` is in seconds since 1970."""

    role: Role
    agency: Agency | None
    court: str | None  # the court's code, e.g. 鄂0112
    subject: str
    token_id: str
    expires_at: int


class DevIssuerOff(Exception):
    """The development issuer was asked outside development."""


class CannotIssue(Exception):
    """A token that the development issuer does not make: says which value, and what is allowed."""


class NotAuthenticated(HubError):
    """UNAUTHENTICATED: says what was wrong with the header or the token, never what stood in it."""

    def __init__(self, message: str) -> None:
        super().__init__(ErrorCode.UNAUTHENTICATED, message)


def issue(
    settings: Settings,
    role: str,
    *,
    agency: str | None = None,
    court: str | None = None,
    subject: str | None = None,
    minutes: int | None = None,
) -> str:
    """A signed token for the given role; its key is made at the first call.

    Raises `DevIssuerOff` unless `HUB_DEV=1`, `CannotIssue` for a value that is not allowed, `KeyUnusable`
    for a broken key file.
    """
    if not settings.dev:
        raise DevIssuerOff("tokens are issued in development only; set HUB_DEV=1 to turn the issuer on")
    longest = settings.token_minutes_max
    minutes = min(settings.token_minutes, longest) if minutes is None else minutes
    if not 1 <= minutes <= longest:
        raise CannotIssue(f"minutes: {minutes}; 1 to {longest} are allowed")
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": _name("subject", subject or f"dev-{_member(Role, 'role', role).lower()}"),
        "role": _member(Role, "role", role),
        "iat": now,
        "nbf": now,
        "exp": now + minutes * 60,
        "jti": secrets.token_hex(16),
    }
    if agency:
        claims["agency"] = _member(Agency, "agency", agency)
    if court:
        claims["court"] = _name("court", court)
    return jwt.encode({"alg": ALGORITHM, "typ": "JWT"}, claims, _issuer_key(settings.keys), [ALGORITHM])


class Verifier:
    """Tells who a bearer token stands for. Verified tokens are kept, by digest, so a warm one costs a hash.

    `clock` gives seconds since 1970. The cache is bounded and drops the least recently used.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._key = _public(_issuer_key(settings.keys)) if settings.dev else None
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


def _member(kind: type[StrEnum], field: str, text: str) -> str:
    if text not in set(kind):
        raise CannotIssue(
            f"{field}: {scrubbed_name(scrubbed(text))[:NAME_LENGTH_MAX]!r}; allowed are {', '.join(kind)}"
        )
    return kind(text).value


def _name(field: str, text: str) -> str:
    if not text.isprintable() or not 0 < len(text) <= NAME_LENGTH_MAX:
        raise CannotIssue(f"{field}: 1 to {NAME_LENGTH_MAX} printable characters are allowed")
    return text


def _issuer_key(folder: Path) -> OKPKey:
    path = folder / ISSUER_KEY_FILE
    content = create_once(path, _new_issuer_key)
    try:
        return OKPKey.import_key(json.loads(content))
    except (JoseError, ValueError, TypeError, KeyError):
        raise KeyUnusable(f"{path}: not an Ed25519 key; delete it and a new one is made") from None


def _public(key: OKPKey) -> OKPKey:
    return OKPKey.import_key(key.as_dict(private=False))


def _new_issuer_key() -> bytes:
    return json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)).encode()
