"""Signatures of SM2: known answers, what must be refused, and that what is made holds."""

from __future__ import annotations

import pytest
from gmssl.sm2 import CryptSM2
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.rules.sm2 import GX, GY, N, P, PublicPoint, digest, point_of, signature_holds, signed

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


# Made with OpenSSL 3.0: pkeyutl -sign -rawin -digest sm3 -pkeyopt distid:1234567812345678
OPENSSL_D = 0x7F42FFA867A9BDF6F1B9D2155AA5339E235936A6A83171C97ABCD4B04B21BDB8
OPENSSL_POINT = PublicPoint(
    x=0xBF97DCF337B6D2765DD5A5D033C86C96C4FF0CCC4919D535E13DC2E0BBA2C7A9,
    y=0x4E0AA28E4937EA10048ADBF676B55F5DFBE17829FB24159896CCDD26BFC15436,
)
OPENSSL_MESSAGE = b'd-1.1772352000.{"a":1}'
OPENSSL_SIGNATURE = bytes.fromhex(
    "d3021b3423a8fdc886f9a74a8565f45ecc183d32c727ecc08d0ee6008886c111"
    "5635e5dd776de16f79c4b468f1e6b4c3cbc45f6a4da33f5ec1c8f1f1245aecbe"
)


def test_what_openssl_signs_holds() -> None:
    assert point_of(OPENSSL_D) == OPENSSL_POINT
    assert signature_holds(OPENSSL_MESSAGE, OPENSSL_SIGNATURE, OPENSSL_POINT)
    assert not signature_holds(OPENSSL_MESSAGE, OPENSSL_SIGNATURE, POINT)


def test_no_two_signatures_share_their_nonce() -> None:
    """Two of one nonce give the key away."""
    first, second = signed(MESSAGE, D, POINT), signed(MESSAGE, D, POINT)
    assert first[:32] != second[:32]


@pytest.mark.parametrize("private", [0, -1, N - 1, N, 2**256])
def test_what_is_no_private_key_is_refused(private: int) -> None:
    with pytest.raises(ValueError, match="private key"):
        point_of(private)
