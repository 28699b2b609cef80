"""An OpenID Connect provider for tests: discovery, a set of keys, tokens signed with them, over a real socket."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from hub.running.serve import address_of, bind
from hub.settings.config import Settings

Key = OKPKey | ECKey | RSAKey
_KINDS: Any = {"Ed25519": OKPKey, "EdDSA": OKPKey, "ES256": ECKey, "RS256": RSAKey, "PS256": RSAKey}
_SHAPES: dict[str, Any] = {
    "Ed25519": "Ed25519",
    "EdDSA": "Ed25519",
    "ES256": "P-256",
    "RS256": 2048,
    "PS256": 2048,
}


def new_key(algorithm: str = "Ed25519", kid: str | None = "k1") -> Key:
    key: Key = _KINDS[algorithm].generate_key(_SHAPES[algorithm], {"kid": kid} if kid else None, auto_kid=False)
    return key


class Provider:
    """Tests change its attributes while it serves; `asked` counts the requests for the set of keys."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.issuer = url
        self.keys: list[Key] = [new_key()]
        self.asked = 0
        self.up = True
        self.delay_seconds = 0.0
        self.jwks: Any = None  # what is served in place of the keys
        self.jwks_uri = f"{url}/keys"
        self.discovery: Any = None

    def claims(self, **changed: Any) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": "hub", "sub": "officer", "role": "JUDGE", "court": "鄂0112", "iat": now,
            "exp": now + 600, "jti": "t1",
        }  # fmt: skip
        return {name: value for name, value in {**claims, **changed}.items() if value is not None}

    def token(
        self, algorithm: str = "Ed25519", key: Any = None, header: dict[str, Any] | None = None, **claims: Any
    ) -> str:
        key = key or self.keys[0]
        kid = {"kid": key.kid} if getattr(key, "kid", None) else {}
        head = {"alg": algorithm, "typ": "at+jwt", **kid, **(header or {})}
        head = {name: value for name, value in head.items() if value is not None}
        return jwt.encode(head, self.claims(**claims), key, [head["alg"]], default_type=None)

    def bearer(self, *args: Any, **claims: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(*args, **claims)}"}

    async def discover(self, _request: Request) -> Response:
        if not self.up:
            return PlainTextResponse("down", status_code=503)
        return JSONResponse(self.discovery or {"issuer": self.issuer, "jwks_uri": self.jwks_uri})

    async def give_keys(self, _request: Request) -> Response:
        self.asked += 1
        await asyncio.sleep(self.delay_seconds)
        if isinstance(self.jwks, Response):
            return self.jwks
        return JSONResponse(self.jwks or {"keys": [key.as_dict(private=False) for key in self.keys]})


@asynccontextmanager
async def provider(**tls: Any) -> AsyncIterator[Provider]:
    """One on a free port of this machine; `tls` are uvicorn's options for it."""
    listener = bind(Settings(port=0))
    url = address_of(listener)
    given = Provider(url.replace("http:", "https:") if tls else url)
    routes = [Route("/.well-known/openid-configuration", given.discover), Route("/keys", given.give_keys)]
    server = uvicorn.Server(
        uvicorn.Config(
            Starlette(routes=routes), log_config=None, lifespan="off", timeout_graceful_shutdown=1, **tls
        )
    )
    server.capture_signals = _no_signals  # type: ignore[method-assign]
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield given
    finally:
        server.should_exit = True
        await task
        listener.close()


class _Nothing:
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


def _no_signals() -> Any:
    return _Nothing()
