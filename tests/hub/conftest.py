"""A served hub that holds the open case of its callers' purpose, on each engine in turn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.engine import Engine
from tests.graphs import bring_in, case_of_the_purpose
from tests.hub.serving import Client, served


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> AsyncIterator[Client]:
    opened = datetime(2026, 1, 6, tzinfo=UTC)  # before whatever a test records
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="court", now=opened)
    async with served(engine, tmp_path) as client:
        yield client
