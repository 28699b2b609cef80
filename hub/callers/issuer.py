"""The development issuer: it signs whatever role it is asked for, so it stands behind `HUB_DEV=1`, as does the
trust in its key. Its tokens are signed with Ed25519 (RFC 8037, RFC 9864).
"""

from __future__ import annotations

import json
import secrets
import time
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from graph.model.roles import NAME_LENGTH_MAX, Role
from graph.rules.courts import CODE_FORM, is_code
from hub.callers.caller import Agency
from hub.callers.errors import CannotIssue, DevIssuerOff
from hub.keyring.keys import KeyUnusable, create_once
from hub.scrub import scrubbed, scrubbed_name
from hub.settings.config import Settings

ISSUER: Final = "hub-dev"
ALGORITHM: Final = "Ed25519"
ISSUER_KEY_FILE: Final = "dev-issuer.jwk"


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
        "aud": settings.audience,
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
        if not is_code(court):
            raise CannotIssue(f"court: {scrubbed_name(scrubbed(court))[:NAME_LENGTH_MAX]!r}; allowed: {CODE_FORM}")
        claims["court"] = court
    return jwt.encode({"alg": ALGORITHM, "typ": "JWT"}, claims, _issuer_key(settings.keys), [ALGORITHM])


def public_key(folder: Path) -> OKPKey:
    """What its tokens are checked with. Raises `KeyUnusable`."""
    return OKPKey.import_key(_issuer_key(folder).as_dict(private=False))


def _member(kind: type[StrEnum], field: str, text: str) -> str:
    if text not in set(kind):
        shown = scrubbed_name(scrubbed(text))[:NAME_LENGTH_MAX]
        raise CannotIssue(f"{field}: {shown!r}; allowed are {', '.join(kind)}")
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


def _new_issuer_key() -> bytes:
    return json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=True)).encode()
