"""A log's own checkpoints, read as a chain, and those that a verifier brings from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from hub.record.checkpoint import SignedCheckpoint, is_whole, note_hash, read_checkpoint, split_notes
from hub.record.finding import Finding, note, wrong
from hub.record.note import BadNote, PublicKey
from hub.record.segments import CHECKPOINTS

BROUGHT_MAX: Final = 1_000_000

Keys = tuple[PublicKey, ...]


class CannotCompare(Exception):
    """More checkpoints were brought than are compared at once, or none at all."""


def chained(
    notes: Sequence[tuple[Path, int]], keys: Keys, log: str | None, report: Callable[[Finding], None]
) -> Iterator[SignedCheckpoint]:
    """The sound checkpoints in the first so many bytes of each file, ever larger; the others are reported.

    `log` is the log that they must be of; None takes the first one's.
    """
    before: bytes | None = None
    known, size, number = True, 0, 0  # whether the note before was one, its size
    for path, file_bytes in notes:
        where, left = f"{path.parent.name}/{path.name}", file_bytes
        with path.open("rb") as stream:
            for piece in split_notes(stream, file_bytes):
                left -= len(piece)
                number += 1
                if not is_whole(piece) and not left and path == notes[-1][0]:
                    report(note(where, "its last checkpoint is broken off (a crash, or a hub that writes)"))
                    continue
                try:
                    found = read_checkpoint(piece, keys)
                except BadNote as error:
                    report(wrong(where, f"checkpoint {number}: {error}"))
                    known = False
                    continue
                log = log or found.log
                if found.log != log:
                    report(wrong(where, f"checkpoint {number}: of another log"))
                elif (known and found.previous != before) or found.size <= size:
                    report(
                        wrong(
                            where, f"checkpoint {number}: does not follow the one before; one or more were moved"
                        )
                    )
                known, before = True, note_hash(piece)
                if found.log == log and found.size > size:
                    size = found.size
                    yield SignedCheckpoint(checkpoint=found, note=piece)


def read_brought(paths: Iterable[Path], keys: Keys) -> tuple[list[SignedCheckpoint], list[Finding]]:
    """The checkpoints in files and in the files *.checkpoints of folders, and what in them is none.

    Raises CannotCompare, OSError.
    """
    brought: list[SignedCheckpoint] = []
    findings: list[Finding] = []
    for file in (each for path in paths for each in _files(path)):
        with file.open("rb") as stream:
            for piece in split_notes(stream, file.stat().st_size):
                if not piece.strip():
                    continue
                if len(brought) >= BROUGHT_MAX:
                    raise CannotCompare(
                        f"{file}: more than {BROUGHT_MAX} checkpoints; the newest of a log stands for all before"
                    )
                try:
                    brought.append(SignedCheckpoint(checkpoint=read_checkpoint(piece, keys), note=piece))
                except BadNote as error:
                    if is_whole(piece):
                        findings.append(wrong(str(file), str(error)))
                    else:
                        findings.append(note(str(file), "a checkpoint in it is broken off"))
    if not brought and not findings:
        raise CannotCompare(f"{', '.join(map(str, paths))}: no checkpoint in it")
    return brought, findings


def _files(path: Path) -> Sequence[Path]:
    return sorted(path.glob(f"*{CHECKPOINTS}")) if path.is_dir() else [path]
