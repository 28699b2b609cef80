"""A checkpoint: what the hub vouches for about one log at one moment, as a signed note.

    hub-record/LOG                          which log; LOG is 16 random hex digits
    SIZE                                    entries in it
    ROOT                                    root of the Merkle tree over them, base64
    time 2026-11-24T12:00:00.000000Z
    previous HASH                           SHA-256 of the whole note before, base64; `none` for the first
                                            an empty line
    — hub-record SIGNATURE

The first three lines are those of C2SP's tlog-checkpoint. Notes of one log stand one after another in its
files, each naming the one before: none can be taken out, put in or exchanged without breaking the chain.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import IO, Final

from graph.rules.days import stored_instant
from hub.record.merkle import HASH_BYTES
from hub.record.note import CODED_BYTES, SIGNATURE_MARK, BadNote, PublicKey, Signer, text_of

ORIGIN: Final = "hub-record/"
NOTE_BYTES_MAX: Final = 4096
_BEGINNING: Final = ORIGIN.encode()
_FIRST: Final = "none"
_LOG: Final = re.compile(r"[0-9a-f]{16}", re.ASCII)
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkpoint:
    """`previous` is None for the first of a log."""

    log: str
    size: int
    root: bytes
    time: datetime
    previous: bytes | None

    def text(self) -> str:
        before = _FIRST if self.previous is None else _coded(self.previous)
        return (
            f"{ORIGIN}{self.log}\n{self.size}\n{_coded(self.root)}\n"
            f"time {stored_instant(self.time)}\nprevious {before}\n"
        )

    def sign(self, signer: Signer) -> bytes:
        """The note."""
        return signer.sign(self.text())


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with the very bytes that vouch for it."""

    checkpoint: Checkpoint
    note: bytes


def read_checkpoint(note: bytes, keys: tuple[PublicKey, ...]) -> Checkpoint:
    """What a note vouches for. Raises BadNote, also for a text that this hub would not have written."""
    text = text_of(note, keys)
    try:
        origin, size, root, time, previous, _ = text.split("\n")
        log = origin.removeprefix(ORIGIN)
        if not (_LOG.fullmatch(log) and _SIZE.fullmatch(size)):
            raise ValueError
        before = previous.removeprefix("previous ")
        found = Checkpoint(
            log=log,
            size=int(size),
            root=_hash(root),
            time=datetime.fromisoformat(time.removeprefix("time ")).astimezone(UTC),
            previous=None if before == _FIRST else _hash(before),
        )
    except (ValueError, binascii.Error):
        raise BadNote("a note that is no checkpoint of a record") from None
    if found.text() != text:
        raise BadNote("a note that is no checkpoint of a record")
    return found


def note_hash(note: bytes) -> bytes:
    """What the next checkpoint names this one by."""
    return sha256(note).digest()


def split_notes(stream: IO[bytes], size: int) -> Iterator[bytes]:
    """The notes in the first `size` bytes, as they stand, believed in nothing; what is no note comes in pieces.

    A piece may be part of a note: a writer was stopped in the middle, or is not yet through.
    """
    piece = b""
    while size > 0 and (line := stream.readline(min(size, NOTE_BYTES_MAX))):
        size -= len(line)
        if piece and line.startswith(_BEGINNING):
            yield piece
            piece = b""
        piece += line
        if (line.startswith(SIGNATURE_MARK) and line.endswith(b"\n")) or len(piece) >= NOTE_BYTES_MAX:
            yield piece
            piece = b""
    if piece:
        yield piece


def is_whole(piece: bytes) -> bool:
    """Whether a piece ends as a note does: with a signature of full length."""
    last = piece.rpartition(b"\n\n")[2]
    coded = last.rpartition(b" ")[2]
    return last.startswith(SIGNATURE_MARK) and last.endswith(b"\n") and len(coded) == CODED_BYTES + 1


def _coded(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


def _hash(text: str) -> bytes:
    digest = base64.b64decode(text, validate=True)
    if len(digest) != HASH_BYTES:
        raise ValueError
    return digest
