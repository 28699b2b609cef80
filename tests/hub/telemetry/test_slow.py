"""The log of slow operations: once each, so many a minute, so long, and nothing of what was asked."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from graph.engine import Engine
from hub.record.entry import operation_hash
from hub.settings.config import Settings
from hub.telemetry.seen import Seen
from hub.telemetry.slow import SlowLog
from hub.telemetry.timing import Phase, Timing
from tests.graphs import CITIZEN, bring_in, case_of_the_purpose
from tests.hub.serving import Client, served

OWNERS = """query Mine($by: SubjectKey!) { subject(by: $by) { id
    ... on Company { beneficialOwners { owners { person { name } } } } } }"""
KEY = {"by": {"source": {"system": "made", "key": "nobody"}}}
ALWAYS = 1e-9


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def slow(seconds: float = 1.0, texts: tuple[tuple[float, str], ...] = ()) -> Seen:
    """A request that took so long, with statements of so many seconds each in it."""
    instants = [0.0]
    timing = Timing()
    timing.began, timing.ended, timing.statements = 0.0, seconds, len(texts)
    marks: list[tuple[Phase, float, str | None]] = [(Phase.ADMIT, 0.0, None)]
    for took, text in texts:
        marks += [(Phase.DATABASE, instants[-1], text), (Phase.PROJECT, instants[-1] + took, None)]
        instants.append(instants[-1] + took)
    timing._marks = marks
    return Seen(
        request_id="1",
        kind="query",
        stored=None,
        name="Mine",
        digest=lambda: "0" * 64,
        decision="OK",
        rows=3,
        parent=None,
        timing=timing,
    )


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    told = map(orjson.loads, stream.getvalue().splitlines())
    return [line for line in told if line["event"] == "slow operation"]


def test_what_is_no_slower_than_the_setting_is_not_told(stream: io.StringIO) -> None:
    told = SlowLog(Settings(slow_seconds=1))
    told(slow(1.0))
    assert not lines(stream)
    told(slow(1.01))
    assert len(lines(stream)) == 1


def test_so_many_a_minute_and_the_next_line_says_how_many_were_not_told(stream: io.StringIO) -> None:
    clock = Clock()
    told = SlowLog(Settings(slow_seconds=0.5, slow_per_minute=2), clock)
    for _ in range(5):
        told(slow())
    clock.now = 59.9
    told(slow())
    assert [line["untold"] for line in lines(stream)] == [0, 0]
    clock.now = 60
    told(slow())
    told(slow())
    assert [line["untold"] for line in lines(stream)] == [0, 0, 4, 0]


def test_the_slowest_statements_are_told_as_far_as_they_fit(stream: io.StringIO) -> None:
    told = SlowLog(Settings(slow_seconds=0.5, slow_text_length=10))
    told(slow(9.0, ((1.0, "aaaa"), (4.0, "bbbb"), (2.0, "cccccccc"), (1.5, "dddd"))))
    [line] = lines(stream)
    assert line["texts"] == [{"seconds": 4.0, "text": "bbbb"}, {"seconds": 2.0, "text": "cccccc"}]
    assert line["statements"] == 4


def test_the_name_is_cut_and_scrubbed(stream: io.StringIO) -> None:
    told = SlowLog(Settings(slow_seconds=0.5))
    told(replace(slow(), name=f"Of{CITIZEN}" + "x" * 500))
    [line] = lines(stream)
    assert CITIZEN not in stream.getvalue() and len(line["operation_name"]) == 200


@pytest.fixture
async def client(engine: Engine, tmp_path: Path, stream: io.StringIO) -> AsyncIterator[Client]:
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="court")
    async with served(engine, tmp_path, slow_seconds=ALWAYS) as client:
        yield client


async def test_a_slow_operation_is_told_once_with_its_phases_and_statements(
    client: Client, stream: io.StringIO
) -> None:
    answer = await client.post(OWNERS, KEY)
    [line] = lines(stream)
    assert line["request_id"] == answer.headers["x-request-id"]
    assert (line["operation"], line["operation_name"]) == ("not-stored", "Mine")
    assert line["operation_hash"] == operation_hash(OWNERS)
    assert (line["kind"], line["decision"], line["statements"], line["level"]) == ("query", "OK", 1, "warning")
    assert {"parse", "plan", "narrow", "compile", "database", "project", "audit"} <= set(line["phases"])
    assert sum(line["phases"].values()) == pytest.approx(line["seconds"], abs=1e-4)
    [statement] = line["texts"]
    assert "MATCH" in statement["text"] and 0 < statement["seconds"] <= line["seconds"]


async def test_0_is_never(engine: Engine, tmp_path: Path, stream: io.StringIO) -> None:
    async with served(engine, tmp_path, slow_seconds=0) as client:
        await client.ask("{ __typename }")
    assert not lines(stream)
