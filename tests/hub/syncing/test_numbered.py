"""An agency that numbers its pages: they end with an empty one, and what moves between them is asked for again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from starlette.responses import JSONResponse

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
    assert done.fault == ""
    assert await case_numbers(engine) == ALL
    assert pages(courts) == ["1", "2", "3", "4", "5", "6", "7"]
