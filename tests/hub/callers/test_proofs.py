"""Tokens that are bound to a key (DPoP, RFC 9449), on a served hub."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from graph.engine import Engine
from hub.callers.addresses import normalised
from tests.conftest import Servers
from tests.door.forging import Forger
from tests.hub.callers.certificates import Authority
from tests.hub.callers.holder import PUBLIC_URL, Holder
from tests.hub.callers.test_certificates import PROXIED, rfc9440
from tests.hub.serving import Client, served
from tests.hub.sockets.speaking import speaking

ASKED = "{ viewer { role } }"


@pytest.fixture(scope="module")
async def quiet_engine(servers: Servers) -> AsyncIterator[Engine]:
    async with await Engine.open(await servers.address("embedded")) as engine:
        yield engine


@pytest.fixture
async def client(quiet_engine: Engine, tmp_path: Path) -> AsyncIterator[Client]:
    async with served(quiet_engine, tmp_path, public_url=PUBLIC_URL + "/") as client:
        yield client


@pytest.fixture
def holder() -> Holder:
    return Holder()


def bound(client: Client, cnf: Any, **claims: Any) -> str:
    return Forger(client.settings).token(cnf=cnf, role="DEVELOPER", **claims)


async def refusal(client: Client, headers: Any) -> str:
    """`headers` as a map, or as pairs where one stands twice."""
    answer = await client.http.post("/graphql", json={"query": ASKED}, headers=headers)
    assert answer.status_code == 401, answer.text
    error = answer.json()["errors"][0]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert answer.headers["WWW-Authenticate"] == 'Bearer, DPoP algs="Ed25519 EdDSA ES256 PS256 RS256"'
    return str(error["message"])


async def taken(client: Client, headers: dict[str, str]) -> bool:
    answer = await client.post(ASKED, headers={**headers, "X-Purpose": "DEVELOPMENT"})
    return answer.status_code == 200 and answer.json()["data"] == {"viewer": {"role": "DEVELOPER"}}


@pytest.mark.parametrize(
    ("algorithm", "make"),
    [
        ("ES256", lambda: ECKey.generate_key("P-256", auto_kid=False)),
        ("Ed25519", lambda: OKPKey.generate_key("Ed25519", auto_kid=False)),
        ("RS256", lambda: RSAKey.generate_key(4096, auto_kid=False)),
    ],
)
async def test_a_proof_lets_its_holder_in(client: Client, algorithm: str, make: Callable[[], Any]) -> None:
    holder = Holder(make(), algorithm)
    token = bound(client, holder.cnf)
    assert await taken(client, holder.headers(token))
    assert await taken(client, holder.headers(token))


async def test_a_proof_counts_once(client: Client, holder: Holder) -> None:
    token = bound(client, holder.cnf)
    headers = holder.headers(token)
    assert await taken(client, headers)
    assert "used before" in await refusal(client, headers)
    same = {"jti": "the-same"}
    assert await taken(client, holder.headers(token, **same))
    assert "used before" in await refusal(client, holder.headers(token, **same, iat=int(time.time()) - 1))
    other = Holder()
    assert await taken(client, other.headers(bound(client, other.cnf), **same))


async def test_of_many_that_use_one_proof_at_once_one_is_let_in(client: Client, holder: Holder) -> None:
    headers = {**holder.headers(bound(client, holder.cnf)), "X-Purpose": "DEVELOPMENT"}
    answers = await asyncio.gather(*(client.post(ASKED, headers=headers) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 19


WRONG: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "another method": ("method", {}, {"htm": "GET"}),
    "a method in lower case": ("method", {}, {"htm": "post"}),
    "no method": ("method", {}, {"htm": None}),
    "another path": ("URL", {}, {"htu": f"{PUBLIC_URL}/other"}),
    "another host": ("URL", {}, {"htu": "https://hub.example.org/province/graphql"}),
    "plain http": ("URL", {}, {"htu": "http://hub.example/province/graphql"}),
    "the hub's own address": ("URL", {}, {"htu": "http://127.0.0.1/graphql"}),
    "a URL that is none": ("URL", {}, {"htu": 7}),
    "no URL": ("URL", {}, {"htu": None}),
    "another token": ("token", {}, {"ath": "a" * 43}),
    "no token": ("token", {}, {"ath": None}),
    "an old proof": ("too long ago", {}, {"iat": int(time.time()) - 3600}),
    "a proof of the future": ("future", {}, {"iat": int(time.time()) + 7200}),
    "no time": ("iat", {}, {"iat": None}),
    "a time that is text": ("iat", {}, {"iat": "now"}),
    "a time beyond all numbers": ("iat", {}, {"iat": 10**400}),
    "a time before all numbers": ("iat", {}, {"iat": -(10**400)}),
    "no jti": ("jti", {}, {"jti": None}),
    "a jti that is a number": ("jti", {}, {"jti": 7}),
    "a jti too long": ("jti", {}, {"jti": "x" * 500}),
    "typ JWT": ("typ", {"typ": "JWT"}, {}),
    "no typ": ("typ", {"typ": None}, {}),
    "no key": ("jwk", {"jwk": None}, {}),
    "a key of another kind": ("another key", {"jwk": OKPKey.generate_key("Ed25519").as_dict(private=False)}, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
async def test_a_proof_that_does_not_hold_is_refused_and_told_why(
    client: Client, holder: Holder, name: str
) -> None:
    what, header, claims = WRONG[name]
    token = bound(client, holder.cnf)
    assert what in await refusal(client, holder.headers(token, header, **claims))


async def test_a_proof_of_another_key_is_refused(client: Client, holder: Holder) -> None:
    token, other = bound(client, holder.cnf), Holder()
    assert "another key" in await refusal(client, other.headers(token))
    assert "not signed" in await refusal(client, holder.headers(token, key=other.key))


async def test_a_proof_with_a_private_or_shared_key_is_refused(client: Client, holder: Holder) -> None:
    token = bound(client, holder.cnf)
    private = {"jwk": holder.key.as_dict(private=True)}
    assert "public key" in await refusal(client, holder.headers(token, private))
    secret = OctKey.generate_key(256, auto_kid=False)
    shared = {"alg": "HS256", "jwk": secret.as_dict()}
    assert "signed with one of" in await refusal(client, holder.headers(token, shared, key=secret))


@pytest.mark.parametrize("proof", ["", "x", "a.b.c", "..", "x" * 5000, "e30.e30.", "eyJhbGciOiJub25lIn0.e30."])
async def test_what_is_no_proof_is_refused(client: Client, holder: Holder, proof: str) -> None:
    headers = {"Authorization": f"DPoP {bound(client, holder.cnf)}", "DPoP": proof}
    assert "proof of possession" in await refusal(client, headers)


async def test_a_bound_token_is_no_bearers_and_a_bearers_is_not_bound(client: Client, holder: Holder) -> None:
    token = bound(client, holder.cnf)
    assert "bound to a key" in await refusal(client, {"Authorization": f"Bearer {token}"})
    proven = {**holder.headers(token), "Authorization": f"Bearer {token}"}
    assert "bound to a key" in await refusal(client, proven)
    assert "is wanted" in await refusal(client, {"Authorization": f"DPoP {token}"})
    free = Forger(client.settings).token(role="DEVELOPER")
    assert "bound to no key" in await refusal(client, holder.headers(free))


async def test_two_proofs_are_none(client: Client, holder: Holder) -> None:
    token = bound(client, holder.cnf)
    headers = holder.headers(token)
    twice = [*headers.items(), ("DPoP", holder.proof(token))]
    assert "proof of possession" in await refusal(client, twice)


async def test_a_token_may_be_bound_to_both(quiet_engine: Engine, tmp_path: Path, holder: Holder) -> None:
    mine = Authority(tmp_path).issue("mine")
    async with served(quiet_engine, tmp_path / "data", public_url=PUBLIC_URL, **PROXIED) as client:
        token = bound(client, {**holder.cnf, **mine.cnf})
        told = {"Client-Cert": rfc9440(mine)}
        assert await taken(client, {**holder.headers(token), **told})
        assert "certificate" in await refusal(client, holder.headers(token))
        assert "bound to a key" in await refusal(client, {"Authorization": f"Bearer {token}", **told})


async def test_without_a_public_url_no_proof_is_taken(
    quiet_engine: Engine, tmp_path: Path, holder: Holder
) -> None:
    async with served(quiet_engine, tmp_path) as client:
        token = bound(client, holder.cnf)
        answer = await client.post(ASKED, headers=holder.headers(token))
        assert answer.status_code == 401 and "HUB_PUBLIC_URL" in answer.text
        assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_get_is_proven_as_a_get(client: Client, holder: Holder) -> None:
    token = bound(client, holder.cnf)
    query = {"query": "{ __typename }"}
    for method, status in (("POST", 401), ("GET", 200)):
        answer = await client.http.get("/graphql", params=query, headers=holder.headers(token, htm=method))
        assert answer.status_code == status, answer.text


async def test_a_socket_is_proven_once_and_each_operation_is_answered(client: Client, holder: Holder) -> None:
    token = bound(client, holder.cnf)
    init = {**holder.headers(token, htm="GET"), "X-Purpose": "DEVELOPMENT"}
    async with speaking(str(client.http.base_url)) as speaker:
        await speaker.init(init)
        for operation in ("a", "b"):
            await speaker.subscribe(operation, ASKED)
            assert [(await speaker.hear())["type"] for _ in range(2)] == ["next", "complete"]
        await asyncio.sleep(1.5)  # a look at the token is no second use of the proof
        await speaker.subscribe("c", ASKED)
        assert (await speaker.hear())["type"] == "next"
    for again, what in (
        (init, "used before"),
        ({**init, "DPoP": holder.proof(token)}, "another method"),
        ({**init, "DPoP": None}, None),
        ({"Authorization": init["Authorization"]}, "is wanted"),
    ):
        async with speaking(str(client.http.base_url)) as speaker:
            await speaker.say({"type": "connection_init", "payload": again})
            code, reason = await speaker.closed()
            assert (code == 4403 and what in reason) if what else code == 4400


SAME = (
    ("https://hub.example/graphql", "HTTPS://HUB.example:443/graphql?a=b#c"),
    ("https://hub.example/a/graphql", "https://hub.example/a/./b/../graphql"),
    ("https://hub.example/~a%2Fb", "https://hub.example/%7ea%2fb"),
    ("http://hub.example/", "http://hub.example:80"),
    ("http://[::1]:8000/a", "http://[::1]:8000/a"),
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_urls_that_mean_the_same_are_the_same(one: str, other: str) -> None:
    assert normalised(one) == normalised(other) == one


@pytest.mark.parametrize(
    "url",
    ["", "hub.example", "ftp://hub.example/", "https://", "https://a@hub.example/", "https://hub.example:x/",
     "https://hub.example/ ", "https://hub.example\\@evil/", "https://hüb.example/", "https://a/" + "x" * 3000],
)  # fmt: skip
def test_what_is_no_url_has_no_form(url: str) -> None:
    assert normalised(url) is None


@given(st.text(max_size=60))
def test_a_form_is_its_own_form(text: str) -> None:
    once = normalised(f"https://hub.example/{text}")
    assert once is None or normalised(once) == once
