"""Signatures of messages: published and independently made answers, tampering, time, several keys."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.protocols.keys import BadKey, CheckingKey, SigningKey, checking_key, signing_key
from adapters.protocols.signing import NotSigned, check, sign

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
BODY = b'{"a":1}'


def coded(prefix: str, content: bytes) -> str:
    return prefix + base64.b64encode(content).decode()


SECRET = bytes(range(32))
WHSEC, SM3SEC = coded("whsec_", SECRET), coded("sm3sec_", SECRET)
WHSK = "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk="
# Of the public key of that seed, made with OpenSSL: pkey -pubout.
WHPK = "whpk_ZlN4eg7dSSqi0moX9hQUk3orrOouK3QVQSlJa248c/g="
SM2SK = coded("sm2sk_", bytes.fromhex("7f42ffa867a9bdf6f1b9d2155aa5339e235936a6a83171c97abcd4b04b21bdb8"))
SM2PK = coded(
    "sm2pk_",
    bytes.fromhex(
        "bf97dcf337b6d2765dd5a5d033c86c96c4ff0ccc4919d535e13dc2e0bba2c7a9"
        "4e0aa28e4937ea10048adbf676b55f5dfbe17829fb24159896ccdd26bfc15436"
    ),
)
PAIRS = {"v1": (WHSEC, WHSEC), "v1a": (WHSK, WHPK), "sm3": (SM3SEC, SM3SEC), "sm2": (SM2SK, SM2PK)}


def pair(scheme: str) -> tuple[SigningKey, CheckingKey]:
    private, public = PAIRS[scheme]
    return signing_key(private), checking_key(public)


def headers(message_id: str, timestamp: str, *signatures: str) -> dict[str, str]:
    return {
        "Webhook-Id": message_id,
        "Webhook-Timestamp": timestamp,
        "Webhook-Signature": " ".join(signatures),
    }


# --- known answers --------------------------------------------------------------------------------

PUBLISHED_ID, PUBLISHED_TIME, PUBLISHED_BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'


@pytest.mark.parametrize(
    ("key", "signature"),
    [
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        (WHSK, "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag=="),
    ],
)
def test_the_vectors_that_standard_webhooks_publishes(key: str, signature: str) -> None:
    at = datetime.fromtimestamp(PUBLISHED_TIME, UTC)
    assert sign(PUBLISHED_ID, PUBLISHED_BODY, [signing_key(key)], at=at) == {
        "webhook-id": PUBLISHED_ID,
        "webhook-timestamp": str(PUBLISHED_TIME),
        "webhook-signature": signature,
    }
    public = WHPK if key == WHSK else key
    told = headers(PUBLISHED_ID, str(PUBLISHED_TIME), signature)
    assert check(told, PUBLISHED_BODY, [checking_key(public)], now=at) == PUBLISHED_ID


# Made with OpenSSL 3.0 for `d-1.1772352000.{"a":1}`: dgst -mac HMAC; pkeyutl -sign of SM2.
OPENSSL = {
    "v1": "02c9f6e5eeb222ebd314a47653de682c2f057c8f7334c089a80cb9a8bd269162",
    "sm3": "0cafb2237a4315f19f6b9ebf842e2bc29bed4d5449ca40ad12fc03634094b306",
    "sm2": "d3021b3423a8fdc886f9a74a8565f45ecc183d32c727ecc08d0ee6008886c111"
    "5635e5dd776de16f79c4b468f1e6b4c3cbc45f6a4da33f5ec1c8f1f1245aecbe",
}


@pytest.mark.parametrize("scheme", OPENSSL)
def test_what_openssl_signs_is_believed(scheme: str) -> None:
    signature = coded(f"{scheme},", bytes.fromhex(OPENSSL[scheme]))
    assert check(headers("d-1", "1772352000", signature), BODY, [pair(scheme)[1]], now=NOW) == "d-1"
    if scheme != "sm2":  # which signs with another nonce each time
        assert sign("d-1", BODY, [pair(scheme)[0]], at=NOW)["webhook-signature"] == signature


# --- both ways ------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", PAIRS)
@settings(max_examples=15, deadline=None)
@given(message_id=st.from_regex(r"[A-Za-z0-9_-]{1,128}", fullmatch=True), body=st.binary(max_size=200))
def test_what_is_signed_is_believed_and_tells_its_id(scheme: str, message_id: str, body: bytes) -> None:
    private, public = pair(scheme)
    assert check(sign(message_id, body, [private], at=NOW), body, [public], now=NOW) == message_id


@pytest.mark.parametrize("scheme", PAIRS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_one_other_bit_anywhere_is_not_believed(scheme: str, data: st.DataObject) -> None:
    private, public = pair(scheme)
    signed = sign("d-1", BODY, [private], at=NOW)
    what = data.draw(st.sampled_from(["webhook-id", "webhook-timestamp", "body", "signature"]))
    if what == "body":
        body, changed = flipped(BODY, data), signed
    elif what == "signature":
        coded_signature = signed["webhook-signature"].partition(",")[2]
        other = flipped(base64.b64decode(coded_signature), data)
        body, changed = BODY, {**signed, "webhook-signature": coded(f"{scheme},", other)}
    else:
        body, changed = BODY, {**signed, what: flipped(signed[what].encode(), data).decode("latin-1")}
    with pytest.raises(NotSigned):
        check(changed, body, [public], now=NOW, tolerance_seconds=10**12)


def flipped(content: bytes, data: st.DataObject) -> bytes:
    at = data.draw(st.integers(0, 8 * len(content) - 1))
    changed = bytearray(content)
    changed[at // 8] ^= 1 << at % 8
    return bytes(changed)


def test_nothing_moves_between_id_timestamp_and_body() -> None:
    """`d.1772352000` with a body and `d` with the rest in its body would be one text to sign."""
    signature = coded("v1,", hmac.new(SECRET, b"d.1.1772352000.x", hashlib.sha256).digest())
    for told in (headers("d.1", "1772352000", signature), headers("d", "1.1772352000", signature)):
        with pytest.raises(NotSigned, match=r"webhook-(id|timestamp): allowed"):
            check(told, b"x", [checking_key(WHSEC)], now=NOW)


# --- keys -----------------------------------------------------------------------------------------


def test_while_a_secret_changes_both_sign_and_either_is_enough() -> None:
    new = coded("whsec_", bytes(32))
    signed = sign("d-1", BODY, [signing_key(WHSEC), signing_key(new)], at=NOW)
    assert signed["webhook-signature"].count("v1,") == 2
    for known in ([WHSEC], [new], [new, WHSEC]):
        assert check(signed, BODY, [checking_key(each) for each in known], now=NOW) == "d-1"
    with pytest.raises(NotSigned, match="none by a key of v1"):
        check(signed, BODY, [checking_key(coded("whsec_", b"x" * 32))], now=NOW)


def test_signatures_of_unknown_schemes_and_what_is_none_are_passed_over() -> None:
    signed = sign("d-1", BODY, [signing_key(WHSEC)], at=NOW)["webhook-signature"]
    for header in (f"v9,AAAA {signed}", f"v1,!! {signed}", f"v1, v1 {signed}", f"{signed} sm2,AAAA"):
        assert check(headers("d-1", "1772352000", header), BODY, [checking_key(WHSEC)], now=NOW) == "d-1"


@pytest.mark.parametrize("claimed", ["sm3", "v1a", "v1x", "V1", ""])
def test_a_signature_counts_for_its_own_scheme_only(claimed: str) -> None:
    signed = sign("d-1", BODY, [signing_key(WHSEC)], at=NOW)
    other = {**signed, "webhook-signature": signed["webhook-signature"].replace("v1", claimed, 1)}
    for public in (WHSEC, SM3SEC, WHPK):
        with pytest.raises(NotSigned):
            check(other, BODY, [checking_key(public)], now=NOW)


def test_a_public_key_is_no_shared_secret() -> None:
    """Who knows only what is public could else sign with it."""
    public = base64.b64decode(WHPK.removeprefix("whpk_"))
    forged = coded("v1,", hmac.new(public, b"d-1.1772352000." + BODY, hashlib.sha256).digest())
    for header in (forged, forged.replace("v1", "v1a", 1)):
        with pytest.raises(NotSigned):
            check(headers("d-1", "1772352000", header), BODY, [checking_key(WHPK)], now=NOW)


@pytest.mark.parametrize(
    "text",
    [
        "", "whsec_", coded("whsec_", bytes(23)), coded("whsec_", bytes(65)), WHSEC + "!", WHSEC[6:],
        "WHSEC_" + WHSEC[6:], WHPK, SM2PK, coded("whsk_", bytes(31)), coded("whsk_", bytes(64)),
        coded("sm2sk_", bytes(32)),
        coded("sm2sk_", b"\xff" * 32), coded("sm2sk_", bytes(31)), "sm3sec_钥", coded("sm3sec_", bytes(16)),
    ],
)  # fmt: skip
def test_what_is_no_key_to_sign_with_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(BadKey) as caught:
        signing_key(text)
    assert len(text) < 12 or text[10:] not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [WHSK, SM2SK, coded("whpk_", bytes(31)), coded("sm2pk_", bytes(64)), coded("sm2pk_", bytes(32)), "x"],
)
def test_what_is_no_key_to_check_with_is_refused(text: str) -> None:
    with pytest.raises(BadKey):
        checking_key(text)


@pytest.mark.parametrize("text", [WHSEC, WHSK, SM3SEC, SM2SK])
def test_a_key_does_not_show_itself(text: str) -> None:
    secret = base64.b64decode(text.partition("_")[2])
    shown = repr(signing_key(text))
    assert repr(secret)[2:-1] not in shown
    assert str(int.from_bytes(secret, "big")) not in shown


# --- time and form --------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [-301, 301, 10**6])
def test_a_message_of_another_time_is_not_believed(seconds: int) -> None:
    signed = sign("d-1", BODY, [signing_key(WHSEC)], at=NOW + timedelta(seconds=seconds))
    with pytest.raises(NotSigned, match="at most 300 s"):
        check(signed, BODY, [checking_key(WHSEC)], now=NOW)


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_five_minutes_are_allowed_both_ways_and_another_limit_may_be_set(seconds: int) -> None:
    signed = sign("d-1", BODY, [signing_key(WHSEC)], at=NOW + timedelta(seconds=seconds))
    assert check(signed, BODY, [checking_key(WHSEC)], now=NOW) == "d-1"
    if seconds:
        with pytest.raises(NotSigned, match="at most 60 s"):
            check(signed, BODY, [checking_key(WHSEC)], now=NOW, tolerance_seconds=60)


@pytest.mark.parametrize(
    "changed",
    [
        {"Webhook-Id": ""}, {"Webhook-Id": "a b"}, {"Webhook-Id": "x" * 129}, {"Webhook-Timestamp": ""},
        {"Webhook-Timestamp": "1772352000.0"}, {"Webhook-Timestamp": "-1"}, {"Webhook-Timestamp": "１772352000"},
        {"Webhook-Timestamp": "01772352000"}, {"Webhook-Timestamp": "9" * 12}, {"Webhook-Signature": ""},
        {"Webhook-Signature": " ".join(["v1,AAAA"] * 6)}, {"Webhook-Signature": "v1," + "A" * 400},
    ],
)  # fmt: skip
def test_headers_of_another_form_are_refused(changed: Mapping[str, str]) -> None:
    signature = coded("v1,", bytes.fromhex(OPENSSL["v1"]))
    told = headers("d-1", "1772352000", signature)
    for wrong in ({**told, **changed}, {name: value for name, value in told.items() if name not in changed}):
        with pytest.raises(NotSigned, match=next(iter(changed)).lower()):
            check(wrong, BODY, [checking_key(WHSEC)], now=NOW)


def test_what_could_not_be_checked_is_not_signed_either() -> None:
    key = signing_key(WHSEC)
    for message_id, keys, at in (
        ("a.b", [key], NOW),
        ("", [key], NOW),
        ("d-1", [], NOW),
        ("d-1", [key] * 4, NOW),
        ("d-1", [key], datetime(1969, 1, 1, tzinfo=UTC)),
    ):
        with pytest.raises(ValueError, match=r"1 to"):
            sign(message_id, BODY, keys, at=at)
    with pytest.raises(ValueError, match="1 to 3"):
        check(headers("d-1", "1772352000", "v1,AAAA"), BODY, [], now=NOW)
