"""What a writer finds when it starts: how far the log goes, and what a crash left torn behind that.

An entry is acknowledged once it is on disk, so whatever a crash tore stands behind all acknowledged entries,
and behind the newest checkpoint. What does not fit before that was not torn but changed: such a log is
damaged and never continued, for a writer that went on would sign over it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hub.record.checkpoint import Checkpoint, SignedCheckpoint, is_whole, read_checkpoint, split_notes
from hub.record.errors import RecordDamaged
from hub.record.merkle import Tree
from hub.record.note import BadNote, PublicKey
from hub.record.segments import (
    CHECKPOINTS,
    ENTRIES,
    HEADER_BYTES_MAX,
    Header,
    checkpoints_path,
    files,
    first_of,
    lines,
    read_line,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The last segment of a log: whole entries up to byte `entries_bytes` of it, whole notes up to
    `notes_bytes` of the checkpoints beside it. `head` is the log's newest checkpoint.
    """

    header: Header
    tree: Tree
    entries_bytes: int
    notes_bytes: int
    head: SignedCheckpoint | None


def find(folder: Path, key: PublicKey) -> Found | None:
    """The state of the log in the folder, None if there is none yet. Raises RecordDamaged, OSError.

    Reads one segment and the notes beside it, line by line.
    """
    segments = files(folder, ENTRIES)
    notes = files(folder, CHECKPOINTS)
    if not segments:
        if notes:
            raise RecordDamaged(f"{folder}: checkpoints without entries")
        return None
    header = _header(segments[-1])
    note, notes_bytes = _newest_note(folder, notes, header.first)
    head = _checkpoint(folder, note, key, header.log)
    # A segment is begun only after a checkpoint over all before it.
    if header.first and (head is None or head.checkpoint.size < header.first):
        raise RecordDamaged(f"{segments[-1]}: no checkpoint covers the entries before it")
    tree, entries_bytes = _whole_entries(segments[-1], header, head.checkpoint if head else None)
    return Found(header=header, tree=tree, entries_bytes=entries_bytes, notes_bytes=notes_bytes, head=head)


def _header(segment: Path) -> Header:
    with segment.open("rb") as stream:
        try:
            header = Header.from_bytes(stream.readline(HEADER_BYTES_MAX))
        except ValueError:
            raise RecordDamaged(f"{segment}: no header of a segment") from None
    if header.first != first_of(segment):
        raise RecordDamaged(f"{segment}: its header is that of another segment")
    return header


def _newest_note(folder: Path, notes: list[Path], first: int) -> tuple[bytes | None, int]:
    """The newest whole note, and the bytes of whole notes beside the last segment."""
    beside, beside_bytes = checkpoints_path(folder, first), 0
    if notes and first_of(notes[-1]) > first:
        raise RecordDamaged(f"{notes[-1]}: checkpoints without entries")
    for path in reversed(notes):
        newest, whole_bytes = None, 0
        torn = False
        with path.open("rb") as stream:
            for piece in split_notes(stream, path.stat().st_size):
                if torn or (path != beside and not is_whole(piece)):
                    raise RecordDamaged(f"{path}: something in it is no checkpoint")
                if is_whole(piece):
                    newest, whole_bytes = piece, whole_bytes + len(piece)
                else:
                    torn = True
        if path == beside:
            beside_bytes = whole_bytes
        if newest is not None:
            return newest, beside_bytes
    return None, beside_bytes


def _checkpoint(folder: Path, note: bytes | None, key: PublicKey, log: str) -> SignedCheckpoint | None:
    if note is None:
        return None
    try:
        head = read_checkpoint(note, (key,))
    except BadNote as error:
        raise RecordDamaged(f"{folder}: its newest checkpoint: {error}") from None
    if head.log != log:
        raise RecordDamaged(f"{folder}: its newest checkpoint is of another log")
    return SignedCheckpoint(checkpoint=head, note=note)


def _whole_entries(segment: Path, header: Header, head: Checkpoint | None) -> tuple[Tree, int]:
    """The tree over all whole entries, and where the last one ends."""
    tree = header.tree()
    proven = head is None
    with segment.open("rb") as stream:
        end = len(stream.readline(HEADER_BYTES_MAX))
        entries = lines(stream, segment.stat().st_size)
        while True:
            if head is not None and tree.size == head.size:
                if tree.root() != head.root:
                    raise RecordDamaged(f"{segment}: its entries are not those of the newest checkpoint")
                proven = True
            raw = next(entries, b"")
            try:
                line = read_line(raw)
            except ValueError:
                break
            if line.number != tree.size or not line.sound:
                break
            tree.append(line.hash)
            end += len(raw)
    if not proven:
        raise RecordDamaged(f"{segment}: ends before its newest checkpoint does")
    return tree, end
