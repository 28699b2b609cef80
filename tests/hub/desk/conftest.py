"""A served hub whose grants are in force at once, on each engine in turn."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.engine import Engine
from tests.hub.serving import Client, served


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> AsyncIterator[Client]:
    async with served(engine, tmp_path, rights_seconds=0) as client:
        yield client
