"""`hub relay` as a user runs it, beside a hub that may be running, on both engines."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.simulating.trouble import Trouble
from graph.engine import Engine
from graph.rules.sealing import KeyRing
from graph.versions import ensure_version
from hub.keyring.keys import load_ring
from hub.settings.config import Settings
from tests.hub.commands.cli import ROOT, Ended, hub
from tests.hub.recorded import recorded
from tests.hub.relaying.agency import Agency, endpoint_in, status
from tests.hub.relaying.backlog import debtors, deliveries, issue
from tests.hub.syncing.asked import courts_there

ENDS_SECONDS = 120


@pytest.fixture
async def data(engine: Engine, engine_settings: dict[str, str], tmp_path: Path) -> Path:
    """The folder of the command: its keys are those by which the debtors' numbers are sealed."""
    await ensure_version(engine, datetime.now(UTC))
    return Path(engine_settings.get("HUB_DATA", tmp_path / "command"))


def ring_of(data: Path) -> KeyRing:
    return load_ring(Settings(data=data))


async def relay(data: Path, settings: dict[str, str], *arguments: str, **more: str) -> Ended:
    return await asyncio.to_thread(lambda: hub(data, "relay", *arguments, **{**settings, **more}))


async def test_what_is_due_is_sent_and_what_is_dead_is_listed_and_put_back(
    engine: Engine, engine_settings: dict[str, str], data: Path, tmp_path: Path, agency: Agency
) -> None:
    *people, _ = await debtors(engine, tmp_path, 3, ring_of(data))
    await issue(engine, people)
    before = len(recorded(data)) if data.exists() else 0
    agency.mishap = lambda got: status(422, message="no") if got.subject == people[0] else None
    folder = {"HUB_AGENCIES_DIR": str(endpoint_in(tmp_path / "agencies", agency.url))}
    done = await relay(data, engine_settings, "--once", **folder)
    assert (done.code, done.out) == (0, "relay: 2 delivered, 0 waiting, 1 dead\n"), done.err
    assert {entry["kind"] for entry in recorded(data)[before:]} == {"OPENING"}
    listed = await relay(data, engine_settings, "--dead")
    assert listed.code == 0 and 'REJECTED 422 {"message":"no"}' in listed.out
    wrong = await relay(data, engine_settings, "--retry", "nothing")
    assert wrong.code == 1
    assert wrong.complaint == "hub: no dead message has this key; allowed: a key that `hub relay --dead` lists"
    key = listed.out.split("  ")[0]
    assert (await relay(data, engine_settings, "--retry", key)).out == f"{key}: put back\n"
    agency.mishap = lambda got: None
    done = await relay(data, engine_settings, "--once", **folder)
    assert done.out == "relay: 1 delivered, 0 waiting, 0 dead\n"


async def test_it_ends_when_it_is_told_to_with_what_it_had_begun(
    engine: Engine, engine_settings: dict[str, str], data: Path, tmp_path: Path, agency: Agency
) -> None:
    *people, _ = await debtors(engine, tmp_path, 12, ring_of(data))
    await issue(engine, people)
    agency.trouble = Trouble(latency=1000)
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hub", "relay"),
        cwd=ROOT,
        env={
            **os.environ,
            "HUB_DATA": str(data),
            "HUB_DEV": "1",
            **engine_settings,
            "HUB_AGENCIES_DIR": str(endpoint_in(tmp_path / "agencies", agency.url)),
        },
        stdout=asyncio.subprocess.PIPE,
    )
    await asyncio.wait_for(agency.asked.wait(), ENDS_SECONDS)
    child.send_signal(signal.SIGTERM)
    out, _ = await asyncio.wait_for(child.communicate(), ENDS_SECONDS)
    sent = len(agency.effects)
    assert child.returncode == 0 and 1 <= sent < 12
    assert out.decode() == f"relay: {sent} delivered, {12 - sent} waiting, 0 dead\n"
    assert sum(each.get("ended") == "DELIVERED" for each in await deliveries(engine)) == sent


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("--once",),
            "HUB_AGENCIES_DIR: nobody is told anything; "
            "allowed: a folder with a file *.toml of an agency that is told",
        ),
        (("--once", "--dead"), "one of --once, --dead and --retry is allowed"),
    ],
)
def test_without_an_endpoint_nothing_is_sent_anywhere(
    tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    ended = hub(tmp_path, "relay", *arguments)
    assert ended.code != 0 and told in " ".join(ended.err.replace("│", " ").split())


async def test_a_folder_of_agencies_that_are_only_asked_tells_nobody(tmp_path: Path) -> None:
    async with courts_there(tmp_path / "agencies") as courts:
        ended = await relay(tmp_path / "data", {}, "--once", HUB_AGENCIES_DIR=str(courts.folder))
    assert ended.code == 1
    assert ended.complaint.endswith("allowed: a folder with a file *.toml of an agency that is told")


def test_a_fault_of_an_endpoint_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "agencies"
    folder.mkdir()
    (folder / "a.toml").write_text('agency = "RAIL"\n', encoding="utf-8")
    ended = hub(tmp_path, "relay", "--once", HUB_AGENCIES_DIR=str(folder))
    assert ended.code == 2
    assert ended.complaint.startswith(f"hub: {folder}/a.toml:1 agency: RAIL: not known; allowed: COURT_CASES")
