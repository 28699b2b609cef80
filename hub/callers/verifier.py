"""Tells who a bearer token stands for.

The hub keeps no session: what a caller is stands in the token's claims. Which issuer's keys a token is checked
with follows from its `iss`; what algorithms count is pinned in the settings, not read off the token.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from hub.callers.caller import Caller
from hub.callers.claims import Token, check_type, token_of
from hub.callers.errors import NotAuthenticated
from hub.callers.head import Head
from hub.callers.issuer import ISSUER, public_key
from hub.callers.issuers import DevelopmentIssuer, Issuer
from hub.callers.jose import PublicKey, claims_of, header_of, verify
from hub.callers.revoked import RevokedFile
from hub.callers.trust import Trust
from hub.config import Settings

TOKEN_LENGTH_MAX: Final = 4096
WANTED: Final = "Authorization: Bearer TOKEN is wanted"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Verified:
    token: Token
    issuer: Issuer
    key: PublicKey


class Verifier:
    """Verified tokens are kept, by digest, so a warm one costs a hash; whether it still holds is asked each time.

    `issuers` by the `iss` of their tokens, beside that of development. `clock` gives seconds since 1970. What is
    kept is bounded, and the least recently used goes first.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        issuers: Mapping[str, Issuer] | None = None,
        revoked: RevokedFile | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._trust = Trust.of(settings)
        self._issuers = dict(issuers or {})
        if settings.dev:
            self._issuers[ISSUER] = DevelopmentIssuer(public_key(settings.keys))
        # Asked by name each time: tests set the clock of the module.
        self._clock = clock or (lambda: time.time())
        self._revoked = revoked or RevokedFile(settings)
        self._entries_max = settings.token_cache_entries
        self._verified: OrderedDict[bytes, _Verified] = OrderedDict()

    async def caller(self, head: Head) -> Caller:
        """Who the head of a request speaks for. Raises `NotAuthenticated`, `CannotTell`."""
        text = _bearer(head.get("authorization"))
        known = await self._known(text)
        known.token.check_times(self._clock(), self._trust.leeway_seconds)
        self._revoked.check(known.token)
        return known.token.caller

    async def _known(self, text: str) -> _Verified:
        digest = hashlib.sha256(text.encode()).digest()
        known = self._verified.get(digest)
        if known is None:
            known = await self._verify(text)
            self._verified[digest] = known
            if len(self._verified) > self._entries_max:
                self._verified.popitem(last=False)
            return known
        try:
            known.issuer.check(known.key)
        except NotAuthenticated:
            self._verified.pop(digest, None)
            raise
        self._verified.move_to_end(digest)
        return known

    async def _verify(self, text: str) -> _Verified:
        header = header_of(text)
        check_type(header)
        claims = claims_of(text)
        name = claims.get("iss")
        issuer = self._issuers.get(name) if isinstance(name, str) else None
        if issuer is None:
            raise NotAuthenticated("the token is of an issuer that this hub does not trust")
        key = await issuer.key(header.get("kid"), header["alg"])
        if not verify(text, key, header["alg"]):
            raise NotAuthenticated("the token was not signed by its issuer")
        return _Verified(token=token_of(claims, self._trust), issuer=issuer, key=key)


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
