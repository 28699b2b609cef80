from __future__ import annotations

from pathlib import Path

import pytest

from hub.record import merkle
from hub.record.checkpoint import read_checkpoint, split_notes
from hub.record.errors import RecordDamaged
from hub.record.merkle import verify_consistency, verify_inclusion
from hub.record.proofs import consistency_proof, inclusion_proof
from hub.record.segments import files
from tests.hub.record.logs import KEYS, filled, leaf, leaves


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return filled(tmp_path, 60)


def roots(folder: Path) -> dict[int, bytes]:
    """The signed roots by size."""
    found = {}
    for path in files(folder, ".checkpoints"):
        with path.open("rb") as stream:
            for piece in split_notes(stream, path.stat().st_size):
                checkpoint = read_checkpoint(piece, KEYS)
                found[checkpoint.size] = checkpoint.root
    return found


def test_every_entry_is_proven_to_be_under_every_signed_root(folder: Path) -> None:
    for size, root in roots(folder).items():
        for index in range(0, size, 7):
            proof = inclusion_proof(folder, index, size)
            digest = merkle.leaf_hash(leaves(folder)[index])
            assert verify_inclusion(digest, index, size, proof, root)
            assert not verify_inclusion(merkle.leaf_hash(leaf(999)), index, size, proof, root)


def test_every_signed_root_is_proven_to_begin_with_every_earlier_one(folder: Path) -> None:
    signed = roots(folder)
    for new in signed:
        for old in (size for size in signed if size <= new):
            proof = consistency_proof(folder, old, new)
            assert verify_consistency(old, signed[old], new, signed[new], proof)


def test_what_is_not_there_is_not_proven(folder: Path) -> None:
    with pytest.raises(ValueError, match="no leaf 60"):
        inclusion_proof(folder, 60, 60)
    with pytest.raises(RecordDamaged, match="holds 60 entries, not 61"):
        inclusion_proof(folder, 5, 61)


def test_nothing_is_proven_from_a_changed_log(folder: Path) -> None:
    path = files(folder, ".entries")[0]
    path.write_bytes(path.read_bytes().replace(b"JUDGE", b"CLERK", 1))
    with pytest.raises(RecordDamaged, match="entry 0 is damaged"):
        consistency_proof(folder, 10, 60)
