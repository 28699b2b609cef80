"""`hub sync` as a user runs it, beside `hub simulate-agencies`: real processes, both engines."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.engine import Engine
from graph.versions import ensure_version
from tests.hub.commands.cli import Ended, hub
from tests.hub.relaying.test_simulated import simulator

LINE = re.compile(
    r"loaded ([a-z-]+): (\d+) new, \d+ changed, (\d+) unchanged, (\d+) rejected(?: \((.+\.csv)\))?\n"
)
# The market's sample names a new representative of whom it tells no person, once.
ASKED = (("MARKET", "market", 1), ("COURT_CASES", "court-cases", 0), ("CASE_ACCOUNTS", "case-accounts", 0))


async def sync(data: Path, agency: str, settings: dict[str, str]) -> Ended:
    return await asyncio.to_thread(lambda: hub(data, "sync", agency, **settings))


async def test_each_agency_that_is_asked_is_in_after_one_command(
    engine: Engine, engine_settings: dict[str, str], tmp_path: Path
) -> None:
    await ensure_version(engine, datetime.now(UTC))
    data = Path(engine_settings.get("HUB_DATA", tmp_path / "command"))
    settings = {**engine_settings, "HUB_AGENCIES_DIR": str(tmp_path / "agencies")}
    async with simulator(tmp_path / "agencies"):
        for agency, system, rejected in ASKED:
            done = await sync(data, agency, settings)
            found = LINE.fullmatch(done.out)
            assert found is not None and found[1] == system, (done.out, done.err)
            assert int(found[4]) == rejected, done.out
            # A file is named where there is one.
            assert (found[5] is not None) is (rejected > 0) and (not found[5] or Path(found[5]).is_file())
            assert done.code == (3 if rejected else 0) and int(found[2]) > 0
            # Within the overlap all of it is told again, and known.
            again = LINE.fullmatch((await sync(data, agency, settings)).out)
            assert again is not None and int(again[2]) == 0 and int(again[3]) > 0


async def test_an_agency_that_is_away_is_one_line(
    engine: Engine, engine_settings: dict[str, str], tmp_path: Path
) -> None:
    await ensure_version(engine, datetime.now(UTC))
    data = Path(engine_settings.get("HUB_DATA", tmp_path / "command"))
    settings = {**engine_settings, "HUB_AGENCIES_DIR": str(tmp_path / "agencies")}
    async with simulator(tmp_path / "agencies"):
        pass
    done = await sync(data, "MARKET", settings)
    assert done.code == 1 and "hub: MARKET registrations: page 1: no connection" in done.err
    assert done.out.startswith("loaded market: 0 new, 0 changed, 0 unchanged, 0 rejected\n")


@pytest.mark.parametrize("agency", ["RAILWAY", "NATIONAL_LIST", "nobody"])
async def test_only_who_is_asked_over_http_can_be_asked(tmp_path: Path, agency: str) -> None:
    async with simulator(tmp_path / "agencies"):
        pass
    done = await sync(tmp_path / "data", agency, {"HUB_AGENCIES_DIR": str(tmp_path / "agencies")})
    assert done.code == 2
    allowed = "CASE_ACCOUNTS, COURT_CASES, MARKET"
    assert done.complaint == f"hub: AGENCY {agency}: not asked over HTTP; allowed: {allowed}"
    assert not (tmp_path / "data").exists()
