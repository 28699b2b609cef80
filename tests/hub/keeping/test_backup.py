from __future__ import annotations

import asyncio
import dataclasses
import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graph.engine import Engine, EngineAddress
from hub.keeping.backup import write_backup
from hub.keeping.errors import BackupFailed
from tests.graphs import RING
from tests.hub.keeping.backups import back_up


async def test_the_keys_are_not_in_the_file(graph: Engine, tmp_path: Path) -> None:
    file, _ = await back_up(graph, tmp_path)
    content = gzip.decompress(file.read_bytes())
    assert not any(key in content for key in (RING.match_key, b"m" * 32, *RING.sealing_keys.values()))


async def test_the_file_is_for_its_owner_alone(graph: Engine, tmp_path: Path) -> None:
    file, _ = await back_up(graph, tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600


async def test_an_existing_file_stays(graph: Engine, tmp_path: Path) -> None:
    (tmp_path / "hub.backup").write_text("mine")
    with pytest.raises(BackupFailed, match="exists"):
        await back_up(graph, tmp_path)
    assert (tmp_path / "hub.backup").read_text() == "mine"


async def test_a_missing_folder_is_named(graph: Engine, tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="no such file or folder"):
        await write_backup(graph, RING, tmp_path, tmp_path / "none" / "hub.backup")


async def test_two_backups_do_not_write_one_file(graph: Engine, tmp_path: Path) -> None:
    refused: list[str] = []

    def another(done: int, total: int) -> None:
        try:
            from hub.keeping.archive import ArchiveWriter

            ArchiveWriter(tmp_path / "hub.backup")
        except BackupFailed as error:
            refused.append(str(error))

    await back_up(graph, tmp_path, on_progress=another)
    assert "another backup is writing it" in refused[0]


KILLED = """
import asyncio, json, sys, time
from pathlib import Path
from graph.engine import Engine, EngineAddress
from hub.keeping.backup import write_backup
from tests.graphs import RING

def wait(done, total):
    print("writing", flush=True)
    time.sleep(60)

async def main():
    async with await Engine.open(EngineAddress(**json.loads(sys.stdin.readline()))) as engine:
        await write_backup(engine, RING, Path(sys.argv[1]), Path(sys.argv[2]), on_progress=wait)

asyncio.run(main())
"""


@pytest.mark.slow
async def test_a_killed_backup_leaves_no_file_and_the_next_one_works(
    graph: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    file = tmp_path / "hub.backup"
    command = [sys.executable, "-c", KILLED, str(tmp_path / "audit"), str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path.cwd()) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(dataclasses.asdict(engine_address)).encode() + b"\n")
        process.stdin.flush()
        assert await asyncio.to_thread(process.stdout.readline) == b"writing\n"
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
    assert not file.exists()
    await back_up(graph, tmp_path)
    assert [path.name for path in tmp_path.glob("hub.backup*")] == ["hub.backup"]
