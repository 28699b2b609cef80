"""Tokens signed with SM2: known answers, then what must be refused, then tokens of a provider."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
from pathlib import Path
from typing import Any

import pytest
from gmssl.sm2 import CryptSM2
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model.roles import Role
from hub.callers.errors import CannotTell
from hub.callers.jose import BadKey, public_key_of
from hub.callers.sm2 import GX, GY, N, P, PublicPoint, digest, signature_holds
from hub.callers.trust import Trust
from hub.settings.config import Settings
from tests.hub.callers.provider import provider
from tests.hub.callers.test_openid import trusting

# GB/T 32918.5-2017, annex A.2: the example of a signature on the recommended curve.
D = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
POINT = PublicPoint(
    x=0x09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020,
    y=0xCCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13,
)
MESSAGE = b"message digest"
DIGEST = "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640"
K = "59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21"
SIGNATURE = bytes.fromhex(
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
)


def curve(private: int = D, point: PublicPoint = POINT) -> CryptSM2:
    made = CryptSM2(private_key=f"{private:064x}", public_key="")
    made.public_key = f"{point.x:064x}{point.y:064x}"
    return made


def point_of(private: int) -> PublicPoint:
    made = curve()._kg(private, f"{GX:064x}{GY:064x}")
    return PublicPoint(x=int(made[:64], 16), y=int(made[64:], 16))


def signed(message: bytes, private: int, point: PublicPoint) -> bytes:
    while True:
        k = secrets.randbelow(N - 1) + 1
        made = curve(private, point).sign(digest(message, point), f"{k:064x}")
        if made is not None:
            return bytes.fromhex(made)


def test_the_known_answer_of_the_standard() -> None:
    assert digest(MESSAGE, POINT).hex() == DIGEST
    assert point_of(D) == POINT
    assert curve().sign(digest(MESSAGE, POINT), K) == SIGNATURE.hex()
    assert signature_holds(MESSAGE, SIGNATURE, POINT)


@pytest.mark.parametrize("place", range(0, 64, 7))
def test_one_other_bit_anywhere_is_no_signature(place: int) -> None:
    other = bytearray(SIGNATURE)
    other[place] ^= 1
    assert not signature_holds(MESSAGE, bytes(other), POINT)
    assert not signature_holds(MESSAGE + b"!", SIGNATURE, POINT)


R, S = SIGNATURE[:32], SIGNATURE[32:]


@pytest.mark.parametrize(
    "signature",
    [
        b"", bytes(64), R, R + bytes(32), bytes(32) + S, R + N.to_bytes(32, "big"), N.to_bytes(32, "big") + S,
        b"\xff" * 64, SIGNATURE + b"\0", S + R, b"\x30\x46" + R + S,
        R + ((N - int.from_bytes(R, "big")) % N).to_bytes(32, "big"),
    ],
)  # fmt: skip
def test_what_is_out_of_range_or_of_another_form_is_no_signature(signature: bytes) -> None:
    assert not signature_holds(MESSAGE, signature, POINT)


def test_r_and_s_plus_n_are_not_taken_for_themselves() -> None:
    """Without the look at the range, a second form of one signature would hold too."""
    private = 7
    point = point_of(private)
    for _ in range(3):
        made = signed(MESSAGE, private, point)
        assert signature_holds(MESSAGE, made, point)
        for r, s in ((N, 0), (0, N)):
            raised = [int.from_bytes(made[:32], "big") + r, int.from_bytes(made[32:], "big") + s]
            if max(raised) < 2**256:
                assert not signature_holds(MESSAGE, b"".join(each.to_bytes(32, "big") for each in raised), point)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, N - 2), st.binary(max_size=100))
def test_what_a_key_signs_holds_for_it_and_no_other(private: int, message: bytes) -> None:
    point = point_of(private)
    made = signed(message, private, point)
    assert signature_holds(message, made, point)
    assert not signature_holds(message, made, POINT) or point == POINT


@pytest.mark.parametrize("begins", ["04", "0", "4", "00"])
def test_keys_that_begin_as_an_uncompressed_point_are_read_whole(begins: str) -> None:
    """gmssl strips every 0 and 4 at the beginning of such a key."""
    private = next(d for d in range(1, 5000) if f"{_multiple(d).x:064x}".startswith(begins))
    point = _multiple(private)
    assert signature_holds(MESSAGE, signed(MESSAGE, private, point), point)


_MULTIPLES: list[PublicPoint] = [PublicPoint(x=GX, y=GY)]


def _multiple(number: int) -> PublicPoint:
    """number times the base point, by adding one at a time."""
    while len(_MULTIPLES) < number:
        last, base = _MULTIPLES[-1], _MULTIPLES[0]
        if last == base:
            slope = (3 * last.x**2 + P - 3) * pow(2 * last.y, -1, P)
        else:
            slope = (last.y - base.y) * pow(last.x - base.x, -1, P)
        x = (slope**2 - last.x - base.x) % P
        _MULTIPLES.append(PublicPoint(x=x, y=(slope * (last.x - x) - last.y) % P))
    return _MULTIPLES[number - 1]


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
