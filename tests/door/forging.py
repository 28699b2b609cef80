"""Tokens that the hub must not take: forged, of others, out of time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from hub.callers.issuer import ALGORITHM, ISSUER, ISSUER_KEY_FILE
from hub.settings.config import Settings

LONG_AGO: Final = 3600


class Forger:
    """Knows the hub's issuer key, as no attacker does, so that one thing at a time is wrong."""

    def __init__(self, settings: Settings) -> None:
        self.key = OKPKey.import_key(json.loads((settings.keys / ISSUER_KEY_FILE).read_text()))

    def claims(self, **changed: Any) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": ISSUER, "aud": "hub", "sub": "someone", "role": "ADMIN", "iat": now, "nbf": now,
            "exp": now + 600, "jti": "1",
        }  # fmt: skip
        return {name: value for name, value in {**claims, **changed}.items() if value is not None}

    def token(self, header: Mapping[str, Any] | None = None, key: Any = None, **claims: Any) -> str:
        """A token signed as it should be, but for what is changed."""
        head = {"alg": ALGORITHM, "typ": "JWT", **(header or {})}
        return jwt.encode(head, self.claims(**claims), key or self.key, [head["alg"]])

    def signed(self, claims: Mapping[str, Any]) -> str:
        """These claims and no other, signed as they should be."""
        return jwt.encode({"alg": ALGORITHM, "typ": "JWT"}, dict(claims), self.key, [ALGORITHM])

    def unsigned(self, algorithm: str) -> str:
        return f"{_part({'alg': algorithm, 'typ': 'JWT'})}.{_part(self.claims())}."

    def signed_with_the_public_key(self) -> str:
        """The confusion of algorithms: HMAC, with what everybody may know as its secret."""
        public = OKPKey.import_key(self.key.as_dict(private=False)).as_dict()["x"]
        text = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(self.claims())}"
        return f"{text}.{_base64(hmac.digest(str(public).encode(), text.encode(), hashlib.sha256))}"

    def critical(self) -> str:
        """Signed as it should be, but it asks for something that the hub does not do."""
        head = {"alg": ALGORITHM, "typ": "JWT", "crit": ["exp2"], "exp2": 1}
        text = f"{_part(head)}.{_part(self.claims())}"
        return f"{text}.{_base64(self.key.private_key.sign(text.encode()))}"

    def with_other_claims(self) -> str:
        """A right signature, under claims that it does not sign."""
        head, _, signature = self.token(role="PARTNER").split(".")
        return f"{head}.{_part(self.claims(role='ADMIN'))}.{signature}"


# What is wrong with each, and how it is made.
TOKENS: Final[Mapping[str, Callable[[Forger], str]]] = {
    "alg none": lambda forger: forger.unsigned("none"),
    "alg None in another case": lambda forger: forger.unsigned("NoNe"),
    "no signature": lambda forger: forger.unsigned(ALGORITHM),
    "HMAC with the public key": lambda forger: forger.signed_with_the_public_key(),
    "HMAC with an empty key of its own": lambda forger: forger.token({"alg": "HS256"}, OctKey.generate_key(256)),
    "RSA with a key of its own": lambda forger: forger.token({"alg": "RS256"}, RSAKey.generate_key(2048)),
    "another key": lambda forger: forger.token(key=OKPKey.generate_key("Ed25519")),
    "another key, brought along": lambda forger: _with_its_key(forger),
    "a key from a URL": lambda forger: forger.token(
        {"jku": "http://127.0.0.1:9/keys", "x5u": "http://127.0.0.1:9/"}, OKPKey.generate_key("Ed25519")
    ),
    "a key from a path": lambda forger: forger.token({"kid": "../../dev/null"}, OKPKey.generate_key("Ed25519")),
    "a critical header that nobody knows": lambda forger: forger.critical(),
    "claims that were not signed": lambda forger: forger.with_other_claims(),
    "expired": lambda forger: forger.token(exp=int(time.time()) - LONG_AGO),
    "not valid yet": lambda forger: forger.token(nbf=int(time.time()) + LONG_AGO),
    "without an end": lambda forger: forger.token(exp=None),
    "an end that is text": lambda forger: forger.token(exp="9999999999"),
    "an end that is true": lambda forger: forger.token(exp=True),
    "another issuer": lambda forger: forger.token(iss="https://issuer.example"),
    "no issuer": lambda forger: forger.token(iss=None),
    "another audience": lambda forger: forger.token(aud="bank"),
    "a list of audiences": lambda forger: forger.token(aud=["bank", "other"]),
    "issued in the future": lambda forger: forger.token(iat=int(time.time()) + LONG_AGO, nbf=None),
    "without a time of issue": lambda forger: forger.token(iat=None),
    "over before it was issued": lambda forger: forger.token(iat=int(time.time()), exp=int(time.time()) - 1),
    "a time beyond all": lambda forger: forger.token(exp=10**30),
    "no id": lambda forger: forger.token(jti=None),
    "a proof in place of a token": lambda forger: forger.token({"typ": "dpop+jwt"}),
    "a logout token": lambda forger: forger.token({"typ": "logout+jwt"}),
    "an algorithm that is not pinned": lambda forger: forger.token({"alg": "ES384"}, ECKey.generate_key("P-384")),
    "bound to a certificate": lambda forger: forger.token(cnf={"x5t#S256": "a" * 43}),
    "bound to a key": lambda forger: forger.token(cnf={"jkt": "a" * 43}),
    "bound in a way that nobody knows": lambda forger: forger.token(cnf={"osc": {}}),
    "bound to nothing": lambda forger: forger.token(cnf={}),
    "bound to a certificate and more": lambda forger: forger.token(cnf={"x5t#S256": "a" * 43, "jku": "b"}),
    "an unknown role": lambda forger: forger.token(role="ROOT"),
    "a list of roles": lambda forger: forger.token(role=["PARTNER", "ADMIN"]),
    "an unknown agency": lambda forger: forger.token(role="PARTNER", agency="NOBODY"),
    "no subject": lambda forger: forger.token(sub=None),
    "too long": lambda forger: forger.token(more="x" * 5000),
    "three dots of nothing": lambda forger: "..",
    "no token but text": lambda forger: "ADMIN",
}


def _with_its_key(forger: Forger) -> str:
    key = OKPKey.generate_key("Ed25519")
    return forger.token({"jwk": key.as_dict(private=False)}, key)


def _part(value: Mapping[str, Any]) -> str:
    return _base64(json.dumps(value).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
