"""With nothing set, what the contract promises is asked a hundred times in a minute, and never refused."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from graph.engine import Engine
from hub.budgets import budgets
from hub.settings.config import Settings
from tests.hub.serving import served

TIMES = 100
AT_ONCE = 10
KEYS = [{"id": f"{number:032x}"} for number in range(500)]
NESTED = (
    "{ companies { edges { node { investments(first: 50) { edges { node { ... on Company {"
    " shareholders(first: 50) { edges { node { id name } } } } } } } } } } }"
)
SHAPES: dict[str, tuple[str, dict[str, Any]]] = {
    "fifty on two nested levels": (NESTED, {}),
    "a network of two hundred": (
        '{ network(of: {id: "1"}, first: 200) { nodes { id name kind } links { relation } truncated } }', {},
    ),
    "five hundred subjects": (
        "query($by: [SubjectKey!]!) {"
        " subjects(by: $by) { id name aliases sources { key } standing { measures { code } } } }",
        {"by": KEYS},
    ),
    "five hundred screened": (
        "query($s: [SubjectKey!]!) { screen(subjects: $s) { underMeasure measures { code } } }", {"s": KEYS},
    ),
}  # fmt: skip


async def test_the_shapes_of_the_contract_are_never_refused(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All by one agency and all in one minute: the clock stands still."""
    now = time.time()
    monkeypatch.setattr(budgets, "time", SimpleNamespace(time=lambda: now))
    async with served(engine, tmp_path) as client:
        one_at_a_time = asyncio.Semaphore(AT_ONCE)
        headers = client.headers("PARTNER", "RAILWAY")

        async def ask(query: str, variables: dict[str, Any]) -> list[Any]:
            async with one_at_a_time:
                answer = (await client.post(query, variables, headers=headers)).json()
            return [error["extensions"]["code"] for error in answer.get("errors", ())]

        for name, (query, variables) in SHAPES.items():
            answers = await asyncio.gather(*(ask(query, variables) for _ in range(TIMES)))
            assert answers == [[]] * TIMES, name


def test_a_hundred_answers_of_the_largest_cost_are_within_the_budget(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    assert settings.cost_per_minute >= 100 * settings.max_cost
