"""An agency that tells its pages in XML: the same is in the graph as of one that tells them in JSON."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

import pytest
from starlette.responses import JSONResponse, Response

from graph.engine import Engine
from graph.statement import Statement
from tests.conftest import clean
from tests.hub.syncing.asked import NUMBERED, Courts, case_numbers, courts_there, run, told

XML: Final = (('kind = "rest-pull"\n', 'kind = "rest-pull"\nbody = "xml"\nencoding = "gb18030"\n'),)
BOTH: Final = ["（2026）鄂0112执1021号", "（2026）鄂0112执恢7号"]


@pytest.fixture
async def courts(tmp_path: Path) -> AsyncIterator[Courts]:
    async with courts_there(tmp_path / "agencies", XML) as courts:
        yield courts


async def test_all_that_they_tell_is_in_as_if_it_were_json(engine: Engine, tmp_path: Path, courts: Courts) -> None:
    done = await run(engine, courts, tmp_path)
    assert (done.faults, done.summary.rejected) == ((), 0), done
    assert "performances: 1 moved a case at the desk" in done.summary.notes
    assert await case_numbers(engine) == BOTH
    # One record a page, by their cursor; an empty element is the last page's.
    assert [parse_qs(query).get("cursor") for query in courts.asked("filings")] == [None, ["c-1"]]
    in_xml = await told(engine)
    await clean(engine)
    async with courts_there(tmp_path / "plain") as plain:
        await run(engine, plain, tmp_path / "other")
    assert in_xml == await told(engine)


async def test_numbered_pages_end_with_a_document_without_records(engine: Engine, tmp_path: Path) -> None:
    async with courts_there(tmp_path / "agencies", XML + NUMBERED) as courts:
        done = await run(engine, courts, tmp_path)
        assert done.faults == ()
        assert [parse_qs(query)["page"] for query in courts.asked("filings")] == [["1"], ["2"]]
    assert await case_numbers(engine) == BOTH


def page(text: str, encoding: str = "gb18030", media_type: str = "text/xml") -> Response:
    return Response(text.encode(encoding), media_type=f"{media_type}; charset={encoding}")


ROOT = '<?xml version="1.0" encoding="GBK"?>\n<page><code>0</code>'


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (page(f"{ROOT}<data>"), "line 2, column 27: no XML from here on (no element found)"),
        (page(f"{ROOT}<data><rows>7</rows></data></page>"), "7 at data.rows; allowed: a list"),
        (page("<html><body>登录</body></html>"), "code is null; allowed: 0"),
        (page(f"{ROOT}<data/></page>"), "data.next: missing"),
        (page(f"{ROOT}<data><next>c-1</next></data></page>"), "data.next: allowed is another cursor"),
        (page("<!DOCTYPE page><page/>"), "line 1, column 15: allowed is a document without a document type"),
        (page("<page><code>错</code></page>", encoding="utf-8"), "the document: allowed is text in gb18030"),
        (JSONResponse({"code": "0"}), "the answer is of another media type; allowed: application/xml, text/xml"),
    ],
)
async def test_a_page_that_is_wrong_stops_its_kind_and_loses_nothing(
    engine: Engine, tmp_path: Path, courts: Courts, wrong: Response, reason: str
) -> None:
    filings = courts.registers["filings"]
    filings.mishap = lambda number: wrong if number == 2 else None
    done = await run(engine, courts, tmp_path)
    assert done.broken and done.faults[0].startswith(f"COURT_CASES filings: page 2: {reason}"), done.faults
    filed = "MATCH (t:Statement) WHERE t.filedOn IS NOT NULL RETURN t.filedOn"
    assert await engine.read(Statement(text=filed)) == [["2026-03-02"]]
    filings.mishap = lambda number: None
    rest = await run(engine, courts, tmp_path)
    assert rest.faults == () and await case_numbers(engine) == BOTH
