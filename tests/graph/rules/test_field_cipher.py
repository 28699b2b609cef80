from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from hypothesis import given
from hypothesis import strategies as st

from graph.model.declare import Attribute, NodeKind, RelationKind, Type
from graph.rules.field_cipher import CIPHERS, open_text, seal_text, text_digest
from graph.rules.sealing import CannotOpen, KeyRing

RING = KeyRing(match_key=b"m" * 32, sealing_keys={"s1": b"1" * 32}, current="s1")
RINGS = [replace(RING, field_cipher=cipher) for cipher in CIPHERS]
TEXT = "报告人名下有房屋一套。\n公民身份号码：420112198503071237"


def sealed(ring: KeyRing = RING, slot: str = "a", name: str = "text") -> str:
    return seal_text(TEXT, ring, slot=slot, name=name)


@given(st.text(), st.text(), st.sampled_from(RINGS), st.sampled_from(RINGS))
def test_what_is_sealed_opens_whichever_cipher_is_set_now(
    text: str, slot: str, one: KeyRing, other: KeyRing
) -> None:
    if any("\ud800" <= sign <= "\udfff" for sign in text + slot):
        return
    assert open_text(seal_text(text, one, slot=slot, name="text"), other, slot=slot, name="text") == text


@pytest.mark.parametrize("ring", RINGS, ids=CIPHERS)
def test_it_does_not_open_elsewhere(ring: KeyRing) -> None:
    for moved in ({"slot": "b", "name": "text"}, {"slot": "a", "name": "other"}, {"slot": "", "name": "texta"}):
        with pytest.raises(CannotOpen):
            open_text(sealed(ring), ring, **moved)


@pytest.mark.parametrize("ring", RINGS, ids=CIPHERS)
def test_no_bit_can_be_changed(ring: KeyRing) -> None:
    head, _, coded = sealed(ring).rpartition(":")
    box = base64.urlsafe_b64decode(coded)
    for place in range(0, len(box), 7):
        changed = box[:place] + bytes([box[place] ^ 1]) + box[place + 1 :]
        with pytest.raises(CannotOpen):
            open_text(f"{head}:{base64.urlsafe_b64encode(changed).decode()}", ring, slot="a", name="text")
    for short in (b"", box[:12], box[:27], box[:-1]):
        with pytest.raises(CannotOpen):
            open_text(f"{head}:{base64.urlsafe_b64encode(short).decode()}", ring, slot="a", name="text")


@pytest.mark.parametrize("text", ["", ":", "s1", "s1:AES-256-GCM", "s1:DES:AAAA", "s9:AES-256-GCM:AAAA", "s1::"])
def test_what_was_never_sealed_is_refused(text: str) -> None:
    with pytest.raises(CannotOpen):
        open_text(text, RING, slot="a", name="text")


def test_one_cipher_s_text_is_not_taken_for_the_other_s() -> None:
    text = sealed().replace("AES-256-GCM", "SM4-GCM")
    with pytest.raises(CannotOpen):
        open_text(text, RING, slot="a", name="text")


def test_equal_texts_are_sealed_apart_and_have_one_digest() -> None:
    assert sealed() != sealed()
    assert text_digest(TEXT, RING) == text_digest(TEXT, RING) != text_digest(TEXT + " ", RING)


def test_sm4_gcm_is_the_one_of_rfc_8998() -> None:
    """Appendix A.1: the cipher that the library gives under this name."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = bytes.fromhex("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
                          "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa")  # fmt: skip
    encryptor = Cipher(SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    found = encryptor.update(plain) + encryptor.finalize()
    assert found.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    )
    assert encryptor.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


def attribute(**given: object) -> Attribute:
    return Attribute(name="text", type=Type.SEALED_TEXT, zh="", doc="", **given)


@pytest.mark.parametrize("given", [{"indexed": True}, {"choices": ("A",)}, {"stored": ("a", "b")}])
def test_what_is_sealed_cannot_be_looked_up(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="text: what is sealed cannot"):
        attribute(**given)


@pytest.mark.parametrize("given", [{"named_by": "text"}, {"filed_by": "text"}, {"subject": True}])
def test_what_is_sealed_names_nothing(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="X: what is sealed"):
        NodeKind(name="X", zh="", doc="", attributes=(attribute(),), **given)


def test_no_relation_holds_a_sealed_text() -> None:
    with pytest.raises(ValueError, match="a relation holds no sealed text"):
        RelationKind(name="R", zh="", doc="", sources=("X",), targets=("X",), attributes=(attribute(),))
