"""Clocks by what a hub was given: a court's own time limits, the working days of a further year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from graph.catalogue.in_force import adopt
from graph.catalogue.limits import COLUMNS
from graph.catalogue.rows import built_in
from graph.engine import Engine
from hub.settings.config import Settings
from hub.settings.law import adopt_law
from tests.hub.cases.asking import READ, UNIT, Clock, Desk, assessed
from tests.hub.cases.jobs import clocks, clocks_of_executors, job, said

WEDNESDAY, TUESDAY = "2026-06-10T16:00:00.000000Z", "2026-06-09T16:00:00.000000Z"
ROWS = (
    "LISTING_DELETION,CLOCK,2,WORKING_DAYS,鄂01,某规定,2026-01-01,3,true,1,删除,Deletion",
    "INSTRUCTION_LIFT,CLOCK,1,WORKING_DAYS,鄂0112,某规定,2026-01-01,4,true,,解除,Lift",
)
# All that the law fixes, and a Friday that only an arrangement can tell.
DAYS_OFF = ("2028-01-01", "2028-05-01", "2028-05-02", "2028-06-02", "2028-10-01", "2028-10-02", "2028-10-03")


@pytest.fixture(autouse=True)
def built_in_again() -> Iterator[None]:
    yield
    adopt()


def given(folder: Path, name: str, *lines: str) -> Path:
    file = folder / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


async def performed(desk: Desk, clock: Clock) -> dict[str, Any]:
    """A listing under G1 of 鄂0112, performed on Friday 5 June."""
    case = await desk.published("2026-06-01")
    clock.on("2026-06-05")
    return await desk.move(case, "JUDGE", "end", endCause="PERFORMED", endedOn="2026-06-05")


async def test_clocks_go_by_the_nearest_court_s_own_limit_and_are_set_anew_with_it(
    desk: Desk, engine: Engine, tmp_path: Path, clock: Clock
) -> None:
    case = await performed(desk, clock)
    async with job(engine, tmp_path / "before", clock) as waking:
        await waking.run()
    assert (await clocks(engine))["DELETION"]["dueAt"] == WEDNESDAY
    adopt_law(Settings(data=tmp_path, limits_file=given(tmp_path, "own.csv", ",".join(COLUMNS), *ROWS)))
    async with job(engine, tmp_path / "after", clock) as waking:
        await waking.run()
        assert (await clocks(engine))["DELETION"]["dueAt"] == TUESDAY
        # Monday is the one working day that its own executors have.
        ends = {each["dueAt"] for each in (await clocks_of_executors(engine)).values()}
        assert ends == {"2026-06-08T16:00:00.000000Z"}
        [deadline] = (await desk.ask(READ, {"id": case["id"]}, role="JUDGE"))["deadlines"]
        assert (deadline["dueAt"], deadline["law"]) == (TUESDAY, "某规定(2026-01-01) 第3条")
        clock.on("2026-06-09", hour=16)
        assert (await waking.run()).breached == 1


async def test_an_end_in_a_further_year_is_certain_and_computed_again_once_its_days_are_given(
    desk: Desk, engine: Engine, tmp_path: Path, clock: Clock
) -> None:
    await desk.published("2026-06-01", grounds=("G3",))
    clock.now = datetime(2028, 6, 1, 16, tzinfo=UTC)
    async with job(engine, tmp_path / "before", clock) as waking:
        await waking.run()
    deletion = (await clocks(engine))["DELETION"]  # Friday, Monday, Tuesday
    assert (deletion["dueAt"], deletion["provisional"]) == ("2028-06-06T16:00:00.000000Z", True)
    rows = [f"{day},holiday,2028,某通知" for day in DAYS_OFF]
    adopt_law(Settings(data=tmp_path, calendar_file=given(tmp_path, "2028.csv", "day,kind,edition,source", *rows)))
    async with job(engine, tmp_path / "after", clock) as waking:
        await waking.run()
        deletion = (await clocks(engine))["DELETION"]  # Monday, Tuesday, Wednesday
        assert (deletion["dueAt"], deletion["provisional"]) == ("2028-06-07T16:00:00.000000Z", False)
        clock.on("2028-06-06", hour=17)
        await waking.run()
        assert ("DELETION", "BREACH", -1) not in await said(engine)


async def test_what_is_decided_under_an_edition_of_their_own_keeps_it(
    desk: Desk, engine: Engine, tmp_path: Path, clock: Clock
) -> None:
    before = await desk.published("2026-06-01")
    head, *rows = built_in("measures/HUB-2026-02.csv").splitlines()
    row = next(row for row in rows if "NATURAL_PERSON UNIT,LISTING,INSTRUCTION," in row)
    own = row.replace(row.partition(",")[0], "JP-799", 1)
    given(tmp_path, "editions.csv", "edition,inForceFrom", "HUBEI-2026-06,2026-06-02")
    given(tmp_path, "HUBEI-2026-06.csv", head, own)
    adopt_law(Settings(data=tmp_path, editions_dir=tmp_path))
    clock.on("2026-06-02")
    await assessed(desk)
    after = await desk.published("2026-06-02", UNIT)
    assert (before["edition"], after["edition"]) == ("HUB-2026-02", "HUBEI-2026-06")
    assert after["measures"] == ["JP-799"] and "JP-799" not in before["measures"]
    adopt_law(Settings(data=tmp_path))
    assert (await desk.ask(READ, {"id": after["id"]}, role="JUDGE"))["measures"] == ["JP-799"]
