"""The first plans: of the very statements that people send, about nobody, in bounded time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine
from hub.app import Hub
from hub.running.development import ensure_development_case
from hub.running.warming import QUESTIONS
from hub.settings.config import Settings
from tests.graphs import CITIZEN, RING, USCC, Node, Tie, bring_in
from tests.hub.commands.cli import ROOT
from tests.hub.recorded import recorded
from tests.hub.serving import served

ASKED = len(QUESTIONS) + 22  # and the rounds of walks and of matching
_OF = 'subject(by: {source: {system: "made", key: "c"}})'
_ENDS = ", ".join(
    f'{end}: {{source: {{system: "made", key: "{key}"}}}}' for end, key in (("from", "p"), ("to", "c"))
)
WALKS = (
    f"{{ {_OF} {{ controls {{ id }} }} }}",
    f"{{ {_OF} {{ ... on Company {{ controlInquiry {{ truncated }} }} }} }}",
    f"{{ paths({_ENDS}) {{ truncated }} }}",
    f"{{ paths({_ENDS}) {{ paths {{ steps {{ grounds {{ article }} }} }} }} }}",
    '{ network(of: {source: {system: "made", key: "c"}}) { truncated } }',
    f"{{ {_OF} {{ associations {{ truncated }} }} }}",
    f"{{ {_OF} {{ guaranteeChains {{ truncated }} }} }}",
    f"{{ {_OF} {{ ... on Company {{ contractChain {{ truncated }} }} }} }}",
    '{ moneyFlow(from: {source: {system: "made", key: "p"}}, since: "2026-01-01T00:00:00Z",'
    ' until: "2027-01-01T00:00:00Z") { truncated } }',
    f'{{ match(records: [{{name: "p", citizenId: "{CITIZEN}"}}, {{name: "无名氏实业有限公司", uscc: "{USCC}"}}])'
    " { band } }",
)


class _Recording:
    """The engine, remembering the texts that it is asked, which have one plan each; writes are passed on."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.flavour = engine.flavour
        self.planned: list[str] = []

    async def read(self, statement: Any, *, timeout_seconds: float | None = None) -> Any:
        if statement.name in ("read", "grants"):  # what hubs forget is looked up beside them
            self.planned.append(statement.text)
        return await self._engine.read(statement, timeout_seconds=timeout_seconds)

    async def write(self, statements: Any, *, timeout_seconds: float | None = None) -> Any:
        return await self._engine.write(statements, timeout_seconds=timeout_seconds)


def warming_hub(engine: Any, data: Path, *, seconds: float = 300) -> Hub:
    """A hub that is not served yet."""
    return Hub(Settings(data=data, dev=True, request_timeout_seconds=60, warm_up_seconds=seconds), RING, engine)


async def test_whoever_asks_a_warmed_question_sends_a_statement_that_was_planned(
    engine: Engine, tmp_path: Path
) -> None:
    await ensure_development_case(engine, Settings(data=tmp_path, dev=True), RING)
    company, person = Node("COMPANY", "c", {"name": "c"}), Node("PERSON", "p", {"name": "p"})
    account, owned = Node("ACCOUNT", "a", {"accountType": "a"}), Tie("OWNS_ACCOUNT", "p", "a")
    held = Tie("SHAREHOLDER_OF", "p", "c", {"share": 1.0})
    builds = Tie("CONTRACTS_FOR", "p", "c", {"project": "P"})  # of a project that the same source may have
    await bring_in(engine, tmp_path, [company, person, account, held, owned, builds])
    recording = _Recording(engine)
    assert await warming_hub(recording, tmp_path).warm_up() == ASKED
    planned = set(recording.planned)
    recording.planned.clear()
    async with served(recording, tmp_path) as client:
        for question in QUESTIONS:
            await client.ask(question.text, role=question.role.value, agency=question.agency)
        for walk in WALKS:
            await client.ask(walk)
    assert planned <= set(recording.planned)


async def test_nothing_of_it_is_on_the_record_of_requests(engine: Engine, tmp_path: Path) -> None:
    await warming_hub(engine, tmp_path).warm_up()
    assert recorded(tmp_path) == []


async def test_it_ends_in_time(engine: Engine, tmp_path: Path) -> None:
    assert await warming_hub(engine, tmp_path, seconds=0.001).warm_up() < len(QUESTIONS)


async def test_an_engine_that_is_gone_ends_it(engine: Engine, tmp_path: Path) -> None:
    hub = warming_hub(engine, tmp_path)
    await engine.close()
    assert await hub.warm_up() == 0


async def test_it_can_be_turned_off(engine: Engine, tmp_path: Path) -> None:
    recording = _Recording(engine)
    assert await warming_hub(recording, tmp_path, seconds=0).warm_up() == 0
    assert recording.planned == []


@contextmanager
def hub_up(data: Path) -> Iterator[subprocess.Popen[str]]:
    """A hub that has just said that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hub", "up", "--data", str(data), "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "HUB_DEV": "1", "HUB_LOG_LEVEL": "INFO", "HUB_WARM_UP_SECONDS": "120"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("ready ")
        yield process
    finally:
        process.kill()
        process.wait(60)


@pytest.mark.slow
def test_a_hub_warms_up_once_it_is_ready(tmp_path: Path) -> None:
    with hub_up(tmp_path / "data") as process:
        assert process.stderr is not None
        told = json.loads(process.stderr.readline())
        assert (told["event"], told["answered"]) == ("warmed up", ASKED)


@pytest.mark.slow
def test_a_hub_may_be_stopped_while_it_warms_up(tmp_path: Path) -> None:
    with hub_up(tmp_path / "data") as process:
        process.terminate()
        _, complaints = process.communicate(timeout=60)
    assert "Traceback" not in complaints
    assert process.returncode in (0, -signal.SIGTERM)
