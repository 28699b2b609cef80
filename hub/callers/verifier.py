"""Tells who a bearer token stands for.

The hub keeps no session: what a caller is stands in the token's claims. Which issuer's keys a token is checked
with follows from its `iss`; what algorithms count is pinned in the settings, not read off the token.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from graph.failures import EngineError
from graph.rules.sm2 import SM2
from hub.callers.caller import Caller
from hub.callers.claims import Token, check_type, token_of
from hub.callers.confirmation import Confirmation
from hub.callers.errors import CannotTell, NotAuthenticated
from hub.callers.head import Head
from hub.callers.issuer import ISSUER, public_key
from hub.callers.issuers import DevelopmentIssuer, Issuer
from hub.callers.jose import PublicKey, claims_of, header_of, verify
from hub.callers.proofs import Asked, Window, check_proof
from hub.callers.replay import ReplayMemory
from hub.callers.revoked import RevokedFile
from hub.callers.trust import Trust
from hub.settings.config import Settings

TOKEN_LENGTH_MAX: Final = 4096
BEARER: Final = "bearer"
DPOP: Final = "dpop"
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
        replays: ReplayMemory | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._trust = Trust.of(settings)
        self._issuers = dict(issuers or {})
        if settings.dev:
            self._issuers[ISSUER] = DevelopmentIssuer(public_key(settings.keys))
        # Asked by name each time: tests set the clock of the module.
        self._clock = clock or (lambda: time.time())
        self._revoked = revoked or RevokedFile(settings)
        self._replays = replays
        # One at a time: it is computed by this process itself, which has others to answer.
        self._slow = asyncio.Semaphore(1)
        self._slow_seconds = settings.request_timeout_seconds
        self._dpop_seconds = settings.dpop_seconds
        self._entries_max = settings.token_cache_entries
        self._verified: OrderedDict[bytes, _Verified] = OrderedDict()

    async def caller(self, head: Head) -> Caller:
        """Who the head of a request speaks for. Raises `NotAuthenticated`, `CannotTell`."""
        scheme, text = _presented(head.get("authorization"))
        known = await self._known(text)
        known.token.check_times(self._clock(), self._trust.leeway_seconds)
        self._revoked.check(known.token)
        await self._check_holder(known.token.confirmation, scheme, text, head)
        return known.token.caller

    async def _check_holder(self, bound: Confirmation | None, scheme: str, text: str, head: Head) -> None:
        """Whether a token that was bound is sent by whom it was bound to; the memory of proofs is asked last."""
        if scheme == DPOP and (bound is None or bound.key is None):
            raise NotAuthenticated("the token is bound to no key; Authorization: Bearer TOKEN is wanted")
        if bound is None:
            return
        if bound.certificate is not None and bound.certificate != head.certificate:
            raise NotAuthenticated("the token is bound to a client certificate, which this request does not show")
        if bound.key is None or head.proven:
            return
        if scheme != DPOP:
            raise NotAuthenticated("the token is bound to a key; Authorization: DPoP TOKEN and a proof are wanted")
        if self._trust.public_url is None or self._replays is None:
            raise NotAuthenticated("this hub takes no token that is bound to a key: HUB_PUBLIC_URL is not set")
        window = Window(now=self._clock(), seconds=self._dpop_seconds, leeway_seconds=self._trust.leeway_seconds)
        asked = Asked(method=head.method, url=self._trust.public_url + head.path, token=text)
        used = check_proof(head.get("dpop"), bound.key, asked, window, self._trust.proof_algorithms)
        # Longer than it counts anywhere, whatever the clocks of other replicas say.
        until = window.now + 2 * (window.seconds + window.leeway_seconds)
        try:
            first = await self._replays.first_use(used, until)
        except EngineError:
            raise CannotTell("whether the proof was used before cannot be told now; try again later") from None
        if not first:
            raise NotAuthenticated("the proof of possession was used before; each counts once")

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
        if not await self._holds(text, key, header["alg"]):
            raise NotAuthenticated("the token was not signed by its issuer")
        return _Verified(token=token_of(claims, self._trust), issuer=issuer, key=key)

    async def _holds(self, text: str, key: PublicKey, algorithm: str) -> bool:
        if algorithm != SM2:
            return verify(text, key, algorithm)
        try:
            async with asyncio.timeout(self._slow_seconds), self._slow:
                return await asyncio.to_thread(verify, text, key, algorithm)
        except TimeoutError:
            raise CannotTell("too many new tokens signed with SM2 at once; try again later") from None


def challenge(settings: Settings) -> str:
    """The value of WWW-Authenticate (RFC 6750 section 3, RFC 9449 section 7.1)."""
    trust = Trust.of(settings)
    return "Bearer" if trust.public_url is None else f'Bearer, DPoP algs="{" ".join(trust.proof_algorithms)}"'


def _presented(authorization: str | None) -> tuple[str, str]:
    """The scheme in lower case, and the token."""
    if authorization is None:
        raise NotAuthenticated(WANTED)
    scheme, _, token = authorization.strip().partition(" ")
    token = token.strip()
    if scheme.lower() not in (BEARER, DPOP) or not token or not token.isascii():
        raise NotAuthenticated(WANTED)
    if len(token) > TOKEN_LENGTH_MAX:
        raise NotAuthenticated(f"the token is too long; at most {TOKEN_LENGTH_MAX} characters are allowed")
    return scheme.lower(), token
