"""A run killed with kill -9 at each of its commits: what the next one leaves is what one leaves that was not."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.engine import Engine, EngineAddress
from tests.conftest import clean
from tests.hub.syncing.asked import Courts, courts_there, told

ROOT = Path(__file__).resolve().parents[3]
END_SECONDS = 120
KILLS_MAX = 40


async def synced(
    address: EngineAddress,
    folder: Path,
    courts: Courts,
    place: str = "never",
    number: int = 0,
    naive: bool = False,
) -> int:
    """How the process ended; whoever came to its end had no fault."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.hub.syncing.killed_sync"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    said = {
        "address": asdict(address),
        "data": str(folder),
        "agencies": str(courts.folder),
        "place": place,
        "number": number,
        "naive": naive,
        "now": datetime.now(UTC).isoformat(),
    }
    out, _ = await asyncio.wait_for(child.communicate(json.dumps(said).encode() + b"\n"), END_SECONDS)
    assert child.returncode is not None
    assert out.strip() == b""
    return child.returncode


async def whole(engine: Engine, address: EngineAddress, tmp_path: Path, courts: Courts) -> list[list[object]]:
    assert await synced(address, tmp_path / "whole", courts) == 0
    found = await told(engine)
    assert found
    await clean(engine)
    return found


@pytest.mark.slow
async def test_killed_at_each_commit_it_loses_nothing(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    async with courts_there(tmp_path / "agencies") as courts:
        wanted = await whole(engine, engine_address, tmp_path, courts)
        ends = []
        for place in ("before", "after", "cursor"):
            # Each run gets a little further than the one before, until one comes to its end.
            for number in range(1, 2 * KILLS_MAX, 2):
                ends.append(await synced(engine_address, tmp_path / place, courts, place, number))
                if ends[-1] == 0:
                    break
            assert await told(engine) == wanted, place
            assert ends[-1] == 0 and -signal.SIGKILL in ends, place
            ends.clear()
            await clean(engine)


@pytest.mark.slow
async def test_control_a_cursor_that_is_moved_first_loses_a_page(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    async with courts_there(tmp_path / "agencies") as courts:
        wanted = await whole(engine, engine_address, tmp_path, courts)
        code = await synced(engine_address, tmp_path / "killed", courts, "cursor", 1, naive=True)
        assert code == -signal.SIGKILL
        assert await synced(engine_address, tmp_path / "killed", courts, naive=True) == 0
        left = await told(engine)
        assert len(left) < len(wanted)
