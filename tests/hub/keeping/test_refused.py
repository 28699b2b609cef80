from __future__ import annotations

import io
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.engine import Engine
from graph.rules.sealing import KeyRing
from graph.versions import GRAPH_VERSION, GraphUnversioned, ensure_version
from hub.keeping.errors import RestoreFailed, RestoreRefused
from hub.keeping.manifest import MANIFEST
from hub.keeping.restore import restore_backup
from tests.graphs import RING, Node, bring_in
from tests.hub.keeping.backups import alter, forged, with_manifest
from tests.hub.keeping.graph_dump import dump

OTHER_RING = KeyRing(match_key=b"n" * 32, sealing_keys={"s1": b"s" * 32}, current="s1")


async def _is_empty(engine: Engine) -> bool:
    found = await dump(engine)
    return not (found["nodes"] or found["statements"] or found["loads"])


async def _refused(engine: Engine, file: Path, match: str, ring: KeyRing = RING) -> None:
    with pytest.raises(RestoreRefused, match=match) as caught:
        await restore_backup(engine, ring, file.parent / "restored", file)
    assert "\n" not in str(caught.value)
    assert await _is_empty(engine)


async def test_a_changed_fact_is_refused(engine: Engine, file: Path) -> None:
    changed = alter(file, lambda name, content: content.replace(b'"share":0.1', b'"share":0.9'))
    await _refused(engine, changed, "damaged: graph/relations-0001.jsonl is not what was written")


async def test_a_changed_record_is_refused(engine: Engine, file: Path) -> None:
    changed = alter(file, lambda name, content: b"{}\n" if name.startswith("record/") else content)
    await _refused(engine, changed, "damaged: record/2026-11-02.jsonl")


async def test_a_missing_member_is_refused(engine: Engine, file: Path) -> None:
    changed = alter(file, lambda name, content: None if "relations" in name else content)
    await _refused(engine, changed, "not whole: graph/relations-0001.jsonl is missing")


async def test_a_missing_manifest_is_refused(engine: Engine, file: Path) -> None:
    changed = alter(file, lambda name, content: None if name == MANIFEST else content)
    await _refused(engine, changed, "not whole: its manifest")


async def test_a_truncated_file_is_refused(engine: Engine, file: Path) -> None:
    content = file.read_bytes()
    for length in (0, 5, len(content) // 2, len(content) - 4):
        part = file.with_name("part")
        part.write_bytes(content[:length])
        await _refused(engine, part, "not whole|not a backup")


async def test_a_flipped_bit_is_refused(engine: Engine, file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 1
    flipped = file.with_name("flipped")
    flipped.write_bytes(content)
    await _refused(engine, flipped, "damaged")


async def test_another_kind_of_file_is_refused(engine: Engine, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("hello")
    await _refused(engine, other, "not a backup of a hub")


async def test_another_archive_is_refused(engine: Engine, tmp_path: Path) -> None:
    other = tmp_path / "other.tar.gz"
    with tarfile.open(other, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("../passwd"), io.BytesIO())
    await _refused(engine, other, "holds another file")


async def test_a_missing_file_is_refused(engine: Engine, tmp_path: Path) -> None:
    await _refused(engine, tmp_path / "none", "no such file")


async def test_another_format_is_refused(engine: Engine, file: Path) -> None:
    await _refused(engine, with_manifest(file, formatVersion=2), "a backup of format 2; this hub reads format 1")


async def test_a_graph_of_a_newer_hub_is_refused(engine: Engine, file: Path) -> None:
    newer = with_manifest(file, graphVersion=GRAPH_VERSION + 1)
    await _refused(engine, newer, f"a graph of version {GRAPH_VERSION + 1}")


async def test_counts_that_are_not_true_are_refused(engine: Engine, file: Path) -> None:
    counts = {"nodes": {"COMPANY": 2}, "statements": {}, "relations": {}, "loads": 2}
    await _refused(engine, with_manifest(file, counts=counts), "other numbers of facts")


async def test_other_keys_are_refused(engine: Engine, file: Path) -> None:
    await _refused(engine, file, r"made under other keys \(m1 differ\)", OTHER_RING)


async def test_a_graph_that_is_not_empty_is_refused(engine: Engine, file: Path, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path / "other", [Node("COMPANY", "x", {"name": "另一家"})])
    before = await dump(engine)
    with pytest.raises(RestoreRefused, match="not empty: it holds 1 Node nodes; allowed: an empty graph"):
        await restore_backup(engine, RING, tmp_path / "data", file)
    assert await dump(engine) == before


async def test_a_restore_that_broke_off_leaves_a_graph_that_no_hub_serves(engine: Engine, file: Path) -> None:
    orphan = forged(file, b'"made|c2",{', b'"made|gone",{')
    with pytest.raises(RestoreFailed, match=r"broke off .* leads from or to a record that is not in it"):
        await restore_backup(engine, RING, file.parent / "restored", orphan)
    with pytest.raises(GraphUnversioned):
        await ensure_version(engine, datetime.now(UTC))
