"""Signed notes and the checkpoints that they carry."""

from __future__ import annotations

import base64
import io
import stat
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from hub.keyring.keys import KeyUnusable
from hub.record.checkpoint import Checkpoint, is_whole, note_hash, read_checkpoint, split_notes
from hub.record.note import (
    PRIVATE_KEY_FILE,
    PUBLIC_KEY_FILE,
    BadNote,
    PublicKey,
    Signer,
    load_or_create_signer,
    read_public_keys,
    text_of,
)

SIGNER = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(32)))
OTHER = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\1"))
KEYS = (SIGNER.public,)
FIRST = Checkpoint(
    log="0123456789abcdef",
    size=1000,
    root=sha256(b"root").digest(),
    time=datetime(2026, 11, 24, 12, tzinfo=UTC),
    previous=None,
)
NOTE = FIRST.sign(SIGNER)


def test_the_note_is_the_text_and_one_signature_line() -> None:
    lines = NOTE.decode().split("\n")
    assert lines[:6] == [
        "hub-record/0123456789abcdef",
        "1000",
        base64.b64encode(sha256(b"root").digest()).decode(),
        "time 2026-11-24T12:00:00.000000Z",
        "previous none",
        "",
    ]
    assert lines[6].startswith("— hub-record ") and lines[7:] == [""]


def test_the_key_id_is_that_of_the_signed_note_specification() -> None:
    """The first four bytes of SHA-256 over name, line feed, 0x01 and the public key."""
    raw = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
    assert SIGNER.public.id == sha256(b"hub-record\n\x01" + raw).digest()[:4]


# The example that the notes' first implementation is published with.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
PUBLISHED_NOTE = (
    f"{PUBLISHED_TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZ"
    "SNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_the_published_note_is_read_with_the_published_key() -> None:
    key = PublicKey.parse(PUBLISHED_KEY)
    assert text_of(PUBLISHED_NOTE.encode(), (key,)) == PUBLISHED_TEXT


def test_a_note_says_what_was_signed() -> None:
    assert read_checkpoint(NOTE, KEYS) == FIRST


def test_a_checkpoint_names_the_note_before() -> None:
    second = Checkpoint(log=FIRST.log, size=2000, root=FIRST.root, time=FIRST.time, previous=note_hash(NOTE)).sign(
        SIGNER
    )
    assert read_checkpoint(second, KEYS).previous == sha256(NOTE).digest()


@given(st.integers(0, len(NOTE) - 1), st.integers(1, 255))
def test_no_byte_of_a_note_can_be_changed(place: int, change: int) -> None:
    bent = NOTE[:place] + bytes((NOTE[place] ^ change,)) + NOTE[place + 1 :]
    with pytest.raises(BadNote):
        read_checkpoint(bent, KEYS)


@given(st.binary())
def test_what_is_no_note_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(BadNote):
        read_checkpoint(content, KEYS)


def test_spare_bits_of_a_signature_are_not_overlooked() -> None:
    head, _, last = NOTE.rstrip(b"\n").rpartition(b" ")
    twin = last[:-2] + bytes((last[-2] + 1,)) + last[-1:]  # other bits that base64 throws away
    assert base64.b64decode(twin) == base64.b64decode(last)
    with pytest.raises(BadNote):
        text_of(head + b" " + twin + b"\n", KEYS)


def test_a_note_of_another_key_of_the_same_name_is_not_believed() -> None:
    with pytest.raises(BadNote, match="not among those given"):
        read_checkpoint(FIRST.sign(OTHER), KEYS)


def test_a_note_with_the_id_of_our_key_but_another_signature_is_not_believed() -> None:
    forged = OTHER.sign(FIRST.text())
    head, _, last = forged.rstrip(b"\n").rpartition(b" ")
    coded = base64.b64encode(SIGNER.public.id + base64.b64decode(last)[4:])
    with pytest.raises(BadNote, match="does not fit"):
        read_checkpoint(head + b" " + coded + b"\n", KEYS)


@pytest.mark.parametrize(
    "text",
    [
        "hub-record/0123456789abcdef\n01\n{root}\ntime {time}\nprevious none\n",
        "hub-record/0123456789abcdef\n1\n{root}\ntime {time}\nprevious none\nmore\n",
        "hub-record/0123456789abcdef\n1\n{root}\ntime {time}\n",
        "hub-record/0123456789abcdef\n1\n{root}\ntime 2026-11-24\nprevious none\n",
        "hub-record/0123456789abcdef\n1\nAAAA\ntime {time}\nprevious none\n",
        "hub-record/ABC\n1\n{root}\ntime {time}\nprevious none\n",
        "something else\n",
    ],
)
def test_a_signed_text_of_another_form_is_no_checkpoint(text: str) -> None:
    filled = text.format(root=base64.b64encode(bytes(32)).decode(), time="2026-11-24T12:00:00.000000Z")
    with pytest.raises(BadNote, match="no checkpoint"):
        read_checkpoint(SIGNER.sign(filled), KEYS)


@given(st.integers(0, 3 * len(NOTE)))
def test_notes_are_split_as_they_stand_and_a_part_of_one_is_told(size: int) -> None:
    pieces = list(split_notes(io.BytesIO(NOTE * 3), size))
    assert b"".join(pieces) == (NOTE * 3)[:size]
    assert all(piece == NOTE and is_whole(piece) for piece in pieces[: size // len(NOTE)])
    assert [is_whole(piece) for piece in pieces[size // len(NOTE) :]] == [False] * (size % len(NOTE) > 0)


def test_a_file_that_holds_no_note_is_read_in_pieces() -> None:
    assert max(map(len, split_notes(io.BytesIO(b"x" * 100_000), 100_000))) <= 4096


def test_the_signer_is_the_same_at_the_second_start_and_for_its_owner_alone(tmp_path: Path) -> None:
    first, second = load_or_create_signer(tmp_path), load_or_create_signer(tmp_path)
    assert first.public == second.public
    assert stat.S_IMODE((tmp_path / PRIVATE_KEY_FILE).stat().st_mode) == 0o600
    assert read_public_keys(tmp_path / PUBLIC_KEY_FILE) == (first.public,)


def test_a_signer_shows_no_key() -> None:
    assert "private" not in repr(SIGNER).lower()


@pytest.mark.parametrize("content", ["", "c2VjcmV0", "-----BEGIN PRIVATE KEY-----\nAA==\n"])
def test_a_broken_private_key_is_named_and_not_shown(tmp_path: Path, content: str) -> None:
    (tmp_path / PRIVATE_KEY_FILE).write_text(content)
    with pytest.raises(KeyUnusable) as caught:
        load_or_create_signer(tmp_path)
    assert PRIVATE_KEY_FILE in str(caught.value) and "c2VjcmV0" not in str(caught.value)


@pytest.mark.parametrize(
    "content", ["", "a", "a+b+c", str(SIGNER.public).replace("hub", "hab"), "a+00000000+AQ=="]
)
def test_a_broken_public_key_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "keys.pub").write_text(content)
    with pytest.raises(KeyUnusable, match=r"keys\.pub"):
        read_public_keys(tmp_path / "keys.pub")


def test_a_file_may_hold_the_keys_of_before(tmp_path: Path) -> None:
    (tmp_path / "keys.pub").write_text(f"{OTHER.public}\n\n{SIGNER.public}\n")
    assert read_public_keys(tmp_path / "keys.pub") == (OTHER.public, SIGNER.public)
