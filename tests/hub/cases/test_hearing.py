"""Performance that a court's own system tells: what must end of the file ends at once, and is told once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from graph.engine import Engine
from hub.cases.hearing import SERVED, Heard, Hearing, PaperServed, WholePerformed
from hub.settings.config import Settings
from tests.graphs import CASE, RING, Node, bring_in
from tests.hub.cases.asking import DEBTOR, LISTING, NOT_BARRED, RESTRICTION, UNIT, Cases, Clock, Desk, assessed
from tests.hub.cases.test_instructions import restricted
from tests.hub.recorded import recorded

SAID: Final = WholePerformed(number=CASE, on="2026-06-05", receipt="LX-2", system="court-cases")


@pytest.fixture
async def hearing(engine: Engine, tmp_path: Path, clock: Clock) -> AsyncIterator[Hearing]:
    settings = Settings(data=tmp_path / "job", dev=True, record_replica="job")
    async with Hearing.over(engine, RING, settings, clock=clock) as made:
        yield made


@pytest.fixture
def performances(desk: Desk) -> Cases:
    return Cases(desk, "Performance", "id version state performedOn receipt history { event by role }")


async def test_f8_read_from_the_courts_it_opens_the_lifts_at_once(
    desk: Desk, clock: Clock, hearing: Hearing, tmp_path: Path
) -> None:
    listings, orders = Cases(desk, "Listing", LISTING), Cases(desk, "Restriction", RESTRICTION)
    listing, order = await desk.published("2026-06-01"), await restricted(desk, "2026-06-01")
    clock.on("2026-06-05")  # a Friday
    assert (await hearing.performed(SAID)).refused is None
    listing, order = await listings.seen(listing), await orders.seen(order)
    assert (listing["state"], order["state"]) == ("DELETION_DUE", "LIFT_DUE")
    for case in (listing, order):
        assert {each["dueAt"] for each in case["deadlines"]} == {"2026-06-10T16:00:00.000000Z"}
        assert case["history"][-1]["event"] == "END" and case["history"][-1]["role"] is None
    # Told again, by the next page or by another system, it moves nothing.
    for again in (SAID, WholePerformed(number=CASE, on="2026-06-05", receipt="R-9", system="accounts")):
        assert (await hearing.performed(again)).refused is None
    assert (await listings.seen(listing))["version"] == listing["version"]


async def test_it_was_the_court_that_said_so_and_that_is_on_the_record(
    desk: Desk, clock: Clock, hearing: Hearing, tmp_path: Path
) -> None:
    clock.on("2026-06-05")
    assert (await hearing.performed(SAID)).refused is None
    entries = [each for each in recorded(tmp_path / "job") if each["operation_name"].startswith("hub sync")]
    assert [(each["operation_name"], each["decision"]) for each in entries] == [
        ("hub sync openPerformance", "OK"),
        ("hub sync", "OK"),
    ]


async def test_what_a_judge_took_back_is_not_taken_from_the_same_receipt_again(
    desk: Desk, clock: Clock, hearing: Hearing, performances: Cases, engine: Engine
) -> None:
    clock.on("2026-06-05")
    case = await performances.open(DEBTOR, "CLERK", performedOn="2026-06-05", receipt="LX-2")
    await performances.move(case, "JUDGE", "withdraw", faultFoundOn="2026-06-05")
    order = await restricted(desk, "2026-06-05")
    assert (await hearing.performed(SAID)).refused is None
    orders = Cases(desk, "Restriction", RESTRICTION)
    assert (await orders.seen(order))["state"] == "SERVED"
    # Another payment is another matter.
    same = WholePerformed(number=CASE, on="2026-06-05", receipt="R-9", system="accounts")
    assert "taken back" in str((await hearing.performed(same)).refused)
    clock.on("2026-06-08")
    again = WholePerformed(number=CASE, on="2026-06-08", receipt="LX-3", system="court-cases")
    assert await hearing.performed(again) == Heard(moved=True)
    assert (await orders.seen(order))["state"] == "LIFT_DUE"


async def test_what_is_not_taken_is_told_with_its_reason_and_ends_nothing(
    desk: Desk, engine: Engine, tmp_path: Path, clock: Clock, hearing: Hearing
) -> None:
    empty = [Node("CASE", "case:2", {"caseNumber": "（2026）鄂0112执2号", "filedOn": "2026-01-05"})]
    await bring_in(engine, tmp_path, empty, source="court", now=datetime(2026, 1, 6, tzinfo=UTC))
    clock.on("2026-06-04")
    orders = Cases(desk, "Restriction", RESTRICTION)
    order = await restricted(desk, "2026-06-01")
    for number in ("（2026）鄂0112执2号", "（2026）鄂0112执3号"):
        nobody = WholePerformed(number=number, on="2026-06-01", receipt="LX-1", system="court-cases")
        assert (
            await hearing.performed(nobody)
        ).refused == f"not taken: {number}: nobody is recorded as its debtor"
    to_come = (await hearing.performed(SAID)).refused
    assert to_come is not None and "performedOn" in to_come
    early = WholePerformed(number=CASE, on="2026-05-01", receipt="LX-1", system="court-cases")
    assert (await orders.seen(order))["state"] == "SERVED"
    heard = await hearing.performed(early)
    assert heard.moved and order["id"] in str(heard.refused)
    assert (await orders.seen(order))["state"] == "SERVED"


async def test_a_part_ends_nothing_and_a_whole_that_becomes_a_part_is_told(
    desk: Desk, clock: Clock, hearing: Hearing
) -> None:
    clock.on("2026-06-05")
    assert await hearing.performed_in_part(SAID) == Heard(moved=False)
    assert await hearing.performed(SAID) == Heard(moved=True)
    assert "told as performed in full before" in str((await hearing.performed_in_part(SAID)).refused)


async def test_a_decision_that_was_served_is_served_here_and_its_executors_are_told(
    desk: Desk, clock: Clock, hearing: Hearing
) -> None:
    clock.on("2026-06-03")
    orders = Cases(desk, "Restriction", RESTRICTION)
    order = await orders.open(DEBTOR, basisRole="DEBTOR", **NOT_BARRED)
    paper = PaperServed(number=CASE, on="2026-06-02", kind="RESTRICTION", document="限7", system="court-cases")
    assert await hearing.served(paper) == Heard(moved=False)  # a draft has no number
    order = await orders.move(order, "PRESIDENT", "issue", decisionNumber="限7", issuedOn="2026-06-02")
    other = PaperServed(number=CASE, on="2026-06-02", kind="RESTRICTION", document="限8", system="court-cases")
    assert await hearing.served(other) == Heard(moved=False)
    # It cannot have been served before it was issued.
    early = PaperServed(number=CASE, on="2026-06-01", kind="RESTRICTION", document="限7", system="court-cases")
    refused = (await hearing.served(early)).refused
    assert refused is not None and order["id"] in refused
    assert await hearing.served(paper) == Heard(moved=True)
    seen = await orders.seen(order)
    assert (seen["state"], seen["servedOn"]) == ("SERVED", "2026-06-02")
    assert seen["history"][-1] == {"event": "SERVE", "state": "SERVED", "role": None}
    assert (await desk.screened(DEBTOR))["underMeasure"]
    assert await hearing.served(paper) == Heard(moved=False)
    assert (await orders.seen(order))["version"] == seen["version"]


async def test_every_decision_that_is_served_with_a_day_alone_is_heard_of() -> None:
    assert {"DETENTION", "EXIT_BAN", "FINE", "JUDICIAL_FINDING", "LISTING", "RESTRICTION"} <= SERVED
    assert "FREEZE" not in SERVED and "PERFORMANCE" not in SERVED


async def test_a_number_that_several_have_is_left_to_an_officer(
    desk: Desk, clock: Clock, hearing: Hearing
) -> None:
    orders = Cases(desk, "Restriction", RESTRICTION)
    await assessed(desk)
    made = []
    for whom in (DEBTOR, UNIT):
        order = await orders.open(whom, basisRole="DEBTOR", **NOT_BARRED)
        made.append(await orders.move(order, "PRESIDENT", "issue", decisionNumber="限7", issuedOn="2026-06-01"))
    paper = PaperServed(number=CASE, on="2026-06-01", kind="RESTRICTION", document="限7", system="court-cases")
    assert "2 of kind RESTRICTION" in str((await hearing.served(paper)).refused)
    assert {(await orders.seen(each))["state"] for each in made} == {"ISSUED"}
    # A paper of another kind is another paper.
    ban = PaperServed(number=CASE, on="2026-06-01", kind="EXIT_BAN", document="限7", system="court-cases")
    assert await hearing.served(ban) == Heard(moved=False)
