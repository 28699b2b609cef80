"""F14: a freeze that is not renewed is warned of 60, 30 and 7 days before and lapses, by the hub's own clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.engine import Engine
from hub.cases.waking import Waking
from tests.graphs import bring_in
from tests.hub.cases.asking import DEBTOR, Cases, Clock, Desk
from tests.hub.cases.freezes import FIELDS, account_ids, in_force, money
from tests.hub.cases.jobs import clocks, job, said

WARNED = [("TERM", "WARNING", 60), ("TERM", "WARNING", 30), ("TERM", "WARNING", 7)]


@pytest.fixture
async def waking(engine: Engine, tmp_path: Path, clock: Clock) -> AsyncIterator[Waking]:
    async with job(engine, tmp_path / "job", clock) as made:
        yield made


@pytest.fixture
async def own(desk: Desk, engine: Engine, tmp_path: Path) -> str:
    """The debtor's own account."""
    await bring_in(engine, tmp_path, money(), source="court", now=datetime(2026, 1, 7, tzinfo=UTC))
    return (await account_ids(desk))["own"]


async def test_f14_warned_of_60_30_and_7_days_before_and_lapsed_on_the_day_after(
    desk: Desk, own: str, waking: Waking, engine: Engine, clock: Clock
) -> None:
    freezes = Cases(desk, "Freeze", FIELDS)
    case = await in_force(freezes, DEBTOR, own)  # on 1 June 2026: its last day is Tuesday 1 June 2027
    for day, hour, heard in (
        ("2027-04-01", 15, 0),  # 2 April begins in Shanghai at 16:00
        ("2027-04-01", 16, 1),
        ("2027-05-01", 15, 1),
        ("2027-05-01", 16, 2),
        ("2027-05-24", 15, 2),
        ("2027-05-24", 16, 3),
        ("2027-06-01", 15, 3),
    ):
        clock.on(day, hour)
        assert (await waking.run()).moved == 0
        assert await said(engine) == WARNED[:heard]
    clock.on("2027-06-01", hour=16)  # 2 June, 00:00
    assert (await waking.run()).line() == "deadlines: 0 warned, 0 breached, 1 moved, 0 waiting"
    case = await freezes.seen(case)
    assert (case["state"], case["allowedEvents"], case["deadlines"]) == ("LAPSED", [], [])
    assert case["history"][-1] == {"event": "TERM_ENDS", "state": "LAPSED", "by": None, "role": None}
    # Nobody had to act, so nothing is overdue; what is over stays so.
    assert await said(engine) == WARNED and await clocks(engine) == {}
    refused = await freezes.refused_move(case, "CLERK", "object", objectedOn="2027-06-01")
    assert (refused["code"], refused["allowed"]) == ("ILLEGAL_STEP", [])


async def test_f14_a_shorter_term_ends_on_its_own_day_though_its_lift_is_due(
    desk: Desk, own: str, waking: Waking, clock: Clock
) -> None:
    freezes = Cases(desk, "Freeze", FIELDS)
    case = await in_force(freezes, DEBTOR, own, termMonths=3)
    assert case["frozenUntil"] == "2026-09-01"
    clock.on("2026-09-01")
    case = await freezes.move(case, "CLERK", "end", liftCause="PERFORMED", endedOn="2026-09-01")
    assert (await freezes.refused_move(case, "CLERK", "termEnds"))["rule"] == "TERM"
    clock.on("2026-09-02")
    assert (await waking.run()).moved == 1
    assert (await freezes.seen(case))["state"] == "LAPSED"
