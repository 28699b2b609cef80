"""What an agency holds against what it was told, over HTTP: each planted difference, and no other."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response

from adapters.agencies.mapping import Answered
from graph.engine import Engine
from graph.rules.reconciling import Difference, Found, Reconciled, There
from graph.statement import Statement
from hub.door.own import own_door
from hub.reconciling.ours import Ours, TooManyMessages
from hub.reconciling.report import Outcome, write_differences
from tests.hub.reconciling.railway import XML, Railway, five_told, railway_there, reconcile, relay, settings_in
from tests.hub.relaying.agency import status
from tests.hub.relaying.backlog import citizen_id, debtors, deliveries, issue, lift, states

Told = list[dict[str, Any]]


@pytest.fixture
async def railway(tmp_path: Path) -> AsyncIterator[Railway]:
    async with railway_there(tmp_path) as there:
        yield there


def judged(done: Outcome) -> Reconciled:
    assert done.found is not None
    return done.found


def classes(done: Outcome) -> list[str]:
    return [each.difference.value for each in judged(done).differences]


async def test_what_was_decided_and_told_agrees_and_the_run_changes_nothing(
    engine: Engine, tmp_path: Path, railway: Railway
) -> None:
    await five_told(engine, railway, tmp_path)
    before = await states(engine), await deliveries(engine)
    done = await reconcile(engine, railway, tmp_path)
    line = "reconciled RAILWAY: 5 theirs (4 in force), 5 ours (4 in force), 5 agreed, 0 under way, 0 differences"
    assert (done.line(), done.faults, done.classes()) == (line, (), [])
    # Three pages, and the empty one behind them; all of it from the beginning.
    assert [query.partition("pageNo=")[2] for query in railway.register.asked] == ["1", "2", "3", "4"]
    assert railway.register.asked[0].startswith("since=1970-01-02")
    assert (await states(engine), await deliveries(engine)) == before
    assert done.file is None and not list(tmp_path.glob("rejects/*differences*"))


async def test_what_is_told_and_held_in_xml_is_the_same(engine: Engine, tmp_path: Path) -> None:
    async with railway_there(tmp_path, XML) as railway:
        # Whoever holds nothing yet says so without an element.
        assert (await reconcile(engine, railway, tmp_path)).line().startswith("reconciled RAILWAY: 0 theirs")
        await five_told(engine, railway, tmp_path)
        [first, *_] = railway.agency.arrived
        assert (first.payload["name"], first.payload["op"]) == ("甲", "A")
        done = await reconcile(engine, railway, tmp_path)
    line = "reconciled RAILWAY: 5 theirs (4 in force), 5 ours (4 in force), 5 agreed, 0 under way, 0 differences"
    assert (done.line(), done.faults, done.classes()) == (line, (), [])


Plant = Callable[[Railway], None]
PLANTED: list[tuple[Plant, str, int | None, str, str]] = [
    (lambda rail: rail.drop(1), "MISSING_THERE", 1, "EXECUTED", ""),
    (lambda rail: rail.add(), "UNKNOWN_HERE", None, "", "IN_FORCE"),
    (lambda rail: rail.put(4, There.IN_FORCE), "STILL_IN_FORCE_THERE", 4, "LIFTED", "IN_FORCE"),
    (lambda rail: rail.put(2, There.LIFTED), "LIFTED_THERE", 2, "EXECUTED", "LIFTED"),
    (lambda rail: setattr(rail.register, "count_off", 1), "COUNT", None, "5", "6"),
]


@pytest.mark.parametrize(("plant", "difference", "place", "here", "there"), PLANTED, ids=[p[1] for p in PLANTED])
async def test_a_difference_that_is_planted_is_found_and_nothing_else(
    engine: Engine,
    tmp_path: Path,
    railway: Railway,
    plant: Plant,
    difference: str,
    place: int | None,
    here: str,
    there: str,
) -> None:
    told = await five_told(engine, railway, tmp_path)
    plant(railway)
    done = await reconcile(engine, railway, tmp_path)
    [found] = judged(done).differences
    assert (found.difference, found.ours, found.theirs) == (difference, here, there)
    assert found.instruction == ("" if place is None else told[place]["key"])
    assert judged(done).agreed == (5 if place is None else 4)
    assert (done.classes(), done.faults) == ([f"{difference}: 1"], ())


async def test_one_dropped_and_one_added_is_found_where_counts_are_the_same(
    engine: Engine, tmp_path: Path, railway: Railway
) -> None:
    await five_told(engine, railway, tmp_path)
    railway.drop(0)
    railway.add()
    done = await reconcile(engine, railway, tmp_path)
    found = judged(done)
    # The control: all that a comparison of counts would see.
    assert (found.theirs, found.theirs_in_force) == (found.ours, found.ours_in_force) == (5, 4)
    assert classes(done) == ["UNKNOWN_HERE", "MISSING_THERE"]


async def test_all_differences_are_in_a_file_for_its_owner_without_a_number(
    engine: Engine, tmp_path: Path, railway: Railway
) -> None:
    told = await five_told(engine, railway, tmp_path)
    railway.put(4, There.IN_FORCE)
    railway.drop(0)
    railway.add(citizen_id(0))  # an id that is somebody's number
    done = await reconcile(engine, railway, tmp_path)
    assert done.file is not None and done.file.parent == tmp_path / "rejects"
    assert done.file.stat().st_mode & 0o077 == 0
    assert done.line().endswith(f"5 ours (4 in force), 3 agreed, 0 under way, 3 differences ({done.file})")
    text = done.file.read_text(encoding="utf-8")
    assert "42011219850307" not in text
    rows = list(csv.DictReader(text.splitlines()))
    assert list(rows[0]) == ["instruction", "case", "measure", "class", "ours", "theirs", "since", "id"]
    assert [(row["class"], row["instruction"], row["ours"], row["theirs"]) for row in rows] == [
        ("STILL_IN_FORCE_THERE", told[4]["key"], "LIFTED", "IN_FORCE"),
        ("UNKNOWN_HERE", "", "", "IN_FORCE"),
        ("MISSING_THERE", told[0]["key"], "EXECUTED", ""),
    ]
    assert {row["case"] for row in rows} == {"（2026）鄂0112执1号", ""}
    assert rows[1]["since"] == "2026-06-01T00:00:00.000000Z" and rows[1]["id"].startswith("420112***")
    arrived = {each["key"]: each for each in await deliveries(engine)}[rows[2]["id"]]
    assert (arrived["instruction"], arrived["endedAt"]) == (told[0]["key"], rows[2]["since"])


async def test_what_is_on_its_way_is_counted_and_no_difference(
    engine: Engine, tmp_path: Path, railway: Railway
) -> None:
    told = await five_told(engine, railway, tmp_path)
    await issue(engine, [told[0]["subject"]])  # not sent yet
    await lift(engine, told[1])
    found = judged(await reconcile(engine, railway, tmp_path))
    assert (found.ours, found.agreed, found.under_way, found.differences) == (6, 4, 2, ())
    # What they have not taken over yet from what just arrived.
    await relay(engine, railway, tmp_path)
    railway.drop(0)
    assert classes(await reconcile(engine, railway, tmp_path)) == ["MISSING_THERE"] * 2
    found = judged(await reconcile(engine, railway, tmp_path, hours=24))
    assert (found.under_way, found.differences) == (2, ())


async def test_what_is_dead_is_found_and_what_its_executor_will_not_carry_out_is_not(
    engine: Engine, tmp_path: Path, railway: Railway
) -> None:
    *people, nameless = await debtors(engine, tmp_path, 1)
    [dead] = await issue(engine, [nameless])
    railway.agency.result = Answered.RETURNED
    await issue(engine, people)
    await relay(engine, railway, tmp_path)
    done = await reconcile(engine, railway, tmp_path)
    [found] = judged(done).differences
    assert (found.difference, found.instruction, found.ours) == ("NEVER_ARRIVED", dead["key"], "ISSUED")
    assert (judged(done).ours, judged(done).agreed) == (2, 1)


async def test_a_list_that_breaks_off_proves_nothing_by_what_is_absent(
    engine: Engine, tmp_path: Path, railway: Railway
) -> None:
    told = await five_told(engine, railway, tmp_path)
    railway.put(4, There.IN_FORCE)
    railway.register.held = lambda: railway.agency.holds()[::-1]  # the lifted one on the first page
    wrong: dict[int, Response] = {2: Response(b"[", media_type="application/json")}
    railway.register.mishap = wrong.get
    done = await reconcile(engine, railway, tmp_path)
    [found] = judged(done).differences
    assert (found.difference, found.instruction) == ("STILL_IN_FORCE_THERE", told[4]["key"])
    assert (judged(done).agreed, judged(done).unjudged, done.broken) == (1, 3, True)
    assert "1 agreed, 0 under way, 3 not judged, 1 difference (" in done.line()
    assert done.faults == ("RAILWAY held: page 2: no JSON from line 1, column 2 on",)


@pytest.mark.parametrize("code", [503, 400])
async def test_who_is_away_is_compared_with_nothing(
    engine: Engine, tmp_path: Path, railway: Railway, code: int
) -> None:
    await five_told(engine, railway, tmp_path)
    railway.register.mishap = lambda number: status(code)
    done = await reconcile(engine, railway, tmp_path)
    assert (done.found, done.broken, done.line()) == (None, False, "reconciled RAILWAY: nothing was compared")
    assert done.faults[0].startswith("RAILWAY held: page 1: ")


async def test_a_run_has_an_end_and_says_so(engine: Engine, tmp_path: Path, railway: Railway) -> None:
    await five_told(engine, railway, tmp_path)
    done = await reconcile(engine, railway, tmp_path, pages_max=2)
    assert (classes(done), judged(done).unjudged, judged(done).agreed) == ([], 0, 5)  # the fifth ended here
    assert done.faults == ("RAILWAY held: 2 pages, and there are more; allowed: 2",) and done.broken


async def test_an_entry_with_a_new_status_leaves_the_list_unproven(
    engine: Engine, tmp_path: Path, railway: Railway
) -> None:
    await five_told(engine, railway, tmp_path)
    railway.drop(0)
    railway.register.records = ({"serial": "x", "state": "7"},)
    done = await reconcile(engine, railway, tmp_path)
    assert (classes(done), judged(done).unjudged, done.broken) == ([], 1, True)
    assert len(done.faults) == 1
    assert "record 1: state: 7: no code of HELD; allowed: 1, 0" in done.faults[0]


async def test_a_list_that_becomes_shorter_while_it_is_read_is_to_be_read_again(
    engine: Engine, tmp_path: Path, railway: Railway
) -> None:
    await five_told(engine, railway, tmp_path)

    def shorter(number: int) -> None:
        if number == 2:
            railway.drop(0)  # what stood first on the second page stands on the first one now

    railway.register.mishap = shorter
    done = await reconcile(engine, railway, tmp_path)
    assert (classes(done), judged(done).unjudged, done.broken) == ([], 1, False)
    assert done.faults == ("RAILWAY held: it became shorter while it was read; run it again",)


async def test_a_list_that_grows_while_it_is_read_has_no_count_and_is_judged(
    engine: Engine, tmp_path: Path, railway: Railway
) -> None:
    await five_told(engine, railway, tmp_path)

    def longer(number: int) -> None:
        if number == 2:
            railway.add()

    railway.register.mishap = longer
    done = await reconcile(engine, railway, tmp_path)
    assert (classes(done), done.faults) == (["UNKNOWN_HERE"], ())


async def test_our_side_is_the_same_in_pages_of_any_size_and_has_an_end(
    engine: Engine, tmp_path: Path, railway: Railway
) -> None:
    told = await five_told(engine, railway, tmp_path)
    # Whatever the clocks of those who wrote were: long ago, and far from now.
    for at in (datetime(2019, 3, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)):
        told += await issue(engine, [told[0]["subject"]], at)
    async with own_door(engine, settings_in(tmp_path)) as door:
        whole = await Ours(door=door, agency="RAILWAY").told()
        assert sorted(each.key for each in whole) == sorted(each["key"] for each in told)
        assert sorted(len(each.ids) for each in whole) == [1, 1, 1, 1, 1, 1, 2]
        for page in (1, 2, 3):
            assert await Ours(door=door, agency="RAILWAY", page=page).told() == whole
        assert await Ours(door=door, agency="RAIL").told() == []
        few = Ours(door=door, agency="RAILWAY", page=2, pages_max=4)
        with pytest.raises(TooManyMessages, match="RAILWAY: more messages than are compared; allowed: 4 pages"):
            await few.told()


async def test_a_notice_of_repair_is_nothing_that_an_agency_holds(
    engine: Engine, tmp_path: Path, railway: Railway
) -> None:
    told = await five_told(engine, railway, tmp_path)
    text = "MATCH (i:Instruction {key: $p.key}) SET i.repairs = 'a listing'"
    await engine.write([Statement(text=text, parameters={"p": {"key": told[3]["key"]}})])
    railway.drop(3)
    found = judged(await reconcile(engine, railway, tmp_path))
    assert (found.ours, found.agreed, found.differences) == (4, 4, ())


def test_a_cell_that_a_spreadsheet_would_run_is_a_text(tmp_path: Path) -> None:
    write_differences(tmp_path / "f.csv", [Found(difference=Difference.UNKNOWN_HERE, id="=1+1")])
    assert (tmp_path / "f.csv").read_text(encoding="utf-8").splitlines()[1] == ",,,UNKNOWN_HERE,,,,'=1+1"
