"""A served hub with debtors of the purpose's case and a clock that tests set, on each engine in turn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.engine import Engine
from tests.graphs import bring_in
from tests.hub.cases.asking import Clock, Desk, people
from tests.hub.serving import served


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 6, 1, 2, tzinfo=UTC))


@pytest.fixture
async def desk(engine: Engine, tmp_path: Path, clock: Clock) -> AsyncIterator[Desk]:
    await bring_in(engine, tmp_path, people(), source="court", now=datetime(2026, 1, 6, tzinfo=UTC))
    async with served(engine, tmp_path, clock=clock, rights_seconds=0) as client:
        yield Desk(client)
