"""Whatever stands in tokens, keys and proofs: it is refused in words, and never breaks anything."""

from __future__ import annotations

import asyncio
import base64
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from hub.callers.algorithms import ALGORITHMS
from hub.callers.certificates import der_of_header
from hub.callers.claims import check_type, token_of
from hub.callers.confirmation import confirmation_of
from hub.callers.errors import NotAuthenticated
from hub.callers.issuer import ISSUER, issue
from hub.callers.jose import BadKey, PublicKey, public_key_of, verify
from hub.callers.proofs import Asked, Window, check_proof
from hub.callers.trust import Trust
from hub.callers.verifier import Verifier
from hub.settings.config import Settings
from tests.hub.callers.heads import head

ALL = tuple(ALGORITHMS)
JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(
    [
        "iss", "aud", "sub", "role", "agency", "court", "exp", "iat", "nbf", "jti", "cnf", "jkt", "x5t#S256",
        "typ", "alg", "kid", "kty", "crv", "x", "y", "n", "e", "use", "key_ops", "htm", "htu", "ath", "jwk",
        "crit", "b64",
    ]
)  # fmt: skip
WORDS = st.sampled_from(
    [
        *ALL, "none", "HS256", "hub", ISSUER, "JUDGE", "EC", "OKP", "RSA", "P-256", "sig", "A" * 43, "AQAB",
        "dpop+jwt",
    ]
)  # fmt: skip
MEMBERS = st.dictionaries(NAMES, WORDS | JSON, max_size=8)
TRUST = Trust.of(Settings())
KEYS = {
    "EC": ECKey.generate_key("P-256").as_dict(private=False),
    "OKP": OKPKey.generate_key("Ed25519").as_dict(private=False),
    "RSA": RSAKey.generate_key(2048).as_dict(private=False),
}


def text(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@given(MEMBERS)
def test_claims_are_refused_or_hold(claims: dict[str, Any]) -> None:
    for read in (lambda: token_of(claims, TRUST), lambda: confirmation_of(claims), lambda: check_type(claims)):
        try:
            read()
        except NotAuthenticated as refused:
            assert len(refused.message) < 200


@given(st.sampled_from(list(KEYS.values())), MEMBERS, st.sets(NAMES, max_size=2))
def test_keys_are_refused_or_fit(key: dict[str, Any], changed: dict[str, Any], left_out: set[str]) -> None:
    jwk = {name: value for name, value in {**key, **changed}.items() if name not in left_out}
    try:
        made = public_key_of(jwk, ALL)
    except BadKey:
        return
    assert made.algorithms and all(ALGORITHMS[name].key_type == jwk["kty"] for name in made.algorithms)


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    return Verifier(Settings(data=Path(tempfile.mkdtemp()), dev=True))


@given(header=MEMBERS, claims=MEMBERS, signature=st.binary(max_size=80))
def test_tokens_that_nobody_signed_are_refused(
    verifier: Verifier, header: dict[str, Any], claims: dict[str, Any], signature: bytes
) -> None:
    signed = base64.urlsafe_b64encode(signature).rstrip(b"=").decode()
    for heads in (header, {"alg": "Ed25519", **header}):
        for said in (claims, {**claims, "iss": ISSUER}):
            with pytest.raises(NotAuthenticated):
                asyncio.run(verifier.caller(head(f"Bearer {text(heads)}.{text(said)}.{signed}")))


@given(place=st.integers(0, 2000), character=st.characters(max_codepoint=127))
def test_a_token_with_another_character_is_refused_or_is_the_same(place: int, character: str) -> None:
    """The last character of a part may hold bits that say nothing; whatever is taken says what was signed."""
    place %= len(TOKEN)
    changed = f"{TOKEN[:place]}{character}{TOKEN[place + 1 :]}"
    try:
        verified = asyncio.run(Verifier(SETTINGS).caller(head(f"Bearer {changed}")))
    except NotAuthenticated:
        return
    assert verified == asyncio.run(Verifier(SETTINGS).caller(head(f"Bearer {TOKEN}")))


SETTINGS = Settings(data=Path(tempfile.mkdtemp()), dev=True)
TOKEN = issue(SETTINGS, "PARTNER", agency="RAILWAY", court="鄂0112")
HOLDER = ECKey.generate_key("P-256", auto_kid=False)
ASKED = Asked(method="POST", url="https://hub.example/graphql", token="t")


@given(MEMBERS, MEMBERS)
def test_proofs_are_refused_or_are_for_what_was_asked(header: dict[str, Any], claims: dict[str, Any]) -> None:
    window = Window(now=time.time(), seconds=60, leeway_seconds=30)
    head = {"typ": "dpop+jwt", "jwk": HOLDER.as_dict(private=False), **header, "alg": "ES256"}
    said = f"{text(head)}.{text(claims)}"
    signature = base64.urlsafe_b64encode(_sign(said)).rstrip(b"=").decode()
    with pytest.raises(NotAuthenticated) as refused:
        check_proof(f"{said}.{signature}", HOLDER.thumbprint(), ASKED, window, ALL)
    assert refused.value.message.startswith("the proof of possession")


def _sign(said: str) -> bytes:
    return jws.JWSRegistry.algorithms["ES256"].sign(said.encode(), HOLDER)


@given(st.text(max_size=80))
def test_any_text_in_a_proxys_header_is_read_or_not(given_text: str) -> None:
    found = der_of_header(given_text)
    assert found is None or (given_text[0] == given_text[-1] == ":" and len(found) < len(given_text))


@given(st.binary(min_size=1, max_size=60))
def test_what_a_proxy_tells_is_read_as_it_is(der: bytes) -> None:
    assert der_of_header(f":{base64.b64encode(der).decode()}:") == der


def test_a_key_is_used_for_its_algorithms_only() -> None:
    for jwk in KEYS.values():
        key: PublicKey = public_key_of(jwk, ALL)
        for name in set(ALL) - set(key.algorithms):
            assert not verify(f"{text({'alg': name})}.e30.AAAA", key, name)
