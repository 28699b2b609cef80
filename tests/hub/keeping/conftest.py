"""The small graph to back up, and its backups: made once an engine, since restoring must not change them."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from graph.engine import Engine
from graph.versions import ensure_version
from tests.conftest import clean
from tests.graphs import Node, Tie, bring_in
from tests.hub.keeping.backups import FILE, ROWS, START, back_up, day_file
from tests.hub.record.logs import leaf, opened


@pytest.fixture
async def graph(engine: Engine, tmp_path: Path) -> Engine:
    """Two loads, a month before now: the second changes a name and closes nothing."""
    await _told_twice(engine, tmp_path)
    return engine


async def _told_twice(engine: Engine, folder: Path) -> None:
    await ensure_version(engine, START)
    await bring_in(engine, folder / "data", ROWS, now=START)
    changed = [
        Node("COMPANY", "c2", {"name": "黄河实业有限公司"}),
        Tie("SHAREHOLDER_OF", "c1", "c2", {"share": "0.2"}),
    ]
    await bring_in(engine, folder / "data", changed, now=START + timedelta(days=1))


@pytest.fixture(scope="session")
def kept_backups(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept-backups")


@pytest.fixture
async def file(engine: Engine, engine_name: str, kept_backups: Path, tmp_path: Path) -> Path:
    """A backup, and an empty graph to restore it to."""
    kept = kept_backups / engine_name / "file"
    if not (kept / FILE).exists():
        await _told_twice(engine, kept)
        day_file(kept / "data")
        await back_up(engine, kept)
        await clean(engine)
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    return tmp_path / FILE


@pytest.fixture
async def recorded(engine: Engine, engine_name: str, kept_backups: Path, tmp_path: Path) -> Path:
    """A backup made while a hub wrote to its log; its folder holds the log as it went on."""
    kept = kept_backups / engine_name / "recorded"
    if not (kept / FILE).exists():
        await _told_twice(engine, kept)
        log = opened(kept / "data" / "record")
        log.append([leaf(n, f"s{n}") for n in range(45)])
        await back_up(engine, kept)
        log.append([leaf(n) for n in range(45, 60)])
        log.close()
        await clean(engine)
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    return tmp_path / FILE
