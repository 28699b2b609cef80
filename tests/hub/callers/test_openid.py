"""Tokens of an OpenID Connect issuer, whose keys come over a real socket and change."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import OKPKey, RSAKey
from starlette.responses import PlainTextResponse, RedirectResponse

from graph.model.roles import Role
from hub.callers.beside import beside
from hub.callers.discovery import Discovery
from hub.callers.errors import CannotTell, NotAuthenticated
from hub.callers.issuer import issue
from hub.callers.issuers import PublishedIssuer
from hub.callers.trust import Trust
from hub.callers.verifier import Verifier
from hub.settings.config import Settings
from tests.hub.callers.heads import head
from tests.hub.callers.provider import Key, Provider, new_key, provider


class Clock:
    """Both clocks of a hub, set by hand."""

    def __init__(self) -> None:
        self.later = 0.0

    def wall(self) -> float:
        return time.time() + self.later

    def monotonic(self) -> float:
        return time.monotonic() + self.later


class Trusting:
    """A verifier that trusts the provider, without a hub around it."""

    def __init__(self, given: Provider, data: Path, **settings: Any) -> None:
        chosen = {"dev": True, "issuer": given.issuer, "issuer_timeout_seconds": 2, **settings}
        self.settings = Settings(data=data, **chosen)
        self.clock = Clock()
        trust = Trust.of(self.settings)
        self.issuer = PublishedIssuer(self.settings, Discovery(self.settings, trust), self.clock.monotonic)
        self.verifier = Verifier(self.settings, issuers={given.issuer: self.issuer}, clock=self.clock.wall)

    async def role(self, token: str) -> Role:
        return (await self.verifier.caller(head(f"Bearer {token}"))).role

    async def refusal(self, token: str) -> str:
        with pytest.raises(NotAuthenticated) as caught:
            await self.role(token)
        return caught.value.message


@asynccontextmanager
async def trusting(given: Provider, data: Path, **settings: Any) -> AsyncIterator[Trusting]:
    made = Trusting(given, data, **settings)
    try:
        yield made
    finally:
        await made.issuer.close()


@pytest.fixture
async def given() -> AsyncIterator[Provider]:
    async with provider() as made:
        yield made


@pytest.fixture
async def hub(given: Provider, tmp_path: Path) -> AsyncIterator[Trusting]:
    async with trusting(given, tmp_path) as made:
        yield made


async def test_a_token_of_the_issuer_stands_for_its_caller(given: Provider, hub: Trusting) -> None:
    caller = await hub.verifier.caller(head(f"Bearer {given.token(agency='RAILWAY')}"))
    assert (caller.role, caller.agency, caller.court, caller.subject) == (
        Role.JUDGE,
        "RAILWAY",
        "鄂0112",
        "officer",
    )


@pytest.mark.parametrize("algorithm", ["Ed25519", "EdDSA", "ES256", "PS256", "RS256"])
async def test_each_pinned_algorithm_is_taken_with_the_key_that_fits(
    given: Provider, hub: Trusting, algorithm: str
) -> None:
    given.keys = [new_key(algorithm)]
    assert await hub.role(given.token(algorithm)) is Role.JUDGE


async def test_an_algorithm_that_is_not_pinned_is_refused(given: Provider, tmp_path: Path) -> None:
    given.keys = [new_key("RS256")]
    async with trusting(given, tmp_path, algorithms="Ed25519,ES256") as hub:
        assert "name no key" in await hub.refusal(given.token("RS256"))


async def test_a_key_is_not_used_for_another_algorithm_than_its_own(given: Provider, hub: Trusting) -> None:
    key = new_key("RS256")
    given.jwks = {"keys": [{**key.as_dict(private=False), "alg": "PS256"}]}
    assert await hub.role(given.token("PS256", key)) is Role.JUDGE
    assert "name no key" in await hub.refusal(given.token("RS256", key))


@pytest.mark.parametrize("change", [{"use": "enc"}, {"key_ops": ["sign"]}, {"key_ops": "verify"}])
async def test_a_key_for_another_use_is_passed_over(given: Provider, hub: Trusting, change: Any) -> None:
    given.jwks = {"keys": [{**given.keys[0].as_dict(private=False), **change}]}
    assert "name no key" in await hub.refusal(given.token())


async def test_a_private_key_in_the_set_is_not_used(given: Provider, hub: Trusting) -> None:
    given.jwks = {"keys": [given.keys[0].as_dict(private=True)]}
    assert "name no key" in await hub.refusal(given.token())


async def test_a_weak_key_is_passed_over_and_the_others_are_used(given: Provider, hub: Trusting) -> None:
    weak = RSAKey.generate_key(1024, {"kid": "weak"})
    given.jwks = {"keys": [weak.as_dict(private=False), 7, {"kty": "EC"}, given.keys[0].as_dict(private=False)]}
    assert "name no key" in await hub.refusal(given.token("RS256", weak))
    assert await hub.role(given.token()) is Role.JUDGE


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"iss": "https://other.example"}, "issuer"), ({"iss": None}, "issuer"), ({"iss": ["a"]}, "issuer"),
        ({"aud": "bank"}, "audience"), ({"aud": ["bank"]}, "audience"), ({"aud": None}, "audience"),
        ({"exp": None}, "exp"), ({"exp": int(time.time()) - 100, "iat": int(time.time()) - 200}, "expired"),
        ({"nbf": int(time.time()) + 10**6}, "not valid yet"),
        ({"iat": int(time.time()) + 10**6, "exp": int(time.time()) + 10**7}, "future"),
        ({"iat": None}, "iat"), ({"jti": None}, "jti"), ({"sub": None}, "sub"), ({"role": None}, "role"),
        ({"role": ["JUDGE"]}, "role"), ({"role": "KING"}, "role"), ({"agency": "NOBODY"}, "agency"),
    ],
)  # fmt: skip
async def test_a_claim_that_does_not_hold_is_refused(
    given: Provider, hub: Trusting, changes: dict[str, Any], what: str
) -> None:
    assert what in await hub.refusal(given.token(**changes))


async def test_one_audience_of_several_is_enough_and_times_may_have_fractions(
    given: Provider, hub: Trusting
) -> None:
    now = time.time()
    assert await hub.role(given.token(aud=["bank", "hub"], iat=now - 0.5, exp=now + 60.5)) is Role.JUDGE


async def test_the_leeway_is_a_setting(given: Provider, tmp_path: Path) -> None:
    now = int(time.time())
    token = given.token(iat=now - 100, exp=now - 20)
    async with trusting(given, tmp_path, clock_leeway_seconds=60) as patient:
        assert await patient.role(token) is Role.JUDGE
    async with trusting(given, tmp_path, clock_leeway_seconds=5) as strict:
        assert await strict.refusal(token) == "the token has expired"


async def test_claims_may_have_other_names(given: Provider, tmp_path: Path) -> None:
    names = {"claim_role": "urn:role", "claim_agency": "urn:agency", "claim_court": "urn:court"}
    async with trusting(given, tmp_path, **names, audience="province") as hub:
        named = {"urn:role": "CLERK", "urn:agency": "MARKET", "urn:court": "鄂01"}
        token = given.token(aud="province", role=None, court=None, **named)
        caller = await hub.verifier.caller(head(f"Bearer {token}"))
        assert (caller.role, caller.agency, caller.court) == (Role.CLERK, "MARKET", "鄂01")


@pytest.mark.parametrize("typ", ["dpop+jwt", "logout+jwt", "", 7])
async def test_a_token_of_another_type_is_refused(given: Provider, hub: Trusting, typ: Any) -> None:
    header = {"alg": "Ed25519", "kid": "k1", "typ": typ}
    assert await hub.refusal(_signed(given, header))


@pytest.mark.parametrize("typ", ["JWT", "at+jwt", "application/at+jwt", "AT+JWT", None])
async def test_the_types_of_access_tokens_are_taken(given: Provider, hub: Trusting, typ: Any) -> None:
    assert await hub.role(given.token(header={"typ": typ})) is Role.JUDGE


@pytest.mark.parametrize("more", [{"crit": ["exp"]}, {"crit": []}, {"b64": False}, {"b64": True, "crit": ["b64"]}])
async def test_a_token_that_asks_for_an_extension_is_refused(
    given: Provider, hub: Trusting, more: dict[str, Any]
) -> None:
    assert "extension" in await hub.refusal(_signed(given, {"alg": "Ed25519", "kid": "k1", **more}))


def _signed(given: Provider, header: dict[str, Any]) -> str:
    """As it stands: joserfc would refuse to write some of these headers."""
    text = f"{_base64(header)}.{_base64(given.claims())}"
    key = given.keys[0]
    assert isinstance(key, OKPKey)
    return f"{text}.{_bytes(key.private_key.sign(text.encode()))}"  # type: ignore[union-attr, call-arg]


def _base64(value: Any) -> str:
    return _bytes(json.dumps(value).encode())


def _bytes(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


async def test_what_signs_itself_is_taken_by_its_signature_alone(given: Provider, hub: Trusting) -> None:
    """The control to the test above: made by the same hand, but right."""
    assert await hub.role(_signed(given, {"alg": "Ed25519", "kid": "k1"})) is Role.JUDGE


async def test_none_and_shared_secrets_are_no_signature(given: Provider, hub: Trusting) -> None:
    unsigned = f"{_base64({'alg': 'none', 'kid': 'k1'})}.{_base64(given.claims())}."
    assert await hub.refusal(unsigned)
    given.keys = [new_key("RS256")]
    public = given.keys[0]
    for secret in (public.as_pem(private=False), json.dumps(public.as_dict(private=False)).encode()):
        text = f"{_base64({'alg': 'HS256', 'kid': 'k1'})}.{_base64(given.claims())}"
        assert await hub.refusal(f"{text}.{_bytes(hmac.digest(secret, text.encode(), hashlib.sha256))}")


async def test_another_key_under_a_known_kid_is_refused(given: Provider, hub: Trusting) -> None:
    assert "not signed by its issuer" in await hub.refusal(given.token(key=new_key(kid="k1")))


async def test_without_a_kid_only_one_key_that_fits_is_taken(given: Provider, tmp_path: Path) -> None:
    token = given.token(header={"kid": None})
    async with trusting(given, tmp_path) as hub:
        assert await hub.role(token) is Role.JUDGE
    given.keys.append(new_key(kid="k2"))
    async with trusting(given, tmp_path) as hub:
        assert "name no key" in await hub.refusal(token)


async def test_the_two_issuers_are_told_apart_by_iss(given: Provider, hub: Trusting) -> None:
    assert await hub.role(issue(hub.settings, "CLERK")) is Role.CLERK
    assert await hub.role(given.token()) is Role.JUDGE
    assert "not a JWT signed with" in await hub.refusal(given.token("ES256", new_key("ES256"), iss="hub-dev"))
    assert "not signed by its issuer" in await hub.refusal(given.token(iss="hub-dev"))


async def test_a_new_key_is_fetched_when_a_token_names_it(given: Provider, tmp_path: Path) -> None:
    async with trusting(given, tmp_path) as hub:
        assert await hub.role(given.token()) is Role.JUDGE
        given.keys.append(new_key(kid="k2"))
        hub.clock.later = hub.settings.jwks_refresh_seconds + 1
        assert await hub.role(given.token(key=given.keys[1])) is Role.JUDGE
        assert given.asked == 2


async def test_a_key_that_was_rotated_out_is_trusted_no_more_also_for_tokens_seen_before(
    given: Provider, hub: Trusting
) -> None:
    old = given.token()
    assert await hub.role(old) is Role.JUDGE
    given.keys = [new_key(kid="k2")]
    assert await hub.role(old) is Role.JUDGE  # nobody has asked yet
    hub.clock.later = hub.settings.jwks_refresh_seconds + 1
    assert await hub.role(given.token()) is Role.JUDGE
    assert "withdrawn" in await hub.refusal(old)
    assert "name no key" in await hub.refusal(old)


async def test_another_key_under_the_same_kid_ends_the_tokens_of_the_first(given: Provider, hub: Trusting) -> None:
    old = given.token()
    assert await hub.role(old) is Role.JUDGE
    given.keys = [new_key(kid="k1"), new_key(kid="k2")]
    hub.clock.later = hub.settings.jwks_refresh_seconds + 1
    assert await hub.role(given.token(key=given.keys[1])) is Role.JUDGE
    assert "withdrawn" in await hub.refusal(old)


async def test_a_storm_of_unknown_kids_costs_one_fetch(given: Provider, hub: Trusting) -> None:
    given.delay_seconds = 0.2
    storm = [given.token(key=new_key(kid=f"x{number}")) for number in range(100)]
    refusals = await asyncio.gather(*(hub.refusal(token) for token in storm))
    assert set(refusals) == {"the token's kid and alg name no key that its issuer publishes"}
    assert given.asked == 1
    await asyncio.gather(*(hub.refusal(token) for token in storm))
    assert given.asked == 1
    hub.clock.later = hub.settings.jwks_refresh_seconds + 1
    await asyncio.gather(*(hub.refusal(token) for token in storm))
    assert given.asked == 2


async def test_one_who_leaves_does_not_end_the_fetch_for_the_others(given: Provider, hub: Trusting) -> None:
    given.delay_seconds = 0.3
    first = asyncio.create_task(hub.role(given.token()))
    second = asyncio.create_task(hub.role(given.token(jti="t2")))
    await asyncio.sleep(0.1)
    first.cancel()
    assert await second is Role.JUDGE
    assert given.asked == 1


async def test_the_event_loop_goes_on_while_keys_are_fetched(given: Provider, hub: Trusting) -> None:
    given.delay_seconds = 0.5
    waiting = asyncio.create_task(hub.role(given.token()))
    turns = 0
    while not waiting.done():
        await asyncio.sleep(0.01)
        turns += 1
    assert turns > 10 and await waiting is Role.JUDGE


async def test_keys_are_kept_while_the_issuer_is_down_but_not_for_ever(given: Provider, hub: Trusting) -> None:
    now = int(time.time())
    token = given.token(exp=now + 10 * 86400)
    assert await hub.role(token) is Role.JUDGE
    given.up = False
    hub.clock.later = hub.settings.jwks_keep_seconds - 5
    assert "name no key" in await hub.refusal(given.token(key=new_key(kid="k2"), exp=now + 86400))
    assert await hub.role(token) is Role.JUDGE
    hub.clock.later = hub.settings.jwks_keep_seconds + 5
    with pytest.raises(CannotTell, match="keys of the issuer"):
        await hub.role(token)
    with pytest.raises(CannotTell, match="keys of the issuer"):
        await hub.role(given.token(jti="unseen", exp=now + 86400))
    given.up = True
    hub.clock.later += hub.settings.jwks_refresh_seconds + 1
    assert await hub.role(given.token(jti="unseen", exp=now + 86400)) is Role.JUDGE
    assert await hub.role(token) is Role.JUDGE


def _wrong_issuer(given: Provider) -> None:
    given.discovery = {"issuer": given.url + "/", "jwks_uri": given.jwks_uri}


def _plain_keys_elsewhere(given: Provider) -> None:
    given.discovery = {"issuer": given.url, "jwks_uri": "http://10.0.0.1/keys"}


def _file_for_keys(given: Provider) -> None:
    given.discovery = {"issuer": given.url, "jwks_uri": "file:///etc/passwd"}


def _large(given: Provider) -> None:
    given.jwks = PlainTextResponse(" " * (300 << 10))


def _many(given: Provider) -> None:
    given.jwks = {"keys": [given.keys[0].as_dict(private=False)] * 51}


def _packed(given: Provider) -> None:
    given.jwks = PlainTextResponse(b"\x1f\x8b", headers={"Content-Encoding": "gzip"})


def _elsewhere(given: Provider) -> None:
    given.jwks = RedirectResponse(given.jwks_uri)


def _no_json(given: Provider) -> None:
    given.jwks = PlainTextResponse("<html>")


def _late(given: Provider) -> None:
    given.delay_seconds = 30


def _dead(given: Provider) -> None:
    given.up = False


@pytest.mark.parametrize(
    "spoil",
    [
        _wrong_issuer, _plain_keys_elsewhere, _file_for_keys, _large, _many, _packed, _elsewhere, _no_json, _late,
        _dead,
    ],
)  # fmt: skip
async def test_an_issuer_that_gives_no_keys_that_can_be_used_lets_nobody_in(
    given: Provider, hub: Trusting, spoil: Callable[[Provider], None]
) -> None:
    spoil(given)
    with pytest.raises(CannotTell, match="cannot be had"):
        await hub.role(given.token())
    assert await hub.role(issue(hub.settings, "CLERK")) is Role.CLERK


async def test_keys_are_fetched_beside_the_requests(given: Provider, tmp_path: Path) -> None:
    quick = {"jwks_seconds": 0.05, "jwks_refresh_seconds": 0.05}
    async with trusting(given, tmp_path, **quick) as hub, beside(hub.issuer.run()):
        end = time.monotonic() + 10
        while given.asked < 4:
            assert time.monotonic() < end
            await asyncio.sleep(0.02)
        old, given.keys = given.token(), [new_key(kid="k2")]
        asked = given.asked
        while given.asked < asked + 2:
            assert time.monotonic() < end
            await asyncio.sleep(0.02)
        assert await hub.refusal(old)


def test_keys_of_a_test_are_those_of_their_algorithm() -> None:
    keys: list[Key] = [new_key(name) for name in ("Ed25519", "ES256", "RS256")]
    assert [key.key_type for key in keys] == ["OKP", "EC", "RSA"]
