"""`hub up` with a provider's tokens and no development issuer: by https, under a private authority."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.hub.callers.certificates import Authority, Identity
from tests.hub.callers.provider import new_key, provider
from tests.hub.commands.cli import ROOT
from tests.hub.sockets.speaking import speaking

READY_SECONDS = 90
PATIENCE_SECONDS = 20
ASKED = {"query": "{ __typename }"}


@asynccontextmanager
async def up(data: Path, **settings: str) -> AsyncIterator[str]:
    """The base URL of a hub that was started as an operator starts it, on the embedded engine."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hub", "up", "--data", str(data), "--port", "0",
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "HUB_DEV": "0", "HUB_WARM_UP_SECONDS": "0", **settings},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), READY_SECONDS)
        yield line.decode().removeprefix("ready ").strip()
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), READY_SECONDS)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def own(authority: Authority) -> Identity:
    return authority.issue("server")


async def test_a_hub_lives_by_its_providers_tokens(tmp_path: Path, authority: Authority, own: Identity) -> None:
    mine = authority.issue("mine")
    async with (
        provider(ssl_certfile=str(own.certificate), ssl_keyfile=str(own.key)) as given,
        up(
            tmp_path / "data",
            HUB_ISSUER=given.url,
            HUB_ISSUER_CA=str(authority.file),
            HUB_JWKS_REFRESH_SECONDS="0.5",
            HUB_JWKS_SECONDS="0.5",
            HUB_TLS_CERTIFICATE=str(own.certificate),
            HUB_TLS_KEY=str(own.key),
            HUB_TLS_CLIENT_CA=str(authority.file),
        ) as base,
        httpx.AsyncClient(verify=authority.client(mine), trust_env=False, base_url=base, timeout=60) as http,
    ):
        assert base.startswith("https://")
        old = {**given.bearer(cnf=mine.cnf), "X-Purpose": "ENFORCEMENT"}
        answer = await http.post("/graphql", json=ASKED, headers=old)
        assert (answer.status_code, answer.json()) == (200, {"data": {"__typename": "Query"}})
        assert (await http.post("/graphql", json=ASKED, headers=given.bearer(iss="hub-dev"))).status_code == 401
        assert (await http.post("/graphql", json=ASKED, headers=given.bearer(cnf=own.cnf))).status_code == 401
        async with speaking(base, ssl=authority.client(mine)) as speaker:
            await speaker.init(given.bearer(cnf=mine.cnf, jti="t2"))
            given.keys = [new_key(kid="k2")]
            code, reason = await speaker.closed()
            assert code == 4403 and "withdrawn" in reason
        assert (await http.post("/graphql", json=ASKED, headers=old)).status_code == 401
        assert (await http.post("/graphql", json=ASKED, headers=given.bearer())).status_code == 200


async def test_a_hub_that_cannot_check_its_provider_serves_nobody(
    tmp_path: Path, authority: Authority, own: Identity
) -> None:
    """The provider's certificate is of an authority that nobody told the hub of; once it is told, all is well."""
    async with provider(ssl_certfile=str(own.certificate), ssl_keyfile=str(own.key)) as given:
        async with up(tmp_path / "data", HUB_ISSUER=given.url) as base, httpx.AsyncClient(trust_env=False) as http:
            answer = await http.post(f"{base}/graphql", json=ASKED, headers=given.bearer(), timeout=60)
            assert answer.status_code == 503 and "keys of the issuer" in answer.text
            assert (await http.get(f"{base}/healthz")).status_code == 200
            assert given.asked == 0
        told = {"HUB_ISSUER_CA": str(authority.file), "HUB_ISSUER": given.url}
        async with up(tmp_path / "data", **told) as base, httpx.AsyncClient(trust_env=False) as http:
            end = time.monotonic() + PATIENCE_SECONDS
            while (
                answer := await http.post(f"{base}/graphql", json=ASKED, headers=given.bearer(), timeout=60)
            ).status_code == 503:
                assert time.monotonic() < end, answer.text
                await asyncio.sleep(0.1)
            assert answer.status_code == 200
