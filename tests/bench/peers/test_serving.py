"""What a peer needs is checked first, and said plainly."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.peers.measure import peers


def test_a_machine_without_node_is_told_so_before_anything_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (row,) = peers(tmp_path, 1, 1)
    assert row.measured == "not measured: no node (20 or newer) and npm: @neo4j/graphql cannot be run"
    assert row.met is None
    assert list(tmp_path.iterdir()) == []


def test_an_old_node_is_told_with_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in {"node": "echo v18.2.0", "npm": "exit 1"}.items():
        tool = tmp_path / name
        tool.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    (row,) = peers(tmp_path, 1, 1)
    assert row.measured == "not measured: node is v18.2.0; needed for @neo4j/graphql: 20 or newer"
