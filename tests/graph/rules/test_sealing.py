"""Numbers at rest: found by hash, opened only on the record, useless in another record."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.rules.identifiers import CITIZEN_ID, DocumentType
from graph.rules.sealing import (
    KEY_ROTATION,
    CannotOpen,
    KeyRing,
    Opening,
    match_hash,
    open_sealed,
    protect,
    reseal,
)

NUMBER = "420112198503071237"
RING = KeyRing(match_key=b"m" * 32, sealing_keys={"s1": b"1" * 32}, current="s1")
NEXT_RING = KeyRing(match_key=b"m" * 32, sealing_keys={"s1": b"1" * 32, "s2": b"2" * 32}, current="s2")


def nowhere(opening: Opening) -> None:
    """A record that keeps nothing."""


def refusing(opening: Opening) -> None:
    raise OSError("the record cannot be written")


@given(st.text("0123456789X", min_size=18, max_size=18))
def test_a_protected_number_opens_to_itself(number: str) -> None:
    assert open_sealed(protect(number, CITIZEN_ID, RING), RING, nowhere, "delivery") == number


@pytest.mark.parametrize("document", DocumentType)
def test_a_document_number_opens_to_itself(document: DocumentType) -> None:
    assert open_sealed(protect("E12345678", document, RING), RING, nowhere, "delivery") == "E12345678"


def test_equal_numbers_have_equal_hashes() -> None:
    assert protect(NUMBER, CITIZEN_ID, RING).match == match_hash(NUMBER, CITIZEN_ID, NEXT_RING)


def test_equal_numbers_are_sealed_differently_each_time() -> None:
    assert protect(NUMBER, CITIZEN_ID, RING).sealed != protect(NUMBER, CITIZEN_ID, RING).sealed


def test_the_hash_depends_on_the_scheme() -> None:
    assert match_hash("E12345678", "PASSPORT", RING) != match_hash("E12345678", "TAIWAN_PERMIT", RING)


def test_the_hash_depends_on_the_key() -> None:
    other = KeyRing(match_key=b"n" * 32, sealing_keys=RING.sealing_keys, current="s1")
    assert match_hash(NUMBER, CITIZEN_ID, RING) != match_hash(NUMBER, CITIZEN_ID, other)


def test_the_hash_names_its_key() -> None:
    assert match_hash(NUMBER, CITIZEN_ID, RING).startswith("m1:")


def test_the_mask_is_the_published_one() -> None:
    assert protect(NUMBER, CITIZEN_ID, RING).mask == "4201121985****1237"


def test_a_protected_number_shows_nothing_in_clear() -> None:
    assert NUMBER[6:14] not in repr(protect(NUMBER, CITIZEN_ID, RING))


def test_every_opening_is_on_the_record() -> None:
    record: list[Opening] = []
    protected = protect(NUMBER, CITIZEN_ID, RING)
    open_sealed(protected, RING, record.append, "delivery")
    assert record == [Opening(scheme=CITIZEN_ID, match=protected.match, key_id="s1", purpose="delivery")]


def test_nothing_is_handed_out_if_the_record_fails() -> None:
    with pytest.raises(OSError, match="record"):
        open_sealed(protect(NUMBER, CITIZEN_ID, RING), RING, refusing, "delivery")


def test_an_opening_needs_a_purpose() -> None:
    with pytest.raises(ValueError, match="purpose"):
        open_sealed(protect(NUMBER, CITIZEN_ID, RING), RING, nowhere, " ")


def test_a_sealed_number_does_not_open_in_another_record() -> None:
    moved = replace(
        protect("420281199012310021", CITIZEN_ID, RING), sealed=protect(NUMBER, CITIZEN_ID, RING).sealed
    )
    with pytest.raises(CannotOpen):
        open_sealed(moved, RING, nowhere, "delivery")


def test_a_sealed_number_does_not_open_under_another_scheme() -> None:
    with pytest.raises(CannotOpen):
        open_sealed(replace(protect(NUMBER, CITIZEN_ID, RING), scheme="PASSPORT"), RING, nowhere, "delivery")


def test_a_key_that_is_not_on_the_ring_is_named_as_the_reason() -> None:
    with pytest.raises(CannotOpen, match="not on the ring"):
        open_sealed(protect(NUMBER, CITIZEN_ID, NEXT_RING), RING, nowhere, "delivery")


def test_another_key_under_the_same_name_does_not_open() -> None:
    other = KeyRing(match_key=b"m" * 32, sealing_keys={"s1": b"9" * 32}, current="s1")
    with pytest.raises(CannotOpen, match="s1"):
        open_sealed(protect(NUMBER, CITIZEN_ID, RING), other, nowhere, "delivery")


@pytest.mark.parametrize("sealed", ["", "s1", "s1:", "s1:AAAA", "s1:not base64", "s1:号", "no colon at all"])
def test_a_damaged_seal_cannot_be_opened(sealed: str) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(replace(protect(NUMBER, CITIZEN_ID, RING), sealed=sealed), RING, nowhere, "delivery")


@given(st.integers(0, 59), st.sampled_from("ABCDEFGH"))
def test_a_changed_character_cannot_be_opened(place: int, other: str) -> None:
    protected = protect(NUMBER, CITIZEN_ID, RING)
    head, body = protected.sealed[:3], protected.sealed[3:]
    changed = body[:place] + other + body[place + 1 :]
    if changed != body:
        with pytest.raises(CannotOpen):
            open_sealed(replace(protected, sealed=head + changed), RING, nowhere, "delivery")


def test_resealing_moves_a_number_to_the_current_key() -> None:
    assert reseal(protect(NUMBER, CITIZEN_ID, RING), NEXT_RING, nowhere).sealed.startswith("s2:")


def test_resealing_keeps_the_hash() -> None:
    protected = protect(NUMBER, CITIZEN_ID, RING)
    assert reseal(protected, NEXT_RING, nowhere).match == protected.match


def test_resealing_is_on_the_record() -> None:
    record: list[Opening] = []
    reseal(protect(NUMBER, CITIZEN_ID, RING), NEXT_RING, record.append)
    assert [opening.purpose for opening in record] == [KEY_ROTATION]


def test_resealing_under_the_same_keys_opens_nothing() -> None:
    protected = protect(NUMBER, CITIZEN_ID, RING)
    assert reseal(protected, RING, refusing) is protected


def test_resealing_renews_the_hash_under_a_new_key() -> None:
    ring = KeyRing(match_key=b"n" * 32, sealing_keys=RING.sealing_keys, current="s1", match_key_id="m2")
    renewed = reseal(protect(NUMBER, CITIZEN_ID, RING), ring, nowhere)
    assert renewed.match == match_hash(NUMBER, CITIZEN_ID, ring)


def test_a_renewed_hash_still_opens() -> None:
    ring = KeyRing(match_key=b"n" * 32, sealing_keys=RING.sealing_keys, current="s1", match_key_id="m2")
    renewed = reseal(protect(NUMBER, CITIZEN_ID, RING), ring, nowhere)
    assert open_sealed(renewed, ring, nowhere, "delivery") == NUMBER


def test_a_printed_ring_shows_no_key() -> None:
    ring = KeyRing(match_key=b"secret-m" * 4, sealing_keys={"s1": b"secret-s" * 4}, current="s1")
    assert "secret" not in f"{ring!r} {ring}"


@pytest.mark.parametrize(
    ("match_key", "sealing_keys", "current", "message"),
    [
        (b"short", {"s1": b"1" * 32}, "s1", "5 bytes"),
        (b"m" * 32, {"s1": b"short"}, "s1", "key s1: 5 bytes"),
        (b"m" * 32, {"s1": b"1" * 32}, "s2", "current"),
        (b"m" * 32, {"s:1": b"1" * 32}, "s:1", "key id"),
        (b"m" * 32, {"s1": b"m" * 32}, "s1", "another"),
        (b"m" * 32, {"m1": b"1" * 32}, "m1", "another"),
    ],
)
def test_an_unusable_ring_is_refused(
    match_key: bytes, sealing_keys: dict[str, bytes], current: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        KeyRing(match_key=match_key, sealing_keys=sealing_keys, current=current)


def test_an_old_form_is_not_sealed() -> None:
    with pytest.raises(ValueError, match="18 characters"):
        protect("420112850307123", CITIZEN_ID, RING)


def test_an_unknown_scheme_is_not_sealed() -> None:
    with pytest.raises(ValueError, match="scheme"):
        protect("91420281MA4K0X1A0R", "USCC", RING)
