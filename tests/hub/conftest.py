"""A served hub that holds the open case of its callers' purpose, on each engine in turn."""

from __future__ import annotations

import io
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from graph.engine import Engine
from hub.logs import configure_logs
from tests.graphs import bring_in, case_of_the_purpose
from tests.hub.serving import Client, served


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> AsyncIterator[Client]:
    opened = datetime(2026, 1, 6, tzinfo=UTC)  # before whatever a test records
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="court", now=opened)
    async with served(engine, tmp_path) as client:
        yield client


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is logged from INFO upwards, as it would go to stderr."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    text = io.StringIO()
    configure_logs("INFO", text)
    yield text
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
