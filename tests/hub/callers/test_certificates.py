"""Tokens that are bound to a client certificate (RFC 8705), over real TLS and as a proxy tells."""

from __future__ import annotations

import base64
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from graph.engine import Engine
from hub.callers.certificates import TEXT_LENGTH_MAX, der_of_header
from hub.http.tls import server_tls
from hub.settings.config import BadSetting, Settings
from tests.conftest import Servers
from tests.door.forging import Forger
from tests.hub.callers.certificates import Authority, Identity
from tests.hub.commands.cli import hub
from tests.hub.serving import Client, served
from tests.hub.sockets.speaking import speaking

ASKED = "{ __typename }"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
async def engine(servers: Servers) -> AsyncIterator[Engine]:
    """What is tested here never comes to the graph."""
    async with await Engine.open(await servers.address("embedded")) as engine:
        yield engine


def tls(authority: Authority) -> dict[str, Any]:
    own = authority.issue("hub")
    return {"tls_certificate": own.certificate, "tls_key": own.key, "tls_client_ca": authority.file}


def bearer(client: Client, **claims: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {Forger(client.settings).token(**claims)}"}


async def over_tls(client: Client, shown: ssl.SSLContext, headers: dict[str, str]) -> httpx.Response:
    base = str(client.http.base_url).replace("http:", "https:")
    async with httpx.AsyncClient(verify=shown, trust_env=False, base_url=base) as http:
        return await http.post("/graphql", json={"query": ASKED}, headers=headers)


async def test_a_bound_token_is_taken_from_its_own_certificate_only(
    engine: Engine, tmp_path: Path, authority: Authority
) -> None:
    mine, other = authority.issue("mine"), authority.issue("other")
    async with served(engine, tmp_path / "data", **tls(authority)) as client:
        bound = bearer(client, cnf=mine.cnf)
        answer = await over_tls(client, authority.client(mine), bound)
        assert answer.status_code == 200 and answer.json()["data"] == {"__typename": "Query"}
        for shown in (authority.client(other), authority.client()):
            answer = await over_tls(client, shown, bound)
            assert answer.status_code == 401 and "client certificate" in answer.text
        free = await over_tls(client, authority.client(), bearer(client))
        assert free.status_code == 200
        stranger = Authority(tmp_path, "stranger").issue("stranger-client")
        with pytest.raises(httpx.HTTPError):
            await over_tls(client, authority.client(stranger), bearer(client))


async def test_a_socket_is_held_to_the_certificate_of_its_connection(
    engine: Engine, tmp_path: Path, authority: Authority
) -> None:
    mine, other = authority.issue("mine"), authority.issue("other")
    async with served(engine, tmp_path / "data", **tls(authority)) as client:
        base = str(client.http.base_url).replace("http:", "https:")
        bound = bearer(client, cnf=mine.cnf)
        async with speaking(base, ssl=authority.client(mine)) as speaker:
            await speaker.init(bound)
            for operation in ("a", "b"):
                await speaker.subscribe(operation, ASKED)
                assert [(await speaker.hear())["type"] for _ in range(2)] == ["next", "complete"]
        async with speaking(base, ssl=authority.client(other)) as speaker:
            await speaker.say({"type": "connection_init", "payload": bound})
            code, reason = await speaker.closed()
            assert code == 4403 and "client certificate" in reason


async def test_a_header_that_a_caller_sends_itself_is_not_believed(
    engine: Engine, tmp_path: Path, authority: Authority
) -> None:
    mine = authority.issue("mine")
    async with served(engine, tmp_path / "data", **tls(authority)) as client:
        headers = {**bearer(client, cnf=mine.cnf), "Client-Cert": rfc9440(mine)}
        assert (await over_tls(client, authority.client(), headers)).status_code == 401


def rfc9440(identity: Identity) -> str:
    return f":{base64.b64encode(identity.der).decode()}:"


def as_nginx(identity: Identity) -> str:
    return quote(ssl.DER_cert_to_PEM_cert(identity.der), safe="")


PROXIED = {"proxies": "10.9.0.0/16, 127.0.0.1", "proxy_certificate_header": "Client-Cert"}


@pytest.mark.parametrize("written", [rfc9440, as_nginx])
async def test_a_proxy_of_the_settings_tells_the_certificate(
    engine: Engine, tmp_path: Path, authority: Authority, written: Any
) -> None:
    mine, other = authority.issue("mine"), authority.issue("other")
    async with served(engine, tmp_path / "data", **PROXIED) as client:
        bound = bearer(client, cnf=mine.cnf)
        told = {**bound, "Client-Cert": written(mine)}
        assert (await client.post(ASKED, headers=told)).status_code == 200
        for wrong in (written(other), "", "x", f"{written(mine)}, {written(mine)}", written(mine)[:-10]):
            answer = await client.post(ASKED, headers={**bound, "Client-Cert": wrong})
            assert answer.status_code == 401, wrong
        assert (await client.post(ASKED, headers=bound)).status_code == 401
        assert (await client.post(ASKED, headers={**bound, "X-Client-Cert": written(mine)})).status_code == 401
        twice = [*bound.items(), ("Client-Cert", written(mine)), ("Client-Cert", written(mine))]
        answer = await client.http.post("/graphql", json={"query": ASKED}, headers=twice)
        assert answer.status_code == 401


async def test_the_header_of_an_address_that_is_no_proxy_is_ignored(
    engine: Engine, tmp_path: Path, authority: Authority
) -> None:
    mine = authority.issue("mine")
    for proxies in ("10.9.0.0/16", "127.0.0.2", "::1"):
        elsewhere = {**PROXIED, "proxies": proxies}
        async with served(engine, tmp_path / "data", **elsewhere) as client:
            told = {**bearer(client, cnf=mine.cnf), "Client-Cert": rfc9440(mine)}
            answer = await client.post(ASKED, headers=told)
            assert answer.status_code == 401 and "client certificate" in answer.text


async def test_a_proxys_own_certificate_is_not_its_clients(
    engine: Engine, tmp_path: Path, authority: Authority
) -> None:
    proxy, mine = authority.issue("proxy"), authority.issue("mine")
    async with served(engine, tmp_path / "data", **PROXIED, **tls(authority)) as client:
        shown = authority.client(proxy)
        assert (await over_tls(client, shown, bearer(client, cnf=proxy.cnf))).status_code == 401
        told = {**bearer(client, cnf=mine.cnf), "Client-Cert": rfc9440(mine)}
        assert (await over_tls(client, shown, told)).status_code == 200


async def test_a_socket_behind_a_proxy_is_told_the_certificate_too(
    engine: Engine, tmp_path: Path, authority: Authority
) -> None:
    mine = authority.issue("mine")
    async with served(engine, tmp_path / "data", **PROXIED) as client:
        bound = bearer(client, cnf=mine.cnf)
        base = str(client.http.base_url)
        async with speaking(base, additional_headers={"Client-Cert": rfc9440(mine)}) as speaker:
            await speaker.init(bound)
        async with speaking(base) as speaker:
            payload = {**bound, "Client-Cert": rfc9440(mine)}
            await speaker.say({"type": "connection_init", "payload": payload})
            assert (await speaker.closed())[0] == 4403


@pytest.mark.parametrize(
    "cnf",
    [
        {}, {"jwk": {}}, {"x5t#S256": "a"}, {"x5t#S256": 7}, {"x5t#S256": "a" * 43, "kid": "b"}, [], "x", None, 7,
        {"x5t": "a" * 43}, {"jkt": "ä" * 43}, {"jkt": None},
    ],
)  # fmt: skip
async def test_a_binding_that_is_not_known_is_refused(engine: Engine, tmp_path: Path, cnf: Any) -> None:
    async with served(engine, tmp_path) as client:
        forger = Forger(client.settings)
        token = forger.signed({**forger.claims(), "cnf": cnf})
        answer = await client.post(ASKED, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401 and "bound" in answer.text


@pytest.mark.parametrize(
    "text",
    ["", ":", "::", ":?:", "x", "-----BEGIN%20CERTIFICATE-----", "-----BEGIN%20CERTIFICATE-----%FF", ":é:"],
)
def test_what_is_no_certificate_in_a_header_is_none(text: str) -> None:
    assert not der_of_header(text)
    assert der_of_header(f":{'A' * TEXT_LENGTH_MAX}:") is None


def test_settings_of_tls_that_cannot_be_are_said(tmp_path: Path, authority: Authority) -> None:
    own = authority.issue("hub")
    with pytest.raises(BadSetting, match="together"):
        server_tls(Settings(data=tmp_path, tls_certificate=own.certificate))
    with pytest.raises(BadSetting, match="together"):
        server_tls(Settings(data=tmp_path, tls_client_ca=authority.file))
    with pytest.raises(BadSetting, match="and its key"):
        server_tls(Settings(data=tmp_path, tls_certificate=own.certificate, tls_key=own.certificate))
    with pytest.raises(BadSetting, match="HUB_TLS_CLIENT_CA"):
        server_tls(
            Settings(data=tmp_path, tls_certificate=own.certificate, tls_key=own.key, tls_client_ca=own.key)
        )
    ended = hub(tmp_path, "up", HUB_PROXIES="10.0.0.0/99")
    assert ended.code == 1 and ended.complaint.startswith("hub: HUB_PROXIES")
    ended = hub(tmp_path, "up", HUB_PROXY_CERTIFICATE_HEADER="Client-Cert")
    assert ended.code == 1 and "needs HUB_PROXIES" in ended.complaint
