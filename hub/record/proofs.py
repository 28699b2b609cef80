"""Proofs from a log on disk, for somebody who holds no more than a checkpoint.

One pass over the log, in memory of a few hashes. A proof needs no trust: whoever gets it checks it with
`merkle.verify_inclusion` or `merkle.verify_consistency` against roots that were signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from hub.record.errors import RecordDamaged
from hub.record.merkle import Range, Tree, consistency_ranges, inclusion_ranges
from hub.record.segments import ENTRIES, HEADER_BYTES_MAX, files, lines, read_line


def inclusion_proof(folder: Path, index: int, size: int) -> list[bytes]:
    """That entry `index` is among the log's first `size`. ValueError if it is not; RecordDamaged, OSError."""
    return _roots(folder, inclusion_ranges(index, size), size)


def consistency_proof(folder: Path, old: int, new: int) -> list[bytes]:
    """That the log's first `new` entries begin with its first `old`. ValueError, RecordDamaged, OSError."""
    return _roots(folder, consistency_ranges(old, new), new)


def _roots(folder: Path, ranges: Sequence[Range], size: int) -> list[bytes]:
    """The roots of the ranges, which do not overlap, in their order."""
    trees = {wanted: Tree() for wanted in ranges}
    ahead = sorted(ranges, reverse=True)
    for number, digest in _leaf_hashes(folder, size):
        if ahead and number >= ahead[-1][1]:
            ahead.pop()
        if ahead and number >= ahead[-1][0]:
            trees[ahead[-1]].append(digest)
    return [trees[wanted].root() for wanted in ranges]


def _leaf_hashes(folder: Path, size: int) -> Iterator[tuple[int, bytes]]:
    expected = 0
    for path in files(folder, ENTRIES):
        with path.open("rb") as stream:
            stream.readline(HEADER_BYTES_MAX)
            for raw in lines(stream, path.stat().st_size):
                if expected == size:
                    return
                try:
                    line = read_line(raw)
                except ValueError:
                    raise RecordDamaged(f"{path}: entry {expected} is damaged") from None
                if line.number != expected or not line.sound:
                    raise RecordDamaged(f"{path}: entry {expected} is damaged")
                yield expected, line.hash
                expected += 1
    if expected < size:
        raise RecordDamaged(f"{folder}: holds {expected} entries, not {size}")
