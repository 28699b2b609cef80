"""An agency is asked page by page: all of it is in the graph, once, and the next run goes on from there."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from starlette.responses import JSONResponse, Response

from adapters.loading.summary import Outcome
from graph.engine import Engine
from graph.statement import Statement
from tests.conftest import clean
from tests.hub.syncing.asked import Courts, case_numbers, courts_there, run, told

BEGINNING = "1970-01-02 08:00:00"  # 1970-01-02 UTC in Asia/Shanghai: nothing is asked since before it


@pytest.fixture
async def courts(tmp_path: Path) -> AsyncIterator[Courts]:
    async with courts_there(tmp_path / "agencies") as courts:
        yield courts


async def test_all_that_the_courts_tell_is_in_and_the_same_again_changes_nothing(
    engine: Engine, tmp_path: Path, courts: Courts
) -> None:
    done = await run(engine, courts, tmp_path)
    assert (done.faults, done.summary.rejected) == ((), 0), done
    assert done.summary.line().startswith("loaded court-cases: ")
    assert done.summary.total(Outcome.NEW) > 0 and done.summary.total(Outcome.CHANGED) == 0
    assert await case_numbers(engine) == ["（2026）鄂0112执1021号", "（2026）鄂0112执恢7号"]
    text = "MATCH (a:Node)-[:PARTY_TO]->(b:Node) RETURN count(*)"
    assert await engine.read(Statement(text=text)) == [[len(courts.registers["parties"].records)]]
    # Since the beginning; then the next page by its cursor.
    first, second = map(parse_qs, courts.asked("filings"))
    assert first == {"gxsj": [BEGINNING], "size": ["1"]}
    assert second == {"gxsj": [BEGINNING], "size": ["1"], "cursor": ["c-1"]}
    before = await told(engine)
    # A register that answers everything again, whatever is asked: the facts are known.
    for register in courts.registers.values():
        register.changed_at = datetime.now(UTC) + timedelta(days=1)
    again = await run(engine, courts, tmp_path)
    assert await told(engine) == before
    assert (again.summary.total(Outcome.NEW), again.summary.total(Outcome.CHANGED)) == (0, 0)
    rows = [sum(each.summary.total(one) for one in Outcome if one != Outcome.MERGED) for each in (done, again)]
    assert rows[0] == rows[1] == again.summary.total(Outcome.UNCHANGED)


async def test_the_next_run_asks_since_the_last_one_began(engine: Engine, tmp_path: Path, courts: Courts) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    await run(engine, courts, tmp_path, clock=lambda: now)
    done = await run(engine, courts, tmp_path)
    local = (now - timedelta(seconds=300) + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M:%S")
    assert parse_qs(courts.asked("filings")[-1]) == {"gxsj": [local], "size": ["1"]}
    # The courts' records changed before that.
    assert sum(done.summary.total(each) for each in Outcome) == 0
    # Where nothing was rejected there is no file.
    assert not done.summary.reject_file.exists()
    assert list((tmp_path / "rejects").iterdir()) == []


async def test_what_happened_in_a_case_is_told_to_the_desk(engine: Engine, tmp_path: Path, courts: Courts) -> None:
    done = await run(engine, courts, tmp_path)
    assert courts.asked("services") != []
    assert "performances: 1 moved a case at the desk" in done.summary.notes
    assert any(note.startswith("closings: ") for note in done.summary.notes)


def saying(body: bytes) -> Response:
    return Response(body, media_type="application/json")


@pytest.mark.parametrize(
    ("wrong", "reason", "broken"),
    [
        (saying(b'{"code": "0",\n "data": nul}'), "page 2: no JSON from line 2, column 10 on", True),
        (saying(b'{"code": "0",\n "data": {"rows": 7}}'), "page 2: line 2: 7 at data.rows; allowed: a list", True),
        (saying(b'{"code": "500"}'), "page 2: line 1: code is 500; allowed: 0", True),
        (saying(b'{"code": "0", "data": {"rows": []}}'), "page 2: data.next: missing", True),
        (
            saying(b'{"code": "0", "data": {"rows": [], "next": "c-1"}}'),
            "page 2: data.next: allowed is another",
            True,
        ),
        (JSONResponse({"message": "later"}, status_code=503), 'page 2: {"message":"later"}', False),
    ],
)
async def test_a_page_that_is_wrong_stops_the_run_and_loses_nothing(
    engine: Engine, tmp_path: Path, courts: Courts, wrong: Response, reason: str, broken: bool
) -> None:
    filings = courts.registers["filings"]
    filings.mishap = lambda number: wrong if number == 2 else None
    done = await run(engine, courts, tmp_path)
    assert done.faults[0].startswith(f"COURT_CASES filings: {reason}"), done.faults
    assert done.broken is broken
    # What came before is in, and nothing of the page; only who is away is not asked for the rest.
    filed = "MATCH (t:Statement) WHERE t.filedOn IS NOT NULL RETURN t.filedOn"
    assert await engine.read(Statement(text=filed)) == [["2026-03-02"]]
    assert (courts.asked("parties") != []) is broken
    filings.mishap = lambda number: None
    rest = await run(engine, courts, tmp_path)
    assert rest.faults == () and parse_qs(courts.asked("filings")[-1])["cursor"] == ["c-1"]
    assert len(courts.asked("filings")) == 3
    assert await case_numbers(engine) == ["（2026）鄂0112执1021号", "（2026）鄂0112执恢7号"]


async def test_what_needs_a_page_that_was_wrong_is_asked_for_again(
    engine: Engine, tmp_path: Path, courts: Courts
) -> None:
    await run(engine, courts, tmp_path / "whole")
    wanted = await told(engine)
    await clean(engine)
    filings, parties = courts.registers["filings"], courts.registers["parties"]
    before = [len(each.asked) for each in (filings, parties)]
    filings.mishap = lambda number: saying(b"<html>") if number == before[0] + 2 else None
    done = await run(engine, courts, tmp_path)
    assert done.broken and done.summary.rejected > 0
    assert len(parties.asked) == before[1] + len(parties.records)
    rest = await run(engine, courts, tmp_path)
    assert (rest.faults, rest.summary.rejected) == ((), 0)
    assert await told(engine) == wanted


async def test_the_worst_of_several_faults_is_what_the_run_ends_with(
    engine: Engine, tmp_path: Path, courts: Courts
) -> None:
    courts.registers["filings"].mishap = lambda number: saying(b'{"code": "500"}')
    courts.registers["parties"].mishap = lambda number: JSONResponse({}, status_code=503)
    done = await run(engine, courts, tmp_path)
    assert [fault.partition(": page")[0] for fault in done.faults] == [
        "COURT_CASES filings",
        "COURT_CASES parties",
    ]
    assert done.broken


@pytest.mark.parametrize("refused", [{2}, {2, 4}, {2, 3}])
async def test_a_cursor_that_they_do_not_know_any_more_is_given_up_once_a_run(
    engine: Engine, tmp_path: Path, courts: Courts, refused: set[int]
) -> None:
    filings = courts.registers["filings"]
    gone = JSONResponse({"message": "expired"}, status_code=410)
    filings.mishap = lambda number: gone if number in refused else None
    await run(engine, courts, tmp_path, pages_max=1)
    done = await run(engine, courts, tmp_path)
    cursors = [parse_qs(query).get("cursor") for query in filings.asked]
    # With it, then without; where that is refused, too, it was not the cursor, and the next run goes on there.
    assert cursors == [None, ["c-1"], None, ["c-1"]][: 3 if 3 in refused else 4]
    assert len({parse_qs(query)["gxsj"][0] for query in filings.asked}) == 1
    assert any(note.startswith("filings: its cursor was refused") for note in done.summary.notes)
    assert (done.faults == ()) is (refused == {2})
    await run(engine, courts, tmp_path)
    assert (parse_qs(filings.asked[len(cursors)]).get("cursor") == ["c-1"]) is (refused != {2})
    assert await case_numbers(engine) == ["（2026）鄂0112执1021号", "（2026）鄂0112执恢7号"]


async def test_a_record_that_is_wrong_is_told_by_page_place_and_their_field(
    engine: Engine, tmp_path: Path, courts: Courts
) -> None:
    filings = courts.registers["filings"]
    good, bad = filings.records
    filings.records = (good, {**bad, "LARQ": "2026-13-01"})
    done = await run(engine, courts, tmp_path)
    assert done.faults == ()
    with done.summary.reject_file.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == done.summary.total(Outcome.REJECTED)
    [row] = [each for each in rows if each["file"].startswith("filings-")]
    assert (row["line"], row["field"], row["value"]) == ("1", "LARQ", "2026-13-01")
    # And so is who is a party to nothing but that case.
    assert {each["reason"].partition(";")[0] for each in rows if each is not row} <= {
        "no such key in this load or in the graph"
    }
    filed = "MATCH (t:Statement) WHERE t.filedOn IS NOT NULL RETURN t.filedOn"
    assert await engine.read(Statement(text=filed)) == [["2026-03-02"]]
    # One file a run, whatever number of pages it had.
    assert [path.name for path in (tmp_path / "rejects").iterdir()] == [done.summary.reject_file.name]


async def test_a_run_has_an_end_and_the_next_one_goes_on(engine: Engine, tmp_path: Path, courts: Courts) -> None:
    done = await run(engine, courts, tmp_path, pages_max=1)
    assert len(courts.asked("filings")) == 1
    assert "filings: 1 pages, and there are more: the next run goes on" in done.summary.notes
    await run(engine, courts, tmp_path, pages_max=1)
    assert parse_qs(courts.asked("filings")[1])["cursor"] == ["c-1"]
    assert await case_numbers(engine) == ["（2026）鄂0112执1021号", "（2026）鄂0112执恢7号"]


async def test_who_does_not_prove_himself_is_told_nothing(engine: Engine, tmp_path: Path, courts: Courts) -> None:
    (courts.folder / "courts.key").write_text("whsec_" + "A" * 32, encoding="utf-8")
    done = await run(engine, courts, tmp_path)
    assert done.faults[0].startswith("COURT_CASES filings: page 1: ") and not done.broken
    assert await told(engine) == []
