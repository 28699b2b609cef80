"""Performance that the courts' system tells opens the lifts of its file, in the run that reads it."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest

from adapters.agencies.endpoint import read_endpoints
from adapters.agencies.section import UnusableMapping
from graph.engine import Engine
from graph.statement import Statement
from tests.hub.cases.asking import ADVANCE_RESTRICTION, NOT_BARRED, OPEN_RESTRICTION
from tests.hub.serving import Client, served
from tests.hub.syncing.asked import Courts, courts_there, run

NUMBER: Final = "（2026）鄂0112执1021号"  # the file of the samples that is performed in full on 2026-06-05
DEBTOR: Final = {"source": {"system": "court-cases", "key": "party:P-2"}}
ORDERED: Final = "query ($id: ID!) { restriction(id: $id) { id version state history { event by role } } }"


@pytest.fixture
async def courts(tmp_path: Path) -> AsyncIterator[Courts]:
    async with courts_there(tmp_path / "agencies") as courts:
        yield courts


async def ask(client: Client, query: str, variables: dict[str, Any], role: str = "JUDGE") -> dict[str, Any]:
    headers = {**client.headers(role), "X-Case-Number": quote(NUMBER)}
    [value] = (await client.ask(query, variables, headers=headers)).values()
    return dict(value)


async def restricted(client: Client, day: str) -> dict[str, Any]:
    case = await ask(client, OPEN_RESTRICTION, {"input": {"subject": DEBTOR, "basisRole": "DEBTOR", **NOT_BARRED}})
    for role, event in (
        ("PRESIDENT", {"issue": {"decisionNumber": "限1", "issuedOn": day}}),
        ("CLERK", {"serve": {"servedOn": day}}),
    ):
        case = await ask(
            client, ADVANCE_RESTRICTION, {"id": case["id"], "version": case["version"], "event": event}, role
        )
    return case


async def test_what_was_paid_in_the_courts_system_is_lifted_here(
    engine: Engine, tmp_path: Path, courts: Courts
) -> None:
    performances = courts.registers["performances"]
    [part, whole] = performances.records
    performances.records = (part,)
    courts.registers["closings"].records = ()  # its file is open as long as it is moved
    first = await run(engine, courts, tmp_path / "sync")
    assert (first.faults, first.summary.rejected) == ((), 0)
    async with served(engine, tmp_path, rights_seconds=0) as client:
        order = await restricted(client, "2026-06-01")
        # A part is no performance.
        assert (await ask(client, ORDERED, {"id": order["id"]}))["state"] == "SERVED"
        performances.records, performances.changed_at = (part, whole), datetime.now(UTC)
        done = await run(engine, courts, tmp_path / "sync")
        assert (done.faults, done.summary.rejected) == ((), 0)
        assert "performances: 1 moved a case at the desk" in done.summary.notes
        after = await ask(client, ORDERED, {"id": order["id"]})
    assert after["state"] == "LIFT_DUE"
    assert after["history"][-1] == {"event": "END", "by": "court-cases", "role": None}


async def test_one_that_cannot_be_taken_is_in_the_reject_file_and_the_others_are_taken(
    engine: Engine, tmp_path: Path, courts: Courts
) -> None:
    performances = courts.registers["performances"]
    [part, whole] = performances.records
    performances.records = ({**part, "AH": "（2026）鄂0112执99号", "SFQBLX": "1"}, whole)
    done = await run(engine, courts, tmp_path)
    assert done.faults == () and done.summary.rejected == 1
    with done.summary.reject_file.open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["field"], row["value"]) == ("AH", "（2026）鄂0112执99号")
    assert row["reason"].endswith("nobody is recorded as its debtor")
    taken = "MATCH (t:Statement)-[:ABOUT]->(:Node {kind: 'PERFORMANCE'}) RETURN t.caseNumber"
    assert await engine.read(Statement(text=taken)) == [[NUMBER]]


async def test_of_another_court_s_file_a_system_is_not_believed(
    engine: Engine, tmp_path: Path, courts: Courts
) -> None:
    endpoint = courts.folder / "courts.toml"
    text = endpoint.read_text(encoding="utf-8")
    for codes, rejected in (("鄂0104 鄂02", 3), ("鄂01", 0)):
        endpoint.write_text(f'courts = "{codes}"\n{text}', encoding="utf-8")
        for register in courts.registers.values():
            register.changed_at = datetime.now(UTC) + timedelta(days=1)
        done = await run(engine, courts, tmp_path)
        assert (done.faults, done.summary.rejected) == ((), rejected)
        taken = "MATCH (t:Statement)-[:ABOUT]->(:Node {kind: 'PERFORMANCE'}) RETURN t.caseNumber"
        assert await engine.read(Statement(text=taken)) == ([[NUMBER]] if not rejected else [])


async def test_a_code_that_is_no_court_s_is_told_with_its_line(tmp_path: Path, courts: Courts) -> None:
    endpoint = courts.folder / "courts.toml"
    endpoint.write_text(f'courts = "鄂01 武汉"\n{endpoint.read_text(encoding="utf-8")}', encoding="utf-8")
    with pytest.raises(UnusableMapping, match=r"courts\.toml:1 courts: 武汉: no code of a court"):
        read_endpoints(courts.folder)
