from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.keeping.archive import ArchiveWriter, LineMembers
from hub.keeping.errors import RestoreRefused
from hub.keeping.manifest import Counts, KeyPrints, Manifest
from hub.keeping.reading import verify

# Of a gzip file; it holds bits that mean nothing, as the time it was made.
HEAD_BYTES = 10


def _write(file: Path, rows: int = 5_000) -> bytes:
    """A backup that is larger than any buffer on the way."""
    noise = random.Random(1)
    with ArchiveWriter(file) as archive:
        nodes = LineMembers(archive, "graph/nodes", file.parent)
        for number in range(rows):
            nodes.write([{"id": noise.randbytes(100).hex(), "rk": f"s|{number}", "kind": "COMPANY"}, [{}]])
        nodes.flush()
        record = noise.randbytes(100_000)
        archive.add("record/2026-11-24.jsonl", io.BytesIO(record), len(record))
        counts = Counts()
        counts.nodes["COMPANY"] = counts.statements["COMPANY"] = rows
        archive.finish(
            manifest=Manifest(
                graph_version=1,
                created="2026-11-24T00:00:00.000000Z",
                flavour="neo4j",
                keys=KeyPrints(match={}, sealing={}),
                counts=counts.as_json(),
                members=archive.members,
            )
        )
    return file.read_bytes()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return _write(tmp_path_factory.mktemp("whole") / "hub.backup")


def test_a_whole_file_is_verified(whole: bytes, tmp_path: Path) -> None:
    (tmp_path / "hub.backup").write_bytes(whole)
    assert verify(tmp_path / "hub.backup").counts["nodes"] == {"COMPANY": 5_000}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_anywhere_is_one_line(whole: bytes, tmp_path: Path, place: float, bit: int) -> None:
    flipped = bytearray(whole)
    flipped[HEAD_BYTES + int(place * (len(whole) - HEAD_BYTES))] ^= 1 << bit
    (tmp_path / "flipped").write_bytes(flipped)
    with pytest.raises(RestoreRefused) as caught:
        verify(tmp_path / "flipped")
    assert "\n" not in str(caught.value)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_off_anywhere_is_refused(whole: bytes, tmp_path: Path, place: float) -> None:
    (tmp_path / "cut").write_bytes(whole[: int(place * len(whole))])
    with pytest.raises(RestoreRefused, match=r"not whole|not a backup"):
        verify(tmp_path / "cut")


def test_something_after_the_end_is_refused(whole: bytes, tmp_path: Path) -> None:
    (tmp_path / "twice").write_bytes(whole + whole)
    with pytest.raises(RestoreRefused, match="something follows its end"):
        verify(tmp_path / "twice")
