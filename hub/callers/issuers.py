"""Whose tokens are taken, and with which keys: the issuer of development, and one of OpenID Connect.

The keys of the latter change while the hub runs. They are fetched beside the requests, at most once in
`HUB_JWKS_REFRESH_SECONDS` whatever tokens come, and one fetch serves all who wait. While the issuer does not
answer its last keys are kept, up to `HUB_JWKS_KEEP_SECONDS`: a key that it has withdrawn meanwhile must not
be trusted for ever.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

import structlog
from joserfc.jwk import OKPKey

from hub.callers.discovery import Discovery, DiscoveryFailed
from hub.callers.errors import CannotTell, NotAuthenticated
from hub.callers.issuer import ALGORITHM
from hub.callers.jose import PublicKey, public_key_of
from hub.settings.config import Settings

_log = structlog.get_logger(__name__)


class Issuer(Protocol):
    """Gives the key that a token says it was signed with, and says which keys are still its own."""

    async def key(self, kid: str | None, algorithm: str) -> PublicKey:
        """Raises `NotAuthenticated` for a key that it does not have, `CannotTell`."""
        ...

    def check(self, key: PublicKey) -> None:
        """Raises `NotAuthenticated` for a key that it has no more, `CannotTell`."""
        ...


class DevelopmentIssuer:
    """One key, as long as the hub lives."""

    def __init__(self, public: OKPKey) -> None:
        self._key = public_key_of(public.as_dict(private=False), (ALGORITHM,))

    async def key(self, kid: str | None, algorithm: str) -> PublicKey:
        if algorithm not in self._key.algorithms:
            raise NotAuthenticated(f"the token is not a JWT signed with {ALGORITHM}")
        return self._key

    def check(self, key: PublicKey) -> None:
        if key is not self._key:
            raise _withdrawn()


class PublishedIssuer:
    """The keys that an issuer publishes. `clock` is monotonic, in seconds."""

    def __init__(
        self, settings: Settings, discovery: Discovery, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._discovery = discovery
        self._clock = clock
        self._keys: tuple[PublicKey, ...] = ()
        self._held: frozenset[tuple[str | None, str]] = frozenset()
        self._fetched: float | None = None
        self._tried: float | None = None
        self._fetching: asyncio.Task[None] | None = None

    async def key(self, kid: str | None, algorithm: str) -> PublicKey:
        found = self._find(kid, algorithm)
        if found is None or self._too_old():
            await self._refresh()
            found = self._find(kid, algorithm)
        self._check_age()
        if found is None:
            raise NotAuthenticated("the token's kid and alg name no key that its issuer publishes")
        return found

    def check(self, key: PublicKey) -> None:
        self._check_age()
        if (key.kid, key.thumbprint) not in self._held:
            raise _withdrawn()

    async def close(self) -> None:
        if self._fetching is not None:
            self._fetching.cancel()
            with suppress(asyncio.CancelledError):
                await self._fetching
        await self._discovery.close()

    async def run(self) -> None:
        """Fetches the keys again and again, without end."""
        while True:
            await self._refresh()
            fresh = self._fetched is not None and self._fetched == self._tried
            seconds = self._settings.jwks_seconds if fresh else self._settings.jwks_refresh_seconds
            await asyncio.sleep(max(seconds, self._settings.jwks_refresh_seconds))

    def _find(self, kid: str | None, algorithm: str) -> PublicKey | None:
        """Without a `kid` the one key that fits; among several nothing is guessed."""
        found = [key for key in self._keys if algorithm in key.algorithms and kid in (None, key.kid)]
        return found[0] if len(found) == 1 else None

    def _too_old(self) -> bool:
        return self._fetched is None or self._clock() - self._fetched > self._settings.jwks_keep_seconds

    def _check_age(self) -> None:
        if self._too_old():
            raise CannotTell("the keys of the issuer of tokens cannot be had; try again later")

    async def _refresh(self) -> None:
        """Fetches the keys unless that was tried a moment ago; who comes meanwhile waits for the same fetch."""
        if self._fetching is None:
            now = self._clock()
            if self._tried is not None and now - self._tried < self._settings.jwks_refresh_seconds:
                return
            self._tried = now
            self._fetching = asyncio.create_task(self._fetch(now))
        # One who leaves does not end it for the others.
        await asyncio.shield(self._fetching)

    async def _fetch(self, now: float) -> None:
        try:
            self._keys = await self._discovery.keys()
            self._held = frozenset((key.kid, key.thumbprint) for key in self._keys)
            self._fetched = now
        except DiscoveryFailed as failure:
            _log.warning("keys of the issuer not fetched", reason=str(failure))
        except Exception as error:  # or no key would ever be fetched again
            _log.error("keys of the issuer not fetched", exc_info=error)
        finally:
            self._fetching = None


def _withdrawn() -> NotAuthenticated:
    return NotAuthenticated("the token was signed with a key that its issuer has withdrawn")
