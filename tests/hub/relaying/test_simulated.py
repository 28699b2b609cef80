"""`hub simulate-agencies` and `hub relay` together, as a developer runs them: real processes, both engines."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.engine import Engine
from graph.versions import ensure_version
from hub.keyring.keys import load_ring
from hub.settings.config import Settings
from tests.hub.commands.cli import ROOT, hub
from tests.hub.relaying.backlog import debtors, deliveries, issue, states

END_SECONDS = 120


@asynccontextmanager
async def simulator(folder: Path, *arguments: str) -> AsyncIterator[str]:
    """Its address, once it is ready; it ends with 0 when it is told to."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hub", "simulate-agencies", "--dir", str(folder), "--port", "0", *arguments),
        cwd=ROOT,
        env={**os.environ, "HUB_DEV": "1"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdout is not None
    try:
        line = await asyncio.wait_for(child.stdout.readline(), END_SECONDS)
        assert line.startswith(b"ready http://127.0.0.1:")
        yield line.decode().split()[1]
    finally:
        if child.returncode is None:
            child.send_signal(signal.SIGTERM)
        await asyncio.wait_for(child.wait(), END_SECONDS)
    assert child.returncode == 0


async def test_what_was_decided_is_told_to_an_agency_that_is_simulated(
    engine: Engine, engine_settings: dict[str, str], tmp_path: Path
) -> None:
    await ensure_version(engine, datetime.now(UTC))
    data = Path(engine_settings.get("HUB_DATA", tmp_path / "command"))
    *people, _ = await debtors(engine, tmp_path, 6, load_ring(Settings(data=data)))
    await issue(engine, people)
    agencies = tmp_path / "agencies"
    async with simulator(agencies, "--latency", "20"):
        settings = {**engine_settings, "HUB_AGENCIES_DIR": str(agencies)}
        done = await asyncio.to_thread(lambda: hub(data, "relay", "--once", **settings))
    assert (done.code, done.out) == (0, "relay: 6 delivered, 0 waiting, 0 dead\n"), done.err
    assert set((await states(engine)).values()) == {"ACKED"}
    assert {each["ended"] for each in await deliveries(engine)} == {"DELIVERED"}


def test_it_is_for_development_only(tmp_path: Path) -> None:
    ended = hub(tmp_path, "simulate-agencies", "--dir", str(tmp_path / "agencies"), HUB_DEV="0")
    assert ended.code == 1
    assert ended.complaint == "hub: agencies are simulated in development only; allowed: HUB_DEV=1"
    assert not (tmp_path / "agencies").exists()


@pytest.mark.parametrize(("name", "wrong"), [("errors", "1.5"), ("latency", "10001"), ("outages", "-1")])
def test_its_trouble_has_bounds(tmp_path: Path, name: str, wrong: str) -> None:
    ended = hub(tmp_path, "simulate-agencies", "--dir", str(tmp_path / "agencies"), f"--{name}", wrong)
    assert ended.code == 2 and f"--{name}" in ended.err and not (tmp_path / "agencies").exists()


async def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    async with simulator(tmp_path / "one") as url:
        port = url.rpartition(":")[2]
        ended = await asyncio.to_thread(
            lambda: hub(tmp_path, "simulate-agencies", "--dir", str(tmp_path / "two"), "--port", port)
        )
    assert ended.code == 1 and "Address already in use" in ended.complaint
