"""What the claims of a verified token say, and whether they may be believed. Pure: claims in, values out.

RFC 7519 section 4.1, RFC 9068 section 2.2: `iss`, `aud`, `exp`, `iat`, `jti` and `sub` are wanted; `nbf` counts
where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.model.roles import NAME_LENGTH_MAX, Role
from graph.rules.courts import CODE_FORM, is_code
from hub.callers.caller import Agency, Caller
from hub.callers.confirmation import Confirmation, confirmation_of
from hub.callers.errors import NotAuthenticated
from hub.callers.trust import Trust

AUDIENCES_MAX: Final = 100
# An ID token or a proof of possession has claims that look alike; `typ` tells them apart (RFC 8725, 3.11).
_TYPES: Final = frozenset(("at+jwt", "jwt"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A token whose signature and claims hold. Times are seconds since 1970."""

    caller: Caller
    not_before: float
    issued_at: float
    confirmation: Confirmation | None = None

    def check_times(self, now: float, leeway_seconds: float) -> None:
        """Raises `NotAuthenticated` for a token that is over, or not valid yet."""
        if now >= self.caller.expires_at + leeway_seconds:
            raise NotAuthenticated("the token has expired")
        if now < self.not_before - leeway_seconds:
            raise NotAuthenticated("the token is not valid yet")
        if now < self.issued_at - leeway_seconds:
            raise NotAuthenticated("the token was issued in the future")


def check_type(header: Mapping[str, Any]) -> None:
    """Raises `NotAuthenticated` unless the header says an access token or just a JWT."""
    given = header.get("typ", "JWT")
    if not isinstance(given, str) or given.lower().removeprefix("application/") not in _TYPES:
        raise NotAuthenticated("the token's typ is not that of an access token; at+jwt and JWT are allowed")


def token_of(claims: Mapping[str, Any], trust: Trust) -> Token:
    """Raises `NotAuthenticated`, naming the claim that does not hold."""
    _check_audience(claims.get("aud"), trust.audience)
    names = trust.claims
    role, agency = text_of(claims, names.role), _optional(claims, names.agency)
    court = _optional(claims, names.court)
    if role not in set(Role):
        raise NotAuthenticated("the token names no role that this hub knows")
    if agency is not None and agency not in set(Agency):
        raise NotAuthenticated("the token names an agency that this hub does not know")
    # Whoever has a court has all below it, found by the beginnings of codes: of half a code they would be others'.
    if court is not None and not is_code(court):
        raise NotAuthenticated(f"the token's court is no court's code; allowed: {CODE_FORM}")
    issued_at = seconds_of(claims, "iat")
    expires_at = seconds_of(claims, "exp")
    if expires_at <= issued_at:
        raise NotAuthenticated("the token ends before it was issued")
    return Token(
        caller=Caller(
            role=Role(role),
            agency=Agency(agency) if agency is not None else None,
            court=court,
            subject=text_of(claims, "sub"),
            token_id=text_of(claims, "jti"),
            expires_at=int(expires_at),
        ),
        not_before=0 if claims.get("nbf") is None else seconds_of(claims, "nbf"),
        issued_at=issued_at,
        confirmation=confirmation_of(claims),
    )


def text_of(claims: Mapping[str, Any], name: str) -> str:
    """The claim as a name of bounded length. Raises `NotAuthenticated`."""
    value = claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= NAME_LENGTH_MAX:
        raise NotAuthenticated(f"the token's claim {name} is missing or unusable")
    return value


def seconds_of(claims: Mapping[str, Any], name: str) -> float:
    """The claim as a NumericDate, which may have a fraction (RFC 7519, section 2). Raises `NotAuthenticated`."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise NotAuthenticated(f"the token's claim {name} is missing or unusable")
    if not 0 <= value < _YEAR_9999:  # nor is NaN, and a whole number may be too large for a float
        raise NotAuthenticated(f"the token's claim {name} is no time that can be")
    return value


_YEAR_9999: Final = 253_370_764_800


def _check_audience(given: Any, wanted: str) -> None:
    audiences = given if isinstance(given, list) else [given]
    if len(audiences) > AUDIENCES_MAX or wanted not in audiences:
        raise NotAuthenticated("the token is for another audience")


def _optional(claims: Mapping[str, Any], name: str) -> str | None:
    return None if claims.get(name) is None else text_of(claims, name)
