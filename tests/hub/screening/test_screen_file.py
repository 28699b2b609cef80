"""`hub screen FILE` against a served hub: each row as the API answers it, and a run that ends goes on."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from graph.engine import Engine
from hub.callers.issuer import issue
from hub.screening.asking import Asker, NotAnswered
from hub.screening.parties import PartyList
from hub.screening.run import COLUMNS, beside, screen_file
from tests.graphs import Node, Tie, bring_in, case_of_the_purpose
from tests.hub.serving import Client, served

ROOT: Final = Path(__file__).resolve().parents[3]
MET, CLEAR, UNIT = "420112198503071237", "420281199012310021", "91110000600037341L"
LIST: Final = (
    "record,citizenId,uscc,documentType,documentNumber\n"
    f"a,{MET},,,\n"
    f"b,{CLEAR},,,\n"
    f"c,,{UNIT},,\n"
    "d,420112198503071238,,,\n"  # its check digit does not hold
    f"e,{MET},{UNIT},,\n"
    "f,,,PASSPORT,\n"
    "=g,,,PASSPORT,E12345678\n"
    "h,,,PASSPROT,E12345678\n"
)


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> AsyncIterator[Client]:
    order = {
        "order": "CONSUMPTION",
        "caseNumber": "（2026）鄂0112执1号",
        "courtName": "法院",
        "servedOn": "2026-03-04",
        "measures": ["JP-701"],
    }
    rows = [
        case_of_the_purpose(),
        Node("PERSON", "met", {"name": "甲", "citizenId": MET}),
        Node("PERSON", "clear", {"name": "乙", "citizenId": CLEAR}),
        Node("COMPANY", "unit", {"name": "丙", "uscc": UNIT}),
        Node("RESTRICTION", "r", order),
        Tie("TARGETS", "r", "met"),
    ]
    await bring_in(engine, tmp_path, rows, now=datetime(2026, 3, 6, tzinfo=UTC))
    async with served(engine, tmp_path) as client:
        yield client


def token(client: Client) -> str:
    return issue(client.settings, "PARTNER", agency="RAILWAY", court=None)


def asker(client: Client, **more: Any) -> Asker:
    return Asker(url=str(client.http.base_url), token=token(client), case_number="卷7", measure="JP-701", **more)


def written(path: Path) -> list[dict[str, str]]:
    text = beside(path).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


async def test_each_row_is_answered_in_its_place(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(LIST.encode("gb18030"))
    told: list[int] = []
    progress = await screen_file(PartyList.open(path), asker(client), batch=3, on_progress=told.append)
    rows = written(path)
    assert [(row["line"], row["record"], row["underMeasure"]) for row in rows] == [
        ("2", "a", "true"),
        ("3", "b", "false"),
        ("4", "c", "false"),
        ("5", "d", ""),
        ("6", "e", ""),
        ("7", "f", ""),
        ("8", "'=g", "false"),
        ("9", "h", ""),
    ]
    assert (rows[0]["since"], rows[0]["caseNumber"], rows[0]["measures"]) == (
        "2026-03-04",
        "（2026）鄂0112执1号",
        "JP-701",
    )
    assert all(row["problem"] for row in rows[3:6]) and not any(row["problem"] for row in (*rows[:3], rows[6]))
    assert "documentType" in rows[7]["problem"]
    assert "exactly one of" in rows[4]["problem"]
    assert (told, progress.rows, progress.under, progress.problems) == ([3, 6, 8], 8, 1, 4)
    assert MET not in beside(path).read_text(encoding="utf-8-sig")
    assert tuple(rows[0]) == COLUMNS
    assert sorted(each.name for each in tmp_path.glob("list.csv*")) == ["list.csv", "list.csv.screened.csv"]


async def test_a_refusal_is_told_and_what_was_answered_stays(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text(f'{{"record": "a", "citizenId": "{MET}"}}\n{{"record": "b", "citizenId": "{CLEAR}"}}\n')
    good, listed = asker(client), PartyList.open(path)
    shut = Asker(url=good.url, token="none", case_number="7", measure="JP-701")
    with pytest.raises(NotAnswered, match="refused") as refused:
        await screen_file(listed, shut, batch=1, on_progress=lambda _: None)
    assert "none" not in str(refused.value)
    progress = await screen_file(listed, good, batch=1, on_progress=lambda _: None)
    assert (progress.rows, progress.under) == (2, 1)


@pytest.mark.slow
async def test_killed_at_any_place_it_goes_on_and_no_row_is_there_twice_or_not_at_all(
    client: Client, tmp_path: Path
) -> None:
    path, rows = tmp_path / "long.csv", 240
    lines = [f"{number},{MET if number % 3 == 0 else CLEAR}" for number in range(rows)]
    path.write_text("record,citizenId\n" + "\n".join(lines) + "\n", encoding="utf-8")
    state = path.with_name("long.csv.screened.state")
    naive: list[str] = []
    ended, kills = False, 0
    while not ended:
        child = await _started(client, path)
        wanted = _done(state) + 20
        while child.returncode is None and _done(state) < wanted:
            await asyncio.sleep(0.002)
        if child.returncode is None and kills < 10:
            child.kill()
            kills += 1
        ended = await child.wait() == 0
        if not ended:
            assert child.returncode == -signal.SIGKILL
            part = path.with_name("long.csv.screened.csv.part")
            # What was on its way when it died: written, and not yet known to be whole.
            with part.open("a", encoding="utf-8") as file:
                file.write("999,half a row")
            # The control: go on behind the last line that is there.
            naive += part.read_text(encoding="utf-8-sig").splitlines()[-1:]
    found = written(path)
    assert kills >= 5 and len(naive) == kills and all(each.endswith("999,half a row") for each in naive)
    assert [row["record"] for row in found] == [str(number) for number in range(rows)]
    assert {row["underMeasure"] == "true" for row in found[::3]} == {True}
    assert sum(row["underMeasure"] == "true" for row in found) == rows // 3


async def _started(client: Client, path: Path) -> asyncio.subprocess.Process:
    command = ["-m", "hub", "screen", str(path), "--url", str(client.http.base_url)]
    command += ["--measure", "JP-701", "--case-number", "7", "--batch", "5"]
    quiet = asyncio.subprocess.DEVNULL
    environment = {**os.environ, "HUB_TOKEN": token(client)}
    return await asyncio.create_subprocess_exec(sys.executable, *command, cwd=ROOT, env=environment, stdout=quiet)


def _done(state: Path) -> int:
    try:
        return int(json.loads(state.read_bytes())["rows"])
    except (OSError, ValueError):
        return 0
