"""An agency that numbers its pages: they end with an empty one, and what moves between them is asked for again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from starlette.responses import JSONResponse, Response

from graph.engine import Engine
from tests.hub.syncing.asked import NUMBERED, Courts, case_numbers, courts_there, run

ALL = [f"（2026）鄂0112执{number}号" for number in range(1, 7)]


@pytest.fixture
async def courts(tmp_path: Path) -> AsyncIterator[Courts]:
    """They have six cases filed, on three pages, and nothing else."""
    async with courts_there(tmp_path / "agencies", NUMBERED) as courts:
        filing = courts.registers["filings"].records[0]
        for register in courts.registers.values():
            register.records = ()
        courts.registers["filings"].records = tuple({**filing, "AH": number} for number in ALL)
        yield courts


def pages(courts: Courts) -> list[str]:
    return [parse_qs(query)["page"][0] for query in courts.asked("filings")]


async def test_a_page_that_is_not_full_is_not_the_last(engine: Engine, tmp_path: Path, courts: Courts) -> None:
    filings = courts.registers["filings"]

    def capped(number: int) -> Any:
        rows = filings.records[number - 1 : number]  # one a page, whatever was asked for
        return JSONResponse({"code": "0", "data": {"rows": list(rows)}})

    filings.mishap = capped
    done = await run(engine, courts, tmp_path)
    assert done.faults == ()
    assert await case_numbers(engine) == ALL
    assert pages(courts) == ["1", "2", "3", "4", "5", "6", "7"]


def away(number: int) -> Response:
    return JSONResponse({"message": "later"}, status_code=503)


async def test_after_a_stop_it_begins_again_at_the_first_page(
    engine: Engine, tmp_path: Path, courts: Courts
) -> None:
    filings = courts.registers["filings"]
    filings.mishap = lambda number: away(number) if number == 2 else None
    assert (await run(engine, courts, tmp_path)).faults
    # The first one changes and moves to the end: the third one is on a page that was asked for already.
    filings.records = (*filings.records[1:], filings.records[0])
    filings.mishap = lambda number: None
    assert (await run(engine, courts, tmp_path)).faults == ()
    assert await case_numbers(engine) == ALL
    assert pages(courts) == ["1", "2", "1", "2", "3", "4"]
    assert len({parse_qs(query)["gxsj"][0] for query in courts.asked("filings")}) == 1


async def test_a_run_that_had_enough_pages_goes_on_unless_it_is_stopped_then(
    engine: Engine, tmp_path: Path, courts: Courts
) -> None:
    for _ in range(2):
        await run(engine, courts, tmp_path, pages_max=1)
    assert pages(courts) == ["1", "2"]
    courts.registers["filings"].mishap = lambda number: away(number) if number == 3 else None
    assert (await run(engine, courts, tmp_path, pages_max=1)).faults
    assert (await run(engine, courts, tmp_path)).faults == ()
    assert pages(courts) == ["1", "2", "3", "1", "2", "3", "4"]
