"""A load that was killed and run again leaves what one leaves that was not."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.loading.loader import Summary
from graph.engine import Engine, EngineAddress
from tests.adapters.loading.deliveries import first
from tests.adapters.loading.dump import dump
from tests.adapters.loading.killed_load import load_second
from tests.conftest import clean
from tests.graphs import bring_in

ROOT = Path(__file__).parents[3]
BEFORE = datetime(2026, 1, 1, tzinfo=UTC)


async def prepare(engine: Engine, data: Path, *, empty: bool = False) -> None:
    await clean(engine)
    if not empty:
        await bring_in(engine, data, first(), now=BEFORE)


async def kill(address: EngineAddress, data: Path, place: str, number: int) -> int:
    """Loads in a process that kills itself; its exit code."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.adapters.loading.killed_load", cwd=ROOT, stdin=asyncio.subprocess.PIPE
    )
    told = {"address": asdict(address), "data": str(data), "place": place, "number": number}
    await child.communicate(json.dumps(told).encode())
    assert child.returncode is not None
    return child.returncode


async def end_state(engine: Engine, summary: Summary) -> list[str]:
    return [
        *await dump(engine),
        json.dumps(summary.counts, sort_keys=True),
        summary.reject_file.read_text(encoding="utf-8"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("number", range(1, 14))
async def test_killed_between_graph_and_ledger(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path, number: int
) -> None:
    await prepare(engine, tmp_path / "whole")
    whole = await end_state(engine, await load_second(engine, tmp_path / "whole"))
    await prepare(engine, tmp_path / "killed")
    assert await kill(engine_address, tmp_path / "killed", "graph", number) == -signal.SIGKILL
    again = await end_state(engine, await load_second(engine, tmp_path / "killed"))
    assert again == whole


@pytest.mark.slow
@pytest.mark.parametrize("place", ["work", "graph"])
@pytest.mark.parametrize("number", [2, 3, 4, 7, 9, 12, 14])
async def test_the_first_load_of_a_source_killed_around_a_commit(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path, place: str, number: int
) -> None:
    await prepare(engine, tmp_path / "whole", empty=True)
    whole = await end_state(engine, await load_second(engine, tmp_path / "whole"))
    await prepare(engine, tmp_path / "killed", empty=True)
    assert await kill(engine_address, tmp_path / "killed", place, number) == -signal.SIGKILL
    again = await end_state(engine, await load_second(engine, tmp_path / "killed"))
    assert again == whole


@pytest.mark.slow
async def test_control_a_ledger_written_first_loses_rows(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    await prepare(engine, tmp_path / "whole")
    whole = await end_state(engine, await load_second(engine, tmp_path / "whole"))
    await prepare(engine, tmp_path / "killed")
    assert await kill(engine_address, tmp_path / "killed", "naive", 2) == -signal.SIGKILL
    again = await end_state(engine, await load_second(engine, tmp_path / "killed"))
    assert len(again) < len(whole)
