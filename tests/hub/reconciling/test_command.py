"""`hub reconcile` as a user runs it, beside `hub simulate-agencies`: real processes, both engines."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.engine import Engine
from graph.rules.reconciling import There
from graph.versions import ensure_version
from hub.keyring.keys import load_ring
from hub.settings.config import Settings
from tests.hub.commands.cli import Ended, hub
from tests.hub.reconciling.railway import five_told, railway_there
from tests.hub.relaying.backlog import debtors, issue
from tests.hub.relaying.test_simulated import simulator


async def command(data: Path, *arguments: str, **settings: str) -> Ended:
    # A busy machine is slow, not wrong.
    return await asyncio.to_thread(lambda: hub(data, *arguments, **settings, HUB_REQUEST_TIMEOUT_SECONDS="60"))


async def test_what_was_decided_agrees_with_an_agency_that_is_simulated(
    engine: Engine, engine_settings: dict[str, str], tmp_path: Path
) -> None:
    await ensure_version(engine, datetime.now(UTC))
    data = Path(engine_settings.get("HUB_DATA", tmp_path / "command"))
    *people, _ = await debtors(engine, tmp_path, 6, load_ring(Settings(data=data)))
    await issue(engine, people)
    agencies = tmp_path / "agencies"
    settings = {**engine_settings, "HUB_AGENCIES_DIR": str(agencies), "HUB_RECONCILE_GRACE_SECONDS": "0"}
    async with simulator(agencies):
        told = await command(data, "relay", "--once", **settings)
        assert told.out == "relay: 6 delivered, 0 waiting, 0 dead\n", told.err
        done = await command(data, "reconcile", "RAILWAY", **settings)
        nothing = await command(data, "reconcile", "MARKET", **settings)
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "reconciled RAILWAY: 6 theirs (6 in force), 6 ours (6 in force), 6 agreed, 0 under way, 0 differences\n"
    )
    assert (nothing.code, nothing.out.partition(",")[0]) == (0, "reconciled MARKET: 0 theirs (0 in force)")
    away = await command(data, "reconcile", "RAILWAY", **settings)
    assert (away.code, away.out) == (1, "reconciled RAILWAY: nothing was compared\n")
    assert away.complaint.startswith("hub: RAILWAY held: page 1: no connection")


async def test_a_difference_ends_with_a_code_of_its_own_and_a_file(
    engine: Engine, engine_settings: dict[str, str], tmp_path: Path
) -> None:
    await ensure_version(engine, datetime.now(UTC))
    data = Path(engine_settings.get("HUB_DATA", tmp_path / "command"))
    async with railway_there(tmp_path) as railway:
        settings = {**engine_settings, "HUB_AGENCIES_DIR": str(railway.folder)}
        await five_told(engine, railway, tmp_path)
        railway.put(4, There.IN_FORCE)
        young = await command(data, "reconcile", "RAILWAY", **settings)  # less than a day ago
        assert (young.code, "1 under way, 0 differences" in young.out) == (0, True), young.err
        done = await command(data, "reconcile", "RAILWAY", **settings, HUB_RECONCILE_GRACE_SECONDS="0")
        assert (done.code, done.complaint) == (3, "STILL_IN_FORCE_THERE: 1")
        file = Path(done.out.rpartition("(")[2].rstrip(")\n"))
        assert len(file.read_text(encoding="utf-8").splitlines()) == 2
        railway.register.count_off = -10  # a page that is wrong
        wrong = await command(data, "reconcile", "RAILWAY", **settings)
    assert (wrong.code, wrong.out) == (2, "reconciled RAILWAY: nothing was compared\n")
    allowed = "allowed: a whole number from 0 to 999999999"
    assert wrong.complaint == f"hub: RAILWAY held: page 1: line 1: total is -5; {allowed}"


@pytest.mark.parametrize("agency", ["HOUSING", "COURT_CASES", "nobody"])
async def test_only_who_tells_what_it_holds_can_be_compared(tmp_path: Path, agency: str) -> None:
    async with simulator(tmp_path / "agencies"):
        pass
    done = await command(tmp_path / "data", "reconcile", agency, HUB_AGENCIES_DIR=str(tmp_path / "agencies"))
    assert done.code == 2
    said = f"hub: AGENCY {agency}: tells no list of what it holds over HTTP; allowed: MARKET, RAILWAY"
    assert done.complaint == said
    assert not (tmp_path / "data").exists()
