"""Whoever is listed is restricted, too (限消规定 第一条第二款): a published listing without one is a task."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine
from hub.cases.waking import Waking
from tests.hub.cases.asking import DEBTOR, LISTING, NOT_BARRED, RESTRICTION, UNIT, Cases, Clock, Desk, assessed
from tests.hub.cases.jobs import job, said
from tests.hub.cases.test_instructions import restricted

OVERDUE = "query ($court: String) { overdue(court: $court, first: 200) { edges { node { name dueAt } } } }"


@pytest.fixture
async def waking(engine: Engine, tmp_path: Path, clock: Clock) -> AsyncIterator[Waking]:
    async with job(engine, tmp_path / "job", clock) as made:
        yield made


@pytest.fixture
def listings(desk: Desk) -> Cases:
    return Cases(desk, "Listing", LISTING)


def left(listing: dict[str, Any]) -> list[str]:
    return [each["dueAt"] for each in listing["deadlines"] if each["name"] == "RESTRICTION"]


async def test_it_is_due_from_publication_on_warned_of_and_overdue(
    desk: Desk, clock: Clock, waking: Waking, engine: Engine, listings: Cases
) -> None:
    listing = await desk.published("2026-06-01")  # a Monday
    assert left(listing) == ["2026-06-04T16:00:00.000000Z"]
    clock.on("2026-06-02", hour=16)  # Wednesday, 00:00
    await waking.run()
    clock.on("2026-06-04", hour=16)  # Friday, 00:00
    await waking.run()
    assert [each for each in await said(engine) if each[0] == "RESTRICTION"] == [
        ("RESTRICTION", "WARNING", 1),
        ("RESTRICTION", "BREACH", -1),
    ]
    late = (await desk.ask(OVERDUE, {"court": None}, role="JUDGE"))["edges"]
    assert {"name": "RESTRICTION", "dueAt": "2026-06-04T16:00:00.000000Z"} in [each["node"] for each in late]


async def test_a_restriction_of_the_file_ends_it_in_the_next_pass(
    desk: Desk, clock: Clock, waking: Waking, engine: Engine, listings: Cases
) -> None:
    listing = await desk.published("2026-06-01")
    clock.on("2026-06-02")
    orders = Cases(desk, "Restriction", RESTRICTION)
    order = await orders.open(DEBTOR, basisRole="DEBTOR", **NOT_BARRED)
    await waking.run()
    assert left(await listings.seen(listing))  # a draft is no restriction
    order = await orders.move(order, "PRESIDENT", "issue", decisionNumber="限1", issuedOn="2026-06-02")
    await waking.run()
    assert left(await listings.seen(listing))  # one that is not served may still go
    await orders.move(order, "CLERK", "serve", servedOn="2026-06-02")
    await waking.run()
    seen = await listings.seen(listing)
    assert left(seen) == [] and seen["version"] == listing["version"] + 1
    assert seen["history"][-1] == {
        **seen["history"][-1],
        "event": "RESTRICTED",
        "by": None,
        "role": None,
        "state": seen["state"],
    }
    clock.on("2026-06-30")
    await waking.run()
    assert [each for each in await said(engine) if each[0] == "RESTRICTION"] == []


async def test_who_is_restricted_already_leaves_nothing_to_do(desk: Desk, clock: Clock) -> None:
    await restricted(desk, "2026-06-01")
    assert left(await desk.published("2026-06-01")) == []


async def test_the_restriction_of_another_debtor_leaves_it(desk: Desk, clock: Clock, waking: Waking) -> None:
    listings, orders = Cases(desk, "Listing", LISTING), Cases(desk, "Restriction", RESTRICTION)
    listing = await desk.published("2026-06-01")
    await assessed(desk)
    order = await orders.open(UNIT, basisRole="DEBTOR", **NOT_BARRED)
    order = await orders.move(order, "PRESIDENT", "issue", decisionNumber="限2", issuedOn="2026-06-01")
    await orders.move(order, "CLERK", "serve", servedOn="2026-06-01")
    await waking.run()
    assert left(await listings.seen(listing)) == ["2026-06-04T16:00:00.000000Z"]


async def test_who_has_performed_is_not_restricted_any_more(desk: Desk, clock: Clock, listings: Cases) -> None:
    listing = await desk.published("2026-06-01")
    listing = await desk.move(listing, "JUDGE", "end", endCause="PERFORMED", endedOn="2026-06-01")
    assert left(listing) == []
