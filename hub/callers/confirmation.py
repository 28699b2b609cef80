"""To whom a token is bound: the claim `cnf` (RFC 7800). Pure.

`x5t#S256` names a client certificate (RFC 8705, section 3.1), `jkt` a key of which possession is shown with each
request (RFC 9449, section 6.1). A token that names both is held to both.
"""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.callers.errors import NotAuthenticated

CERTIFICATE: Final = "x5t#S256"
KEY: Final = "jkt"
_SHA256: Final = re.compile("[A-Za-z0-9_-]{43}")  # base64url of 32 bytes, without padding


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmation:
    """`certificate` is the SHA-256 of a certificate in DER, `key` the thumbprint of RFC 7638 as text."""

    certificate: bytes | None
    key: str | None


def confirmation_of(claims: Mapping[str, Any]) -> Confirmation | None:
    """None for a token that is bound to nothing.

    Raises `NotAuthenticated` for a binding that this hub does not know: to pass it over would make a bearer's of
    a token that its issuer bound.
    """
    if "cnf" not in claims:
        return None
    given = claims["cnf"]
    if not isinstance(given, dict) or not given or not given.keys() <= {CERTIFICATE, KEY}:
        raise NotAuthenticated(f"the token is bound in a way that this hub does not know; {_KNOWN}")
    for value in given.values():
        if not isinstance(value, str) or not _SHA256.fullmatch(value):
            raise NotAuthenticated(f"the token is bound to what is no SHA-256; {_KNOWN}")
    certificate, key = given.get(CERTIFICATE), given.get(KEY)
    return Confirmation(certificate=None if certificate is None else _bytes(certificate), key=key)


_KNOWN: Final = f"cnf may hold {CERTIFICATE} and {KEY}"


def _bytes(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=")
    except binascii.Error:
        raise NotAuthenticated(f"the token is bound to what is no SHA-256; {_KNOWN}") from None
