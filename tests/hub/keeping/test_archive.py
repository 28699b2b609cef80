from __future__ import annotations

import io
import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.keeping.archive import ArchiveWriter
from hub.keeping.errors import BackupFailed, on_disk
from hub.keeping.manifest import KeyPrints, Manifest, NotAManifest

SMALL_BYTES = 64 << 10


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file of this process may grow past `SMALL_BYTES`, which fails like a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL_BYTES, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_one_line_and_leaves_nothing(tmp_path: Path, small_disk: None) -> None:
    file = tmp_path / "hub.backup"
    content = os.urandom(16 * SMALL_BYTES)
    with (
        pytest.raises(BackupFailed, match=f"^{file}: the file grew larger than its disk allows$"),
        on_disk(file, BackupFailed),
        ArchiveWriter(file) as archive,
    ):
        archive.add("record/a.jsonl", io.BytesIO(content), len(content))
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_the_place_of_the_part_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("mine")
    (tmp_path / "hub.backup.part").symlink_to(tmp_path / "target")
    with pytest.raises(BackupFailed):
        ArchiveWriter(tmp_path / "hub.backup")
    assert (tmp_path / "target").read_text() == "mine"


def test_a_manifest_comes_back_as_it_was() -> None:
    keys = KeyPrints(match={"m1": "a"}, sealing={"s1": "b"})
    manifest = Manifest(graph_version=1, created="x", flavour="neo4j", keys=keys, counts={"loads": 1}, members={})
    assert Manifest.from_bytes(manifest.to_bytes()) == manifest


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format": "hub-backup", "formatVersion": 1}'])
def test_other_json_is_no_manifest(content: bytes) -> None:
    with pytest.raises(NotAManifest):
        Manifest.from_bytes(content)
