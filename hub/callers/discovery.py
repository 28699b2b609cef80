"""Fetches the keys that an OpenID Connect issuer publishes: its discovery document, then its set of keys.

OpenID Connect Discovery 1.0, section 4; RFC 7517, section 5. What comes is bounded in time and size before it is
read, and the addresses in it are held to the same rule as the issuer's own.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from typing import Any, Final

import httpx
import orjson

from hub.callers.jose import BadKey, PublicKey, public_key_of
from hub.callers.trust import Trust, safe_url
from hub.settings.config import BadSetting, Settings

DISCOVERY_PATH: Final = "/.well-known/openid-configuration"
_HEADERS: Final = {"Accept": "application/json, application/jwk-set+json", "Accept-Encoding": "identity"}


class DiscoveryFailed(Exception):
    """The issuer's keys could not be had; the text is for the log, not for callers."""


class Discovery:
    """Asks one issuer. Follows no redirect and no proxy of the environment."""

    def __init__(self, settings: Settings, trust: Trust) -> None:
        assert trust.issuer is not None
        self._issuer = trust.issuer
        self._algorithms = trust.algorithms
        self._settings = settings
        self._http = httpx.AsyncClient(
            verify=_tls(settings),
            headers=_HEADERS,
            timeout=settings.issuer_timeout_seconds,
            follow_redirects=False,
            trust_env=False,
            limits=httpx.Limits(max_connections=2, max_keepalive_connections=0),
        )

    async def keys(self) -> tuple[PublicKey, ...]:
        """The keys that can be used; others in the set are passed over. Raises `DiscoveryFailed`."""
        try:
            async with asyncio.timeout(self._settings.issuer_timeout_seconds):
                found = await self._get(self._issuer.rstrip("/") + DISCOVERY_PATH)
                if found.get("issuer") != self._issuer:
                    raise DiscoveryFailed("the discovery document is of another issuer than HUB_ISSUER")
                url = found.get("jwks_uri")
                if not isinstance(url, str) or not safe_url(url, self._settings):
                    raise DiscoveryFailed("jwks_uri is no https URL")
                return self._usable(await self._get(url))
        except TimeoutError:
            raise DiscoveryFailed(f"no answer within {self._settings.issuer_timeout_seconds:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DiscoveryFailed(f"the request failed ({type(error).__name__})") from None

    async def close(self) -> None:
        await self._http.aclose()

    async def _get(self, url: str) -> Mapping[str, Any]:
        most = self._settings.issuer_bytes
        content = bytearray()
        async with self._http.stream("GET", url) as answer:
            if answer.status_code != 200:
                raise DiscoveryFailed(f"the answer has status {answer.status_code}")
            if answer.headers.get("content-encoding", "identity") != "identity":
                raise DiscoveryFailed("the answer is packed, which was not asked for")
            async for chunk in answer.aiter_raw():
                content += chunk
                if len(content) > most:
                    raise DiscoveryFailed(f"the answer has more than {most} bytes")
        try:
            given = orjson.loads(content)
        except orjson.JSONDecodeError:
            raise DiscoveryFailed("the answer is not JSON") from None
        if not isinstance(given, dict):
            raise DiscoveryFailed("the answer is not a JSON object")
        return given

    def _usable(self, found: Mapping[str, Any]) -> tuple[PublicKey, ...]:
        given = found.get("keys")
        most = self._settings.jwks_keys_max
        if not isinstance(given, list) or len(given) > most:
            raise DiscoveryFailed(f"the set of keys is no list of at most {most}")
        usable: list[PublicKey] = []
        for each in given:
            try:
                if isinstance(each, dict):
                    usable.append(public_key_of(each, self._algorithms))
            except BadKey:
                continue
        return tuple(usable)


def _tls(settings: Settings) -> ssl.SSLContext:
    """Made once: reading the certificates of the world's authorities takes tens of milliseconds."""
    if settings.issuer_ca is None:
        return ssl.create_default_context()
    try:
        return ssl.create_default_context(cafile=str(settings.issuer_ca))
    except (OSError, ssl.SSLError):
        raise BadSetting(f"HUB_ISSUER_CA: {settings.issuer_ca} is no file of certificates in PEM") from None
