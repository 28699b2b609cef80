"""Tokens signed with SM2: which keys are taken, and that they are only where it is named."""

from __future__ import annotations

import asyncio
import base64
import json
from pathlib import Path
from typing import Any

import pytest

from graph.model.roles import Role
from graph.rules.sm2 import PublicPoint, point_of, signed
from hub.callers.errors import CannotTell
from hub.callers.jose import BadKey, public_key_of
from hub.callers.trust import Trust
from hub.settings.config import Settings
from tests.graph.rules.test_sm2 import POINT, D
from tests.hub.callers.provider import provider
from tests.hub.callers.test_openid import trusting


def jwk(point: PublicPoint, **changed: Any) -> dict[str, Any]:
    said = {"kty": "EC", "crv": "SM2", "kid": "k1", "x": _text(point.x), "y": _text(point.y), **changed}
    return {name: value for name, value in said.items() if value is not None}


def _text(number: int) -> str:
    return _base64(number.to_bytes(32, "big"))


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "change",
    [
        {"y": _text(POINT.y ^ 1)}, {"x": None}, {"x": "a"}, {"x": 7}, {"d": _text(D)}, {"x": "=" * 43},
        {"alg": "ES256"},
        {"crv": "P-256"}, {"x": _text(0), "y": _text(0)}, {"use": "enc"}, {"y": _text(POINT.y) + "AA"},
    ],
)  # fmt: skip
def test_a_key_that_is_no_point_of_the_curve_is_not_used(change: dict[str, Any]) -> None:
    assert public_key_of(jwk(POINT), ("SM2",)).algorithms == ("SM2",)
    with pytest.raises(BadKey):
        public_key_of(jwk(POINT, **change), ("SM2",))


def token(claims: dict[str, Any], private: int = D, **header: Any) -> str:
    said = {"alg": "SM2", "typ": "at+jwt", "kid": "k1", **header}
    text = f"{_base64(json.dumps(said).encode())}.{_base64(json.dumps(claims).encode())}"
    return f"{text}.{_base64(signed(text.encode(), private, point_of(private)))}"


async def test_a_token_is_taken_where_sm2_is_named_only(tmp_path: Path) -> None:
    async with provider() as given:
        given.jwks = {"keys": [jwk(POINT), given.keys[0].as_dict(private=False) | {"kid": "k2"}]}
        async with trusting(given, tmp_path) as off:
            assert "name no key" in await off.refusal(token(given.claims()))
        async with trusting(given, tmp_path, algorithms="SM2,Ed25519") as on:
            assert await on.role(token(given.claims())) is Role.JUDGE
            assert "not signed" in await on.refusal(token(given.claims(), private=7))
            assert "name no key" in await on.refusal(token(given.claims(), alg="ES256"))
            assert "name no key" in await on.refusal(token(given.claims(), kid="k2"))
            head, _, signature = token(given.claims()).split(".")
            raised = _base64(json.dumps(given.claims(role="ADMIN")).encode())
            assert "not signed" in await on.refusal(f"{head}.{raised}.{signature}")


def test_proofs_of_possession_are_not_made_with_it() -> None:
    assert Trust.of(Settings(algorithms="SM2,ES256")).proof_algorithms == ("ES256",)


async def test_many_at_once_wait_for_one_another_and_not_for_ever(tmp_path: Path) -> None:
    async with provider() as made:
        made.jwks = {"keys": [jwk(POINT)]}
        tokens = [token(made.claims(jti=str(number))) for number in range(6)]
        async with trusting(made, tmp_path, algorithms="SM2") as on:
            assert await asyncio.gather(*(on.role(each) for each in tokens)) == [Role.JUDGE] * 6
        async with trusting(made, tmp_path, algorithms="SM2", request_timeout_seconds=0.001) as hasty:
            with pytest.raises(CannotTell, match="too many"):
                await hasty.role(tokens[0])
